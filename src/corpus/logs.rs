//! The logs that are written beside the output, each in input order.
//!
//! A worker appends to the buffer of each log that is wanted; the writer keeps the buffers
//! of all batches in order, takes back what a failed file has written, and notes the length
//! of each log in checkpoints. A further log is a further field here.

/// Something for each log.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PerLog<T> {
    /// What was removed, edit by edit: [`super::removal`].
    pub removals: T,
    /// Records that could not be understood, byte for byte.
    pub rejects: T,
    /// What was read: [`super::manifest`].
    pub manifest: T,
    /// Which rules fired, line by line: [`super::hit_log`].
    pub hits: T,
}

impl<T> PerLog<T> {
    /// All of them, in the order of the fields.
    pub fn each(&self) -> [&T; 4] {
        [&self.removals, &self.rejects, &self.manifest, &self.hits]
    }

    /// All of them, to change them.
    pub(crate) fn each_mut(&mut self) -> [&mut T; 4] {
        [
            &mut self.removals,
            &mut self.rejects,
            &mut self.manifest,
            &mut self.hits,
        ]
    }

    /// The same of something else.
    pub(crate) fn map<U>(&self, mut of: impl FnMut(&T) -> U) -> PerLog<U> {
        PerLog {
            removals: of(&self.removals),
            rejects: of(&self.rejects),
            manifest: of(&self.manifest),
            hits: of(&self.hits),
        }
    }
}

/// Names of the logs in messages, in the order of the fields.
pub(crate) const NAMES: [&str; 4] = ["removal log", "file of rejects", "manifest", "hit log"];
