//! Rules compiled into what the engine runs: the finder, the regexes, and
//! for each rule the events that can set it off.
//!
//! Most rules cannot fire on most lines, and the condition itself says why: it
//! needs a hit of some set, or a literal of some regex. From each condition the
//! smallest such set of *events* is derived; the rule is looked at only on lines
//! where the finder saw one of them. Rules without such a need (shape and
//! position alone) are looked at on every line, cheapest test first.

use std::sync::Arc;

use super::finder::{Finder, Hit};
use super::first_sight::Bounds;
use super::searcher::Searcher;
use super::shared::Shared;
use super::unions::{Member, Unions};
use super::{EngineError, Options};
use crate::feature::{Measure, Stage, pages};
use crate::rule::{Condition, Label, LabelAction, Pattern, Policy, Rule, RuleSet, Scope, Status};
use crate::text::literals::Literal;

/// A rule made ready.
#[derive(Debug)]
pub struct Compiled {
    /// Index in [`RuleSet::rules`].
    pub index: usize,
    /// When it fires; parts of `all` and `any` ordered by cost.
    pub when: Condition,
    /// When it does not fire after all.
    pub unless: Vec<Condition>,
    /// What it has to know.
    pub stage: Stage,
    /// What it decides on.
    pub scope: Scope,
    /// Label it argues for.
    pub label: Label,
    /// Score it adds.
    pub score: f64,
    /// Whether it takes part in verdicts (else it is only watched).
    pub decides: bool,
    /// Whether it argues for keeping the line. Such a rule matters only where another argues
    /// for removing it.
    pub protects: bool,
    /// Whether it asks only where a line stands: what the words of the line say neither speaks for
    /// it nor against it.
    pub by_place: bool,
    /// What a line must be at first sight for it to fire.
    pub bounds: Bounds,
    /// Whether it cannot fire unless the first pass removes a line.
    pub needs_neighbours: bool,
    /// Parts that need no view of the line, tested before one is made.
    pub gate: Vec<Condition>,
    /// Other parts that the line alone does not decide.
    pub around: Vec<Condition>,
    /// Exceptions that the line alone does not decide.
    pub unless_around: Vec<Condition>,
}

impl Compiled {
    /// Whether something is left to be asked on a line that sets it off, once its gate holds.
    pub fn asks_around(&self) -> bool {
        !self.around.is_empty() || !self.unless_around.is_empty()
    }
}

/// All rules made ready.
#[derive(Debug)]
pub struct Program {
    /// Rules in the order of the rule set.
    pub rules: Vec<Compiled>,
    /// Terms and literals.
    pub finder: Arc<Finder>,
    /// Regexes by [`crate::rule::RegexId`]; `None` for those of rules left out.
    regexes: Vec<Option<Arc<Searcher>>>,
    /// Whether a regex has required literals (and so an event).
    gated: Vec<bool>,
    /// Regexes that are asked at once.
    pub unions: Unions,
    /// Events are sets, then regexes, then unions.
    sets: usize,
    /// Rules that argue for removing.
    pub removing: Triggers,
    /// Rules that argue for keeping.
    pub protecting: Triggers,
    /// Rules of scope document.
    pub document: Vec<u32>,
    /// Whether nothing has to set off a rule of scope document.
    pub document_always: bool,
    /// Whether a rule asks on how many pages of a corpus a line stands.
    pub counts_pages: bool,
    /// By set: whether a deciding rule takes its hits for evidence that a line goes.
    accusing: Vec<bool>,
    /// Rules to be looked at on every line once the first pass has removed one.
    pub near_removed: Vec<u32>,
    /// How many lines away such a rule looks at most.
    pub near_within: usize,
    /// Whether a rule asks how much of a line such terms cover.
    pub asks_for_terms: bool,
}

/// A rule that an event sets off.
#[derive(Debug, Clone, Copy)]
struct Trigger {
    rule: u32,
    /// Characters of a folded line above which it cannot fire.
    max_chars: u32,
}

