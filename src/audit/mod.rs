//! What rules did: against gold labels, and against other rules.

pub mod diff;
pub mod evaluation;
pub mod hits;
pub mod idle;

pub use crate::corpus::gold;
