//! Sizes on the command line: `512M`.

/// Reads a number of bytes, with K, M or G for 2^10, 2^20 or 2^30 of them.
pub(super) fn parse(text: &str) -> Result<usize, String> {
    let wrong = || "a size is a number with K, M or G, like 512M".to_owned();
    let upper = text.trim().to_ascii_uppercase();
    let (digits, shift) = match upper.trim_end_matches('B').trim_end_matches('I') {
        number if number.ends_with('K') => (number.trim_end_matches('K'), 10),
        number if number.ends_with('M') => (number.trim_end_matches('M'), 20),
        number if number.ends_with('G') => (number.trim_end_matches('G'), 30),
        number => (number, 0),
    };
    let number: usize = digits.parse().map_err(|_| wrong())?;
    number.checked_mul(1 << shift).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        for (text, size) in [
            ("7", Some(7)),
            ("64k", Some(65536)),
            ("512M", Some(512 << 20)),
            ("2GiB", Some(2 << 30)),
            ("M", None),
            ("-1", None),
            ("99999999999999G", None),
        ] {
            assert_eq!(parse(text).ok(), size, "{text}");
        }
    }
}
