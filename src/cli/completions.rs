//! `despam completions`: what a shell needs to complete the command line.

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use super::{Arguments, OK, to_stdout};

/// Print a completion script for a shell.
#[derive(Args)]
#[command(after_long_help = "Examples:
  despam completions bash > ~/.local/share/bash-completion/completions/despam
  despam completions zsh > ~/.zfunc/_despam
  despam completions fish > ~/.config/fish/completions/despam.fish")]
pub(super) struct CompletionsOptions {
    /// The shell.
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

/// Runs the command; the exit status.
pub(super) fn completions(options: &CompletionsOptions) -> anyhow::Result<u8> {
    let mut script = Vec::new();
    let mut command = Arguments::command();
    let name = command.get_name().to_owned();
    generate(options.shell, &mut command, name, &mut script);
    to_stdout(&String::from_utf8(script)?)?;
    Ok(OK)
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::*;

    #[test]
    fn every_shell_completes_every_command() {
        for &shell in Shell::value_variants() {
            let mut script = Vec::new();
            let mut command = Arguments::command();
            generate(shell, &mut command, "despam", &mut script);
            let script = String::from_utf8(script).unwrap();
            for command in Arguments::command().get_subcommands() {
                assert!(
                    script.contains(command.get_name()),
                    "{shell} {}",
                    command.get_name()
                );
            }
        }
    }
}
