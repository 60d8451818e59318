//! Rules as they stand in a commit: `git:REV:PATH`, read with the program `git`.
//!
//! Nothing is checked out. `git ls-tree` names the files and one `git cat-file` gives them all.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::str::FromStr;

use super::yaml;

/// What the name of a commit's rules begins with.
const PREFIX: &str = "git:";

/// Rules in a commit: `git:REV:PATH`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// A commit, branch or tag.
    revision: String,
    /// The folder: from the top of the repository, or with `./` from the present folder.
    path: String,
}

/// The rule files of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Its name, `git:REV:PATH`.
    pub name: String,
    /// Path below the root of the rules, with `/`, and content, by path.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Why the rules of a commit could not be read.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// It is not `git:REV:PATH`.
    #[error("`{0}` is no folder of a commit; write it like git:origin/main:rules")]
    Spelling(String),
    /// The program `git` does not start.
    #[error("cannot run `git`, which reads {commit}: {source}")]
    NotRun {
        /// What was to be read.
        commit: Commit,
        /// What the system said.
        source: io::Error,
    },
    /// `git` refuses.
    #[error(
        "git cannot read {commit}: {message}; \
         name a commit that is here (`git fetch` brings others) and a folder in it"
    )]
    Refused {
        /// What was to be read.
        commit: Commit,
        /// What `git` said.
        message: String,
    },
    /// `git` says something that it never says.
    #[error("git gave up while it read {commit}: {source}")]
    Broken {
        /// What was to be read.
        commit: Commit,
        /// Where it stopped.
        source: io::Error,
    },
}

impl fmt::Display for Commit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}:{}", self.revision, self.path)
    }
}

impl FromStr for Commit {
    type Err = GitError;

    fn from_str(text: &str) -> Result<Commit, GitError> {
        let wrong = || GitError::Spelling(text.to_owned());
        let rest = text.strip_prefix(PREFIX).ok_or_else(wrong)?;
        let (revision, path) = rest.split_once(':').ok_or_else(wrong)?;
        // What begins with `-` would be an option.
        if revision.is_empty() || revision.starts_with('-') {
            return Err(wrong());
        }
        Ok(Commit {
            revision: revision.to_owned(),
            path: path.trim_end_matches('/').to_owned(),
        })
    }
}

impl Commit {
    /// Whether a text is meant to name one.
    pub fn is_meant(text: &str) -> bool {
        text.starts_with(PREFIX)
    }

    /// Reads the rule files: those that end in `.yaml` and `.txt`, without links.
    ///
    /// # Errors
    /// If `git` does not run, or does not know the commit or the folder.
    pub fn read(&self) -> Result<Snapshot, GitError> {
        let entries = self.list()?;
        let broken = |source| GitError::Broken {
            commit: self.clone(),
            source,
        };
        let mut git = self.git(&["cat-file", "--batch"])?;
        let files = contents(&mut git, entries).map_err(broken)?;
        git.wait().map_err(broken)?;
        Ok(Snapshot {
            name: self.to_string(),
            files,
        })
    }

    /// Paths and object names of the rule files.
    fn list(&self) -> Result<Vec<Entry>, GitError> {
        let tree = format!("{}:{}", self.revision, self.path);
        let git = self.git(&["ls-tree", "-r", "-z", "--full-tree", &tree])?;
        let output = git
            .wait_with_output()
            .map_err(|source| self.not_run(source))?;
        if !output.status.success() {
            let message = String::from_utf8_lossy(&output.stderr);
            let message = message.trim().trim_start_matches("fatal: ").to_owned();
            return Err(GitError::Refused {
                commit: self.clone(),
                message,
            });
        }
        let listed = output.stdout.split(|&byte| byte == 0);
        let mut entries: Vec<Entry> = listed.filter_map(entry).collect();
        entries.sort();
        Ok(entries)
    }

    fn git(&self, arguments: &[&str]) -> Result<Child, GitError> {
        Command::new("git")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|source| self.not_run(source))
    }

    fn not_run(&self, source: io::Error) -> GitError {
        GitError::NotRun {
            commit: self.clone(),
            source,
        }
    }
}

/// A path and the name of its object.
type Entry = (String, String);

/// A rule file of a listing: `MODE blob OBJECT\tPATH`, the mode that of a regular file.
fn entry(listed: &[u8]) -> Option<Entry> {
    let (about, path) = std::str::from_utf8(listed).ok()?.split_once('\t')?;
    let mut about = about.split(' ');
    let regular = about.next()?.starts_with("100") && about.next()? == "blob";
    let hidden = path.split('/').any(|part| part.starts_with('.'));
    let wanted = regular && !hidden && (path.ends_with(".yaml") || path.ends_with(".txt"));
    let object = about.next()?;
    wanted.then(|| (path.to_owned(), object.to_owned()))
}

/// The contents of objects, asked for one after another, so that neither side waits for the other.
fn contents(git: &mut Child, entries: Vec<Entry>) -> io::Result<Vec<(String, Vec<u8>)>> {
    let closed = || io::Error::from(io::ErrorKind::BrokenPipe);
    let mut questions = git.stdin.take().ok_or_else(closed)?;
    let mut answers = BufReader::new(git.stdout.take().ok_or_else(closed)?);
    let mut files = Vec::with_capacity(entries.len());
    for (path, object) in entries {
        writeln!(questions, "{object}")?;
        questions.flush()?;
        let mut head = String::new();
        answers.read_line(&mut head)?;
        let size = head.trim_end().rsplit(' ').next();
        let Some(size) = size.and_then(|size| size.parse::<u64>().ok()) else {
            let message = format!("it says `{}` of {path}", head.trim_end());
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        };
        // Cut off where the reader of rules will refuse the file anyway.
        let kept = size.min(yaml::MAX_BYTES as u64 + 1);
        let mut bytes = Vec::new();
        (&mut answers).take(kept).read_to_end(&mut bytes)?;
        // The rest, and the line end behind the content.
        io::copy(&mut (&mut answers).take(size - kept + 1), &mut io::sink())?;
        files.push((path, bytes));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_are_named_like_gits_objects() {
        for (text, shown) in [
            ("git:HEAD:rules", "git:HEAD:rules"),
            ("git:HEAD~2:./rules/", "git:HEAD~2:./rules"),
            ("git:v1:", "git:v1:"),
        ] {
            assert_eq!(text.parse::<Commit>().unwrap().to_string(), shown);
        }
        for text in ["rules", "git:HEAD", "git::rules", "git:--output=x:rules"] {
            let error = text.parse::<Commit>().unwrap_err();
            assert!(error.to_string().contains("git:origin/main:rules"));
        }
    }

    #[test]
    fn only_regular_rule_files_are_listed() {
        let listed = |text: &str| entry(text.as_bytes()).map(|(path, _)| path);
        assert_eq!(listed("100644 blob aa\tzh/a.yaml").unwrap(), "zh/a.yaml");
        for other in [
            "120000 blob aa\tzh/a.yaml",
            "100644 blob aa\tzh/a.json",
            "100644 blob aa\t.git/a.yaml",
            "160000 commit aa\tzh.yaml",
            "",
        ] {
            assert_eq!(listed(other), None, "{other}");
        }
    }
}
