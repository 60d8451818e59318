//! Restoring a text file, as a stream of bytes in whatever encoding.

use std::io::{BufRead, Read};

use super::log::Entries;
use super::{Misfit, Restoring, Source, Stop};
use crate::corpus::splice::plain_text;

pub(super) fn restore(
    source: &mut Source,
    mut entries: Entries<'_>,
    out: &mut Restoring,
) -> Result<(), Stop> {
    let mut done = 0;
    while let Some(entry) = entries.take()? {
        let [start, end] = entry.bytes;
        let misfit = |what| {
            Stop::Misfit(Misfit {
                record: entry.record,
                byte: start,
                what,
            })
        };
        let kept = start
            .checked_sub(done)
            .ok_or_else(|| misfit("its entries are not in order"))?;
        if copy(source, kept, out)? < kept {
            return Err(misfit("the file is too short"));
        }
        let replaced = entry
            .replaced(plain_text)
            .map_err(|_| misfit("its base64 is damaged"))?;
        let mut found = Vec::new();
        let read = source.take(replaced.len() as u64).read_to_end(&mut found);
        read.map_err(Stop::Unreadable)?;
        if found != replaced {
            return Err(misfit("the replacement does not stand there"));
        }
        let removed = entry
            .removed(plain_text)
            .map_err(|_| misfit("its base64 is damaged"))?;
        if start + removed.len() as u64 != end {
            return Err(misfit("its span and its text differ in length"));
        }
        out.write(&removed)?;
        done = end;
    }
    copy_rest(source, out)
}

/// Copies all that is left.
pub(super) fn copy_rest(source: &mut Source, out: &mut Restoring) -> Result<(), Stop> {
    copy(source, u64::MAX, out).map(|_| ())
}

/// Copies up to a number of bytes; how many there were.
fn copy(source: &mut Source, limit: u64, out: &mut Restoring) -> Result<u64, Stop> {
    let mut left = limit;
    while left > 0 {
        let bytes = source.fill_buf().map_err(Stop::Unreadable)?;
        let most = usize::try_from(left).unwrap_or(usize::MAX);
        let taken = bytes.get(..most).unwrap_or(bytes);
        if taken.is_empty() {
            break;
        }
        out.write(taken)?;
        let length = taken.len();
        source.consume(length);
        left -= length as u64;
    }
    Ok(limit - left)
}
