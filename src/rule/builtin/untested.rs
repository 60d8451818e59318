//! Packs without their tests: a third of what stands in them, and of no use to an engine.

/// The text of a shipped pack with its tests blanked out, so that all else keeps its place. The
/// shipped packs have one layout (`check` holds it), so the lines tell what belongs to the tests
/// of a rule.
pub fn without_tests(text: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(text.len());
    let mut tests = false;
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        let blank = line.iter().all(u8::is_ascii_whitespace);
        tests = line.starts_with(b"    tests:") || tests && (blank || line.starts_with(b"     "));
        if tests {
            kept.extend(line.iter().map(|&byte| match byte {
                b'\n' => b'\n',
                _ => b' ',
            }));
        } else {
            kept.extend_from_slice(line);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::without_tests;

    #[test]
    fn only_tests_go() {
        let text =
            "rules:\n  - id: a\n    tests:\n      hit:\n        - b\n\n  - id: c\n    score: 1\n";
        let kept = String::from_utf8(without_tests(text.as_bytes())).unwrap();
        assert_eq!(kept.len(), text.len());
        let lines: Vec<&str> = kept.lines().map(str::trim_end).collect();
        assert_eq!(
            lines,
            [
                "rules:",
                "  - id: a",
                "",
                "",
                "",
                "",
                "  - id: c",
                "    score: 1"
            ]
        );
    }
}
