//! Folders: all files under a folder, in the order of their names.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;

use super::spelling;
use crate::corpus::problem::Problem;

/// A file in a folder.
pub(super) struct Seen<'w> {
    /// The folder it lies in.
    pub folder: &'w Path,
    /// The path of that folder in the one that is walked, with `/` after each part.
    pub prefix: &'w str,
    pub name: &'w OsStr,
    /// Whether it is a link, or anything else that is not simply a file.
    pub unclear: bool,
    /// What was noted of the folder; it is empty at first.
    pub note: &'w mut Option<u32>,
}

/// What an entry of a folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Folder,
    File,
    Unclear,
}

/// The entries of one folder, packed: there may be millions of them.
#[derive(Default)]
struct Listing {
    names: Vec<u8>,
    /// Where each name starts, its length, and what it is of.
    entries: Vec<(u32, u16, Kind)>,
}

impl Listing {
    /// Reads a folder; what cannot be read of it is told.
    fn of(folder: &Path, problems: &mut Vec<Problem>) -> Listing {
        let mut listing = Listing::default();
        let mut unreadable = |path: &Path, error| {
            problems.push(Problem::unreadable(path.display().to_string(), error));
        };
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                unreadable(folder, error);
                return listing;
            }
        };
        for entry in entries {
            match entry {
                Ok(entry) => {
                    if let Err(error) = listing.add(&entry) {
                        unreadable(&entry.path(), error);
                    }
                }
                Err(error) => {
                    unreadable(folder, error);
                    break;
                }
            }
        }
        let Listing { names, entries } = &mut listing;
        entries.sort_unstable_by(|one, other| name(names, *one).cmp(name(names, *other)));
        listing
    }

    fn add(&mut self, entry: &fs::DirEntry) -> io::Result<()> {
        let strange = || io::Error::new(io::ErrorKind::InvalidFilename, "its name is not Unicode");
        let kind = match entry.file_type()? {
            kind if kind.is_dir() => Kind::Folder,
            kind if kind.is_file() => Kind::File,
            _ => Kind::Unclear,
        };
        let file_name = entry.file_name();
        let name = spelling::bytes(&file_name).ok_or_else(strange)?;
        let start = u32::try_from(self.names.len()).map_err(|_| strange())?;
        let length = u16::try_from(name.len()).map_err(|_| strange())?;
        self.names.extend_from_slice(name);
        self.entries.push((start, length, kind));
        Ok(())
    }
}

fn name(names: &[u8], (start, length, _): (u32, u16, Kind)) -> &[u8] {
    let start = start as usize;
    names
        .get(start..start + usize::from(length))
        .unwrap_or_default()
}

/// Shows the files under a folder, sorted by name in every folder, so that the order is the
/// same everywhere. Links to folders are not followed: they could lead in circles.
pub(super) fn walk(root: &Path, problems: &mut Vec<Problem>, see: &mut dyn FnMut(Seen<'_>)) {
    visit(root, "", problems, see);
}

fn visit(folder: &Path, prefix: &str, problems: &mut Vec<Problem>, see: &mut dyn FnMut(Seen<'_>)) {
    let listing = Listing::of(folder, problems);
    let mut note = None;
    for entry in &listing.entries {
        let name = spelling::name(name(&listing.names, *entry));
        match entry.2 {
            Kind::Folder => {
                let prefix = format!("{prefix}{}/", name.to_string_lossy());
                visit(&folder.join(name), &prefix, problems, see);
            }
            kind => see(Seen {
                folder,
                prefix,
                name,
                unclear: kind == Kind::Unclear,
                note: &mut note,
            }),
        }
    }
}
