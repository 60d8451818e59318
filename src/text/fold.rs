//! Folding: the view of a line that keywords and regexes see.
//!
//! Most lines need little: nothing (they are their own view), lower case, or one character
//! for another. One look-up a character tells what it is and what it becomes, and on the way
//! it turns out whether the rare steps (readings, look-alikes, letter-spacing) may be needed
//! at all. Only then is the line looked at again.
//!
//! Folding a view again changes nothing, with two exceptions: where closing a letter-spaced
//! run makes a reading, `对(d u ì)`, the second fold removes that; and where a sign of several
//! letters (`㏄`) touches Cyrillic ones, the second fold may take its letters for Cyrillic.

mod rewrite;
mod scan;
mod spacing;
mod styled;
#[cfg(test)]
mod tests;
mod words;

use std::ops::Range;

use super::class::class;
use super::offsets::{OffsetMap, Piece};
use super::readings;
use super::table::entry;
use rewrite::Rewriter;
use scan::Needs;

/// Which fold steps changed a line, and how often the ones that only a disguise needs did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FoldCounts {
    /// Invisible characters removed between two letters of one word. Not counted: the joiners
    /// of Indic, Arabic… words and of emoji, soft hyphens and variation selectors, which
    /// honest text has as well.
    pub invisible: u32,
    /// Look-alikes mapped inside words that mix scripts.
    pub confusable: u32,
    /// Mathematical, enclosed and similar letters of words, and digits of long numbers, mapped
    /// to plain ones. Not counted: list numbers, exponents, Roman numerals, variables.
    pub styled: u32,
    /// Runs of single letters or Han characters whose separators were closed. Not counted:
    /// what typography does as well, which is two Han characters apart by spaces, up to four
    /// letters with full stops, slashes, hyphens or signs of arithmetic, and up to eight digits.
    pub spacing: u32,
    /// Verified readings in brackets that were removed.
    pub gloss: u32,
    /// Characters that traditional→simplified folding changed.
    pub traditional: u32,
}

/// A folded line. `text` borrows the line itself if nothing had to change.
#[derive(Debug, Clone, Copy)]
pub struct Folded<'a> {
    /// What matching sees.
    pub text: &'a str,
    /// From offsets in `text` (view) to offsets in the line (source).
    pub map: &'a OffsetMap,
    /// What was done.
    pub counts: FoldCounts,
}

/// A place of the source that the table alone cannot fold.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Edit {
    /// Bytes of the line.
    span: Range<usize>,
    /// What stands there in the view; nothing if it is cut.
    to: Option<char>,
}

/// The rare steps that apply to a text.
#[derive(Debug, Clone, Copy)]
struct Steps {
    gloss: bool,
    spacing: bool,
    /// Whether words purely of look-alikes are taken for Latin when the whole line is so.
    pure_look_alikes: bool,
}

/// Reusable memory for folding one line after another.
#[derive(Debug, Default)]
pub struct FoldBuffer {
    text: Vec<u8>,
    map: OffsetMap,
    edits: Vec<Edit>,
    cuts: Vec<Range<usize>>,
    closing: OffsetMap,
    spare_text: Vec<u8>,
    spare_map: OffsetMap,
}

impl FoldBuffer {
    /// Folds one line (no terminator).
    pub fn fold<'a>(&'a mut self, line: &'a str) -> Folded<'a> {
        self.fold_with(
            line,
            Steps {
                gloss: true,
                spacing: true,
                pure_look_alikes: true,
            },
        )
    }

    fn fold_with<'a>(&'a mut self, line: &'a str, steps: Steps) -> Folded<'a> {
        self.map.clear();
        self.edits.clear();
        let mut counts = FoldCounts::default();
        let needs = if line.is_ascii() {
            self.write_ascii(line)
        } else {
            self.write(line, steps, &mut counts)
        };
        let rewritten = needs.changes() || !self.edits.is_empty();
        let may_close = needs.spacing || needs.resizes() || self.parts_letters(line);
        let closed = steps.spacing && may_close && {
            let view = if rewritten { text_of(&self.text) } else { line };
            counts.spacing = spacing::find(view, &mut self.cuts);
            !self.cuts.is_empty()
        };
        if closed {
            self.close(line, rewritten);
        }
        Folded {
            text: if rewritten || closed {
                text_of(&self.text)
            } else {
                line
            },
            map: &self.map,
            counts,
        }
    }

    /// Writes the view of a line of ASCII, if it has capitals.
    fn write_ascii(&mut self, line: &str) -> Needs {
        let needs = scan::scan_ascii(line.as_bytes());
        if needs.changes() {
            self.text.clear();
            self.text.extend_from_slice(line.as_bytes());
            self.text.make_ascii_lowercase();
        }
        needs
    }

