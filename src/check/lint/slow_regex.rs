//! Regexes that nothing keeps from running on every line.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::conditions::leaves;
use super::input::Context;
use super::{Finder, Lint};
use crate::diag::{Problem, codes};
use crate::rule::{Condition, Pattern, Rule, RuleSet, Scope};

/// Bytes that have to be known of every match; as in the engine's search for literals.
const LITERAL: usize = 2;
/// Characters up to which a class counts as known; as in the engine's search for literals.
const SMALL_CLASS: usize = 16;

pub(super) const LINT: Lint = Lint {
    code: codes::SLOW_REGEX,
    name: "slow-regex",
    reason: "A regex runs only on lines that hold a literal that each of its matches needs, or \
             that hold a keyword its rule needs as well. A regex without either runs on every \
             line of a corpus, unless it begins with `^` and fails at once. Add a keyword or a \
             second regex beside it, or two fixed characters to it.",
    before: &[(
        "zh/example.yaml",
        "\
format: 1
pack: zh/example
label: chrome
rules:
  - id: count
    summary: A counter.
    status: draft
    score: 1.0
    when: {regex: '\\d+\\s*[次回]?$'}
",
    )],
    after: &[(
        "zh/example.yaml",
        "\
format: 1
pack: zh/example
label: chrome
rules:
  - id: count
    summary: A counter.
    status: draft
    score: 1.0
    when: {regex: '阅读\\s*\\d+\\s*[次回]?$'}
",
    )],
    finder: Finder::Lint(find),
};

fn find(context: &Context<'_>, problems: &mut Vec<Problem>) {
    let rules = context.input.rules;
    let by_line = |rule: &&Rule| rule.scope != Scope::Document;
    for rule in rules.rules.iter().filter(by_line) {
        if gated(&rule.when, rules) {
            continue;
        }
        let mut slow = Vec::new();
        leaves(&rule.when, true, &mut |leaf, _| {
            if let Condition::Regex { regex, .. } = leaf
                && rules.regexes.get(regex.0).is_some_and(is_slow)
            {
                slow.push(*regex);
            }
        });
        for (_, place) in rule.regexes.iter().filter(|(id, _)| slow.contains(id)) {
            let message = format!("a regex of `{}` has to run on every line", rule.id);
            let mut problem = Problem::new(codes::SLOW_REGEX, place.clone(), message);
            problem.help("give it two fixed characters, or ask for a keyword as well");
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
    }
}

/// Whether a condition can hold only on lines with a keyword or a regex's literal.
fn gated(condition: &Condition, rules: &RuleSet) -> bool {
    match condition {
        Condition::Keywords(_) => true,
        Condition::Regex { regex, .. } => rules
            .regexes
            .get(regex.0)
            .is_some_and(|pattern| !pattern.raw && !is_slow(pattern)),
        Condition::All(parts) => parts.iter().any(|part| gated(part, rules)),
        Condition::Any(parts) => parts.iter().all(|part| gated(part, rules)),
        _ => false,
    }
}

fn is_slow(pattern: &Pattern) -> bool {
    let Ok(hir) = regex_syntax::parse(&pattern.source) else {
        return false;
    };
    let anchored = hir.properties().look_set_prefix().contains(Look::Start);
    !anchored && !has_literal(&hir)
}

/// Whether every match holds a stretch that is known but for small classes.
fn has_literal(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Literal(_) | HirKind::Class(_) => known(hir).is_some_and(|len| len >= LITERAL),
        HirKind::Repetition(repetition) => repetition.min > 0 && has_literal(&repetition.sub),
        HirKind::Capture(capture) => has_literal(&capture.sub),
        HirKind::Alternation(branches) => branches.iter().all(has_literal),
        HirKind::Concat(parts) => {
            let mut run = 0;
            for part in parts {
                if matches!(part.kind(), HirKind::Look(_)) {
                    continue;
                }
                run = known(part).map_or(0, |len| run + len);
                if run >= LITERAL || has_literal(part) {
                    return true;
                }
            }
            false
        }
        HirKind::Empty | HirKind::Look(_) => false,
    }
}

/// Bytes of a piece whose matches are few and known.
fn known(hir: &Hir) -> Option<usize> {
    match hir.kind() {
        HirKind::Literal(literal) => Some(literal.0.len()),
        HirKind::Class(Class::Unicode(class)) => {
            let size: usize = class.iter().map(|range| range.len()).sum();
            let shortest = class.iter().next()?.start().len_utf8();
            (size <= SMALL_CLASS).then_some(shortest)
        }
        HirKind::Capture(capture) => known(&capture.sub),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_slow() {
        for (source, slow) in [
            (r"\d{4}", true),
            (r".*", true),
            ("a?b", true),
            ("(foo|.)", true),
            ("(?:foo|bar)$", false),
            ("[分转]享", false),
            ("[ab]c", false),
            (r"^\d+$", false),
            (r"\s*\d+ comments?", false),
            ("(?:abc)+", false),
        ] {
            let pattern = Pattern {
                source: source.to_owned(),
                raw: false,
            };
            assert_eq!(is_slow(&pattern), slow, "{source}");
        }
    }
}
