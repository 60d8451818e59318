//! What is known of a regex before it is compiled.
//!
//! Parsing a regex takes longer than reading all else of a rule, so it is done once, where its
//! rule is read, and what the engine has to know is kept.

mod first_byte;
mod literals;
pub mod size;

use regex_syntax::hir::Hir;

pub use first_byte::FirstBytes;
pub use literals::required;

/// What the engine has to know of a regex that it has not compiled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traits {
    /// Literals of which every match has one.
    pub literals: Option<Vec<String>>,
    /// What a text must begin with.
    pub first: Option<FirstBytes>,
    /// Bytes that it takes once compiled, estimated from above.
    pub size: usize,
}

impl Traits {
    /// The traits of a parsed regex.
    pub fn of(hir: &Hir) -> Traits {
        Traits {
            literals: required(hir),
            first: FirstBytes::of(hir),
            size: size::estimate(hir),
        }
    }
}
