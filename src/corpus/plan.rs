//! The plan: which inputs are read and where each output goes, settled before any work.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::path::{Path, PathBuf};

use super::format::Format;
use super::hit_log::HitOptions;
use super::problem::Problem;
use super::walk::{Walked, walk};

/// Where a document file comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Standard input, `-`.
    Stdin,
    /// A file.
    File(PathBuf),
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Input::Stdin => f.write_str("-"),
            Input::File(path) => path.display().fmt(f),
        }
    }
}

/// Where a file goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Standard output, `-`.
    Stdout,
    /// A file.
    File(PathBuf),
    /// Nowhere: it is only read.
    Nowhere,
}

/// One file to process.
#[derive(Debug, Clone)]
pub struct Job {
    /// What to read.
    pub input: Input,
    /// What to write.
    pub output: Output,
    /// Name in the removal log: the path under the output folder with `/` between its
    /// parts, the file's name for a single file, `-` for standard input.
    pub name: String,
    /// Its format; `None` if its content has to tell.
    pub format: Option<Format>,
}

/// What the user asked for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Files, folders or `-`.
    pub inputs: Vec<PathBuf>,
    /// A folder, a file (for one input) or `-`; `None` is `-` if the input is `-`.
    pub output: Option<PathBuf>,
    /// Where the removal log goes; `-` is standard output.
    pub log: Option<PathBuf>,
    /// Where the hit log goes, and what it holds.
    pub hits: Option<(PathBuf, HitOptions)>,
    /// A file that is read beside the inputs and must not be overwritten: the removal log,
    /// when restoring.
    pub read_log: Option<PathBuf>,
    /// The format of named files and standard input; otherwise the extension, then the
    /// content, tell. Files in folders go by their extension.
    pub format: Option<Format>,
}

/// Everything that will be done.
#[derive(Debug, Default)]
pub struct Plan {
    /// Files in order of the request, in a folder by path.
    pub jobs: Vec<Job>,
    /// Where the removal log goes.
    pub log: Option<Output>,
    /// Where the hit log goes, and what it holds.
    pub hits: Option<(Output, HitOptions)>,
    /// Inputs that do not exist or cannot be read.
    pub problems: Vec<Problem>,
    /// Number of files in folders that are of no known format.
    pub skipped: u64,
}

/// Why a request cannot be carried out. Nothing was read or written.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// No output for files.
    #[error("where to? name an output with -o (a file, a folder, or - for standard output)")]
    NoOutput,
    /// Several files for one place.
    #[error("{count} files cannot go to {output}; name a folder (end it with /) with -o")]
    ManyToOne {
        /// Number of inputs.
        count: usize,
        /// The file or `-`.
        output: String,
    },
    /// A file would overwrite an input.
    #[error("{path} is an input and would be overwritten; name another output")]
    Overwrites {
        /// The output.
        path: PathBuf,
    },
    /// An output in a folder that is being read.
    #[error("the output {path} lies inside the input folder {folder}; name a place outside it")]
    InsideInput {
        /// The output or log.
        path: PathBuf,
        /// The input folder.
        folder: PathBuf,
    },
    /// Two files for one place.
    #[error("both {first} and {second} would go to {path}; clean them in two runs")]
    Clash {
        /// The output.
        path: PathBuf,
        /// One input.
        first: String,
        /// Another.
        second: String,
    },
    /// The log and the text would be mixed.
    #[error("only one of the output and the logs can go to standard output; name files")]
    MixedStdout,
}

/// A file with its name and its format, if that is known.
type Found = (Input, String, Option<Format>);

impl Plan {
    /// Settles a request. Inputs that cannot be read are remembered, not fatal.
    pub fn new(request: &Request) -> Result<Plan, PlanError> {
        let mut plan = Plan {
            log: request.log.as_deref().map(output_at),
            hits: (request.hits.as_ref()).map(|(path, options)| (output_at(path), options.clone())),
            ..Plan::default()
        };
        let found = plan.find(&request.inputs, request.format);
        let folders = request.inputs.iter().map(PathBuf::as_path);
        let folders: Vec<&Path> = folders.filter(|path| path.is_dir()).collect();
        plan.place(found, request, !folders.is_empty())?;
        plan.check(&folders, request.read_log.as_deref())?;
        Ok(plan)
    }

