//! The default rules, compiled into the program.
//!
//! The list of files is a checked-in one instead of a macro that walks the folder: such macros
//! cannot tell cargo on a stable compiler that a *new* file appeared, while every `include_bytes!`
//! is tracked. `tests/rule_builtin.rs` fails when the list is not the folder, and rewrites it if
//! `DESPAM_UPDATE=1` is set.

mod files;

/// Paths below the root of the rules (`zh/share.yaml`) and contents, by path.
pub fn files() -> &'static [(&'static str, &'static [u8])] {
    files::FILES
}

/// The built-in policy, for folders of rules that have none.
pub fn policy() -> (&'static str, &'static [u8]) {
    files()
        .iter()
        .find(|(path, _)| *path == super::source::POLICY)
        .copied()
        .unwrap_or((super::source::POLICY, b""))
}
