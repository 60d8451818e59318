//! Texts of a corpus as texts of a rule file.

/// Whether a text can stand in a rule file between single quotes on one line.
pub fn is_writable(text: &str) -> bool {
    let breaks =
        |c: char| c.is_control() || matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}');
    !text.trim().is_empty() && !text.contains(breaks)
}

/// A text between single quotes, which say exactly what they hold.
pub fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A text in a comment: what would end its line is left out.
pub fn comment(text: &str) -> String {
    text.chars()
        .filter(|c| is_writable(&format!("x{c}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back() {
        for line in [
            "it's: a #1 'quote'",
            "- x",
            "{a}",
            "null",
            "12",
            "\\n",
            "  x  ",
        ] {
            let (tree, problems) =
                crate::rule::yaml::parse("a.yaml", format!("a: {}\n", text(line)).as_bytes());
            assert!(problems.is_empty(), "{line}");
            let crate::rule::yaml::Kind::Map(entries) = tree.unwrap().kind else {
                panic!("no map");
            };
            assert_eq!(entries[0].1.text(), Some(line));
        }
        assert!(!is_writable("a\u{2028}b") && !is_writable(" "));
    }
}
