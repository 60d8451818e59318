//! What would lose data is refused before any work.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::{Input, Output, Plan, PlanError};
use crate::corpus::logs::NAMES;

impl Plan {
    /// Refuses what would lose data.
    pub(super) fn check(
        &self,
        folders: &[PathBuf],
        read_log: Option<&Path>,
    ) -> Result<(), PlanError> {
        let inputs: HashSet<PathBuf> = (self.jobs.iter())
            .filter_map(|job| match &job.input {
                Input::File(path) => Some(path.as_path()),
                Input::Stdin => None,
            })
            .chain(read_log)
            .map(resolved)
            .collect();
        let folders: Vec<PathBuf> = folders.iter().map(|folder| resolved(folder)).collect();
        let mut taken: HashMap<PathBuf, String> = HashMap::new();
        let logs = (self.logs.each().into_iter().zip(NAMES))
            .filter_map(|(log, name)| Some((log.as_ref()?, format!("the {name}"))));
        let outputs = self
            .jobs
            .iter()
            .map(|job| (&job.output, job.input.to_string()));
        for (output, from) in outputs.chain(logs) {
            let Output::File(path) = output else {
                continue;
            };
            let place = resolved(path);
            if inputs.contains(&place) {
                return Err(PlanError::Overwrites { path: path.clone() });
            }
            if let Some(folder) = folders.iter().find(|folder| place.starts_with(folder)) {
                return Err(PlanError::InsideInput {
                    path: path.clone(),
                    folder: folder.clone(),
                });
            }
            if let Some(first) = taken.insert(place, from.clone()) {
                return Err(PlanError::Clash {
                    path: path.clone(),
                    first,
                    second: from,
                });
            }
        }
        let logs = self.logs.each().into_iter().flatten();
        let to_stdout = (self.jobs.iter().map(|job| &job.output).chain(logs))
            .filter(|output| **output == Output::Stdout);
        if to_stdout.count() > 1 {
            return Err(PlanError::MixedStdout);
        }
        Ok(())
    }
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
