//! Characters in classes that a regex cannot tell apart.
//!
//! `^\W*follow us\W*$` knows ten kinds of characters: each of its letters, the space, other
//! characters that are no part of words, and the rest. A regex over one byte for each kind
//! means the same as the regex over UTF-8 does, and is compiled in a hundredth of the time:
//! `\W` alone is 1,400 ranges of code points, each of which is up to four ranges of bytes.
//!
//! Kinds that make words become bytes that make words in ASCII, so that `\b`, which a DFA over
//! UTF-8 cannot see, is that of ASCII.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex_syntax::hir::{
    Class, ClassBytes, ClassBytesRange, ClassUnicode, Hir, HirKind, Look, Repetition,
};

/// Different classes of one regex at most: one bit each.
const MOST_CLASSES: usize = 128;

/// The kind of each character, as a byte.
#[derive(Debug)]
pub struct Alphabet {
    ascii: [u8; 128],
    /// Where stretches of characters of one kind begin, ascending, and the kinds.
    starts: Vec<u32>,
    kinds: Vec<u8>,
    /// By block of 256 code points of the first plane: the stretch in which it begins; then for
    /// all planes behind it, and the last stretch.
    blocks: Vec<u16>,
}

impl Alphabet {
    /// The kind of a character.
    #[inline]
    pub fn kind(&self, c: char) -> u8 {
        let code = c as usize;
        if let Some(&kind) = self.ascii.get(code) {
            return kind;
        }
        let block = (code >> 8).min(256);
        let (from, to) = (self.blocks[block] as usize, self.blocks[block + 1] as usize);
        let later = &self.starts[from + 1..=to];
        let passed = if later.len() < 8 {
            let passed = later.iter().take_while(|&&start| start <= c as u32);
            passed.count()
        } else {
            later.partition_point(|&start| start <= c as u32)
        };
        self.kinds[from + passed]
    }

    /// From stretches that begin at 0.
    fn new(stretches: &[(u32, u8)]) -> Option<Alphabet> {
        let starts: Vec<u32> = stretches.iter().map(|&(start, _)| start).collect();
        let kinds: Vec<u8> = stretches.iter().map(|&(_, kind)| kind).collect();
        let mut ascii = [0; 128];
        for (stretch, kind) in walk(&starts, 0..128).into_iter().zip(&mut ascii) {
            *kind = *kinds.get(stretch)?;
        }
        let begins = walk(&starts, (0..=256).map(|block| block << 8));
        let last = starts.len().checked_sub(1)?;
        let blocks = begins.into_iter().chain([last]);
        let blocks = blocks.map(|stretch| u16::try_from(stretch).ok());
        Some(Alphabet {
            ascii,
            blocks: blocks.collect::<Option<Vec<u16>>>()?,
            starts,
            kinds,
        })
    }
}

/// In which of the stretches that begin at `starts` some code points, ascending, lie.
fn walk(starts: &[u32], codes: impl Iterator<Item = u32>) -> Vec<usize> {
    let mut at = 0;
    let stretch_of = |code| {
        while starts.get(at + 1).is_some_and(|&next| next <= code) {
            at += 1;
        }
        at
    };
    codes.map(stretch_of).collect()
}

/// The characters of a regex by kind, and the regex over kinds, without its groups. `None` if
/// it tells too many kinds apart, or asks for `\b` both of Unicode and of ASCII.
pub fn translate(hir: &Hir) -> Option<(Alphabet, Hir)> {
    let mut named = Named::default();
    named.collect(hir)?;
    named.add_words(hir)?;
    let kinds = Kinds::of(&named)?;
    let alphabet = Alphabet::new(&kinds.stretches)?;
    let translated = Translator {
        named: &named,
        kinds: &kinds,
        alphabet: &alphabet,
    }
    .regex(hir)?;
    Some((alphabet, translated))
}

/// What a regex names.
#[derive(Debug, Default)]
struct Named<'h> {
    /// Different classes.
    classes: Vec<Cow<'h, ClassUnicode>>,
    /// Characters by themselves.
    literals: Vec<char>,
    /// Which of the classes is that of the characters that make words, if it matters.
    words: Option<usize>,
}

impl<'h> Named<'h> {
    fn collect(&mut self, hir: &'h Hir) -> Option<()> {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => {
                self.literals
                    .extend(std::str::from_utf8(&literal.0).ok()?.chars());
            }
            HirKind::Class(class) => {
                self.class(as_unicode(class)?)?;
            }
            HirKind::Repetition(repetition) => self.collect(&repetition.sub)?,
            HirKind::Capture(capture) => self.collect(&capture.sub)?,
            HirKind::Concat(parts) | HirKind::Alternation(parts) => {
                parts.iter().try_for_each(|part| self.collect(part))?;
            }
        }
        Some(())
    }

    fn class(&mut self, class: Cow<'h, ClassUnicode>) -> Option<usize> {
        if let Some(known) = self.classes.iter().position(|known| *known == class) {
            return Some(known);
        }
        self.classes.push(class);
        (self.classes.len() <= MOST_CLASSES).then(|| self.classes.len() - 1)
    }

    fn add_words(&mut self, hir: &Hir) -> Option<()> {
        let looks = hir.properties().look_set();
        let words = match (looks.contains_word_unicode(), looks.contains_word_ascii()) {
            (true, true) => return None,
            (true, false) => UNICODE_WORDS.clone(),
            (false, true) => ASCII_WORDS.clone(),
            (false, false) => return Some(()),
        };
        self.words = Some(self.class(Cow::Owned(words))?);
        Some(())
    }
}

