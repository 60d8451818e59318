//! `despam rules`: list the rules, show one.

use std::io::Write;

use clap::Args;

use super::rules_option::RulesOptions;
use super::{FINDINGS, OK};
use crate::rule::{Expect, Rule};

/// List the rules, or show one.
#[derive(Args)]
#[command(after_long_help = "Examples:
  despam rules
  despam rules zh/share/button-row")]
pub(super) struct RulesCommand {
    /// Only rules whose id contains this.
    #[arg(value_name = "ID")]
    id: Option<String>,
    #[command(flatten)]
    rules: RulesOptions,
}

/// Runs the command; the exit status.
pub(super) fn rules(options: &RulesCommand) -> anyhow::Result<u8> {
    let rules = options.rules.load()?;
    let wanted = options.id.as_deref().unwrap_or("");
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
