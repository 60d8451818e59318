//! The `despam` binary: parse and dispatch, nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    despam::cli::main()
}
