//! Evaluation: the engine's verdicts against gold labels.
//!
//! Counted by lines and by characters (Unicode scalar values, line ends not
//! counted). *Kept* is the share of genuine text (article and credit) that
//! stays. Precision of a label is the share of the lines removed under it that
//! are right — of that label, or `boilerplate`, which any removable label gets
//! right. Recall of a label is the share of its gold lines that are removed,
//! under whatever label. F1 is their harmonic mean.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::gold::{GoldDocument, GoldLabel};
use crate::engine::{Action, Engine, Outcome, Scratch};
use crate::rule::Label;
use crate::text::class::{ALPHABETS, Class, class};

/// Lines and characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amount {
    /// Lines that are not blank.
    pub lines: u64,
    /// Characters.
    pub chars: u64,
    /// Words: runs of letters and digits of scripts with spaces, and single characters of
    /// those without.
    pub words: u64,
}

impl Amount {
    pub(super) fn add(&mut self, other: Amount) {
        self.lines += other.lines;
        self.chars += other.chars;
        self.words += other.words;
    }

    fn subtract(&mut self, other: Amount) {
        self.lines -= other.lines;
        self.chars -= other.chars;
        self.words -= other.words;
    }

    /// One line.
    fn line(text: &str) -> Amount {
        Amount {
            lines: 1,
            chars: text.chars().count() as u64,
            words: words(text),
        }
    }
}

/// Counts for one gold label.
#[derive(Debug, Clone, Copy, Default)]
pub struct ByGold {
    /// All of it.
    pub all: Amount,
    /// What went.
    pub removed: Amount,
}

/// Counts for one predicted label.
#[derive(Debug, Clone, Copy, Default)]
pub struct ByPredicted {
    /// Lines removed under it.
    pub all: Amount,
    /// Those that are right.
    pub right: Amount,
}

/// Counts over some documents.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// Documents.
    pub documents: u64,
    /// Documents that the safety valve left alone.
    pub valves: u64,
    /// Characters that repairs took out.
    pub repaired: u64,
    /// By gold label.
    pub gold: BTreeMap<GoldLabel, ByGold>,
    /// By predicted label.
    pub predicted: BTreeMap<Label, ByPredicted>,
    /// The part of `gold` that is readers' comments, which some gold calls removable.
    pub comments: BTreeMap<GoldLabel, ByGold>,
}

impl Counts {
    /// Adds other counts.
    pub fn add(&mut self, other: &Counts) {
        self.documents += other.documents;
        self.valves += other.valves;
        self.repaired += other.repaired;
        for (&label, counts) in &other.gold {
            let sum = self.gold.entry(label).or_default();
            sum.all.add(counts.all);
            sum.removed.add(counts.removed);
        }
        for (&label, counts) in &other.comments {
            let sum = self.comments.entry(label).or_default();
            sum.all.add(counts.all);
            sum.removed.add(counts.removed);
        }
        for (&label, counts) in &other.predicted {
            let sum = self.predicted.entry(label).or_default();
            sum.all.add(counts.all);
            sum.right.add(counts.right);
        }
    }

    /// The same by gold label as if there were no readers' comments.
    pub fn without_comments(&self) -> Counts {
        let mut counts = self.clone();
        for (label, comments) in std::mem::take(&mut counts.comments) {
            if let Some(sum) = counts.gold.get_mut(&label) {
                sum.all.subtract(comments.all);
                sum.removed.subtract(comments.removed);
            }
        }
        counts
    }

    /// Genuine text: all of it, and what went.
    pub fn genuine(&self) -> ByGold {
        self.sum(GoldLabel::is_genuine)
    }

    /// Removable text: all of it, and what went.
    pub fn removable(&self) -> ByGold {
        self.sum(|label| !label.is_genuine())
    }

    fn sum(&self, of: impl Fn(GoldLabel) -> bool) -> ByGold {
        let mut sum = ByGold::default();
        for (&label, counts) in &self.gold {
            if of(label) {
                sum.all.add(counts.all);
                sum.removed.add(counts.removed);
            }
        }
        sum
    }

