//! Object stores: inputs and outputs under `s3://`, `gs://`, `az://` and `https://`.
//!
//! This folder alone knows the crate that speaks to them, and a runtime for it; everything
//! else reads and writes as if it were files. Built without the feature `object-store`,
//! addresses are refused with the reason.

#[cfg(feature = "object-store")]
mod bucket;
#[cfg(feature = "object-store")]
mod fault;
#[cfg(feature = "object-store")]
mod read;
#[cfg(feature = "object-store")]
mod upload;
#[cfg(not(feature = "object-store"))]
mod without;

use std::io;
use std::path::Path;

#[cfg(feature = "object-store")]
pub use bucket::Object;
#[cfg(feature = "object-store")]
pub(crate) use bucket::Stores;
#[cfg(feature = "object-store")]
pub(crate) use upload::Upload;
#[cfg(not(feature = "object-store"))]
pub use without::Object;
#[cfg(not(feature = "object-store"))]
pub(crate) use without::{Stores, Upload};

/// How addresses in object stores begin.
const SCHEMES: [&str; 5] = ["s3://", "gs://", "az://", "https://", "http://"];

/// The address in an object store that the user means, if it is one.
pub(crate) fn address(path: &Path) -> Option<&str> {
    let path = path.to_str()?;
    let is = |scheme: &&str| path.starts_with(*scheme);
    SCHEMES.iter().any(is).then_some(path)
}

/// What goes wrong with an object, and what to do about it. Its address stands beside it.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
    /// This program cannot do it.
    #[error("this despam was built without object stores; build it with `--features object-store`")]
    NotBuilt,
    /// It is no address.
    #[error("{0}")]
    Address(String),
    /// There is nothing.
    #[error("there is no such object, folder or bucket ({0}); check the address")]
    Missing(String),
    /// Nobody is signed in.
    #[error("not signed in ({said}); {advice}")]
    SignIn {
        /// What the store or the crate said.
        said: String,
        /// Where credentials are looked for.
        advice: &'static str,
    },
    /// Who is signed in may not do this.
    #[error("access is denied ({0}); check what these credentials may do, and the bucket's region")]
    Denied(String),
    /// The object is another than at first.
    #[error("it was changed while it was read ({0}); run again")]
    Changed(String),
    /// The server cannot do what is needed.
    #[error("this server cannot do that ({0}); copy the files to a disk first")]
    Unable(String),
    /// Anything else, after it was tried again.
    #[error("{0}")]
    Other(String),
}

impl StoreFault {
    /// The fault as an error of reading and writing.
    pub(crate) fn into_io(self) -> io::Error {
        let kind = match self {
            StoreFault::Missing(_) => io::ErrorKind::NotFound,
            StoreFault::SignIn { .. } | StoreFault::Denied(_) => io::ErrorKind::PermissionDenied,
            StoreFault::Unable(_) | StoreFault::NotBuilt => io::ErrorKind::Unsupported,
            StoreFault::Address(_) => io::ErrorKind::InvalidInput,
            StoreFault::Changed(_) | StoreFault::Other(_) => io::ErrorKind::Other,
        };
        io::Error::new(kind, self)
    }
}

/// What an address stands for.
#[cfg_attr(
    not(feature = "object-store"),
    allow(dead_code, reason = "an address then stands for nothing")
)]
pub(crate) enum Named {
    /// One object.
    Object(Object),
    /// All objects below it.
    Folder(Object),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_paths() {
        let is = |path: &str| address(Path::new(path)).is_some();
        assert!(is("s3://bucket/a") && is("https://host/a.jsonl"));
        assert!(!is("s3/a") && !is("C:/a") && !is("file:///a"));
    }
}
