//! The default rules, compiled into the program.
//!
//! The lists of files are checked-in ones instead of a macro that walks the folder: such macros
//! cannot tell cargo on a stable compiler that a *new* file appeared, while every `include_bytes!`
//! is tracked. `tests/rule_builtin.rs` fails when the list is not the folder, and rewrites it if
//! `DESPAM_UPDATE=1` is set.

mod files;
mod terms;
mod untested;

pub use untested::without_tests;

/// A file: its path below the root of the rules (`zh/share.yaml`) and its content.
pub type BuiltinFile = (&'static str, &'static [u8]);

/// All files: packs, overlays and the policy, then files of terms, each by path.
pub fn files() -> impl Iterator<Item = BuiltinFile> {
    files::FILES.iter().chain(terms::FILES).copied()
}

/// The built-in policy, for folders of rules that have none.
pub fn policy() -> (&'static str, &'static [u8]) {
    files()
        .find(|(path, _)| *path == super::source::POLICY)
        .unwrap_or((super::source::POLICY, b""))
}
