//! Regexes with the same literals, asked at once.
//!
//! A literal that stands on most lines lets its regexes look at most lines. Where several have the
//! same literals, one regex that matches what any of them does is asked first, and each by itself
//! only where that one matches. So a rule more whose regex never fires costs next to nothing
//! (`cargo bench --bench growth`).

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::matcher::Matcher;
use crate::text::literals::Literal;

/// Regexes from which on a union pays: below, as many as match by chance are asked twice.
const LEAST: usize = 4;

/// A regex that waits for one of its literals.
#[derive(Debug)]
pub struct Member<'r> {
    /// The event that says that it may match.
    pub event: u32,
    /// Its source.
    pub source: &'r str,
    /// Of which every match has at least one.
    pub literals: &'r [Literal],
    /// Whether it may be part of a union: it is dear to ask, and its groups have no names.
    pub joins: bool,
}

/// Unions of regexes; their events follow all others.
#[derive(Debug)]
pub struct Unions {
    groups: Vec<Group>,
    /// The event of the first.
    first: u32,
}

/// Regexes with the same literals.
#[derive(Debug)]
struct Group {
    /// Events and sources.
    members: Vec<(u32, String)>,
    /// Made when the first line has one of the literals.
    unions: OnceLock<Vec<Union>>,
}

/// Some of them, asked at once.
#[derive(Debug)]
struct Union {
    events: Vec<u32>,
    source: String,
    matcher: Matcher,
}

impl Unions {
    /// Unions of some regexes, whose events begin with `first`; and what has to be looked for: the
    /// literals with the events that they are.
    pub fn new(members: &[Member<'_>], first: u32) -> (Unions, Vec<(Literal, u32)>) {
        let mut by_literals: BTreeMap<&[Literal], Vec<&Member<'_>>> = BTreeMap::new();
        for member in members.iter().filter(|member| member.joins) {
            by_literals.entry(member.literals).or_default().push(member);
        }
        by_literals.retain(|_, members| members.len() >= LEAST);
        let is_alone =
            |member: &&Member<'_>| !(member.joins && by_literals.contains_key(member.literals));
        let literals = |literals: &[Literal], event: u32| {
            let literals = literals.iter().cloned();
            literals
                .map(move |literal| (literal, event))
                .collect::<Vec<_>>()
        };
        let alone = members.iter().filter(is_alone);
        let alone = alone.flat_map(|member| literals(member.literals, member.event));
        let joined = (first..).zip(by_literals.keys());
        let joined = joined.flat_map(|(event, of_group)| literals(of_group, event));
        let wanted = alone.chain(joined).collect();
        let groups = by_literals.into_values().map(|members| Group {
            members: (members.iter())
                .map(|member| (member.event, member.source.to_owned()))
                .collect(),
            unions: OnceLock::new(),
        });
        let groups = groups.collect();
        (Unions { groups, first }, wanted)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.groups.len()
    }

    /// Whether an event is that of a union.
    #[inline]
    pub fn has(&self, event: u32) -> bool {
        event >= self.first
    }

    /// Hands the events of the regexes of a union that may match in a text to `found`.
    pub fn ask(&self, event: u32, text: &str, mut found: impl FnMut(u32)) {
        let Some(group) = self.groups.get((event - self.first) as usize) else {
            return;
        };
        let unions = group.unions.get_or_init(|| {
            let mut unions = Vec::new();
            join(&group.members, &mut unions);
            unions
        });
        for union in unions {
            // One that cannot tell rules nothing out.
            if union.matcher.is_match(&union.source, text) != Some(false) {
                union.events.iter().for_each(|&event| found(event));
            }
        }
    }
}

/// Adds one union of some regexes; if it would be too large or tell too many characters apart, two
/// of a half each.
fn join(members: &[(u32, String)], unions: &mut Vec<Union>) {
    let parts: Vec<String> = members
        .iter()
        .map(|(_, source)| format!("(?:{source})"))
        .collect();
    let union = Union {
        events: members.iter().map(|&(event, _)| event).collect(),
        source: parts.join("|"),
        matcher: Matcher::default(),
    };
    if members.len() < LEAST || union.matcher.can_tell(&union.source) {
        unions.push(union);
        return;
    }
    let (one, other) = members.split_at(members.len() / 2);
    join(one, unions);
    join(other, unions);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(text: &str) -> Literal {
        Literal {
            text: text.to_owned(),
            begins_word: false,
        }
    }

    /// The events of the regexes that may match, of some with the same literal; and how many unions
    /// they became.
    fn asked(sources: &[&str], text: &str) -> (Vec<u32>, usize) {
        let literals = [literal("a")];
        let members: Vec<Member<'_>> = (0..)
            .zip(sources)
            .map(|(event, source)| Member {
                event,
                source,
                literals: &literals,
                joins: true,
            })
            .collect();
        let (unions, wanted) = Unions::new(&members, 100);
        assert_eq!(wanted, [(literal("a"), 100)]);
        let mut found = Vec::new();
        unions.ask(100, text, |event| found.push(event));
        let made = unions.groups[0].unions.get().map_or(0, Vec::len);
        (found, made)
    }

    #[test]
    fn a_text_that_none_matches_rules_all_out() {
        let sources = ["a[0-9]", "(?i)A-b", "^a$", r"a\bc|a{3}"];
        assert_eq!(asked(&sources, "ab"), (vec![], 1));
        assert_eq!(asked(&sources, "xa-B"), (vec![0, 1, 2, 3], 1));
    }

    #[test]
    fn regexes_that_do_not_fit_together_are_asked_apart() {
        // A `\b` of Unicode and one of ASCII in one regex would be two kinds of words.
        let sources = [
            r"\ba1",
            r"\ba2",
            r"\ba3",
            r"\ba4",
            r"(?-u:\b)a5",
            r"(?-u:\b)a6",
            r"(?-u:\b)a7",
            r"(?-u:\b)a8",
        ];
        assert_eq!(asked(&sources, "a3"), (vec![0, 1, 2, 3], 2));
        assert_eq!(asked(&sources, "xa3"), (vec![], 2));
    }

    #[test]
    fn few_regexes_and_those_that_do_not_join_keep_their_events() {
        let (one, other) = ([literal("a")], [literal("b")]);
        let members: Vec<Member<'_>> = (0..8)
            .map(|event| Member {
                event,
                source: "a|b",
                literals: if event < 3 { &one } else { &other },
                joins: event != 7,
            })
            .collect();
        let (unions, wanted) = Unions::new(&members, 8);
        let events: Vec<(&str, u32)> = wanted
            .iter()
            .map(|(literal, event)| (&literal.text[..], *event))
            .collect();
        assert_eq!(events, [("a", 0), ("a", 1), ("a", 2), ("b", 7), ("b", 8)]);
        assert_eq!(unions.count(), 1);
        assert!(unions.has(8) && !unions.has(7));
    }
}
