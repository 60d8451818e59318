//! What a line must be at first sight for a rule to fire on it: not too long, and begin as its
//! regexes do.
//!
//! A byline begins with one of a few words. One look at the first byte spares the condition of
//! such a rule, and the regexes in it, on most lines.

use crate::rule::regex::FirstBytes;
use crate::rule::{Condition, Pattern};

/// A line at first sight.
#[derive(Debug, Clone, Copy)]
pub struct Sight {
    /// Characters of the folded line without surrounding white space.
    pub chars: usize,
    /// First byte of the untouched line.
    raw: u8,
    /// First byte of the folded line.
    folded: u8,
}

impl Sight {
    /// An untouched line, its folded form, and how many characters that has.
    pub fn new(raw: &str, folded: &str, chars: usize) -> Sight {
        let first = |text: &str| text.as_bytes().first().copied().unwrap_or_default();
        Sight {
            chars,
            raw: first(raw),
            folded: first(folded),
        }
    }
}

/// What a condition asks of a line that one look can tell.
#[derive(Debug, Clone)]
pub struct Bounds {
    /// Characters of the folded line above which it cannot hold.
    max_chars: u32,
    /// How a line begins on which it can.
    begins: Option<Begins>,
}

/// First bytes, of which one of both must be right.
#[derive(Debug, Clone, Copy)]
struct Begins {
    raw: FirstBytes,
    folded: FirstBytes,
}

impl Bounds {
    /// Those of a condition that asks different lines for its parts.
    pub fn none() -> Bounds {
        Bounds {
            max_chars: u32::MAX,
            begins: None,
        }
    }

    /// The bounds of a condition on one line; `patterns` by [`crate::rule::RegexId`].
    pub fn of(condition: &Condition, patterns: &[Pattern]) -> Bounds {
        Bounds {
            max_chars: max_chars(condition),
            begins: Begins::of(condition, patterns),
        }
    }

    /// Characters of a folded line above which the condition cannot hold.
    pub fn max_chars(&self) -> u32 {
        self.max_chars
    }

    /// Whether the condition can hold on a line.
    #[inline]
    pub fn allow(&self, sight: &Sight) -> bool {
        let begins = |begins: &Begins| {
            begins.raw.allow_byte(sight.raw) || begins.folded.allow_byte(sight.folded)
        };
        sight.chars <= self.max_chars as usize && self.begins.as_ref().is_none_or(begins)
    }
}

impl Begins {
    fn of(condition: &Condition, patterns: &[Pattern]) -> Option<Begins> {
        match condition {
            Condition::Regex { regex, .. } => {
                let pattern = patterns.get(regex.0)?;
                let (first, none) = (pattern.traits.first?, FirstBytes::default());
                let (raw, folded) = match pattern.raw {
                    true => (first, none),
                    false => (none, first),
                };
                Some(Begins { raw, folded })
            }
            Condition::All(parts) => {
                let bounds = parts.iter().filter_map(|part| Begins::of(part, patterns));
                bounds.min_by_key(|one| one.raw.count() + one.folded.count())
            }
            Condition::Any(parts) => {
                let mut all = Begins {
                    raw: FirstBytes::default(),
                    folded: FirstBytes::default(),
                };
                for part in parts {
                    let part = Begins::of(part, patterns)?;
                    all.raw = all.raw.or(part.raw);
                    all.folded = all.folded.or(part.folded);
                }
                Some(all)
            }
            _ => None,
        }
    }
}

fn max_chars(condition: &Condition) -> u32 {
    match condition {
        // The cast of a bound that is infinite gives the largest number.
        Condition::Feature(test) if test.feature.get().name == "chars" => test.max as u32,
        Condition::All(parts) => parts.iter().map(max_chars).min().unwrap_or(u32::MAX),
        Condition::Any(parts) => parts.iter().map(max_chars).max().unwrap_or(0),
        _ => u32::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::RegexId;

    #[test]
    fn an_alternative_without_a_beginning_allows_all() {
        let sources = [(r"^a", false), ("^B", true), ("c", false)];
        let patterns = sources.map(|(source, raw)| Pattern::new(source, raw).unwrap());
        let regex = |index| Condition::Regex {
            regex: RegexId(index),
            min_lines: 1,
        };
        let [a, b, c] = [0, 1, 2].map(regex);
        let allow = |condition: &Condition, raw: &str, folded: &str| {
            Bounds::of(condition, &patterns).allow(&Sight::new(raw, folded, 1))
        };
        let either = Condition::Any(vec![a.clone(), b.clone()]);
        assert!(allow(&either, "A", "a"));
        assert!(allow(&either, "B", "b"));
        assert!(!allow(&either, "b", "b"));
        assert!(!allow(&either, "", ""));
        assert!(allow(&Condition::Any(vec![a.clone(), c.clone()]), "d", "d"));
        assert!(!allow(&Condition::All(vec![a, c]), "d", "d"));
        assert!(!allow(&Condition::Any(Vec::new()), "d", "d"));
    }
}
