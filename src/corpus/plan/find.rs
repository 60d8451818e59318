//! From what the user names to files: folders, globs, lists.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use globset::GlobBuilder;

use super::job::Input;
use super::walk::{Entry, walk};
use super::{file_name, is_dash};
use crate::corpus::format::Expected;
use crate::corpus::problem::{Problem, ProblemKind};

/// A file that was found.
pub(super) struct Found {
    pub input: Input,
    /// Its path in the output folder.
    pub name: String,
    pub expected: Expected,
}

/// What was found.
#[derive(Default)]
pub(super) struct Finds {
    pub files: Vec<Found>,
    /// Folders that are read as a whole.
    pub folders: Vec<PathBuf>,
    /// Files of no known format.
    pub skipped: Vec<PathBuf>,
    pub problems: Vec<Problem>,
    /// Whether inputs were named that may stand for any number of files.
    pub many: bool,
}

impl Finds {
    /// Looks for the inputs, in order. The format of files that are named may be forced;
    /// those in folders and globs tell it themselves.
    pub(super) fn of(inputs: &[PathBuf], named: Expected) -> Finds {
        let mut finds = Finds {
            many: inputs.len() > 1,
            ..Finds::default()
        };
        for path in inputs {
            match path.to_str().and_then(|path| path.strip_prefix('@')) {
                Some(list) if !path.exists() => finds.list(Path::new(list), named),
                _ => finds.input(path, named),
            }
        }
        finds
    }

    fn input(&mut self, path: &Path, named: Expected) {
        if is_dash(path) {
            self.file(Input::Stdin, "-".to_owned(), named);
        } else if path.is_dir() {
            let prefix = match self.many {
                true => format!("{}/", file_name(path)),
                false => String::new(),
            };
            self.many = true;
            self.folders.push(path.to_owned());
            self.walk(path, &prefix, &|_| true);
        } else if let Err(error) = path.metadata() {
            match path
                .to_str()
                .filter(|text| text.contains(['*', '?', '[', '{']))
            {
                Some(pattern) => self.glob(pattern),
                None => self.unreadable(path, error),
            }
        } else {
            let expected = match named {
                Expected::Anything => Expected::from_name(path),
                forced => forced,
            };
            self.file(Input::File(path.to_owned()), file_name(path), expected);
        }
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
        let lines = reader.and_then(|reader| reader.lines().collect::<io::Result<Vec<_>>>());
        match lines {
            Ok(lines) => {
                for line in lines.iter().filter(|line| !line.trim().is_empty()) {
                    self.input(Path::new(line), named);
                }
            }
            Err(error) => self.unreadable(list, error),
        }
    }

    /// Files that a pattern fits; named by their path below its fixed part.
    fn glob(&mut self, pattern: &str) {
        self.many = true;
        let glob = GlobBuilder::new(pattern).literal_separator(true).build();
        let matcher = match glob {
            Ok(glob) => glob.compile_matcher(),
            Err(error) => return self.unreadable(Path::new(pattern), io::Error::other(error)),
        };
        let fixed: PathBuf = (Path::new(pattern).components())
            .take_while(|part| {
                let part = part.as_os_str().to_string_lossy();
                !part.contains(['*', '?', '[', '{'])
            })
            .collect();
        let root = if fixed.as_os_str().is_empty() {
            Path::new(".")
        } else {
            &fixed
        };
        let before = self.files.len();
        self.walk(root, "", &|path| {
            matcher.is_match(path.strip_prefix("./").unwrap_or(path)) || matcher.is_match(path)
        });
        if self.files.len() == before {
            self.problems.push(Problem {
                file: pattern.to_owned(),
                record: None,
                byte: None,
                kind: ProblemKind::NothingFits,
            });
        }
    }

    fn walk(&mut self, root: &Path, prefix: &str, wanted: &dyn Fn(&Path) -> bool) {
        let (files, problems) = walk(root);
        self.problems.extend(problems);
        for Entry { path, relative } in files.into_iter().filter(|entry| wanted(&entry.path)) {
            match Expected::of_file(&path) {
                Some(expected) => {
                    self.file(Input::File(path), format!("{prefix}{relative}"), expected);
                }
                None => self.skipped.push(path),
            }
        }
    }

    fn file(&mut self, input: Input, name: String, expected: Expected) {
        self.files.push(Found {
            input,
            name,
            expected,
        });
    }

    fn unreadable(&mut self, path: &Path, error: io::Error) {
        let file = path.display().to_string();
        self.problems.push(Problem::unreadable(file, error));
    }
}
