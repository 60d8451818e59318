//! One worker's part of the hit log.

use std::io;
use std::ops::Range;

use super::HitLog;
use super::counts::{HitCounts, POSITIONS, bump};
use super::entry::Entry;
use super::largest::Largest;
use super::line::{LineWriter, LoggedLine};
use crate::corpus::gold::GoldLabel;
use crate::corpus::removal::Origin;
use crate::engine::{Action, Edit, Engine, Fate, Hits, Outcome, RuleCost, RuleHit, Scratch};
use crate::rule::{Label, LabelAction, Scope};
use crate::text::lines::count_chars;

/// Likeness from which a line counts as article-like: two of the three signs of running text.
const ARTICLE_LIKE: f64 = 0.5;

/// What is known about a document beside its text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub origin: Origin<'a>,
    pub lang: Option<&'a str>,
    /// By line: what people say; `None` where they disagree.
    pub gold: &'a [Option<GoldLabel>],
}

impl<'a> Subject<'a> {
    /// A document of which no more is known.
    pub(crate) fn of(origin: Origin<'a>) -> Subject<'a> {
        Subject {
            origin,
            lang: None,
            gold: &[],
        }
    }
}

/// One worker's memory, and its counts since the last batch.
#[derive(Debug)]
pub(crate) struct HitRecorder<'l> {
    log: &'l HitLog,
    hits: Hits,
    writer: LineWriter,
    counts: HitCounts,
    largest: Largest,
    /// Documents so far.
    documents: u64,
    /// By rule: the number of the document in which it was last counted.
    seen: Vec<u64>,
}

