//! Readings that were written between the two bytes of a character.
//!
//! The tool that injects readings works on GBK bytes and looks for pairs without regard to where
//! characters begin. Where the second byte of one character and the first of the next are the
//! pair of a third (`當地` is `AE 94 B5 D8`, and `94 B5` is `數`), it writes that one's reading
//! in between: `AE 94 B5 ( s h ù ) D8 …`. Whoever decodes that loses `B5`, with the bracket that
//! it swallows, and reads what follows shifted by a byte, `當?shù)貢r` for `當地時`, until an ASCII
//! letter takes the second place of a pair.
//!
//! The lost byte is certain where only one traditional character with that reading has the known
//! byte first. With it, what follows is decoded again from its bytes. A place where anything of
//! this fails stays as it is.

use std::ops::Range;
use std::sync::LazyLock;

use encoding_rs::GBK;

use super::readings::{
    Bracket, bracket, closing_brackets, has_reading, is_traditional, without_open,
};

/// What a split character and those behind it were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// Bytes of the line.
    pub span: Range<usize>,
    /// What has to stand there.
    pub text: String,
    /// The character that the reading belongs to, which the text does not hold.
    pub glossed: char,
    /// That reading, in composed small letters.
    pub reading: String,
}

/// What decoders write for bytes that they cannot read.
const LOST: [char; 2] = ['?', '\u{FFFD}'];

/// The places of a line where a reading split a character and the split can be undone with
/// certainty, ascending. Where a reading and a byte leave several characters open, `is_glossed`
/// says which of them carry that reading elsewhere in the document.
pub fn joined(line: &str, is_glossed: &dyn Fn(char, &str) -> bool) -> Vec<Joined> {
    let mut found: Vec<Joined> = Vec::new();
    if closing_brackets(line).next().is_none() {
        return found;
    }
    let walk = Walk { line, is_glossed };
    // The character before, with readings left out.
    let mut before = None;
    let mut at = 0;
    while let Some(next) = walk.next_place(at) {
        if next > at {
            before = line.get(..next).and_then(|head| head.chars().next_back());
            at = next;
        }
        if let Some(end) = before.and_then(|han| walk.gloss_end(han, at)) {
            at = end;
            continue;
        }
        let joined = before.and_then(|before| walk.joined_at(before, at));
        let c = walk.char_at(at);
        match joined {
            Some(one) => {
                at = one.span.end;
                before = one.text.chars().next_back().or(c);
                found.push(one);
            }
            None => {
                at += c.map_or(1, char::len_utf8);
                before = c;
            }
        }
    }
    found
}

/// The first byte of `（`, `）` and U+FFFD in UTF-8.
const FULL_WIDTH: u8 = 0xEF;

struct Walk<'a> {
    line: &'a str,
    is_glossed: &'a dyn Fn(char, &str) -> bool,
}

