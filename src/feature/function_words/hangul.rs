//! Korean: particles and endings at the end of a word between spaces.

use super::table::languages_of;

/// Particles of one syllable that few nouns end with.
const SURE: &str = "은는을를에의";

/// Particles and endings of one syllable that many nouns of two end with (`지도`, `광고`).
const BEHIND_TWO: &str = "이가로와과도만다고며서";

/// Particles and endings of several syllables by their last one, longest first.
fn endings(last: char) -> &'static [&'static str] {
    match last {
        '게' => &["에게"],
        '고' => &["이라고", "다고", "라고", "이고", "하고"],
        '는' => &[
            "에게는",
            "에서는",
            "으로는",
            "이라는",
            "다는",
            "되는",
            "라는",
            "에는",
            "하는",
        ],
        '다' => &[
            "했습니다",
            "됩니다",
            "습니다",
            "입니다",
            "합니다",
            "니다",
            "됐다",
            "된다",
            "마다",
            "보다",
            "았다",
            "었다",
            "였다",
            "이다",
            "한다",
            "했다",
        ],
        '데' => &["는데"],
        '도' => &["에도"],
        '럼' => &["처럼"],
        '로' => &["으로"],
        '만' => &["지만"],
        '며' => &["다며", "라며", "이며", "하며"],
        '서' => &["로서", "면서", "에서", "해서"],
        '여' => &["하여"],
        '지' => &["까지", "하지"],
        '터' => &["부터"],
        _ => &[],
    }
}

/// Letters of particles and endings, or of the whole word if it is a function word.
pub(super) fn letters(word: &str) -> u32 {
    let Some(last) = word.chars().next_back() else {
        return 0;
    };
    if languages_of(word) != 0 {
        return word.chars().count() as u32;
    }
    let ending = endings(last).iter().find(|ending| word.ends_with(**ending));
    if let Some(ending) = ending
        && ending.len() < word.len()
    {
        return ending.chars().count() as u32;
    }
    let before = word.chars().rev().skip(1).take(2).count();
    u32::from(before >= 1 && SURE.contains(last) || before >= 2 && BEHIND_TWO.contains(last))
}
