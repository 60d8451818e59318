//! What a line may need beyond the table, found out on the way.

use encoding_rs::Encoding;

use crate::text::class::{ALPHABETS, Class};
use crate::text::table::{CHANGES, Entry, LOOK_ALIKE, RESIZES};

/// What a line needs. The rare steps are only suspected here; the steps themselves decide.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Needs {
    /// Union of the table entries of all characters.
    entries: u32,
    /// Single letters stand near each other.
    pub(super) spacing: bool,
    /// A Han character, an opening bracket and a letter.
    pub(super) gloss: bool,
}

impl Needs {
    /// Some character folds to another text.
    pub(super) fn changes(&self) -> bool {
        self.entries & CHANGES != 0
    }

    /// Some character folds to nothing or to several.
    pub(super) fn resizes(&self) -> bool {
        self.entries & RESIZES != 0
    }

    /// Some letter looks like a Latin one.
    pub(super) fn look_alikes(&self) -> bool {
        self.entries & LOOK_ALIKE != 0
    }
}

/// Characters that make an alphabetic word, for the question whether one stands alone.
const WORD: u32 = ALPHABETS | Class::Digit.bit() | Class::Mark.bit();
const HAN: u32 = Class::Han.bit();

/// Characters that may stand between the letters of a run, or open a reading. Commas and
/// sentence marks do neither, so that in most text nothing has to be looked at.
const EVENTS: u32 = Class::Space.bit()
    | Class::Punctuation.bit()
    | Class::FullStop.bit()
    | Class::Symbol.bit()
    | Class::Emoji.bit()
    | Class::Bracket.bit();

/// Whether a character of a class is a filler or a bracket: all others begin nothing.
#[inline(always)]
pub(super) fn is_event(class: u8) -> bool {
    EVENTS >> class & 1 != 0
}

/// Whether a character may stand between the letters of a run.
pub(super) fn is_filler(class: Class) -> bool {
    class.is_in(EVENTS) && class != Class::Bracket
}

/// Watches the characters of a line go by. It lives in registers while a line is written, so
/// it has few and small fields.
#[derive(Debug, Default)]
pub(super) struct Watch {
    entries: u32,
    /// Classes of the last four characters, a byte each, the last one lowest.
    recent: u32,
    /// What the last characters began: `CHAIN`, `OPEN`, `LONE_HAN`.
    begun: u32,
    /// What the line may need: `SPACING`, `GLOSS`.
    found: u32,
}

/// A letter stood alone, and since then there were fillers only.
const CHAIN: u32 = 1;
/// A Han character and an opening bracket, and nothing since.
const OPEN: u32 = 2;
/// A lone Han character, and fillers since.
const LONE_HAN: u32 = 4;
const SPACING: u32 = 1;
const GLOSS: u32 = 2;

impl Watch {
    /// Sees a character.
    #[inline(always)]
    pub(super) fn see(&mut self, code: u32, entry: Entry) {
        let class = u32::from(entry.class());
        self.entries |= entry.0;
        if is_event(entry.class()) {
            if class == Class::Bracket as u32 {
                self.bracket(code);
            } else {
                self.filler();
            }
        } else if self.begun & (OPEN | LONE_HAN) != 0 {
            self.end(1 << class);
        }
        self.recent = self.recent << 8 | class;
    }

    /// Sees a bracket. No run goes on behind one.
    #[inline]
    fn bracket(&mut self, code: u32) {
        let opens = code == u32::from('(') || code == u32::from('（');
        let behind_han = self.recent & 31 == Class::Han as u32;
        self.begun = if opens && behind_han { OPEN } else { 0 };
    }

    /// Sees a filler.
    #[inline]
    fn filler(&mut self) {
        let last = 1_u32 << (self.recent & 31);
        let before = 1_u32 << (self.recent >> 8 & 31);
        self.begun &= !OPEN;
        if last & HAN != 0 {
            if before & HAN == 0 {
                self.begun |= LONE_HAN;
            }
        } else if last & WORD != 0 {
            // The first two of at least three letters each stand between fillers.
            let lone = before & WORD == 0;
            if lone && self.begun & CHAIN != 0 {
                self.found |= SPACING;
            }
            self.begun = self.begun & !CHAIN | if lone { CHAIN } else { 0 };
        } else if last & EVENTS == 0 {
            self.begun &= !CHAIN;
        }
    }

    /// Sees the first character, of the class `bit`, that is no filler behind some.
    #[inline]
    fn end(&mut self, bit: u32) {
        if self.begun & OPEN != 0 && bit & Class::Latin.bit() != 0 {
            self.found |= GLOSS;
        }
        if self.begun & LONE_HAN != 0 && bit & HAN != 0 {
            self.found |= SPACING;
        }
        self.begun &= !(OPEN | LONE_HAN);
    }

