//! What may become a term: n-grams and whole segments of a folded line.
//!
//! A unit is made of tokens. In Han, Kana and the scripts of Thailand, Laos, Cambodia and Myanmar,
//! which do not write spaces, a token is one character with its marks (in Thai, a character
//! cluster: Theeramunkong and others, *Character cluster based Thai information retrieval*, 2000);
//! in all other scripts it is a word. N-grams do not reach over separators; a segment, which is
//! what stands between two separators, is a unit as a whole if it is longer than any n-gram.

use crate::text::class::{ALPHABETS, Class, class};

/// Longest n-gram of characters that becomes a term. Names and compounds of Chinese and Japanese
/// rarely need more; what does is found as a segment.
pub const MAX_CHARS: usize = 6;
/// Characters by which n-grams are counted beyond that, to see of what the longest are a part.
const BEYOND: usize = 1;
/// Longest n-gram of words.
const MAX_WORDS: usize = 4;
/// Longest segment that is a unit, in tokens.
const MAX_SEGMENT: usize = 16;
/// Bytes of a line that are looked at; the rest of a longer line repeats its kind.
const MAX_LINE: usize = 16 << 10;

/// Letters of scripts without spaces.
const UNSPACED: u32 = Class::Han.bit() | Class::Kana.bit() | Class::Unspaced.bit();
/// What makes words.
const WORD: u32 = ALPHABETS | Class::Hangul.bit() | Class::Digit.bit() | Class::Mark.bit();

/// Vowels and tone marks of Thai, Lao, Khmer and Myanmar that belong to the character before.
const DEPENDENT: [(char, char); 11] = [
    ('\u{0E30}', '\u{0E3A}'),
    ('\u{0E45}', '\u{0E4E}'),
    ('\u{0EB0}', '\u{0EBC}'),
    ('\u{0EC8}', '\u{0ECE}'),
    ('\u{102B}', '\u{103E}'),
    ('\u{1056}', '\u{1059}'),
    ('\u{105E}', '\u{1060}'),
    ('\u{1062}', '\u{1064}'),
    ('\u{1067}', '\u{106D}'),
    ('\u{1082}', '\u{108D}'),
    ('\u{17B4}', '\u{17D3}'),
];

/// Thai and Lao vowels that are written before their consonant.
const LEADING: [(char, char); 2] = [('\u{0E40}', '\u{0E44}'), ('\u{0EC0}', '\u{0EC4}')];

fn within(c: char, ranges: &[(char, char)]) -> bool {
    ranges.iter().any(|&(from, to)| from <= c && c <= to)
}

/// How a token joins the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// Directly.
    Joined,
    /// By one space.
    Space,
    /// Not at all: a mark or several spaces stand between.
    Break,
}

#[derive(Debug, Clone, Copy)]
struct Token {
    start: usize,
    end: usize,
    is_word: bool,
    has_letter: bool,
    /// The end of a domain or of a file's name, which tells nothing.
    is_ending: bool,
    gap: Gap,
}

/// Cuts lines into units, with memory of its own.
#[derive(Debug, Default)]
pub struct Cutter {
    tokens: Vec<Token>,
}

