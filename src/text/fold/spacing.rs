//! Letter-spacing: `加 薇 ❤ 信`, `v.i.a.g.r.a`, `微*信`.

use std::ops::Range;

use crate::text::class::{ALPHABETS, Class, class};

/// Most characters between two letters of a run.
const MAX_FILLERS: usize = 4;
/// Alphabets other than the Latin one have words of one letter (Russian `а я в`), so that a
/// run has to be longer to be a disguise.
const MIN_OTHER_ALPHABET: usize = 5;
/// Digits apart by separators are dates, versions and pagers, if they are few.
const MIN_DIGITS: usize = 5;
/// Letters with full stops, slashes, hyphens or signs of arithmetic: an abbreviation, a choice,
/// a chord or a formula up to this length.
const ABBREVIATION: usize = 4;
/// Spaced digits: shorter rows of them are scores and statistics.
const LONG_NUMBER: usize = 9;

const WORD: u32 = ALPHABETS | Class::Digit.bit() | Class::Mark.bit();
const HAN_WORD: u32 =
    Class::Han.bit() | Class::Kana.bit() | Class::Hangul.bit() | Class::Mark.bit();

/// What a run is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Han,
    /// Latin letters and digits.
    Latin,
    Cyrillic,
    Greek,
}

/// What stands between two letters: spaces, emoji and symbols are all alike (`None`).
type Filler = Option<char>;

/// A run as far as it was read.
#[derive(Debug, Clone)]
struct Run {
    kind: Kind,
    letters: usize,
    digits: usize,
    /// Letters that are the one after their forerunner: most are, in an index or a pager.
    counting: usize,
    last: char,
    /// End of the last letter, in bytes.
    end: usize,
    /// Known from the second letter on.
    filler: Option<Filler>,
    /// Number of cuts before the run.
    first_cut: usize,
}

/// Finds the separators to be removed from a view (`cuts`, ascending); returns how many runs
/// were closed that are not ordinary typography.
pub(super) fn find(view: &str, cuts: &mut Vec<Range<usize>>) -> u32 {
    cuts.clear();
    let mut closed = 0;
    let mut run: Option<Run> = None;
    let mut gap = Gap::default();
    let mut before = Class::Space;
    let mut chars = view.char_indices();
    let mut next = chars.next().map(|(at, c)| (at, c, class(c)));
    while let Some((at, c, this)) = next {
        next = chars.next().map(|(at, c)| (at, c, class(c)));
        let after = next.map_or(Class::Space, |(_, _, class)| class);
        if let Some(kind) = lone(before, this, after) {
            closed += advance(&mut run, cuts, kind, c, at, gap.filler(kind));
            gap = Gap::default();
        } else if run.is_some() && !gap.add(c, this) {
            closed += finish(run.take(), cuts).1;
        }
        before = this;
    }
    closed + finish(run, cuts).1
}

/// The kind of a letter that stands alone.
fn lone(before: Class, this: Class, after: Class) -> Option<Kind> {
    let (kind, word) = match this {
        Class::Han => (Kind::Han, HAN_WORD),
        Class::Latin | Class::Digit => (Kind::Latin, WORD),
        Class::Cyrillic => (Kind::Cyrillic, WORD),
        Class::Greek => (Kind::Greek, WORD),
        _ => return None,
    };
    (!before.is_in(word) && !after.is_in(word)).then_some(kind)
}

/// The characters since the last lone letter.
#[derive(Debug, Default)]
struct Gap {
    fillers: usize,
    mark: Option<char>,
    broken: bool,
    /// The mark stands twice or more, as in `a || b`.
    doubled: bool,
}

impl Gap {
    /// Adds a character; false if no run goes on behind it.
    fn add(&mut self, c: char, class: Class) -> bool {
        self.fillers += 1;
        let mark = match c {
            '*' | '~' | '^' | '+' | '=' | '#' | '·' | '•' | '・' | '.' | '_' | '-' | '/' | '|' => {
                Some(c)
            }
            '\t' => return self.stop(),
            _ if class == Class::Space || class == Class::Emoji => None,
            // From here on: technical signs, boxes, ★; before: arrows and mathematics.
            _ if class == Class::Symbol && c >= '\u{2300}' => None,
            _ => return self.stop(),
        };
        self.broken |= mark.is_some() && self.mark.is_some() && mark != self.mark;
        self.doubled |= mark.is_some() && self.mark.is_some();
        self.mark = self.mark.or(mark);
        !self.broken && self.fillers <= MAX_FILLERS || self.stop()
    }

