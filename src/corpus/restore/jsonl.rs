//! Restoring a record of JSONL.

use crate::corpus::json::{FieldPath, Kind, advance, locate};
use crate::corpus::removal::LoggedRemoval;
use crate::corpus::splice::plain_json;

/// Restores one line; an error is a byte of the original text and what is wrong there.
pub(super) fn restore_record(
    line: &[u8],
    edits: &[LoggedRemoval],
    field: &FieldPath,
) -> Result<Vec<u8>, (u64, &'static str)> {
    let text = simdutf8::basic::from_utf8(line).map_err(|_| (0, "the record is not UTF-8"))?;
    let record = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let before = text.len() - record.len();
    let [found] = locate(record, [field]).map_err(|_| (0, "the record is not JSON"))?;
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::corpus::json::unescape;
    use crate::corpus::removal::Origin;
    use crate::corpus::splice::{Spelled, Spelling, splice};
    use crate::corpus::statistics::Statistics;
    use crate::engine::{Action, Edit};
    use crate::text::offsets::OffsetMap;

    /// Edits between the given character positions, every other stretch.
    fn edits(text: &str, cuts: &[usize], replacement: &str) -> Vec<Edit> {
        let ends: Vec<usize> = (text.char_indices().map(|(at, _)| at))
            .chain([text.len()])
            .collect();
        let mut places: Vec<usize> = cuts.iter().map(|cut| ends[cut % ends.len()]).collect();
        places.sort_unstable();
        (places.chunks_exact(2))
            .map(|pair| Edit {
                line: 1,
                span: pair[0]..pair[1],
                replacement: replacement.to_owned(),
                action: Action::Repair,
                label: None,
                score: 0.0,
                reasons: Vec::new(),
            })
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]
        /// Any edits of any literal, with replacements, come back from the log.
        #[test]
        fn any_edits_come_back(
            pieces in prop::collection::vec(prop::sample::select(vec![
                r"\ud800", r"\udc00", r"\ud83d\ude00", r"\n", r"\u0061", "a", "字", r"\\", r"\ufffd",
                "\u{FFFD}", r"ud800", r"\/", r"\u000a", r#"\""#,
            ]), 0..12),
            cuts in prop::collection::vec(any::<usize>(), 0..8),
            replacement in prop::sample::select(vec!["", "", "\"", "字\n", "\u{FFFD}"]),
        ) {
            let raw = pieces.concat();
            let (mut buffer, mut map) = (String::new(), OffsetMap::default());
            let text = unescape(&raw, &mut buffer, &mut map);
            let document = Spelled {
                raw: raw.as_bytes(),
                text,
                map: &map,
                spelling: Spelling::Json,
                origin: Origin { file: "a", record: 1, doc: None, url: None },
            };
            let edits = edits(text, &cuts, replacement);
            let (mut out, mut log) = (b"{\"text\":\"".to_vec(), Vec::new());
            splice(&document, &edits, &mut out, Some(&mut log), &mut Statistics::default());
            out.extend_from_slice(b"\"}");
            let entries: Vec<LoggedRemoval> = (log.split(|&byte| byte == b'\n'))
                .filter(|line| !line.is_empty())
                .map(|line| serde_json::from_slice(line).unwrap())
                .collect();
            let restored = restore_record(&out, &entries, &FieldPath::new("text"));
            prop_assert_eq!(restored, Ok(format!("{{\"text\":\"{raw}\"}}").into_bytes()));
        }
    }
}
