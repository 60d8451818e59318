//! Readings glued to Han characters: `對(duì)`.
//!
//! Clean Chinese is full of brackets of the same *shape*, `根（root）`, `（fork）`: in 67 MB
//! of it 1,339, one of them a true reading. So the toned reading is always looked up, and
//! only what is a reading of the very character before it counts as verified.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use pinyin::{Pinyin, ToPinyinMulti};

use super::class::{Class, class};
use super::table::{Action, entry};

/// A reading in brackets after a Han character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gloss {
    /// The Han character before the bracket.
    pub han: char,
    /// Bytes of the bracket with its reading in the line.
    pub span: Range<usize>,
    /// The letters in the bracket, composed and small.
    pub reading: String,
    /// Whether the toned reading is one of the character's readings.
    pub verified: bool,
}

/// Longest reading in letters (`chuáng` has six; tone marks may stand apart).
const MAX_LETTERS: usize = 8;

/// All strings of the shape `Han(letters)` of a line, verified against the table of readings:
/// one Han character, a half- or full-width bracket, 1–8 letters a–z, ü or vowels with tone
/// marks (composed or not), and the closing bracket.
pub fn glosses(line: &str) -> impl Iterator<Item = Gloss> + '_ {
    // The full-width bracket is found by its last byte, and then looked at.
    memchr::memchr2_iter(b'(', FULL_WIDTH_OPEN[2], line.as_bytes())
        .filter_map(move |at| gloss_at(line, at))
}

/// UTF-8 of `（`.
const FULL_WIDTH_OPEN: [u8; 3] = [0xEF, 0xBC, 0x88];

fn gloss_at(line: &str, at: usize) -> Option<Gloss> {
    let inside = line.get(at + 1..)?;
    let head = line.get(..=at)?;
    let open = head
        .chars()
        .next_back()
        .filter(|c| matches!(c, '(' | '（'))?;
    let head = head.get(..head.len() - open.len_utf8())?;
    let han = head
        .chars()
        .next_back()
        .filter(|&c| class(c) == Class::Han)?;
    let Bracket { reading, length } = without_open(inside)?;
    Some(Gloss {
        han,
        span: head.len()..at + 1 + length,
        verified: has_reading(han, &reading),
        reading,
    })
}

/// The closing brackets of a line, as many as it has readings at most, by their bytes.
pub fn closing_brackets(line: &str) -> impl Iterator<Item = usize> + '_ {
    let half = memchr::memchr_iter(b')', line.as_bytes());
    half.chain(FULL_WIDTH_CLOSE.find_iter(line.as_bytes()))
}

static FULL_WIDTH_CLOSE: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("）"));

/// A bracket with letters of a reading in it.
#[derive(Debug)]
pub struct Bracket {
    /// The letters, composed and small.
    pub reading: String,
    /// Bytes with the closing bracket, and with the opening one if it is there.
    pub length: usize,
}

/// The bracket at the start of a text.
pub fn bracket(text: &str) -> Option<Bracket> {
    let open = text.chars().next().filter(|c| matches!(c, '(' | '（'))?;
    let mut bracket = without_open(text.get(open.len_utf8()..)?)?;
    bracket.length += open.len_utf8();
    Some(bracket)
}

/// The bracket whose inside a text begins with.
pub(super) fn without_open(inside: &str) -> Option<Bracket> {
    let mut reading = String::new();
    let mut letters = 0;
    for (at, c) in inside.char_indices() {
        match c {
            ')' | '）' if letters > 0 => {
                let length = at + c.len_utf8();
                return Some(Bracket { reading, length });
            }
            'a'..='z' | 'A'..='Z' => reading.push(c.to_ascii_lowercase()),
            _ if is_toned(c) => reading.extend(c.to_lowercase()),
            '\u{300}' | '\u{301}' | '\u{304}' | '\u{30C}' | '\u{308}' if letters > 0 => {
                let base = reading.pop()?;
                reading.push(composed(base, c)?);
                continue;
            }
            _ => return None,
        }
        letters += 1;
        if letters > MAX_LETTERS {
            return None;
        }
    }
    None
}

