//! Rule files: read, checked, compiled into a [`RuleSet`].
//!
//! A file goes through three shapes. [`yaml`] makes a tree of values that know their place;
//! [`read`] makes [`wire`] types of it, with all problems of the file; [`link`] resolves names
//! across files and yields the [`model`] that the engine uses. [`load`](load()) does all of it.
//!
//! ```
//! use despam::rule::{Source, load};
//!
//! let loaded = load(&[Source::Builtin]).map_err(|problems| problems[0].to_string())?;
//! assert_eq!(loaded.rules.policies.len(), 3);
//! # Ok::<(), String>(())
//! ```

pub mod builtin;
pub mod git;
pub mod keys;
pub mod link;
mod load;
pub mod model;
mod overlay;
mod partial;
pub mod read;
pub mod regex;
pub mod schema;
mod scorecard;
pub mod source;
pub mod wire;
pub mod words;
pub mod yaml;

pub use load::{Beginning, Loaded, Survey, load, load_edited, load_to_run, survey, texts};
pub use model::*;
pub use scorecard::*;
pub use source::{Source, sources};
