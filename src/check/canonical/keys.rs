//! The order of keys.

use super::{Slot, end_of_line, place, sorted};
use crate::diag::{Place, Problem, codes};
use crate::rule::keys::{self, Map};
use crate::rule::yaml::{Kind, Node};

/// The maps of a file whose keys are not in order.
pub fn problems(file: &str, text: &str, tree: &Node) -> Vec<Problem> {
    let mut walk = Walk {
        file,
        text,
        problems: Vec::new(),
    };
    if child(tree, "changes").is_some() {
        walk.map(tree, Some(&keys::OVERLAY), |walk, key, value| {
            if key == "changes" {
                walk.list(value, |walk, change| {
                    walk.map(change, Some(&keys::CHANGE), Walk::in_rule)
                });
            }
        });
    } else if child(tree, "pack").is_some() {
        walk.map(tree, Some(&keys::PACK), |walk, key, value| match key {
            "sets" => walk.map(value, None, |walk, _, set| {
                walk.map(set, Some(&keys::SET), |_, _, _| ())
            }),
            "rules" => walk.list(value, |walk, rule| {
                walk.map(rule, Some(&keys::RULE), Walk::in_rule)
            }),
            _ => {}
        });
    }
    walk.problems
}

fn child<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let Kind::Map(entries) = &node.kind else {
        return None;
    };
    let found = entries.iter().find(|(name, _)| name.text() == Some(key));
    found.map(|(_, value)| value)
}

struct Walk<'w> {
    file: &'w str,
    text: &'w str,
    problems: Vec<Problem>,
}

