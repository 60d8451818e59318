//! How a line with hits is written.
//!
//! Such lines are nearly all of a log, and of what it costs. So they are written key by key from
//! what was found, with what many have in common spelled once. What they say is what
//! [`LineEntry`](super::entry::LineEntry) reads; a test writes again what it has read.

use std::ops::Range;

use serde::Serialize;

use super::origin::host;
use super::recorder::Subject;
use crate::corpus::gold::GoldLabel;
use crate::corpus::removal::rounded;
use crate::engine::{Engine, Fate, Hits, RuleHit};
use crate::rule::Label;
use crate::text::lines::{count_chars, first_chars};

/// Characters of a line that are logged.
const TEXT_CHARS: usize = 240;
/// Characters before the first match where the line is too long to be logged as a whole.
const CONTEXT_CHARS: usize = 60;

/// What is told of a line.
pub(super) struct LoggedLine<'a> {
    /// 1-based line; 0 for the document as a whole.
    pub number: usize,
    /// The line.
    pub content: &'a str,
    /// Its characters.
    pub chars: usize,
    pub fate: Fate,
    pub label: Label,
    /// The removable label with the highest score.
    pub against: Option<Label>,
    /// That score.
    pub score: f64,
    pub gold: Option<GoldLabel>,
    /// How much it looks like running text, 0 to 1.
    pub likeness: f64,
    /// The rules that fired.
    pub fired: &'a [RuleHit],
}

/// What lines have in common, as it is spelled.
#[derive(Debug)]
pub(super) struct LineWriter {
    /// By rule: how its hits begin.
    rules: Vec<Vec<u8>>,
    /// How the lines of the document at hand begin.
    document: Vec<u8>,
}

impl LineWriter {
    pub(super) fn new(engine: &Engine) -> LineWriter {
        let rules = engine.rules().rules.iter();
        let keys = rules.map(|rule| {
            let mut keys = Vec::new();
            put_rule(&mut keys, &rule.id, rule.score);
            keys
        });
        LineWriter {
            rules: keys.collect(),
            document: Vec::new(),
        }
    }

