//! Guessing the encoding of bytes that may not be UTF-8.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes that the guess for UTF-16 looks at.
const UTF16_SAMPLE: usize = 4096;
/// Bytes that the detector is fed with, of those lines that are not ASCII: it runs at 9 MB/s.
const DETECTOR_SAMPLE: usize = 256 * 1024;
/// Damaged UTF-8 has at most one invalid among so many sequences that are not ASCII.
const DAMAGE_SHARE: usize = 10;

/// UTF-16 by its byte order mark, or because most of the bytes at one parity are zero and
/// few at the other (text that is mostly ASCII).
pub(super) fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xFF, 0xFE, ..] => return Some(UTF_16LE),
        [0xFE, 0xFF, ..] => return Some(UTF_16BE),
        _ => {}
    }
    let sample = bytes.get(..UTF16_SAMPLE).unwrap_or(bytes);
    if bytes.len() % 2 == 1 || memchr::memchr(0, sample).is_none() {
        return None;
    }
    let (pairs, _) = sample.as_chunks::<2>();
    let even = pairs.iter().filter(|pair| pair[0] == 0).count();
    let odd = pairs.iter().filter(|pair| pair[1] == 0).count();
    // Six in ten: an address or a name in another script may stand in the sample. Bytes
    // that are zero at both parities are no text.
    let most = |count: usize| 10 * count > 6 * pairs.len();
    let few = |count: usize| 50 * count <= pairs.len();
    if most(odd) && few(even) {
        Some(UTF_16LE)
    } else if most(even) && few(odd) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The encoding of bytes that are no valid UTF-8 and no UTF-16.
pub(super) fn legacy(bytes: &[u8]) -> &'static Encoding {
    if is_damaged_utf8(bytes) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut left = DETECTOR_SAMPLE;
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        if left == 0 {
            break;
        }
        if !line.is_ascii() {
            let line = line.get(..left).unwrap_or(line);
            detector.feed(line, false);
            left -= line.len();
        }
    }
    // A sample that stops inside a sequence is no fault of the encoding.
    if left > 0 {
        detector.feed(b"", true);
    }
    let encoding = detector.guess(None, Utf8Detection::Deny);
    // gb18030 is GBK with the sequences of four bytes; their decoders are the same.
    if encoding == GBK { GB18030 } else { encoding }
}

fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        // Each character that is not ASCII has one byte that starts it.
        let starts = chunk.valid().bytes().filter(|&byte| byte >= 0xC0);
        good += starts.count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    bad * DAMAGE_SHARE <= good + bad
}
