//! Options of `despam clean` that say how a run goes.

use std::time::Duration;

use clap::{Args, ValueEnum};

use super::size;
use crate::corpus::{Compression, DEFAULT_MEMORY, FieldPath, Notes, Selection};

/// How a run goes.
#[derive(Args)]
pub(super) struct RunOptions {
    /// Worker threads; as many as there are processors if not given. The output is the same
    /// for any number.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Memory to keep to, beside that of the rules; K, M and G are units. A record or a text
    /// file larger than a sixteenth of it is copied unchanged and reported.
    #[arg(long, value_name = "SIZE", default_value = "512M", value_parser = size::parse)]
    pub memory: usize,
    /// Write another format than the input's. Documents become records with `text`, `id` and
    /// `url`, rows of tables records with all their columns.
    #[arg(long, value_enum, value_name = "FORMAT")]
    output_format: Option<OutputFormat>,
    /// Compress outputs so, whatever the inputs are.
    #[arg(long, value_enum, value_name = "KIND")]
    output_compression: Option<CompressionName>,
    /// Leave texts alone, and add a field to each record that says what would go. Writes
    /// JSONL.
    #[arg(
        long,
        value_name = "FIELD",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "despam",
        conflicts_with = "removed"
    )]
    annotate: Option<String>,
    /// Leave texts alone, and write attributes as the Dolma tools have them: for every file
    /// under a folder `documents` one of the same name under `attributes/NAME` beside it (or
    /// under the folder of -o), with spans in characters by label. Writes JSONL.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["removed", "annotate"], value_parser = tool)]
    pub attributes: Option<String>,
    /// Only the first so many records, of all inputs together; others are left out.
    #[arg(long, value_name = "N", conflicts_with = "resume")]
    limit: Option<u64>,
    /// Only a share of the records, 0 to 1, chosen by chance; others are left out.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    sample: Option<f64>,
    /// Another seed chooses another sample.
    #[arg(long, value_name = "N", default_value_t = 0, requires = "sample")]
    seed: u64,
    /// Read the input twice: first count on how many pages of its host each line stands, then
    /// clean with that knowledge. What many pages of a host hold is page furniture.
    #[arg(long)]
    pub repeats: bool,
    /// Write nothing; only say what would be removed.
    #[arg(long)]
    pub dry_run: bool,
    /// Go on where a run that broke off has come to. Inputs, rules and options have to be
    /// the same.
    #[arg(long, conflicts_with = "dry_run")]
    pub resume: bool,
    /// Seconds between two checkpoints, from which --resume can go on.
    #[arg(long, value_name = "SECONDS", default_value_t = 2)]
    checkpoint_every: u64,
    /// The summary at the end: a table by label, one line, or JSON. A table on a terminal, a
    /// line elsewhere, if not given. JSON goes to standard output, if nothing else does.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<SummaryFormat>,
    /// No progress, no summary at the end, and no notes; problems are still reported.
    #[arg(short, long)]
    pub quiet: bool,
}

/// Formats that any input can be written in.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OutputFormat {
    /// A line is a JSON object.
    Jsonl,
}

/// Names of compressions.
#[derive(Clone, Copy, ValueEnum)]
enum CompressionName {
    None,
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}

/// How the summary is shown.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SummaryFormat {
    /// What went, by label.
    Table,
    /// All in one line.
    Line,
    /// All counts as a JSON object.
    Json,
}

fn tool(name: &str) -> Result<String, String> {
    match name.is_empty() || name.starts_with('.') || name.contains(['/', '\\']) {
        true => Err("the name of a tool is that of a folder".to_owned()),
        false => Ok(name.to_owned()),
    }
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("a share is a number from 0 to 1".to_owned()),
    }
}

/// The number of workers: as many as there are processors if not given.
pub(in crate::cli) fn threads(wanted: Option<usize>) -> usize {
    match wanted {
        Some(threads) => threads.max(1),
        None => std::thread::available_parallelism().map_or(1, usize::from),
    }
}

impl RunOptions {
    pub(super) fn threads(&self) -> usize {
        threads(self.threads)
    }

    pub(super) fn checkpoint_every(&self) -> Duration {
        Duration::from_secs(self.checkpoint_every)
    }

    pub(super) fn compression(&self) -> Option<Compression> {
        self.output_compression.map(|name| match name {
            CompressionName::None => Compression::None,
            CompressionName::Gzip => Compression::Gzip,
            CompressionName::Zstd => Compression::Zstd,
            CompressionName::Bzip2 => Compression::Bzip2,
            CompressionName::Xz => Compression::Xz,
        })
    }

    pub(super) fn to_jsonl(&self) -> bool {
        self.output_format.is_some() || self.notes().is_some()
    }

    /// What is noted where texts are left alone.
    pub(super) fn notes(&self) -> Option<Notes> {
        let field = self
            .annotate
            .as_deref()
            .map(FieldPath::new)
            .map(Notes::Field);
        field.or_else(|| self.attributes.clone().map(Notes::Attributes))
    }

    pub(super) fn selection(&self) -> Selection {
        Selection {
            limit: self.limit,
            share: self.sample.unwrap_or(1.0),
            seed: self.seed,
        }
    }

    /// The options that make a difference to what is written.
    pub(super) fn identity(&self) -> Vec<String> {
        let mut options = Vec::new();
        if self.memory != DEFAULT_MEMORY {
            options.push(format!("--memory {}", self.memory));
        }
        if self.to_jsonl() {
            options.push("--output-format jsonl".to_owned());
        }
        if let Some(compression) = self.compression() {
            options.push(format!("--output-compression {}", compression.name()));
        }
        if let Some(field) = &self.annotate {
            options.push(format!("--annotate={field}"));
        }
        if let Some(name) = &self.attributes {
            options.push(format!("--attributes {name}"));
        }
        if let Some(share) = self.sample {
            options.push(format!("--sample {share} --seed {}", self.seed));
        }
        options
    }
}
