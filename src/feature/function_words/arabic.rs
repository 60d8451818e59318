//! Arabic: words with a conjunction or a preposition written onto them.

use super::ARABIC;
use super::table::languages_of;

/// Conjunctions of one letter (and, so) that are written onto the next word.
const CONJUNCTIONS: [char; 2] = ['و', 'ف'];

/// Conjunctions and prepositions before the article, which is what shows that they are not the
/// first letter of a word. The article itself does not count: labels and lists have it as well.
const BEFORE_ARTICLE: [&str; 5] = ["وال", "بال", "فال", "كال", "لل"];

/// Letters of what is written onto a word that is no function word itself; of the whole word if
/// what it is written onto is one.
pub(super) fn letters(word: &str) -> u32 {
    if let Some(rest) = word.strip_prefix(CONJUNCTIONS)
        && languages_of(rest) & ARABIC != 0
    {
        return word.chars().count() as u32;
    }
    let is_joined = |prefix: &&str| {
        word.strip_prefix(*prefix)
            .is_some_and(|stem| stem.chars().nth(2).is_some())
    };
    u32::from(BEFORE_ARTICLE.iter().any(is_joined))
}
