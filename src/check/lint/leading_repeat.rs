//! Regexes that begin with an unbounded repetition.

use super::conditions::leaves;
use super::input::Context;
use super::{Finder, Lint};
use crate::diag::{Problem, codes};
use crate::rule::{Condition, Scope};

pub(super) const LINT: Lint = Lint {
    code: codes::LEADING_REPEAT,
    name: "leading-repeat",
    reason: "A regex of a rule for lines is asked only whether it matches. An unbounded repetition \
             of almost anything at its beginning (`.*`, `\\w+`) changes nothing about that and \
             keeps the search from jumping to the literal behind it. Leave out what may be empty, \
             and write what may not once.",
    before: &[(
        "zh/example.yaml",
        "\
format: 1
pack: zh/example
label: share
rules:
  - id: call
    summary: A call to share.
    status: draft
    score: 1.0
    when: {regex: '.*分享到'}
",
    )],
    after: &[(
        "zh/example.yaml",
        "\
format: 1
pack: zh/example
label: share
rules:
  - id: call
    summary: A call to share.
    status: draft
    score: 1.0
    when: {regex: 分享到}
",
    )],
    finder: Finder::Lint(find),
};

fn find(context: &Context<'_>, problems: &mut Vec<Problem>) {
    let rules = context.input.rules;
    for rule in &rules.rules {
        let mut leading = Vec::new();
        let exceptions = rule.unless.iter().map(|exception| &exception.when);
        // What a rule of scope span cuts is the whole match.
        let when = (rule.scope != Scope::Span).then_some(&rule.when);
        for condition in exceptions.chain(when) {
            leaves(condition, true, &mut |leaf, _| {
                if let Condition::Regex { regex, .. } = leaf
                    && let Some(pattern) = rules.regexes.get(regex.0)
                    && pattern.traits.leads
                {
                    leading.push(*regex);
                }
            });
        }
        for (_, place) in rule.regexes.iter().filter(|(id, _)| leading.contains(id)) {
            let message = "the regex begins with an unbounded repetition".to_owned();
            let mut problem = Problem::new(codes::LEADING_REPEAT, place.clone(), message);
            problem.help("leave the repetition out, or write its part once");
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
    }
}
