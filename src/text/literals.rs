//! Literals that every match of a regex must contain.
//!
//! A regex runs only on lines in which the finder has seen one of its
//! required literals, so a thousand regexes cost next to nothing on text that
//! has none. The search is a walk over the parsed expression: a concatenation
//! needs what its best part needs, an alternation needs one of what each branch
//! needs. Neighbouring parts that are exact are multiplied out, so `[分转]享`
//! needs `分享` or `转享`.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind, Look};

/// Literals of a set at most, for a search that is shared by the regexes of all rules.
pub const MOST: usize = 64;
/// Bits below which a literal is too common to be worth looking for: a letter, a digit, a space.
const COMMONEST: usize = 6;

/// Bits above which rarer is no better: fewer are.
const RARE: usize = 20;

/// A text of which every match contains one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Literal {
    /// The text.
    pub text: String,
    /// Whether it never stands behind a letter or digit where it counts.
    pub begins_word: bool,
}

/// The literals of which every match of a regex (in the syntax of the `regex` crate) contains at
/// least one, `most` at most, or `None` if there is no such set: then nothing keeps it from running
/// on every line.
pub fn required(hir: &Hir, most: usize) -> Option<Vec<Literal>> {
    let mut literals = Required { most }.walk(hir, false)?;
    literals.sort();
    // Of two that differ only in where they stand the first, which stands anywhere, does for both.
    literals.dedup_by(|a, b| a.text == b.text);
    good(&literals).then_some(literals)
}

/// A search for literals that tells whether one stands in a text; `None` if they take too much
/// memory.
pub fn search(literals: &[Literal]) -> Option<AhoCorasick> {
    // Of all kinds the fastest to build that is not slow on a line.
    let mut builder = AhoCorasick::builder();
    builder.kind(Some(AhoCorasickKind::ContiguousNFA));
    let texts = literals.iter().map(|literal| &literal.text);
    builder.build(texts).ok()
}

fn good(literals: &[Literal]) -> bool {
    let rare = |literal: &Literal| rarity(literal) >= COMMONEST;
    !literals.is_empty() && literals.iter().all(rare)
}

/// The most common literal first, then the smaller set: what makes one set better than
/// another.
fn weight(literals: &[Literal]) -> (usize, usize) {
    let commonest = literals.iter().map(rarity).min();
    (
        commonest.unwrap_or(0).min(RARE),
        MOST.saturating_sub(literals.len()),
    )
}

/// How rare a literal is in text, in bits, very roughly: digits, spaces and stops stand
/// everywhere, a Han character or a sign is one of some hundreds.
fn rarity(literal: &Literal) -> usize {
    let bits = |c: char| match c {
        '0'..='9' | ' ' | '.' | ',' => 3,
        'a'..='z' => 4,
        _ if c.is_ascii() => 6,
        _ => 9,
    };
    literal.text.chars().map(bits).sum()
}

fn better(a: Option<Vec<Literal>>, b: Option<Vec<Literal>>) -> Option<Vec<Literal>> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if weight(&b) > weight(&a) { b } else { a }),
        (a, b) => a.or(b),
    }
}

/// The walk. `apart` says whether what comes is known to stand at the start of the text or behind
/// something that is no letter or digit.
struct Required {
    most: usize,
}

impl Required {
    fn walk(&self, hir: &Hir, apart: bool) -> Option<Vec<Literal>> {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => None,
            HirKind::Literal(_) | HirKind::Class(_) => self.exact(hir, apart),
            HirKind::Repetition(repetition) if repetition.min >= 1 => {
                let once = repetition.max == Some(1);
                self.walk(&repetition.sub, apart && once)
            }
            HirKind::Repetition(_) => None,
            HirKind::Capture(capture) => self.walk(&capture.sub, apart),
            // Where the best of each branch are too many together, the best of few may do.
            HirKind::Alternation(branches) => {
                let all = self.of_each(branches, apart, self.most);
                all.or_else(|| self.of_each(branches, apart, self.most / branches.len()))
            }
            HirKind::Concat(parts) => self.concat(parts, apart),
        }
    }

    /// What the branches of an alternation need together, each `most` literals at most.
    fn of_each(&self, branches: &[Hir], apart: bool, most: usize) -> Option<Vec<Literal>> {
        let mut all = Vec::new();
        for branch in branches {
            all.extend(Required { most }.walk(branch, apart)?);
        }
        (all.len() <= self.most).then_some(all)
    }

    fn concat(&self, parts: &[Hir], mut apart: bool) -> Option<Vec<Literal>> {
        let mut best = None;
        let mut run: Option<Vec<Literal>> = None;
        for part in parts {
            let before = apart;
            apart = stands_apart_behind(part, before);
            if matches!(part.kind(), HirKind::Look(_)) {
                continue;
            }
            let joined = match (&run, self.exact(part, before)) {
                (Some(run), Some(next)) => self.product(run, &next),
                (None, next) => next,
                (Some(_), None) => None,
            };
            if joined.is_none() {
                best = better(best, run.take());
                best = better(best, self.walk(part, before));
            }
            run = joined.or_else(|| self.exact(part, before));
        }
        better(best, run)
    }

    fn product(&self, left: &[Literal], right: &[Literal]) -> Option<Vec<Literal>> {
        let joined = |a: &Literal, b: &Literal| Literal {
            text: format!("{}{}", a.text, b.text),
            begins_word: a.begins_word,
        };
        (left.len() * right.len() <= self.most).then(|| {
            left.iter()
                .flat_map(|a| right.iter().map(move |b| joined(a, b)))
                .collect()
        })
    }

    /// The strings that an expression matches, if they are few.
    fn exact(&self, hir: &Hir, apart: bool) -> Option<Vec<Literal>> {
        let literal = |text: String| Literal {
            text,
            begins_word: apart,
        };
        match hir.kind() {
            HirKind::Empty => Some(vec![literal(String::new())]),
            HirKind::Literal(bytes) => Some(vec![literal(
                std::str::from_utf8(&bytes.0).ok()?.to_owned(),
            )]),
            HirKind::Class(Class::Unicode(class)) => {
                let count: usize = class
                    .iter()
                    .map(|range| range.end() as usize - range.start() as usize + 1)
                    .sum();
                let chars = class.iter().flat_map(|range| range.start()..=range.end());
                (count <= 16).then(|| chars.map(String::from).map(literal).collect())
            }
            HirKind::Capture(capture) => self.exact(&capture.sub, apart),
            HirKind::Alternation(branches) => {
                let mut all = Vec::new();
                for branch in branches {
                    all.extend(self.exact(branch, apart)?);
                }
                (all.len() <= self.most).then_some(all)
            }
            HirKind::Concat(parts) => {
                let mut all = vec![literal(String::new())];
                for part in parts {
                    all = self.product(&all, &self.exact(part, false)?)?;
                }
                Some(all)
            }
            _ => None,
        }
    }
}