impl Walk<'_> {
    /// Checks a map and goes on with its values.
    fn map(
        &mut self,
        node: &Node,
        order: Option<&Map>,
        mut inside: impl FnMut(&mut Self, &str, &Node),
    ) {
        let Kind::Map(entries) = &node.kind else {
            return;
        };
        if let Some(order) = order {
            self.check(entries, order);
        }
        for (key, value) in entries {
            inside(self, key.text().unwrap_or_default(), value);
        }
    }

    fn list(&mut self, node: &Node, mut inside: impl FnMut(&mut Self, &Node)) {
        if let Kind::List(list) = &node.kind {
            list.iter().for_each(|node| inside(self, node));
        }
    }

    fn in_rule(&mut self, key: &str, value: &Node) {
        match key {
            "when" => self.condition(value),
            "unless" => self.list(value, |walk, exception| {
                walk.map(exception, Some(&keys::EXCEPTION), |walk, key, value| {
                    if key == "when" {
                        walk.condition(value);
                    }
                });
            }),
            "tests" => self.map(value, Some(&keys::TESTS), |walk, key, tests| {
                let order = if key == "todo" {
                    &keys::TODO
                } else {
                    &keys::TEST
                };
                walk.list(tests, |walk, test| {
                    walk.map(test, Some(order), |walk, key, inner| {
                        if matches!(key, "hit" | "miss") {
                            walk.map(inner, Some(&keys::TEST), |_, _, _| ());
                        }
                    });
                });
            }),
            _ => {}
        }
    }

    fn condition(&mut self, node: &Node) {
        self.map(node, None, |walk, key, value| match key {
            "all" | "any" => walk.list(value, Walk::condition),
            "not" => walk.condition(value),
            "keywords" => walk.map(value, Some(&keys::KEYWORDS), |_, _, _| ()),
            "regex" | "raw-regex" => walk.map(value, Some(&keys::REGEX), |_, _, _| ()),
            "neighbours" => walk.map(value, Some(&keys::NEIGHBOURS), |_, _, _| ()),
            "feature" => walk.map(value, None, |walk, _, bounds| {
                walk.map(bounds, Some(&keys::BOUNDS), |_, _, _| ());
            }),
            _ => {}
        });
    }

    fn check(&mut self, entries: &[(Node, Node)], order: &Map) {
        let rank = |key: &Node| {
            let at = order.names().position(|name| key.text() == Some(name));
            at.unwrap_or(order.keys.len())
        };
        // A key that is not known is a mistake, which is told elsewhere; its place is no matter.
        if entries.iter().any(|(key, _)| rank(key) == order.keys.len()) {
            return;
        }
        let early = entries.windows(2).find_map(|pair| match pair {
            [a, b] if rank(&a.0) > rank(&b.0) => Some(&b.0),
            _ => None,
        });
        let Some(early) = early else {
            return;
        };
        let name = early.text().unwrap_or_default();
        let mut problem = Problem::new(
            codes::KEY_ORDER,
            Place::new(self.file, early.mark),
            format!("the key `{name}` stands too late"),
        );
        let present: Vec<&str> = order
            .names()
            .filter(|name| entries.iter().any(|(key, _)| key.text() == Some(*name)))
            .collect();
        problem.help(format!("the order is {}", present.join(", ")));
        let slots: Vec<Slot<usize>> = entries
            .iter()
            .map(|(key, value)| Slot {
                span: key.mark.start..end_of_line(self.text, value.end.max(key.mark.end)),
                key: rank(key),
            })
            .collect();
        if self.movable(entries, &slots)
            && let Some((span, new)) = sorted(self.text, &slots)
        {
            problem.fix(
                "put the keys in order",
                vec![(place(self.file, self.text, span), new)],
            );
        }
        self.problems.push(problem);
    }

    /// Whether nothing but blanks and commas stands between the entries, and each of them is all
    /// there.
    fn movable(&self, entries: &[(Node, Node)], slots: &[Slot<usize>]) -> bool {
        let empty = entries
            .iter()
            .any(|(_, value)| matches!(value.kind, Kind::Null));
        let gaps = slots.windows(2).all(|pair| match pair {
            [a, b] => {
                let gap = self.text.get(a.span.end..b.span.start);
                gap.is_some_and(|gap| gap.chars().all(|c| c.is_whitespace() || c == ','))
            }
            _ => true,
        });
        // A comment or a block text behind an entry of a flow map would swallow what follows.
        let one_line = slots.iter().all(|slot| {
            let text = self.text.get(slot.span.clone()).unwrap_or_default();
            !text.contains(" #") && !text.contains("|\n") && !text.contains(">\n")
        });
        !empty && gaps && (one_line || self.is_block(slots))
    }

    /// Whether every entry begins a line.
    fn is_block(&self, slots: &[Slot<usize>]) -> bool {
        slots.iter().skip(1).all(|slot| {
            let before = self.text.get(..slot.span.start).unwrap_or_default();
            let lead = before.rsplit('\n').next().unwrap_or_default();
            lead.trim().is_empty()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::yaml::parse;

    fn fixed(text: &str) -> Option<String> {
        let (tree, _) = parse("a.yaml", text.as_bytes());
        let problems = problems("a.yaml", text, &tree.unwrap());
        let fix = problems.first()?.fix.as_ref()?;
        let (place, new) = &fix.edits[0];
        let mut out = text.to_owned();
        out.replace_range(place.span.clone(), new);
        Some(out)
    }

    #[test]
    fn keys_move_with_their_values_and_comments() {
        let head = "pack: a\nrules:\n";
        for (before, after) in [
            (
                "  - summary: S. # s\n    id: a\n    when:\n      any:\n        - regex: x\n    score: 1\n",
                Some(
                    "  - id: a\n    summary: S. # s\n    score: 1\n    when:\n      any:\n        - regex: x\n",
                ),
            ),
            (
                "  - id: a\n    tests: {miss: [b, c], hit: [a]}\n",
                Some("  - id: a\n    tests: {hit: [a], miss: [b, c]}\n"),
            ),
            ("  - summary: S.\n    # about the id\n    id: a\n", None),
            ("  - id: a\n    summary: S.\n", None),
        ] {
            let expected = after.map(|after| format!("{head}{after}"));
            assert_eq!(fixed(&format!("{head}{before}")), expected);
        }
    }
}