/// What sets rules off.
#[derive(Debug, Default)]
pub struct Triggers {
    /// The rules that events can set off, by event; those of scope document too. Of one event those
    /// come first that allow the longest lines.
    by_event: Vec<Trigger>,
    /// By event: where its rules begin; and where the last ones end.
    starts: Vec<u32>,
    /// Rules to be looked at on every line.
    pub always: Vec<u32>,
    /// Rules to be looked at on every line once the first pass has removed one.
    pub always_situated: Vec<u32>,
}

impl Triggers {
    /// What sets off the rules that protect, or those that do not.
    fn new(rules: &[Compiled], protects: bool, gates: &Gates<'_>, events: usize) -> Triggers {
        let mut triggers = Triggers::default();
        let mut by_event = vec![Vec::new(); events];
        for (at, rule) in rules
            .iter()
            .enumerate()
            .filter(|(_, rule)| rule.protects == protects)
        {
            let at = at as u32;
            match gates.events(&rule.when) {
                // What stands on many lines is a worse sign than a line that goes near by.
                Some(events) if !rule.needs_neighbours || gates.frequency(&events) < COMMON => {
                    for event in events {
                        by_event[event as usize].push(Trigger {
                            rule: at,
                            max_chars: rule.bounds.max_chars(),
                        });
                    }
                }
                _ if rule.scope == Scope::Document => {}
                _ if rule.needs_neighbours => triggers.always_situated.push(at),
                _ => triggers.always.push(at),
            }
        }
        for mut of_event in by_event {
            of_event.sort_by_key(|trigger| std::cmp::Reverse(trigger.max_chars));
            triggers.starts.push(triggers.by_event.len() as u32);
            triggers.by_event.extend(of_event);
        }
        triggers.starts.push(triggers.by_event.len() as u32);
        triggers
    }

    /// The rules that an event can set off on a folded line of some characters.
    #[inline]
    pub fn of(&self, event: u32, chars: usize) -> impl Iterator<Item = u32> {
        let (from, to) = (event as usize, event as usize + 1);
        let rules = &self.by_event[self.starts[from] as usize..self.starts[to] as usize];
        let allow = move |trigger: &&Trigger| chars <= trigger.max_chars as usize;
        rules.iter().take_while(allow).map(|trigger| trigger.rule)
    }
}

