//! The ledger: scores only add.
//!
//! For each label `min(cap, Σ scores of fired rules)`. Labels that the policy
//! keeps protect: their sums (`article` counts its absolute value) are taken off
//! every removable label. A line takes the removable label with the highest
//! remainder if that reaches the label's threshold, else it stays. Nothing
//! removes another rule's weight, so a rule can be judged alone.
//!
//! Most rules that protect say that the words of a line are used honestly: it is a sentence, it
//! quotes them. That speaks against what rules say, but not against the scorecard, which knows as
//! well that the line is a sentence, and where it stands: comments below an article are sentences.
//! So where shape is proof of its own, as in `strict`, only *firm* protection is taken off what it
//! says: of rules that alone outweigh all that it can add. The same goes for rules that ask only
//! where a line stands and nothing of the line: that a comment quotes somebody makes it no less a
//! comment.

use super::program::Compiled;
use crate::feature::Evidence;
use crate::rule::{Label, LabelAction, Policy};

/// Rounding slack when a sum of decimal scores meets a threshold exactly.
const SLACK: f64 = 1e-9;

/// Sums of scores by label, in the order of [`Label::ALL`].
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Ledger {
    sums: [f64; 6],
    /// The parts of them that rules of place add.
    by_place: [f64; 6],
    /// From which score on a rule of `article` is firm.
    firm_from: f64,
    /// The part of the sum of `article` that is firm.
    firm: f64,
    /// What the scorecard argues for.
    shape: Option<(Label, f64)>,
}

/// What a ledger comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verdict {
    /// The label of the line.
    pub label: Label,
    /// Its score after protection; for kept labels the score itself.
    pub score: f64,
    /// Whether the line goes.
    pub removed: bool,
}

impl Ledger {
    /// An empty one, in which protection is firm from a score on.
    pub fn new(firm_from: f64) -> Ledger {
        Ledger {
            firm_from,
            ..Ledger::default()
        }
    }

    /// Adds a fired rule.
    pub fn add_rule(&mut self, rule: &Compiled) {
        self.change_rule(rule, 1.0);
    }

    /// Takes a fired rule out again.
    pub fn take_rule(&mut self, rule: &Compiled) {
        self.change_rule(rule, -1.0);
    }

    fn change_rule(&mut self, rule: &Compiled, by: f64) {
        let score = rule.score.abs();
        self.change(rule.label, score, by);
        if rule.by_place {
            self.by_place[rule.label as usize] += by * score;
        }
    }

    /// Adds a score.
    fn add(&mut self, label: Label, score: f64) {
        self.change(label, score.abs(), 1.0);
    }

    fn change(&mut self, label: Label, score: f64, by: f64) {
        self.sums[label as usize] += by * score;
        if label == Label::Article && score + SLACK >= self.firm_from {
            self.firm += by * score;
        }
    }

    /// The removable label with the highest score after protection, and that score, whether it
    /// reaches the threshold or not; `None` if nothing speaks for a removal.
    pub fn accusation(&self, policy: &Policy) -> Option<(Label, f64)> {
        let accused = |label: &Label| !keeps(*label, policy) && self.sums[*label as usize] > SLACK;
        let protection = self.protection(policy);
        let mut best: Option<(Label, f64)> = None;
        for label in Label::ALL.into_iter().filter(accused) {
            let rest = self.rest(label, protection, policy);
            if best.is_none_or(|(_, score)| rest > score + SLACK) {
                best = Some((label, rest));
            }
        }
        best
    }

    /// A label's score, capped.
    pub fn score(&self, label: Label, policy: &Policy) -> f64 {
        self.sums[label as usize].min(policy.labels[label as usize].cap)
    }

    /// The sum that protects the line.
    pub fn protection(&self, policy: &Policy) -> f64 {
        self.protection_with(self.sums[Label::Article as usize], policy)
    }

    /// The same with another sum of `article`.
    fn protection_with(&self, article: f64, policy: &Policy) -> f64 {
        let sum = |label: Label| match label {
            Label::Article => article,
            _ => self.sums[label as usize],
        };
        Label::ALL
            .into_iter()
            .filter(|&label| keeps(label, policy))
            .map(|label| sum(label).min(policy.labels[label as usize].cap))
            .sum()
    }

    /// What is left of a label's score after protection, which is given: of all of it, or of what
    /// shape and place alone say, less what is firm.
    fn rest(&self, label: Label, protection: f64, policy: &Policy) -> f64 {
        let rest = self.score(label, policy) - protection;
        let shape = self.shape.filter(|&(shaped, _)| shaped == label);
        let wordless = self.by_place[label as usize] + shape.map_or(0.0, |(_, score)| score);
        if wordless <= SLACK {
            return rest;
        }
        let cap = policy.labels[label as usize].cap;
        rest.max(wordless.min(cap) - self.protection_with(self.firm, policy))
    }

    /// Whether a removal of that label with that score would go through.
    pub fn allows(&self, label: Label, score: f64, policy: &Policy) -> Option<f64> {
        let rest = score.min(policy.labels[label as usize].cap) - self.protection(policy);
        reaches(label, rest, policy).then_some(rest)
    }

    /// Adds what the scorecard says: below 0 it protects, above 0 it argues for the removable
    /// label that has the most evidence already, `chrome` if none has any.
    pub fn add_shape(&mut self, score: f64, policy: &Policy) {
        if score < 0.0 {
            self.add(Label::Article, score);
        } else if score > 0.0 {
            let most = self
                .strongest(policy)
                .map_or(Label::Chrome, |(label, _)| label);
            self.add(most, score);
            self.shape = Some((most, score));
        }
    }

