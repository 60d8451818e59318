//! What a corpus teaches: new evidence, drafted as rules for a person to judge.

pub mod suggest;
