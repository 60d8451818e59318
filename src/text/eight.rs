//! Bytes of a text as numbers, so that eight are compared at once.

use std::ops::Range;

/// The eight bytes at an offset, the first one lowest; 0 for those past the end.
#[inline]
pub(crate) const fn eight(bytes: &[u8], at: usize) -> u64 {
    match bytes.split_at_checked(at) {
        Some((_, rest)) => eight_of(bytes, rest),
        None => 0,
    }
}

/// The first eight bytes of `rest`, which ends `bytes`.
#[inline(always)]
pub(crate) const fn eight_of(bytes: &[u8], rest: &[u8]) -> u64 {
    match rest.first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => last(bytes, rest.len()),
    }
}

/// The last bytes, less than eight.
#[inline(never)]
const fn last(bytes: &[u8], count: usize) -> u64 {
    if count == 0 {
        return 0;
    }
    if let Some(eight) = bytes.last_chunk() {
        return u64::from_le_bytes(*eight) >> (64 - 8 * count);
    }
    let (mut number, mut from) = (0, bytes.len());
    while from > bytes.len() - count {
        from -= 1;
        number = number << 8 | bytes[from] as u64;
    }
    number
}

/// The first bytes of eight, one to eight; 0 for the others.
#[inline]
pub(crate) const fn first(eight: u64, count: usize) -> u64 {
    eight & (u64::MAX >> (64 - 8 * count))
}

/// The eight bytes at an offset, of those that end before another; 0 for those behind it.
#[inline]
pub(crate) const fn eight_until(bytes: &[u8], at: usize, end: usize) -> u64 {
    let all = eight(bytes, at);
    match end.saturating_sub(at) {
        0 => 0,
        length @ 1..8 => first(all, length),
        _ => all,
    }
}

/// A hash of a piece of a text, eight bytes at once.
pub(crate) fn hash(text: &[u8], piece: Range<usize>) -> u64 {
    let mut hash = piece.len() as u64;
    for at in piece.clone().step_by(8) {
        let mixed = hash.rotate_left(23) ^ eight_until(text, at, piece.end);
        hash = mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    hash
}

/// A one in each of eight bytes.
pub(crate) const EACH: u64 = u64::MAX / 0xff;
/// The highest bit of each, in which sets of bytes are told.
pub(crate) const HIGH: u64 = 0x80 * EACH;

/// The bytes that lie between two of ASCII, these included.
#[inline]
pub(crate) const fn between(eight: u64, first: u8, last: u8) -> u64 {
    // Without their highest bits, bytes do not carry into each other.
    let small = eight & !HIGH;
    let reaches = small + (0x80 - first as u64) * EACH;
    let exceeds = small + (0x7f - last as u64) * EACH;
    reaches & !exceeds & !eight & HIGH
}

/// The bytes that are ASCII letters.
#[inline]
pub(crate) const fn letters(eight: u64) -> u64 {
    between(eight | (0x20 * EACH), b'a', b'z')
}

/// How many bytes there are in a set.
#[inline]
pub(crate) const fn size(set: u64) -> u32 {
    ((set >> 7).wrapping_mul(EACH) >> 56) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sets_have_the_bytes_that_belong_to_them() {
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                let mut bytes = *b"\xffazAZm0@";
                bytes[place] = byte;
                let set = |belongs: &dyn Fn(u8) -> bool| {
                    u64::from_le_bytes(bytes.map(|byte| 0x80 * u8::from(belongs(byte))))
                };
                let number = u64::from_le_bytes(bytes);
                let expected = set(&|byte| byte.is_ascii_alphabetic());
                assert_eq!(letters(number), expected);
                assert_eq!(size(expected), expected.count_ones());
                let digits = set(&|byte| byte.is_ascii_digit());
                assert_eq!(between(number, b'0', b'9'), digits);
            }
        }
    }

    proptest! {
        #[test]
        fn bytes_are_those_at_the_offset(bytes: Vec<u8>, at in 0_usize..40, length in 0_usize..20) {
            let number = |rest: &[u8]| {
                let first = rest.iter().take(8).rev();
                first.fold(0, |number, &byte| number << 8 | u64::from(byte))
            };
            let rest = bytes.get(at..).unwrap_or_default();
            prop_assert_eq!(eight(&bytes, at), number(rest));
            let until = &rest[..length.min(rest.len())];
            prop_assert_eq!(eight_until(&bytes, at, at + length), number(until));
        }
    }
}
