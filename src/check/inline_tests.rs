//! Inline tests: what each rule says that it hits and spares, run for real.
//!
//! A test is a document. All rules are loaded, because context rules see what
//! the others decide, and each rule is tested in its own mildest profile.

use std::collections::HashSet;
use std::sync::Arc;

use crate::engine::{Engine, EngineError, LineTrace, Options, Scratch, Shared};
use crate::feature::pages::{LineCounts, Page, line_hash};
use crate::rule::{Expect, Profile, Rule, RuleSet, Scope, Test};
use crate::text::fold::FoldBuffer;

/// One inline test with its result.
#[derive(Debug)]
pub struct Tested<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// The test.
    pub test: &'r Test,
    /// Whether the rule fired on the judged line (or document).
    pub fired: bool,
    /// What the rule matched on the judged line, if it fired though it should not.
    pub matched: Vec<String>,
}

impl Tested<'_> {
    /// Whether the rule did what the test expects.
    pub fn passed(&self) -> bool {
        self.fired == (self.test.expect == Expect::Hit)
    }
}

/// Engines that watch every rule, one for each profile that a rule has.
#[derive(Debug)]
pub struct Bench {
    engines: [Option<Engine>; 3],
    scratch: Scratch,
}

impl Bench {
    /// Compiles the rules for testing.
    ///
    /// # Errors
    /// As [`Engine::new`].
    pub fn new(rules: &RuleSet) -> Result<Bench, EngineError> {
        Bench::of(rules, rules.rules.iter(), &Shared::default())
    }

    /// As [`Bench::new`], for testing some of the rules, with parts that other engines may
    /// have made already.
    ///
    /// # Errors
    /// As [`Engine::new`].
    pub fn of<'r>(
        rules: &RuleSet,
        tested: impl Iterator<Item = &'r Rule>,
        shared: &Shared,
    ) -> Result<Bench, EngineError> {
        let profiles: HashSet<Profile> = tested.map(|rule| rule.profile).collect();
        let engine = |profile| {
            if !profiles.contains(&profile) {
                return Ok(None);
            }
            let options = Options {
                // Rules are proved by themselves.
                shape: false,
                profile,
                watch: true,
                repair: false,
                ..Options::default()
            };
            // Rules of a stronger profile neither decide here nor are they tested here.
            let mut rules = rules.clone();
            rules.rules.retain(|rule| rule.profile <= profile);
            Engine::sharing(rules, options, shared).map(Some)
        };
        Ok(Bench {
            engines: [
                engine(Profile::Careful)?,
                engine(Profile::Balanced)?,
                engine(Profile::Strict)?,
            ],
            scratch: Scratch::default(),
        })
    }

    /// Whether a rule fires on a line of a document (for scope document: on the document).
    pub fn fires(&mut self, rule: &Rule, test: &Test) -> bool {
        let text = test.lines.join("\n");
        self.scratch.stand_on(page(test));
        self.engines[rule.profile as usize]
            .as_ref()
            .is_some_and(|engine| engine.fires(&rule.id, &text, test.judged, &mut self.scratch))
    }

    /// What a rule matches on a line of a document, each text once.
    fn matched(&mut self, rule: &Rule, lines: &[String], judged: usize) -> Vec<String> {
        let Some(engine) = &self.engines[rule.profile as usize] else {
            return Vec::new();
        };
        let (_, trace) = engine.explain(&lines.join("\n"), &mut self.scratch);
        let line = trace.lines.get(judged).and_then(Option::as_ref);
        line.map(|line| matched(line, rule)).unwrap_or_default()
    }

    /// Runs one inline test.
    pub fn test<'r>(&mut self, rule: &'r Rule, test: &'r Test) -> Tested<'r> {
        let fired = self.fires(rule, test);
        let asked = fired && test.expect == Expect::Miss && rule.scope != Scope::Document;
        let matched = if asked {
            self.matched(rule, &test.lines, test.judged)
        } else {
            Vec::new()
        };
        Tested {
            rule,
            test,
            fired,
            matched,
        }
    }

    /// Runs every inline test of some rules.
    pub fn run<'r>(&mut self, rules: &'r RuleSet) -> Vec<Tested<'r>> {
        let mut results = Vec::new();
        for rule in &rules.rules {
            for test in &rule.tests {
                results.push(self.test(rule, test));
            }
        }
        results
    }
}

/// Memory for the few lines of a test.
const TEST_MEMORY: usize = 1 << 16;

/// Where the document of a test stands, if the test says on how many pages its line does.
pub fn page(test: &Test) -> Option<Page> {
    let (held, of) = test.pages?;
    let mut fold = FoldBuffer::default();
    let line = line_hash(fold.fold(test.lines.get(test.judged)?).text);
    let mut counts = LineCounts::new(TEST_MEMORY);
    for at in 0..of {
        let lines = [line];
        counts.add(Some(""), if at < held { &lines } else { &[] });
    }
    Some(Page::new(Arc::new(counts), Some("")))
}

/// What a rule matched on a line, each text once.
fn matched(line: &LineTrace, rule: &Rule) -> Vec<String> {
    let fired = line.rules.iter().filter(|fired| fired.rule == rule.id);
    let mut texts: Vec<String> = Vec::new();
    for span in fired.flat_map(|fired| &fired.spans) {
        if let Some(text) = line.text.get(span.clone())
            && !texts.iter().any(|known| known == text)
        {
            texts.push(text.to_owned());
        }
    }
    texts
}
