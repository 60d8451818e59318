//! A line cut into runs of letters; what stands between them is counted on the way.

use super::counts::common_han;
use super::segments::{CANDIDATES, separator};
use super::view::is_letter;
use crate::text::class::{ALPHABETS, ASCII, Class, class};
use crate::text::eight::{HIGH, eight, eight_until, first, letters};

/// The classes of letters and digits that make words between boundaries.
const PARTS: u32 = ALPHABETS | Class::Hangul.bit() | Class::Digit.bit();

/// A word, or a run of letters of a script without spaces.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// Byte offsets.
    pub(super) at: usize,
    pub(super) end: usize,
    /// Its letters.
    pub(super) letters: u32,
    /// The first eight bytes as a number.
    pub(super) head: u64,
    /// Class of its letters; of the first one, where alphabets mix.
    pub(super) kind: Class,
    /// Whether another letter follows without a space.
    pub(super) glued: bool,
}

/// How a line is laid out, as the pass sees it that cuts it into runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Layout {
    /// Letters in function characters or words.
    pub function: u32,
    /// Words between boundaries: runs of letters of scripts with spaces, and of digits.
    pub(super) words: u32,
    /// ASCII letters that stand alone.
    pub(super) lone: u32,
    /// Runs of white space, and those of two characters and more.
    pub(super) blanks: u32,
    pub(super) wide_blanks: u32,
    /// List separators, in the order of [`CANDIDATES`]; behind them all other signs.
    pub(super) separators: [u32; CANDIDATES.len() + 1],
}

impl Layout {
    /// Takes note of white space, if it is any, the how-manieth character of it in a row.
    #[inline]
    fn blank(&mut self, row: u32) {
        self.blanks += u32::from(row == 1);
        self.wide_blanks += u32::from(row == 2);
    }
}

/// The runs of a line.
pub(super) struct Runs<'a> {
    text: &'a str,
    at: usize,
    /// Of the text so far.
    layout: &'a mut Layout,
    /// Whether the character before is a part of a word between boundaries.
    inside: bool,
}

impl<'a> Runs<'a> {
    /// The runs of a text, which are counted in a layout with what stands between them.
    pub(super) fn new(text: &'a str, layout: &'a mut Layout) -> Runs<'a> {
        Runs {
            text,
            at: 0,
            layout,
            inside: false,
        }
    }

    /// The next run.
    #[inline(always)]
    pub(super) fn next(&mut self) -> Option<Run> {
        let bytes = self.text.as_bytes();
        // White space in a row.
        let mut row = 0;
        loop {
            let byte = *bytes.get(self.at)?;
            if byte.is_ascii_alphabetic() {
                return Some(self.latin());
            }
            if byte == b' ' {
                self.at += 1;
                row += 1;
                self.layout.blank(row);
                self.inside = false;
            } else if let Some(&kind) = ASCII.get(usize::from(byte)) {
                self.at += 1;
                self.add_sign(kind, separator(char::from(byte)), &mut row);
            } else if let Some(kind) = self.sign(&mut row) {
                return Some(self.run(kind));
            }
        }
    }

    /// The run that begins with an ASCII letter, as most do.
    #[inline(always)]
    fn latin(&mut self) -> Run {
        let bytes = self.text.as_bytes();
        let at = self.at;
        let (letters, head) = ascii_letters(bytes, at);
        self.at += letters;
        self.layout.words += u32::from(!self.inside);
        self.inside = true;
        let mut run = Run {
            at,
            end: self.at,
            letters: letters as u32,
            head,
            kind: Class::Latin,
            glued: false,
        };
        if bytes.get(self.at).is_some_and(|byte| !byte.is_ascii()) {
            self.extend(&mut run);
        }
        self.layout.lone += u32::from(run.end - run.at == 1);
        run
    }

    /// The run that begins with a letter of some class.
    fn run(&mut self, kind: Class) -> Run {
        let is_part = kind.is_in(PARTS);
        self.layout.words += u32::from(is_part && !self.inside);
        self.inside = is_part;
        let mut run = Run {
            at: self.at,
            end: self.at,
            letters: 0,
            head: 0,
            kind,
            glued: false,
        };
        self.extend(&mut run);
        run
    }

    /// Skips a sign that is not of ASCII; if it is a letter, its class instead.
    fn sign(&mut self, row: &mut u32) -> Option<Class> {
        let c = self.text.get(self.at..)?.chars().next()?;
        let kind = class(c);
        if is_letter(kind) {
            return Some(kind);
        }
        self.at += c.len_utf8();
        self.add_sign(kind, separator(c), row);
        None
    }

    /// Counts a sign, or white space other than the space.
    #[inline]
    fn add_sign(&mut self, kind: Class, separator: usize, row: &mut u32) {
        *row = if kind == Class::Space { *row + 1 } else { 0 };
        self.layout.blank(*row);
        let is_digit = kind == Class::Digit;
        self.layout.words += u32::from(is_digit && !self.inside);
        self.inside = is_digit;
        self.layout.separators[separator] += 1;
    }

    /// Adds the letters to a run that stand behind it.
    fn extend(&mut self, run: &mut Run) {
        let own_script = script(run.kind);
        if own_script == Class::Han {
            let common = common_han(&self.text.as_bytes()[self.at..]);
            run.letters += common as u32;
            self.at += 3 * common;
        }
        for c in self.text.get(self.at..).unwrap_or_default().chars() {
            let next = class(c);
            run.glued = is_letter(next);
            if !run.glued || script(next) != own_script {
                break;
            }
            run.letters += 1;
            self.at += c.len_utf8();
        }
        run.glued &= self.at < self.text.len();
        run.end = self.at;
        run.head = eight_until(self.text.as_bytes(), run.at, run.end);
    }
}

