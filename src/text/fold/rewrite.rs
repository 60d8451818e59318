//! Writing the view of a line: the table for every character, edits where they lie.

use std::ops::Range;

use super::scan::{Needs, Watch, ascii_words};
use super::{Edit, FoldCounts};
use crate::text::class::{Class, class};
use crate::text::offsets::{OffsetMap, Piece};
use crate::text::table::{Action, Entry, entry, entry_of, is_plain_han};

/// Scripts in which an invisible character inside a word has no honest use.
const PLAIN_SCRIPTS: u32 = Class::Latin.bit()
    | Class::Cyrillic.bit()
    | Class::Greek.bit()
    | Class::Han.bit()
    | Class::Kana.bit()
    | Class::Hangul.bit();

/// Writes the view of one line.
pub(super) struct Rewriter<'a> {
    line: &'a str,
    text: &'a mut String,
    map: &'a mut OffsetMap,
    counts: &'a mut FoldCounts,
}

impl<'a> Rewriter<'a> {
    /// Starts an empty view.
    pub(super) fn new(
        line: &'a str,
        text: &'a mut String,
        map: &'a mut OffsetMap,
        counts: &'a mut FoldCounts,
    ) -> Self {
        text.clear();
        text.reserve(line.len() + 16);
        Self {
            line,
            text,
            map,
            counts,
        }
    }

    /// Writes the whole view; `edits` are ascending and do not overlap. Returns what else the
    /// line may need.
    pub(super) fn run(&mut self, edits: &[Edit]) -> Needs {
        let mut done = 0;
        let mut watch = Watch::default();
        for edit in edits {
            self.stretch(done..edit.span.start, &mut watch);
            let view = self.text.len();
            if let Some(c) = edit.to {
                self.text.push(c);
            }
            self.piece(view, edit.span.clone());
            done = edit.span.end;
        }
        self.stretch(done..self.line.len(), &mut watch);
        watch.needs()
    }

    /// Writes a part of the line that has no edits in it. What does not change is copied in
    /// runs; a part of which nothing changes, at the start of the line, is not written at all
    /// unless something behind it is.
    fn stretch(&mut self, range: Range<usize>, watch: &mut Watch) {
        let (line, end) = (self.line, range.end);
        let bytes = line.as_bytes();
        let (mut at, mut run, mut wordless) = (range.start, range.start, range.start);
        let mut counted = 0;
        // In registers while the loop runs.
        let mut seen = std::mem::take(watch);
        while at < end {
            let Some((c, len)) = decode(bytes, at) else {
                break;
            };
            let entry = entry(c);
            seen.see(c, entry);
            let source = at..at + len;
            at += len;
            if entry.changes() {
                counted += entry.counts();
                self.copy(run..source.start);
                at += self.rare(c, entry, source);
                run = at;
            }
            if seen.is_among_han() {
                let mut first = at;
                let mut rest = bytes.get(at..end).unwrap_or_default();
                while let Some((code, behind)) = three_bytes(rest) {
                    // Most of them stay, and say nothing of what the line needs.
                    if !is_plain_han(code) {
                        let entry = entry_of(code.into());
                        if let Some(to) = entry.han_of_three_bytes() {
                            counted += entry.counts();
                            seen.note(entry);
                            self.copy(run..at);
                            self.text.push(to);
                            run = at + 3;
                        } else if !entry.changes() && seen.is_mark(entry) {
                            seen.see_several((at - first) / 3, Class::Han as u32);
                            seen.see_several(1, entry.class().into());
                            seen.note(entry);
                            first = at + 3;
                        } else {
                            break;
                        }
                    }
                    at += 3;
                    rest = behind;
                }
                seen.see_several((at - first) / 3, Class::Han as u32);
            } else if c.is_ascii_alphanumeric() && seen.is_quiet() {
                let rest = bytes.get(at..end).unwrap_or_default();
                let stays = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
                let more = rest
                    .iter()
                    .position(|byte| !stays(byte))
                    .unwrap_or(rest.len());
                // Digits or letters makes no difference to what comes.
                seen.see_several(more, Class::Latin as u32);
                at += more;
            }
            if c.is_ascii() && at >= wordless && seen.is_between_words() {
                let (words, length) = ascii_words(line.get(at..end).unwrap_or_default());
                wordless = at + length;
                if !words.is_empty() && seen.see_words(words) {
                    self.copy(run..at);
                    push_lower(self.text, words);
                    run = at + words.len();
                }
                at += words.len();
            }
        }
        self.copy(run..end);
        *watch = seen;
        let (styled, traditional) = Entry::split_counts(counted);
        self.counts.styled += styled;
        self.counts.traditional += traditional;
    }

    /// Copies a part of the line that does not change.
    #[inline]
    fn copy(&mut self, run: Range<usize>) {
        // A line of which nothing changes is its own view.
        if run != (0..self.line.len()) {
            self.text.push_str(self.line.get(run).unwrap_or_default());
        }
    }

