//! Writing the view of a line: the table for every character, edits where they lie.

use std::ops::Range;

use super::scan::{Needs, Watch, ascii_words, is_event};
use super::{Edit, FoldCounts};
use crate::text::class::{Class, class};
use crate::text::offsets::{OffsetMap, Piece};
use crate::text::table::{Action, Entry, entry, entry_of, han, three_bytes};

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
    /// The view, and room behind it for the rest of the line as it is.
    text: &'a mut Vec<u8>,
    /// Bytes of the view that are written.
    written: usize,
    map: &'a mut OffsetMap,
    counts: &'a mut FoldCounts,
}

impl<'a> Rewriter<'a> {
    /// Starts an empty view.
    pub(super) fn new(
        line: &'a str,
        text: &'a mut Vec<u8>,
        map: &'a mut OffsetMap,
        counts: &'a mut FoldCounts,
    ) -> Self {
        text.resize(line.len(), 0);
        Self {
            line,
            text,
            written: 0,
            map,
            counts,
        }
    }

    /// Writes the whole view; `edits` are ascending and do not overlap. Returns what else the
    /// line may need.
    pub(super) fn run(mut self, edits: &[Edit]) -> Needs {
        let mut done = 0;
        let mut watch = Watch::default();
        for edit in edits {
            self.stretch(done..edit.span.start, &mut watch);
            let view = self.written;
            if let Some(c) = edit.to {
                self.push(c.encode_utf8(&mut [0; 4]), edit.span.len());
            }
            self.piece(view, edit.span.clone());
            done = edit.span.end;
        }
        self.stretch(done..self.line.len(), &mut watch);
        self.text.truncate(self.written);
        watch.needs()
    }

    /// Writes a part of the line that has no edits in it.
    fn stretch(&mut self, range: Range<usize>, watch: &mut Watch) {
        let line = self.line.as_bytes();
        let line = line.get(..range.end).unwrap_or_default();
        let (mut at, mut wordless) = (range.start, range.start);
        let mut counted = 0;
        while at < line.len() {
            if watch.is_quiet() {
                at = self.quick(line, at, watch, &mut counted);
            }
            let rest = line.get(at..).unwrap_or_default();
            let Some((code, length)) = decode(rest) else {
                break;
            };
            let entry = entry_of(code);
            watch.see(code, entry);
            let source = at..at + length;
            at += length;
            if entry.changes() {
                counted += entry.counts();
                at += self.change(entry, source);
            } else {
                self.copy(source);
            }
            if length == 1 && at >= wordless && watch.is_between_words() {
                let (words, length) = ascii_words(line.get(at..).unwrap_or_default());
                wordless = at + length;
                if words > 0 {
                    let words = at..at + words;
                    watch.see_words(line.get(words.clone()).unwrap_or_default());
                    at = words.end;
                    self.copy(words).make_ascii_lowercase();
                }
            }
        }
        let (styled, traditional) = Entry::split_counts(counted);
        self.counts.styled += styled;
        self.counts.traditional += traditional;
    }

    /// Writes characters up to one that begins or ends something, or that is not ASCII and takes
    /// fewer or more than three bytes. Returns where that is.
    fn quick(&mut self, line: &[u8], at: usize, watch: &mut Watch, counted: &mut u64) -> usize {
        let mut seen = std::mem::take(watch);
        let (end, room) = (line.len(), self.text.len());
        let mut from = line.get(at..).unwrap_or_default();
        let mut to = self.text.get_mut(self.written..).unwrap_or_default();
        while let ([a, b, c, behind @ ..], [x, y, z, ..]) = (from, &mut *to) {
            let mut written = 3;
            if let Some(han) = han(*a, *b, *c) {
                [*x, *y, *z] = han.becomes;
                *counted += han.counts;
                seen.note(Entry(han.entry));
                seen.pass(Class::Han as u8);
                from = behind;
            } else if *a >= 0xe0 {
                let Some((entry, becomes, length)) = three_bytes(*a, *b, *c) else {
                    break;
                };
                if is_event(entry.class()) {
                    break;
                }
                *counted += entry.counts();
                seen.note(entry);
                seen.pass(entry.class());
                [*x, *y, *z] = becomes;
                written = length;
                if length != 3 {
                    self.map.push(Piece {
                        view: room - to.len(),
                        view_len: length,
                        source: end - from.len(),
                        source_len: 3,
                    });
                }
                from = behind;
            } else if a.is_ascii_alphanumeric() {
                // Digits or letters makes no difference to what comes.
                seen.pass(Class::Latin as u8);
                if a.is_ascii_uppercase() {
                    seen.note(entry_of((*a).into()));
                }
                *x = a.to_ascii_lowercase();
                written = 1;
                from = from.split_at(1).1;
            } else {
                break;
            }
            to = to.split_at_mut(written).1;
        }
        *watch = seen;
        self.written = room - to.len();
        end - from.len()
    }

