//! Lines that differ in numbers only: `阅读(318)` and `阅读(20)` are one template.

/// What stands for a number in a template. No text has it, as decoding leaves no such character.
const NUMBER: char = '\u{0}';

/// A folded line with each run of digits, grouped ones as well, made one sign.
pub fn template(folded: &str) -> String {
    let mut template = String::with_capacity(folded.len());
    let mut chars = folded.chars().peekable();
    let mut number = false;
    while let Some(c) = chars.next() {
        let grouped = number
            && matches!(c, '.' | ',' | ':')
            && chars.peek().is_some_and(char::is_ascii_digit);
        if c.is_ascii_digit() {
            if !number {
                template.push(NUMBER);
            }
            number = true;
        } else if !grouped {
            number = false;
            template.push(c);
        }
    }
    template
}

/// A short fingerprint of a template.
pub fn fingerprint(template: &str) -> u64 {
    let hash = blake3::hash(template.as_bytes());
    let mut bytes = [0; 8];
    for (to, from) in bytes.iter_mut().zip(hash.as_bytes()) {
        *to = *from;
    }
    u64::from_le_bytes(bytes)
}

/// Whether a template stands for lines of different numbers.
pub fn has_number(template: &str) -> bool {
    template.contains(NUMBER)
}

/// The regex of a template, over the whole line.
pub fn regex(template: &str) -> String {
    let parts: Vec<String> = template.split(NUMBER).map(regex::escape).collect();
    format!(r"^\s*{}\s*$", parts.join(r"\d[\d.,:]*"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_do_not_matter() {
        for (one, other) in [
            ("阅读(318)", "阅读(1,020)"),
            ("2024-01-02 12:30", "1999-11-2 1:05"),
            ("page 1 of 20", "page 17 of 30"),
        ] {
            let template = template(one);
            assert_eq!(template, super::template(other));
            let regex = regex::Regex::new(&regex(&template)).unwrap();
            assert!(regex.is_match(one) && regex.is_match(other), "{regex}");
        }
        assert_ne!(template("阅读(3)"), template("评论(3)"));
        assert!(!has_number(&template("分享到")));
    }
}
