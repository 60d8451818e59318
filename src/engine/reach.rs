//! Which terms and literals matter on a line of some length.
//!
//! Most rules bound the characters of their lines, so on a paragraph most terms can set off
//! nothing. What can is looked for first; all the rest, among it everything that protects,
//! only on lines where the first look leaves it open that some rule fires.

use super::automaton::Search;
use super::program::{Compiled, visit};
use crate::rule::{Condition, Scope};

/// Lines of more characters than a bound are searched for what matters on them. The bounds lie
/// where those of many rules do.
pub const BOUNDS: [usize; 7] = [0, 60, 130, 200, 260, 420, 900];

/// What sets off rules, by the length of lines.
#[derive(Debug, Default)]
pub struct Reach {
    /// By bound (or once for all), by event (sets, then regexes): whether it can set off a rule
    /// on a line that is longer.
    pub selections: Vec<Vec<bool>>,
}

impl Reach {
    /// What the removing rules need, other than for their exceptions.
    pub fn new(rules: &[Compiled], gates: &[bool], sets: usize) -> Reach {
        let mut reach = vec![0; sets + gates.len()];
        for rule in rules {
            let mut add = |event: usize, chars: usize| reach[event] = chars.max(reach[event]);
            // Rules of scope document count the hits of all lines, for exceptions as well.
            let of_document = rule.scope == Scope::Document;
            if rule.protects && !of_document {
                continue;
            }
            let exceptions = rule.unless.iter().filter(|_| of_document);
            for condition in std::iter::once(&rule.when).chain(exceptions) {
                visit(condition, &mut |leaf| match leaf {
                    Condition::Keywords(test) => {
                        let sets = test.sets.iter();
                        sets.for_each(|set| add(set.0, rule.max_chars));
                    }
                    Condition::Regex { regex, .. } if gates[regex.0] => {
                        add(sets + regex.0, rule.max_chars);
                    }
                    _ => {}
                });
            }
        }
        let above = |bound: &usize| reach.iter().map(|chars| chars > bound).collect();
        Reach {
            selections: BOUNDS.iter().map(above).collect(),
        }
    }

    /// Everything on every line: what engines that watch different rules over the same terms can
    /// share.
    pub fn everything(events: usize) -> Reach {
        Reach {
            selections: vec![vec![true; events]],
        }
    }

    /// The first search on a line of some characters, and what it is sure to find, by event.
    pub fn first(&self, chars: usize) -> (Search, &[bool]) {
        let at = BOUNDS.partition_point(|&bound| bound < chars);
        let at = at.min(self.selections.len()).max(1);
        let known = self.selections.get(at - 1).map_or(&[][..], Vec::as_slice);
        (Search(at), known)
    }
}
