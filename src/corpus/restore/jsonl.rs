//! Restoring a JSONL file, record by record.

use super::log::Entries;
use super::{Misfit, Restoring, Source, Stop, read_line};
use crate::corpus::json::{FieldPath, Kind, advance, locate};
use crate::corpus::removal::LoggedRemoval;
use crate::corpus::splice::plain_json;

pub(super) fn restore(
    source: &mut Source,
    mut entries: Entries<'_>,
    field: &FieldPath,
    out: &mut Restoring,
) -> Result<(), Stop> {
    let mut line = Vec::new();
    let mut record = 0;
    while read_line(source, &mut line).map_err(Stop::Unreadable)? {
        record += 1;
        let mut edits = Vec::new();
        while entries.peek().is_some_and(|entry| entry.record == record) {
            edits.extend(entries.take()?);
        }
        if edits.is_empty() {
            out.write(&line)?;
            continue;
        }
        let misfit = |(byte, what)| Stop::Misfit(Misfit { record, byte, what });
        let restored = restore_record(&line, &edits, field).map_err(misfit)?;
        out.write(&restored)?;
    }
    match entries.peek() {
        Some(entry) => Err(Stop::Misfit(Misfit {
            record: entry.record,
            byte: entry.bytes.first().copied().unwrap_or_default(),
            what: "there is no such record, or its entries are not in order",
        })),
        None => Ok(()),
    }
}

/// Restores one line; an error is a byte of the original text and what is wrong there.
fn restore_record(
    line: &[u8],
    edits: &[LoggedRemoval],
    field: &FieldPath,
) -> Result<Vec<u8>, (u64, &'static str)> {
    let text = simdutf8::basic::from_utf8(line).map_err(|_| (0, "the record is not UTF-8"))?;
    let record = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let before = text.len() - record.len();
    let [found, _] = locate(record, [field, field]).map_err(|_| (0, "the record is not JSON"))?;
    let found = found
        .filter(|found| found.kind == Kind::String)
        .ok_or((0, "the record has no such text field"))?;
    let (start, end) = (before + found.span.start, before + found.span.end);
    let raw = text.get(start..end).unwrap_or_default();
    let mut out = line.get(..start).unwrap_or_default().to_vec();
    let (mut raw_done, mut text_done) = (0, 0);
    for edit in edits {
        let [from, to] = edit.bytes;
        let wrong = |what| (from, what);
        let kept = from
            .checked_sub(text_done)
            .and_then(|kept| usize::try_from(kept).ok())
            .ok_or(wrong("its entries are not in order"))?;
        let cut = advance(raw, raw_done, kept).ok_or(wrong("the text is too short"))?;
        out.extend_from_slice(raw.as_bytes().get(raw_done..cut).unwrap_or_default());
        let damaged = |_| wrong("its base64 is damaged");
        let replaced = edit.replaced(plain_json).map_err(damaged)?;
        let rest = raw.as_bytes().get(cut..).unwrap_or_default();
        if !rest.starts_with(&replaced) {
            return Err(wrong("the replacement does not stand there"));
        }
        if from + edit.text.len() as u64 != to {
            return Err(wrong("its span and its text differ in length"));
        }
        out.extend_from_slice(&edit.removed(plain_json).map_err(damaged)?);
        raw_done = cut + replaced.len();
        text_done = to;
    }
    out.extend_from_slice(raw.as_bytes().get(raw_done..).unwrap_or_default());
    out.extend_from_slice(line.get(end..).unwrap_or_default());
    Ok(out)
}
