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

fn find(context: &Context<'_>, problems: &mut Vec<Problem>) {
    let rules = context.input.rules;
    for narrow in rules.rules.iter().filter(|rule| decides(rule)) {
        let wide = rules
            .rules
            .iter()
            .find(|wide| wide.id != narrow.id && decides(wide) && covers(wide, narrow, rules));
        if let Some(wide) = wide {
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
fn covers(wide: &Rule, narrow: &Rule, rules: &RuleSet) -> bool {
    let policy = rules.policies.get(wide.profile as usize);
    let threshold = policy.and_then(|policy| policy.labels.get(wide.label as usize));
    let fits = wide.label == narrow.label
        && wide.scope == narrow.scope
        && wide.profile <= narrow.profile
        && wide.score >= narrow.score
        && threshold.is_some_and(|label| wide.score >= label.threshold);
    if !fits {
        return false;
    }
    let asked = conjuncts(&narrow.when);
    let wanted = conjuncts(&wide.when);
    // Rules with the same conditions are duplicates, which another lint tells.
    let shapes = |parts: &[&Condition]| parts.iter().map(|part| shape(part)).collect();
    let (narrow_shapes, wide_shapes): (BTreeSet<String>, BTreeSet<String>) =
        (shapes(&asked), shapes(&wanted));
    let exceptions = |rule: &Rule| -> BTreeSet<String> {
        rule.unless.iter().map(|one| shape(&one.when)).collect()
    };
    narrow_shapes != wide_shapes
        && exceptions(wide).is_subset(&exceptions(narrow))
        && wanted
            .iter()
            .all(|wanted| asked.iter().any(|asked| implies(asked, wanted)))
}

/// Whether one part cannot hold without the other.
fn implies(asked: &Condition, wanted: &Condition) -> bool {
    match (asked, wanted) {
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
        _ => shape(asked) == shape(wanted),
    }
}
