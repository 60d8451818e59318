//! Inline tests: what each rule says that it hits and spares, run for real.
//!
//! A test is a document. All rules are loaded, because context rules see what
//! the others decide, and each rule is tested in its own mildest profile.

use crate::engine::{Engine, EngineError, Options, Scratch};
use crate::rule::{Expect, Profile, Rule, RuleSet, Scope, Test};

/// One inline test with its result.
#[derive(Debug)]
pub struct Tested<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// The test.
    pub test: &'r Test,
    /// Whether the rule fired on the judged line (or document).
    pub fired: bool,
}

impl Tested<'_> {
    /// Whether the rule did what the test expects.
    pub fn passed(&self) -> bool {
        self.fired == (self.test.expect == Expect::Hit)
    }
}

/// Engines that watch every rule, one for each profile.
#[derive(Debug)]
pub struct Bench {
    engines: [Engine; 3],
    scratch: Scratch,
}

impl Bench {
    /// Compiles the rules for testing.
    ///
    /// # Errors
    /// As [`Engine::new`].
    pub fn new(rules: &RuleSet) -> Result<Bench, EngineError> {
        let engine = |profile| {
            let options = Options {
                profile,
                watch: true,
                repair: false,
                ..Options::default()
            };
            Engine::new(rules.clone(), options)
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
    pub fn fires(&mut self, rule: &Rule, lines: &[String], judged: usize) -> bool {
        let engine = &self.engines[rule.profile as usize];
        let (_, trace) = engine.explain(&lines.join("\n"), &mut self.scratch);
        if rule.scope == Scope::Document {
            return trace.document.contains(&rule.id);
        }
        let line = trace.lines.get(judged).and_then(Option::as_ref);
        line.is_some_and(|line| line.rules.iter().any(|fired| fired.rule == rule.id))
    }

    /// Runs every inline test of some rules.
    pub fn run<'r>(&mut self, rules: &'r RuleSet) -> Vec<Tested<'r>> {
        let mut results = Vec::new();
        for rule in &rules.rules {
            for test in &rule.tests {
                let fired = self.fires(rule, &test.lines, test.judged);
                results.push(Tested { rule, test, fired });
            }
        }
        results
    }
}
