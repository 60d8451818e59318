//! Comments that allow findings.
//!
//! `# despam: allow(W307) reason` allows the lints that are named (several are set off by commas)
//! on its own line or, standing alone, on the next line that is not a comment. If that line is
//! the first of a rule or a set, the whole rule or set is meant. Problems are allowed by the line
//! of their place; errors never are.

use super::input::Context;
use super::{Finder, Lint};
use crate::diag::{Mark, Place, Problem, Severity, codes};
use crate::rule::yaml::{Kind, Node};

pub(super) const LINT: Lint = Lint {
    code: codes::ALLOW,
    name: "vain-allow",
    reason: "A comment that allows a finding is read by the next author as a known exception. \
             One that allows nothing any more hides what is found there later, one without a \
             reason cannot be judged, and a misspelled code allows nothing.",
    before: &[(
        "zh/example.yaml",
        "\
format: 1
pack: zh/example
label: share
sets:
  buttons:
    terms:
      - 分享到 # despam: allow(W307) once this was one character
rules:
  - id: button
    summary: A share button.
    status: draft
    score: 1.0
    when: {keywords: {set: buttons}}
",
    )],
    after: &[(
        "zh/example.yaml",
        "\
format: 1
pack: zh/example
label: share
sets:
  buttons:
    terms:
      - 分享到
      - 赞 # despam: allow(W307) the rule is a draft
rules:
  - id: button
    summary: A share button.
    status: draft
    score: 1.0
    when: {keywords: {set: buttons}}
",
    )],
    finder: Finder::Allow,
};

const OPEN: &str = "# despam: allow(";

/// One comment.
#[derive(Debug, PartialEq)]
struct Allow {
    /// Where it stands.
    mark: Mark,
    /// The codes it names.
    codes: Vec<String>,
    /// Whether it says why.
    reasoned: bool,
    /// First and last line (1-based) that it is about.
    lines: (usize, usize),
    /// By code: whether it allowed a finding.
    used: Vec<bool>,
}

/// Drops the problems that are allowed and adds those of the comments themselves.
pub(super) fn apply(context: &Context<'_>, mut problems: Vec<Problem>) -> Vec<Problem> {
    let mut vain = Vec::new();
    for (file, text) in context.input.texts {
        let mut allows = comments(text);
        if allows.is_empty() {
            continue;
        }
        let blocks = context
            .trees
            .get(file.as_str())
            .map(|tree| blocks(text, tree));
        widen(&mut allows, &blocks.unwrap_or_default());
        problems.retain(|problem| !allowed(file, problem, &mut allows));
        for allow in &allows {
            vain.extend(judge(file, allow));
        }
    }
    problems.extend(vain);
    problems
}

fn allowed(file: &str, problem: &Problem, allows: &mut [Allow]) -> bool {
    if problem.place.file != file || problem.severity == Severity::Error {
        return false;
    }
    let mut allowed = false;
    for allow in allows {
        let about = (allow.lines.0..=allow.lines.1).contains(&problem.place.line);
        for (code, used) in allow.codes.iter().zip(&mut allow.used) {
            if about && code == problem.code {
                *used = true;
                allowed = true;
            }
        }
    }
    allowed
}

/// What is wrong with a comment.
fn judge(file: &str, allow: &Allow) -> Vec<Problem> {
    let problem = |message: String, help: &str| {
        let mut problem = Problem::new(codes::ALLOW, Place::new(file, allow.mark), message);
        problem.help(help);
        problem
    };
    let mut problems = Vec::new();
    if !allow.reasoned {
        let message = "a finding is allowed without a reason".to_owned();
        problems.push(problem(message, "say why after the bracket"));
    }
    for (code, used) in allow.codes.iter().zip(&allow.used) {
        let known = codes::explain(code).is_some() && code.starts_with('W') && code != codes::ALLOW;
        if !known {
            let message = format!("`{code}` is no lint that can be allowed");
            problems.push(problem(message, "give a code like W307"));
        } else if !used {
            let message = format!("there is no {code} here to be allowed");
            problems.push(problem(message, "remove the comment, or this code from it"));
        }
    }
    problems
}

/// The comments of a text, each about one line.
fn comments(text: &str) -> Vec<Allow> {
    let mut allows = Vec::new();
    let mut start = 0;
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    for (index, line) in lines.iter().enumerate() {
        let at = start;
        start += line.len();
        let Some(found) = line.find(OPEN) else {
            continue;
        };
        let before = line.get(..found).unwrap_or_default();
        // A comment begins a line or follows a blank.
        if !before.is_empty() && !before.ends_with([' ', '\t']) {
            continue;
        }
        let comment = line.get(found..).unwrap_or_default().trim_end();
        let inside = comment.get(OPEN.len()..).unwrap_or_default();
        let (names, reason) = inside.split_once(')').unwrap_or((inside, ""));
        let codes: Vec<String> = names
            .split(',')
            .map(|code| code.trim().to_owned())
            .collect();
        let about = if before.trim().is_empty() {
            let next = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
            let ahead = lines.iter().skip(index + 1).position(next);
            ahead.map_or(index, |ahead| index + 1 + ahead)
        } else {
            index
        };
        allows.push(Allow {
            mark: Mark {
                line: index + 1,
                column: before.chars().count() + 1,
                start: at + found,
                end: at + found + comment.len(),
            },
            used: vec![false; codes.len()],
            codes,
            reasoned: !reason.trim().is_empty(),
            lines: (about + 1, about + 1),
        });
    }
    allows
}

/// First and last lines of the rules and sets of a pack.
fn blocks(text: &str, tree: &Node) -> Vec<(usize, usize)> {
    let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    let line_of = |byte: usize| ends.partition_point(|&end| end < byte) + 1;
    let Kind::Map(entries) = &tree.kind else {
        return Vec::new();
    };
    let mut blocks = Vec::new();
    for (key, value) in entries {
        match (key.text(), &value.kind) {
            (Some("rules"), Kind::List(rules)) => {
                blocks.extend(rules.iter().map(|rule| (rule.mark.line, line_of(rule.end))));
            }
            (Some("sets"), Kind::Map(sets)) => {
                let lines = |(name, set): &(Node, Node)| (name.mark.line, line_of(set.end));
                blocks.extend(sets.iter().map(lines));
            }
            _ => {}
        }
    }
    blocks
}

fn widen(allows: &mut [Allow], blocks: &[(usize, usize)]) {
    for allow in allows {
        if let Some(block) = blocks.iter().find(|block| block.0 == allow.lines.0) {
            allow.lines = *block;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::comments;

    #[test]
    fn comments_are_about_a_line() {
        let text = "\
a: 1 # despam: allow(W301, W302) why
# despam: allow(W303)
# more

b: 'x#y # z'
c: x# despam: allow(W301) no comment
";
        let found: Vec<_> = comments(text)
            .into_iter()
            .map(|allow| {
                (
                    allow.mark.line,
                    allow.codes.join(" "),
                    allow.reasoned,
                    allow.lines.0,
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                (1, "W301 W302".to_owned(), true, 1),
                (2, "W303".to_owned(), false, 5)
            ]
        );
    }
}
