//! The command line: one command per file.

mod audit;
mod check;
mod clean;
mod completions;
mod diff;
mod eval;
mod explain;
mod fit;
mod hit_log_options;
mod input_options;
mod restore;
mod rules;
mod rules_option;
mod scan;
mod schema;
mod suggest;

use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

/// Everything was done and nothing was wrong.
const OK: u8 = 0;
/// Something was damaged, unreadable or did not fit; the rest was done.
const FINDINGS: u8 = 1;
/// The command could not run.
const FAILED: u8 = 2;

/// Separates the text of scraped documents from share widgets, advertisements, page
/// furniture and injected spam, by rules that can say why.
///
/// Exit status: 0 everything was fine; 1 something was damaged, unreadable or did not fit
/// (it is named on standard error, the rest was done); 2 the command could not run.
#[derive(Parser)]
#[command(name = "despam", version, max_term_width = 100)]
struct Arguments {
    /// Whether messages are coloured.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    color: Color,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Clean(clean::CleanOptions),
    Scan(scan::ScanOptions),
    Audit(audit::AuditCommand),
    Explain(explain::ExplainOptions),
    Check(check::CheckOptions),
    Eval(eval::EvalOptions),
    Fit(fit::FitOptions),
    Diff(diff::DiffOptions),
    Rules(rules::RulesCommand),
    Restore(restore::RestoreOptions),
    Suggest(suggest::SuggestOptions),
    Schema(schema::SchemaOptions),
    Completions(completions::CompletionsOptions),
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Color {
    /// On a terminal that shows them.
    #[default]
    Auto,
    Always,
    Never,
}

/// Parses the arguments and runs the command they name.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match arguments.color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
    }
    .write_global();
    let result = match &arguments.command {
        Command::Clean(options) => clean::clean(options),
        Command::Scan(options) => scan::scan(options),
        Command::Audit(options) => audit::audit(options),
        Command::Explain(options) => explain::explain(options),
        Command::Check(options) => check::check(options),
        Command::Eval(options) => eval::eval(options),
        Command::Fit(options) => fit::fit(options),
        Command::Diff(options) => diff::diff(options),
        Command::Rules(options) => rules::rules(options),
        Command::Restore(options) => restore::restore(options),
        Command::Suggest(options) => suggest::suggest(options),
        Command::Schema(options) => schema::schema(options),
        Command::Completions(options) => completions::completions(options),
    };
    let status = result.unwrap_or_else(|error| {
        message(&told(&error));
        FAILED
    });
    ExitCode::from(status)
}

/// An error with its causes, less those that it tells itself.
fn told(error: &anyhow::Error) -> String {
    let mut told = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if !told.contains(&cause) {
            let separator = if told.is_empty() { "" } else { ": " };
            told = told + separator + &cause;
        }
    }
    told
}

/// Writes a message to standard error. If that is closed, there is nobody to tell.
fn message(text: &dyn std::fmt::Display) {
    use std::io::Write;
    let _ = writeln!(anstream::stderr(), "despam: {text:#}");
}

/// Writes to standard output. If that is closed, nobody wants to read on.
fn to_stdout(text: impl AsRef<[u8]>) -> std::io::Result<()> {
    use std::io::Write;
    match anstream::stdout().lock().write_all(text.as_ref()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_told_once() {
        let error = || anyhow::Error::msg("no such file");
        assert_eq!(
            told(&error().context("a.txt: no such file")),
            "a.txt: no such file"
        );
        assert_eq!(told(&error().context("a.txt")), "a.txt: no such file");
    }

    #[test]
    fn the_command_line_is_consistent() {
        <Arguments as clap::CommandFactory>::command().debug_assert();
    }
}
