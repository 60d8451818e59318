//! Amounts of money, by sign or by word.

use super::Feature;
use crate::text::class::Class;

pub(super) const FEATURE: Feature = Feature::line("prices", "Amounts of money.", |view| {
    // Amounts are written with digits.
    match view.counts().get(Class::Digit) {
        0 => 0.0,
        _ => f64::from(count(view.folded)),
    }
});

/// Signs that stand before or after the amount, folded.
const SIGNS: &str = "$€£¥₽₹₩₺₫฿";
/// Words that follow an amount in running text, folded.
const WORDS: &[&str] = &[
    "元", "块", "円", "원", "usd", "eur", "руб", "dollars", "euros",
];

fn count(text: &str) -> u32 {
    let mut prices = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find(|c: char| c.is_ascii_digit()) {
        let start = at + found;
        let len = text[start..]
            .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))
            .unwrap_or(text.len() - start);
        at = start + len;
        let before = text[..start].trim_end().chars().next_back();
        let after = text[at..].trim_start();
        let signed =
            before.is_some_and(|c| SIGNS.contains(c)) || after.starts_with(|c| SIGNS.contains(c));
        prices += u32::from(signed || WORDS.iter().any(|word| after.starts_with(word)));
    }
    prices
}

#[cfg(test)]
mod tests {
    use super::super::view::measure;
    use super::FEATURE;

    #[test]
    fn counts_signed_and_named_amounts() {
        assert_eq!(measure(&FEATURE, "原价￥199，现价99元，$5.00"), 3.0);
        assert_eq!(measure(&FEATURE, "1999年有365天"), 0.0);
    }
}
