//! What every code point folds to.
//!
//! The steps of one character, in order: invisible → nothing; compatibility form → plain
//! form (Unicode NFKC, where this project wants it); lower case; traditional → simplified
//! (OpenCC). They are repeated until nothing changes, so that folding twice is folding once.

use std::collections::HashMap;
use std::error::Error;

use ferrous_opencc::{OpenCC, config::BuiltinConfig};
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory as Category, UnicodeGeneralCategory};
use unicode_script::{Script, UnicodeScript};
use unicode_security::skeleton;

/// What one character folds to.
#[derive(Default)]
pub struct Fold {
    /// `None`: unchanged; empty: removed.
    pub to: Option<Vec<char>>,
    /// A mathematical, enclosed, raised, lowered or Roman-numeral form.
    pub styled: bool,
    /// Changed by traditional→simplified.
    pub traditional: bool,
}

/// The crates' data, asked once.
pub struct Folder {
    simplified: HashMap<char, char>,
}

impl Folder {
    /// Converts every Han character by OpenCC, one at a time: a fold that depended on the
    /// neighbours could give a term and its text different spellings.
    pub fn new() -> Result<Self, Box<dyn Error>> {
        let opencc = OpenCC::from_config(BuiltinConfig::T2s)?;
        let han: Vec<char> = ('\u{2E80}'..='\u{3FFFF}')
            .filter(|c| c.script() == Script::Han)
            .collect();
        let mut simplified = HashMap::new();
        for c in han {
            let converted = opencc.convert(c.encode_utf8(&mut [0; 4]));
            let mut chars = converted.chars();
            if let (Some(to), None) = (chars.next(), chars.next())
                && to != c
            {
                simplified.insert(c, to);
            }
        }
        Ok(Self { simplified })
    }

    /// All steps for one character, repeated until nothing changes.
    pub fn fold(&self, c: char) -> Fold {
        if is_invisible(c) {
            return Fold {
                to: Some(Vec::new()),
                ..Fold::default()
            };
        }
        let mut traditional = false;
        let mut now = vec![c];
        loop {
            let next: Vec<char> = now
                .iter()
                .flat_map(|&c| compatible(c))
                .flat_map(lower)
                .filter(|&c| !is_invisible(c))
                .map(|c| match self.simplified.get(&c) {
                    Some(&to) => {
                        traditional = true;
                        to
                    }
                    None => c,
                })
                .collect();
            if next == now {
                break;
            }
            now = next;
        }
        Fold {
            styled: now != [c] && is_styled(c),
            traditional,
            to: (now != [c]).then_some(now),
        }
    }

    /// The ASCII letter (lower case) that a letter of another alphabet looks like. A capital
    /// that has no look-alike of its own takes that of its small letter: the view of a line
    /// is in small letters, and folding it again has to find the same answer.
    pub fn look_alike(&self, c: char) -> Option<char> {
        let own = latin_shape(c);
        let folded = self.fold(c).to.unwrap_or_default();
        let of_folded = match folded.as_slice() {
            [one] => latin_shape(*one),
            _ => None,
        };
        match (own, of_folded) {
            // The data cannot tell I from l: both have the skeleton l.
            (Some('l'), Some('i')) => Some('i'),
            (own, of_folded) => own.or(of_folded),
        }
    }
}

/// Default-ignorable code points: zero-width, bidi controls, soft hyphen, variation
/// selectors, Hangul fillers, tags. The skeleton of UTS 39 drops exactly these.
fn is_invisible(c: char) -> bool {
    !c.is_ascii() && skeleton(c.encode_utf8(&mut [0; 4])).next().is_none()
}

/// The compatibility form, or the character itself where the plain form would hurt.
fn compatible(c: char) -> Vec<char> {
    if c.is_ascii() {
        return vec![c];
    }
    if let Some(letter) = negative_enclosed(c) {
        return vec![letter];
    }
    // Both hyphens are the ASCII one to a reader.
    if matches!(c, '\u{2010}' | '\u{2011}') {
        return vec!['-'];
    }
    let plain: Vec<char> = std::iter::once(c).nfkc().collect();
    if plain == [c] || keeps_its_form(c, &plain) {
        return vec![c];
    }
    plain
}

/// Negative circled and squared Latin letters have no decomposition in Unicode, although
/// they are one letter each; their blocks are in alphabetical order.
fn negative_enclosed(c: char) -> Option<char> {
    let index = match c {
        '\u{1F150}'..='\u{1F169}' => c as u32 - 0x1F150,
        '\u{1F170}'..='\u{1F189}' => c as u32 - 0x1F170,
        _ => return None,
    };
    char::from_u32('a' as u32 + index)
}