static UNICODE_WORDS: LazyLock<ClassUnicode> = LazyLock::new(|| class_of(r"\w"));
static ASCII_WORDS: LazyLock<ClassUnicode> = LazyLock::new(|| class_of("[0-9A-Za-z_]"));

fn class_of(source: &str) -> ClassUnicode {
    let hir = regex_syntax::parse(source).map(Hir::into_kind);
    match hir {
        Ok(HirKind::Class(Class::Unicode(class))) => class,
        _ => ClassUnicode::empty(),
    }
}

fn as_unicode(class: &Class) -> Option<Cow<'_, ClassUnicode>> {
    match class {
        Class::Unicode(class) => Some(Cow::Borrowed(class)),
        Class::Bytes(class) => class.to_unicode_class().map(Cow::Owned),
    }
}

/// Kinds of characters: those in the same classes, and each literal for itself.
#[derive(Debug, Default)]
struct Kinds {
    /// Kinds with the classes that their characters are in, as bits.
    classes: Vec<(u8, u128)>,
    /// Where stretches of one kind begin, ascending.
    stretches: Vec<(u32, u8)>,
}

impl Kinds {
    fn of(named: &Named<'_>) -> Option<Kinds> {
        let mut literals = named.literals.clone();
        // The ends of lines keep their bytes, which `(?m)$` looks for.
        literals.extend(['\n', '\r']);
        literals.sort_unstable();
        literals.dedup();
        let mut free = Free::new(named.words.is_some());
        let mut kinds = Kinds::default();
        // Few: those of no literal.
        let mut by_classes: Vec<(u128, u8)> = Vec::new();
        let changes = changes(named, &literals);
        let mut classes = 0_u128;
        for group in changes.chunk_by(|a, b| a.0 == b.0) {
            let changed = group.iter().filter_map(|change| change.1);
            classes = changed.fold(classes, |classes, bit| classes ^ 1 << bit);
            let start = group.first().map_or(0, |change| change.0);
            if start > char::MAX as u32 {
                break;
            }
            let makes_words = named.words.is_some_and(|bit| classes >> bit & 1 == 1);
            let known = by_classes.iter().rev().find(|known| known.0 == classes);
            let known = known.map(|known| known.1);
            let literal = char::from_u32(start).filter(|c| literals.binary_search(c).is_ok());
            let kind = match (literal, known) {
                (Some(end @ ('\n' | '\r')), _) => end as u8,
                (None, Some(kind)) => kind,
                (Some(_), _) | (None, None) => free.take(makes_words)?,
            };
            if literal.is_some() || known.is_none() {
                kinds.classes.push((kind, classes));
            }
            if literal.is_none() && known.is_none() {
                by_classes.push((classes, kind));
            }
            if kinds.stretches.last().is_none_or(|last| last.1 != kind) {
                kinds.stretches.push((start, kind));
            }
        }
        Some(kinds)
    }
}

/// Code points at which characters begin to be, or cease to be, in a class or a literal,
/// ascending from 0.
fn changes(named: &Named<'_>, literals: &[char]) -> Vec<(u32, Option<u8>)> {
    let mut changes = vec![(0, None)];
    for (bit, class) in (0..).zip(&named.classes) {
        for range in class.iter() {
            let (start, end) = (range.start() as u32, range.end() as u32 + 1);
            changes.extend([(start, Some(bit)), (end, Some(bit))]);
        }
    }
    for &literal in literals {
        changes.extend([(literal as u32, None), (literal as u32 + 1, None)]);
    }
    // Runs that are in order already are merged.
    changes.sort_by_key(|change| change.0);
    changes
}

/// Bytes that stand for no kind yet.
struct Free {
    words: Vec<u8>,
    others: Vec<u8>,
    /// Whether it matters which kinds make words.
    apart: bool,
}

impl Free {
    fn new(apart: bool) -> Free {
        let makes_words = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let usable = (0..=u8::MAX).filter(|byte| !matches!(byte, b'\n' | b'\r'));
        let (words, others) = usable.partition(makes_words);
        Free {
            words,
            others,
            apart,
        }
    }

    fn take(&mut self, makes_words: bool) -> Option<u8> {
        match (makes_words, self.apart) {
            (true, true) => self.words.pop(),
            (false, true) => self.others.pop(),
            (_, false) => self.others.pop().or_else(|| self.words.pop()),
        }
    }
}

