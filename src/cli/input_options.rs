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
    #[command(flatten)]
    fields: FieldOptions,
}

/// Where records hold what is read.
#[derive(Args)]
pub(super) struct FieldOptions {
    /// Field of a JSONL record that holds the text; dots lead into nested objects.
    #[arg(long, default_value = "text", value_name = "FIELD")]
    text_field: String,
    /// Field of a JSONL record that holds its id, for the removal log.
    #[arg(long, default_value = "id", value_name = "FIELD")]
    id_field: String,
}

/// Names of the formats of inputs.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum FormatName {
    /// A file is a document.
    Text,
    /// A line is a JSON object with the text in a field.
    Jsonl,
}

impl InputOptions {
    pub(super) fn format(&self) -> Option<Format> {
        self.format.map(FormatName::format)
    }

    pub(super) fn fields(&self) -> Fields {
        self.fields.fields()
    }
}

impl FormatName {
    pub(super) fn format(self) -> Format {
        match self {
            FormatName::Text => Format::Text,
            FormatName::Jsonl => Format::Jsonl,
        }
    }
}

impl FieldOptions {
    pub(super) fn fields(&self) -> Fields {
        Fields {
            text: FieldPath::new(&self.text_field),
            id: FieldPath::new(&self.id_field),
        }
    }
}
