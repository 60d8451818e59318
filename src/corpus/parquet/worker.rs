//! Cleaning the texts of rows.

use super::Rows;
use crate::corpus::batch::Part;
use crate::corpus::hit_log::Subject;
use crate::corpus::plan::Job;
use crate::corpus::problem::{Problem, ProblemKind};
use crate::corpus::removal::Origin;
use crate::corpus::splice::{Spelled, Spelling, splice};
use crate::corpus::worker::{Sink, Worker};
use crate::text::offsets::OffsetMap;

impl Worker<'_> {
    /// Cleans rows; the length of each text is noted in them.
    pub(in crate::corpus) fn rows(
        &mut self,
        job: &Job,
        part: &Part,
        bytes: &[u8],
        rows: &Rows,
        sink: &mut Sink<'_>,
    ) -> Vec<usize> {
        self.statistics.without_text += rows.nulls();
        let mut lengths = Vec::with_capacity(rows.lengths.len());
        for cell in rows.cells(part.first_record) {
            let before = sink.output.len();
            let raw = bytes.get(cell.bytes.clone()).unwrap_or_default();
            match simdutf8::compat::from_utf8(raw) {
                Ok(text) => {
                    let origin = Origin {
                        file: job.logged(),
                        record: cell.record,
                        doc: cell.id,
                        url: cell.url,
                    };
                    self.cell(job, text, origin, sink);
                }
                Err(error) => {
                    sink.problems.push(Problem {
                        file: job.input.to_string(),
                        record: Some(cell.record),
                        byte: Some(error.valid_up_to() as u64),
                        kind: ProblemKind::RecordEncoding,
                    });
                    sink.output.extend_from_slice(raw);
                }
            }
            lengths.push(sink.output.len() - before);
        }
        lengths
    }

    fn cell(&mut self, job: &Job, text: &str, origin: Origin<'_>, sink: &mut Sink<'_>) {
        self.statistics.document(text);
        let outcome = (self.judge).clean(text, &Subject::of(origin), sink.hits);
        if let Some(reason) = outcome.valve {
            self.left_alone(job, Some(origin.record), reason, sink);
        }
        let document = Spelled {
            raw: text.as_bytes(),
            text,
            map: &OffsetMap::default(),
            spelling: Spelling::Encoded(encoding_rs::UTF_8),
            origin,
        };
        let log = sink.removals.as_deref_mut();
        splice(
            &document,
            &outcome.edits,
            sink.output,
            log,
            &mut self.statistics,
        );
    }
}
