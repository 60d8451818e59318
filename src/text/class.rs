//! Character classes from one baked table.

use super::table::entry;

/// What a character is, for counting. One class per character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Class {
    /// Unassigned, private use, controls other than white space.
    Other = 0,
    /// White space, any width, tab included.
    Space,
    /// Han characters.
    Han,
    /// Hiragana and Katakana.
    Kana,
    /// Hangul.
    Hangul,
    /// Thai, Lao, Khmer, Myanmar: no spaces between words.
    Unspaced,
    /// Latin letters.
    Latin,
    /// Cyrillic letters.
    Cyrillic,
    /// Greek letters.
    Greek,
    /// Letters of all other alphabets (Arabic, Hebrew, Devanagari…), with their combining marks.
    Letter,
    /// Combining marks of no single script.
    Mark,
    /// Decimal digits of any script; other numbers (①, ½) as well.
    Digit,
    /// Marks that always end a sentence: 。 ！ ？ ! ? ؟ । ॥ … and their kin (not the ASCII full stop).
    SentenceEnd,
    /// The ASCII full stop and its full-width form.
    FullStop,
    /// Comma, semicolon, colon, enumeration comma of any script or width.
    ClauseMark,
    /// Opening and closing quotes and brackets.
    Bracket,
    /// All other punctuation.
    Punctuation,
    /// Symbols: currency, mathematical, arrows, boxes, ★.
    Symbol,
    /// Emoji by default presentation, and dingbats used as such.
    Emoji,
    /// Zero-width, bidi controls, soft hyphen, variation selectors.
    Invisible,
}

impl Class {
    /// How many classes there are.
    pub const COUNT: usize = 20;

    /// All classes, by their numbers in the baked table.
    const ALL: [Self; Self::COUNT] = [
        Self::Other,
        Self::Space,
        Self::Han,
        Self::Kana,
        Self::Hangul,
        Self::Unspaced,
        Self::Latin,
        Self::Cyrillic,
        Self::Greek,
        Self::Letter,
        Self::Mark,
        Self::Digit,
        Self::SentenceEnd,
        Self::FullStop,
        Self::ClauseMark,
        Self::Bracket,
        Self::Punctuation,
        Self::Symbol,
        Self::Emoji,
        Self::Invisible,
    ];

    /// The same for every number of five bits, so that none has to be checked.
    const BY_NUMBER: [Self; 32] = {
        let mut by_number = [Self::Other; 32];
        let mut number = 0;
        while number < Self::COUNT {
            by_number[number] = Self::ALL[number];
            number += 1;
        }
        by_number
    };

    /// A set that holds this class only; sets are joined by `|`.
    #[inline]
    pub const fn bit(self) -> u32 {
        1 << self as u32
    }

    /// Whether the class is in a set.
    #[inline]
    pub const fn is_in(self, set: u32) -> bool {
        self.bit() & set != 0
    }

    /// Whether characters of this class are letters of some script (marks are not).
    #[inline]
    pub const fn is_letter(self) -> bool {
        self.is_in(LETTERS)
    }
}

/// The set of the classes of letters of all scripts.
pub const LETTERS: u32 =
    Class::Han.bit() | Class::Kana.bit() | Class::Hangul.bit() | Class::Unspaced.bit() | ALPHABETS;

/// The set of the classes of letters that make words between spaces.
pub const ALPHABETS: u32 =
    Class::Latin.bit() | Class::Cyrillic.bit() | Class::Greek.bit() | Class::Letter.bit();

/// The class of a character.
#[inline]
pub fn class(c: char) -> Class {
    Class::BY_NUMBER[usize::from(entry(c).class() & 31)]
}

/// The classes of ASCII, told by one look at a small table.
pub static ASCII: [Class; 128] = {
    let mut classes = [Class::Other; 128];
    let mut byte = 0;
    while byte < 128 {
        let entry = entry(byte as u8 as char);
        classes[byte] = Class::BY_NUMBER[(entry.class() & 31) as usize];
        byte += 1;
    }
    classes
};

/// Columns that a character takes on a terminal: 2 for Han, Kana, Hangul and full-width
/// forms, 0 for invisible characters and combining marks, else 1.
#[inline]
pub fn width(c: char) -> usize {
    let entry = entry(c);
    let number = u32::from(entry.class());
    if (1 << number) & (Class::Invisible.bit() | Class::Mark.bit()) != 0 {
        0
    } else {
        1 + usize::from(entry.wide())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_table() {
        for (number, class) in Class::ALL.into_iter().enumerate() {
            assert_eq!(class as usize, number);
        }
    }

    #[test]
    fn classes() {
        let table = [
            (Class::Space, " \t\u{3000}\u{A0}"),
            (Class::Han, "中國々〇㊙⽇𠀀"),
            (Class::Kana, "あアーｱｰ"),
            (Class::Hangul, "한ㄱ"),
            (Class::Unspaced, "กำ်ខ"),
            (Class::Latin, "aÉßＡⓥ𝓋🅰ﬁ"),
            (Class::Cyrillic, "Яі"),
            (Class::Greek, "Ωςµ𝛼"),
            (Class::Letter, "عאՀन"),
            (Class::Mark, "\u{301}"),
            (Class::Digit, "0９①½Ⅷ٣"),
            (Class::SentenceEnd, "。！？!?…؟।｡"),
            (Class::FullStop, ".．"),
            (Class::ClauseMark, ",，、;；:：،"),
            (Class::Bracket, "()（）《》“”'\"’「」"),
            (Class::Punctuation, "-—·/_&*#・"),
            (Class::Symbol, "$+=|~★→©™°"),
            (Class::Emoji, "😀❤🇨🏻"),
            (
                Class::Invisible,
                "\u{200B}\u{200D}\u{FEFF}\u{AD}\u{FE0F}\u{202E}\u{3164}",
            ),
            (Class::Other, "\u{0}\u{E000}\u{FFFF}"),
        ];
        for (expected, characters) in table {
            for c in characters.chars() {
                assert_eq!(class(c), expected, "{c:?}");
            }
        }
    }

    #[test]
    fn widths() {
        let table = [
            (0, "\u{200B}\u{301}"),
            (1, "aéя.ｱ①"),
            (2, "中あ한，。（Ａ　😀「"),
        ];
        for (expected, characters) in table {
            for c in characters.chars() {
                assert_eq!(width(c), expected, "{c:?}");
            }
        }
    }
}
