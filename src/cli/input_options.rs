//! Options that say which documents are read and how.

use clap::{Args, ValueEnum};

use crate::corpus::{FieldPath, Fields, Format};

/// How inputs hold documents.
#[derive(Args)]
pub(super) struct InputOptions {
    /// Format of standard input, of the files named, and of those in folders that would be left
    /// out without it. Else the content tells (a Parquet or WARC file by its first bytes, JSONL
    /// by a `{`), and names, before .gz, .zst, .bz2 or .xz: .txt, .jsonl, .ndjson, .warc, .wet,
    /// .parquet.
    #[arg(long, value_enum, value_name = "FORMAT")]
    input_format: Option<FormatName>,
    #[command(flatten)]
    fields: FieldOptions,
}

/// Where records hold what is read.
#[derive(Args)]
pub(super) struct FieldOptions {
    /// Field of a JSONL record, or column of a Parquet file, that holds the text; dots lead
    /// into nested objects and structs.
    #[arg(long, default_value = "text", value_name = "FIELD")]
    text_field: String,
    /// Field that holds a record's id, for the logs.
    #[arg(long, default_value = "id", value_name = "FIELD")]
    id_field: String,
    /// Field that holds the address a record was taken from, for the logs.
    #[arg(long, default_value = "url", value_name = "FIELD")]
    url_field: String,
}

/// Names of the formats of inputs.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum FormatName {
    /// A file is a document.
    Text,
    /// A line is a JSON object with the text in a field.
    Jsonl,
    /// WARC or WET; conversion records and plain-text resource records are documents.
    Warc,
    /// A row is a record with the text in a column.
    Parquet,
}

impl InputOptions {
    pub(super) fn format(&self) -> Option<Format> {
        self.input_format.map(FormatName::format)
    }

    pub(super) fn fields(&self) -> Fields {
        self.fields.fields()
    }

    /// The options that make a difference to what is written.
    pub(super) fn identity(&self) -> Vec<String> {
        let fields = &self.fields;
        let mut options: Vec<String> = [
            ("text", &fields.text_field, "text"),
            ("id", &fields.id_field, "id"),
            ("url", &fields.url_field, "url"),
        ]
        .into_iter()
        .filter(|(_, field, usual)| field != usual)
        .map(|(name, field, _)| format!("--{name}-field {field}"))
        .collect();
        let format = self.format();
        options.extend(format.map(|format| format!("--input-format {}", format.name())));
        options
    }
}

impl FormatName {
    pub(super) fn format(self) -> Format {
        match self {
            FormatName::Text => Format::Text,
            FormatName::Jsonl => Format::Jsonl,
            FormatName::Warc => Format::Warc,
            FormatName::Parquet => Format::Parquet,
        }
    }
}

impl FieldOptions {
    pub(super) fn fields(&self) -> Fields {
        Fields {
            text: FieldPath::new(&self.text_field),
            id: FieldPath::new(&self.id_field),
            url: FieldPath::new(&self.url_field),
        }
    }
}
