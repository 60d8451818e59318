//! Where rules come from: the program itself or folders.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::builtin;
use crate::diag::{Place, Problem, codes};

/// Path of the policy below the root of the rules.
pub const POLICY: &str = "policy.yaml";
/// Folder of overlays below the root of the rules.
pub const OVERLAYS: &str = "overlays/";

/// Deepest nesting of folders.
const MAX_DEPTH: usize = 16;

/// A collection of rule files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The rules that are compiled into the program.
    Builtin,
    /// A folder that stands for the built-in rules (`--rules`).
    Directory(PathBuf),
    /// A folder of further packs and overlays, without a policy (`--extra-rules`).
    Extra(PathBuf),
}

/// The sources of a run: `rules` or else the built-in ones, and the `extra` folders.
pub fn sources(rules: Option<&Path>, extra: &[PathBuf]) -> Vec<Source> {
    let first = match rules {
        Some(path) => Source::Directory(path.to_path_buf()),
        None => Source::Builtin,
    };
    let extra = extra.iter().cloned().map(Source::Extra);
    std::iter::once(first).chain(extra).collect()
}

/// A file of a source.
#[derive(Debug, Clone)]
pub struct File {
    /// Index of its source.
    pub source: usize,
    /// Path below the root of the source, with `/`.
    pub path: String,
    /// The file, as the user knows it.
    pub shown: String,
    /// Its content.
    pub bytes: Cow<'static, [u8]>,
}

/// What a file of a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role<'p> {
    /// A pack of this name.
    Pack(&'p str),
    /// The policy.
    Policy,
    /// An overlay.
    Overlay,
    /// A file of terms, if a set names it.
    Terms,
}

impl File {
    /// What the file is.
    pub fn role(&self) -> Role<'_> {
        match self.path.strip_suffix(".yaml") {
            _ if self.path == POLICY => Role::Policy,
            Some(_) if self.path.starts_with(OVERLAYS) => Role::Overlay,
            Some(name) => Role::Pack(name),
            None => Role::Terms,
        }
    }
}

/// All files of all sources by path, then by source, and what could not be read.
pub fn collect(sources: &[Source]) -> (Vec<File>, Vec<Problem>) {
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for (source, which) in sources.iter().enumerate() {
        match which {
            Source::Builtin => files.extend(builtin::files().iter().map(|(path, bytes)| File {
                source,
                path: (*path).to_owned(),
                shown: format!("rules/{path}"),
                bytes: Cow::Borrowed(*bytes),
            })),
            Source::Directory(root) | Source::Extra(root) => {
                let mut walk = Walk {
                    root,
                    source,
                    files: &mut files,
                    problems: &mut problems,
                };
                walk.folder("", 0);
            }
        }
    }
    files.sort_by(|a, b| (&a.path, a.source).cmp(&(&b.path, b.source)));
    (files, problems)
}

struct Walk<'w> {
    root: &'w Path,
    source: usize,
    files: &'w mut Vec<File>,
    problems: &'w mut Vec<Problem>,
}

impl Walk<'_> {
    fn folder(&mut self, path: &str, depth: usize) {
        let folder = self.root.join(path);
        let entries = fs::read_dir(&folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => return self.unreadable(&folder, "the folder", &error),
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let full = entry.path();
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                self.stray(&full, "its name is not UTF-8");
                continue;
            };
            if name.starts_with('.') {
                continue;
            }
            let path = if path.is_empty() {
                name.to_owned()
            } else {
                format!("{path}/{name}")
            };
            // Follows links, as a folder of rules may be put together from several.
            if full.is_dir() {
                if depth < MAX_DEPTH {
                    self.folder(&path, depth + 1);
                } else {
                    self.stray(&full, "the folders are nested too deep");
                }
            } else {
                self.file(path, &full);
            }
        }
    }

    fn file(&mut self, path: String, full: &Path) {
        if path.ends_with(".yml") {
            return self.stray(full, "rule files end in `.yaml`");
        }
        if !path.ends_with(".yaml") && !path.ends_with(".txt") {
            return;
        }
        match fs::read(full) {
            Ok(bytes) => self.files.push(File {
                source: self.source,
                path,
                shown: full.display().to_string(),
                bytes: Cow::Owned(bytes),
            }),
            Err(error) => self.unreadable(full, "the file", &error),
        }
    }

    fn unreadable(&mut self, path: &Path, what: &str, error: &io::Error) {
        let place = Place::whole(&path.display().to_string());
        let message = format!("{what} cannot be read: {error}");
        self.problems
            .push(Problem::new(codes::UNREADABLE, place, message));
    }

    fn stray(&mut self, path: &Path, why: &str) {
        let place = Place::whole(&path.display().to_string());
        let mut problem = Problem::new(codes::STRAY_FILE, place, "this is ignored");
        problem.help(why);
        self.problems.push(problem);
    }
}
