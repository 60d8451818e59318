//! The files of the folder `rules`. Written by `DESPAM_UPDATE=1 cargo test --test rule_builtin`.

/// Path and content, by path.
#[rustfmt::skip]
pub(super) const FILES: &[(&str, &[u8])] = &[
    ("policy.yaml", include_bytes!("../../../rules/policy.yaml")),
];
