//! Conditions that are not conditions.

use super::conditions::conjuncts;
use super::input::{Context, place};
use super::ranges::range;
use super::{Finder, Lint};
use crate::diag::{Place, Problem, codes};
use crate::rule::{Condition, FeatureTest, KeywordTest, Pattern, RuleSet, Zones};

pub(super) const LINT: Lint = Lint {
    code: codes::CONSTANT_CONDITION,
    name: "constant-condition",
    reason: "A part that always holds says nothing, and one that never holds kills its rule: a \
             regex that matches the empty text, a share above 1, more different terms than there \
             are, bounds that contradict each other. Most often a number is mistyped.",
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
    when:
      all:
        - regex: 分享到
        - feature: {han-share: {min: 50}}
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
    when:
      all:
        - regex: 分享到
        - feature: {han-share: {min: 0.5}}
",
    )],
    finder: Finder::Lint(find),
};

fn find(context: &Context<'_>, problems: &mut Vec<Problem>) {
    for rule in &context.input.rules.rules {
        let mut walk = Walk {
            rules: context.input.rules,
            regexes: &rule.regexes,
            at: place(rule),
            problems,
        };
        walk.visit(&rule.when);
        for exception in &rule.unless {
            walk.at = exception.place.clone();
            walk.visit(&exception.when);
        }
    }
}

struct Walk<'w> {
    rules: &'w RuleSet,
    regexes: &'w [(crate::rule::RegexId, Place)],
    /// The rule or exception.
    at: Place,
    problems: &'w mut Vec<Problem>,
}

impl Walk<'_> {
    fn visit(&mut self, condition: &Condition) {
        match condition {
            Condition::All(parts) => {
                self.contradictions(condition);
                parts.iter().for_each(|part| self.visit_part(part));
            }
            Condition::Any(parts) => {
                self.tautologies(parts);
                parts.iter().for_each(|part| self.visit(part));
            }
            Condition::Not(part) => self.visit(part),
            Condition::Keywords(test) => {
                if let Some((holds, why)) = keywords(test, self.rules) {
                    self.report(Place::new(&self.at.file, test.mark), holds, why);
                }
            }
            Condition::Feature(test) => {
                if let Some((holds, why)) = feature(test) {
                    self.report(Place::new(&self.at.file, test.mark), holds, &why);
                }
            }
            Condition::Regex { regex, .. } => {
                let pattern = self.rules.regexes.get(regex.0);
                if let Some((holds, why)) = pattern.and_then(matches) {
                    let stands = |(id, place): &&(crate::rule::RegexId, Place)| {
                        id == regex && place.file == self.at.file
                    };
                    let found = self.regexes.iter().find(stands);
                    let place = found.map_or(self.at.clone(), |(_, place)| place.clone());
                    self.report(place, holds, why);
                }
            }
            Condition::Zone(Zones {
                head: true,
                body: true,
                tail: true,
            }) => self.report(self.at.clone(), true, "every line is in a zone"),
            Condition::Zone(_) | Condition::Neighbours { .. } => {}
        }
    }

    /// As [`Walk::visit`], but the parts of an `all` in an `all` are compared only once.
    fn visit_part(&mut self, part: &Condition) {
        match part {
            Condition::All(parts) => parts.iter().for_each(|part| self.visit_part(part)),
            other => self.visit(other),
        }
    }

    /// Bounds on one feature that exclude each other.
    fn contradictions(&mut self, all: &Condition) {
        let tests = features(conjuncts(all));
        for (at, later) in tests.iter().enumerate() {
            let earlier = tests.iter().take(at).find(|earlier| {
                earlier.feature == later.feature
                    && (earlier.max < later.min || later.max < earlier.min)
            });
            if earlier.is_some() {
                let place = Place::new(&self.at.file, later.mark);
                let why = "another bound on the same feature excludes it";
                self.report(place, false, why);
            }
        }
    }

    /// Bounds on one feature of which one always holds.
    fn tautologies(&mut self, any: &[Condition]) {
        let tests = features(any.iter().collect());
        for (at, later) in tests.iter().enumerate() {
            let range = range(later.feature.get());
            let covers = |low: &FeatureTest, high: &FeatureTest| {
                low.min <= range.min && high.max >= range.max && high.min <= low.max
            };
            let earlier = tests.iter().take(at).find(|earlier| {
                earlier.feature == later.feature
                    && (covers(earlier, later) || covers(later, earlier))
            });
            // A bound that holds by itself is told by itself.
            if earlier.is_some_and(|earlier| feature(earlier).or(feature(later)).is_none()) {
                let place = Place::new(&self.at.file, later.mark);
                let why = "with another bound on the same feature it covers every value";
                self.report(place, true, why);
            }
        }
    }

    fn report(&mut self, place: Place, holds: bool, why: &str) {
        let message = format!(
            "this part of the condition {}: {why}",
            if holds { "always holds" } else { "never holds" }
        );
        let mut problem = Problem::new(codes::CONSTANT_CONDITION, place, message);
        problem.help(if holds {
            "remove it, or mend the bound"
        } else {
            "mend the bound"
        });
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}

fn features(parts: Vec<&Condition>) -> Vec<FeatureTest> {
    let test = |part: &Condition| match part {
        Condition::Feature(test) => Some(*test),
        _ => None,
    };
    parts.into_iter().filter_map(test).collect()
}

fn feature(test: &FeatureTest) -> Option<(bool, String)> {
    let range = range(test.feature.get());
    let name = test.feature.get().name;
    if test.min > range.max || test.max < range.min {
        let why = format!("`{name}` lies between {} and {}", range.min, range.max);
        Some((false, why))
    } else if test.min <= range.min && test.max >= range.max {
        Some((true, format!("`{name}` never lies outside")))
    } else {
        None
    }
}

fn keywords(test: &KeywordTest, rules: &RuleSet) -> Option<(bool, &'static str)> {
    let sets = test.sets.iter().filter_map(|set| rules.sets.get(set.0));
    let terms: usize = sets.map(|set| set.terms.len()).sum();
    if test.min_distinct as usize > terms {
        Some((false, "the sets do not hold so many different terms"))
    } else if test.max_hits < test.min_distinct {
        Some((false, "so few hits cannot be so many different terms"))
    } else if test.min_hits == 0
        && test.min_distinct == 0
        && test.min_coverage == 0.0
        && test.max_hits == u32::MAX
    {
        Some((true, "no hit is needed"))
    } else {
        None
    }
}

fn matches(pattern: &Pattern) -> Option<(bool, &'static str)> {
    match pattern.traits.shortest {
        None => Some((false, "no text matches the regex")),
        Some(0) if !pattern.traits.looks_around => Some((true, "the regex matches the empty text")),
        Some(_) => None,
    }
}
