//! Dates and times of day: credit lines, comments and lists of headlines carry them, running
//! text seldom.

use std::sync::LazyLock;

use regex::Regex;

use super::Feature;
use super::view::LineView;
use crate::text::class::Class;

pub(super) const FEATURE: Feature = Feature::line(
    "dates",
    "Dates and times of day written with digits: `2012-03-04`, `4. 3. 2012`, `3月4日`, `12:30`, `Mar 4, 2012`, `4 hours ago`.",
    |view| count(view) as f64,
);

/// Number of dates and times.
pub(super) fn count(view: &LineView<'_>) -> usize {
    if view.counts().get(Class::Digit) == 0 {
        return 0;
    }
    DATE.as_ref()
        .map_or(0, |date| date.find_iter(view.folded).count())
}

/// Whether there is one.
pub(super) fn any(view: &LineView<'_>) -> bool {
    let matches = |date: &Regex| date.is_match(view.folded);
    view.counts().get(Class::Digit) > 0 && DATE.as_ref().is_some_and(matches)
}

/// Numeric forms of all languages, and the month names and "ago" of the languages that put
/// them next to a number. On folded text, so in lower case and simplified characters.
static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let months = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mai|juin|juil|août|déc|okt|dez|ene|abr|ago|dic|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек";
    let forms = [
        r"(?:19|20)[0-9]{2}\s?[-/.年]\s?[0-9]{1,2}(?:\s?[-/.月]\s?[0-9]{1,2}日?)?",
        r"[0-9]{1,2}\s?[-/.]\s?[0-9]{1,2}\s?[-/.]\s?(?:19|20)?[0-9]{2}",
        r"[0-9]{1,2}月[0-9]{1,2}日",
        r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?",
        &format!(
            r"(?:{months})[a-zа-я]{{0,6}}\.?\s[0-9]{{1,2}}(?:st|nd|rd|th)?(?:,?\s(?:19|20)[0-9]{{2}})?"
        ),
        &format!(
            r"[0-9]{{1,2}}(?:st|nd|rd|th|\.)?\s(?:de\s)?(?:{months})[a-zа-я]{{0,6}}\.?(?:,?\s(?:de\s)?(?:19|20)[0-9]{{2}})?"
        ),
        r"[0-9]+\s?(?:sec|min|hour|hr|day|week|month|year)[a-z]*\sago",
        r"[0-9]+\s?(?:秒|分钟|小时|天|周|个?月|年)前",
        r"[0-9]+\s?(?:秒|分|時間|日|週間|か月|年)前",
        r"[0-9]+\s?(?:초|분|시간|일|주|개월|년)\s?전",
    ];
    Regex::new(&forms.map(|form| format!("(?:{form})")).join("|")).ok()
});

#[cfg(test)]
mod tests {
    use super::super::view::measure;
    use super::{DATE, FEATURE};

    #[test]
    fn forms_of_several_languages() {
        assert!(DATE.is_some());
        for (line, dates) in [
            ("2012-03-04 12:30", 2.0),
            ("2012年3月4日", 1.0),
            ("发布于3月4日", 1.0),
            ("4.3.2012", 1.0),
            ("Posted on March 4th, 2012 at 12:30", 2.0),
            ("4 de marzo de 2012", 1.0),
            ("3 hours ago", 1.0),
            ("5分钟前", 1.0),
            ("Version 2.5", 0.0),
            ("He had 12 eggs", 0.0),
        ] {
            assert_eq!(measure(&FEATURE, line), dates, "{line}");
        }
    }
}
