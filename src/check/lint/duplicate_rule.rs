//! The same rule twice.

use std::collections::HashMap;

use super::conditions::shape;
use super::input::{Context, place};
use super::{Finder, Lint};
use crate::diag::{Problem, codes};
use crate::rule::Rule;

pub(super) const LINT: Lint = Lint {
    code: codes::DUPLICATE_RULE,
    name: "duplicate-rule",
    reason: "Scores add up, so a rule that stands twice counts twice. Remove one of them, or raise \
             the score if that was meant.",
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
    when: {regex: 分享到}
  - id: call-again
    summary: A call to share again.
    status: draft
    score: 0.5
    when: {regex: 分享到}
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
    score: 1.5
    when: {regex: 分享到}
",
    )],
    finder: Finder::Lint(find),
};

fn find(context: &Context<'_>, problems: &mut Vec<Problem>) {
    let mut seen: HashMap<String, &Rule> = HashMap::new();
    for rule in &context.input.rules.rules {
        let exceptions = rule.unless.iter().map(|exception| shape(&exception.when));
        let mut exceptions: Vec<String> = exceptions.collect();
        exceptions.sort_unstable();
        let (label, scope, when) = (rule.label, rule.scope, shape(&rule.when));
        let key = format!("{label} {scope:?} {when} {exceptions:?}");
        match seen.get(&key) {
            Some(first) => {
                let message = format!("`{}` is the same rule as `{}`", rule.id, first.id);
                let mut problem = Problem::new(codes::DUPLICATE_RULE, place(rule), message);
                problem
                    .help("remove one of them")
                    .also(place(first), "the first");
                problems.push(problem);
            }
            None => {
                seen.insert(key, rule);
            }
        }
    }
}
