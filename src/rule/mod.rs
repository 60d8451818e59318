//! Rule files: read, checked, compiled into a [`RuleSet`].

pub mod model;
pub mod yaml;

pub use model::*;
