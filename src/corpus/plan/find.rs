//! From what the user names to files: folders, globs, lists, addresses in object stores.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

use super::job::Input;
use super::jobs::{Jobs, Origin};
use super::walk::{Seen, walk};
use super::{file_name, is_dash, spelling};
use crate::corpus::format::Expected;
use crate::corpus::problem::{Problem, ProblemKind};
use crate::corpus::source;
use crate::corpus::store::{Named, Object, StoreFault, Stores, address};

/// Characters that make a pattern of a name.
const WILD: [char; 4] = ['*', '?', '[', '{'];
/// What is left out is named so often, before the rest is only counted.
const NAMED: u64 = 100;

/// What was found.
#[derive(Default)]
pub(super) struct Finds {
    pub jobs: Jobs,
    /// Indices of files that are links, in order.
    pub links: Vec<usize>,
    /// Folders that are read as a whole.
    pub folders: Vec<Origin>,
    /// Number of files of no known format.
    pub skipped: u64,
    /// Number of links to folders.
    pub unfollowed: u64,
    pub problems: Vec<Problem>,
    /// Whether inputs were named that may stand for any number of files.
    pub many: bool,
    pub stores: Stores,
    /// The format of what tells none itself.
    forced: Option<Expected>,
    /// Folders of files that were named, by path.
    named_folders: HashMap<PathBuf, u32>,
}

impl Finds {
    /// Looks for the inputs, in order. The format of files that are named may be forced; those
    /// in folders and globs tell it themselves, and only what does not has the forced one.
    pub(super) fn of(inputs: &[PathBuf], named: Expected) -> Finds {
        let mut finds = Finds {
            many: inputs.len() > 1,
            forced: Some(named).filter(|named| *named != Expected::Anything),
            ..Finds::default()
        };
        for path in inputs {
            match path.to_str().and_then(|path| path.strip_prefix('@')) {
                Some(list) if !path.exists() => finds.list(Path::new(list), named),
                _ => finds.input(path, named),
            }
        }
        let left_out = finds.skipped + finds.unfollowed;
        if left_out > NAMED {
            let count = left_out - NAMED;
            finds.problem("and elsewhere", ProblemKind::MoreLeftOut { count });
        }
        finds
    }

    fn input(&mut self, path: &Path, named: Expected) {
        if is_dash(path) {
            let folder = self.jobs.add_folder(Origin::Stdin, String::new(), false);
            self.jobs.add(folder, b"-", "", named);
        } else if let Some(url) = address(path) {
            if let Err(fault) = self.address(url, named) {
                self.unreadable(path, fault.into_io());
            }
        } else if path.is_dir() {
            let prefix = match self.many {
                true => format!("{}/", file_name(path)),
                false => String::new(),
            };
            self.many = true;
            self.folders.push(Origin::Folder(path.to_owned()));
            self.walk(path, &prefix, None);
        } else if let Err(error) = path.metadata() {
            match path.to_str().filter(|text| text.contains(WILD)) {
                Some(pattern) => self.glob(pattern),
                None => self.unreadable(path, error),
            }
        } else {
            self.file(path, named);
        }
    }

    /// A file that is named.
    fn file(&mut self, path: &Path, named: Expected) {
        let parent = path.parent().unwrap_or(Path::new("")).to_owned();
        let Some(name) = path.file_name().and_then(spelling::bytes) else {
            let error = io::Error::new(io::ErrorKind::InvalidFilename, "its name is not Unicode");
            return self.unreadable(path, error);
        };
        let jobs = &mut self.jobs;
        let folder = *(self.named_folders.entry(parent)).or_insert_with_key(|parent| {
            jobs.add_folder(Origin::Folder(parent.clone()), String::new(), false)
        });
        if path.is_symlink() {
            self.links.push(self.jobs.len());
        }
        self.jobs.add(folder, name, "", expected(path, named));
    }

    /// The inputs in a file, one a line; `@-` reads them from standard input.
    fn list(&mut self, list: &Path, named: Expected) {
        self.many = true;
        let reader: io::Result<Box<dyn BufRead>> = match is_dash(list) {
            true => Ok(Box::new(io::stdin().lock())),
            false => {
                File::open(list).map(|file| -> Box<dyn BufRead> { Box::new(BufReader::new(file)) })
            }
        };
        let lines = reader.map(BufRead::lines);
        let each = lines.and_then(|mut lines| {
            lines.try_for_each(|line| {
                let line = line?;
                if !line.trim().is_empty() {
                    self.input(Path::new(&line), named);
                }
                Ok(())
            })
        });
        if let Err(error) = each {
            self.unreadable(list, error);
        }
    }

    /// Files that a pattern fits; named by their path below its fixed part.
    fn glob(&mut self, pattern: &str) {
        self.many = true;
        let matcher = match matcher(pattern) {
            Ok(matcher) => matcher,
            Err(error) => return self.unreadable(Path::new(pattern), error),
        };
        let fixed: PathBuf = (Path::new(pattern).components())
            .take_while(|part| !part.as_os_str().to_string_lossy().contains(WILD))
            .collect();
        let root = if fixed.as_os_str().is_empty() {
            Path::new(".")
        } else {
            &fixed
        };
        let before = self.jobs.len();
        self.walk(root, "", Some(&matcher));
        if self.jobs.len() == before {
            self.problem(pattern, ProblemKind::NothingFits);
        }
    }

    /// The files of a folder, all of them or those that a pattern fits.
    fn walk(&mut self, root: &Path, prefix: &str, pattern: Option<&GlobMatcher>) {
        let mut problems = Vec::new();
        walk(root, &mut problems, &mut |seen| {
            let path = seen.folder.join(seen.name);
            let wanted = pattern.is_none_or(|pattern| {
                pattern.is_match(path.strip_prefix("./").unwrap_or(&path))
                    || pattern.is_match(&path)
            });
            if wanted {
                self.seen(&path, seen, prefix, pattern.is_none());
            }
        });
        self.problems.append(&mut problems);
    }