impl Cutter {
    /// The units of a folded line, each once, by text, and whether it is a segment somewhere.
    pub fn units<'l>(&mut self, folded: &'l str) -> Vec<(&'l str, bool)> {
        let mut end = folded.len().min(MAX_LINE);
        while !folded.is_char_boundary(end) {
            end -= 1;
        }
        let line = folded.get(..end).unwrap_or_default();
        self.tokenize(line);
        let mut units = Vec::new();
        for from in 0..self.tokens.len() {
            self.from(line, from, &mut units);
        }
        units.sort_unstable();
        units.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            kept.1 |= same && later.1;
            same
        });
        units
    }

    /// Tokens of a folded text.
    pub fn length(&mut self, folded: &str) -> usize {
        self.tokenize(folded);
        self.tokens.len()
    }

    /// The units that begin at a token.
    fn from<'l>(&self, line: &'l str, from: usize, units: &mut Vec<(&'l str, bool)>) {
        let rest = self.tokens.get(from..).unwrap_or_default();
        let Some(first) = rest.first() else {
            return;
        };
        let (mut words, mut chars, mut letters) = (0, 0, false);
        for (at, token) in rest.iter().enumerate() {
            let joins = match token.gap {
                _ if at == 0 => true,
                Gap::Joined => true,
                // Between characters a space separates.
                Gap::Space => token.is_word && rest.get(at - 1).is_some_and(|last| last.is_word),
                Gap::Break => false,
            };
            if !joins || at >= MAX_SEGMENT || token.is_ending {
                return;
            }
            words += usize::from(token.is_word);
            chars += usize::from(!token.is_word);
            letters |= token.has_letter;
            let short = words <= MAX_WORDS && words + chars <= MAX_CHARS + BEYOND;
            let segment = first.gap == Gap::Break
                && rest.get(at + 1).is_none_or(|next| next.gap == Gap::Break);
            let Some(unit) = line.get(first.start..token.end) else {
                return;
            };
            // A single character is no evidence, nor are two letters.
            let long_enough = chars >= 2 || unit.chars().nth(2).is_some();
            if letters && long_enough && (short || segment) {
                units.push((unit, segment));
            }
        }
    }

    fn tokenize(&mut self, line: &str) {
        self.tokens.clear();
        let mut gap = Gap::Break;
        let (mut leading, mut dotted) = (false, false);
        for (start, c) in line.char_indices() {
            let kind = class(c);
            let end = start + c.len_utf8();
            let is_word = kind.is_in(WORD);
            if !is_word && !kind.is_in(UNSPACED) {
                gap = match (kind, gap) {
                    (Class::Space, Gap::Joined) => Gap::Space,
                    _ => Gap::Break,
                };
                dotted =
                    c == '.' && start == self.tokens.last().map_or(usize::MAX, |last| last.end);
                leading = false;
                continue;
            }
            let joins = gap == Gap::Joined && (leading || within(c, &DEPENDENT));
            match self.tokens.last_mut() {
                Some(last) if gap == Gap::Joined && (is_word && last.is_word || joins) => {
                    last.end = end;
                    last.has_letter |= kind.is_letter();
                }
                _ => self.tokens.push(Token {
                    start,
                    end,
                    is_word,
                    has_letter: kind.is_letter(),
                    is_ending: dotted && is_word,
                    gap,
                }),
            }
            (leading, dotted) = (within(c, &LEADING), false);
            gap = Gap::Joined;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_every_script() {
        for (line, some, none) in [
            (
                "亚洲精品|无码av在线",
                &["亚洲", "亚洲精品", "洲精", "无码av", "av在线"][..],
                &["亚", "精品|无", "av"][..],
            ),
            (
                "slot gacor hari ini, daftar",
                &["slot", "slot gacor hari ini", "daftar"],
                &["ini, daftar", "lot"],
            ),
            (
                "เว็บพนัน ออนไลน์",
                &["เว็บ", "พนัน", "เว็บพนัน", "ออนไลน์"],
                &["็บ", "พนัน ออน"],
            ),
            (
                "한국 야동 사이트",
                &["사이트", "한국 야동 사이트"],
                &["국 야"],
            ),
            ("アダルト動画", &["アダルト動画", "動画"], &["動"]),
            ("2024 123", &[], &["2024"]),
            ("www.example.com官网", &["www"], &["com", "com官网"]),
        ] {
            let mut cutter = Cutter::default();
            let units: Vec<&str> = cutter.units(line).iter().map(|unit| unit.0).collect();
            for unit in some {
                assert!(units.contains(unit), "{unit} in {units:?}");
            }
            for unit in none {
                assert!(!units.contains(unit), "{unit} in {units:?}");
            }
        }
    }

    #[test]
    fn long_segments_are_units_as_a_whole() {
        let units = Cutter::default().units("国产精品久久久久久,中文字幕");
        let is_segment = |text| units.iter().find(|unit| unit.0 == text).map(|unit| unit.1);
        assert_eq!(is_segment("国产精品久久久久久"), Some(true));
        assert_eq!(is_segment("国产精品久久"), Some(false));
        assert_eq!(is_segment("国产精品久久久久"), None);
        assert_eq!(Cutter::default().length("国产av精品"), 5);
    }
}
