//! The documents of files, for those who only read them.

use super::batch::{Batch, Part, Passing};
use super::format::Format;
use super::jsonl::Records;
use super::plan::{Job, Jobs, Plan};
use super::problem::{Problem, ProblemKind};
use super::read::{BatchReader, Reading};
use super::text_file;
use super::warc;
use super::worker::Fields;

/// A document and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The file's name, as in the removal log.
    pub file: String,
    /// 1-based line of a JSONL file, record of a WARC file, row of a table; 1 for a text file.
    pub record: u64,
    /// The record's id; the name of a text file.
    pub id: Option<String>,
    /// The address it was taken from.
    pub url: Option<String>,
    /// The text.
    pub text: String,
}

/// Reads the documents of a plan, about a megabyte at a time.
pub struct Documents<'p> {
    jobs: &'p Jobs,
    fields: &'p Fields,
    reader: BatchReader<'p>,
    batch: Batch,
    /// Records so far without a text.
    pub without_text: u64,
}

impl<'p> Documents<'p> {
    /// A reader for the documents of a plan.
    pub fn new(plan: &'p Plan, fields: &'p Fields) -> Documents<'p> {
        Documents {
            jobs: &plan.jobs,
            fields,
            reader: BatchReader::new(&plan.jobs, fields, Reading::default()),
            batch: Batch::default(),
            without_text: 0,
        }
    }

    /// The next documents in input order, `None` at the end. What cannot be read is added to
    /// `problems`.
    pub fn next(&mut self, problems: &mut Vec<Problem>) -> Option<Vec<Document>> {
        if !self.reader.fill(&mut self.batch) {
            return None;
        }
        let Batch { input, parts, .. } = &mut self.batch;
        let mut found = Finding {
            fields: self.fields,
            without_text: &mut self.without_text,
            problems,
            documents: Vec::new(),
        };
        for part in parts {
            let Some(job) = self.jobs.get(part.job) else {
                continue;
            };
            let bytes = input.get(part.bytes.clone()).unwrap_or_default();
            if let Some(error) = part.error.take() {
                let file = job.input.to_string();
                found.problems.push(Problem::unreadable(file, error));
                continue;
            }
            match part.format {
                _ if part.passes.is_some() => found.pass(&job, part),
                Format::Text => found.of_text(&job, bytes),
                Format::Jsonl => found.of_records(&job, part, bytes),
                Format::Warc => found.of_warc(&job, part, bytes),
                Format::Parquet => found.of_rows(&job, part, bytes),
            }
        }
        Some(found.documents)
    }
}

/// What is found in a batch.
struct Finding<'f> {
    fields: &'f Fields,
    without_text: &'f mut u64,
    problems: &'f mut Vec<Problem>,
    documents: Vec<Document>,
}

impl Finding<'_> {
    /// A table without a column of texts; nothing else passes through here.
    fn pass(&mut self, job: &Job, part: &Part) {
        if part.passes == Some(Passing::NoColumn) {
            let field = self.fields.text.to_string();
            self.problems.push(Problem {
                file: job.input.to_string(),
                record: None,
                byte: None,
                kind: ProblemKind::NoColumn { field },
            });
        }
    }

    fn of_text(&mut self, job: &Job, bytes: &[u8]) {
        let Some(decoded) = text_file::text(job, bytes, self.problems) else {
            return;
        };
        if !decoded.text.is_empty() {
            self.documents.push(Document {
                file: job.name.clone(),
                record: 1,
                id: Some(job.name.clone()),
                url: None,
                text: decoded.text.into_owned(),
            });
        }
    }

    fn of_records(&mut self, job: &Job, part: &Part, bytes: &[u8]) {
        let (mut text, mut id, mut url) = (String::new(), String::new(), String::new());
        for line in Records::new(job, part, bytes) {
            let found = line.record.and_then(|record| {
                let sought = record.seek(self.fields, self.without_text)?;
                Ok(sought.map(|sought| (record, sought)))
            });
            match found {
                Ok(Some((record, sought))) => self.documents.push(Document {
                    file: job.name.clone(),
                    record: line.number,
                    text: record.text(&sought, &mut text).to_owned(),
                    id: record.name(&sought.id, &mut id).map(str::to_owned),
                    url: record.name(&sought.url, &mut url).map(str::to_owned),
                }),
                Ok(None) => {}
                Err(problem) => self.problems.push(problem),
            }
        }
    }

    fn of_warc(&mut self, job: &Job, part: &Part, bytes: &[u8]) {
        for record in warc::records(part, bytes) {
            let Some(parts) = &record.fields else {
                self.problems
                    .push(record.problem(job, ProblemKind::WarcRecord));
                continue;
            };
            let Some(decoded) = record.text(job, self.problems) else {
                continue;
            };
            self.documents.push(Document {
                file: job.name.clone(),
                record: record.number,
                id: parts.header.text("WARC-Record-ID").map(str::to_owned),
                url: parts.header.text("WARC-Target-URI").map(str::to_owned),
                text: decoded.text.into_owned(),
            });
        }
    }

    fn of_rows(&mut self, job: &Job, part: &Part, bytes: &[u8]) {
        let Some(rows) = &part.rows else {
            return;
        };
        *self.without_text += rows.nulls();
        for cell in rows.cells(part.first_record) {
            match str::from_utf8(bytes.get(cell.bytes).unwrap_or_default()) {
                Ok(text) => self.documents.push(Document {
                    file: job.name.clone(),
                    record: cell.record,
                    id: cell.id.map(str::to_owned),
                    url: cell.url.map(str::to_owned),
                    text: text.to_owned(),
                }),
                Err(error) => self.problems.push(Problem {
                    file: job.input.to_string(),
                    record: Some(cell.record),
                    byte: Some(error.valid_up_to() as u64),
                    kind: ProblemKind::RecordEncoding,
                }),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_of_all_formats_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes);
        write("a.txt", "微信\n".as_bytes()).unwrap();
        write(
            "b.jsonl",
            b"{\"id\": 7, \"text\": \"a\\nb\"}\n\n{\"id\": 8}\nno\n{\"text\": \"\\u4e00\"}\n",
        )
        .unwrap();
        write("c.txt", &(0..=255).cycle().take(4000).collect::<Vec<u8>>()).unwrap();
        let plan = Plan::for_reading(&[folder.path().to_owned()], None);
        let fields = Fields::default();
        let mut reader = Documents::new(&plan, &fields);
        let (mut documents, mut problems) = (Vec::new(), Vec::new());
        while let Some(next) = reader.next(&mut problems) {
            documents.extend(next);
        }
        let seen: Vec<_> = documents
            .iter()
            .map(|one| {
                (
                    one.file.as_str(),
                    one.record,
                    one.id.as_deref(),
                    one.text.as_str(),
                )
            })
            .collect();
        let expected = [
            ("a.txt", 1, Some("a.txt"), "微信\n"),
            ("b.jsonl", 1, Some("7"), "a\nb"),
            ("b.jsonl", 5, None, "一"),
        ];
        assert_eq!(seen, expected);
        assert_eq!((reader.without_text, problems.len()), (1, 2));
    }
}
