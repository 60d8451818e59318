//! Text: decoding, lines, character classes, folding, readings.

pub mod class;
pub mod decode;
pub mod fold;
pub mod lines;
pub mod offsets;
pub mod readings;
pub mod split_pairs;
mod table;
