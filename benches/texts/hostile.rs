//! Texts that are made to be slow.

use despam::rule::RuleSet;

use super::pages::{MIXED, Mix, generate};

/// A text of a length, at least.
type Text = fn(&RuleSet, usize) -> String;

/// The texts by name. All but `tiny-lines` and `term-lines` are one line.
pub const TEXTS: [(&str, Text); 18] = [
    ("one-line", |rules, size| {
        let pages = generate(&Mix { size, ..MIXED }, rules);
        pages.concat().replace('\n', " ")
    }),
    ("separators", |_, size| repeat("|/_-,、;·•>»~#", size)),
    ("one-separator", |_, size| repeat("|", size)),
    ("spaces", |_, size| repeat(" ", size) + "x"),
    ("readings", |_, size| repeat("字(zì)", size)),
    ("false-readings", |_, size| repeat("字(zi", size)),
    ("terms", |rules, size| repeat(&terms(rules, "", 0), size)),
    ("term-lines", |rules, size| {
        repeat(&terms(rules, "\n", 0), size)
    }),
    ("near-misses", |rules, size| {
        repeat(&terms(rules, "", 1), size)
    }),
    ("spaces-terms", |rules, size| {
        repeat(" ", size / 2) + &repeat(&terms(rules, " ", 0), size / 2)
    }),
    ("overlapping", |_, size| repeat("微", size)),
    ("letter-spaced", |_, size| repeat("v i a g r a ", size)),
    ("invisible", |_, size| repeat("加\u{200b}", size)),
    ("brackets", |_, size| repeat("(「[“", size)),
    ("signs", |_, size| repeat("(+", size)),
    ("addresses", |_, size| repeat("http://a.b/c@d.e", size)),
    ("digits", |_, size| repeat("138-0013-8000 ", size)),
    ("tiny-lines", |_, size| repeat("a\n", size)),
];

/// A piece over and over.
fn repeat(piece: &str, size: usize) -> String {
    piece.repeat(size.div_ceil(piece.len()))
}

/// All terms without their last `cut` characters, one after the other.
fn terms(rules: &RuleSet, between: &str, cut: usize) -> String {
    let mut text = String::new();
    for term in rules.sets.iter().flat_map(|set| &set.terms) {
        let chars = term.chars().count().saturating_sub(cut);
        text.extend(term.chars().take(chars));
        text.push_str(between);
    }
    text
}
