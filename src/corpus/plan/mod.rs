//! The plan: which inputs are read and where each output goes, settled before any work.

mod check;
mod errors;
mod find;
mod job;
mod name;
#[cfg(test)]
mod tests;
mod walk;

use std::path::{Path, PathBuf};

use check::resolved;
pub use errors::PlanError;
use find::{Finds, Found};
pub use job::{Input, Job, Output};

use super::compression::Compression;
use super::format::{Expected, Format};
use super::logs::PerLog;
use super::problem::{Problem, ProblemKind};

/// What the user asked for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Files, folders, globs, lists of them (`@list`), or `-`.
    pub inputs: Vec<PathBuf>,
    /// A folder, a file (for one input) or `-`; `None` is `-` if the input is `-`.
    pub output: Option<PathBuf>,
    /// Where the logs go; `-` is standard output.
    pub logs: PerLog<Option<PathBuf>>,
    /// A file that is read beside the inputs and must not be overwritten: the removal log,
    /// when restoring.
    pub read_log: Option<PathBuf>,
    /// The format of named files and standard input; otherwise content and name tell.
    pub format: Option<Format>,
    /// How outputs are compressed; otherwise as the inputs are, or as the name of the one
    /// output says.
    pub compression: Option<Compression>,
    /// Whether outputs are JSONL, whatever the inputs are.
    pub to_jsonl: bool,
    /// Whether only some of the records are wanted.
    pub partial: bool,
    /// Whether nothing is to be written.
    pub dry_run: bool,
}

/// Everything that will be done.
#[derive(Debug, Default)]
pub struct Plan {
    /// Files in order of the request, in a folder by path.
    pub jobs: Vec<Job>,
    /// Where the logs go.
    pub logs: PerLog<Option<Output>>,
    /// Where the outputs go.
    pub output: Option<PathBuf>,
    /// Inputs that do not exist, cannot be read or are of no known format.
    pub problems: Vec<Problem>,
    /// Number of files in folders that are of no known format.
    pub skipped: u64,
}

impl Plan {
    /// Settles a request. Inputs that cannot be read are remembered, not fatal.
    pub fn new(request: &Request) -> Result<Plan, PlanError> {
        let mut plan = Plan::default();
        let finds = plan.find(&request.inputs, request.format);
        if !request.dry_run {
            plan.logs = request.logs.map(|log| log.as_deref().map(output_at));
        }
        plan.place(finds.files, request, finds.many)?;
        plan.check(&finds.folders, request.read_log.as_deref())?;
        Ok(plan)
    }

    /// A plan only to read files, folders or `-`; `format` as in [`Request::format`].
    pub fn for_reading(inputs: &[PathBuf], format: Option<Format>) -> Plan {
        let mut plan = Plan::default();
        let finds = plan.find(inputs, format);
        plan.read(finds.files);
        plan
    }

    /// A plan to read files, folders or `-` and to write a hit log of them.
    ///
    /// # Errors
    /// If the log would overwrite an input or lie in an input folder.
    pub fn for_scanning(
        inputs: &[PathBuf],
        format: Option<Format>,
        hits: &Path,
    ) -> Result<Plan, PlanError> {
        let mut plan = Plan::default();
        let finds = plan.find(inputs, format);
        plan.logs.hits = Some(output_at(hits));
        plan.read(finds.files);
        plan.check(&finds.folders, None)?;
        Ok(plan)
    }

    /// Files that go nowhere.
    fn read(&mut self, files: Vec<Found>) {
        for found in files {
            self.jobs.push(Job {
                input: found.input,
                output: Output::Nowhere,
                name: found.name,
                expected: found.expected,
                compression: None,
                to_jsonl: false,
            });
        }
    }

    /// The files of the inputs, in order; what else there is is noted.
    fn find(&mut self, inputs: &[PathBuf], format: Option<Format>) -> Finds {
        let named = format.map_or(Expected::Anything, Expected::Forced);
        let mut finds = Finds::of(inputs, named);
        self.problems.append(&mut finds.problems);
        self.skipped = finds.skipped.len() as u64;
        for path in &finds.skipped {
            self.problems.push(Problem {
                file: path.display().to_string(),
                record: None,
                byte: None,
                kind: ProblemKind::UnknownFormat,
            });
        }
        finds
    }

    /// Gives every input its output.
    fn place(&mut self, files: Vec<Found>, request: &Request, many: bool) -> Result<(), PlanError> {
        let only_stdin = request.inputs.iter().all(|path| is_dash(path));
        let output = match &request.output {
            Some(path) => path.as_path(),
            None if only_stdin || request.dry_run => Path::new("-"),
            None => return Err(PlanError::NoOutput),
        };
        let ends_in_slash = output
            .to_string_lossy()
            .ends_with(['/', std::path::MAIN_SEPARATOR]);
        let to_folder = !is_dash(output) && (many || output.is_dir() || ends_in_slash);
        if many && !request.dry_run && (is_dash(output) || output.is_file()) {
            return Err(PlanError::ManyToOne {
                count: files.len(),
                output: output.display().to_string(),
            });
        }
        self.output = Some(output.to_owned()).filter(|output| !is_dash(output));
        for found in files {
            let mut job = job_of(found, request);
            let is_table = matches!(
                job.expected,
                Expected::Named(Format::Parquet) | Expected::Forced(Format::Parquet)
            );
            if is_table && request.partial && !request.to_jsonl && !request.dry_run {
                return Err(PlanError::PartOfTable {
                    path: job.input.to_string(),
                });
            }
            if request.dry_run {
                job.output = Output::Nowhere;
            } else if to_folder {
                // Standard input has no name of its own to take in a folder.
                let name = match job.input {
                    Input::Stdin => "stdin",
                    Input::File(_) => &job.name,
                };
                job.output = Output::File(output.join(name));
            } else {
                job.output = output_at(output);
                if let Output::File(path) = &job.output {
                    job.compression = job.compression.or(name::compression(&job.input, path));
                    name::agree(&job, path)?;
                }
            }
            self.jobs.push(job);
        }
        Ok(())
    }
}

/// The job of a file, which does not go anywhere yet.
fn job_of(found: Found, request: &Request) -> Job {
    let name = match &found.input {
        Input::Stdin => found.name,
        Input::File(_) => name::renamed(
            &found.name,
            found.expected,
            request.compression,
            request.to_jsonl,
        ),
    };
    Job {
        input: found.input,
        output: Output::Nowhere,
        name,
        expected: found.expected,
        compression: request.compression,
        to_jsonl: request.to_jsonl,
    }
}

fn output_at(path: &Path) -> Output {
    if is_dash(path) {
        Output::Stdout
    } else {
        Output::File(path.to_owned())
    }
}

fn is_dash(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn file_name(path: &Path) -> String {
    match path.file_name() {
        Some(name) => name.to_string_lossy().into_owned(),
        None => {
            let real = resolved(path);
            let name = real.file_name().unwrap_or_default();
            name.to_string_lossy().into_owned()
        }
    }
}
