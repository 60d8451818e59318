//! The order of terms.

use super::{Slot, end_of_line, place, place_before, sorted};
use crate::diag::{Place, Problem, codes};
use crate::rule::yaml::{Kind, Node};

/// The unsorted blocks of a file of terms.
pub fn in_file(file: &str, text: &str) -> Vec<Problem> {
    let mut blocks = vec![Vec::new()];
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let lead = line.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let term = lead.trim_end();
        let begins = start + line.len() - lead.len();
        start += line.len();
        if term.is_empty() || term.starts_with('#') {
            blocks.push(Vec::new());
        } else if let Some(block) = blocks.last_mut() {
            block.push(Slot {
                span: begins..begins + term.len(),
                key: term,
            });
        }
    }
    let blocks = blocks.iter();
    blocks
        .filter_map(|block| problem(file, text, block))
        .collect()
}

/// The unsorted blocks of the sets of a pack.
pub fn in_pack(file: &str, text: &str, tree: &Node) -> Vec<Problem> {
    let Some(Kind::Map(sets)) = child(tree, "sets").map(|sets| &sets.kind) else {
        return Vec::new();
    };
    let mut problems = Vec::new();
    for (_, set) in sets {
        if let Some(Kind::List(terms)) = child(set, "terms").map(|terms| &terms.kind) {
            let blocks = blocks(text, terms);
            let blocks = blocks.iter();
            problems.extend(blocks.filter_map(|block| problem(file, text, block)));
        }
    }
    problems
}

fn child<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let Kind::Map(entries) = &node.kind else {
        return None;
    };
    let found = entries.iter().find(|(name, _)| name.text() == Some(key));
    found.map(|(_, value)| value)
}

/// Terms with the comments behind them, parted where a comment or a blank line stands between.
fn blocks<'n>(text: &str, terms: &'n [Node]) -> Vec<Vec<Slot<&'n str>>> {
    let mut blocks: Vec<Vec<Slot<&str>>> = vec![Vec::new()];
    let mut end = None;
    for term in terms {
        let span = term.mark.start..end_of_line(text, term.mark.end);
        let gap = end.and_then(|end| text.get(end..span.start));
        let parted = gap.is_some_and(|gap| gap.contains('#') || gap.matches('\n').count() > 1);
        if parted {
            blocks.push(Vec::new());
        }
        end = Some(span.end);
        if let (Some(block), Some(key)) = (blocks.last_mut(), term.text()) {
            block.push(Slot { span, key });
        }
    }
    blocks
}

fn problem(file: &str, text: &str, block: &[Slot<&str>]) -> Option<Problem> {
    let (span, replacement) = sorted(text, block)?;
    let early = block.windows(2).find_map(|pair| match pair {
        [a, b] if a.key > b.key => Some(b),
        _ => None,
    })?;
    let message = format!("the term `{}` is not in order", early.key);
    let at = place(file, text, early.span.clone());
    let mut problem = Problem::new(codes::TERM_ORDER, at, message);
    problem.help("sort the terms by code points").fix(
        "sort the terms",
        vec![(place(file, text, span), replacement)],
    );
    Some(problem)
}

/// The edit that removes a term with its line, or with its comma from a flow list. `None` if a
/// comment would go as well.
pub fn removal(text: &str, term: &Place) -> Option<(Place, String)> {
    let before = text.get(..term.span.start)?;
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let lead = text.get(line_start..term.span.start)?;
    let rest = text.get(term.span.end..)?;
    let line_end = rest
        .find('\n')
        .map_or(text.len(), |at| term.span.end + at + 1);
    let tail = text.get(term.span.end..line_end)?;
    let span = if matches!(lead.trim(), "" | "-") && tail.trim().is_empty() {
        line_start..line_end
    } else {
        let comma = before.trim_end().strip_suffix(',')?;
        comma.len()..term.span.end
    };
    Some((place_before(term, text, span)?, String::new()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::yaml::parse;

    fn fixed(text: &str, problems: &[Problem]) -> String {
        let mut out = text.to_owned();
        for problem in problems.iter().rev() {
            let (place, new) = &problem.fix.as_ref().unwrap().edits[0];
            out.replace_range(place.span.clone(), new);
        }
        out
    }

    #[test]
    fn comments_part_blocks_and_move_with_their_term() {
        let text = "sets:\n  a:\n    terms:\n      - c # see c\n      - b\n      # more\n      - z\n\n      - y\n      - 'x'\n";
        let (tree, _) = parse("a.yaml", text.as_bytes());
        let problems = in_pack("a.yaml", text, &tree.unwrap());
        let expected = "sets:\n  a:\n    terms:\n      - b\n      - c # see c\n      # more\n      - z\n\n      - 'x'\n      - y\n";
        assert_eq!(fixed(text, &problems), expected);
        assert_eq!(problems[0].place.line, 5);
        let text = "sets: {a: {terms: [c, b, \"a\"]}}\n";
        let (tree, _) = parse("a.yaml", text.as_bytes());
        let problems = in_pack("a.yaml", text, &tree.unwrap());
        assert_eq!(
            fixed(text, &problems),
            "sets: {a: {terms: [\"a\", b, c]}}\n"
        );
    }

    #[test]
    fn files_of_terms() {
        let text = "# head\nb\na\n\nd\nc\n";
        let problems = in_file("a.txt", text);
        assert_eq!(fixed(text, &problems), "# head\na\nb\n\nc\nd\n");
        assert!(in_file("a.txt", "a\nb\n微信\n").is_empty());
    }

    #[test]
    fn terms_are_removed_with_their_line_or_comma() {
        let at = |text: &str, term: &str| {
            let start = text.find(term).unwrap();
            place("a", text, start..start + term.len())
        };
        for (text, after) in [
            ("- a\n- bb\n- c\n", Some("- a\n- c\n")),
            ("[a, bb, c]", Some("[a, c]")),
            ("x\n[微信,\n\n bb, c]", Some("x\n[微信, c]")),
            ("- a\n- bb # why\n", None),
            ("a\nbb", Some("a\n")),
        ] {
            let edit = removal(text, &at(text, "bb"));
            if let Some((found, _)) = &edit {
                assert_eq!(*found, place("a", text, found.span.clone()), "{text}");
            }
            let applied = edit.map(|(place, _)| {
                let mut out = text.to_owned();
                out.replace_range(place.span, "");
                out
            });
            assert_eq!(applied.as_deref(), after);
        }
    }
}
