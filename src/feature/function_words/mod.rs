//! Function characters and words of the languages of the web.
//!
//! The closed classes of a language — particles, pronouns, prepositions, conjunctions,
//! auxiliaries, determiners — make up a third of running text and are rare in lists of keywords,
//! names and link labels. Languages that write spaces have a file of words each; what is written
//! onto words, or stands between them without spaces, has a module of its own: Chinese
//! characters, Japanese kana, Korean endings, Thai syllables, Arabic prefixes.
//!
//! A line is gone through once, and nothing is allocated.

use super::runs::{Layout, Runs};
use super::urls;
use crate::text::class::Class;

mod arabic;
mod han;
mod hangul;
mod kana;
mod table;
mod thai;

/// A language with function words.
#[derive(Debug)]
pub struct Language {
    /// Its code (ISO 639-1).
    pub code: &'static str,
    /// Its words as the fold leaves them, between white space, with comments behind `#`.
    words: &'static str,
}

/// A set of languages, a bit for each place in [`LANGUAGES`].
type Languages = u32;

/// The languages, those of an alphabet by the file of their words.
pub static LANGUAGES: [Language; 19] = [
    Language {
        code: "zh",
        words: "",
    },
    Language {
        code: "ja",
        words: "",
    },
    Language {
        code: "th",
        words: "",
    },
    Language {
        code: "ko",
        words: include_str!("words/ko.txt"),
    },
    Language {
        code: "ar",
        words: include_str!("words/ar.txt"),
    },
    Language {
        code: "hi",
        words: include_str!("words/hi.txt"),
    },
    Language {
        code: "ru",
        words: include_str!("words/ru.txt"),
    },
    Language {
        code: "en",
        words: include_str!("words/en.txt"),
    },
    Language {
        code: "de",
        words: include_str!("words/de.txt"),
    },
    Language {
        code: "es",
        words: include_str!("words/es.txt"),
    },
    Language {
        code: "fr",
        words: include_str!("words/fr.txt"),
    },
    Language {
        code: "id",
        words: include_str!("words/id.txt"),
    },
    Language {
        code: "it",
        words: include_str!("words/it.txt"),
    },
    Language {
        code: "nl",
        words: include_str!("words/nl.txt"),
    },
    Language {
        code: "pl",
        words: include_str!("words/pl.txt"),
    },
    Language {
        code: "pt",
        words: include_str!("words/pt.txt"),
    },
    Language {
        code: "sv",
        words: include_str!("words/sv.txt"),
    },
    Language {
        code: "tr",
        words: include_str!("words/tr.txt"),
    },
    Language {
        code: "vi",
        words: include_str!("words/vi.txt"),
    },
];

/// [`Languages`] of one only.
const CHINESE: Languages = 1;
const JAPANESE: Languages = 1 << 1;
const THAI: Languages = 1 << 2;
const KOREAN: Languages = 1 << 3;
const ARABIC: Languages = 1 << 4;

/// How a folded line without surrounding white space is laid out, with its letters in function
/// characters and words.
pub(super) fn layout(folded: &str) -> Layout {
    let (mut layout, mut function) = (Layout::default(), 0);
    each(folded, &mut layout, |letters, _| function += letters);
    layout.function = function;
    layout
}

/// The language whose function words dominate some lines, as its place in [`LANGUAGES`]; none
/// for lines without any. Expects folded lines.
///
/// ```
/// use despam::feature::function_words::{LANGUAGES, language_hint};
///
/// let hint = language_hint(["bu köprü bir yıl önce yapıldı", "ve sonra yıkıldı"]);
/// assert_eq!(hint.map(|index| LANGUAGES[index].code), Some("tr"));
/// ```
pub fn language_hint<'a>(folded: impl IntoIterator<Item = &'a str>) -> Option<usize> {
    let mut tally = Tally::default();
    folded.into_iter().for_each(|line| tally.add(line));
    tally.language()
}

/// Letters in function characters and words by language, added up line by line.
#[derive(Debug, Clone, Default)]
pub struct Tally([u32; LANGUAGES.len()]);

impl Tally {
    /// Adds a folded line.
    pub fn add(&mut self, folded: &str) {
        each(folded, &mut Layout::default(), |letters, mut languages| {
            while let Some(sum) = self.0.get_mut(languages.trailing_zeros() as usize) {
                *sum += letters;
                languages &= languages - 1;
            }
        });
    }

    /// The place in [`LANGUAGES`] of the language with the most letters, the first of those
    /// with as many; none if no language has any.
    pub fn language(&self) -> Option<usize> {
        let most = self.0.iter().copied().max().filter(|&most| most > 0)?;
        self.0.iter().position(|&letters| letters == most)
    }
}

/// What stands right before and behind a run, without a space.
#[derive(Debug, Clone, Copy)]
struct Around {
    before: bool,
    after: bool,
}

