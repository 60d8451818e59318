//! The function words of all alphabets in one hash table, made when this program is compiled.

use super::{LANGUAGES, Languages};
use crate::text::eight::eight;

/// A word with the languages it belongs to.
#[derive(Debug, Clone, Copy)]
struct Entry {
    word: &'static [u8],
    ends: Ends,
    languages: Languages,
}

/// Slots of the table, a power of two; three in four stay empty, so that a word that is not in
/// it, as most are, is known after one look.
const SLOTS: usize = 8192;

/// Most different words the table takes.
const MOST: usize = SLOTS / 3;

/// Bytes of the longest word.
const LONGEST: usize = 24;

struct Table {
    entries: [Entry; MOST],
    /// By hash: the number of an entry plus one, 0 where there is none.
    slots: [u16; SLOTS],
}

static TABLE: Table = table();

const fn table() -> Table {
    let mut table = Table {
        entries: [Entry {
            word: &[],
            ends: Ends { head: 0, tail: 0 },
            languages: 0,
        }; MOST],
        slots: [0; SLOTS],
    };
    let mut used = 0;
    let mut language = 0;
    while language < LANGUAGES.len() {
        let mut rest = LANGUAGES[language].words.as_bytes();
        loop {
            let (word, behind) = first_word(rest);
            rest = behind;
            if word.is_empty() {
                break;
            }
            assert!(word.len() <= LONGEST, "a longer word than any before");
            let slot = slot_of(&table, word);
            if table.slots[slot] == 0 {
                table.entries[used].word = word;
                table.entries[used].ends = Ends::of(eight(word, 0), word);
                used += 1;
                table.slots[slot] = used as u16;
            }
            table.entries[table.slots[slot] as usize - 1].languages |= 1 << language;
        }
        language += 1;
    }
    table
}

/// Cuts the first word off, behind white space and comments (from `#` to the end of its line).
const fn first_word(text: &'static [u8]) -> (&'static [u8], &'static [u8]) {
    let mut start = 0;
    let mut comment = false;
    while start < text.len() {
        match text[start] {
            b'#' => comment = true,
            b'\n' => comment = false,
            b' ' => {}
            _ if comment => {}
            _ => break,
        }
        start += 1;
    }
    let mut end = start;
    while end < text.len() && text[end] != b' ' && text[end] != b'\n' {
        end += 1;
    }
    let (head, rest) = text.split_at(end);
    (head.split_at(start).1, rest)
}

/// The slot of a word, or the empty one where it belongs.
const fn slot_of(table: &Table, word: &[u8]) -> usize {
    let mut slot = Ends::of(eight(word, 0), word).slot();
    while table.slots[slot] != 0 {
        if is_same(table.entries[table.slots[slot] as usize - 1].word, word) {
            break;
        }
        slot = (slot + 1) % SLOTS;
    }
    slot
}

const fn is_same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

/// The first eight bytes of a word, and the last eight of one that is longer: in place of the word,
/// since comparing them is cheap and most words have no others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ends {
    head: u64,
    tail: u64,
}

impl Ends {
    /// Those of a word whose first eight bytes are known already.
    #[inline]
    const fn of(head: u64, word: &[u8]) -> Ends {
        let tail = match word.last_chunk() {
            Some(tail) if word.len() > 8 => u64::from_le_bytes(*tail),
            _ => 0,
        };
        Ends { head, tail }
    }

    /// The first slot of a word.
    #[inline]
    const fn slot(self) -> usize {
        let mixed = (self.head ^ self.tail.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> (64 - SLOTS.trailing_zeros())) as usize
    }
}

/// The languages a word is a function word of; none for a word that is none.
pub(super) fn languages_of(word: &str) -> Languages {
    languages_with(eight(word.as_bytes(), 0), word.as_bytes())
}

/// The same for a word whose first eight bytes are known already.
#[inline(always)]
pub(super) fn languages_with(head: u64, word: &[u8]) -> Languages {
    if word.len() > LONGEST {
        return 0;
    }
    let ends = Ends::of(head, word);
    let mut slot = ends.slot();
    while let Some(&number) = TABLE.slots.get(slot)
        && let Some(entry) = TABLE.entries.get(usize::from(number).wrapping_sub(1))
    {
        // No word has a zero byte, so short ones are the same if their ends are.
        if entry.ends == ends && (word.len() <= 8 || word == entry.word) {
            return entry.languages;
        }
        slot = (slot + 1) % SLOTS;
    }
    0
}

#[cfg(test)]
mod tests {
    use super::super::LANGUAGES;
    use super::*;
    use crate::text::fold::FoldBuffer;

    #[test]
    fn every_word_is_found_as_the_fold_leaves_it() {
        let mut buffer = FoldBuffer::default();
        for (index, language) in LANGUAGES.iter().enumerate() {
            let lines = language.words.lines().filter(|line| !line.starts_with('#'));
            for line in lines {
                // Whether a letter is Cyrillic or a disguise shows in its line; commas, because
                // single letters between spaces would be joined.
                let listed = line.replace(' ', ", ");
                assert_eq!(buffer.fold(&listed).text, listed, "{}", language.code);
                for word in line.split_whitespace() {
                    assert_ne!(languages_of(word) & 1 << index, 0, "{word}");
                }
            }
        }
    }

    #[test]
    fn other_words_are_not_found() {
        for word in ["", "casino", "viagra", "казино", "bahis", "कीमत", "كازينو"]
        {
            assert_eq!(languages_of(word), 0, "{word}");
        }
    }

    #[test]
    fn a_look_at_the_table_is_short() {
        let taken = TABLE.slots.iter().filter(|&&slot| slot != 0).count();
        assert!(taken < MOST, "{taken}");
        let longest = TABLE.slots.split(|&slot| slot == 0).map(<[u16]>::len).max();
        assert!(longest < Some(12), "{longest:?}");
    }
}