    /// Whether letters, digits and sentence marks end nothing; none of them begins anything.
    #[inline(always)]
    pub(super) fn is_quiet(&self) -> bool {
        self.begun & (OPEN | LONE_HAN) == 0
    }

    /// Sees a character that neither begins nor ends anything, and of which only the class matters.
    #[inline(always)]
    pub(super) fn pass(&mut self, class: u8) {
        self.recent = self.recent << 8 | u32::from(class);
    }

    /// Takes note of the entry of a character whose class is seen with others.
    #[inline(always)]
    pub(super) fn note(&mut self, entry: Entry) {
        self.entries |= entry.0;
    }

    /// Whether the last character was a filler, and no run may have begun before it.
    #[inline(always)]
    pub(super) fn is_between_words(&self) -> bool {
        is_event((self.recent & 31) as u8) && self.begun == 0
    }

    /// Sees words of ASCII with the space behind them, as [`ascii_words`] gives them.
    pub(super) fn see_words(&mut self, words: &[u8]) {
        let needs = scan_ascii(words);
        self.entries |= needs.entries;
        self.found |= if needs.spacing { SPACING } else { 0 };
        self.recent = (Class::Latin as u32) << 8 | Class::Space as u32;
    }

    /// What was seen.
    pub(super) fn needs(&self) -> Needs {
        Needs {
            entries: self.entries,
            spacing: self.found & SPACING != 0,
            gloss: self.found & GLOSS != 0,
        }
    }
}

/// Shortest run of ASCII that is worth a look of its own, in bytes.
const WORTHWHILE: usize = 32;

/// How many bytes the longest start of a text takes that is ASCII and ends with a word of several
/// letters and a space: no letter-spaced run reaches over its end. 0 if it would be short. With it,
/// before which byte no other such start ends: to ask there again would cost the square of the length.
pub(super) fn ascii_words(text: &[u8]) -> (usize, usize) {
    if !text.get(..WORTHWHILE).is_some_and(<[u8]>::is_ascii) {
        return (0, 0);
    }
    let length = Encoding::ascii_valid_up_to(text);
    let ascii = text.get(..length).unwrap_or_default();
    let is_end = |end: &[u8]| matches!(end, [a, b, b' '] if a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric());
    let last = ascii.windows(3).rposition(is_end);
    (last.map_or(0, |at| at + 3), length)
}

/// Bytes that are looked at together.
const BLOCK: usize = 64;
/// Bytes that a run of three lone letters takes at most, with four fillers between each two.
const RUN: usize = 11;

/// Looks at a line of ASCII: the same question, many bytes at a time.
pub(super) fn scan_ascii(line: &[u8]) -> Needs {
    let upper = line
        .iter()
        .fold(false, |any, byte| any | byte.is_ascii_uppercase());
    Needs {
        entries: if upper { 2 << 5 } else { 0 },
        spacing: has_lone_letters(line),
        gloss: false,
    }
}

/// Whether three letters or digits that stand alone lie near each other.
fn has_lone_letters(line: &[u8]) -> bool {
    // Room for one byte more at both ends of a block, and for the last block.
    let mut members = [0_u8; BLOCK + 2];
    let mut earlier = 0;
    for (index, block) in line.chunks(BLOCK).enumerate() {
        let at = index * BLOCK;
        members[0] = members[BLOCK];
        for (member, byte) in members[1..].iter_mut().zip(block) {
            *member = u8::from(byte.is_ascii_alphanumeric());
        }
        members[1 + block.len()..].fill(0);
        let next = line.get(at + BLOCK);
        members[1 + block.len()] = u8::from(next.is_some_and(u8::is_ascii_alphanumeric));
        let lone = count_lone(&members);
        if earlier + lone >= 3 {
            let window = line.get(at.saturating_sub(RUN)..).unwrap_or(line);
            let window = window.get(..BLOCK + 2 * RUN).unwrap_or(window);
            if are_near(window) {
                return true;
            }
        }
        earlier = lone;
    }
    false
}

/// Members without a member at either side.
fn count_lone(members: &[u8; BLOCK + 2]) -> u8 {
    let (left, middle, right) = (&members[..BLOCK], &members[1..=BLOCK], &members[2..]);
    let mut lone = 0;
    for ((left, middle), right) in left.iter().zip(middle).zip(right) {
        lone += middle & !(left | right);
    }
    lone
}

/// The precise answer for a short part of a line.
fn are_near(part: &[u8]) -> bool {
    let (mut members, mut lone) = (0_u32, 0_u32);
    for byte in part.iter().chain(b" ") {
        members = members << 1 | u32::from(byte.is_ascii_alphanumeric());
        lone = lone << 1 | u32::from(members & 7 == 2);
        if (lone & ((1 << RUN) - 1)).count_ones() >= 3 {
            return true;
        }
    }
    false
}
