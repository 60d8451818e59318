//! Disguises: folds that honest text hardly ever needs.

use super::Feature;
use super::view::LineView;

pub(super) const FEATURE: Feature = Feature::line(
    "evasions",
    "Fold edits that only a disguise needs: invisible characters inside words, look-alikes in mixed words, styled letters, closed letter-spacing.",
    |view| f64::from(count(view)),
);

/// Number of disguising edits.
pub(super) fn count(view: &LineView<'_>) -> u32 {
    let fold = view.fold;
    fold.invisible + fold.confusable + fold.styled + fold.spacing
}

#[cfg(test)]
mod tests {
    use super::super::view::measure;
    use super::FEATURE;

    #[test]
    fn honest_signs_are_no_disguise() {
        for line in [
            "①先洗②再切③下锅",
            "面积 120 m²，第Ⅷ章",
            "802.11a/b/g/n",
            "if (a || b || q)",
        ] {
            assert_eq!(measure(&FEATURE, line), 0.0, "{line}");
        }
        for (line, evasions) in [("加⑥⑥⑧⑨⓪", 5.0), ("𝓋𝒾𝒶ℊ𝓇𝒶", 6.0), ("v.i.a.g.r.a", 1.0)]
        {
            assert_eq!(measure(&FEATURE, line), evasions, "{line}");
        }
    }
}
