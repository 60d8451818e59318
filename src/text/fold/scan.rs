//! What a line may need beyond the table, found out on the way.

use crate::text::class::{ALPHABETS, Class};
use crate::text::table::{CHANGES, Entry, LOOK_ALIKE, RESIZES};

/// What a line needs. The rare steps are only suspected here; the steps themselves decide.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Needs {
    /// Union of the table entries of all characters.
    entries: u32,
    /// There are Latin letters.
    latin: bool,
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

    /// There may be Latin letters too, perhaps in a sign of several (`㎡`).
    pub(super) fn mixes_latin(&self) -> bool {
        self.latin || self.resizes()
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

/// Bytes from the first filler behind a lone letter to the first behind the next in one run,
/// at most: four characters of four bytes each, and one to spare.
const REACH: usize = 20;

/// Watches the characters of a line go by.
#[derive(Debug, Default)]
pub(super) struct Watch {
    entries: u32,
    /// Class bits of all characters, of the last and of the one before.
    classes: u32,
    last: u32,
    before: u32,
    /// Where the filler ended before which the last lone letter stood.
    lone: Option<usize>,
    spacing: bool,
    gloss: bool,
    open: bool,
}

impl Watch {
    /// Sees a character that ends at byte `end` of the line.
    #[inline(always)]
    pub(super) fn see(&mut self, c: char, entry: Entry, end: usize) {
        let bit = 1_u32 << entry.class();
        self.entries |= entry.0;
        self.classes |= bit;
        if bit & EVENTS != 0 {
            self.event(c, end);
        } else if self.open {
            self.gloss |= bit & Class::Latin.bit() != 0;
            self.open = false;
        }
        self.before = self.last;
        self.last = bit;
    }

    /// Sees a filler or a bracket.
    #[inline]
    fn event(&mut self, c: char, end: usize) {
        self.open = matches!(c, '(' | '（') && self.last & HAN != 0;
        if self.last & HAN & !self.before != 0 {
            // A Han character alone before a filler, perhaps the first of a run of two.
            self.spacing = true;
        } else if self.last & WORD != 0 && self.before & WORD == 0 {
            // The first two of at least three letters each stand before a filler.
            let near = self.lone.is_some_and(|lone| end - lone <= REACH);
            self.spacing |= near;
            self.lone = Some(end);
        }
    }

    /// What was seen.
    pub(super) fn needs(&self) -> Needs {
        Needs {
            entries: self.entries,
            latin: self.classes & Class::Latin.bit() != 0,
            spacing: self.spacing,
            gloss: self.gloss,
        }
    }
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
        latin: true,
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
