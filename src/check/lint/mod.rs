//! Lints: what is likely not meant in rules that load.
//!
//! A lint is one file with a [`Lint`] constant: its code, its reason, an example that it fires on
//! and the same example mended. The pages in `docs/lints` are written from the registry, and a
//! test runs every example. [`run`] applies the comments that allow findings
//! (`# despam: allow(W307) reason`), see [`allow`].

pub mod allow;
mod conditions;
mod constant_condition;
mod contradictory_test;
mod covered_term;
mod duplicate_rule;
mod expired_overlay;
mod frequent_term;
mod idle_exception;
mod input;
mod latin_substring;
mod layout;
mod leading_repeat;
pub mod page;
mod probes;
pub mod ranges;
mod reading;
mod shadowed_rule;
mod short_term;
mod slow_regex;
mod split_test;
mod term_in_word;
mod term_order;
mod unused_set;
mod vacuous_miss;
pub mod words;

pub use input::{Input, today};

use crate::diag::{self, Problem};
use crate::engine::EngineError;
use input::Context;

/// Files of an example: path below the root of the rules, text.
pub type Example = &'static [(&'static str, &'static str)];

/// One lint.
#[derive(Debug)]
pub struct Lint {
    /// Its code, one of [`crate::diag::codes`].
    pub code: &'static str,
    /// Its name, kebab-case.
    pub name: &'static str,
    /// Why it matters and what to do, in sentences.
    pub reason: &'static str,
    /// Rules on which it fires, and no other lint does.
    pub before: Example,
    /// The same rules mended: no findings.
    pub after: Example,
    /// What finds it.
    pub finder: Finder,
}

/// What finds the problems of a lint.
#[derive(Debug, Clone, Copy)]
pub enum Finder {
    /// The reader, before any lint runs ([`crate::rule::Loaded::warnings`]).
    Reader,
    /// A function over the loaded rules.
    Lint(fn(&Context<'_>, &mut Vec<Problem>)),
    /// The comments that allow findings, after all lints.
    Allow,
}

/// Every lint by code.
pub fn registry() -> &'static [Lint] {
    &REGISTRY
}

static REGISTRY: [Lint; 26] = [
    reading::DUPLICATE_TERM,
    reading::DEAD_BRANCH,
    reading::STRAY_FILE,
    reading::SUMMARY,
    vacuous_miss::LINT,
    covered_term::LINT,
    short_term::LINT,
    frequent_term::LINT,
    latin_substring::LINT,
    term_in_word::LINT,
    slow_regex::LINT,
    leading_repeat::LINT,
    constant_condition::LINT,
    unused_set::LINT,
    idle_exception::LINT,
    duplicate_rule::LINT,
    shadowed_rule::LINT,
    expired_overlay::LINT,
    term_order::LINT,
    layout::KEY_ORDER,
    layout::QUOTING,
    layout::LAYOUT,
    split_test::LINT,
    contradictory_test::LINT,
    allow::LINT,
    reading::IDLE_TABLE,
];

/// Runs every lint. Returns its problems and the warnings of the reader, without those that a
/// comment allows, by place.
///
/// # Errors
/// If the rules cannot be compiled for the lints that try them on their tests.
pub fn run(input: &Input<'_>) -> Result<Vec<Problem>, EngineError> {
    let context = Context::new(input)?;
    let mut problems = input.warnings.to_vec();
    for problem in &mut problems {
        reading::add_fix(&context, problem);
    }
    for lint in &REGISTRY {
        if let Finder::Lint(find) = lint.finder {
            find(&context, &mut problems);
        }
    }
    let mut problems = allow::apply(&context, problems);
    diag::sort(&mut problems);
    Ok(problems)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::codes;
    use crate::rule::read::is_kebab;

    #[test]
    fn every_warning_has_a_lint_and_the_names_are_canonical() {
        let warnings = codes::CATALOGUE.iter().map(|code| code.code);
        let warnings: Vec<_> = warnings.filter(|code| code.starts_with('W')).collect();
        let lints: Vec<_> = registry().iter().map(|lint| lint.code).collect();
        assert_eq!(lints, warnings);
        let mut names = std::collections::HashSet::new();
        for lint in registry() {
            assert!(is_kebab(lint.name), "{}", lint.name);
            assert!(names.insert(lint.name), "{} stands twice", lint.name);
            assert!(lint.reason.ends_with('.'), "{}", lint.name);
        }
    }
}