fn keeps_its_form(c: char, plain: &[char]) -> bool {
    let half_width_kana = matches!(c, '\u{FF61}'..='\u{FF9F}');
    let kana = |c: &char| matches!(c.script(), Script::Hiragana | Script::Katakana);
    let jamo = |c: &char| matches!(c, '\u{1100}'..='\u{11FF}' | '\u{A960}'..='\u{A97F}' | '\u{D7B0}'..='\u{D7FF}');
    let plain_scripts = matches!(
        c.script(),
        Script::Common
            | Script::Latin
            | Script::Greek
            | Script::Cyrillic
            | Script::Han
            | Script::Katakana
            | Script::Arabic
            | Script::Hebrew
    );
    let ascii = plain.iter().all(char::is_ascii);
    // Sentence marks of several dots; ™ and ℠ would grow onto the word before them;
    // fractions; a spacing accent would become a space and a mark.
    (plain.len() > 1 && plain.iter().all(|&p| p == '.'))
        || matches!(c, '™' | '℠' | '″' | '‴' | '⁗')
        || plain.contains(&'\u{2044}')
        || (plain.len() > 1 && plain.first() == Some(&' '))
        || (plain.iter().any(kana) && !half_width_kana)
        || plain.iter().any(jamo)
        || !plain_scripts
        || is_mark(c)
        // Canonical decompositions: accented letters keep their accents.
        || (!ascii && plain.len() > 1 && std::iter::once(c).nfd().count() > 1)
}

fn is_mark(c: char) -> bool {
    matches!(
        c.general_category(),
        Category::NonspacingMark | Category::SpacingMark | Category::EnclosingMark
    )
}

/// Lower case of one character; ς is σ at the end of a word; İ loses its dot, as `İ` in
/// small letters is two characters that no one types.
fn lower(c: char) -> Vec<char> {
    if c == 'ς' {
        return vec!['σ'];
    }
    let mut small: Vec<char> = c.to_lowercase().collect();
    if small.len() > 1 {
        small.retain(|&c| !is_mark(c));
    }
    small
}

/// Whether a character that folds is dressed up, other than by width or ligature.
fn is_styled(c: char) -> bool {
    let plain: Vec<char> = compatible(c);
    let readable = |p: &char| {
        p.is_ascii_alphanumeric()
            || matches!(p, '(' | ')' | '.')
            || matches!(p.script(), Script::Greek | Script::Han | Script::Hangul)
    };
    if plain == [c] || !plain.iter().all(readable) {
        return false;
    }
    matches!(c,
        '²' | '³' | '¹'
        | '\u{02B0}'..='\u{02FF}' | '\u{1D00}'..='\u{1DBF}'   // modifier letters
        | '\u{2070}'..='\u{209F}'                                // raised and lowered
        | '\u{2102}'..='\u{214F}'                                // letter-like
        | '\u{2150}'..='\u{218F}'                                // Roman numerals
        | '\u{2460}'..='\u{24FF}' | '\u{2776}'..='\u{2793}'     // enclosed
        | '\u{2C7C}' | '\u{2C7D}'
        | '\u{3200}'..='\u{32BF}'                                // enclosed CJK
        | '\u{1D400}'..='\u{1D7FF}'                              // mathematical
        | '\u{1F100}'..='\u{1F1E5}' | '\u{1F200}'..='\u{1F2FF}' // enclosed
        | '\u{1FBF0}'..='\u{1FBF9}')                             // segmented digits
        && !matches!(c, '\u{2103}' | '\u{2109}' | '\u{2116}' | '\u{2121}' | '\u{213B}' | '\u{2126}' | '\u{212A}' | '\u{212B}')
}

/// Alphabets with letters of the shape of Latin ones. Scripts whose strokes merely resemble
/// an l or an o (Arabic, Hebrew, Indic, Han) are left alone.
fn has_look_alikes(c: char) -> bool {
    c.is_alphabetic()
        && matches!(
            c.script(),
            Script::Cyrillic
                | Script::Greek
                | Script::Armenian
                | Script::Cherokee
                | Script::Coptic
                | Script::Lisu
                | Script::Georgian
                | Script::Deseret
                | Script::Osage
        )
}

fn latin_shape(c: char) -> Option<char> {
    if !has_look_alikes(c) {
        return None;
    }
    let one = single(skeleton(c.encode_utf8(&mut [0; 4])))?;
    one.is_ascii_alphabetic().then(|| one.to_ascii_lowercase())
}

fn single(mut chars: impl Iterator<Item = char>) -> Option<char> {
    let first = chars.next()?;
    chars.next().is_none().then_some(first)
}