impl Walk<'_> {
    fn rest(&self, at: usize) -> &str {
        self.line.get(at..).unwrap_or_default()
    }

    /// The first place from a byte on that is of interest: an opening bracket, what decoders write
    /// for lost bytes, or an ASCII character before a bracket.
    fn next_place(&self, from: usize) -> Option<usize> {
        let bytes = self.line.as_bytes();
        let mut begins = memchr::memchr3_iter(b'(', b'?', FULL_WIDTH, bytes.get(from..)?);
        begins.find_map(|at| {
            let at = from + at;
            match self.char_at(at)? {
                '(' | '（' => {
                    let before = at.checked_sub(1).filter(|&at| at >= from);
                    let is_ascii = |&at: &usize| bytes.get(at).is_some_and(u8::is_ascii);
                    before.filter(is_ascii).or(Some(at))
                }
                c => LOST.contains(&c).then_some(at),
            }
        })
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.rest(at).chars().next()
    }

    /// Where the bracket at a byte ends, if it holds a reading of the character before.
    fn gloss_end(&self, han: char, at: usize) -> Option<usize> {
        let bracket = bracket(self.rest(at))?;
        has_reading(han, &bracket.reading).then_some(at + bracket.length)
    }

    /// The lost character at a byte with its reading behind it: the reading, and where it ends.
    fn lost_at(&self, at: usize) -> Option<(String, usize)> {
        let lost = self.char_at(at).filter(|c| LOST.contains(c))?;
        let behind = at + lost.len_utf8();
        let Bracket { reading, length } =
            bracket(self.rest(behind)).or_else(|| without_open(self.rest(behind)))?;
        let toned = !reading.is_ascii();
        toned.then_some((reading, behind + length))
    }

    /// The split that ends at a byte, behind a character.
    fn joined_at(&self, before: char, at: usize) -> Option<Joined> {
        if let Some((reading, end)) = self.lost_at(at) {
            let (glossed, byte) = self.second_byte(trail(before)?, &reading)?;
            let (text, end) = self.realigned(byte, end)?;
            return Some(Joined {
                span: at..end,
                text,
                glossed,
                reading,
            });
        }
        // A pair whose second byte is an ASCII letter loses nothing: `限公司W(wǎng)EB`.
        let letter = self.char_at(at).filter(char::is_ascii)?;
        let bracket = bracket(self.rest(at + 1))?;
        let glossed = decoded(trail(before)?, u8::try_from(letter).ok()?)?;
        let fits = is_traditional(glossed) && has_reading(glossed, &bracket.reading);
        fits.then(|| Joined {
            span: at + 1..at + 1 + bracket.length,
            text: String::new(),
            glossed,
            reading: bracket.reading,
        })
    }

    /// The one character with a reading whose first byte is known, and its second byte.
    fn second_byte(&self, first: u8, reading: &str) -> Option<(char, u8)> {
        let candidates: Vec<(char, u8)> = (0x40..=0xFE)
            .filter_map(|byte| Some((decoded(first, byte)?, byte)))
            .filter(|&(han, _)| is_traditional(han) && has_reading(han, reading))
            .collect();
        if let [one] = candidates[..] {
            return Some(one);
        }
        let is_glossed = |&(han, _): &(char, u8)| (self.is_glossed)(han, reading);
        let mut seen = candidates.into_iter().filter(is_glossed);
        seen.next().filter(|_| seen.next().is_none())
    }

    /// Decodes what stands from `at` on with a byte before it, until characters begin again where
    /// they do in the line; what it was and where that is.
    fn realigned(&self, byte: u8, mut at: usize) -> Option<(String, usize)> {
        let mut text = String::new();
        let mut pending = byte;
        loop {
            if let Some((reading, end)) = self.lost_at(at) {
                let (glossed, _) = self.second_byte(pending, &reading)?;
                text.push(glossed);
                return Some((text, end));
            }
            let c = self.char_at(at)?;
            let bytes = encoded(c)?;
            at += c.len_utf8();
            let joined = decoded(pending, bytes[0])?;
            text.push(joined);
            match bytes[1] {
                0 => {
                    let end = self.gloss_end(joined, at).unwrap_or(at);
                    return Some((text, end));
                }
                second @ 0x40..0x7F => {
                    text.push(char::from(second));
                    return Some((text, at));
                }
                second => pending = second,
            }
            // A reading of what the shifted bytes seemed to be.
            at = self.gloss_end(c, at).unwrap_or(at);
        }
    }
}

/// The two bytes of a character in GBK; the second is 0 for ASCII.
fn encoded(c: char) -> Option<[u8; 2]> {
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = GBK.encode(c.encode_utf8(&mut buffer));
    match bytes[..] {
        _ if unmappable => None,
        [byte] => byte.is_ascii().then_some([byte, 0]),
        [first, second] => Some([first, second]),
        _ => None,
    }
}

/// The second byte of a character, if it can be the first of another.
fn trail(c: char) -> Option<u8> {
    encoded(c).map(|[_, second]| second).filter(|&b| b >= 0x81)
}

/// The character of two bytes; none of the user-defined ones.
fn decoded(first: u8, second: u8) -> Option<char> {
    let place = usize::from(first) << 8 | usize::from(second);
    PAIRS.get(place).copied().filter(|&c| c != '\0')
}

