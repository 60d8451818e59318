//! Learning from documents: scores from gold.

pub mod fit;
pub mod folds;
