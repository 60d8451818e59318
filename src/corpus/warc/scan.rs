//! Where a record ends.

use std::ops::Range;

use memchr::memmem;

use super::Header;

/// Bytes of a header above which it is none. Real ones have a few hundred.
const HEADER_BYTES: usize = 1 << 20;

/// What stands at the start of some bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Scanned {
    /// A record of so many bytes, and its block among them.
    Record { length: usize, block: Range<usize> },
    /// Bytes that are no record, up to where one may begin.
    Damaged { length: usize },
    /// More has to be read: so many bytes in all.
    More { at_least: usize },
}

/// Looks at bytes where a record should begin; `ended` if no more follow.
pub(crate) fn scan(bytes: &[u8], ended: bool) -> Scanned {
    let more = |at_least| match ended {
        true => Scanned::Damaged {
            length: bytes.len(),
        },
        false => Scanned::More { at_least },
    };
    if !bytes.starts_with(b"WARC/") {
        return match bytes.len() < 5 && b"WARC/".starts_with(bytes) {
            true => more(5),
            false => damaged(bytes, 0, ended),
        };
    }
    let head = bytes.get(..HEADER_BYTES).unwrap_or(bytes);
    let Some(block) = header_end(head) else {
        return match head.len() == HEADER_BYTES {
            true => damaged(bytes, 5, ended),
            false => more(bytes.len() + 1),
        };
    };
    let header = Header::new(bytes.get(..block).unwrap_or_default());
    let length = header
        .text("Content-Length")
        .and_then(|text| text.parse::<usize>().ok());
    let Some(block_end) = length.and_then(|length| block.checked_add(length)) else {
        return damaged(bytes, block, ended);
    };
    let Some(rest) = bytes.get(block_end..) else {
        return match ended {
            // Cut off: what is there is kept together, unless another record stands in it.
            true => damaged(bytes, block, ended),
            false => more(block_end + 4),
        };
    };
    let end = rest
        .iter()
        .take_while(|byte| matches!(byte, b'\r' | b'\n'))
        .count();
    match (end == rest.len(), ended) {
        // The line ends may go on.
        (true, false) => more(bytes.len() + 1),
        _ if end == 0 && !rest.is_empty() => damaged(bytes, block, ended),
        _ => Scanned::Record {
            length: block_end + end,
            block: block..block_end,
        },
    }
}

/// Bytes that are no record end where a line begins like one.
fn damaged(bytes: &[u8], from: usize, ended: bool) -> Scanned {
    let rest = bytes.get(from..).unwrap_or_default();
    match memmem::find(rest, b"\nWARC/1.") {
        Some(at) => Scanned::Damaged {
            length: from + at + 1,
        },
        None if ended => Scanned::Damaged {
            length: bytes.len(),
        },
        None => Scanned::More {
            at_least: bytes.len() + 1,
        },
    }
}

/// The end of the empty line after a header.
fn header_end(bytes: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'\n', bytes).find_map(|at| match bytes.get(at + 1..)? {
        [b'\n', ..] => Some(at + 2),
        [b'\r', b'\n', ..] => Some(at + 3),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &[u8] = b"WARC/1.0\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n";

    #[test]
    fn records_end_where_their_length_says() {
        let block = 31..34;
        let record = Scanned::Record { length: 38, block };
        assert_eq!(scan(&[RECORD, b"WARC/1.0"].concat(), false), record);
        assert_eq!(scan(RECORD, true), record);
        for cut in 0..RECORD.len() {
            let bytes = RECORD.get(..cut).unwrap_or_default();
            assert!(matches!(scan(bytes, false), Scanned::More { .. }), "{cut}");
        }
    }

    #[test]
    fn damage_ends_where_a_record_begins() {
        for (bytes, length) in [
            (b"junk\nWARC/1.0\r\n".to_vec(), 5),
            (b"WARC/1.0\r\n\r\nabc\r\n\r\nWARC/1.0".to_vec(), 19),
            (
                b"WARC/1.0\r\nContent-Length: 2\r\n\r\nabc\r\n\r\nWARC/1.0".to_vec(),
                38,
            ),
            (RECORD.get(..33).unwrap_or_default().to_vec(), 33),
        ] {
            assert_eq!(scan(&bytes, true), Scanned::Damaged { length });
        }
    }
}