    fn seen(&mut self, path: &Path, seen: Seen<'_>, prefix: &str, whole: bool) {
        if seen.unclear
            && let Some(kind) = no_file(path)
        {
            return self.leave_out(path.display().to_string(), kind);
        }
        let expected = match Expected::of_file(path) {
            Ok(expected) => expected.or(self.forced),
            Err(error) => return self.unreadable(path, error),
        };
        let (Some(expected), Some(name)) = (expected, spelling::bytes(seen.name)) else {
            return self.leave_out(path.display().to_string(), ProblemKind::UnknownFormat);
        };
        let folder = *seen.note.get_or_insert_with(|| {
            let origin = Origin::Folder(seen.folder.to_owned());
            let prefix = format!("{prefix}{}", seen.prefix);
            self.jobs.add_folder(origin, prefix, whole)
        });
        if seen.unclear {
            self.links.push(self.jobs.len());
        }
        self.jobs.add(folder, name, "", expected);
    }

    /// An object, a folder of them, or a pattern for their names.
    fn address(&mut self, url: &str, named: Expected) -> Result<(), StoreFault> {
        if !url.starts_with("http") && url.contains(WILD) {
            let matcher = matcher(url).map_err(|error| StoreFault::Address(error.to_string()))?;
            let fixed = url.split(WILD).next().unwrap_or_default();
            let root = fixed.rsplit_once('/').map_or(fixed, |(root, _)| root);
            self.many = true;
            let root = self.stores.place(root)?;
            return self.objects(root, "", Some(&matcher));
        }
        match self.stores.named(url)? {
            Named::Object(object) => {
                let name = object.file_name().to_owned();
                let expected = expected(Path::new(&name), named);
                let parent = object.parent();
                let folder = self
                    .jobs
                    .add_folder(Origin::Store(parent), String::new(), false);
                self.jobs
                    .add(folder, name.as_bytes(), &object.state(), expected);
                Ok(())
            }
            Named::Folder(root) => {
                let prefix = match self.many {
                    true => format!("{}/", root.file_name()),
                    false => String::new(),
                };
                self.many = true;
                self.folders.push(Origin::Store(root.clone()));
                self.objects(root, &prefix, None)
            }
        }
    }

    /// The objects of a folder, all of them or those that a pattern fits.
    fn objects(
        &mut self,
        root: Object,
        prefix: &str,
        pattern: Option<&GlobMatcher>,
    ) -> Result<(), StoreFault> {
        let origin = Origin::Store(root.clone());
        let folder = self
            .jobs
            .add_folder(origin, prefix.to_owned(), pattern.is_none());
        let before = self.jobs.len();
        let (mut unclear, mut unread) = (Vec::new(), Vec::new());
        let forced = self.forced;
        self.stores.list(&root, &mut |name, state| {
            let object = || root.join(name);
            if pattern.is_some_and(|pattern| !pattern.is_match(object().to_string())) {
                return;
            }
            let mut expected = Expected::from_name(Path::new(name));
            if expected == Expected::Anything {
                // Its content says more than its name.
                match source::head(&Input::Object(object().with_state(state))) {
                    Err(error) => return unread.push((object().to_string(), error)),
                    Ok(head) => match Expected::by_head(&head).or(forced) {
                        Some(by_head) => expected = by_head,
                        None => return unclear.push(object().to_string()),
                    },
                }
            }
            self.jobs.add(folder, name.as_bytes(), state, expected);
        })?;
        let found = self.jobs.len() > before || !unclear.is_empty() || !unread.is_empty();
        for (name, error) in unread {
            self.problems.push(Problem::unreadable(name, error));
        }
        for name in unclear {
            self.leave_out(name, ProblemKind::UnknownFormat);
        }
        match found {
            true => Ok(()),
            false => Err(StoreFault::Missing(
                "no object fits this pattern".to_owned(),
            )),
        }
    }

    /// Leaves something out.
    fn leave_out(&mut self, file: String, kind: ProblemKind) {
        match kind {
            ProblemKind::LinkedFolder => self.unfollowed += 1,
            _ => self.skipped += 1,
        }
        if self.skipped + self.unfollowed <= NAMED {
            self.problem(&file, kind);
        }
    }

    fn problem(&mut self, file: &str, kind: ProblemKind) {
        self.problems.push(Problem {
            file: file.to_owned(),
            record: None,
            byte: None,
            kind,
        });
    }

    fn unreadable(&mut self, path: &Path, error: io::Error) {
        let file = path.display().to_string();
        self.problems.push(Problem::unreadable(file, error));
    }
}

/// What something that is not simply a file is, if it does not lead to one. A link that leads
/// nowhere is left to whoever reads it.
fn no_file(path: &Path) -> Option<ProblemKind> {
    let metadata = path.metadata().ok()?;
    match metadata.is_dir() {
        true => Some(ProblemKind::LinkedFolder),
        false => (!metadata.is_file()).then_some(ProblemKind::NoFile),
    }
}

/// What is known of the format of a file that is named.
fn expected(path: &Path, named: Expected) -> Expected {
    match named {
        Expected::Anything => Expected::from_name(path),
        forced => forced,
    }
}

fn matcher(pattern: &str) -> io::Result<GlobMatcher> {
    let glob = GlobBuilder::new(pattern).literal_separator(true).build();
    glob.map(|glob| glob.compile_matcher())
        .map_err(io::Error::other)
}
