//! The progress bar, and problems as they are met.

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

use crate::cli::message;
use crate::corpus::{Observer, Plan, Problem, Severity, Statistics};

/// What the bar looks like.
const STYLE: &str = "{bar:24} {bytes}/{total_bytes} {bytes_per_sec} {eta} left · {msg}";

/// Records of a file whose problems are named; the others are counted.
const NAMED: u64 = 20;

/// Shows a run to the person before it.
pub(super) struct Watch {
    bar: ProgressBar,
    quiet: bool,
    /// The file of the last problem, and how many of its records had one.
    file: String,
    records: u64,
}

impl Watch {
    /// A bar on a terminal, nothing elsewhere or if it is to be quiet.
    pub(super) fn new(plan: &Plan, quiet: bool) -> Watch {
        let bar = match quiet || !is_terminal() {
            true => ProgressBar::hidden(),
            false => ProgressBar::new(size(plan)),
        };
        if let Ok(style) = ProgressStyle::with_template(STYLE) {
            bar.set_style(style);
        }
        Watch {
            bar,
            quiet,
            file: String::new(),
            records: 0,
        }
    }

    /// Whether a problem is named: of a file only the first.
    fn names(&mut self, problem: &Problem) -> bool {
        if problem.file != self.file {
            self.count_rest();
            self.file.clone_from(&problem.file);
            self.records = 0;
        }
        self.records += u64::from(problem.record.is_some());
        problem.record.is_none() || self.records <= NAMED
    }

    /// Says how many records of the last file were not named.
    fn count_rest(&self) {
        if self.records > NAMED {
            let (file, more) = (&self.file, self.records - NAMED);
            self.bar
                .suspend(|| message(&format_args!("{file}: {more} more records like these")));
        }
    }
}

impl Observer for Watch {
    fn problem(&mut self, problem: &Problem) {
        let is_note = problem.severity() == Severity::Note;
        if !(self.quiet && is_note) && self.names(problem) {
            self.bar.suspend(|| message(problem));
        }
    }

    fn progress(&mut self, bytes: u64, statistics: &Statistics) {
        if self.bar.is_hidden() {
            return;
        }
        self.bar.set_position(bytes);
        let removed: u64 = statistics.chars_removed.iter().sum();
        let share = 100.0 * removed as f64 / (statistics.chars.max(1)) as f64;
        self.bar.set_message(format!(
            "{} documents, {share:.1} % of the characters removed",
            HumanCount(statistics.documents)
        ));
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.count_rest();
        self.bar.finish_and_clear();
    }
}

/// Bytes of all files; pipes have no size.
fn size(plan: &Plan) -> u64 {
    plan.jobs.inputs().filter_map(|input| input.size()).sum()
}

fn is_terminal() -> bool {
    use std::io::IsTerminal;
    std::io::stderr().is_terminal()
}
