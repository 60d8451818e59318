//! What is known of a regex before it is compiled.
//!
//! Parsing a regex takes longer than reading all else of a rule, so it is done once, where its
//! rule is read, and what the engine and the lints have to know is kept.

mod first_byte;
pub mod size;

use regex_syntax::hir::{Class, Hir, HirKind, Look};

pub use first_byte::FirstBytes;

use crate::text::literals::{Literal, MOST, required};

/// Characters from which on a class is almost anything.
const LARGE_CLASS: usize = 10_000;

/// What has to be known of a regex that is not compiled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traits {
    /// Literals of which every match has one.
    pub literals: Option<Vec<Literal>>,
    /// What a text must begin with.
    pub first: Option<FirstBytes>,
    /// Bytes that it takes once compiled, estimated from above.
    pub size: usize,
    /// Whether every match begins where the text does.
    pub anchored: bool,
    /// Whether every match is the whole text.
    pub whole: bool,
    /// Bytes of the shortest match; `None` if nothing matches.
    pub shortest: Option<usize>,
    /// Whether it asks for places between characters, such as `^` and `\b`.
    pub looks_around: bool,
    /// Whether it begins with an unbounded repetition of almost anything, such as `.*`.
    pub leads: bool,
}

impl Traits {
    /// The traits of a parsed regex.
    pub fn of(hir: &Hir) -> Traits {
        let properties = hir.properties();
        Traits {
            literals: required(hir, MOST),
            first: FirstBytes::of(hir),
            size: size::estimate(hir),
            anchored: properties.look_set_prefix().contains(Look::Start),
            whole: properties.look_set_prefix().contains(Look::Start)
                && properties.look_set_suffix().contains(Look::End),
            shortest: properties.minimum_len(),
            looks_around: !properties.look_set().is_empty(),
            leads: leads(hir),
        }
    }
}

fn leads(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Repetition(repetition) => {
            repetition.max.is_none() && is_almost_anything(&repetition.sub)
        }
        HirKind::Capture(capture) => leads(&capture.sub),
        HirKind::Concat(parts) => parts.first().is_some_and(leads),
        _ => false,
    }
}

fn is_almost_anything(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => {
            let size: usize = class.iter().map(|range| range.len()).sum();
            size >= LARGE_CLASS
        }
        HirKind::Capture(capture) => is_almost_anything(&capture.sub),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads() {
        for (source, expected) in [
            (".*a", true),
            (r"(\w+)@", true),
            ("[^,]*,", true),
            ("^.*a", false),
            (r"\d+ comments", false),
            (r"\s*a", false),
            (".{0,9}a", false),
            ("a.*", false),
        ] {
            let hir = regex_syntax::parse(source).unwrap();
            assert_eq!(leads(&hir), expected, "{source}");
        }
    }
}
