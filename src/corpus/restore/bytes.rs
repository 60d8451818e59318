//! Restoring texts whose bytes stand in the log as they were: text files, blocks of WARC
//! records, cells of tables.

use crate::corpus::removal::LoggedRemoval;
use crate::corpus::splice::plain_text;

/// Restores a text; an error is a byte of the original and what is wrong there.
pub(super) fn restore_bytes(
    bytes: &[u8],
    edits: &[LoggedRemoval],
) -> Result<Vec<u8>, (u64, &'static str)> {
    let mut out = Vec::new();
    let (mut rest, mut done) = (bytes, 0);
    for edit in edits {
        let [start, end] = edit.bytes;
        let wrong = |what| (start, what);
        let kept = start
            .checked_sub(done)
            .and_then(|kept| usize::try_from(kept).ok())
            .ok_or(wrong("its entries are not in order"))?;
        let (before, after) = rest
            .split_at_checked(kept)
            .ok_or(wrong("the text is too short"))?;
        let damaged = |_| wrong("its base64 is damaged");
        let replaced = edit.replaced(plain_text).map_err(damaged)?;
        rest = after
            .strip_prefix(replaced.as_slice())
            .ok_or(wrong("the replacement does not stand there"))?;
        let removed = edit.removed(plain_text).map_err(damaged)?;
        if start + removed.len() as u64 != end {
            return Err(wrong("its span and its text differ in length"));
        }
        out.extend_from_slice(before);
        out.extend_from_slice(&removed);
        done = end;
    }
    out.extend_from_slice(rest);
    Ok(out)
}