/// By two bytes: the character; NUL for those that are none.
static PAIRS: LazyLock<Vec<char>> = LazyLock::new(|| {
    let pairs = (0..=u16::MAX).map(u16::to_be_bytes);
    pairs.map(|pair| read(pair).unwrap_or_default()).collect()
});

fn read(pair: [u8; 2]) -> Option<char> {
    let (text, unreadable) = GBK.decode_without_bom_handling(&pair);
    let mut chars = text.chars();
    let c = chars.next()?;
    let whole = !unreadable && chars.next().is_none();
    (whole && !matches!(c, '\u{E000}'..='\u{F8FF}')).then_some(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rejoined(line: &str) -> String {
        let mut text = line.to_owned();
        for one in joined(line, &|_, _| false).into_iter().rev() {
            text.replace_range(one.span, &one.text);
        }
        text
    }

    /// The same, asking at every character.
    fn walked(line: &str) -> Vec<Joined> {
        let is_glossed = &|_: char, _: &str| false;
        let walk = Walk { line, is_glossed };
        let (mut found, mut before, mut at) = (Vec::new(), None, 0);
        while let Some(c) = walk.char_at(at) {
            if let Some(end) = before.and_then(|han| walk.gloss_end(han, at)) {
                at = end;
                continue;
            }
            match before.and_then(|before| walk.joined_at(before, at)) {
                Some(one) => {
                    let Joined { span, text, .. } = &one;
                    (at, before) = (span.end, text.chars().next_back().or(Some(c)));
                    found.push(one);
                }
                None => (at, before) = (at + c.len_utf8(), Some(c)),
            }
        }
        found
    }

    proptest::proptest! {
        #[test]
        fn nothing_of_interest_is_passed_over(
            line in "([當限地貢時間數?rWa(（)，]|\u{FFFD}|\\(shù\\)|（wǎng）|\\(dāng\\)|shù\\)|當\\?shù\\)貢r|限公司W\\(wǎng\\)){0,12}",
        ) {
            proptest::prop_assert_eq!(joined(&line, &|_, _| false), walked(&line), "{:?}", line);
        }
    }

    /// What a GBK decoder makes of bytes, `?` for what it cannot read.
    fn misread(text: &str, at: usize, reading: &str) -> String {
        let mut bytes = GBK.encode(text).0.into_owned();
        let reading = GBK.encode(reading).0.into_owned();
        bytes.splice(at..at, reading);
        let mut line = String::new();
        let mut rest = &bytes[..];
        while let [first, tail @ ..] = rest {
            let taken = if first.is_ascii() { 1 } else { 2 };
            let pair = &rest[..taken.min(rest.len())];
            let (text, _, bad) = GBK.decode(pair);
            line.push_str(if bad { "?" } else { &text });
            rest = &tail[pair.len() - 1..];
        }
        line
    }

    #[test]
    fn a_split_character_is_joined() {
        let line = misread("當地時間", 3, "(shù)");
        assert_eq!(line, "當?shù)貢r間");
        assert_eq!(rejoined(&line), "當地時間");
        assert_eq!(rejoined("當(dāng)?shù)貢r(shí)間"), "當(dāng)地時間");
        assert_eq!(rejoined("當\u{FFFD}(shù)貢r間"), "當地時間");
    }

    #[test]
    fn a_letter_in_second_place_loses_nothing() {
        assert_eq!(rejoined("限公司W(wǎng)EB"), "限公司WEB");
    }

    #[test]
    fn a_second_loss_inside_the_shift_ends_it() {
        assert_eq!(rejoined("我們?cè)诔\u{E0D7}?jí)智能"), "我們在超級智能");
    }

    #[test]
    fn what_is_not_certain_stays() {
        for line in [
            "是嗎?(對)",
            "嗎?shù)",
            "當?shu)貢r間",
            "當?shù)",
            "當?shù)1",
            "橫向?qū)Ρ龋?022年",
            "a?(duì)",
            "?shù)貢r",
            "",
        ] {
            assert_eq!(rejoined(line), line);
        }
    }
}
