//! One rule on the lines of a document: every part of its condition with what it found.
//!
//! Where a ledger says which rules fired, a tree says why one of them did or did not. It is taken
//! while the engine decides, as a trace is, so it sees the same neighbours and facts.

use super::condition::{Evidence, Surroundings, maximal};
use super::decide::Fired;
use super::document::Run;
use super::document_scope::Whole;
use super::trace::Recording;
use super::{Engine, Scratch};
use crate::rule::{Condition, Rule, RuleSet, Scope, SetId, words};

/// Different terms that are named.
const NAMED_TERMS: usize = 6;
/// Characters of a regex's match that are shown.
const SHOWN_MATCH: usize = 40;

/// What a leaf of keywords found that found nothing.
const NOTHING: &str = "none";

/// A part of a condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it asks for, in words; `all of`, `any of`, `not` for inner parts.
    pub text: String,
    /// What a leaf found: the measured value, the terms, the match.
    pub found: Option<String>,
    /// Whether it holds.
    pub holds: bool,
    /// The parts of an inner part.
    pub parts: Vec<Node>,
}

/// An exception of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct ExceptionNode {
    /// Its name.
    pub name: String,
    /// Why it is there.
    pub why: String,
    /// Its condition.
    pub when: Node,
}

/// A rule on a line, or on the document if that is its scope.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleTree {
    /// 1-based line number; `None` for scope document.
    pub line: Option<usize>,
    /// The line when it was decided; empty for scope document.
    pub text: String,
    /// Its condition.
    pub when: Node,
    /// Its exceptions.
    pub unless: Vec<ExceptionNode>,
    /// Whether one of the keywords or regexes of the condition stands here.
    pub has_evidence: bool,
}

impl RuleTree {
    /// Whether the rule fires.
    pub fn fires(&self) -> bool {
        self.when.holds && self.stopped_by().is_none()
    }

    /// The exception that decides: the first that holds, if the condition does.
    pub fn stopped_by(&self) -> Option<&ExceptionNode> {
        let holds = self.when.holds;
        self.unless
            .iter()
            .find(|exception| holds && exception.when.holds)
    }
}

/// The trees of a rule while the rounds go on.
#[derive(Debug)]
pub struct Trees {
    /// Index of the rule in the program.
    pub rule: u32,
    /// By line index; for scope document only the first.
    pub of_lines: Vec<Option<RuleTree>>,
}

impl Engine {
    /// One rule (by its full id) on every line of a document, blank ones apart, or on the document
    /// if that is its scope; `None` if there is no such rule or it takes no part in the profile.
    pub fn examine(&self, rule: &str, text: &str, scratch: &mut Scratch) -> Option<Vec<RuleTree>> {
        let rule = self.position(rule)?;
        let Scratch { document, scan } = scratch;
        document.begin(self, text);
        let mut trees = Trees {
            rule,
            of_lines: vec![None; document.states.len().max(1)],
        };
        Run {
            engine: self,
            text,
            state: document,
            scan,
            recording: Recording::Trees(&mut trees),
        }
        .finish();
        Some(trees.of_lines.into_iter().flatten().collect())
    }
}

impl Trees {
    /// Records a round.
    pub fn take(&mut self, run: &Run<'_>, fired: &Fired) {
        let compiled = &run.engine.program.rules[self.rule as usize];
        let rules = run.engine.rules();
        let rule = &rules.rules[compiled.index];
        let facts = run.judged_facts(fired);
        if compiled.scope == Scope::Document {
            let whole = Whole::new(run, &facts);
            let tree = tree(rules, rule, &mut |leaf| {
                (whole.holds(leaf), whole.found(leaf))
            });
            return self.keep(0, tree);
        }
        for (at, &line) in run.state.live.iter().enumerate() {
            let around = Surroundings {
                facts: &facts,
                line: at,
                labels: &fired.first,
            };
            let mut tree = run.with_evidence(around, |evidence| {
                tree(rules, rule, &mut |leaf| {
                    (evidence.holds(leaf), evidence.found(leaf))
                })
            });
            tree.line = Some(line as usize + 1);
            tree.text = run.state.current(run.text, line as usize).to_owned();
            self.keep(line as usize, tree);
        }
    }

    /// Keeps the tree of the first round in which the rule fires, else of the first: what earlier
    /// rounds take is not there to be seen in later ones.
    fn keep(&mut self, line: usize, tree: RuleTree) {
        if let Some(slot) = self.of_lines.get_mut(line) {
            let known = slot.as_ref();
            if known.is_none_or(|known| tree.fires() && !known.fires()) {
                *slot = Some(tree);
            }
        }
    }
}

