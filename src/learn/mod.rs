//! What documents teach: a scorecard fitted to gold, and new evidence drafted as rules for a
//! person to judge.

pub mod fit;
pub mod folds;
pub mod suggest;
