//! The table itself: entries of 32 bits in deduplicated blocks of 128 code points.
//!
//! Layout of an entry, read by `src/text/table.rs`:
//!
//! | bits | meaning |
//! |---|---|
//! | 0–4 | class, by the order of `Class` |
//! | 5–6 | action: 0 unchanged, 1 removed, 2 one character, 3 several |
//! | 7 | styled: a mathematical, enclosed, raised… letter or digit |
//! | 8 | looks like an ASCII letter (Cyrillic, Greek, Armenian…) |
//! | 9 | traditional→simplified changed it |
//! | 10 | two columns wide |
//! | 11–31 | the one character, or the index of the string of several |

use std::collections::HashMap;
use std::fmt::Write;

use crate::classes::{Class, class_of, is_wide};
use crate::folds::Folder;

const BLOCK: usize = 128;
const CODE_POINTS: usize = 0x11_0000;
/// The block of nearly all Han characters of texts: CJK Unified Ideographs.
const HAN: std::ops::Range<u32> = 0x4e00..0xa000;

/// The baked table, before it is written down as source.
pub struct Table {
    blocks: Vec<u16>,
    entries: Vec<Vec<u32>>,
    strings: Vec<String>,
    look_alikes: Vec<(char, char)>,
}

impl Table {
    /// Asks the crates about every code point.
    pub fn bake(folder: &Folder) -> Self {
        let mut table = Self {
            blocks: Vec::with_capacity(CODE_POINTS / BLOCK),
            entries: Vec::new(),
            strings: Vec::new(),
            look_alikes: Vec::new(),
        };
        let mut known: HashMap<Vec<u32>, u16> = HashMap::new();
        for first in (0..CODE_POINTS).step_by(BLOCK) {
            let block: Vec<u32> = (first..first + BLOCK)
                .map(|code| table.entry(code as u32, folder))
                .collect();
            let next = table.entries.len() as u16;
            let index = *known.entry(block).or_insert_with_key(|block| {
                table.entries.push(block.clone());
                next
            });
            table.blocks.push(index);
        }
        table
    }

    fn entry(&mut self, code: u32, folder: &Folder) -> u32 {
        let Some(c) = char::from_u32(code) else {
            return 0;
        };
        let fold = folder.fold(c);
        let mut entry = class_of(c, &fold) as u32;
        let value = match &fold.to {
            None => 0,
            Some(to) if to.is_empty() => {
                entry |= 1 << 5;
                0
            }
            Some(to) => match to.as_slice() {
                // A half-width sound mark joins the kana before it: no matter of one character.
                [one] if !matches!(one, '\u{3099}' | '\u{309A}') => {
                    entry |= 2 << 5;
                    *one as u32
                }
                several => {
                    entry |= 3 << 5;
                    self.string(several.iter().collect())
                }
            },
        };
        entry |= u32::from(fold.styled) << 7 | u32::from(fold.traditional) << 9;
        entry |= u32::from(is_wide(c, &fold)) << 10 | value << 11;
        if let Some(latin) = folder.look_alike(c) {
            entry |= 1 << 8;
            self.look_alikes.push((c, latin));
        }
        entry
    }

    fn string(&mut self, text: String) -> u32 {
        let known = self.strings.iter().position(|s| *s == text);
        known.unwrap_or_else(|| {
            self.strings.push(text);
            self.strings.len() - 1
        }) as u32
    }

    /// What Han characters of the main block become: the bytes of a Han character of that block in
    /// the lower three, the first one lowest; above them 1 if traditional→simplified changed it, and
    /// 2 if anything did. 0 if they become something else.
    fn han(&self) -> Vec<u32> {
        let of = |code: u32| {
            let block = usize::from(self.blocks[code as usize / BLOCK]);
            let entry = self.entries[block][code as usize % BLOCK];
            let to = match entry >> 5 & 3 {
                0 => code,
                2 => entry >> 11,
                _ => 0,
            };
            let is_styled = entry >> 7 & 1 == 1;
            let is_han = entry & 31 == Class::Han as u32 && HAN.contains(&to) && !is_styled;
            let flags = (entry >> 9 & 1 | 2) * u32::from(to != code);
            let bytes = char::from_u32(to).unwrap_or_default().to_string();
            match (is_han, bytes.as_bytes()) {
                (true, &[a, b, c]) => u32::from_le_bytes([a, b, c, flags as u8]),
                _ => 0,
            }
        };
        HAN.map(of).collect()
    }

    /// The table as Rust source, to be included.
    pub fn to_source(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(
            out,
            "static BLOCKS: [u16; {}] = {:?};",
            self.blocks.len(),
            self.blocks
        );
        let _ = writeln!(
            out,
            "static ENTRIES: [[u32; {BLOCK}]; {}] = {:?};",
            self.entries.len(),
            self.entries
        );
        let _ = writeln!(out, "static HAN: [u32; {}] = {:?};", HAN.len(), self.han());
        let _ = writeln!(
            out,
            "static STRINGS: [&str; {}] = {:?};",
            self.strings.len(),
            self.strings
        );
        let _ = writeln!(
            out,
            "static LOOK_ALIKES: [(char, char); {}] = {:?};",
            self.look_alikes.len(),
            self.look_alikes
        );
        out
    }
}
