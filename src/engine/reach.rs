//! Which terms and literals matter on a line of some length.
//!
//! Most rules bound the characters of their lines, so on a paragraph most terms can set off
//! nothing. What can is looked for first; all the rest, among it everything that protects,
//! only on lines where the first look leaves it open that some rule fires. On articles of the
//! Chinese Wikipedia that is one line in twenty.

use super::automaton::Search;
use super::program::{Compiled, Triggers, visit};
use crate::rule::{Condition, Scope};

/// Lines of more characters than a bound are searched for what matters on them. The bounds lie
/// where those of many rules do.
const BOUNDS: [usize; 7] = [0, 60, 130, 200, 260, 420, 900];

/// What sets off rules, by the length of lines.
#[derive(Debug, Default)]
pub struct Reach {
    /// By bound, by event (sets, then regexes): whether it can set off a rule on a line that
    /// is longer.
    pub selections: Vec<Vec<bool>>,
}

impl Reach {
    /// What the rules need that are set off by `triggers`.
    pub fn new(rules: &[Compiled], triggers: &Triggers, events: usize) -> Reach {
        let longest = |event: usize| {
            let set_off = triggers.of(event).iter();
            set_off.map(|&rule| rules[rule as usize].max_chars).max()
        };
        let mut reach: Vec<usize> = (0..events)
            .map(|event| longest(event).unwrap_or(0))
            .collect();
        // Rules of scope document count the hits of all lines.
        for rule in rules.iter().filter(|rule| rule.scope == Scope::Document) {
            for condition in std::iter::once(&rule.when).chain(&rule.unless) {
                visit(condition, &mut |leaf| {
                    if let Condition::Keywords(test) = leaf {
                        test.sets.iter().for_each(|set| reach[set.0] = usize::MAX);
                    }
                });
            }
        }
        let above = |bound: &usize| reach.iter().map(|chars| chars > bound).collect();
        Reach {
            selections: BOUNDS.iter().map(above).collect(),
        }
    }

    /// The first search on a line of some characters, and what it is sure to find, by event.
    pub fn first(&self, chars: usize) -> (Search, &[bool]) {
        let at = BOUNDS.partition_point(|&bound| bound < chars).max(1);
        let known = self.selections.get(at - 1).map_or(&[][..], Vec::as_slice);
        (Search(at), known)
    }
}
