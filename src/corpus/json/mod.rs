//! Just enough JSON to change one string of a record and no other byte of it.

mod literal;
mod scan;

pub(crate) use literal::{advance, escape_into, lone_high_ends, low_starts, unescape};
pub use scan::{FieldPath, JsonFault};
pub(crate) use scan::{Found, Kind, locate};
