//! The plan: which inputs are read and where each output goes, settled before any work.

mod beside;
mod check;
mod errors;
mod find;
mod job;
mod jobs;
mod name;
mod spelling;
#[cfg(test)]
mod tests;
mod walk;

use std::path::{Path, PathBuf};

use check::{Known, resolved};
pub use errors::PlanError;
use find::Finds;
pub use job::{Input, Job, Output};
pub use jobs::Jobs;
use jobs::Target;

use super::compression::Compression;
use super::format::{Expected, Format};
use super::logs::PerLog;
use super::problem::Problem;
use super::source;
use super::store::{Stores, address};

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
    /// The tool whose attributes are written beside the documents, if no output is named.
    pub attributes: Option<String>,
    /// Whether only some of the records are wanted.
    pub partial: bool,
    /// Whether nothing is to be written.
    pub dry_run: bool,
}

/// Everything that will be done.
#[derive(Debug, Default)]
pub struct Plan {
    /// Files in order of the request, in a folder by path.
    pub jobs: Jobs,
    /// Where the logs go.
    pub logs: PerLog<Option<Output>>,
    /// Where the outputs go.
    pub output: Option<PathBuf>,
    /// Inputs that do not exist, cannot be read or are of no known format.
    pub problems: Vec<Problem>,
    /// Number of files in folders that are of no known format.
    pub skipped: u64,
    /// Number of links to folders in folders, which are not followed.
    pub unfollowed: u64,
}

impl Plan {
    /// Settles a request. Inputs that cannot be read are remembered, not fatal.
    ///
    /// # Errors
    /// If it would lose data, or leaves open where something goes.
    pub fn new(request: &Request) -> Result<Plan, PlanError> {
        let (mut plan, mut finds) = Plan::find(&request.inputs, request.format);
        if !request.dry_run {
            plan.log(&request.logs, &mut finds.stores)?;
        }
        plan.place(request, &mut finds)?;
        plan.check(&finds.known(request.read_log.as_deref()))?;
        Ok(plan)
    }

    /// A plan only to read files, folders or `-`; `format` as in [`Request::format`].
    pub fn for_reading(inputs: &[PathBuf], format: Option<Format>) -> Plan {
        Plan::find(inputs, format).0
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
        let (mut plan, mut finds) = Plan::find(inputs, format);
        plan.logs.hits = Some(output_at(hits, &mut finds.stores)?);
        plan.check(&finds.known(None))?;
        Ok(plan)
    }

    /// Whether anything is written to standard output.
    pub fn writes_stdout(&self) -> bool {
        let logs = self.logs.each().into_iter().flatten();
        let single = self.jobs.single_output();
        logs.chain(single).any(|output| *output == Output::Stdout)
    }

    /// Whether anything is written to an object store.
    pub(crate) fn writes_objects(&self) -> bool {
        let mut logs = self.logs.each().into_iter().flatten();
        self.jobs.writes_objects() || logs.any(|log| matches!(log, Output::Object(_)))
    }

    /// The files of the inputs, which go nowhere yet; what else there is is noted.
    fn find(inputs: &[PathBuf], format: Option<Format>) -> (Plan, Finds) {
        let named = format.map_or(Expected::Anything, Expected::Forced);
        let mut finds = Finds::of(inputs, named);
        let plan = Plan {
            jobs: std::mem::take(&mut finds.jobs),
            problems: std::mem::take(&mut finds.problems),
            skipped: finds.skipped,
            unfollowed: finds.unfollowed,
            ..Plan::default()
        };
        (plan, finds)
    }

    fn log(
        &mut self,
        logs: &PerLog<Option<PathBuf>>,
        stores: &mut Stores,
    ) -> Result<(), PlanError> {
        for (log, path) in self.logs.each_mut().into_iter().zip(logs.each()) {
            *log = path
                .as_deref()
                .map(|path| output_at(path, stores))
                .transpose()?;
        }
        Ok(())
    }