/// Calls back with the letters of each function word, or of all in a run without spaces, and
/// their languages. The runs are counted on the way, with what stands between them.
///
/// A lone Latin letter (`i`, `a`, `e`, `o`) is a word only at the start of the line or behind a
/// Latin word, and before one: ` I ` between Han characters is a bar that lost its shape, and
/// letters among letters are an alphabet.
#[inline]
fn each(text: &str, layout: &mut Layout, mut found: impl FnMut(u32, Languages)) {
    // Whether the word before was a Latin one of several letters; where the last run ended; a lone
    // letter that waits for what comes behind it.
    let (mut behind_latin, mut last_end, mut lone) = (true, 0, 0);
    let mut runs = Runs::new(text, layout);
    while let Some(run) = runs.next() {
        let letters = || text.get(run.at..run.end).unwrap_or_default();
        let word = text.as_bytes().get(run.at..run.end).unwrap_or_default();
        let around = || Around {
            before: run.at > 0 && last_end == run.at,
            after: run.glued,
        };
        let is_latin = run.kind == Class::Latin;
        let is_lone = is_latin && run.end - run.at == 1;
        if lone != 0 {
            if is_latin && !is_lone {
                found(1, lone);
            }
            lone = 0;
        }
        match run.kind {
            Class::Han => report(han::letters(letters()), CHINESE, &mut found),
            Class::Kana => report(kana::letters(letters(), around()), JAPANESE, &mut found),
            Class::Unspaced => report(thai::letters(letters()), THAI, &mut found),
            Class::Hangul => report(hangul::letters(letters()), KOREAN, &mut found),
            kind => {
                let languages = table::languages_with(run.head, word);
                if languages == 0 {
                    if kind == Class::Letter {
                        report(arabic::letters(letters()), ARABIC, &mut found);
                    }
                } else if is_in_address(text, run.at, run.end) {
                } else if !is_lone {
                    found(run.letters, languages);
                } else if behind_latin {
                    lone = languages;
                }
            }
        }
        behind_latin = is_latin && !is_lone;
        last_end = run.end;
    }
}

fn report(letters: u32, languages: Languages, found: &mut impl FnMut(u32, Languages)) {
    if letters > 0 {
        found(letters, languages);
    }
}

/// Whether a word at some offsets is a part of a URL, a domain name or a mail address.
#[inline]
fn is_in_address(text: &str, at: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let is_space = |byte: Option<&u8>| byte.is_none_or(|&byte| byte == b' ');
    let apart = is_space(bytes.get(end)) && (at == 0 || is_space(bytes.get(at - 1)));
    !apart && is_in_token(text, at, end)
}

/// The same for a word that does not stand between spaces.
fn is_in_token(text: &str, at: usize, end: usize) -> bool {
    let (head, rest) = text.as_bytes().split_at(at);
    let (word, tail) = rest.split_at(end - at);
    let is_part = |byte: Option<&u8>| byte.is_some_and(|&byte| urls::is_part(char::from(byte)));
    (is_part(head.last()) || is_part(tail.first()))
        && word.is_ascii()
        && urls::is_address(&text[urls::token_around(text, at)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::FoldBuffer;

    fn hint(line: &str) -> Option<&'static str> {
        let mut buffer = FoldBuffer::default();
        language_hint([buffer.fold(line).text]).map(|index| LANGUAGES[index].code)
    }

    #[test]
    fn special_languages_stand_at_their_bits() {
        for (language, code) in [
            (CHINESE, "zh"),
            (JAPANESE, "ja"),
            (THAI, "th"),
            (KOREAN, "ko"),
            (ARABIC, "ar"),
        ] {
            assert_eq!(LANGUAGES[language.trailing_zeros() as usize].code, code);
        }
    }

    #[test]
    fn sentences_tell_their_language() {
        for (code, line) in [
            ("zh", "他把照片同时发到了微信和新浪微博。"),
            ("ja", "彼は写真を同時に友達へ送った。"),
            ("th", "เขาบอกว่าสะพานนี้สร้างเมื่อปีที่แล้วและจะเปิดในเดือนหน้า"),
            ("ko", "그는 사진을 친구에게 보냈고 다리에서 기다렸다."),
            (
                "ar",
                "قال إن الجسر الذي بناه الأخوان كان في وسط المدينة وهو الآن مغلق.",
            ),
            ("hi", "उन्होंने कहा कि यह पुल दो भाइयों ने बनाया था और अब बंद है।"),
            (
                "ru",
                "Мост построили в тот год, когда река вышла из берегов.",
            ),
            (
                "en",
                "The bridge was built in the year when the river rose.",
            ),
            (
                "de",
                "Die Brücke wurde in dem Jahr gebaut, als der Fluss über die Ufer trat.",
            ),
            (
                "es",
                "El puente se construyó en el año en que el río salió de su cauce.",
            ),
            (
                "fr",
                "Le pont fut construit dans l'année où la rivière sortit de son lit.",
            ),
            (
                "id",
                "Jembatan itu dibangun pada tahun ketika sungai meluap dan kini ditutup.",
            ),
            (
                "it",
                "Il ponte fu costruito nell'anno in cui il fiume uscì dagli argini.",
            ),
            (
                "nl",
                "De brug werd gebouwd in het jaar dat de rivier buiten zijn oevers trad.",
            ),
            (
                "pl",
                "Most zbudowano w roku, w którym rzeka wystąpiła z brzegów i nie wróciła.",
            ),
            (
                "pt",
                "A ponte foi construída no ano em que o rio saiu do seu leito.",
            ),
            (
                "sv",
                "Bron byggdes det år då floden steg över sina bräddar och inte sjönk.",
            ),
            (
                "tr",
                "Köprü, nehrin taştığı yıl iki kardeş tarafından yapıldı ve bir daha yıkılmadı.",
            ),
            (
                "vi",
                "Cây cầu được xây vào năm mà con sông dâng lên và đã bị đóng.",
            ),
        ] {
            assert_eq!(hint(line), Some(code), "{line}");
        }
        assert_eq!(
            hint("Casino Poker 2024 | バカラ | 바카라 | บาคาร่า | कैसीनो | كازينو"),
            None
        );
    }
}