    /// A plan to read files, folders or `-` and to write a hit log of them.
    ///
    /// # Errors
    /// If the log would overwrite an input or lie in an input folder.
    pub fn for_scanning(
        inputs: &[PathBuf],
        format: Option<Format>,
        hits: (PathBuf, HitOptions),
    ) -> Result<Plan, PlanError> {
        let mut plan = Plan::for_reading(inputs, format);
        plan.hits = Some((output_at(&hits.0), hits.1));
        let folders: Vec<&Path> = inputs.iter().map(PathBuf::as_path).collect();
        let folders: Vec<&Path> = folders.into_iter().filter(|path| path.is_dir()).collect();
        plan.check(&folders, None)?;
        Ok(plan)
    }

    /// A plan only to read files, folders or `-`; `format` as in [`Request::format`].
    pub fn for_reading(inputs: &[PathBuf], format: Option<Format>) -> Plan {
        let mut plan = Plan::default();
        let found = plan.find(inputs, format).into_iter();
        plan.jobs = found
            .map(|(input, name, format)| Job {
                input,
                output: Output::Nowhere,
                name,
                format,
            })
            .collect();
        plan
    }

    /// The files of the inputs, in order.
    fn find(&mut self, inputs: &[PathBuf], format: Option<Format>) -> Vec<Found> {
        let mut found = Vec::new();
        let several = inputs.len() > 1;
        for path in inputs {
            if is_dash(path) {
                found.push((Input::Stdin, "-".to_owned(), format));
            } else if path.is_dir() {
                let prefix = several.then(|| file_name(path));
                self.add_folder(walk(path), prefix.as_deref(), &mut found);
            } else if let Err(error) = path.metadata() {
                let file = path.display().to_string();
                self.problems.push(Problem::unreadable(file, error));
            } else {
                let format = format.or_else(|| Format::from_extension(path));
                found.push((Input::File(path.clone()), file_name(path), format));
            }
        }
        found
    }

    fn add_folder(&mut self, walked: Walked, prefix: Option<&str>, found: &mut Vec<Found>) {
        self.skipped += walked.skipped;
        self.problems.extend(walked.problems);
        for (path, relative, format) in walked.files {
            let name = match prefix {
                Some(prefix) => format!("{prefix}/{relative}"),
                None => relative,
            };
            found.push((Input::File(path), name, Some(format)));
        }
    }

    /// Gives every input its output.
    fn place(
        &mut self,
        found: Vec<Found>,
        request: &Request,
        any_folder: bool,
    ) -> Result<(), PlanError> {
        let only_stdin = request.inputs.iter().all(|path| is_dash(path));
        let output = match &request.output {
            Some(path) => path.as_path(),
            None if only_stdin => Path::new("-"),
            None => return Err(PlanError::NoOutput),
        };
        let one = request.inputs.len() == 1 && !any_folder;
        let ends_in_slash = output
            .to_string_lossy()
            .ends_with(['/', std::path::MAIN_SEPARATOR]);
        let to_folder = !is_dash(output) && (!one || output.is_dir() || ends_in_slash);
        let is_file = output.is_file();
        if !one && (is_dash(output) || is_file) {
            return Err(PlanError::ManyToOne {
                count: found.len(),
                output: output.display().to_string(),
            });
        }
        for (input, name, format) in found {
            let output = match &input {
                // Standard input has no name of its own to take in a folder.
                Input::Stdin if to_folder => Output::File(output.join("stdin")),
                _ if to_folder => Output::File(output.join(&name)),
                _ => output_at(output),
            };
            self.jobs.push(Job {
                input,
                output,
                name,
                format,
            });
        }
        Ok(())
    }