/// Letters with the marks of Pinyin: each row is a plain letter, then with macron, acute,
/// caron, grave (an empty place is `-`) and diaeresis.
const MARKED: [&str; 9] = [
    "aāáǎà-",
    "eēéěè-",
    "iīíǐì-",
    "oōóǒò-",
    "uūúǔùü",
    "üǖǘǚǜ-",
    "n-ńňǹ-",
    "m-ḿ---",
    "ê-ế-ề-",
];
/// The combining marks of the columns.
const MARKS: [char; 6] = ['-', '\u{304}', '\u{301}', '\u{30C}', '\u{300}', '\u{308}'];

/// The letters of [`MARKED`] beyond ASCII, ascending.
static TONED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let letters = MARKED.iter().flat_map(|row| row.chars());
    let mut toned: Vec<char> = letters.filter(|c| !c.is_ascii()).collect();
    toned.sort_unstable();
    toned
});

fn is_toned(c: char) -> bool {
    // Most of what stands in brackets is Han.
    if c.is_ascii() || class(c) != Class::Latin {
        return false;
    }
    let small = c.to_lowercase().next().unwrap_or(c);
    TONED.binary_search(&small).is_ok()
}

fn composed(base: char, mark: char) -> Option<char> {
    let row = MARKED.iter().find(|row| row.starts_with(base))?;
    let column = MARKS.iter().position(|&m| m == mark)?;
    row.chars().nth(column).filter(|&c| c != '-')
}

/// Whether a character has this toned reading, itself or in its simplified form.
pub fn has_reading(han: char, reading: &str) -> bool {
    let has = |han: char| {
        han.to_pinyin_multi()
            .is_some_and(|all| all.into_iter().any(|p: Pinyin| p.with_tone() == reading))
    };
    let simplified = || match entry(han).action() {
        Action::One(simplified) => has(simplified),
        _ => false,
    };
    has(han) || simplified()
}

/// Whether a character becomes another one in simplified script.
pub fn is_traditional(han: char) -> bool {
    entry(han).is_traditional()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verified(line: &str) -> Vec<&str> {
        let all = glosses(line).filter(|gloss| gloss.verified);
        all.map(|gloss| &line[gloss.span]).collect()
    }

    fn without(line: &str) -> String {
        let mut rest = line.to_owned();
        let spans: Vec<_> = glosses(line).filter(|g| g.verified).collect();
        for gloss in spans.into_iter().rev() {
            rest.replace_range(gloss.span, "");
        }
        rest
    }

    #[test]
    fn readings_are_verified() {
        assert_eq!(
            verified("對(duì)句,產（chǎn）品,壓頂"),
            ["(duì)", "（chǎn）"]
        );
        assert_eq!(
            verified("女(nǚ)綠(lu\u{308}\u{300})行(ha\u{301}ng)(xíng)"),
            ["(nǚ)", "(lu\u{308}\u{300})", "(ha\u{301}ng)"]
        );
        assert_eq!(verified("對（duì)對(Duì）"), ["（duì)", "(Duì）"]);
    }

    #[test]
    fn other_brackets_are_not() {
        for line in [
            "根（root）",
            "對(dui)",
            "對(duí)",
            "對(duì",
            "對()",
            "對(d uì)",
            "對 (duì)",
            "a(duì)",
            "他們?cè)噲D",
            "對(duì、huì)",
            "對[duì]",
            "你好(nǐ hǎo)",
            "(",
            "（",
            "對（",
            "對(\u{300}a)",
        ] {
            assert_eq!(verified(line), [""; 0], "{line}");
        }
        assert_eq!(glosses("根（root）").count(), 1);
    }

    #[test]
    fn seed_readings_are_restored() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../shared/data/seed/readings.jsonl");
        let Ok(lines) = std::fs::read_to_string(path) else {
            println!("skipped: no seed data");
            return;
        };
        for line in lines.lines() {
            let case: serde_json::Value = serde_json::from_str(line).unwrap();
            let restored = case["restored"].as_str().unwrap();
            if !restored.contains('\u{FFFD}') {
                assert_eq!(without(case["raw"].as_str().unwrap()), restored);
            }
        }
    }
}
