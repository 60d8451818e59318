//! The class of every code point, for counting.

use unicode_properties::{
    EmojiStatus, GeneralCategory as Category, UnicodeEmoji, UnicodeGeneralCategory,
};
use unicode_script::{Script, UnicodeScript};

use crate::folds::Fold;

/// The classes, in the order of `Class` in `src/text/class.rs` (a test there holds them together).
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Class {
    Other = 0,
    Space,
    Han,
    Kana,
    Hangul,
    Unspaced,
    Latin,
    Cyrillic,
    Greek,
    Letter,
    Mark,
    Digit,
    SentenceEnd,
    FullStop,
    ClauseMark,
    Bracket,
    Punctuation,
    Symbol,
    Emoji,
    Invisible,
}

/// Marks that always end a sentence: the property Sentence_Terminal (no kept crate has it)
/// for the scripts in use on the web, without the full stops that also stand in numbers.
const SENTENCE_ENDS: &str = "!?…⋯‼⁇⁈⁉‽⸮。！？｡︒︕︖﹖﹗՜՞։؞؟۔।॥܀܁܂߹።፧፨။។៕᙮᠃᠉᱾᱿꓿꘎꘏꡶꡷꣎꣏꩝꩞꩟꯫";

/// Marks between the clauses of a sentence.
const CLAUSE_MARKS: &str = ",;:，；：、､﹐﹑﹔﹕︐︑︓︔،؛՝፣፤፥፦၊߸᠂᠈꓾⸲⸴⸵⁏";

/// The class of one character, given what it folds to.
pub fn class_of(c: char, fold: &Fold) -> Class {
    if fold.to.as_ref().is_some_and(Vec::is_empty) {
        return Class::Invisible;
    }
    if c.is_whitespace() {
        return Class::Space;
    }
    if matches!(c, '.' | '．' | '﹒') {
        return Class::FullStop;
    }
    if SENTENCE_ENDS.contains(c) {
        return Class::SentenceEnd;
    }
    if CLAUSE_MARKS.contains(c) {
        return Class::ClauseMark;
    }
    // A styled letter counts as the letter that a reader sees, so does the micro sign, and so
    // does whatever else folds to a letter (𜳖, of a later Unicode than the categories): the view
    // has a letter there, and folding it again has to see the same words.
    if let Some([one]) = fold.to.as_deref() {
        let dressed = fold.styled || (c.is_alphabetic() && c.script() == Script::Common);
        if dressed || (one.is_alphabetic() && !c.is_alphabetic()) {
            return by_category(*one);
        }
    }
    by_category(c)
}

fn by_category(c: char) -> Class {
    use Category::*;
    match c.general_category() {
        UppercaseLetter | LowercaseLetter | TitlecaseLetter | ModifierLetter | OtherLetter => {
            letter(c)
        }
        LetterNumber if c.script() == Script::Han => Class::Han,
        DecimalNumber | LetterNumber | OtherNumber => Class::Digit,
        NonspacingMark | SpacingMark | EnclosingMark => mark(c),
        OpenPunctuation | ClosePunctuation | InitialPunctuation | FinalPunctuation => {
            Class::Bracket
        }
        OtherPunctuation if matches!(c, '"' | '\'' | '＂' | '＇') => Class::Bracket,
        ConnectorPunctuation | DashPunctuation | OtherPunctuation => Class::Punctuation,
        MathSymbol | CurrencySymbol | ModifierSymbol | OtherSymbol => symbol(c),
        _ => Class::Other,
    }
}

fn letter(c: char) -> Class {
    let scripts = c.script_extension();
    match c.script() {
        Script::Han => Class::Han,
        Script::Hiragana | Script::Katakana => Class::Kana,
        Script::Hangul => Class::Hangul,
        Script::Thai | Script::Lao | Script::Khmer | Script::Myanmar => Class::Unspaced,
        Script::Latin => Class::Latin,
        Script::Cyrillic => Class::Cyrillic,
        Script::Greek => Class::Greek,
        // ー and its half-width form belong to both kana.
        Script::Common if scripts.contains_script(Script::Katakana) && !scripts.is_common() => {
            Class::Kana
        }
        _ => Class::Letter,
    }
}

fn mark(c: char) -> Class {
    match c.script() {
        Script::Inherited | Script::Common => Class::Mark,
        Script::Latin | Script::Cyrillic | Script::Greek => Class::Mark,
        Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul => Class::Mark,
        Script::Thai | Script::Lao | Script::Khmer | Script::Myanmar => Class::Unspaced,
        _ => Class::Letter,
    }
}

fn symbol(c: char) -> Class {
    // Kangxi radicals and their kin are symbols by category, but stand for Han characters.
    if c.script() == Script::Han {
        return Class::Han;
    }
    let by_default = matches!(
        c.emoji_status(),
        EmojiStatus::EmojiPresentation
            | EmojiStatus::EmojiPresentationAndModifierBase
            | EmojiStatus::EmojiPresentationAndModifierAndEmojiComponent
            | EmojiStatus::EmojiPresentationAndEmojiComponent
    );
    // Below U+2600 the other emoji are ©, ™, arrows and technical signs: plain symbols.
    if by_default || (c >= '\u{2600}' && c.is_emoji_char()) {
        return Class::Emoji;
    }
    Class::Symbol
}

/// Whether a character takes two columns: Han, Kana, Hangul and full-width forms.
pub fn is_wide(c: char, fold: &Fold) -> bool {
    if matches!(c, '\u{FF61}'..='\u{FFDC}' | '\u{FFE8}'..='\u{FFEE}') {
        return false; // half-width forms
    }
    match class_of(c, fold) {
        Class::Han | Class::Kana | Class::Hangul => true,
        Class::Invisible | Class::Mark => false,
        Class::Emoji => c >= '\u{1F000}',
        _ => matches!(c, '\u{3000}'..='\u{303E}' | '\u{3200}'..='\u{33FF}' | '\u{30FB}'
            | '\u{FE10}'..='\u{FE19}' | '\u{FE30}'..='\u{FE6F}' | '\u{FF01}'..='\u{FF60}'
            | '\u{FFE0}'..='\u{FFE6}'),
    }
}
