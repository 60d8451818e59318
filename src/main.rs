//! The `despam` binary: parse and dispatch, nothing else.

use std::process::ExitCode;

/// Rules are read into many small pieces, and documents are decided with a few more.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    despam::cli::main()
}