    /// The lines that follow are those of a document.
    pub(super) fn begin(&mut self, subject: &Subject<'_>) {
        let keys = &mut self.document;
        keys.clear();
        put(keys, r#"{"kind":"line","file":"#, subject.origin.file);
        put(keys, r#","record":"#, &subject.origin.record);
        put(keys, r#","doc":"#, &subject.origin.doc);
        put(keys, r#","host":"#, &host(&subject.origin));
        put(keys, r#","lang":"#, &subject.lang);
    }

    /// Appends a line to a log.
    pub(super) fn write(
        &self,
        line: &LoggedLine<'_>,
        engine: &Engine,
        hits: &Hits,
        out: &mut Vec<u8>,
    ) {
        let content = line.content;
        let first = line.fired.iter().filter_map(|hit| hits.spans(hit).first());
        let (from, text) = excerpt(content, first.map(|span| span.start).min().unwrap_or(0));
        out.extend_from_slice(&self.document);
        put(out, r#","line":"#, &line.number);
        put(out, r#","chars":"#, &line.chars);
        put(out, r#","verdict":"#, line.fate.name());
        put(out, r#","label":"#, line.label.name());
        put(out, r#","against":"#, &line.against.map(Label::name));
        put(out, r#","score":"#, &rounded(line.score));
        put(out, r#","gold":"#, &line.gold.map(GoldLabel::name));
        put(out, r#","likeness":"#, &rounded(line.likeness));
        put(out, r#","hash":"#, &hash(content));
        out.extend_from_slice(br#","hits":["#);
        for (nth, hit) in line.fired.iter().enumerate() {
            out.extend_from_slice(comma(nth).as_bytes());
            match self.rules.get(hit.rule) {
                Some(keys) => out.extend_from_slice(keys),
                // What the scorecard adds differs from line to line.
                None => put_rule(out, engine.id_of(hit), hit.score),
            }
            put(out, r#","pivotal":"#, &hit.pivotal);
            put_all(out, r#","terms":"#, terms(engine, hits.terms(hit)));
            put_all(out, r#","spans":"#, in_chars(content, hits.spans(hit)));
            out.push(b'}');
        }
        put(out, r#"],"from":"#, &from);
        put(out, r#","text":"#, text);
        out.extend_from_slice(b"}\n");
    }
}

/// Appends how the hits of a rule begin.
fn put_rule(out: &mut Vec<u8>, id: &str, score: f64) {
    put(out, r#"{"rule":"#, id);
    put(out, r#","score":"#, &rounded(score));
}

/// Appends a key, as it is spelled, with its value.
fn put(out: &mut Vec<u8>, key: &str, value: &(impl Serialize + ?Sized)) {
    out.extend_from_slice(key.as_bytes());
    // Only a failing writer or a map with odd keys could make this fail; there is neither.
    let written = serde_json::to_writer(out, value);
    debug_assert!(written.is_ok());
}

/// The same with a list.
fn put_all(out: &mut Vec<u8>, key: &str, values: impl Iterator<Item: Serialize>) {
    out.extend_from_slice(key.as_bytes());
    out.push(b'[');
    for (nth, value) in values.enumerate() {
        put(out, comma(nth), &value);
    }
    out.push(b']');
}

/// What separates a value of a list from the one before.
fn comma(nth: usize) -> &'static str {
    if nth == 0 { "" } else { "," }
}

/// Different terms as they are written; one that stands in several sets comes once.
fn terms<'e>(engine: &'e Engine, terms: &'e [(u32, u32)]) -> impl Iterator<Item = &'e str> {
    let sets = &engine.rules().sets;
    let written = |&(set, term): &(u32, u32)| {
        let set = sets.get(set as usize)?;
        set.terms.get(term as usize).map(String::as_str)
    };
    terms.iter().enumerate().filter_map(move |(nth, place)| {
        let term = written(place)?;
        let mut before = terms.iter().take(nth).filter_map(written);
        before.all(|other| other != term).then_some(term)
    })
}

/// Ascending byte ranges of a text in characters.
fn in_chars(text: &str, spans: &[Range<usize>]) -> impl Iterator<Item = [usize; 2]> {
    let (mut byte, mut chars) = (0, 0);
    let mut at = move |to: usize| {
        // What lies before is counted already; a range that steps back starts there.
        chars += text.get(byte..to).map_or(0, count_chars);
        byte = byte.max(to);
        chars
    };
    spans.iter().map(move |span| [at(span.start), at(span.end)])
}

/// A part of a line that holds what begins at a byte, and how many characters stand before it.
fn excerpt(line: &str, first: usize) -> (usize, &str) {
    let from_start = first_chars(line, TEXT_CHARS);
    if first < from_start.len() || from_start.len() == line.len() {
        return (0, from_start);
    }
    let before = line.get(..first).unwrap_or_default();
    let start = before
        .char_indices()
        .rev()
        .nth(CONTEXT_CHARS - 1)
        .map_or(0, |(at, _)| at);
    let (skipped, rest) = line.split_at(start);
    (count_chars(skipped), first_chars(rest, TEXT_CHARS))
}

/// The first 64 bits of the BLAKE3 of a line, without white space around it, in hex.
fn hash(line: &str) -> String {
    let hash = blake3::hash(line.trim().as_bytes());
    let (bits, _) = hash.as_bytes().split_at(size_of::<u64>());
    data_encoding::HEXLOWER.encode(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_in_chars(text: &str, spans: &[Range<usize>]) -> Vec<[usize; 2]> {
        in_chars(text, spans).collect()
    }

    #[test]
    fn spans_are_told_in_characters() {
        assert_eq!(all_in_chars("分享到 x", &[0..6, 9..11]), [[0, 2], [3, 5]]);
        assert_eq!(all_in_chars("", &[]), [[0usize; 2]; 0]);
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
}
