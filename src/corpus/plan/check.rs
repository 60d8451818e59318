//! What would lose data is refused before any work.
//!
//! Places are compared by hashes of 64 bits, which millions of files have room for; where
//! two are equal, the places themselves decide.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use super::job::{Input, Output};
use super::jobs::{Origin, Target};
use super::{Plan, PlanError};
use crate::corpus::logs::NAMES;
use crate::corpus::store::address;

/// What has to be known of the inputs beside the plan.
pub(super) struct Known<'c> {
    /// Indices of inputs that are links, in order.
    pub links: &'c [usize],
    /// Folders that are read as a whole.
    pub folders: &'c [Origin],
    /// A file that is read as well.
    pub read_log: Option<&'c Path>,
}

impl Known<'_> {
    fn is_link(&self, index: usize) -> bool {
        self.links.binary_search(&index).is_ok()
    }

    fn log_place(&self) -> Option<PathBuf> {
        self.read_log.map(|log| match address(log) {
            Some(_) => log.to_owned(),
            None => resolved(log),
        })
    }

    /// The folders, resolved and as they were named.
    fn folders(&self) -> Vec<(PathBuf, PathBuf)> {
        let place = |origin: &Origin| match origin {
            Origin::Stdin => None,
            Origin::Folder(path) => Some((resolved(path), path.clone())),
            Origin::Store(object) => {
                let url = PathBuf::from(object.to_string());
                Some((url.clone(), url))
            }
        };
        self.folders.iter().filter_map(place).collect()
    }
}

/// Places, with the folders among them resolved once.
#[derive(Default)]
struct Places {
    folders: HashMap<PathBuf, (PathBuf, bool)>,
}

impl Places {
    /// The place of a file, whether it is there or not, and whether its folder is.
    fn of(&mut self, path: &Path) -> (PathBuf, bool) {
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            return (resolved(path), true);
        };
        if let Some((folder, exists)) = self.folders.get(parent) {
            return (folder.join(name), *exists);
        }
        let usual = match parent.as_os_str().is_empty() {
            true => Path::new("."),
            false => parent,
        };
        let found = (resolved(usual), usual.exists());
        self.folders.insert(parent.to_owned(), found.clone());
        (found.0.join(name), found.1)
    }

    /// The place of an output; `None` for pipes and nothing.
    fn of_output(&mut self, output: &Output) -> Option<PathBuf> {
        match output {
            Output::File(path) => Some(self.of(path).0),
            other => other.place(),
        }
    }

    fn of_input(&mut self, input: &Input, is_link: bool) -> Option<PathBuf> {
        match input {
            Input::Stdin => None,
            Input::File(path) if is_link => Some(resolved(path)),
            Input::File(path) => Some(self.of(path).0),
            Input::Object(object) => Some(PathBuf::from(object.to_string())),
        }
    }
}

impl Plan {
    /// Refuses what would lose data.
    pub(super) fn check(&self, known: &Known<'_>) -> Result<(), PlanError> {
        let mut places = Places::default();
        let inputs = self.input_places(known, &mut places);
        let folders = known.folders();
        let mut taken = Vec::with_capacity(self.jobs.len());
        for (output, _) in self.outputs() {
            let Some(path) = output.place() else {
                continue;
            };
            // A complete file takes its name from what stands there: a device would be gone.
            if let Output::File(path) = &output
                && places.of(path).1
                && path.metadata().is_ok_and(|there| !there.is_file())
            {
                return Err(PlanError::NotAFile { path: path.clone() });
            }
            let Some(place) = places.of_output(&output) else {
                continue;
            };
            let hash = hash(&place);
            if inputs.binary_search(&hash).is_ok() && self.reads(&place, known, &mut places) {
                return Err(PlanError::Overwrites { path });
            }
            if let Some((_, folder)) = folders.iter().find(|(folder, _)| place.starts_with(folder))
            {
                let folder = folder.clone();
                return Err(PlanError::InsideInput { path, folder });
            }
            taken.push(hash);
        }
        self.clashes(taken, &mut places)?;
        match self
            .outputs()
            .filter(|(output, _)| *output == Output::Stdout)
            .count()
        {
            0 | 1 => Ok(()),
            _ => Err(PlanError::MixedStdout),
        }
    }

    /// All outputs and logs, and what would go there.
    fn outputs(&self) -> impl Iterator<Item = (Output, String)> + '_ {
        let joined = match &self.jobs.target {
            Target::Joined { output, .. } => Some((output.clone(), "the cleaned text".to_owned())),
            _ => None,
        };
        let each = joined.is_none() && !matches!(self.jobs.target, Target::Nowhere);
        let jobs = self.jobs.iter().filter(move |_| each);
        let logs = (self.logs.each().into_iter().zip(NAMES))
            .filter_map(|(log, name)| Some((log.clone()?, format!("the {name}"))));
        let jobs = jobs.map(|job| (job.output, job.input.to_string()));
        joined.into_iter().chain(jobs).chain(logs)
    }

    /// Hashes of the places of inputs, sorted, but for files in folders in which no output
    /// may lie anyway.
    fn input_places(&self, known: &Known<'_>, places: &mut Places) -> Vec<u64> {
        let mut hashes: Vec<u64> = Vec::new();
        for (index, input) in self.jobs.inputs().enumerate() {
            let is_link = known.is_link(index);
            if is_link
                || self
                    .jobs
                    .folder_of(index)
                    .is_some_and(|folder| !folder.whole)
            {
                hashes.extend(places.of_input(&input, is_link).map(|place| hash(&place)));
            }
        }
        hashes.extend(known.log_place().map(|log| hash(&log)));
        hashes.sort_unstable();
        hashes
    }

    /// Whether a place is that of an input.
    fn reads(&self, place: &Path, known: &Known<'_>, places: &mut Places) -> bool {
        let is_log = known.log_place().is_some_and(|log| log == place);
        let mut inputs = self.jobs.inputs().enumerate();
        is_log
            || inputs.any(|(index, input)| {
                places.of_input(&input, known.is_link(index)).as_deref() == Some(place)
            })
    }

    /// Refuses two files for one place.
    fn clashes(&self, mut taken: Vec<u64>, places: &mut Places) -> Result<(), PlanError> {
        taken.sort_unstable();
        let pairs = taken.iter().zip(taken.iter().skip(1));
        for (twice, _) in pairs.filter(|(one, other)| one == other) {
            let mut seen: Vec<(PathBuf, String)> = Vec::new();
            for (output, from) in self.outputs() {
                let place = places.of_output(&output);
                let Some(place) = place.filter(|place| hash(place) == *twice) else {
                    continue;
                };
                if let Some((_, first)) = seen.iter().find(|(other, _)| *other == place) {
                    return Err(PlanError::Clash {
                        path: output.place().unwrap_or_default(),
                        first: first.clone(),
                        second: from,
                    });
                }
                seen.push((place, from));
            }
        }
        Ok(())
    }
}

fn hash(place: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    place.as_os_str().hash(&mut hasher);
    hasher.finish()
}

/// The path with links and `..` resolved as far as it exists.
pub(super) fn resolved(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if !parent.as_os_str().is_empty() => resolved(parent).join(name),
        (_, Some(name)) => std::env::current_dir().unwrap_or_default().join(name),
        _ => path.to_owned(),
    }
}