impl Program {
    /// Compiles the rules that count in a profile; with `watch`, all of them; with `testing`,
    /// those of that status too.
    pub fn new(
        rules: &RuleSet,
        policy: &Policy,
        options: &Options,
        shared: &Shared,
    ) -> Result<Program, EngineError> {
        let (profile, watch) = (policy.profile, options.watch);
        let protects = |rule: &Rule| policy.labels[rule.label as usize].action == LabelAction::Keep;
        let decides = |rule: &Rule| {
            matches!(rule.status, Status::Stable | Status::Deprecated) && rule.profile <= profile
        };
        let tested = |rule: &Rule| {
            options.testing && rule.status == Status::Testing && rule.profile <= profile
        };
        let compiled: Vec<Compiled> = rules
            .rules
            .iter()
            .enumerate()
            .filter(|(_, rule)| watch || decides(rule) || tested(rule))
            .filter(|(_, rule)| watch || options.repeats || !counts_pages(&rule.when))
            .map(|(index, rule)| {
                compile(index, rule, &rules.regexes, (decides(rule), protects(rule)))
            })
            .collect();
        // Engines that watch are made several times over the same terms.
        let used = match watch {
            true => Used::all(rules),
            false => Used::of(rules, &compiled),
        };
        let regexes = rules
            .regexes
            .iter()
            .zip(&used.regexes)
            .map(|(pattern, &used)| used.then(|| shared.regex(pattern)).transpose())
            .collect::<Result<Vec<Option<Arc<Searcher>>>, EngineError>>()?;
        // The finder sees folded text only.
        let literals: Vec<Option<&[Literal]>> = rules
            .regexes
            .iter()
            .zip(&regexes)
            .map(|(pattern, searcher)| {
                let searcher = searcher.as_ref().filter(|_| !pattern.raw)?;
                searcher.literals()
            })
            .collect();
        let gates = Gates {
            sets: rules.sets.len(),
            literals: &literals,
        };
        let triggers = |protects: bool| {
            Triggers::new(
                &compiled,
                protects,
                &gates,
                rules.sets.len() + regexes.len(),
            )
        };
        let (removing, protecting) = (triggers(false), triggers(true));
        let situated = [&removing, &protecting].map(|triggers| &triggers.always_situated);
        let near_removed: Vec<u32> = situated.into_iter().flatten().copied().collect();
        let gate = |&rule: &u32| &compiled[rule as usize].gate;
        let within = |part: &Condition| match part {
            Condition::Neighbours { within, .. } => *within,
            _ => 0,
        };
        let near_within = near_removed.iter().flat_map(gate).map(within).max();
        // Only what sets off a rule is worth looking for.
        let gated: Vec<bool> = literals
            .iter()
            .zip(rules.sets.len()..)
            .map(|(literals, event)| {
                let sets_off = || {
                    [&removing, &protecting]
                        .iter()
                        .any(|t| t.of(event as u32, 0).next().is_some())
                };
                literals.is_some() && (watch || sets_off())
            })
            .collect();
        let waiting: Vec<Member<'_>> = (0..regexes.len())
            .filter(|&index| gated[index])
            .filter_map(|index| {
                let searcher = regexes[index].as_deref()?;
                Some(Member {
                    event: (rules.sets.len() + index) as u32,
                    source: &rules.regexes[index].source,
                    literals: literals[index]?,
                    joins: searcher.joins(),
                })
            })
            .collect();
        let events = rules.sets.len() + regexes.len();
        let (unions, needed) = Unions::new(&waiting, events as u32);
        let accusing = accusing(&compiled, rules.sets.len());
        let finder = shared.finder(rules, &used.sets, &needed);
        let of_document = |rule: &&Compiled| rule.scope == Scope::Document;
        let asks_for_terms = asks_for_terms(&compiled);
        let counts_pages = compiled.iter().any(|rule| counts_pages(&rule.when));
        let document_always = compiled
            .iter()
            .filter(of_document)
            .any(|rule| gates.events(&rule.when).is_none());
        let document = (0..compiled.len() as u32)
            .filter(|&rule| compiled[rule as usize].scope == Scope::Document)
            .collect();
        Ok(Program {
            rules: compiled,
            finder,
            regexes,
            gated,
            unions,
            sets: rules.sets.len(),
            removing,
            protecting,
            document,
            document_always,
            counts_pages,
            accusing,
            near_removed,
            near_within: near_within.unwrap_or_default(),
            asks_for_terms,
        })
    }

    /// Number of events.
    pub fn event_count(&self) -> usize {
        self.sets + self.regexes.len() + self.unions.count()
    }

    /// The event of a regex, if it has required literals.
    #[inline]
    pub fn regex_event(&self, regex: usize) -> Option<u32> {
        self.gated[regex].then_some((self.sets + regex) as u32)
    }

    /// Characters of a folded line that hits of accusing sets cover; `hits` come by start,
    /// longest first.
    pub fn covered(&self, hits: &[Hit], folded: &str) -> u32 {
        let (mut covered, mut end) = (0, 0);
        for hit in hits.iter().filter(|hit| self.accusing[hit.set as usize]) {
            let from = end.max(hit.start as usize);
            if let Some(new) = folded.get(from..hit.end as usize) {
                covered += new.chars().count() as u32;
                end = hit.end as usize;
            }
        }
        covered
    }

    /// A regex of a rule in the program.
    #[inline]
    pub fn regex(&self, regex: usize) -> Option<&Searcher> {
        self.regexes[regex].as_deref()
    }
}

/// Whether a condition names a feature of how much of a line terms cover.
fn asks_for_terms(compiled: &[Compiled]) -> bool {
    let mut asks = false;
    for rule in compiled {
        for condition in std::iter::once(&rule.when).chain(&rule.unless) {
            visit(condition, &mut |leaf| {
                if let Condition::Feature(test) = leaf {
                    asks |= test.feature.get().name.contains("term-coverage");
                }
            });
        }
    }
    asks
}