    /// Precision, recall and F1 of the characters that stay, as text extractors are scored.
    pub fn text_scores(&self) -> Scores {
        let (genuine, removable) = (self.genuine(), self.removable());
        let right = genuine.all.chars - genuine.removed.chars;
        let kept = right + removable.all.chars - removable.removed.chars;
        Scores::of(right, kept, right, genuine.all.chars)
    }

    /// The same in words.
    pub fn word_scores(&self) -> Scores {
        let (genuine, removable) = (self.genuine(), self.removable());
        let right = genuine.all.words - genuine.removed.words;
        let kept = right + removable.all.words - removable.removed.words;
        Scores::of(right, kept, right, genuine.all.words)
    }

    /// Precision, recall and F1 of the lines removed as a label.
    pub fn label_scores(&self, label: Label) -> Scores {
        let predicted = self.predicted.get(&label).copied().unwrap_or_default();
        let gold = self
            .gold
            .get(&GoldLabel::Known(label))
            .copied()
            .unwrap_or_default();
        Scores::of(
            predicted.right.lines,
            predicted.all.lines,
            gold.removed.lines,
            gold.all.lines,
        )
    }
}

/// Precision, recall and F1; `None` where nothing was there to score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scores {
    /// Right among predicted.
    pub precision: Option<f64>,
    /// Found among gold.
    pub recall: Option<f64>,
    /// Harmonic mean.
    pub f1: Option<f64>,
}

impl Scores {
    fn of(right: u64, predicted: u64, found: u64, gold: u64) -> Scores {
        let share = |part: u64, whole: u64| (whole > 0).then(|| part as f64 / whole as f64);
        let (precision, recall) = (share(right, predicted), share(found, gold));
        let f1 = match (precision, recall) {
            (Some(p), Some(r)) if p + r > 0.0 => Some(2.0 * p * r / (p + r)),
            (Some(_), Some(_)) => Some(0.0),
            _ => None,
        };
        Scores {
            precision,
            recall,
            f1,
        }
    }
}

/// A line on which engine and gold differ.
#[derive(Debug, Clone)]
pub struct Difference {
    /// Document id.
    pub document: String,
    /// 1-based line.
    pub line: usize,
    /// What gold says.
    pub gold: GoldLabel,
    /// Label under which it went; `None` if it stayed.
    pub removed_as: Option<Label>,
    /// Rules that removed it.
    pub rules: Vec<String>,
    /// The line.
    pub text: String,
}

/// The evaluation of some documents.
#[derive(Debug, Default)]
pub struct Evaluation {
    /// Over all.
    pub all: Counts,
    /// By language.
    pub by_lang: BTreeMap<String, Counts>,
    /// By type of document.
    pub by_type: BTreeMap<String, Counts>,
    /// By file.
    pub by_set: BTreeMap<String, Counts>,
    /// Differences in document order.
    pub differences: Vec<Difference>,
}

impl Evaluation {
    /// Evaluates documents in parallel.
    pub fn of(engine: &Engine, documents: &[GoldDocument]) -> Evaluation {
        let judged: Vec<(Counts, Vec<Difference>)> = documents
            .par_iter()
            .map_init(Scratch::default, |scratch, document| {
                judge(engine, document, scratch)
            })
            .collect();
        let mut evaluation = Evaluation::default();
        for (document, (counts, differences)) in documents.iter().zip(judged) {
            evaluation.all.add(&counts);
            evaluation
                .by_lang
                .entry(document.lang.clone())
                .or_default()
                .add(&counts);
            let kind = document.kind.clone().unwrap_or_else(|| "-".to_owned());
            evaluation.by_type.entry(kind).or_default().add(&counts);
            let set = evaluation.by_set.entry(document.set.clone());
            set.or_default().add(&counts);
            evaluation.differences.extend(differences);
        }
        evaluation
    }

    /// Adds the evaluation of other documents.
    pub fn add(&mut self, other: Evaluation) {
        self.all.add(&other.all);
        for (sum, other) in [
            (&mut self.by_lang, other.by_lang),
            (&mut self.by_type, other.by_type),
            (&mut self.by_set, other.by_set),
        ] {
            for (name, counts) in other {
                sum.entry(name).or_default().add(&counts);
            }
        }
        self.differences.extend(other.differences);
    }
}

