//! Text: decoding, lines, character classes, folding, readings.

pub mod class;
pub mod decode;
pub(crate) mod eight;
pub mod fold;
pub mod guarded;
pub mod lines;
pub mod literals;
pub mod offsets;
pub mod readings;
pub mod split_pairs;
mod table;