/// By set: whether a deciding rule that removes names it as evidence.
fn accusing(compiled: &[Compiled], sets: usize) -> Vec<bool> {
    let mut accusing = vec![false; sets];
    for rule in compiled
        .iter()
        .filter(|rule| rule.decides && !rule.protects)
    {
        visit_positive(&rule.when, &mut |leaf| {
            if let Condition::Keywords(test) = leaf {
                test.sets.iter().for_each(|set| accusing[set.0] = true);
            }
        });
    }
    accusing
}

/// Of what a condition needs at least one: hits of sets, required literals of regexes.
struct Gates<'g> {
    /// Number of sets; events are sets, then regexes.
    sets: usize,
    /// By regex: its required literals, if it has any.
    literals: &'g [Option<&'g [Literal]>],
}

/// How much more often a literal of one character or of less than four letters occurs than
/// others, very roughly; only the order counts.
const COMMON: usize = 16;

impl Gates<'_> {
    /// Events of which at least one must occur for the condition to hold.
    fn events(&self, condition: &Condition) -> Option<Vec<u32>> {
        let mut events = match condition {
            Condition::Keywords(test) => test.sets.iter().map(|set| set.0 as u32).collect(),
            Condition::Regex { regex, .. } if self.literals[regex.0].is_some() => {
                vec![(self.sets + regex.0) as u32]
            }
            Condition::All(parts) => parts
                .iter()
                .filter_map(|part| self.events(part))
                .min_by_key(|events| self.frequency(events))?,
            Condition::Any(parts) => {
                let mut all = Vec::new();
                for part in parts {
                    all.extend(self.events(part)?);
                }
                all
            }
            _ => return None,
        };
        events.sort_unstable();
        events.dedup();
        Some(events)
    }

    fn frequency(&self, events: &[u32]) -> usize {
        let is_common =
            |literal: &Literal| literal.text.len() < 4 || literal.text.chars().count() < 2;
        let of = |&event: &u32| {
            let regex = (event as usize).checked_sub(self.sets);
            let literals = regex.and_then(|regex| self.literals[regex]);
            match literals {
                Some(literals) if literals.iter().any(is_common) => COMMON,
                _ => 1,
            }
        };
        events.iter().map(of).sum()
    }
}

/// Sets and regexes that the compiled rules name.
struct Used {
    sets: Vec<bool>,
    regexes: Vec<bool>,
}

impl Used {
    fn all(rules: &RuleSet) -> Used {
        Used {
            sets: vec![true; rules.sets.len()],
            regexes: vec![true; rules.regexes.len()],
        }
    }

    fn of(rules: &RuleSet, compiled: &[Compiled]) -> Used {
        let mut used = Used {
            sets: vec![false; rules.sets.len()],
            regexes: vec![false; rules.regexes.len()],
        };
        for rule in compiled {
            for condition in std::iter::once(&rule.when).chain(&rule.unless) {
                visit(condition, &mut |leaf| match leaf {
                    Condition::Keywords(test) => {
                        test.sets.iter().for_each(|set| used.sets[set.0] = true);
                    }
                    Condition::Regex { regex, .. } => used.regexes[regex.0] = true,
                    _ => {}
                });
            }
        }
        used
    }
}

/// Calls `leaf` on every leaf of a condition.
pub fn visit<'c>(condition: &'c Condition, leaf: &mut impl FnMut(&'c Condition)) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| visit(part, leaf));
        }
        Condition::Not(part) => visit(part, leaf),
        _ => leaf(condition),
    }
}

/// Whether a condition asks on how many pages of a corpus a line stands.
fn counts_pages(condition: &Condition) -> bool {
    let mut asks = false;
    visit_positive(condition, &mut |leaf| {
        if let Condition::Feature(test) = leaf {
            asks |= pages::NAMES.contains(&test.feature.get().name);
        }
    });
    asks
}

