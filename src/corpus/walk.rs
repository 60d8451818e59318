//! Folders: all document files under a folder, in the order of their names.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::format::Format;
use super::problem::Problem;

/// What a folder holds.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    /// Path, path in the folder with `/` between its parts, format.
    pub files: Vec<(PathBuf, String, Format)>,
    /// Files of no known format, and links to folders (which could lead in circles).
    pub skipped: u64,
    /// Folders that cannot be read.
    pub problems: Vec<Problem>,
}

/// Walks a folder. Sorted by name in every folder, so that the order is the same everywhere.
pub(crate) fn walk(root: &Path) -> Walked {
    let mut walked = Walked::default();
    visit(root, "", &mut walked);
    walked
}

fn visit(folder: &Path, prefix: &str, walked: &mut Walked) {
    let entries = match fs::read_dir(folder).and_then(|entries| entries.collect()) {
        Ok(entries) => entries,
        Err(error) => return walked.unreadable(folder, error),
    };
    let mut entries: Vec<fs::DirEntry> = entries;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let relative = format!("{prefix}{}", entry.file_name().to_string_lossy());
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => visit(&path, &format!("{relative}/"), walked),
            Ok(kind) => {
                let is_file = kind.is_file() || (kind.is_symlink() && path.is_file());
                match Format::from_extension(&path).filter(|_| is_file) {
                    Some(format) => walked.files.push((path, relative, format)),
                    None => walked.skipped += 1,
                }
            }
            Err(error) => walked.unreadable(&path, error),
        }
    }
}

impl Walked {
    fn unreadable(&mut self, path: &Path, error: io::Error) {
        let file = path.display().to_string();
        self.problems.push(Problem::unreadable(file, error));
    }
}
