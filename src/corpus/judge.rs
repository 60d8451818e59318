//! What judges documents, and records their hits if a hit log is written.

use std::io;
use std::sync::Arc;

use super::hit_log::{HitCounts, HitLog, HitRecorder, Subject, host};
use crate::engine::{Engine, Outcome, Scratch};
use crate::feature::pages::{LineCounts, Page};

/// One worker's engine with its memory.
pub(super) struct Judge<'a> {
    engine: &'a Engine,
    scratch: Scratch,
    recorder: Option<HitRecorder<'a>>,
    /// On how many pages lines stand, if that was counted.
    repeats: Option<Arc<LineCounts>>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(
        engine: &'a Engine,
        log: Option<&'a HitLog>,
        repeats: Option<Arc<LineCounts>>,
    ) -> Judge<'a> {
        Judge {
            engine,
            scratch: Scratch::default(),
            recorder: log.map(|log| HitRecorder::new(log, engine)),
            repeats,
        }
    }

    /// Whether hits are recorded.
    pub(super) fn records_hits(&self) -> bool {
        self.recorder.is_some()
    }

    /// What becomes of a document. Its lines with hits are appended to `hits`.
    pub(super) fn clean(
        &mut self,
        text: &str,
        subject: &Subject<'_>,
        hits: &mut Vec<u8>,
    ) -> Outcome {
        if let Some(counts) = &self.repeats {
            let host = host(&subject.origin);
            let page = Page::new(counts.clone(), host.as_deref());
            self.scratch.stand_on(Some(page));
        }
        match &mut self.recorder {
            Some(recorder) => recorder.clean(self.engine, text, &mut self.scratch, subject, hits),
            None => self.engine.clean(text, &mut self.scratch),
        }
    }

    /// Moves lines of the hit log to what stands in the file.
    ///
    /// # Errors
    /// Fails if they cannot be compressed.
    pub(super) fn pack(&self, lines: &mut Vec<u8>, out: &mut Vec<u8>) -> io::Result<()> {
        match &self.recorder {
            Some(recorder) => recorder.pack(lines, out),
            None => Ok(()),
        }
    }

    /// Hands over the counts of the hit log since the last time.
    pub(super) fn take_counts(&mut self) -> HitCounts {
        let recorder = self.recorder.as_mut();
        recorder.map_or_else(HitCounts::default, HitRecorder::take_counts)
    }
}