    /// Writes a character that changes. Returns the bytes of the line behind it that are done as
    /// well.
    fn rare(&mut self, c: char, entry: Entry, source: Range<usize>) -> usize {
        match entry.action() {
            Action::Keep => self.text.push(c),
            Action::One(to) => self.one(to, source),
            Action::Several(to) => match self.voiced_before(source.start, to) {
                Some(kana) => self.voice(kana, source),
                None => {
                    let view = self.text.len();
                    self.text.push_str(to);
                    self.piece(view, source);
                }
            },
            Action::Remove => {
                let line = self.line.get(source.end..).unwrap_or_default();
                let rest = line.trim_start_matches(is_removed);
                let removed = line.len() - rest.len();
                let run = self.line.get(source.start..source.end + removed);
                let disguises = run.unwrap_or_default().chars().filter(|&c| is_disguise(c));
                let disguises = u32::try_from(disguises.count()).unwrap_or(u32::MAX);
                self.remove(source.start..source.end + removed, disguises);
                return removed;
            }
        }
        0
    }

    #[inline]
    fn one(&mut self, to: char, source: Range<usize>) {
        let view = self.text.len();
        self.text.push(to);
        if to.len_utf8() != source.len() {
            self.piece(view, source);
        }
    }

    /// The kana that a sound mark at `source` makes with the one right before it in the line.
    fn voiced_before(&self, source: usize, mark: &str) -> Option<char> {
        let mark = mark
            .chars()
            .next()
            .filter(|c| matches!(c, '\u{3099}' | '\u{309A}'))?;
        let kana = self.text.chars().next_back()?;
        let before = self.line.get(..source)?.chars().next_back()?;
        let stands = before == kana || entry(before).action() == Action::One(kana);
        voiced(kana, mark).filter(|_| stands)
    }

    /// Puts a half-width sound mark onto the kana before it. The two become one piece.
    fn voice(&mut self, kana: char, source: Range<usize>) {
        self.text.pop();
        let view = self.text.len();
        self.text.push(kana);
        // Full-width kana is as long as half-width kana: the plain one before has no piece.
        self.piece(view, source.start - kana.len_utf8()..source.end);
    }

    /// Leaves out a run of invisible characters, of which `disguises` may be a disguise.
    fn remove(&mut self, source: Range<usize>, disguises: u32) {
        let before = self.text.chars().next_back();
        let after = self.line.get(source.end..).and_then(|s| s.chars().next());
        let in_word = |c: Option<char>| c.is_some_and(|c| class(c).is_in(PLAIN_SCRIPTS));
        if in_word(before) && in_word(after) {
            self.counts.invisible += disguises;
        }
        self.piece(self.text.len(), source);
    }

    /// Notes that the view from `view` on stands for `source`.
    fn piece(&mut self, view: usize, source: Range<usize>) {
        self.map.push(Piece {
            view,
            view_len: self.text.len() - view,
            source: source.start,
            source_len: source.len(),
        });
    }
}

/// The character at a byte of a text and the bytes that it takes.
#[inline(always)]
fn decode(text: &[u8], at: usize) -> Option<(char, usize)> {
    let low = |byte: u8| u32::from(byte & 0x3f);
    let (code, len) = match *text.get(at..)? {
        [a @ 0..0x80, ..] => (u32::from(a), 1),
        [a @ 0xe0..0xf0, b, c, ..] => (u32::from(a & 0x0f) << 12 | low(b) << 6 | low(c), 3),
        [a @ 0xc0..0xe0, b, ..] => (u32::from(a & 0x1f) << 6 | low(b), 2),
        [a, b, c, d, ..] => (
            u32::from(a & 0x07) << 18 | low(b) << 12 | low(c) << 6 | low(d),
            4,
        ),
        _ => return None,
    };
    char::from_u32(code).map(|c| (c, len))
}

/// The code point of the character of three bytes that begins a text, if it begins with one, and
/// what stands behind it.
#[inline(always)]
fn three_bytes(text: &[u8]) -> Option<(u16, &[u8])> {
    let [a @ 0xe0..0xf0, b, c, behind @ ..] = text else {
        return None;
    };
    let low = |byte: &u8| u16::from(byte & 0x3f);
    Some((u16::from(*a) << 12 | low(b) << 6 | low(c), behind))
}

/// Appends ASCII in lower case.
fn push_lower(text: &mut String, ascii: &str) {
    let start = text.len();
    text.push_str(ascii);
    if let Some(added) = text.get_mut(start..) {
        added.make_ascii_lowercase();
    }
}

fn is_removed(c: char) -> bool {
    entry(c).action() == Action::Remove
}

/// The kana with a sound mark. In Unicode each follows the plain one: カ, ガ and ハ, バ, パ.
fn voiced(kana: char, mark: char) -> Option<char> {
    let by = match (kana, mark) {
        ('ウ', '\u{3099}') => return Some('ヴ'),
        ('ハ' | 'ヒ' | 'フ' | 'ヘ' | 'ホ', '\u{309A}') => 2,
        ('ハ' | 'ヒ' | 'フ' | 'ヘ' | 'ホ', '\u{3099}') => 1,
        ('カ' | 'キ' | 'ク' | 'ケ' | 'コ' | 'サ' | 'シ' | 'ス' | 'セ' | 'ソ', '\u{3099}') => {
            1
        }
        ('タ' | 'チ' | 'ツ' | 'テ' | 'ト', '\u{3099}') => 1,
        _ => return None,
    };
    char::from_u32(u32::from(kana) + by)
}

/// Soft hyphens and variation selectors stand in honest words too.
fn is_disguise(c: char) -> bool {
    !matches!(c, '\u{AD}' | '\u{FE00}'..='\u{FE0F}' | '\u{180B}'..='\u{180F}' | '\u{E0100}'..='\u{E01EF}')
}
