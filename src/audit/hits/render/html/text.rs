//! Text of documents made fit to be shown: what steers a page or a reader's eye is named.

/// Characters of a line that are shown.
const LONGEST: usize = 600;

/// A text with its control characters and direction marks named, so that it can neither turn
/// round what stands beside it nor hide anything.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars().take(LONGEST) {
        let steers = c.is_control() && c != '\t'
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
        if steers {
            shown.push_str(&format!("⟨U+{:04X}⟩", u32::from(c)));
        } else {
            shown.push(c);
        }
    }
    shown
}

/// A number with its thousands apart.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_named() {
        assert_eq!(visible("a\u{202e}b\u{0}\tc"), "a⟨U+202E⟩b⟨U+0000⟩\tc");
        assert_eq!(visible(&"字".repeat(100_000)).chars().count(), LONGEST);
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(grouped(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(grouped(999), "999");
    }
}
