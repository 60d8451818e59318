//! Plain text: a file is a document, in whatever encoding.

use encoding_rs::Encoding;

use super::hit_log::Subject;
use super::plan::Job;
use super::problem::{Problem, ProblemKind};
use super::removal::Origin;
use super::splice::{Spelled, Spelling, splice};
use super::worker::{Sink, Worker};
use crate::text::decode::{Decoded, decode};

/// Damage, in sequences per character, past which a file is taken to be binary. Real text
/// files have a broken byte here and there; files that are no text are broken throughout.
const BINARY_SHARE: usize = 20;
/// Damaged sequences that are forgiven whatever their share, for very short files.
const FORGIVEN: usize = 8;

impl Worker<'_> {
    /// Cleans a text file.
    pub(super) fn text_file(&mut self, job: &Job, bytes: &[u8], sink: &mut Sink<'_>) {
        if bytes.is_empty() || !self.sample(job).takes(1) {
            return;
        }
        let Some(decoded) = text(job, bytes, sink.problems) else {
            sink.output.extend_from_slice(bytes);
            return;
        };
        self.statistics.document(&decoded.text);
        if decoded.encoding != encoding_rs::UTF_8.name() {
            let name = decoded.encoding.to_owned();
            *self.statistics.encodings.entry(name).or_default() += 1;
        }
        let origin = Origin {
            file: job.logged(),
            record: 1,
            doc: Some(&job.name),
            url: None,
        };
        let subject = Subject::of(origin);
        let outcome = self.judge.clean(&decoded.text, &subject, sink.hits);
        if let Some(reason) = outcome.valve {
            self.left_alone(job, None, reason, sink);
        }
        let document = Spelled {
            raw: bytes,
            text: &decoded.text,
            map: &decoded.map,
            spelling: Spelling::Encoded(encoding_of(&decoded)),
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

    /// Notes a document on which the safety valve closed.
    pub(super) fn left_alone(
        &mut self,
        job: &Job,
        record: Option<u64>,
        reason: String,
        sink: &mut Sink<'_>,
    ) {
        self.statistics.left_alone += 1;
        sink.problems.push(Problem {
            file: job.input.to_string(),
            record,
            byte: None,
            kind: ProblemKind::LeftAlone(reason),
        });
    }
}

/// The text of a file, `None` if it is binary; what is wrong with it is reported.
pub(super) fn text<'b>(
    job: &Job,
    bytes: &'b [u8],
    problems: &mut Vec<Problem>,
) -> Option<Decoded<'b>> {
    let decoded = decode(bytes);
    let verdict = judge(&decoded);
    if let Some((kind, at)) = verdict.problem {
        problems.push(Problem {
            file: job.input.to_string(),
            record: None,
            byte: Some(decoded.map.source_range(at..at + 1).start as u64),
            kind,
        });
    }
    (!verdict.binary).then_some(decoded)
}

pub(super) fn encoding_of(decoded: &Decoded<'_>) -> &'static Encoding {
    Encoding::for_label(decoded.encoding.as_bytes()).unwrap_or(encoding_rs::UTF_8)
}

/// Whether a file is text.
struct Judgement {
    binary: bool,
    /// The problem and its byte in the text.
    problem: Option<(ProblemKind, usize)>,
}

fn judge(decoded: &Decoded<'_>) -> Judgement {
    let text = decoded.text.as_bytes();
    let controls = text.iter().filter(|byte| is_control(**byte)).count();
    if decoded.damaged == 0 && controls <= FORGIVEN {
        return Judgement {
            binary: false,
            problem: None,
        };
    }
    let chars = decoded.text.chars().count();
    let sequences = decoded.damaged + controls;
    let encoding = decoded.encoding;
    let damage = decoded.text.find('\u{FFFD}');
    if sequences > FORGIVEN && sequences.saturating_mul(BINARY_SHARE) > chars {
        let control = text.iter().position(|byte| is_control(*byte));
        let first = damage.into_iter().chain(control).min().unwrap_or(0);
        let kind = ProblemKind::Binary {
            sequences,
            chars,
            encoding,
        };
        return Judgement {
            binary: true,
            problem: Some((kind, first)),
        };
    }
    let kind = ProblemKind::Damaged {
        sequences: decoded.damaged,
        encoding,
    };
    Judgement {
        binary: false,
        problem: (decoded.damaged > 0).then_some((kind, damage.unwrap_or(0))),
    }
}

/// Control characters that no text uses (white space, backspace and escape are used).
fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, 0x08..=0x0D | 0x1B)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_binary_and_damage_are_told_apart() {
        let binary: Vec<u8> = (0..=255).cycle().take(4000).collect();
        let mut damaged = "字".repeat(300).into_bytes();
        damaged[300] = 0xFF;
        for (bytes, is_binary, has_problem) in [
            (&b"plain\0text"[..], false, false),
            (&binary, true, true),
            (&damaged, false, true),
        ] {
            let judgement = judge(&decode(bytes));
            assert_eq!(
                (judgement.binary, judgement.problem.is_some()),
                (is_binary, has_problem)
            );
        }
    }
}
