//! What the crate says, as something a person can act on.

use object_store::Error;

use super::StoreFault;

/// Bytes of an error that are shown; a server may answer with a whole page.
const SAID: usize = 400;

/// An error of a store, by its scheme.
pub(super) fn fault(scheme: &str, error: Error) -> StoreFault {
    let said = said(&error);
    match error {
        Error::NotFound { .. } => StoreFault::Missing(said),
        Error::Unauthenticated { .. } => sign_in(scheme, said),
        Error::PermissionDenied { .. } => StoreFault::Denied(said),
        Error::Precondition { .. } => StoreFault::Changed(said),
        Error::NotSupported { .. } | Error::NotImplemented { .. } => StoreFault::Unable(said),
        Error::InvalidPath { .. } => StoreFault::Address(said),
        _ if is_credential(&said) => sign_in(scheme, said),
        _ if said.starts_with("NoSuchBucket") => StoreFault::Missing(said),
        _ if said.contains("PROPFIND") => {
            StoreFault::Unable("it lists no folders: name the files one by one".to_owned())
        }
        _ => StoreFault::Other(said),
    }
}

fn sign_in(scheme: &str, said: String) -> StoreFault {
    let advice = match scheme {
        "s3" => {
            "set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION, or \
             AWS_SKIP_SIGNATURE=true for public buckets"
        }
        "gs" => {
            "set GOOGLE_SERVICE_ACCOUNT to a key file, sign in with `gcloud auth \
             application-default login`, or set GOOGLE_SKIP_SIGNATURE=true for public buckets"
        }
        "az" => {
            "set AZURE_STORAGE_ACCOUNT_NAME with AZURE_STORAGE_ACCOUNT_KEY or \
             AZURE_STORAGE_SAS_TOKEN, or AZURE_SKIP_SIGNATURE=true for public containers"
        }
        _ => "this server wants a password, which despam cannot give; copy the file to a disk",
    };
    StoreFault::SignIn { said, advice }
}

/// Whether no credentials were found: the crate then asks the machine's own service for
/// some, and says that this did not answer.
fn is_credential(said: &str) -> bool {
    let marks = [
        "169.254.169.254",
        "metadata.google.internal",
        "credential",
        "Account must be",
    ];
    marks.iter().any(|mark| said.contains(mark))
}

/// What the store said, if it has a name for it; else the message and those of its causes
/// that add something, without a page that came with it, in one line.
fn said(error: &Error) -> String {
    let mut said = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let more = inner.to_string();
        if !said.contains(&more) {
            said = format!("{said}: {more}");
        }
        cause = inner.source();
    }
    if let Some(code) = element(&said, "Code") {
        let message = element(&said, "Message").unwrap_or_default();
        return format!("{code}: {message}");
    }
    let said = said.split('<').next().unwrap_or_default();
    let mut line: String = said.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.len() > SAID {
        let mut end = SAID;
        while !line.is_char_boundary(end) {
            end -= 1;
        }
        line.truncate(end);
        line.push('…');
    }
    line
}

/// The text of an element of an answer in XML.
fn element<'s>(answer: &'s str, name: &str) -> Option<&'s str> {
    let (_, rest) = answer.split_once(&format!("<{name}>"))?;
    Some(rest.split_once('<')?.0)
}