impl<'l> HitRecorder<'l> {
    pub(crate) fn new(log: &'l HitLog, engine: &Engine) -> HitRecorder<'l> {
        // One more, for the scorecard.
        let rules = engine.rules().rules.len() + 1;
        HitRecorder {
            log,
            hits: Hits::default(),
            writer: LineWriter::new(engine),
            counts: HitCounts::default(),
            largest: Largest::default(),
            documents: 0,
            seen: vec![0; rules],
        }
    }

    /// Moves lines of the log to what stands in the file.
    ///
    /// # Errors
    /// If there is no memory to compress them.
    pub(crate) fn pack(&self, lines: &mut Vec<u8>, out: &mut Vec<u8>) -> io::Result<()> {
        self.log.pack(lines, out)
    }

    /// Hands over what was counted since the last time.
    pub(crate) fn take_counts(&mut self) -> HitCounts {
        HitCounts {
            largest: self.largest.take(),
            ..std::mem::take(&mut self.counts)
        }
    }

    /// Cleans a document and appends its lines with hits to `out`.
    pub(crate) fn clean(
        &mut self,
        engine: &Engine,
        text: &str,
        scratch: &mut Scratch,
        subject: &Subject<'_>,
        out: &mut Vec<u8>,
    ) -> Outcome {
        let outcome = engine.clean_with_hits(text, scratch, &mut self.hits);
        if self.log.options.profile_rules {
            let rules = engine.rules().rules.len();
            self.counts.costs.resize(rules, RuleCost::default());
            engine.profile(text, scratch, &mut self.counts.costs);
        }
        self.documents += 1;
        self.count_document(text, &outcome, subject);
        let hits = std::mem::take(&mut self.hits);
        if !hits.is_empty() {
            self.writer.begin(subject);
        }
        for line in hits.lines() {
            let content = text.get(line.content.clone()).unwrap_or_default();
            let logged = LoggedLine {
                number: line.line,
                content,
                chars: count_chars(content),
                fate: line.fate,
                label: line.label,
                against: line.against,
                score: line.score,
                gold: subject.gold.get(line.line - 1).copied().flatten(),
                likeness: line.likeness,
                fired: hits.on(line),
            };
            self.count_line(engine, &hits, &logged);
            self.counts.run.lines_hit += 1;
            let options = &self.log.options;
            if options.keeps(subject.origin.record, line.line as u64, content) {
                self.counts.run.lines_logged += 1;
                self.writer.write(&logged, engine, &hits, out);
            }
        }
        if !hits.of_document().is_empty() {
            self.count_whole(engine, &hits, text, &outcome);
            self.counts.run.lines_logged += 1;
            let line = line_of_document(&hits, text, &outcome);
            self.writer.write(&line, engine, &hits, out);
        }
        self.hits = hits;
        outcome
    }

    fn count_document(&mut self, text: &str, outcome: &Outcome, subject: &Subject<'_>) {
        let run = &mut self.counts.run;
        run.documents += 1;
        run.left_alone += u64::from(outcome.valve.is_some());
        run.bytes += text.len() as u64;
        for (label, line) in subject.gold.iter().zip(text.split('\n')) {
            if let Some(label) = label.filter(|_| !line.trim().is_empty()) {
                bump(&mut run.gold, label.name(), 1);
            }
        }
        let mut removed = [0, 0];
        for edit in &outcome.edits {
            let Some(label) = edit.label else { continue };
            let gone = text.get(edit.span.clone()).unwrap_or_default();
            let chars = chars_of_lines(gone);
            let lines = match edit.action {
                Action::DropLine => 1,
                Action::DropDocument => lines_not_blank(gone),
                Action::CutSpan | Action::Repair => 0,
            };
            removed = [removed[0] + lines, removed[1] + chars];
            bump(&mut run.removed_lines, label.name(), lines);
            bump(&mut run.removed_chars, label.name(), chars);
            if !run.positions.contains_key(label.name()) {
                run.positions
                    .insert(label.name().to_owned(), vec![0; POSITIONS]);
            }
            if let Some(counts) = run.positions.get_mut(label.name()) {
                spread(&edit.span, text.len(), counts);
            }
        }
        run.documents_changed += u64::from(!outcome.edits.is_empty());
        self.largest.offer(&subject.origin, text, outcome, removed);
    }

    fn count_line(&mut self, engine: &Engine, hits: &Hits, line: &LoggedLine<'_>) {
        let decides = |hit: &&RuleHit| engine.decides(hit.rule);
        let deciding = line.fired.iter().filter(decides).count();
        for hit in line.fired {
            let decides = engine.decides(hit.rule);
            let new = self.is_new(hit.rule);
            let counts = self.counts.rules.entry(hit.rule).or_default();
            counts.lines += 1;
            counts.documents += u64::from(new);
            counts.pivotal += u64::from(hit.pivotal);
            counts.solo += u64::from(deciding == usize::from(decides));
            counts.article_like += u64::from(line.likeness >= ARTICLE_LIKE);
            if let Some(label) = line.gold {
                bump(&mut counts.gold, label.name(), 1);
            }
            if decides && line.fate != Fate::Keep {
                let gone = gone(engine, hits, hit, line);
                counts.removed_lines += u64::from(gone > 0);
                counts.removed_chars += gone as u64;
            }
            self.counts
                .terms(&self.log.places, hit.rule, hits.terms(hit));
        }
    }

    /// Counts the rules of scope document that fired.
    fn count_whole(&mut self, engine: &Engine, hits: &Hits, text: &str, outcome: &Outcome) {
        let label = dropped_whole(outcome).map(|edit| edit.label);
        for hit in hits.of_document() {
            let of_rule = engine.rules().rules.get(hit.rule).map(|rule| rule.label);
            let counts = self.counts.rules.entry(hit.rule).or_default();
            counts.lines += 1;
            counts.documents += 1;
            counts.pivotal += u64::from(hit.pivotal);
            counts.solo += u64::from(hits.of_document().len() == 1);
            if label.is_some_and(|label| label == of_rule) && engine.decides(hit.rule) {
                counts.removed_lines += lines_not_blank(text);
                counts.removed_chars += chars_of_lines(text);
            }
            self.counts
                .terms(&self.log.places, hit.rule, hits.terms(hit));
        }
    }

    /// Whether a rule was not yet counted in the document at hand.
    fn is_new(&mut self, rule: usize) -> bool {
        let document = self.documents;
        let seen = self.seen.get_mut(rule);
        seen.is_some_and(|seen| std::mem::replace(seen, document) != document)
    }
}

/// A document's own rules, as line 0 of the log.
fn line_of_document<'a>(hits: &'a Hits, text: &'a str, outcome: &Outcome) -> LoggedLine<'a> {
    let dropped = dropped_whole(outcome);
    let label = dropped.and_then(|edit| edit.label);
    LoggedLine {
        number: 0,
        content: text,
        chars: count_chars(text),
        fate: dropped.map_or(Fate::Keep, |_| Fate::Drop),
        label: label.unwrap_or(Label::Article),
        against: label,
        score: dropped.map_or(0.0, |edit| edit.score),
        gold: None,
        likeness: 0.0,
        fired: hits.of_document(),
    }
}

/// The edit by which a document went as a whole.
fn dropped_whole(outcome: &Outcome) -> Option<&Edit> {
    let first = outcome.edits.first();
    first.filter(|edit| edit.action == Action::DropDocument)
}

fn lines_not_blank(text: &str) -> u64 {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.count() as u64
}

/// Characters of a text, line ends not counted.
fn chars_of_lines(text: &str) -> u64 {
    let chars = text.chars().filter(|c| !matches!(c, '\n' | '\r'));
    chars.count() as u64
}

/// Characters of a line that went for a rule that decides, among others.
fn gone(engine: &Engine, hits: &Hits, hit: &RuleHit, line: &LoggedLine<'_>) -> usize {
    let rule = engine.rules().rules.get(hit.rule);
    let of_label = rule.map_or(hit.score > 0.0, |rule| rule.label == line.label);
    match (line.fate, rule.map_or(Scope::Line, |rule| rule.scope)) {
        (Fate::Drop, Scope::Line) if of_label => line.chars,
        (Fate::Cut, Scope::Span) if of_label => {
            let parts = hits.spans(hit).iter();
            let parts = parts.filter_map(|span| line.content.get(span.clone()));
            parts.map(count_chars).sum()
        }
        _ => 0,
    }
}

/// Spreads a span of a document over the twentieths of the document.
fn spread(span: &Range<usize>, length: usize, counts: &mut [u64]) {
    let length = length as u64;
    for (part, count) in (0u64..).zip(counts) {
        let from = part * length / POSITIONS as u64;
        let to = (part + 1) * length / POSITIONS as u64;
        let (start, end) = (from.max(span.start as u64), to.min(span.end as u64));
        *count += end.saturating_sub(start);
    }
}

/// Whether a label goes in some profile's policy.
pub(super) fn is_removable(engine: &Engine, label: Label) -> bool {
    let policy = engine.policy().labels.get(label as usize);
    policy.is_some_and(|policy| policy.action == LabelAction::Drop)
}

/// Appends a record.
pub(super) fn push(out: &mut Vec<u8>, entry: &Entry<'_>) {
    // Only a failing writer or a map with odd keys could make this fail; there is neither.
    let written = serde_json::to_writer(&mut *out, entry);
    debug_assert!(written.is_ok());
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removals_are_spread_over_the_document() {
        let mut counts = vec![0; POSITIONS];
        spread(&(0..10), 200, &mut counts);
        spread(&(195..200), 200, &mut counts);
        assert_eq!((counts[0], counts[1], counts[19]), (10, 0, 5));
        let mut counts = vec![0; POSITIONS];
        spread(&(0..7), 7, &mut counts);
        assert_eq!(counts.iter().sum::<u64>(), 7);
    }
}
