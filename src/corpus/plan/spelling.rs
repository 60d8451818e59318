//! Names of files as bytes, and back.

use std::ffi::OsStr;

/// The bytes of a name; `None` where names are not bytes and this one is not Unicode.
#[cfg(unix)]
pub(super) fn bytes(name: &OsStr) -> Option<&[u8]> {
    use std::os::unix::ffi::OsStrExt;
    Some(name.as_bytes())
}

/// The bytes of a name; `None` where names are not bytes and this one is not Unicode.
#[cfg(not(unix))]
pub(super) fn bytes(name: &OsStr) -> Option<&[u8]> {
    name.to_str().map(str::as_bytes)
}

/// The name that some bytes are.
#[cfg(unix)]
pub(super) fn name(bytes: &[u8]) -> &OsStr {
    use std::os::unix::ffi::OsStrExt;
    OsStr::from_bytes(bytes)
}

/// The name that some bytes are.
#[cfg(not(unix))]
pub(super) fn name(bytes: &[u8]) -> &OsStr {
    OsStr::new(str::from_utf8(bytes).unwrap_or_default())
}
