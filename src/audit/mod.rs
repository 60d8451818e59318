//! What rules did, against gold labels.
