//! Traditional script to simplified, by characters and by phrases (`乾燥` becomes `干燥`, `乾隆`
//! stays); not damage, so only if somebody asks.

use std::fmt;

use encoding_rs::GBK;
use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;

use super::Spot;
use crate::text::class::{Class, class};

/// Its name in the removal log.
pub(super) const NAME: &str = "repair/script";
/// A document of Chinese has at most one kana or Hangul to so many Han characters. Japanese has
/// more kana than Han, and writes many of the traditional characters.
const HAN_TO_ONE: usize = 50;

/// OpenCC's tables from traditional to simplified.
pub struct Simplifier(OpenCC);

impl fmt::Debug for Simplifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Simplifier")
    }
}

impl Simplifier {
    /// Reads the tables, which are part of the crate.
    ///
    /// # Errors
    /// If the crate was built without them.
    pub fn new() -> Result<Simplifier, ferrous_opencc::error::OpenCCError> {
        OpenCC::from_config(BuiltinConfig::T2s).map(Simplifier)
    }

    /// Whether a line has a character that changes and is no part of simplified script. Some are
    /// (`乾`, `著`), and phrases keep them; alone they say nothing, and a line that was rewritten
    /// must not be again.
    pub(super) fn is_traditional(&self, line: &str) -> bool {
        let spots = self.spots(line);
        let mut changed = spots.iter().filter_map(|spot| line.get(spot.span.clone()));
        changed.any(|text| !text.chars().all(is_simplified))
    }

    /// The places of a line that change, ascending; none in a line with kana or Hangul.
    pub(super) fn spots(&self, line: &str) -> Vec<Spot> {
        let mut classes = line.chars().map(class);
        if line.is_ascii() || classes.any(|class| matches!(class, Class::Kana | Class::Hangul)) {
            return Vec::new();
        }
        differences(line, &self.0.convert(line))
    }
}

/// Whether a character is one of GB/T 2312, the simplified script: two bytes of GBK of which the
/// first is at least B0 and the second at least A1 (RFC 1842).
fn is_simplified(c: char) -> bool {
    let mut buffer = [0; 4];
    let (bytes, _, lossy) = GBK.encode(c.encode_utf8(&mut buffer));
    !lossy && matches!(*bytes, [0xb0..=0xf7, 0xa1..=0xff])
}

/// Whether the Han characters of a document are those of Chinese.
pub(super) fn is_chinese<'l>(lines: impl Iterator<Item = &'l str>) -> bool {
    let (mut han, mut other) = (0, 0);
    for class in lines.flat_map(str::chars).map(class) {
        han += usize::from(class == Class::Han);
        other += usize::from(matches!(class, Class::Kana | Class::Hangul));
    }
    han > 0 && other * HAN_TO_ONE <= han
}

/// Runs of characters that differ, where there are as many on both sides; else one place from the
/// first to the last difference.
fn differences(line: &str, other: &str) -> Vec<Spot> {
    if line == other {
        return Vec::new();
    }
    if line.chars().count() != other.chars().count() {
        return vec![whole_difference(line, other)];
    }
    let mut spots: Vec<Spot> = Vec::new();
    for ((at, a), b) in line.char_indices().zip(other.chars()) {
        if a == b {
            continue;
        }
        let end = at + a.len_utf8();
        match spots.last_mut().filter(|last| last.span.end == at) {
            Some(last) => {
                last.span.end = end;
                last.replacement.push(b);
            }
            None => spots.push(Spot {
                span: at..end,
                replacement: b.to_string(),
            }),
        }
    }
    spots
}

fn whole_difference(line: &str, other: &str) -> Spot {
    let same = |(a, b): &(char, char)| a == b;
    let pairs = line.chars().zip(other.chars());
    let start: usize = pairs.take_while(same).map(|(a, _)| a.len_utf8()).sum();
    let rest = line.get(start..).unwrap_or_default();
    let other = other.get(start..).unwrap_or_default();
    let pairs = rest.chars().rev().zip(other.chars().rev());
    let end: usize = pairs.take_while(same).map(|(a, _)| a.len_utf8()).sum();
    let replacement = other.get(..other.len() - end).unwrap_or_default();
    Spot {
        span: start..line.len() - end,
        replacement: replacement.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::FoldBuffer;

    fn simplified(line: &str) -> String {
        let simplifier = Simplifier::new().unwrap();
        let mut text = line.to_owned();
        for spot in simplifier.spots(line).into_iter().rev() {
            text.replace_range(spot.span, &spot.replacement);
        }
        text
    }

    #[test]
    fn phrases_decide_where_characters_are_ambiguous() {
        assert_eq!(simplified("乾隆年間,天氣乾燥"), "乾隆年间,天气干燥");
        assert_eq!(simplified("沒有要變的字"), "没有要变的字");
    }

    #[test]
    fn what_phrases_keep_is_not_traditional() {
        let simplifier = Simplifier::new().unwrap();
        assert_eq!(simplified("去乾縣,看乾隆的著作"), "去乾县,看乾隆的著作");
        assert!(simplifier.is_traditional("去乾縣"));
        for line in ["去乾县", "乾隆的著作", "瞭望"] {
            assert!(!simplifier.is_traditional(line), "{line}");
        }
    }

    #[test]
    fn other_languages_stay() {
        assert_eq!(simplified("國際のニュース"), "國際のニュース");
        assert!(!is_chinese(["國際のニュースを読む"].into_iter()));
        assert!(is_chinese(["國際新聞"].into_iter()));
    }

    #[test]
    fn differences_of_another_length_are_one_place() {
        let spot = whole_difference("甲乙丙丁", "甲戊丁");
        assert_eq!((spot.span, spot.replacement.as_str()), (3..9, "戊"));
    }

    /// Else lines would change in every round. One character (薴) takes two steps.
    #[test]
    fn simplified_script_stays() {
        let (simplifier, mut fold) = (Simplifier::new().unwrap(), FoldBuffer::default());
        for han in '\u{3400}'..='\u{9FFF}' {
            let once = simplifier.0.convert(&han.to_string());
            let twice = simplifier.0.convert(&once);
            assert!(!simplifier.is_traditional(&twice), "{han}");
            // What the fold leaves alone need not be looked at.
            let traditional = simplifier.is_traditional(&han.to_string());
            let folded = fold.fold(&han.to_string()).counts.traditional > 0;
            assert!(folded || !traditional, "{han}");
        }
    }
}
