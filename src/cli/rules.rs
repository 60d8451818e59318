//! `despam rules`: list the rules, show one, run their tests.

use std::io::Write;

use clap::Args;

use super::rules_option::RulesOptions;
use super::{FINDINGS, OK};
use crate::check::inline_tests::Bench;
use crate::rule::{Expect, Rule, RuleSet};

/// List the rules, show one, or run their inline tests.
#[derive(Args)]
#[command(after_long_help = "Examples:
  despam rules
  despam rules zh/share/button-row
  despam rules --test --extra-rules my-rules/")]
pub(super) struct RulesCommand {
    /// Only rules whose id contains this.
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// Run the inline tests.
    #[arg(long)]
    test: bool,
    #[command(flatten)]
    rules: RulesOptions,
}

/// Runs the command; the exit status.
pub(super) fn rules(options: &RulesCommand) -> anyhow::Result<u8> {
    let mut rules = options.rules.load()?;
    let wanted = options.id.as_deref().unwrap_or("");
    if options.test {
        let mut bench = Bench::new(&rules)?;
        rules.rules.retain(|rule| rule.id.contains(wanted));
        return test(&rules, &mut bench);
    }
    let mut out = anstream::stdout().lock();
    let found: Vec<&Rule> = rules
        .rules
        .iter()
        .filter(|rule| rule.id.contains(wanted))
        .collect();
    if let [rule] = found.as_slice() {
        show(&mut out, rule)?;
        return Ok(OK);
    }
    for rule in &found {
        writeln!(
            out,
            "{:<44} {:<8} {:>6.2}  {}",
            rule.id, rule.label, rule.score, rule.summary
        )?;
    }
    let mut terms: Vec<&str> = Vec::new();
    rules
        .sets
        .iter()
        .for_each(|set| terms.extend(set.terms.iter().map(String::as_str)));
    let all = terms.len();
    terms.sort_unstable();
    terms.dedup();
    writeln!(
        out,
        "{} rules, {} sets with {all} terms ({} different), {} regexes",
        found.len(),
        rules.sets.len(),
        terms.len(),
        rules.regexes.len()
    )?;
    Ok(if found.is_empty() { FINDINGS } else { OK })
}

fn show(out: &mut impl Write, rule: &Rule) -> std::io::Result<()> {
    writeln!(out, "{} ({}:{})", rule.id, rule.place.0, rule.place.1)?;
    writeln!(out, "  {}", rule.summary)?;
    writeln!(
        out,
        "  label {}, score {}, {:?}, scope {:?}, from profile {:?}",
        rule.label, rule.score, rule.status, rule.scope, rule.profile
    )?;
    for exception in &rule.unless {
        writeln!(out, "  unless {}: {}", exception.name, exception.why)?;
    }
    for test in &rule.tests {
        let expect = if test.expect == Expect::Hit {
            "hit "
        } else {
            "miss"
        };
        let line = test.lines.get(test.judged).map_or("", String::as_str);
        writeln!(out, "  {expect} {line}")?;
    }
    Ok(())
}

fn test(rules: &RuleSet, bench: &mut Bench) -> anyhow::Result<u8> {
    let mut out = anstream::stdout().lock();
    let results = bench.run(rules);
    let mut wrong = 0;
    for result in &results {
        if result.passed() == result.test.todo {
            wrong += 1;
            let expect = if result.test.expect == Expect::Hit {
                "hit"
            } else {
                "miss"
            };
            let what = if result.test.todo {
                "todo passes now, promote it:"
            } else {
                "failed"
            };
            let line = result
                .test
                .lines
                .get(result.test.judged)
                .map_or("", String::as_str);
            let (file, id) = (&result.rule.place.0, &result.rule.id);
            writeln!(
                out,
                "{file}:{}: {id} {expect} {what} {line}",
                result.test.file_line
            )?;
        }
    }
    writeln!(out, "{} inline tests, {wrong} wrong", results.len())?;
    Ok(if wrong == 0 { OK } else { FINDINGS })
}