/// Whether what follows an expression is known to stand at the start of the text or behind
/// something that is no letter or digit; `before` says it of the expression itself.
fn stands_apart_behind(hir: &Hir, before: bool) -> bool {
    match hir.kind() {
        HirKind::Empty => before,
        HirKind::Look(look) => {
            let apart = matches!(
                look,
                Look::Start | Look::StartLF | Look::WordUnicode | Look::WordStartUnicode
            );
            before || apart
        }
        HirKind::Literal(bytes) => {
            let text = std::str::from_utf8(&bytes.0).unwrap_or_default();
            text.chars()
                .next_back()
                .is_some_and(|c| !c.is_alphanumeric())
        }
        HirKind::Class(Class::Unicode(class)) => holds_no_letter(class),
        HirKind::Class(Class::Bytes(_)) => false,
        HirKind::Repetition(repetition) => {
            (repetition.min > 0 || before) && stands_apart_behind(&repetition.sub, false)
        }
        HirKind::Capture(capture) => stands_apart_behind(&capture.sub, before),
        HirKind::Alternation(parts) => parts.iter().all(|part| stands_apart_behind(part, before)),
        HirKind::Concat(parts) => parts
            .iter()
            .fold(before, |apart, part| stands_apart_behind(part, apart)),
    }
}

/// Whether a class has no letter or digit of those behind which the search does not look for what
/// begins words: ASCII, and Cyrillic up to `ѿ`.
fn holds_no_letter(class: &ClassUnicode) -> bool {
    let sure = [('0', '9'), ('A', 'Z'), ('a', 'z'), ('\u{400}', '\u{47f}')];
    !class.iter().any(|range| {
        sure.iter()
            .any(|&(first, last)| range.start() <= last && first <= range.end())
    })
}

#[cfg(test)]
mod tests {
    use super::{MOST, required};

    #[test]
    fn finds_what_every_match_contains() {
        for (pattern, literals) in [
            (
                "^(分享|转发)(到|至)",
                Some(vec!["分享到", "分享至", "转发到", "转发至"]),
            ),
            ("[分转]享", Some(vec!["分享", "转享"])),
            (r"\d+ comments?", Some(vec![" comment"])),
            ("(foo|bar)?baz", Some(vec!["baz"])),
            (".*", None),
            (r"\d{4}", None),
            ("(foo|.)", None),
            ("x*", None),
            (r"^.{1,20}\(\d+\)$", Some(vec!["("])),
            (r"[.]$", None),
            (
                "(?:bed|bet|be) (?:x|y)+z",
                Some(vec!["be ", "bed ", "bet "]),
            ),
            ("(?:abc)+d", Some(vec!["abc"])),
            (
                "word|many(?:one|two|six|ten)(?:red|ash|elm|oak)(?:sun|sea|ice|fog).|other",
                Some(vec!["many", "other", "word"]),
            ),
        ] {
            let found = required(&regex_syntax::parse(pattern).unwrap(), MOST);
            assert_eq!(
                found
                    .as_deref()
                    .map(|l| l.iter().map(|l| l.text.as_str()).collect::<Vec<_>>()),
                literals,
                "{pattern}"
            );
        }
    }

    #[test]
    fn tells_what_begins_words() {
        for (pattern, begin) in [
            (r"^\W*(?:share|like) us", true),
            (r"\bshare", true),
            (r"[.\s]+share", true),
            (r"(?:^|\s)share", true),
            ("share", false),
            (r"\W*share", false),
            (r"\w\W*share", false),
            (r"(?-u:\b)share", false),
            (r"^(?:share)+$", false),
            (r"^\d*share", false),
        ] {
            let found = required(&regex_syntax::parse(pattern).unwrap(), MOST).unwrap();
            assert!(found.iter().all(|l| l.begins_word == begin), "{pattern}");
        }
    }
}
