//! What rules did, against gold labels.

pub mod evaluation;
pub mod gold;
