//! One look at a line: what will folding have to do?

use crate::text::class::{ALPHABETS, Class};
use crate::text::table::{CHANGES, LOOK_ALIKE, entry};

/// What a line needs. The rare steps are only suspected here; the steps themselves decide.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Needs {
    /// Union of the table entries of all characters.
    entries: u32,
    /// Set of the classes of all characters.
    classes: u32,
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
    pub(super) fn shrinks(&self) -> bool {
        // Actions 1 and 3: see `build/table.rs`.
        self.entries & (1 << 5) != 0
    }

    /// Some letter looks like a Latin one.
    pub(super) fn look_alikes(&self) -> bool {
        self.entries & LOOK_ALIKE != 0
    }

    /// There may be Latin letters too, perhaps in a sign of several (`㎡`).
    pub(super) fn mixes_latin(&self) -> bool {
        self.classes & Class::Latin.bit() != 0 || self.shrinks()
    }
}

/// Characters that make an alphabetic word, for the question whether one stands alone.
const WORD: u32 = ALPHABETS | Class::Digit.bit() | Class::Mark.bit();

/// The last 32 characters, one bit each.
#[derive(Default)]
struct Recent {
    members: u32,
    lone: u32,
}

impl Recent {
    /// Adds a character; tells by set bits in the result that the one *before* it, if it was
    /// a member with none at its sides, is at least the second in a window of `window` bits.
    #[inline(always)]
    fn push(&mut self, member: bool, window: u32) -> u32 {
        self.members = self.members << 1 | u32::from(member);
        self.lone = self.lone << 1 | u32::from(self.members & 7 == 2);
        let near = self.lone & window;
        near & near.wrapping_sub(1)
    }
}

/// Two lone Han characters with at most four fillers between them.
const TWO: u32 = (1 << 6) - 1;
/// Three lone letters with at most four fillers between each two.
const THREE: u32 = (1 << 11) - 1;

/// Looks at every character of a line once.
pub(super) fn scan(line: &str) -> Needs {
    if line.is_ascii() {
        return scan_ascii(line.as_bytes());
    }
    let mut needs = Needs::default();
    let (mut han, mut words) = (Recent::default(), Recent::default());
    let (mut two, mut three, mut gloss) = (0, 0, false);
    let mut open = false;
    for c in line.chars() {
        let entry = entry(c);
        let bit = 1_u32 << entry.class();
        needs.entries |= entry.0;
        needs.classes |= bit;
        gloss |= open & (bit == Class::Latin.bit());
        open = (c == '(' || c == '（') && han.members & 1 != 0;
        two |= han.push(bit == Class::Han.bit(), TWO);
        let near = words.push(bit & WORD != 0, THREE);
        three |= near & near.wrapping_sub(1);
    }
    two |= han.push(false, TWO);
    let near = words.push(false, THREE);
    three |= near & near.wrapping_sub(1);
    needs.spacing = two != 0 || three != 0;
    needs.gloss = gloss;
    needs
}

fn scan_ascii(bytes: &[u8]) -> Needs {
    let upper = bytes
        .iter()
        .fold(false, |any, byte| any | byte.is_ascii_uppercase());
    let mut words = Recent::default();
    let mut three = 0;
    for byte in bytes {
        let near = words.push(byte.is_ascii_alphanumeric(), THREE);
        three |= near & near.wrapping_sub(1);
    }
    let near = words.push(false, THREE);
    three |= near & near.wrapping_sub(1);
    Needs {
        entries: if upper { CHANGES & (2 << 5) } else { 0 },
        classes: Class::Latin.bit(),
        spacing: three != 0,
        gloss: false,
    }
}