    /// Writes the view of a line: by the table alone at first, and again if it turns out to
    /// need edits.
    fn write(&mut self, line: &str, steps: Steps, counts: &mut FoldCounts) -> Needs {
        let needs = Rewriter::new(line, &mut self.text, &mut self.map, counts).run(&[]);
        let mut edited = FoldCounts::default();
        self.find_edits(line, &needs, steps, &mut edited);
        if !self.edits.is_empty() {
            *counts = edited;
            self.map.clear();
            Rewriter::new(line, &mut self.text, &mut self.map, counts).run(&self.edits);
        }
        if counts.styled > 0 {
            counts.styled = styled::count(line);
        }
        needs
    }

    /// Finds the places that the table alone cannot fold.
    fn find_edits(&mut self, line: &str, needs: &Needs, steps: Steps, counts: &mut FoldCounts) {
        if steps.gloss && needs.gloss {
            let verified = readings::glosses(line).filter(|gloss| gloss.verified);
            self.edits.extend(verified.map(|gloss| Edit {
                span: gloss.span,
                to: None,
            }));
            counts.gloss = u32::try_from(self.edits.len()).unwrap_or(u32::MAX);
        }
        if needs.look_alikes() {
            let pure = steps.pure_look_alikes;
            counts.confusable = words::find(line, pure, &mut self.edits);
            // Readings hold Latin letters only and look-alikes others, yet a word may reach
            // over both: a cut wins.
            self.edits.sort_by_key(|edit| (edit.span.start, edit.to));
            self.edits
                .dedup_by(|later, former| later.span.start < former.span.end);
        }
    }

    /// Whether an edit may leave a letter alone between fillers that was not so in the line: one
    /// becomes Latin, or a reading behind it goes and a filler follows.
    fn parts_letters(&self, line: &str) -> bool {
        let next = |at| line.get(at..).and_then(|rest| rest.chars().next());
        self.edits.iter().any(|edit| {
            edit.to.is_some() || next(edit.span.end).is_some_and(|c| scan::is_filler(class(c)))
        })
    }

    /// Removes the separators in `cuts` from the view.
    fn close(&mut self, line: &str, rewritten: bool) {
        let view: &[u8] = if rewritten {
            &self.text
        } else {
            line.as_bytes()
        };
        self.spare_text.clear();
        self.closing.clear();
        let mut kept = 0;
        for cut in &self.cuts {
            self.spare_text
                .extend_from_slice(view.get(kept..cut.start).unwrap_or_default());
            self.closing.push(Piece {
                view: self.spare_text.len(),
                view_len: 0,
                source: cut.start,
                source_len: cut.len(),
            });
            kept = cut.end;
        }
        self.spare_text
            .extend_from_slice(view.get(kept..).unwrap_or_default());
        self.map.compose(&self.closing, &mut self.spare_map);
        std::mem::swap(&mut self.text, &mut self.spare_text);
        std::mem::swap(&mut self.map, &mut self.spare_map);
    }
}

/// A view as text. It is written as bytes, whole characters all of them, so this cannot fail; it
/// costs less than to write it as text.
fn text_of(view: &[u8]) -> &str {
    simdutf8::basic::from_utf8(view).unwrap_or_default()
}

/// The folded spellings under which a term of a rule has to be searched; the first is the
/// plain one. Others are added
///
/// - for a term whose Cyrillic or Greek letters all look like Latin ones, in its own, in
///   capital or in title spelling (`ТЕМА`, which a line of its own folds to `tema`, while
///   the `т` of `тема` looks like no Latin letter),
/// - for a term that has a letter-spaced run: with the run closed, as it is in a line.
pub fn fold_term(term: &str) -> Vec<String> {
    if term.is_ascii() && !scan::scan_ascii(term.as_bytes()).spacing {
        return vec![term.to_ascii_lowercase()];
    }
    if is_plain(term) {
        return vec![term.to_owned()];
    }
    let mut buffer = FoldBuffer::default();
    let mut steps = Steps {
        gloss: false,
        spacing: false,
        pure_look_alikes: false,
    };
    let mut forms = vec![buffer.fold_with(term, steps).text.to_owned()];
    if words::may_look_latin(term) {
        let spellings = [term.to_owned(), term.to_uppercase(), title_case(term)];
        for latin in spellings.iter().filter_map(|term| words::as_latin(term)) {
            forms.push(buffer.fold_with(&latin, steps).text.to_owned());
        }
    }
    steps.spacing = true;
    for form in 0..forms.len() {
        spacing::find(&forms[form], &mut buffer.cuts);
        if !buffer.cuts.is_empty() {
            let closed = buffer.fold_with(&forms[form], steps).text.to_owned();
            forms.push(closed);
        }
    }
    let mut seen = Vec::with_capacity(forms.len());
    for form in forms {
        if !seen.contains(&form) {
            seen.push(form);
        }
    }
    seen
}

/// Whether a text is its own fold, and no step but the table's could change it.
fn is_plain(text: &str) -> bool {
    let mut watch = scan::Watch::default();
    text.chars().for_each(|c| watch.see(c.into(), entry(c)));
    let needs = watch.needs();
    !(needs.changes() || needs.spacing || needs.look_alikes())
}

fn title_case(term: &str) -> String {
    let mut chars = term.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}
