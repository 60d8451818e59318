//! Which bytes a match that begins where the text does can begin with.
//!
//! Most regexes of rules are anchored, and most lines begin with something else: one look at
//! the first byte is cheaper than any search.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// A set of first bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FirstBytes([u64; 4]);

impl FirstBytes {
    /// The first bytes of a regex all of whose matches begin where the text does; `None` if it
    /// is not of that kind or also matches the empty text.
    pub fn of(hir: &Hir) -> Option<FirstBytes> {
        if !hir.properties().look_set_prefix().contains(Look::Start) {
            return None;
        }
        let mut first = FirstBytes([0; 4]);
        let may_be_empty = first.add(hir);
        (!may_be_empty).then_some(first)
    }

    /// Whether a text may match.
    pub fn allow(&self, text: &str) -> bool {
        let first = text.as_bytes().first();
        first.is_some_and(|&byte| self.allow_byte(byte))
    }

    /// Whether a text that begins with a byte may match.
    #[inline]
    pub fn allow_byte(&self, first: u8) -> bool {
        self.0[usize::from(first) / 64] >> (first % 64) & 1 == 1
    }

    /// The bytes of either.
    pub fn or(self, other: FirstBytes) -> FirstBytes {
        FirstBytes(std::array::from_fn(|at| self.0[at] | other.0[at]))
    }

    /// How many bytes it allows.
    pub fn count(&self) -> u32 {
        self.0.iter().map(|bits| bits.count_ones()).sum()
    }

    fn range(&mut self, from: u8, to: u8) {
        for byte in from..=to {
            self.0[usize::from(byte) / 64] |= 1 << (byte % 64);
        }
    }

    /// Adds the first bytes of an expression; returns whether it can match nothing.
    fn add(&mut self, hir: &Hir) -> bool {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => true,
            HirKind::Literal(literal) => match literal.0.first() {
                Some(&byte) => {
                    self.range(byte, byte);
                    false
                }
                None => true,
            },
            HirKind::Class(Class::Unicode(class)) => {
                for range in class.iter() {
                    self.range(lead(range.start()), lead(range.end()));
                }
                false
            }
            HirKind::Class(Class::Bytes(class)) => {
                for range in class.iter() {
                    self.range(range.start(), range.end());
                }
                false
            }
            HirKind::Repetition(repetition) => self.add(&repetition.sub) || repetition.min == 0,
            HirKind::Capture(capture) => self.add(&capture.sub),
            HirKind::Concat(parts) => parts.iter().all(|part| self.add(part)),
            HirKind::Alternation(parts) => {
                let empty = parts.iter().filter(|part| self.add(part)).count();
                empty > 0
            }
        }
    }
}

/// The first byte of a character in UTF-8, which grows with the code point.
fn lead(c: char) -> u8 {
    let mut buffer = [0; 4];
    c.encode_utf8(&mut buffer);
    buffer[0]
}

#[cfg(test)]
mod tests {
    use super::FirstBytes;

    #[test]
    fn texts_that_cannot_match_are_told() {
        for (pattern, may, cannot) in [
            (r"^\s*(?:follow|share) us", " share us", "us"),
            ("^(?:分享|转发)到", "分享到", "follow"),
            (r"^\W*buy", "“buy", "order"),
            ("^(?:a|b*c)", "c", "d"),
        ] {
            let first = FirstBytes::of(&regex_syntax::parse(pattern).unwrap()).unwrap();
            assert!(first.allow(may), "{pattern}");
            assert!(!first.allow(cannot), "{pattern}");
            assert!(!first.allow(""));
        }
        for pattern in ["share", "^a*$", "(?m)^a", "^a|b"] {
            assert_eq!(FirstBytes::of(&regex_syntax::parse(pattern).unwrap()), None);
        }
    }
}