/// The classes that runs are cut between; all alphabets are one.
#[inline]
fn script(kind: Class) -> Class {
    match kind {
        Class::Han | Class::Kana | Class::Hangul | Class::Unspaced => kind,
        _ => Class::Letter,
    }
}

/// How many ASCII letters stand at an offset, most letters of most text, and the first eight as a
/// number.
#[inline]
fn ascii_letters(bytes: &[u8], at: usize) -> (usize, u64) {
    let head = eight(bytes, at);
    let mut letters = leading_letters(head);
    if letters < 8 {
        // There is one at least.
        return (letters, first(head, letters));
    }
    loop {
        let more = leading_letters(eight(bytes, at + letters));
        letters += more;
        if more < 8 {
            return (letters, head);
        }
    }
}

/// How many of eight bytes are ASCII letters before one is none.
#[inline]
fn leading_letters(eight: u64) -> usize {
    let others = !letters(eight) & HIGH;
    others.trailing_zeros() as usize / 8
}

#[cfg(test)]
mod tests {
    use super::super::function_words;
    use super::*;
    use proptest::prelude::*;

    /// How often something begins in a text that characters belong to, and a second one follows.
    fn begins(text: &str, belongs: impl Fn(char) -> bool) -> (u32, u32) {
        let rows = text.split(|c| !belongs(c)).map(|row| row.chars().count());
        let rows: Vec<usize> = rows.filter(|&row| row > 0).collect();
        let wide = rows.iter().filter(|&&row| row > 1).count();
        (rows.len() as u32, wide as u32)
    }

    proptest! {
        #[test]
        fn one_pass_counts_what_many_do(
            text in "[ab 1,.|\\t/·、éßяΩ한中あกم\u{301}\u{200B}\u{3000}😀]{0,40}|[a-z ]{0,90}|.{0,30}"
        ) {
            let layout = function_words::layout(&text);
            let is_space = |c: char| class(c) == Class::Space;
            prop_assert_eq!(layout.words, begins(&text, |c| class(c).is_in(PARTS)).0);
            prop_assert_eq!((layout.blanks, layout.wide_blanks), begins(&text, is_space));
            for (place, &candidate) in CANDIDATES.iter().enumerate() {
                let found = text.matches(candidate).count() as u32;
                prop_assert_eq!(layout.separators[place], found);
            }
        }

        #[test]
        fn letters_are_cut_by_script(text in "[a-cA 1,.éßяΩ한中あกم\u{301}😀]{0,30}") {
            let (mut layout, mut runs) = (Layout::default(), Vec::new());
            let mut cut = Runs::new(&text, &mut layout);
            while let Some(run) = cut.next() {
                prop_assert_eq!(text[run.at..run.end].chars().count() as u32, run.letters);
                prop_assert_eq!(eight_until(text.as_bytes(), run.at, run.end), run.head);
                runs.push((run.at, &text[run.at..run.end], run.glued));
            }
            let mut expected: Vec<(usize, &str, bool)> = Vec::new();
            let script_of = |c: char| Some(class(c)).filter(|&kind| is_letter(kind)).map(script);
            for (at, c) in text.char_indices() {
                let end = at + c.len_utf8();
                let next = text[end..].chars().next().and_then(script_of);
                match expected.last_mut() {
                    _ if script_of(c).is_none() => {}
                    Some((start, run, glued))
                        if *start + run.len() == at && run.ends_with(|last| script_of(last) == script_of(c)) =>
                    {
                        (*run, *glued) = (&text[*start..end], next.is_some());
                    }
                    _ => expected.push((at, &text[at..end], next.is_some())),
                }
            }
            prop_assert_eq!(runs, expected);
        }
    }
}
