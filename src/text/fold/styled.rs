//! Styled characters that are a disguise: `𝓋𝒾𝒶ℊ𝓇𝒶`, `ⓥx⑥⑥⑧⑨⓪`.
//!
//! Honest text numbers its lists (`①②③`), raises exponents (`m²`, `19ᵗʰ`), writes Roman
//! numerals (`Ⅷ`) and variables (`𝑥`). What it does not do is to style the letters of whole
//! words, or the digits of a number that one can call.

use crate::text::class::{Class, class};
use crate::text::table::{Action, entry};

/// Letters of a word with styled ones in it; fewer are a variable or a function of a formula.
const MIN_LETTERS: u32 = 4;
/// Digits of the shortest contact number (a QQ number).
const MIN_DIGITS: u32 = 5;

/// What a character is to a disguise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    StyledLetter,
    /// A raised or lowered letter, which stands behind plain ones honestly.
    RaisedLetter,
    /// A styled digit (or number) with its value.
    StyledDigit(u32),
    /// What stands between the digits of one number.
    Gap,
    Other,
}

/// Styled characters of a line, as it was before folding, that only a disguise needs.
pub(super) fn count(line: &str) -> u32 {
    let (mut all, mut word, mut number) = (0, Word::default(), Number::default());
    for c in line.chars().filter(|&c| class(c) != Class::Invisible) {
        let kind = kind(c);
        match kind {
            Kind::Letter | Kind::StyledLetter | Kind::RaisedLetter => word.add(kind),
            _ => all += std::mem::take(&mut word).disguises(),
        }
        match kind {
            Kind::StyledDigit(value) => number.add(value),
            Kind::Gap => {}
            _ => all += std::mem::take(&mut number).disguises(),
        }
    }
    all + word.disguises() + number.disguises()
}

fn kind(c: char) -> Kind {
    let entry = entry(c);
    if !entry.is_styled() {
        return match class(c) {
            Class::Latin => Kind::Letter,
            Class::Space => Kind::Gap,
            _ if c == '-' => Kind::Gap,
            _ => Kind::Other,
        };
    }
    let mut bytes = [0; 4];
    let plain: &str = match entry.action() {
        Action::One(to) => to.encode_utf8(&mut bytes),
        Action::Several(to) => to,
        _ => "",
    };
    let inner = plain.trim_matches(|c| matches!(c, '(' | ')' | '.'));
    match c {
        // Roman numerals.
        '\u{2150}'..='\u{218F}' => Kind::Other,
        _ if inner.bytes().any(|b| b.is_ascii_digit()) => {
            inner.parse().map_or(Kind::Other, Kind::StyledDigit)
        }
        _ if !inner.chars().any(|c| class(c) == Class::Latin) => Kind::Other,
        '\u{AA}'
        | '\u{BA}'
        | '\u{2B0}'..='\u{2FF}'
        | '\u{1D00}'..='\u{1DBF}'
        | '\u{2070}'..='\u{209F}'
        | '\u{2C7C}'
        | '\u{2C7D}' => Kind::RaisedLetter,
        _ => Kind::StyledLetter,
    }
}

/// Letters without anything between them.
#[derive(Debug, Default)]
struct Word {
    letters: u32,
    styled: u32,
    raised: u32,
}

impl Word {
    fn add(&mut self, kind: Kind) {
        self.letters += 1;
        self.styled += u32::from(kind == Kind::StyledLetter);
        self.raised += u32::from(kind == Kind::RaisedLetter);
    }

    fn disguises(self) -> u32 {
        // `19ᵗʰ`, `Mˡˡᵉ`: raised letters are a disguise only where nothing else is there.
        let raised = if self.raised == self.letters {
            self.raised
        } else {
            0
        };
        if self.letters >= MIN_LETTERS {
            self.styled + raised
        } else {
            0
        }
    }
}

/// Styled digits with at most spaces and hyphens between them.
#[derive(Debug, Default)]
struct Number {
    digits: u32,
    /// Digits that are the one after their forerunner, as in a list.
    counting: u32,
    last: u32,
}

impl Number {
    fn add(&mut self, value: u32) {
        self.counting += u32::from(self.digits > 0 && value == self.last + 1);
        self.digits += 1;
        self.last = value;
    }

    fn disguises(self) -> u32 {
        if self.digits >= MIN_DIGITS && 2 * self.counting < self.digits {
            self.digits
        } else {
            0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn words_and_numbers_in_style_are_disguises() {
        for (line, disguises) in [
            ("𝓋𝒾𝒶ℊ𝓇𝒶", 6),
            ("v𝗂agr𝖺", 2),
            ("ⓥⓘⓐⓖⓡⓐ", 6),
            ("🅥🅘\u{200B}🅐🅖", 4),
            ("ˢᵖᵃᵐ", 4),
            ("加⑥⑥⑧⑨⓪①", 6),
            ("⑥⑥ ⑧⑨-⓪①", 6),
            ("𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖", 8),
        ] {
            assert_eq!(count(line), disguises, "{line}");
        }
    }

    #[test]
    fn lists_exponents_numerals_and_formulas_are_not() {
        for line in [
            "①先洗②再切③下锅",
            "① ② ③ ④ ⑤ ⑥",
            "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽",
            "m² 10⁻¹² CO₂ 19ᵗʰ Mˡˡᵉ xⁿ 1ª",
            "第Ⅷ章 ⅩⅩⅠⅤ typeⅡ ⅰⅱⅲⅳ",
            "𝑥 + 𝑦 = ℝ² ∈ ℂ, 𝑠𝑖𝑛(𝑥)",
            "㊙㈱㊗ ℃ № ℡ ™",
            "Ⓜ Ⓟ",
        ] {
            assert_eq!(count(line), 0, "{line}");
        }
    }
}
