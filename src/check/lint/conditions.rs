//! Walks over conditions.

use crate::rule::{Condition, KeywordTest, Label, Rule, RuleSet, Scope};

/// A leaf of a rule that names a set.
#[derive(Debug, Clone, Copy)]
pub struct Use<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// The leaf.
    pub test: &'r KeywordTest,
    /// Whether its hits speak for firing: in `when`, not under a `not`.
    pub speaks_for: bool,
    /// Whether the rule can fire without a hit of another leaf or a match of a regex.
    pub sole: bool,
}

impl Use<'_> {
    /// Whether any single hit makes the leaf true.
    pub fn one_hit_is_enough(&self) -> bool {
        let test = self.test;
        test.min_hits <= 1 && test.min_distinct <= 1 && test.min_coverage == 0.0
    }

    /// Whether the rule argues for a removal.
    pub fn removes(&self) -> bool {
        !matches!(self.rule.label, Label::Article | Label::Credit)
    }

    /// Whether a single hit can be all that a removal is based on.
    pub fn removes_alone(&self) -> bool {
        self.speaks_for && self.sole && self.removes() && self.one_hit_is_enough()
    }

    /// Whether it matters for the leaf how long a hit is or how many there are.
    pub fn counts_hits(&self) -> bool {
        !self.one_hit_is_enough()
            || self.test.max_hits != u32::MAX
            || (self.rule.scope == Scope::Span && self.speaks_for)
    }
}

/// By set: the leaves that name it, in the order of the rules.
pub fn uses(rules: &RuleSet) -> Vec<Vec<Use<'_>>> {
    let mut uses: Vec<Vec<Use<'_>>> = vec![Vec::new(); rules.sets.len()];
    for rule in &rules.rules {
        let exceptions = rule.unless.iter().map(|exception| (&exception.when, false));
        for (condition, positive) in std::iter::once((&rule.when, true)).chain(exceptions) {
            keyword_leaves(condition, positive, true, &mut |test, speaks_for, sole| {
                for set in &test.sets {
                    if let Some(uses) = uses.get_mut(set.0) {
                        uses.push(Use {
                            rule,
                            test,
                            speaks_for,
                            sole,
                        });
                    }
                }
            });
        }
    }
    uses
}

fn keyword_leaves<'c>(
    condition: &'c Condition,
    positive: bool,
    sole: bool,
    leaf: &mut impl FnMut(&'c KeywordTest, bool, bool),
) {
    match condition {
        Condition::All(parts) => {
            for (at, part) in parts.iter().enumerate() {
                let others = parts.iter().enumerate();
                let proved = others
                    .filter(|(other, _)| *other != at)
                    .any(|(_, other)| has_evidence(other));
                keyword_leaves(part, positive, sole && !proved, leaf);
            }
        }
        Condition::Any(parts) => {
            for part in parts {
                keyword_leaves(part, positive, sole, leaf);
            }
        }
        Condition::Not(part) => keyword_leaves(part, !positive, sole, leaf),
        Condition::Keywords(test) => leaf(test, positive, sole),
        _ => {}
    }
}

/// Whether a condition asks for keywords or a regex.
fn has_evidence(condition: &Condition) -> bool {
    let mut found = false;
    leaves(condition, true, &mut |leaf, positive| {
        found |= positive && matches!(leaf, Condition::Keywords(_) | Condition::Regex { .. });
    });
    found
}

/// Whether each leaf by itself makes the condition true.
pub fn is_alternative(condition: &Condition) -> bool {
    match condition {
        Condition::Any(parts) => parts.iter().all(is_alternative),
        Condition::All(parts) => matches!(parts.as_slice(), [part] if is_alternative(part)),
        Condition::Not(_) => false,
        _ => true,
    }
}

/// Calls `leaf` on every leaf, with `positive` or, under an odd number of `not`s, its opposite.
pub fn leaves<'c>(
    condition: &'c Condition,
    positive: bool,
    leaf: &mut impl FnMut(&'c Condition, bool),
) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| leaves(part, positive, leaf));
        }
        Condition::Not(part) => leaves(part, !positive, leaf),
        _ => leaf(condition, positive),
    }
}

/// A condition in a form that is equal for equal conditions: without places, parts in order.
pub fn shape(condition: &Condition) -> String {
    let list = |name: &str, parts: &[Condition]| {
        let mut parts: Vec<String> = parts.iter().map(shape).collect();
        parts.sort_unstable();
        format!("{name}[{}]", parts.join(" "))
    };
    match condition {
        Condition::All(parts) => list("all", parts),
        Condition::Any(parts) => list("any", parts),
        Condition::Not(part) => format!("not[{}]", shape(part)),
        Condition::Keywords(test) => {
            let mut sets: Vec<usize> = test.sets.iter().map(|set| set.0).collect();
            sets.sort_unstable();
            format!(
                "keywords{sets:?} {} {} {} {}",
                test.min_hits, test.max_hits, test.min_distinct, test.min_coverage
            )
        }
        Condition::Feature(test) => {
            format!("{} {} {}", test.feature.get().name, test.min, test.max)
        }
        Condition::Regex { .. } | Condition::Zone(_) | Condition::Neighbours { .. } => {
            format!("{condition:?}")
        }
    }
}

/// The conditions that all have to hold: the parts of nested `all`s.
pub fn conjuncts(condition: &Condition) -> Vec<&Condition> {
    match condition {
        Condition::All(parts) => parts.iter().flat_map(conjuncts).collect(),
        other => vec![other],
    }
}
