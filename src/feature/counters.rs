//! Counters: `(12)`, `3.4k`, `评论 5`. Menus, tags and buttons carry them.

use super::Feature;
use super::view::LineView;
use crate::text::class::{Class, class};

pub(super) const FEATURE: Feature = Feature::line(
    "counters",
    "Numbers that stand alone in brackets, or at the start or end of the line between letters and its edge.",
    |view| f64::from(count(view)),
);

fn count(view: &LineView<'_>) -> u32 {
    let (text, counts) = (view.folded, view.counts());
    if counts.get(Class::Digit) == 0 {
        return 0;
    }
    let in_brackets = match counts.get(Class::Bracket) {
        0 => 0,
        _ => in_brackets(text),
    };
    let mut edges = text.split_whitespace();
    let first = edges.next().is_some_and(is_number);
    let last = edges.next_back().is_some_and(is_number);
    in_brackets + u32::from(first) + u32::from(last)
}

/// Numbers that stand alone in brackets.
fn in_brackets(text: &str) -> u32 {
    text.match_indices(['(', '[', '（', '【'])
        .filter(|&(at, open)| {
            let inside = &text[at + open.len()..];
            let end = inside.find([')', ']', '）', '】']);
            end.is_some_and(|end| is_number(inside[..end].trim()))
        })
        .count() as u32
}

/// `12`, `1,204`, `3.4k`, `+1`.
fn is_number(text: &str) -> bool {
    let digits = text.chars().filter(|&c| class(c) == Class::Digit).count();
    let rest = text
        .trim_start_matches('+')
        .trim_end_matches(['k', 'm', 'w', '万', '+', '%']);
    (1..=7).contains(&digits)
        && rest
            .chars()
            .all(|c| class(c) == Class::Digit || matches!(c, '.' | ','))
}

#[cfg(test)]
mod tests {
    use super::super::view::measure;
    use super::FEATURE;

    #[test]
    fn numbers_in_sentences_do_not_count() {
        for (line, counters) in [
            ("Travel (12)", 1.0),
            ("12 comments", 1.0),
            ("评论 5", 1.0),
            ("Likes 3.4K", 1.0),
            ("In 1954 he left (with two others).", 0.0),
            ("", 0.0),
        ] {
            assert_eq!(measure(&FEATURE, line), counters, "{line}");
        }
    }
}
