//! One worker's part of the hit log.

use std::borrow::Cow;
use std::io;
use std::ops::Range;

use super::HitLog;
use super::counts::{HitCounts, POSITIONS, bump};
use super::entry::{Entry, HitEntry, LineEntry};
use super::largest::Largest;
use super::origin::host;
use crate::corpus::gold::GoldLabel;
use crate::corpus::removal::Origin;
use crate::engine::{Action, Engine, Fate, Hits, LineHits, Outcome, RuleCost, RuleHit, Scratch};
use crate::rule::{Label, LabelAction, Scope};

/// Characters of a line that are logged.
const TEXT_CHARS: usize = 240;
/// Characters before the first match where the line is too long to be logged as a whole.
const CONTEXT_CHARS: usize = 60;
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
        let host = host(&subject.origin);
        let host = host.as_deref();
        for line in hits.lines() {
            let content = text.get(line.content.clone()).unwrap_or_default();
            self.count_line(engine, &hits, line, content, subject);
            self.counts.run.lines_hit += 1;
            if self
                .log
                .options
                .keeps(subject.origin.record, line.line as u64, content)
            {
                self.counts.run.lines_logged += 1;
                write_line(engine, &hits, line, content, (subject, host), out);
            }
        }
        for hit in hits.of_document() {
            self.count_whole(engine, &hits, hit, text, &outcome);
        }
        if !hits.of_document().is_empty() {
            self.counts.run.lines_logged += 1;
            write_document(engine, &hits, text, &outcome, (subject, host), out);
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
            let chars = gone.chars().filter(|c| !matches!(c, '\n' | '\r')).count() as u64;
            let lines = match edit.action {
                Action::DropLine => 1,
                Action::DropDocument => {
                    gone.lines().filter(|l| !l.trim().is_empty()).count() as u64
                }
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

    fn count_line(
        &mut self,
        engine: &Engine,
        hits: &Hits,
        line: &LineHits,
        content: &str,
        subject: &Subject<'_>,
    ) {
        let fired = hits.on(line);
        let deciding = fired.iter().filter(|hit| engine.decides(hit.rule)).count();
        let gold = subject.gold.get(line.line - 1).copied().flatten();
        for hit in fired {
            let decides = engine.decides(hit.rule);
            let new = self.is_new(hit.rule);
            let counts = self.counts.rules.entry(hit.rule).or_default();
            counts.lines += 1;
            counts.documents += u64::from(new);
            counts.pivotal += u64::from(hit.pivotal);
            counts.solo += u64::from(deciding == usize::from(decides));
            counts.article_like += u64::from(line.likeness >= ARTICLE_LIKE);
            if let Some(label) = gold {
                bump(&mut counts.gold, label.name(), 1);
            }
            if decides && line.fate != Fate::Keep {
                let gone = gone(engine, hits, hit, line, content);
                counts.removed_lines += u64::from(gone > 0);
                counts.removed_chars += gone as u64;
            }
            self.counts
                .terms(&self.log.places, hit.rule, hits.terms(hit));
        }
    }

    fn count_whole(
        &mut self,
        engine: &Engine,
        hits: &Hits,
        hit: &RuleHit,
        text: &str,
        outcome: &Outcome,
    ) {
        let whole = outcome.edits.first();
        let whole = whole.filter(|edit| edit.action == Action::DropDocument);
        let label = engine.rules().rules.get(hit.rule).map(|rule| rule.label);
        let counts = self.counts.rules.entry(hit.rule).or_default();
        counts.lines += 1;
        counts.documents += 1;
        counts.pivotal += u64::from(hit.pivotal);
        counts.solo += u64::from(hits.of_document().len() == 1);
        if whole.is_some_and(|edit| edit.label == label) && engine.decides(hit.rule) {
            counts.removed_lines += text.lines().filter(|l| !l.trim().is_empty()).count() as u64;
            let ends = |c: &char| !matches!(c, '\n' | '\r');
            counts.removed_chars += text.chars().filter(ends).count() as u64;
        }
        self.counts
            .terms(&self.log.places, hit.rule, hits.terms(hit));
    }

    /// Whether a rule was not yet counted in the document at hand.
    fn is_new(&mut self, rule: usize) -> bool {
        let document = self.documents;
        let seen = self.seen.get_mut(rule);
        seen.is_some_and(|seen| std::mem::replace(seen, document) != document)
    }
}

/// Characters of a line that went for a rule that decides, among others.
fn gone(engine: &Engine, hits: &Hits, hit: &RuleHit, line: &LineHits, content: &str) -> usize {
    let rule = engine.rules().rules.get(hit.rule);
    let of_label = rule.map_or(hit.score > 0.0, |rule| rule.label == line.label);
    match (line.fate, rule.map_or(Scope::Line, |rule| rule.scope)) {
        (Fate::Drop, Scope::Line) if of_label => content.chars().count(),
        (Fate::Cut, Scope::Span) if of_label => {
            let parts = hits.spans(hit).iter();
            let parts = parts.filter_map(|span| content.get(span.clone()));
            parts.map(|part| part.chars().count()).sum()
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

fn write_line(
    engine: &Engine,
    hits: &Hits,
    line: &LineHits,
    content: &str,
    (subject, host): (&Subject<'_>, Option<&str>),
    out: &mut Vec<u8>,
) {
    let fired = hits.on(line);
    let first = fired.iter().filter_map(|hit| hits.spans(hit).first());
    let first = first.map(|span| span.start).min().unwrap_or(0);
    let (from, text) = excerpt(content, first);
    let gold = subject.gold.get(line.line - 1).copied().flatten();
    push(
        out,
        &Entry::Line(LineEntry {
            file: Cow::Borrowed(subject.origin.file),
            record: subject.origin.record,
            doc: subject.origin.doc.map(Cow::Borrowed),
            host: host.map(Cow::Borrowed),
            lang: subject.lang.map(Cow::Borrowed),
            line: line.line,
            chars: content.chars().count() as u64,
            verdict: Cow::Borrowed(line.fate.name()),
            label: Cow::Borrowed(line.label.name()),
            against: line.against.map(|label| Cow::Borrowed(label.name())),
            score: rounded(line.score),
            gold: gold.map(|label| Cow::Borrowed(label.name())),
            likeness: rounded(line.likeness),
            hash: hash(content).into(),
            hits: fired
                .iter()
                .map(|hit| hit_entry(engine, hits, hit, content))
                .collect(),
            from,
            text: Cow::Borrowed(text),
        }),
    );
}

/// The record of a document's own rules, as line 0.
fn write_document(
    engine: &Engine,
    hits: &Hits,
    text: &str,
    outcome: &Outcome,
    (subject, host): (&Subject<'_>, Option<&str>),
    out: &mut Vec<u8>,
) {
    let whole = outcome.edits.first();
    let whole = whole.filter(|edit| edit.action == Action::DropDocument);
    let label = whole.and_then(|edit| edit.label);
    let fired = hits.of_document().iter();
    let (from, text_start) = excerpt(text, 0);
    push(
        out,
        &Entry::Line(LineEntry {
            file: Cow::Borrowed(subject.origin.file),
            record: subject.origin.record,
            doc: subject.origin.doc.map(Cow::Borrowed),
            host: host.map(Cow::Borrowed),
            lang: subject.lang.map(Cow::Borrowed),
            line: 0,
            chars: text.chars().count() as u64,
            verdict: Cow::Borrowed(if whole.is_some() { "drop" } else { "keep" }),
            label: Cow::Borrowed(label.unwrap_or(Label::Article).name()),
            against: label.map(|label| Cow::Borrowed(label.name())),
            score: rounded(whole.map_or(0.0, |edit| edit.score)),
            gold: None,
            likeness: 0.0,
            hash: hash(text).into(),
            hits: fired.map(|hit| hit_entry(engine, hits, hit, "")).collect(),
            from,
            text: Cow::Borrowed(text_start),
        }),
    );
}

fn hit_entry<'e>(engine: &'e Engine, hits: &Hits, hit: &RuleHit, content: &str) -> HitEntry<'e> {
    let rules = engine.rules();
    let mut terms: Vec<Cow<'e, str>> = Vec::new();
    for &(set, term) in hits.terms(hit) {
        let found = rules.sets.get(set as usize);
        let found = found.and_then(|set| set.terms.get(term as usize));
        if let Some(term) = found.filter(|term| terms.iter().all(|other| other != *term)) {
            terms.push(Cow::Borrowed(term));
        }
    }
    HitEntry {
        rule: Cow::Borrowed(engine.id_of(hit)),
        score: rounded(hit.score),
        pivotal: hit.pivotal,
        terms,
        spans: in_chars(content, hits.spans(hit)),
    }
}

/// Ascending byte ranges of a text in characters.
fn in_chars(text: &str, spans: &[Range<usize>]) -> Vec<[usize; 2]> {
    let (mut byte, mut chars) = (0, 0);
    let mut at = |to: usize| {
        // What lies before is counted already; a range that steps back starts there.
        chars += text.get(byte..to).map_or(0, |part| part.chars().count());
        byte = byte.max(to);
        chars
    };
    spans
        .iter()
        .map(|span| [at(span.start), at(span.end)])
        .collect()
}

/// A part of a line that holds what begins at a byte, and how many characters stand before it.
fn excerpt(line: &str, first: usize) -> (usize, &str) {
    let end = |from: usize| {
        let rest = line.get(from..).unwrap_or_default();
        let cut = rest.char_indices().nth(TEXT_CHARS);
        from + cut.map_or(rest.len(), |(at, _)| at)
    };
    if line.len() <= TEXT_CHARS || first < end(0) {
        return (0, line.get(..end(0)).unwrap_or_default());
    }
    let before = line.get(..first).unwrap_or_default();
    let start = before
        .char_indices()
        .rev()
        .nth(CONTEXT_CHARS - 1)
        .map_or(0, |(at, _)| at);
    let from = line
        .get(..start)
        .map_or(0, |skipped| skipped.chars().count());
    (from, line.get(start..end(start)).unwrap_or_default())
}

/// The first 64 bits of the BLAKE3 of a line, without white space around it, in hex.
fn hash(line: &str) -> String {
    let hash = blake3::hash(line.trim().as_bytes());
    let bytes: [u8; 32] = *hash.as_bytes();
    let [a, b, c, d, e, f, g, h, ..] = bytes;
    format!("{:016x}", u64::from_be_bytes([a, b, c, d, e, f, g, h]))
}

/// Appends a record.
pub(super) fn push(out: &mut Vec<u8>, entry: &Entry<'_>) {
    // Only a failing writer or a map with odd keys could make this fail; there is neither.
    let written = serde_json::to_writer(&mut *out, entry);
    debug_assert!(written.is_ok());
    out.push(b'\n');
}

/// Three decimals are more than any score has.
fn rounded(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_told_in_characters() {
        assert_eq!(in_chars("分享到 x", &[0..6, 9..11]), [[0, 2], [3, 5]]);
        assert_eq!(in_chars("", &[]), [[0usize; 2]; 0]);
    }

    #[test]
    fn an_excerpt_holds_the_first_match() {
        let line = format!("{}关键{}", "字".repeat(500), "尾".repeat(500));
        let first = line.find("关键").unwrap();
        let (from, text) = excerpt(&line, first);
        assert_eq!((from, text.chars().count()), (440, TEXT_CHARS));
        assert!(text.contains("关键"));
        assert_eq!(excerpt("短", 0), (0, "短"));
        let (from, text) = excerpt(&line, 0);
        assert_eq!((from, text.chars().count()), (0, TEXT_CHARS));
    }

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
