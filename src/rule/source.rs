//! Where rules come from: the program itself or folders.

use std::borrow::Cow;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::git::Snapshot;
use super::scorecard::SCORECARD;
use super::{builtin, yaml};
use crate::diag::{Place, Problem, codes};

/// Path of the policy below the root of the rules.
pub const POLICY: &str = "policy.yaml";
/// Folder of overlays below the root of the rules.
pub const OVERLAYS: &str = "overlays/";

/// Deepest nesting of folders.
const MAX_DEPTH: usize = 16;
/// Most files and folders below the root of a source; links may multiply what there is.
const MAX_ENTRIES: usize = 10_000;

/// A collection of rule files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The rules that are compiled into the program.
    Builtin,
    /// A folder that stands for the built-in rules (`--rules`).
    Directory(PathBuf),
    /// Rules of a commit that stand for the built-in ones.
    Commit(Arc<Snapshot>),
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
    /// Whether it was checked when the program was built, and is read to be run.
    pub trusted: bool,
}

/// What a file of a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role<'p> {
    /// A pack of this name.
    Pack(&'p str),
    /// The policy.
    Policy,
    /// The scorecard.
    Scorecard,
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
            Some(SCORECARD) => Role::Scorecard,
            Some(name) => Role::Pack(name),
            None => Role::Terms,
        }
    }
}

/// All files of some sources.
#[derive(Debug, Default)]
pub struct Collection {
    /// The files by path, then by source.
    pub files: Vec<File>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// Paths below the root of files and folders that could not be read; nobody knows what is
    /// in them. Empty for the root itself.
    pub unread: Vec<String>,
}

impl Collection {
    /// Whether a path lies in something that could not be read.
    pub fn is_unread(&self, path: &str) -> bool {
        self.unread.iter().any(|unread| {
            let rest = path.strip_prefix(unread.as_str());
            rest.is_some_and(|rest| unread.is_empty() || rest.is_empty() || rest.starts_with('/'))
        })
    }
}

/// All files of all sources, and what could not be read.
pub fn collect(sources: &[Source]) -> Collection {
    let mut all = Collection::default();
    for (source, which) in sources.iter().enumerate() {
        match which {
            Source::Builtin => all.files.extend(builtin::files().map(|(path, bytes)| File {
                source,
                path: path.to_owned(),
                shown: format!("rules/{path}"),
                bytes: Cow::Borrowed(bytes),
                trusted: false,
            })),
            Source::Commit(snapshot) => {
                let files = snapshot.files.iter().map(|(path, bytes)| File {
                    source,
                    path: path.clone(),
                    shown: format!("{}/{path}", snapshot.name),
                    bytes: Cow::Owned(bytes.clone()),
                    trusted: false,
                });
                all.files.extend(files);
            }
            Source::Directory(root) | Source::Extra(root) => {
                let mut walk = Walk {
                    root,
                    source,
                    all: &mut all,
                    above: Vec::new(),
                    entries: 0,
                };
                walk.folder("");
            }
        }
    }
    all.files
        .sort_by(|a, b| (&a.path, a.source).cmp(&(&b.path, b.source)));
    all
}

struct Walk<'w> {
    root: &'w Path,
    source: usize,
    all: &'w mut Collection,
    /// The folders around the one at hand, without links.
    above: Vec<PathBuf>,
    /// Files and folders so far.
    entries: usize,
}

impl Walk<'_> {
    fn folder(&mut self, path: &str) {
        let folder = if path.is_empty() {
            self.root.to_path_buf()
        } else {
            self.root.join(path)
        };
        let real = match fs::canonicalize(&folder) {
            Ok(real) if self.above.contains(&real) => {
                return self.stray(&folder, "the link leads back to a folder that it is in");
            }
            Ok(real) => real,
            Err(error) => return self.unreadable(path, &folder, "the folder", &error),
        };
        let entries = fs::read_dir(&folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        match entries {
            Ok(entries) => {
                self.above.push(real);
                self.entries(path, entries);
                self.above.pop();
            }
            Err(error) => self.unreadable(path, &folder, "the folder", &error),
        }
    }

    fn entries(&mut self, path: &str, mut entries: Vec<fs::DirEntry>) {
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
            self.entries += 1;
            if self.entries > MAX_ENTRIES {
                return self.too_many();
            }
            // Follows links, as a folder of rules may be put together from several.
            if full.is_dir() {
                if self.above.len() <= MAX_DEPTH {
                    self.folder(&path);
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
        match read(full) {
            Ok(Some(bytes)) => self.all.files.push(File {
                source: self.source,
                path,
                shown: full.display().to_string(),
                bytes: Cow::Owned(bytes),
                trusted: false,
            }),
            Ok(None) => self.stray(full, "it is not a regular file"),
            Err(error) => self.unreadable(&path, full, "the file", &error),
        }
    }

    fn unreadable(&mut self, path: &str, full: &Path, what: &str, error: &io::Error) {
        let place = Place::whole(&full.display().to_string());
        let message = format!("{what} cannot be read: {error}");
        let mut problem = Problem::new(codes::UNREADABLE, place, message);
        if error.kind() == io::ErrorKind::NotADirectory {
            problem.help("give the folder of the rules");
        }
        self.all.problems.push(problem);
        self.all.unread.push(path.to_owned());
    }

    /// Said once; the rest of the source is not read.
    fn too_many(&mut self) {
        if self.all.unread.iter().any(String::is_empty) {
            return;
        }
        let place = Place::whole(&self.root.display().to_string());
        let message = format!("the folder holds more than {MAX_ENTRIES} files and folders");
        let mut problem = Problem::new(codes::TOO_MANY_FILES, place, message);
        problem.help("give the folder that holds only the rules; links count each time");
        self.all.problems.push(problem);
        self.all.unread.push(String::new());
    }

    fn stray(&mut self, path: &Path, why: &str) {
        let place = Place::whole(&path.display().to_string());
        let mut problem = Problem::new(codes::STRAY_FILE, place, "this is ignored");
        problem.help(why);
        self.all.problems.push(problem);
    }
}

/// The content of a regular file, cut off where it is certain to be too large; `None` for pipes,
/// devices and the like, which may have no end.
fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    if !fs::metadata(path)?.is_file() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    let limit = yaml::MAX_BYTES as u64 + 1;
    fs::File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}
