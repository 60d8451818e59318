//! Regexes that nothing keeps from running on every line.

use super::conditions::leaves;
use super::input::Context;
use super::{Finder, Lint};
use crate::diag::{Problem, codes};
use crate::rule::{Condition, Pattern, Rule, RuleSet, Scope};

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
    !pattern.traits.anchored && pattern.traits.literals.is_none()
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
            let pattern = Pattern::new(source, false).unwrap();
            assert_eq!(is_slow(&pattern), slow, "{source}");
        }
    }
}