    fn stop(&mut self) -> bool {
        self.broken = true;
        false
    }

    /// The filler, if there is exactly one kind of it. Between Latin letters a doubled sign
    /// is an operator of some programming language.
    fn filler(&self, kind: Kind) -> Option<Filler> {
        let operator = matches!(self.mark, Some('|' | '=' | '+' | '/' | '-'));
        let broken = self.broken || self.doubled && operator && kind == Kind::Latin;
        (self.fillers > 0 && !broken && self.fillers <= MAX_FILLERS).then_some(self.mark)
    }
}

/// Takes a lone letter into the run, or ends the run and starts another.
fn advance(
    run: &mut Option<Run>,
    cuts: &mut Vec<Range<usize>>,
    kind: Kind,
    c: char,
    at: usize,
    filler: Option<Filler>,
) -> u32 {
    let start = |first_cut| Run {
        kind,
        letters: 1,
        digits: usize::from(class(c) == Class::Digit),
        counting: 0,
        last: c,
        end: at + c.len_utf8(),
        filler: None,
        first_cut,
    };
    let Some(former) = run.take() else {
        *run = Some(start(cuts.len()));
        return 0;
    };
    let goes_on = former.kind == kind && filler.is_some();
    if goes_on && (former.filler.is_none() || former.filler == filler) {
        *run = Some(extended(former, cuts, c, at, filler));
        return 0;
    }
    let last = Run {
        letters: 1,
        digits: usize::from(class(former.last) == Class::Digit),
        counting: 0,
        filler: None,
        ..former.clone()
    };
    let (was_closed, counted) = finish(Some(former), cuts);
    // `a b*c*d`: the b belongs to the second run if the first is none.
    *run = Some(if goes_on && !was_closed {
        let first_cut = cuts.len();
        extended(Run { first_cut, ..last }, cuts, c, at, filler)
    } else {
        start(cuts.len())
    });
    counted
}

fn extended(
    run: Run,
    cuts: &mut Vec<Range<usize>>,
    c: char,
    at: usize,
    filler: Option<Filler>,
) -> Run {
    cuts.push(run.end..at);
    Run {
        letters: run.letters + 1,
        digits: run.digits + usize::from(class(c) == Class::Digit),
        counting: run.counting + usize::from(u32::from(run.last) + 1 == u32::from(c)),
        last: c,
        end: at + c.len_utf8(),
        filler,
        ..run
    }
}

/// Ends a run: takes its cuts back if it does not close. Returns whether it closed, and 1 if
/// that counts as a disguise.
fn finish(run: Option<Run>, cuts: &mut Vec<Range<usize>>) -> (bool, u32) {
    let Some(run) = run else {
        return (false, 0);
    };
    let mark = run.filler.flatten();
    let structural = mark.is_some_and(|c| !matches!(c, '*' | '~' | '^' | '+' | '=' | '#'));
    let min = match run.kind {
        Kind::Han if !structural => 2,
        Kind::Han => 3,
        Kind::Latin if run.letters == run.digits => MIN_DIGITS,
        Kind::Latin => 3,
        Kind::Cyrillic | Kind::Greek => MIN_OTHER_ALPHABET,
    };
    let is_index = 2 * run.counting >= run.letters && run.kind != Kind::Han;
    if run.letters < min || is_index {
        cuts.truncate(run.first_cut);
        return (false, 0);
    }
    let letters = run.letters - run.digits;
    let typographic = match (run.kind, mark) {
        (Kind::Han, None) => run.letters == 2,
        // Rows of a table, and `4 x 5 km`.
        (Kind::Latin, _) if letters == 0 => run.digits < LONG_NUMBER,
        (Kind::Latin, _) if letters < 3 => true,
        // `U.S.A.`, `802.11 b/g/n`, `F-A-C-E`, `x + y + a`.
        (Kind::Latin, Some(mark)) => {
            letters <= ABBREVIATION && !matches!(mark, '*' | '~' | '^' | '#')
        }
        _ => false,
    };
    (true, u32::from(!typographic))
}
