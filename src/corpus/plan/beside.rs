//! Attributes beside documents: `…/documents/…` has them in `…/attributes/NAME/…`.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use super::PlanError;
use super::check::resolved;
use super::job::Output;
use super::jobs::{Jobs, Origin, Target};

/// The folder that documents lie under.
const DOCUMENTS: &str = "documents";
/// The folder that the folders of all tools lie in.
const ATTRIBUTES: &str = "attributes";

/// Sends the files of all folders beside them; the folder of the tool, the first of them if
/// there are several.
pub(super) fn place(jobs: &mut Jobs, name: &str) -> Result<PathBuf, PlanError> {
    let mut first = None;
    for folder in jobs.folders_mut() {
        let place = match &folder.origin {
            Origin::Stdin => None,
            Origin::Folder(path) => {
                let path = resolved(path);
                beside(&path, name)
                    .map(|(root, rest)| (root.clone(), Output::File(root.join(rest))))
            }
            Origin::Store(object) => object.beside(DOCUMENTS, &format!("{ATTRIBUTES}/{name}")),
        };
        let Some((root, output)) = place else {
            let input = match &folder.origin {
                Origin::Stdin => "standard input".to_owned(),
                Origin::Folder(path) => path.display().to_string(),
                Origin::Store(object) => object.to_string(),
            };
            return Err(PlanError::NoDocuments { input });
        };
        first = first.or(Some(root));
        folder.beside = Some(output);
    }
    jobs.target = Target::Beside;
    Ok(first.unwrap_or_default())
}

/// The folder of a tool for a folder of documents, and the path in it.
fn beside(path: &Path, name: &str) -> Option<(PathBuf, PathBuf)> {
    let parts: Vec<Component<'_>> = path.components().collect();
    let is = |part: &Component<'_>| part.as_os_str() == OsStr::new(DOCUMENTS);
    let at = parts.iter().rposition(is)?;
    let above: PathBuf = parts.get(..at)?.iter().collect();
    let rest = parts.get(at + 1..)?.iter().collect();
    Some((above.join(ATTRIBUTES).join(name), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_lie_beside_documents() {
        let (root, rest) = beside(Path::new("/data/documents/a/b"), "despam").unwrap();
        assert_eq!(root, Path::new("/data/attributes/despam"));
        assert_eq!(rest, Path::new("a/b"));
        assert!(beside(Path::new("/data/pages"), "despam").is_none());
    }
}