/// Words of a text.
fn words(text: &str) -> u64 {
    let spaced = ALPHABETS | Class::Hangul.bit() | Class::Digit.bit();
    let unspaced = Class::Han.bit() | Class::Kana.bit() | Class::Unspaced.bit();
    let (mut words, mut inside) = (0, false);
    for c in text.chars() {
        let class = class(c);
        words += u64::from(class.is_in(unspaced) || class.is_in(spaced) && !inside);
        inside = class.is_in(spaced);
    }
    words
}

/// What happened to one line.
#[derive(Default, Clone)]
struct Fate {
    label: Option<Label>,
    amount: Amount,
    rules: Vec<String>,
}

impl Fate {
    /// What went of the line.
    fn removed(&self) -> Amount {
        Amount {
            lines: 1,
            ..self.amount
        }
    }
}

fn judge(
    engine: &Engine,
    document: &GoldDocument,
    scratch: &mut Scratch,
) -> (Counts, Vec<Difference>) {
    let text = document.text();
    let outcome = engine.clean(&text, scratch);
    let mut counts = Counts {
        documents: 1,
        valves: u64::from(outcome.valve.is_some()),
        ..Counts::default()
    };
    let fates = fates(&text, document, &outcome, &mut counts);
    let mut differences = Vec::new();
    for (index, (line, fate)) in document.lines.iter().zip(fates).enumerate() {
        if line.ambiguous || line.text.trim().is_empty() {
            continue;
        }
        let amount = Amount::line(&line.text);
        count(&mut counts, line.label, amount, &fate);
        if line.is_comment() {
            count_gold(&mut counts.comments, line.label, amount, &fate);
        }
        if fate.label.is_some() == line.label.is_genuine() {
            differences.push(Difference {
                document: document.id.clone(),
                line: index + 1,
                gold: line.label,
                removed_as: fate.label,
                rules: fate.rules,
                text: line.text.clone(),
            });
        }
    }
    (counts, differences)
}

fn count(counts: &mut Counts, gold: GoldLabel, line: Amount, fate: &Fate) {
    count_gold(&mut counts.gold, gold, line, fate);
    let Some(label) = fate.label else { return };
    let removed = fate.removed();
    let by_predicted = counts.predicted.entry(label).or_default();
    by_predicted.all.add(removed);
    if gold == GoldLabel::Boilerplate || gold == GoldLabel::Known(label) {
        by_predicted.right.add(removed);
    }
}

fn count_gold(
    counts: &mut BTreeMap<GoldLabel, ByGold>,
    gold: GoldLabel,
    line: Amount,
    fate: &Fate,
) {
    let by_gold = counts.entry(gold).or_default();
    by_gold.all.add(line);
    if fate.label.is_some() {
        by_gold.removed.add(fate.removed());
    }
}

/// What happened to each line of a document.
fn fates(text: &str, document: &GoldDocument, outcome: &Outcome, counts: &mut Counts) -> Vec<Fate> {
    let mut fates = vec![Fate::default(); document.lines.len()];
    for edit in &outcome.edits {
        let rules: Vec<String> = edit
            .reasons
            .iter()
            .map(|reason| reason.rule.clone())
            .collect();
        match edit.action {
            Action::Repair => counts.repaired += text[edit.span.clone()].chars().count() as u64,
            Action::DropDocument => {
                for (fate, line) in fates.iter_mut().zip(&document.lines) {
                    *fate = Fate {
                        label: edit.label,
                        amount: Amount::line(&line.text),
                        rules: rules.clone(),
                    };
                }
            }
            Action::DropLine | Action::CutSpan => {
                let removed = text[edit.span.clone()].trim_end_matches('\n');
                if let Some(fate) = fates.get_mut(edit.line - 1) {
                    fate.label = edit.label;
                    fate.amount.add(Amount::line(removed));
                    fate.rules.extend(rules);
                }
            }
        }
    }
    fates
}