    /// Says where the files go.
    fn place(&mut self, request: &Request, finds: &mut Finds) -> Result<(), PlanError> {
        if self.jobs.full {
            return Err(PlanError::TooMany);
        }
        self.jobs.shape.named = request.compression;
        self.jobs.shape.compression = request.compression;
        self.jobs.shape.to_jsonl = request.to_jsonl;
        if let (None, Some(name), false) = (&request.output, &request.attributes, request.dry_run) {
            self.output = Some(beside::place(&mut self.jobs, name)?);
            return Ok(());
        }
        let only_stdin = request.inputs.iter().all(|path| is_dash(path));
        let output = match &request.output {
            Some(path) => path.as_path(),
            None if only_stdin || request.dry_run => Path::new("-"),
            None => return Err(PlanError::NoOutput),
        };
        self.output = Some(output.to_owned()).filter(|output| !is_dash(output));
        let writes_tables = request.partial && !request.to_jsonl && !request.dry_run;
        let mut expected = self.jobs.expected();
        if let Some(table) = expected.position(is_table).filter(|_| writes_tables) {
            let path = self.jobs.get(table).map(|job| job.input.to_string());
            return Err(PlanError::PartOfTable {
                path: path.unwrap_or_default(),
            });
        }
        drop(expected);
        if request.dry_run {
            return Ok(());
        }
        let ends_in_slash = output
            .to_string_lossy()
            .ends_with(['/', std::path::MAIN_SEPARATOR]);
        let is_one = is_dash(output) || !(output.is_dir() || ends_in_slash);
        let names_jsonl = Format::from_extension(output) == Some(Format::Jsonl);
        let place = output_at(output, &mut finds.stores)?;
        if !finds.many && is_one {
            self.place_one(place)
        } else if finds.many && is_one && (names_jsonl || is_dash(output) || output.is_file()) {
            self.join(place, request)
        } else {
            self.jobs.target = Target::Folder(place);
            Ok(())
        }
    }

    /// One file for one output.
    fn place_one(&mut self, output: Output) -> Result<(), PlanError> {
        if let (Some(path), Some(job)) = (output.place(), self.jobs.get(0)) {
            let shape = &mut self.jobs.shape;
            let by_name = || name::compression(job.input.file_name(), &path);
            shape.compression = shape.compression.or_else(by_name);
            name::agree(&job, &path)?;
        }
        self.jobs.target = Target::One(output);
        Ok(())
    }

    /// Many files for one output, which takes records of JSONL one after another.
    fn join(&mut self, output: Output, request: &Request) -> Result<(), PlanError> {
        let path = output.place().unwrap_or_else(|| PathBuf::from("-"));
        let other = |job: &Job| match job.expected {
            _ if job.to_jsonl => None,
            Expected::Named(format) | Expected::Forced(format) => Some(format),
            Expected::Anything => Some(source::format(job).unwrap_or(Format::Text)),
        };
        for job in self.jobs.iter() {
            if let Some(format) = other(&job).filter(|format| *format != Format::Jsonl) {
                return Err(PlanError::ManyToOne {
                    output: path.display().to_string(),
                    input: job.input.to_string(),
                    format: format.name(),
                });
            }
        }
        let by_name = Compression::from_extension(&path);
        let compression = request.compression.unwrap_or(by_name);
        self.jobs.shape.compression = Some(compression);
        let name = file_name(&path);
        self.jobs.target = Target::Joined { output, name };
        Ok(())
    }
}

impl Finds {
    fn known<'f>(&'f self, read_log: Option<&'f Path>) -> Known<'f> {
        Known {
            links: &self.links,
            folders: &self.folders,
            read_log,
        }
    }
}

fn is_table(expected: Expected) -> bool {
    matches!(
        expected,
        Expected::Named(Format::Parquet) | Expected::Forced(Format::Parquet)
    )
}

fn output_at(path: &Path, stores: &mut Stores) -> Result<Output, PlanError> {
    match address(path) {
        _ if is_dash(path) => Ok(Output::Stdout),
        Some(url) => match stores.place(url) {
            Ok(object) => Ok(Output::Object(object)),
            Err(fault) => Err(PlanError::Store {
                url: url.to_owned(),
                fault,
            }),
        },
        None => Ok(Output::File(path.to_owned())),
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
