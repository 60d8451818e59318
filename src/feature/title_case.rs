//! Words with capitals: menus, headlines and lists of names capitalise most of their words,
//! sentences only the first and names.

use super::Feature;
use super::view::share;

pub(super) const FEATURE: Feature = Feature::line(
    "title-case-share",
    "Words of the untouched line that begin with a capital as a share of those that begin with a cased letter; 0 for scripts without case.",
    |view| {
        let capitals = view.capitals();
        share(capitals.words, capitals.cased_words)
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
