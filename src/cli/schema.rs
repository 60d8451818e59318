//! `despam schema`: the JSON Schema of rule files.

use clap::Args;

use super::{OK, to_stdout};
use crate::rule::schema::text;

/// Print the JSON Schema (draft-07) of rule files, for editors.
///
/// An editor with a YAML language server completes and explains keys if a rule file begins with
/// `# yaml-language-server: $schema=../rules.schema.json`, the path of the printed file.
#[derive(Args)]
#[command(after_long_help = "Example:
  despam schema > my-rules/rules.schema.json")]
pub(super) struct SchemaOptions {}

/// Runs the command; the exit status.
pub(super) fn schema(_: &SchemaOptions) -> anyhow::Result<u8> {
    to_stdout(text())?;
    Ok(OK)
}