    /// The removable label with the largest sum above 0, the first of equals.
    fn strongest(&self, policy: &Policy) -> Option<(Label, f64)> {
        Label::ALL
            .into_iter()
            .filter(|&label| !keeps(label, policy))
            .map(|label| (label, self.score(label, policy)))
            .filter(|&(_, score)| score > 0.0)
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
    }

    /// Whether nothing speaks for or against a line, as on most.
    fn is_empty(&self) -> bool {
        self.sums == [0.0; 6]
    }

    /// What the scorecard is told of the rules. Rules that protect are not looked at where
    /// nothing argues for removing, so they do not count there.
    pub fn evidence(&self, policy: &Policy) -> Evidence {
        if self.is_empty() {
            return Evidence::default();
        }
        match self.strongest(policy) {
            Some((_, removing)) => Evidence {
                removing,
                protecting: self.protection(policy),
                removed: self.verdict(policy).removed,
            },
            None => Evidence::default(),
        }
    }

    /// The verdict.
    pub fn verdict(&self, policy: &Policy) -> Verdict {
        if self.is_empty() {
            return self.kept(policy);
        }
        let protection = self.protection(policy);
        let mut best: Option<Verdict> = None;
        for label in Label::ALL {
            let score = self.rest(label, protection, policy);
            if reaches(label, score, policy) && best.is_none_or(|best| score > best.score + SLACK) {
                best = Some(Verdict {
                    label,
                    score,
                    removed: true,
                });
            }
        }
        best.unwrap_or_else(|| self.kept(policy))
    }

    /// The label of a line that stays: credit if credit rules say so, else article.
    fn kept(&self, policy: &Policy) -> Verdict {
        let credit = self.score(Label::Credit, policy);
        if keeps(Label::Credit, policy)
            && credit + SLACK >= policy.labels[Label::Credit as usize].threshold
        {
            return Verdict {
                label: Label::Credit,
                score: credit,
                removed: false,
            };
        }
        let score = self.score(Label::Article, policy);
        Verdict {
            label: Label::Article,
            score,
            removed: false,
        }
    }
}

/// Whether a score after protection removes.
fn reaches(label: Label, rest: f64, policy: &Policy) -> bool {
    !keeps(label, policy) && rest + SLACK >= policy.labels[label as usize].threshold
}

fn keeps(label: Label, policy: &Policy) -> bool {
    policy.labels[label as usize].action == LabelAction::Keep
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::{LabelPolicy, Profile, Promotion};

    fn policy() -> Policy {
        let keep = LabelPolicy {
            action: LabelAction::Keep,
            threshold: 1.0,
            cap: 4.0,
        };
        let drop = LabelPolicy {
            action: LabelAction::Drop,
            threshold: 1.0,
            cap: 4.0,
        };
        Policy {
            profile: Profile::Balanced,
            labels: [keep, keep, drop, drop, drop, drop],
            max_article_share: 0.3,
            min_article_chars: 400,
            enough_article_chars: None,
            gold_loss: 0.001,
            promotion: Promotion::default(),
        }
    }

    #[test]
    fn the_highest_remainder_decides() {
        let mut ledger = Ledger::default();
        assert_eq!(ledger.verdict(&policy()).label, Label::Article);
        ledger.add(Label::Share, 0.6);
        assert!(!ledger.verdict(&policy()).removed);
        ledger.add(Label::Share, 0.4);
        assert_eq!(ledger.verdict(&policy()).label, Label::Share);
        ledger.add(Label::Spam, 9.0);
        let verdict = ledger.verdict(&policy());
        assert_eq!((verdict.label, verdict.score), (Label::Spam, 4.0));
    }

    #[test]
    fn shape_is_outweighed_by_what_is_firm() {
        let removed = |firm_from, protecting: &[f64]| {
            let mut ledger = Ledger::new(firm_from);
            for &score in protecting {
                ledger.add(Label::Article, score);
            }
            ledger.add_shape(2.0, &policy());
            ledger.verdict(&policy()).removed
        };
        assert!(removed(2.0, &[-1.0, -1.0, -1.0]));
        assert!(!removed(2.0, &[-2.0]));
        assert!(removed(0.0, &[-1.0]));
        assert!(!removed(0.0, &[-1.0, -1.0]));
        // So is what rules say that ask only where the line stands.
        let mut ledger = Ledger::new(2.0);
        ledger.change(Label::Article, 1.0, 4.0);
        ledger.change(Label::Chrome, 4.0, 1.0);
        assert!(!ledger.verdict(&policy()).removed);
        ledger.by_place[Label::Chrome as usize] = 4.0;
        assert!(ledger.verdict(&policy()).removed);
        ledger.change(Label::Article, 4.0, 1.0);
        assert!(!ledger.verdict(&policy()).removed);
        // Words are weighed against all that protects, whatever shape says.
        let mut ledger = Ledger::new(2.0);
        ledger.add(Label::Article, -1.0);
        ledger.add(Label::Share, 1.0);
        assert!(!ledger.verdict(&policy()).removed);
    }

    #[test]
    fn kept_labels_protect() {
        let mut ledger = Ledger::default();
        ledger.add(Label::Share, 1.5);
        ledger.add(Label::Article, -1.0);
        assert!(!ledger.verdict(&policy()).removed);
        ledger.add(Label::Credit, 1.0);
        assert_eq!(ledger.verdict(&policy()).label, Label::Credit);
    }
}
