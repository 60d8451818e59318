//! Rules that come too late.

use std::collections::BTreeSet;

use super::conditions::{conjuncts, shape};
use super::input::{Context, place};
use super::{Finder, Lint};
use crate::diag::{Problem, codes};
use crate::rule::{Condition, Label, Rule, RuleSet, Status};

pub(super) const LINT: Lint = Lint {
    code: codes::SHADOWED_RULE,
    name: "shadowed-rule",
    reason: "If a rule asks for all that another of its label asks for, and the other decides by \
             itself and adds at least as much, the narrower one finds nothing new. Remove it, or \
             loosen it where it was meant to reach further.",
    before: &[(
        "zh/example.yaml",
        "\
format: 1
pack: zh/example
label: share
rules:
  - id: call
    summary: A call to share.
    status: stable
    score: 1.0
    when: {regex: 分享到}
    tests:
      hit: [分享到微信]
      miss: [昨天下了一场大雨。]
  - id: short-call
    summary: A short call to share.
    status: stable
    score: 1.0
    when:
      all:
        - regex: 分享到
        - feature: {chars: {max: 20}}
    tests:
      hit: [分享到微信]
      miss: [昨天下了一场大雨。]
",
    )],
    after: &[(
        "zh/example.yaml",
        "\
format: 1
pack: zh/example
label: share
rules:
  - id: short-call
    summary: A short call to share.
    status: stable
    score: 1.0
    when:
      all:
        - regex: 分享到
        - feature: {chars: {max: 20}}
    tests:
      hit: [分享到微信]
      miss: [昨天下了一场大雨。]
",
    )],
    finder: Finder::Lint(find),
};

/// A rule with what its condition and exceptions ask for, in comparable form.
struct Asking<'r> {
    rule: &'r Rule,
    /// The parts that all have to hold, with their shapes.
    parts: Vec<(&'r Condition, String)>,
    /// The shapes of the parts.
    shapes: BTreeSet<String>,
    /// The shapes of the exceptions.
    exceptions: BTreeSet<String>,
}

impl<'r> Asking<'r> {
    fn new(rule: &'r Rule) -> Asking<'r> {
        let parts: Vec<(&Condition, String)> = (conjuncts(&rule.when).into_iter())
            .map(|part| (part, shape(part)))
            .collect();
        Asking {
            rule,
            shapes: parts.iter().map(|(_, shape)| shape.clone()).collect(),
            parts,
            exceptions: rule.unless.iter().map(|one| shape(&one.when)).collect(),
        }
    }
}

fn find(context: &Context<'_>, problems: &mut Vec<Problem>) {
    let rules = context.input.rules;
    let deciding = rules.rules.iter().filter(|rule| decides(rule));
    let deciding: Vec<Asking<'_>> = deciding.map(Asking::new).collect();
    for narrow in &deciding {
        let wide = deciding
            .iter()
            .find(|wide| wide.rule.id != narrow.rule.id && covers(wide, narrow, rules));
        if let Some(wide) = wide {
            let (narrow, wide) = (narrow.rule, wide.rule);
            let message = format!("`{}` fires only where `{}` does", narrow.id, wide.id);
            let mut problem = Problem::new(codes::SHADOWED_RULE, place(narrow), message);
            problem
                .help("remove it, or loosen it")
                .also(place(wide), "the wider rule");
            problems.push(problem);
        }
    }
}

fn decides(rule: &Rule) -> bool {
    matches!(rule.status, Status::Stable | Status::Deprecated)
        && !matches!(rule.label, Label::Article | Label::Credit)
}

/// Whether the verdict of `wide` stands wherever `narrow` fires.
fn covers(wide: &Asking<'_>, narrow: &Asking<'_>, rules: &RuleSet) -> bool {
    let policy = rules.policies.get(wide.rule.profile as usize);
    let threshold = policy.and_then(|policy| policy.labels.get(wide.rule.label as usize));
    let fits = wide.rule.label == narrow.rule.label
        && wide.rule.scope == narrow.rule.scope
        && wide.rule.profile <= narrow.rule.profile
        && wide.rule.score >= narrow.rule.score
        && threshold.is_some_and(|label| wide.rule.score >= label.threshold);
    let asked =
        |wanted: &(&Condition, String)| narrow.parts.iter().any(|asked| implies(asked, wanted));
    // Rules with the same conditions are duplicates, which another lint tells.
    fits && wide.parts.iter().all(asked)
        && narrow.shapes != wide.shapes
        && wide.exceptions.is_subset(&narrow.exceptions)
}

/// Whether one part cannot hold without the other.
fn implies(asked: &(&Condition, String), wanted: &(&Condition, String)) -> bool {
    match (asked.0, wanted.0) {
        (Condition::Feature(asked), Condition::Feature(wanted)) => {
            asked.feature == wanted.feature && asked.min >= wanted.min && asked.max <= wanted.max
        }
        (Condition::Keywords(asked), Condition::Keywords(wanted)) => {
            asked.sets == wanted.sets
                && asked.min_hits >= wanted.min_hits
                && asked.max_hits <= wanted.max_hits
                && asked.min_distinct >= wanted.min_distinct
                && asked.min_coverage >= wanted.min_coverage
        }
        _ => asked.1 == wanted.1,
    }
}