struct Translator<'t> {
    named: &'t Named<'t>,
    kinds: &'t Kinds,
    alphabet: &'t Alphabet,
}

impl Translator<'_> {
    fn regex(&self, hir: &Hir) -> Option<Hir> {
        Some(match hir.kind() {
            HirKind::Empty => Hir::empty(),
            HirKind::Look(look) => Hir::look(of_bytes(*look)),
            HirKind::Literal(literal) => {
                let chars = std::str::from_utf8(&literal.0).ok()?.chars();
                let kinds: Vec<u8> = chars.map(|c| self.alphabet.kind(c)).collect();
                Hir::literal(kinds)
            }
            HirKind::Class(class) => self.class(class)?,
            HirKind::Repetition(repetition) => Hir::repetition(Repetition {
                sub: Box::new(self.regex(&repetition.sub)?),
                ..repetition.clone()
            }),
            HirKind::Capture(capture) => self.regex(&capture.sub)?,
            HirKind::Concat(parts) => Hir::concat(self.all(parts)?),
            HirKind::Alternation(parts) => Hir::alternation(self.all(parts)?),
        })
    }

    fn all(&self, parts: &[Hir]) -> Option<Vec<Hir>> {
        parts.iter().map(|part| self.regex(part)).collect()
    }

    fn class(&self, class: &Class) -> Option<Hir> {
        let class = as_unicode(class)?;
        let bit = self
            .named
            .classes
            .iter()
            .position(|known| *known == class)?;
        let kinds = self.kinds.classes.iter();
        let inside = kinds.filter(|(_, classes)| classes >> bit & 1 == 1);
        let ranges = inside.map(|&(kind, _)| ClassBytesRange::new(kind, kind));
        Some(Hir::class(Class::Bytes(ClassBytes::new(ranges))))
    }
}

/// What is asked of places between characters, asked of places between kinds.
fn of_bytes(look: Look) -> Look {
    match look {
        Look::WordUnicode => Look::WordAscii,
        Look::WordUnicodeNegate => Look::WordAsciiNegate,
        Look::WordStartUnicode => Look::WordStartAscii,
        Look::WordEndUnicode => Look::WordEndAscii,
        Look::WordStartHalfUnicode => Look::WordStartHalfAscii,
        Look::WordEndHalfUnicode => Look::WordEndHalfAscii,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alphabet(source: &str) -> Option<Alphabet> {
        let hir = regex_syntax::parse(source).unwrap();
        translate(&hir).map(|(alphabet, _)| alphabet)
    }

    #[test]
    fn characters_that_a_regex_tells_apart_are_of_different_kinds() {
        let alphabet = alphabet(r"^\W*ab[x-z]|\p{Han}分").unwrap();
        let kind = |c| alphabet.kind(c);
        for (one, other) in [
            ('x', 'y'),
            ('c', 'é'),
            ('看', '㐀'),
            (' ', '…'),
            ('𠀀', '𪜀'),
        ] {
            assert_eq!(kind(one), kind(other), "{one} {other}");
        }
        for (one, other) in [('a', 'b'), ('a', 'c'), ('x', 'w'), ('分', '看'), (' ', 'c')] {
            assert_ne!(kind(one), kind(other), "{one} {other}");
        }
        assert_eq!((kind('\n'), kind('\r')), (b'\n', b'\r'));
    }

    #[test]
    fn every_character_is_of_the_classes_that_it_is_in() {
        let source = r"[\p{Lu}é-ž][^\w ]\d\s";
        let hir = regex_syntax::parse(source).unwrap();
        let mut named = Named::default();
        named.collect(&hir).unwrap();
        let kinds = Kinds::of(&named).unwrap();
        let alphabet = Alphabet::new(&kinds.stretches).unwrap();
        for c in '\0'..=char::MAX {
            let kind = alphabet.kind(c);
            let found = kinds.classes.iter().find(|known| known.0 == kind).unwrap();
            for (bit, class) in named.classes.iter().enumerate() {
                let inside = class
                    .iter()
                    .any(|range| (range.start()..=range.end()).contains(&c));
                assert_eq!(found.1 >> bit & 1 == 1, inside, "{c:?}");
            }
        }
    }

    #[test]
    fn words_are_words_of_bytes() {
        let alphabet = alphabet(r"\bé.").unwrap();
        for (c, makes_words) in [('é', true), ('看', true), ('…', false), ('_', true)] {
            let byte = alphabet.kind(c);
            assert_eq!(byte.is_ascii_alphanumeric() || byte == b'_', makes_words);
        }
    }

    #[test]
    fn too_many_kinds_are_told() {
        let many: String = ('一'..).take(300).collect();
        assert!(alphabet(&many).is_none());
        assert!(alphabet(&format!("[{many}]")).is_some());
        assert!(alphabet(r"\ba(?-u:\b)").is_none());
    }
}
