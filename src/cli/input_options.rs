//! Options that say which documents are read and how.

use clap::{Args, ValueEnum};

use crate::corpus::{FieldPath, Fields, Format};

/// How inputs hold documents.
#[derive(Args)]
pub(super) struct InputOptions {
    /// Format of standard input and of the files named. Without it the extension tells
    /// (.txt, .jsonl, .ndjson), then the content: JSONL if it starts with `{`.
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<FormatName>,
    /// Field of a JSONL record that holds the text; dots lead into nested objects.
    #[arg(long, default_value = "text", value_name = "FIELD")]
    text_field: String,
    /// Field of a JSONL record that holds its id, for the removal log.
    #[arg(long, default_value = "id", value_name = "FIELD")]
    id_field: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum FormatName {
    /// A file is a document.
    Text,
    /// A line is a JSON object with the text in a field.
    Jsonl,
}

impl InputOptions {
    pub(super) fn format(&self) -> Option<Format> {
        self.format.map(|name| match name {
            FormatName::Text => Format::Text,
            FormatName::Jsonl => Format::Jsonl,
        })
    }

    pub(super) fn fields(&self) -> Fields {
        Fields {
            text: FieldPath::new(&self.text_field),
            id: FieldPath::new(&self.id_field),
        }
    }
}
