//! Folders: all files under a folder, in the order of their names.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::corpus::problem::Problem;

/// A file in a folder.
pub(super) struct Entry {
    pub path: PathBuf,
    /// Its path in the folder, with `/` between its parts.
    pub relative: String,
}

/// The files under a folder, and what could not be read. Sorted by name in every folder, so
/// that the order is the same everywhere. Links to folders are not followed: they could lead
/// in circles.
pub(super) fn walk(root: &Path) -> (Vec<Entry>, Vec<Problem>) {
    let mut walked = (Vec::new(), Vec::new());
    visit(root, "", &mut walked);
    walked
}

fn visit(folder: &Path, prefix: &str, walked: &mut (Vec<Entry>, Vec<Problem>)) {
    let mut entries: Vec<fs::DirEntry> =
        match fs::read_dir(folder).and_then(|entries| entries.collect()) {
            Ok(entries) => entries,
            Err(error) => return unreadable(folder, error, walked),
        };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let relative = format!("{prefix}{}", entry.file_name().to_string_lossy());
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => visit(&path, &format!("{relative}/"), walked),
            Ok(_) => walked.0.push(Entry { path, relative }),
            Err(error) => unreadable(&path, error, walked),
        }
    }
}

fn unreadable(path: &Path, error: io::Error, walked: &mut (Vec<Entry>, Vec<Problem>)) {
    let file = path.display().to_string();
    walked.1.push(Problem::unreadable(file, error));
}
