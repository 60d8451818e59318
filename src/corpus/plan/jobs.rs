//! The files of a plan, packed: millions of them take some dozen bytes each.
//!
//! A file is its name, in one long stretch of names, and the number of its folder; what is
//! the same for all of them is said once. A [`Job`] is made when it is asked for.

use std::borrow::Cow;
use std::path::PathBuf;

use super::job::{Input, Job, Output};
use super::name;
use super::spelling;
use crate::corpus::compression::Compression;
use crate::corpus::format::Expected;
use crate::corpus::store::Object;

/// The files of a plan, in order.
#[derive(Debug, Default)]
pub struct Jobs {
    folders: Vec<Folder>,
    files: Vec<Entry>,
    /// Names and states of all files, one after another.
    names: Vec<u8>,
    /// Whether a file found no room, as names take 32 bits in all.
    pub(super) full: bool,
    pub(super) target: Target,
    pub(super) shape: Shape,
}

/// Where files come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// Standard input.
    Stdin,
    /// A folder of the file system.
    Folder(PathBuf),
    /// A folder in a store.
    Store(Object),
}

/// A folder that files lie in.
#[derive(Debug)]
pub(super) struct Folder {
    pub(super) origin: Origin,
    /// What precedes the names of its files in the output.
    pub(super) prefix: String,
    /// Whether it is read as a whole, so that no output may lie in it.
    pub(super) whole: bool,
    /// Where its files go, if that is not for the plan to say.
    pub(super) beside: Option<Output>,
}

/// A file, packed.
#[derive(Debug, Clone, Copy)]
struct Entry {
    folder: u32,
    start: u32,
    name: u16,
    state: u8,
    expected: Expected,
}

/// Where files go.
#[derive(Debug, Default)]
pub(super) enum Target {
    /// Nowhere: they are only read.
    #[default]
    Nowhere,
    /// To a folder, under their names.
    Folder(Output),
    /// Beside their folders.
    Beside,
    /// To one output, which is that of one file.
    One(Output),
    /// To one output, one after another.
    Joined {
        output: Output,
        /// The output's own name.
        name: String,
    },
}

/// How files are written.
#[derive(Debug, Default)]
pub(super) struct Shape {
    /// What names are to say of the compression.
    pub(super) named: Option<Compression>,
    /// How outputs are compressed; `None` as their inputs are.
    pub(super) compression: Option<Compression>,
    pub(super) to_jsonl: bool,
}

impl Jobs {
    /// Number of files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// A file.
    pub fn get(&self, index: usize) -> Option<Job> {
        let entry = self.files.get(index)?;
        let folder = self.folder(*entry)?;
        let input = self.input_of(*entry, folder);
        let (found, _) = self.name(*entry);
        let own = match input {
            // Standard input has no name of its own to take in a folder.
            Input::Stdin if matches!(self.target, Target::Folder(_)) => "stdin",
            Input::Stdin => "-",
            _ => &*found,
        };
        let renamed = |name: &str| match input {
            Input::Stdin => name.to_owned(),
            _ => name::renamed(name, entry.expected, self.shape.named, self.shape.to_jsonl),
        };
        let name = renamed(&format!("{}{own}", folder.prefix));
        let output = match (&self.target, &folder.beside) {
            (_, Some(beside)) => beside.join(&renamed(own)),
            (Target::Nowhere | Target::Beside, _) => Output::Nowhere,
            (Target::Folder(folder), _) => folder.join(&name),
            (Target::One(output) | Target::Joined { output, .. }, _) => output.clone(),
        };
        let joined = match &self.target {
            Target::Joined { name, .. } => Some(name.clone()),
            _ => None,
        };
        Some(Job {
            output,
            joined,
            name: match input {
                Input::Stdin => "-".to_owned(),
                _ => name,
            },
            input,
            expected: entry.expected,
            compression: self.shape.compression,
            to_jsonl: self.shape.to_jsonl,
        })
    }

