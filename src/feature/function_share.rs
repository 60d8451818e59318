//! Function characters and words: what sentences have and keyword lists lack.
//!
//! The closed classes of a language — particles, pronouns, prepositions,
//! conjunctions, auxiliaries — make up a third of running text and are rare in
//! lists of keywords, names and link labels.

use super::Feature;
use super::view::{LineView, is_letter, share};
use crate::text::class::{Class, class};

pub(super) const FEATURE: Feature = Feature::line(
    "function-share",
    "Letters in function characters (Chinese) or function words (other languages) as a share of the letters.",
    measure,
);

/// Chinese particles, pronouns, adverbs, prepositions and conjunctions of one
/// character, simplified.
const HAN: &str = "的了是在不和也就都而与或但及其之于以为这那你我他她它们着过把被给让从到对将又还很个有没吗呢吧啊则因所并且却只再";

/// Function words of languages written in alphabets, sorted by bytes.
const WORDS: &[&str] = &[
    "a", "about", "after", "al", "als", "also", "an", "and", "are", "as", "at", "au", "auf", "aus",
    "be", "been", "bei", "but", "by", "can", "com", "como", "con", "da", "das", "dass", "de",
    "dem", "den", "der", "des", "di", "die", "do", "du", "e", "ein", "eine", "el", "em", "en",
    "er", "es", "est", "et", "for", "from", "had", "has", "have", "he", "her", "his", "i", "if",
    "il", "im", "in", "is", "ist", "it", "its", "la", "las", "le", "les", "lo", "los", "mais",
    "mit", "my", "não", "nicht", "no", "not", "o", "of", "on", "or", "os", "our", "par", "para",
    "pas", "per", "por", "pour", "que", "qui", "se", "she", "sich", "sie", "so", "su", "sur",
    "than", "that", "the", "their", "there", "they", "this", "to", "um", "un", "una", "und", "une",
    "uma", "von", "was", "we", "were", "which", "who", "will", "with", "would", "you", "your",
    "zu", "в", "на", "и", "не", "что", "с", "по", "из", "от", "за", "для", "он", "она", "к", "но",
    "это", "как", "его", "их", "был", "была", "были",
];

fn measure(view: &LineView<'_>) -> f64 {
    share(letters_in_function(view), view.counts().letters)
}

/// Letters that belong to function characters or words.
pub(super) fn letters_in_function(view: &LineView<'_>) -> u32 {
    let mut letters = 0;
    if view.counts().get(Class::Han) > 0 {
        letters += view
            .folded
            .chars()
            .filter(|&c| is_function_character(c))
            .count() as u32;
    }
    if view.counts().letters > view.counts().get(Class::Han) {
        letters += view
            .folded
            .split(|c| !matches!(class(c), k if is_letter(k) && k != Class::Han))
            .filter(|word| word.len() <= 12 && is_function_word(word))
            .map(|word| word.chars().count() as u32)
            .sum::<u32>();
    }
    letters
}

fn is_function_character(c: char) -> bool {
    // Every one lies in this range; the test spares the search for most others.
    ('\u{4e00}'..='\u{9fff}').contains(&c) && HAN.contains(c)
}

fn is_function_word(word: &str) -> bool {
    !word.is_empty() && WORDS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::super::view::measure;
    use super::FEATURE;

    #[test]
    fn sentences_have_them_and_lists_do_not() {
        assert!(measure(&FEATURE, "他把照片同时发到了微信和新浪微博。") > 0.2);
        assert!(measure(&FEATURE, "国产精品|亚洲无码|在线观看") < 0.1);
        assert!(measure(&FEATURE, "He was one of the first to see it.") > 0.4);
        assert_eq!(measure(&FEATURE, "Casino Poker Slots Bonus"), 0.0);
    }
}
