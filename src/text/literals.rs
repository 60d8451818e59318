//! Literals that every match of a regex must contain.
//!
//! A regex runs only on lines in which the automaton has seen one of its
//! required literals, so a thousand regexes cost next to nothing on text that
//! has none. The search is a walk over the parsed expression: a concatenation
//! needs what its best part needs, an alternation needs one of what each branch
//! needs. Neighbouring parts that are exact are multiplied out, so `[分转]享`
//! needs `分享` or `转享`.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Literals of a set at most, for a search that is shared by the regexes of all rules.
pub const MOST: usize = 64;
/// Bits below which a literal is too common to be worth looking for: a letter, a digit, a space.
const COMMONEST: usize = 6;

/// The literals of which every match of a regex (in the syntax of the `regex` crate) contains at
/// least one, `most` at most, or `None` if there is no such set: then nothing keeps it from running
/// on every line.
pub fn required(hir: &Hir, most: usize) -> Option<Vec<String>> {
    let mut literals = Required { most }.walk(hir)?;
    literals.sort();
    literals.dedup();
    good(&literals).then_some(literals)
}

fn good(literals: &[String]) -> bool {
    let rare = |literal: &String| rarity(literal) >= COMMONEST;
    !literals.is_empty() && literals.iter().all(rare)
}

/// The most common literal first, then the smaller set: what makes one set better than
/// another.
fn weight(literals: &[String]) -> (usize, usize) {
    let commonest = literals.iter().map(|literal| rarity(literal)).min();
    (commonest.unwrap_or(0), MOST.saturating_sub(literals.len()))
}

/// How rare a literal is in text, in bits, very roughly: digits, spaces and stops stand
/// everywhere, a Han character or a sign is one of some hundreds.
fn rarity(literal: &str) -> usize {
    let bits = |c: char| match c {
        '0'..='9' | ' ' | '.' | ',' => 3,
        'a'..='z' => 4,
        _ if c.is_ascii() => 6,
        _ => 9,
    };
    literal.chars().map(bits).sum()
}

fn better(a: Option<Vec<String>>, b: Option<Vec<String>>) -> Option<Vec<String>> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if weight(&b) > weight(&a) { b } else { a }),
        (a, b) => a.or(b),
    }
}

/// The walk.
struct Required {
    most: usize,
}

impl Required {
    fn walk(&self, hir: &Hir) -> Option<Vec<String>> {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => None,
            HirKind::Literal(_) | HirKind::Class(_) => self.exact(hir),
            HirKind::Repetition(repetition) if repetition.min >= 1 => self.walk(&repetition.sub),
            HirKind::Repetition(_) => None,
            HirKind::Capture(capture) => self.walk(&capture.sub),
            HirKind::Alternation(branches) => {
                let mut all = Vec::new();
                for branch in branches {
                    all.extend(self.walk(branch)?);
                }
                (all.len() <= self.most).then_some(all)
            }
            HirKind::Concat(parts) => self.concat(parts),
        }
    }

    fn concat(&self, parts: &[Hir]) -> Option<Vec<String>> {
        let mut best = None;
        let mut run: Option<Vec<String>> = None;
        for part in parts {
            if matches!(part.kind(), HirKind::Look(_)) {
                continue;
            }
            let joined = match (&run, self.exact(part)) {
                (Some(run), Some(next)) => self.product(run, &next),
                (None, next) => next,
                (Some(_), None) => None,
            };
            if joined.is_none() {
                best = better(best, run.take());
                best = better(best, self.walk(part));
            }
            run = joined.or_else(|| self.exact(part));
        }
        better(best, run)
    }

    fn product(&self, left: &[String], right: &[String]) -> Option<Vec<String>> {
        (left.len() * right.len() <= self.most).then(|| {
            left.iter()
                .flat_map(|a| right.iter().map(move |b| format!("{a}{b}")))
                .collect()
        })
    }

    /// The strings that an expression matches, if they are few.
    fn exact(&self, hir: &Hir) -> Option<Vec<String>> {
        match hir.kind() {
            HirKind::Empty => Some(vec![String::new()]),
            HirKind::Literal(literal) => {
                Some(vec![std::str::from_utf8(&literal.0).ok()?.to_owned()])
            }
            HirKind::Class(Class::Unicode(class)) => {
                let count: usize = class
                    .iter()
                    .map(|range| range.end() as usize - range.start() as usize + 1)
                    .sum();
                (count <= 16).then(|| {
                    class
                        .iter()
                        .flat_map(|range| range.start()..=range.end())
                        .map(String::from)
                        .collect()
                })
            }
            HirKind::Capture(capture) => self.exact(&capture.sub),
            HirKind::Alternation(branches) => {
                let mut all = Vec::new();
                for branch in branches {
                    all.extend(self.exact(branch)?);
                }
                (all.len() <= self.most).then_some(all)
            }
            HirKind::Concat(parts) => {
                let mut all = vec![String::new()];
                for part in parts {
                    all = self.product(&all, &self.exact(part)?)?;
                }
                Some(all)
            }
            _ => None,
        }
    }
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
        ] {
            let found = required(&regex_syntax::parse(pattern).unwrap(), MOST);
            assert_eq!(
                found
                    .as_deref()
                    .map(|l| l.iter().map(String::as_str).collect::<Vec<_>>()),
                literals,
                "{pattern}"
            );
        }
    }
}
