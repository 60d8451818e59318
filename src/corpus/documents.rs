//! The documents of files, for those who only read them.

use super::batch::{Batch, Part};
use super::format::Format;
use super::json::unescape;
use super::jsonl::Records;
use super::plan::{Job, Plan};
use super::problem::Problem;
use super::read::BatchReader;
use super::text_file;
use super::worker::Fields;
use crate::text::offsets::OffsetMap;

/// A document and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The file's name, as in the removal log.
    pub file: String,
    /// 1-based line of a JSONL file; 1 for a text file.
    pub record: u64,
    /// The record's id; the name of a text file.
    pub id: Option<String>,
    /// The text.
    pub text: String,
}

/// Reads the documents of a plan, about a megabyte at a time.
pub struct Documents<'p> {
    jobs: &'p [Job],
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
            reader: BatchReader::new(&plan.jobs),
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
        let mut documents = Vec::new();
        let Batch { input, parts, .. } = &mut self.batch;
        for part in parts {
            let Some(job) = self.jobs.get(part.job) else {
                continue;
            };
            let bytes = input.get(part.bytes.clone()).unwrap_or_default();
            if let Some(error) = part.error.take() {
                problems.push(Problem::unreadable(job.input.to_string(), error));
                continue;
            }
            match part.format {
                Format::Text => documents.extend(of_text(job, bytes, problems)),
                Format::Jsonl => {
                    let without_text = &mut self.without_text;
                    of_records(
                        job,
                        part,
                        bytes,
                        self.fields,
                        without_text,
                        problems,
                        &mut documents,
                    );
                }
            }
        }
        Some(documents)
    }
}

fn of_text(job: &Job, bytes: &[u8], problems: &mut Vec<Problem>) -> Option<Document> {
    let decoded = text_file::text(job, bytes, problems)?;
    (!decoded.text.is_empty()).then(|| Document {
        file: job.name.clone(),
        record: 1,
        id: Some(job.name.clone()),
        text: decoded.text.into_owned(),
    })
}

fn of_records(
    job: &Job,
    part: &Part,
    bytes: &[u8],
    fields: &Fields,
    without_text: &mut u64,
    problems: &mut Vec<Problem>,
    documents: &mut Vec<Document>,
) {
    let (mut text, mut id) = (String::new(), String::new());
    for (_, record) in Records::new(job, part, bytes) {
        let record = match record {
            Ok(record) => record,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        let Some(sought) = record.seek(fields, without_text, problems) else {
            continue;
        };
        let content = unescape(
            record.raw(&sought.text),
            &mut text,
            &mut OffsetMap::default(),
        );
        documents.push(Document {
            file: job.name.clone(),
            record: record.number(),
            text: content.to_owned(),
            id: record.id(&sought, &mut id).map(str::to_owned),
        });
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
