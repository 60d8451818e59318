//! A regex of many words that looks at a text only if one of them stands in it.

use aho_corasick::AhoCorasick;
use regex::Regex;

use super::literals::{required, search};

/// Words that are looked for at most; more make the search no slower, only larger.
const MOST: usize = 512;

/// A regex behind a search for its required literals.
#[derive(Debug)]
pub struct Guarded {
    guard: Option<AhoCorasick>,
    regex: Regex,
}

impl Guarded {
    /// The regex of a pattern; `None` if it is none or takes too much memory.
    pub fn new(pattern: &str) -> Option<Guarded> {
        let hir = regex_syntax::parse(pattern).ok()?;
        Some(Guarded {
            guard: required(&hir, MOST).and_then(|literals| search(&literals)),
            regex: Regex::new(pattern).ok()?,
        })
    }

    /// Whether there are literals that every match contains.
    #[cfg(test)]
    pub fn has_guard(&self) -> bool {
        self.guard.is_some()
    }

    /// Whether it matches somewhere in a text.
    pub fn is_match(&self, text: &str) -> bool {
        let possible = self.guard.as_ref().is_none_or(|guard| guard.is_match(text));
        possible && self.regex.is_match(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Guarded;

    #[test]
    fn the_guard_changes_nothing() {
        let guarded = Guarded::new(r"^(?:reply|quote)\s*$|[0-9](?:楼|f)$").unwrap();
        assert!(guarded.has_guard());
        for (text, matches) in [
            ("reply", true),
            ("reply to", false),
            ("12f", true),
            ("f", false),
        ] {
            assert_eq!(guarded.is_match(text), matches, "{text}");
        }
        assert!(!Guarded::new(r"\d+").unwrap().has_guard());
    }
}