    /// Refuses what would lose data.
    fn check(&self, folders: &[&Path], read_log: Option<&Path>) -> Result<(), PlanError> {
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
        let logs = self
            .log
            .iter()
            .map(|log| (log, "the removal log".to_owned()));
        let hits = self.hits.iter();
        let logs = logs.chain(hits.map(|(hits, _)| (hits, "the hit log".to_owned())));
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
        let logs = self
            .log
            .iter()
            .chain(self.hits.iter().map(|(hits, _)| hits));
        let logs = logs.filter(|log| **log == Output::Stdout).count();
        let text = self.jobs.iter().any(|job| job.output == Output::Stdout);
        if logs + usize::from(text) > 1 {
            return Err(PlanError::MixedStdout);
        }
        Ok(())
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

/// The path with links and `..` resolved as far as it exists.
fn resolved(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if !parent.as_os_str().is_empty() => resolved(parent).join(name),
        (_, Some(name)) => std::env::current_dir().unwrap_or_default().join(name),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(
        inputs: &[&Path],
        output: Option<&Path>,
        log: Option<&Path>,
    ) -> Result<Plan, PlanError> {
        Plan::new(&Request {
            inputs: inputs.iter().map(|path| path.to_path_buf()).collect(),
            output: output.map(Path::to_owned),
            log: log.map(Path::to_owned),
            ..Request::default()
        })
    }

    #[test]
    fn outputs_have_the_shape_of_the_inputs() {
        let root = tempfile::tempdir().unwrap();
        let input = root.path().join("in");
        std::fs::create_dir_all(input.join("b")).unwrap();
        for name in ["z.txt", "b/a.jsonl", "b/skip.pdf", "a.TXT"] {
            std::fs::write(input.join(name), "x").unwrap();
        }
        let output = root.path().join("out");
        let all = plan(&[&input], Some(&output), None).unwrap();
        let names: Vec<_> = all.jobs.iter().map(|job| job.name.as_str()).collect();
        assert_eq!(
            (names, all.skipped),
            (vec!["a.TXT", "b/a.jsonl", "z.txt"], 1)
        );
        assert_eq!(all.jobs[1].output, Output::File(output.join("b/a.jsonl")));
        let file = input.join("z.txt");
        let two = plan(&[&input, &file], Some(&output), None).unwrap();
        assert_eq!(two.jobs[0].name, "in/a.TXT");
        assert_eq!(two.jobs[3].name, "z.txt");
        let missing = plan(&[&root.path().join("no.txt"), &file], Some(&output), None).unwrap();
        assert_eq!((missing.jobs.len(), missing.problems.len()), (1, 1));
    }

    #[test]
    fn what_would_lose_data_is_refused() {
        let root = tempfile::tempdir().unwrap();
        let input = root.path().join("in");
        std::fs::create_dir_all(input.join("deep")).unwrap();
        let file = input.join("a.txt");
        let deep = input.join("deep/a.txt");
        std::fs::write(&file, "x").unwrap();
        std::fs::write(&deep, "x").unwrap();
        let output = root.path().join("out");
        let dash = Path::new("-");
        use PlanError::*;
        for (result, expected) in [
            (plan(&[&file], Some(&file), None), "Overwrites"),
            (
                plan(&[&file], Some(&input.join("deep/../a.txt")), None),
                "Overwrites",
            ),
            (
                plan(&[&input], Some(&input.join("out")), None),
                "InsideInput",
            ),
            (
                plan(&[&input], Some(&output), Some(&input.join("log"))),
                "InsideInput",
            ),
            (plan(&[&file, &deep], Some(&output), None), "Clash"),
            (plan(&[&file], Some(&output), Some(&output)), "Clash"),
            (plan(&[&input], Some(dash), None), "ManyToOne"),
            (plan(&[&file], None, None), "NoOutput"),
            (plan(&[dash], None, Some(dash)), "MixedStdout"),
        ] {
            let error = result.unwrap_err();
            let kind = match error {
                Overwrites { .. } => "Overwrites",
                InsideInput { .. } => "InsideInput",
                Clash { .. } => "Clash",
                ManyToOne { .. } => "ManyToOne",
                NoOutput => "NoOutput",
                MixedStdout => "MixedStdout",
            };
            assert_eq!(kind, expected, "{error}");
        }
    }
}