    /// All files, in order.
    pub fn iter(&self) -> impl Iterator<Item = Job> + '_ {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    /// All inputs, in order.
    pub fn inputs(&self) -> impl Iterator<Item = Input> + '_ {
        (self.files.iter()).filter_map(|entry| Some(self.input_of(*entry, self.folder(*entry)?)))
    }

    /// What is known of the formats of all files.
    pub fn expected(&self) -> impl Iterator<Item = Expected> + '_ {
        self.files.iter().map(|entry| entry.expected)
    }

    /// Whether standard input is among the inputs.
    pub fn reads_stdin(&self) -> bool {
        (self.folders.iter()).any(|folder| folder.origin == Origin::Stdin)
    }

    /// What is written if it is not a folder of files.
    pub fn single_output(&self) -> Option<&Output> {
        match &self.target {
            Target::One(output) | Target::Joined { output, .. } => Some(output),
            Target::Nowhere | Target::Folder(_) | Target::Beside => None,
        }
    }

    /// Whether all files go to one output, one after another.
    pub(crate) fn are_joined(&self) -> bool {
        matches!(self.target, Target::Joined { .. })
    }

    /// Whether anything is written to a store.
    pub(crate) fn writes_objects(&self) -> bool {
        let to_store = |output: &Output| matches!(output, Output::Object(_));
        match &self.target {
            Target::Folder(output) | Target::One(output) | Target::Joined { output, .. } => {
                to_store(output)
            }
            Target::Beside => {
                let mut beside = self
                    .folders
                    .iter()
                    .filter_map(|folder| folder.beside.as_ref());
                beside.any(to_store)
            }
            Target::Nowhere => false,
        }
    }

    /// The folders, to say where their files go.
    pub(super) fn folders_mut(&mut self) -> impl Iterator<Item = &mut Folder> {
        self.folders.iter_mut()
    }

    /// The folder of a file.
    pub(super) fn folder_of(&self, index: usize) -> Option<&Folder> {
        self.folder(*self.files.get(index)?)
    }

    /// Adds a folder; its number.
    pub(super) fn add_folder(&mut self, origin: Origin, prefix: String, whole: bool) -> u32 {
        self.folders.push(Folder {
            origin,
            prefix,
            whole,
            beside: None,
        });
        // Every folder holds a file, and files have 32 bits.
        u32::try_from(self.folders.len() - 1).unwrap_or(u32::MAX)
    }

    /// Adds a file of a folder, by the bytes of its name; an object with its state.
    pub(super) fn add(&mut self, folder: u32, name: &[u8], state: &str, expected: Expected) {
        let room = u32::try_from(self.names.len() + name.len() + state.len()).is_ok();
        let sizes = (u16::try_from(name.len()), u8::try_from(state.len()));
        let (true, Ok(start), (Ok(length), state_length)) =
            (room, u32::try_from(self.names.len()), sizes)
        else {
            self.full = true;
            return;
        };
        self.names.extend_from_slice(name);
        // A state of other than usual length is asked for again.
        let state_length = state_length.unwrap_or(0);
        let kept = state.get(..usize::from(state_length)).unwrap_or_default();
        self.names.extend_from_slice(kept.as_bytes());
        self.files.push(Entry {
            folder,
            start,
            name: length,
            state: state_length,
            expected,
        });
    }

    fn folder(&self, entry: Entry) -> Option<&Folder> {
        self.folders.get(entry.folder as usize)
    }

    /// The bytes of a file's name, and its state.
    fn bytes(&self, entry: Entry) -> (&[u8], &[u8]) {
        let start = entry.start as usize;
        let end = start + usize::from(entry.name);
        let name = self.names.get(start..end).unwrap_or_default();
        let state = self.names.get(end..end + usize::from(entry.state));
        (name, state.unwrap_or_default())
    }

    fn name(&self, entry: Entry) -> (Cow<'_, str>, &str) {
        let (name, state) = self.bytes(entry);
        let state = str::from_utf8(state).unwrap_or_default();
        (String::from_utf8_lossy(name), state)
    }

    fn input_of(&self, entry: Entry, folder: &Folder) -> Input {
        match &folder.origin {
            Origin::Stdin => Input::Stdin,
            Origin::Folder(path) => {
                let (name, _) = self.bytes(entry);
                Input::File(path.join(spelling::name(name)))
            }
            Origin::Store(folder) => {
                let (name, state) = self.name(entry);
                Input::Object(folder.join(&name).with_state(state))
            }
        }
    }
}
