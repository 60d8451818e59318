//! Conversion to JSONL: documents become records, which are then cleaned like any other.

use serde_json::{Map, Value};

use super::batch::Part;
use super::plan::Job;
use super::problem::{Problem, ProblemKind};
use super::text_file;
use super::warc;
use super::worker::{Fields, Sink};

/// What a part was converted to.
#[derive(Default)]
pub(super) struct Converted {
    /// JSONL.
    pub bytes: Vec<u8>,
    /// For every line the number of the record that it was made of.
    pub numbers: Vec<u64>,
    /// Responses of web servers that were left out.
    pub responses: u64,
}

impl Converted {
    fn push(&mut self, number: u64, record: Map<String, Value>) {
        // A vector takes all that is written to it.
        let _ = serde_json::to_writer(&mut self.bytes, &Value::Object(record));
        self.bytes.push(b'\n');
        self.numbers.push(number);
    }
}

/// A text file as one record: its name as the id, and its text.
pub(super) fn text(
    fields: &Fields,
    job: &Job,
    bytes: &[u8],
    problems: &mut Vec<Problem>,
) -> Converted {
    let mut records = Converted::default();
    if let Some(decoded) = text_file::text(job, bytes, problems) {
        let mut record = Map::new();
        fields.id.put(&job.name, &mut record);
        fields.text.put(&decoded.text, &mut record);
        records.push(1, record);
    }
    records
}

/// The documents among the records of a WARC file, with their ids, addresses and dates.
pub(super) fn warc(
    fields: &Fields,
    job: &Job,
    part: &Part,
    bytes: &[u8],
    sink: &mut Sink<'_>,
) -> Converted {
    let mut records = Converted::default();
    for record in warc::records(part, bytes) {
        let Some(parts) = &record.fields else {
            sink.problems
                .push(record.problem(job, ProblemKind::WarcRecord));
            sink.reject(record.bytes);
            continue;
        };
        let Some(decoded) = record.text(job, sink.problems) else {
            records.responses += u64::from(parts.header.is_response());
            continue;
        };
        let mut converted = Map::new();
        let header = &parts.header;
        for (field, name) in [
            (&fields.id, "WARC-Record-ID"),
            (&fields.url, "WARC-Target-URI"),
        ] {
            if let Some(value) = header.text(name) {
                field.put(value, &mut converted);
            }
        }
        if let Some(date) = header.text("WARC-Date") {
            converted.insert("date".to_owned(), date.into());
        }
        fields.text.put(&decoded.text, &mut converted);
        records.push(record.number, converted);
    }
    records
}