/// What a leaf comes to: whether it holds, and what it found.
type Leaf<'l> = dyn FnMut(&Condition) -> (bool, Option<String>) + 'l;

fn tree(rules: &RuleSet, rule: &Rule, leaf: &mut Leaf<'_>) -> RuleTree {
    let mut has_evidence = false;
    let mut noted = |condition: &Condition| {
        let result = leaf(condition);
        has_evidence |= match condition {
            Condition::Keywords(_) => result.1.as_deref().is_some_and(|found| found != NOTHING),
            Condition::Regex { .. } => result.0,
            _ => false,
        };
        result
    };
    let when = node(rules, &rule.when, &mut noted);
    let unless = rule.unless.iter().map(|exception| ExceptionNode {
        name: exception.name.clone(),
        why: exception.why.clone(),
        when: node(rules, &exception.when, leaf),
    });
    RuleTree {
        line: None,
        text: String::new(),
        when,
        unless: unless.collect(),
        has_evidence,
    }
}

fn node(rules: &RuleSet, condition: &Condition, leaf: &mut Leaf<'_>) -> Node {
    let (text, parts) = match condition {
        Condition::All(parts) | Condition::Any(parts) if parts.len() == 1 => {
            if let Some(part) = parts.first() {
                return node(rules, part, leaf);
            }
            ("", parts.as_slice())
        }
        Condition::All(parts) => ("all of", parts.as_slice()),
        Condition::Any(parts) => ("any of", parts.as_slice()),
        Condition::Not(part) => ("not", std::slice::from_ref(part.as_ref())),
        other => {
            let (holds, found) = leaf(other);
            return Node {
                text: words::leaf(rules, other),
                found,
                holds,
                parts: Vec::new(),
            };
        }
    };
    let parts: Vec<Node> = parts.iter().map(|part| node(rules, part, leaf)).collect();
    let holds = match condition {
        Condition::All(_) => parts.iter().all(|part| part.holds),
        Condition::Any(_) => parts.iter().any(|part| part.holds),
        _ => !parts.iter().any(|part| part.holds),
    };
    Node {
        text: text.to_owned(),
        found: None,
        holds,
        parts,
    }
}

impl Evidence<'_> {
    /// What a leaf found on the line, in words.
    fn found(&self, leaf: &Condition) -> Option<String> {
        match leaf {
            Condition::Keywords(test) => {
                let mut found = self.terms(&test.sets)?;
                if test.min_coverage > 0.0 {
                    found += &format!(", covering {:.2}", self.coverage(&test.sets));
                }
                Some(found)
            }
            Condition::Regex { regex, .. } => {
                let raw = self.rules.regexes.get(regex.0)?.raw;
                let text = if raw { self.view.raw } else { self.folded };
                let compiled = self.program.regex(regex.0)?.regex()?;
                let found = compiled.find(text)?.as_str();
                Some(format!("`{}`", shortened(found)))
            }
            Condition::Feature(test) => Some(number(self.measure(test)?)),
            Condition::Zone(_) => Some(self.around?.zone_name().to_owned()),
            Condition::Neighbours { labels, within, .. } => {
                Some(self.around?.neighbours(labels, *within).to_string())
            }
            Condition::All(_) | Condition::Any(_) | Condition::Not(_) => None,
        }
    }

    fn terms(&self, sets: &[SetId]) -> Option<String> {
        let mut hits = 0;
        let mut terms: Vec<&str> = Vec::new();
        for hit in maximal(self.seen.hits, sets) {
            hits += 1;
            let set = self.rules.sets.get(hit.set as usize)?;
            let term = set.terms.get(hit.term as usize)?.as_str();
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
        Some(named(hits, &terms))
    }
}

/// Hits of keywords in words.
pub fn named(hits: usize, terms: &[&str]) -> String {
    if terms.is_empty() {
        return NOTHING.to_owned();
    }
    let shown: Vec<&str> = terms.iter().copied().take(NAMED_TERMS).collect();
    let more = match terms.len() - shown.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let times = if hits > terms.len() {
        format!(" ({hits} hits)")
    } else {
        String::new()
    };
    format!("{}{more}{times}", shown.join(", "))
}

/// A measured value, rounded to thousandths.
pub fn number(value: f64) -> String {
    ((value * 1000.0).round() / 1000.0).to_string()
}

fn shortened(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN_MATCH).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}