    /// Writes a part of the line as it is.
    #[inline]
    fn copy(&mut self, source: Range<usize>) -> &mut [u8] {
        let end = self.written + source.len();
        let copy = self.text.get_mut(self.written..end).unwrap_or_default();
        copy.copy_from_slice(self.line.as_bytes().get(source).unwrap_or_default());
        self.written = end;
        copy
    }

    /// Writes what some bytes of the line become.
    fn push(&mut self, view: &str, source_len: usize) {
        let end = self.written + view.len();
        let more = view.len().saturating_sub(source_len);
        self.text.resize(self.text.len() + more, 0);
        if let Some(room) = self.text.get_mut(self.written..end) {
            room.copy_from_slice(view.as_bytes());
        }
        self.written = end;
    }

    /// The last character of the view.
    fn last(&self) -> Option<char> {
        let tail = self
            .text
            .get(self.written.saturating_sub(4)..self.written)?;
        let lead = tail.iter().rposition(|byte| byte & 0xc0 != 0x80)?;
        decode(tail.get(lead..)?).and_then(|(code, _)| char::from_u32(code))
    }

    /// Writes a character that changes. Returns the bytes of the line behind it that are done as
    /// well.
    fn change(&mut self, entry: Entry, source: Range<usize>) -> usize {
        match entry.action() {
            Action::Keep => {}
            Action::One(to) => {
                let view = self.written;
                self.push(to.encode_utf8(&mut [0; 4]), source.len());
                if to.len_utf8() != source.len() {
                    self.piece(view, source);
                }
            }
            Action::Several(to) => match self.voiced_before(source.start, to) {
                Some(kana) => self.voice(kana, source),
                None => {
                    let view = self.written;
                    self.push(to, source.len());
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

    /// The kana that a sound mark at `source` makes with the one right before it in the line.
    fn voiced_before(&self, source: usize, mark: &str) -> Option<char> {
        let mark = mark
            .chars()
            .next()
            .filter(|c| matches!(c, '\u{3099}' | '\u{309A}'))?;
        let kana = self.last()?;
        let before = self.line.get(..source)?.chars().next_back()?;
        let stands = before == kana || entry(before).action() == Action::One(kana);
        voiced(kana, mark).filter(|_| stands)
    }

    /// Puts a half-width sound mark onto the kana before it. The two become one piece.
    fn voice(&mut self, kana: char, source: Range<usize>) {
        // Full-width kana is as long as half-width kana: the plain one before has no piece.
        let start = source.start - kana.len_utf8();
        self.written -= kana.len_utf8();
        let view = self.written;
        self.push(kana.encode_utf8(&mut [0; 4]), kana.len_utf8());
        self.piece(view, start..source.end);
    }

    /// Leaves out a run of invisible characters, of which `disguises` may be a disguise.
    fn remove(&mut self, source: Range<usize>, disguises: u32) {
        let before = self.last();
        let after = self.line.get(source.end..).and_then(|s| s.chars().next());
        let in_word = |c: Option<char>| c.is_some_and(|c| class(c).is_in(PLAIN_SCRIPTS));
        if in_word(before) && in_word(after) {
            self.counts.invisible += disguises;
        }
        self.piece(self.written, source);
    }

    /// Notes that the view from `view` on stands for `source`.
    fn piece(&mut self, view: usize, source: Range<usize>) {
        self.map.push(Piece {
            view,
            view_len: self.written - view,
            source: source.start,
            source_len: source.len(),
        });
    }
}

/// The code point of the character that begins a text and the bytes that it takes.
#[inline(always)]
fn decode(text: &[u8]) -> Option<(u32, usize)> {
    let low = |byte: u8| u32::from(byte & 0x3f);
    match *text {
        [a @ 0..0x80, ..] => Some((u32::from(a), 1)),
        [a @ 0xe0..0xf0, b, c, ..] => Some((u32::from(a & 0x0f) << 12 | low(b) << 6 | low(c), 3)),
        [a @ 0xc0..0xe0, b, ..] => Some((u32::from(a & 0x1f) << 6 | low(b), 2)),
        [a, b, c, d, ..] => Some((
            u32::from(a & 0x07) << 18 | low(b) << 12 | low(c) << 6 | low(d),
            4,
        )),
        _ => None,
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
