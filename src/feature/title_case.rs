//! Words with capitals: menus, headlines and lists of names capitalise most of their words,
//! sentences only the first and names.

use super::Feature;
use super::view::share;
use crate::text::class::{Class, class};

pub(super) const FEATURE: Feature = Feature::line(
    "title-case-share",
    "Words of the untouched line that begin with a capital as a share of those that begin with a cased letter; 0 for scripts without case.",
    |view| {
        let (mut capital, mut cased, mut inside) = (0, 0, false);
        // What nobody sees parts no word.
        let is_seen = |c: &char| c.is_ascii() || class(*c) != Class::Invisible;
        for c in view.raw.chars().filter(is_seen) {
            let is_part = c.is_alphanumeric() || matches!(c, '\'' | '’');
            if is_part && !inside {
                let is_capital = c.is_uppercase();
                capital += u32::from(is_capital);
                cased += u32::from(is_capital || c.is_lowercase());
            }
            inside = is_part;
        }
        share(capital, cased)
    },
);

#[cfg(test)]
mod tests {
    use super::super::view::measure;
    use super::FEATURE;

    #[test]
    fn menus_have_capitals_and_sentences_few() {
        assert_eq!(measure(&FEATURE, "About Us | Contact Us"), 1.0);
        assert_eq!(measure(&FEATURE, "He came by bus"), 0.25);
        assert_eq!(
            measure(&FEATURE, "H\u{AD}e\u{AD} came by b\u{200B}us"),
            0.25
        );
        assert_eq!(measure(&FEATURE, "他来了"), 0.0);
    }
}