/// Calls `leaf` on the leaves that have to hold, not on those under `not`.
pub fn visit_positive<'c>(condition: &'c Condition, leaf: &mut impl FnMut(&'c Condition)) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| visit_positive(part, leaf));
        }
        Condition::Not(_) => {}
        _ => leaf(condition),
    }
}

fn compile(
    index: usize,
    rule: &Rule,
    patterns: &[Pattern],
    (decides, protects): (bool, bool),
) -> Compiled {
    let when = ordered(&rule.when);
    let unless: Vec<Condition> = rule
        .unless
        .iter()
        .map(|exception| ordered(&exception.when))
        .collect();
    let (mut stage, mut by_place) = (Stage::Line, true);
    for condition in std::iter::once(&when).chain(&unless) {
        visit(condition, &mut |leaf| {
            stage = stage.max(leaf_stage(leaf));
            by_place &= leaf_stage(leaf) > Stage::Line;
        });
    }
    let parts = match &when {
        Condition::All(parts) => parts.as_slice(),
        one => std::slice::from_ref(one),
    };
    let (gate, rest): (Vec<_>, Vec<_>) = parts.iter().cloned().partition(needs_no_view);
    let around = rest.into_iter().filter(looks_around).collect();
    let unless_around = unless.iter().filter(|one| looks_around(one));
    let unless_around = unless_around.cloned().collect();
    Compiled {
        index,
        when,
        unless,
        stage,
        scope: rule.scope,
        label: rule.label,
        score: rule.score,
        decides,
        protects,
        by_place,
        bounds: match rule.scope {
            Scope::Document => Bounds::none(),
            Scope::Line | Scope::Span => Bounds::of(&rule.when, patterns),
        },
        needs_neighbours: gate
            .iter()
            .any(|part| matches!(part, Condition::Neighbours { min: 1.., .. })),
        gate,
        around,
        unless_around,
    }
}

/// What a leaf has to know.
#[inline]
pub fn leaf_stage(leaf: &Condition) -> Stage {
    match leaf {
        Condition::Zone(_) | Condition::Neighbours { .. } => Stage::Context,
        Condition::Feature(test) => test.feature.get().stage,
        _ => Stage::Line,
    }
}

/// Whether the line alone does not decide a condition.
fn looks_around(condition: &Condition) -> bool {
    let mut around = false;
    visit(condition, &mut |leaf| {
        around |= leaf_stage(leaf) > Stage::Line
    });
    around
}

/// Whether a leaf can be decided without folding the line.
fn needs_no_view(condition: &Condition) -> bool {
    match condition {
        Condition::Zone(_) | Condition::Neighbours { .. } => true,
        Condition::Feature(test) => !matches!(test.feature.get().measure, Measure::Line(_)),
        _ => false,
    }
}

/// The condition with the parts of `all` and `any` ordered by cost.
fn ordered(condition: &Condition) -> Condition {
    let sorted = |parts: &[Condition]| {
        let mut parts: Vec<Condition> = parts.iter().map(ordered).collect();
        parts.sort_by_key(cost);
        parts
    };
    match condition {
        Condition::All(parts) => Condition::All(sorted(parts)),
        Condition::Any(parts) => Condition::Any(sorted(parts)),
        Condition::Not(part) => Condition::Not(Box::new(ordered(part))),
        leaf => leaf.clone(),
    }
}

fn cost(condition: &Condition) -> u32 {
    match condition {
        Condition::Neighbours { .. } => 0,
        Condition::Keywords(_) => 1,
        Condition::Feature(test) => match (test.feature.get().measure, test.feature.get().name) {
            (Measure::Line(_), "chars") => 0,
            (Measure::Line(_), "repeated-ngrams") => 7,
            (Measure::Line(_), name) if name.contains("separator") || name.contains("segment") => 5,
            (Measure::Line(_), _) => 3,
            _ => 5,
        },
        Condition::Zone(_) => 4,
        Condition::Regex { .. } => 6,
        Condition::Not(part) => cost(part),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().map(cost).max().unwrap_or(0),
    }
}
