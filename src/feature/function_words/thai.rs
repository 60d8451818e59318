//! Thai: words of closed classes, found as substrings because nothing stands between words.

/// Prepositions, conjunctions, pronouns, auxiliaries and particles that rarely stand inside of
/// other words, sorted; none begins with another.
const WORDS: [&str; 53] = [
    "กว่า",
    "กับ",
    "ก็",
    "ของ",
    "ขึ้น",
    "ครับ",
    "คือ",
    "ค่ะ",
    "จะ",
    "จาก",
    "จึง",
    "ฉัน",
    "ซึ่ง",
    "ดังกล่าว",
    "ดังนั้น",
    "ด้วย",
    "ต้อง",
    "ถึง",
    "ถ้า",
    "ทั้ง",
    "ที่",
    "นอกจาก",
    "นั้น",
    "นี้",
    "มี",
    "ยัง",
    "ระหว่าง",
    "ว่า",
    "สามารถ",
    "สำหรับ",
    "หรือ",
    "หาก",
    "อยู่",
    "อย่าง",
    "อีก",
    "เขา",
    "เคย",
    "เธอ",
    "เป็น",
    "เพราะ",
    "เพื่อ",
    "เมื่อ",
    "เรา",
    "แต่",
    "และ",
    "แล้ว",
    "โดย",
    "ใน",
    "ให้",
    "ได้",
    "ไป",
    "ไม่",
    "ไว้",
];

/// U+0E00, before the first Thai character.
const START: usize = 0x0e00;
/// Thai characters and their signs.
const BLOCK: usize = 0x80;

/// By first character: how many words begin with an earlier one.
const EARLIER: [u8; BLOCK + 1] = {
    let mut earlier = [0; BLOCK + 1];
    let mut at = 0;
    while at < WORDS.len() {
        let bytes = WORDS[at].as_bytes();
        let first = (bytes[1] as usize & 0x3f) << 6 | (bytes[2] as usize & 0x3f);
        let mut later = (first & (BLOCK - 1)) + 1;
        while later <= BLOCK {
            earlier[later] += 1;
            later += 1;
        }
        at += 1;
    }
    earlier
};

/// Letters of function words in a run of a script without spaces.
pub(super) fn letters(run: &str) -> u32 {
    let mut letters = 0;
    let mut rest = run;
    while let Some(first) = rest.chars().next() {
        let words = words_with(first);
        let word = words.iter().find(|word| rest.starts_with(**word));
        let taken = word.map_or(first.len_utf8(), |word| word.len());
        // A Thai character takes three bytes of UTF-8.
        letters += word.map_or(0, |word| word.len() as u32 / 3);
        rest = &rest[taken..];
    }
    letters
}

/// The words that begin with a character.
fn words_with(first: char) -> &'static [&'static str] {
    let at = (first as usize).wrapping_sub(START);
    let (Some(&from), Some(&to)) = (EARLIER.get(at), EARLIER.get(at.wrapping_add(1))) else {
        return &[];
    };
    WORDS.get(from.into()..to.into()).unwrap_or(&[])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::FoldBuffer;

    #[test]
    fn words_are_sorted_and_as_the_fold_leaves_them() {
        let mut buffer = FoldBuffer::default();
        for pair in WORDS.windows(2) {
            assert!(
                pair[0] < pair[1] && !pair[1].starts_with(pair[0]),
                "{pair:?}"
            );
        }
        for word in WORDS {
            assert_eq!(buffer.fold(word).text, word);
            assert_eq!(letters(word) as usize, word.chars().count(), "{word}");
        }
    }
}
