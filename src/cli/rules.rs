//! `despam rules`: list the rules, show one.

use std::fmt::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::rules_option::{label, load_shown};
use super::{FINDINGS, OK, message, to_stdout};
use crate::check::Only;
use crate::engine::{Engine, Options};
use crate::rule::read::suggest;
use crate::rule::{Expect, Label, Rule, RuleSet, Scope, Status, Test, sources, words};

/// List the rules, or show one.
///
/// Without ID every rule is listed that the filters let through. The id of a rule, in full or
/// only its last part, shows that rule: its condition in words, its exceptions and its tests. An
/// ID with `*` is a filter as well.
#[derive(Args)]
#[command(after_long_help = "Examples:
  despam rules
  despam rules 'zh/*' --label spam --status testing
  despam rules zh/share/button-row")]
pub(super) struct RulesCommand {
    /// The id of a rule, or a glob over ids, packs and files; `*` also stands for `/`.
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// Only rules of these labels.
    #[arg(long, value_name = "LABEL", num_args = 1.., value_delimiter = ',', value_parser = label)]
    label: Vec<Label>,
    /// Only rules of these states.
    #[arg(long, value_enum, value_name = "STATUS", num_args = 1.., value_delimiter = ',')]
    status: Vec<StatusName>,
    /// Only rules of these languages: the first part of their id.
    #[arg(long, value_name = "LANG", num_args = 1.., value_delimiter = ',')]
    lang: Vec<String>,
    /// Show how the engine searches for the terms of these rules, and for how many.
    #[arg(long, conflicts_with = "id")]
    engine: bool,
    /// Use the rules of this folder instead of the built-in ones.
    #[arg(long, value_name = "DIR", help_heading = "Rules")]
    rules: Option<PathBuf>,
    /// Use the rules of this folder beside the others. May be given more than once.
    #[arg(long, value_name = "DIR", help_heading = "Rules")]
    extra_rules: Vec<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StatusName {
    /// Being written; tested, decides nothing.
    Draft,
    /// Recorded, decides nothing.
    Testing,
    /// Decides.
    Stable,
    /// Decides, on its way out.
    Deprecated,
}

impl StatusName {
    fn of(status: Status) -> StatusName {
        match status {
            Status::Draft => StatusName::Draft,
            Status::Testing => StatusName::Testing,
            Status::Stable => StatusName::Stable,
            Status::Deprecated => StatusName::Deprecated,
        }
    }
}

/// Runs the command; the exit status.
pub(super) fn rules(options: &RulesCommand) -> anyhow::Result<u8> {
    let rules = load_shown(&sources(options.rules.as_deref(), &options.extra_rules))?;
    if options.engine {
        to_stdout(Engine::new(rules, Options::default())?.describe_search())?;
        return Ok(OK);
    }
    let is_glob = |id: &&String| id.contains(['*', '?', '[', '{']);
    if let Some(id) = options.id.as_ref().filter(|id| !is_glob(id)) {
        return one(&rules, id);
    }
    let only = options.id.as_deref().map(Only::new).transpose()?;
    let wanted = |rule: &&Rule| {
        let lang = rule.id.split('/').next().unwrap_or_default();
        only.as_ref()
            .is_none_or(|only| only.rule(&rule.id, &rule.place.0))
            && (options.label.is_empty() || options.label.contains(&rule.label))
            && (options.status.is_empty() || options.status.contains(&StatusName::of(rule.status)))
            && (options.lang.is_empty() || options.lang.iter().any(|one| one == lang))
    };
    let found: Vec<&Rule> = rules.rules.iter().filter(wanted).collect();
    to_stdout(list(&rules, &found))?;
    Ok(if found.is_empty() { FINDINGS } else { OK })
}

/// Shows the rule of that id, or of that last part of an id if there is but one.
fn one(rules: &RuleSet, id: &str) -> anyhow::Result<u8> {
    match find_rule(rules, id) {
        Ok(rule) => {
            to_stdout(page(rules, rule))?;
            Ok(OK)
        }
        Err(why) => {
            message(&why);
            Ok(FINDINGS)
        }
    }
}

/// The rule of that id, or of that last part of an id if there is but one.
///
/// # Errors
/// If there is none or there are several, with what may be meant.
pub(super) fn find_rule<'r>(rules: &'r RuleSet, id: &str) -> Result<&'r Rule, String> {
    let all = || rules.rules.iter();
    let last = |rule: &&Rule| rule.id.rsplit('/').next() == Some(id);
    let named: Vec<&Rule> = match all().find(|rule| rule.id == id) {
        Some(rule) => vec![rule],
        None => all().filter(last).collect(),
    };
    match named.as_slice() {
        [rule] => Ok(rule),
        [] => {
            let names = all().map(|rule| rule.id.as_str());
            let lasts = all().filter_map(|rule| rule.id.rsplit('/').next());
            let packs = all().any(|rule| rule.id.starts_with(&format!("{id}/")));
            let help = if packs {
                format!("for all of `{id}` write `{id}/*`")
            } else {
                suggest(id, names.chain(lasts))
                    .unwrap_or_else(|| "`despam rules` lists them".to_owned())
            };
            Err(format!("there is no rule `{id}`; {help}"))
        }
        several => {
            let ids: Vec<&str> = several.iter().map(|rule| rule.id.as_str()).collect();
            Err(format!("`{id}` may be {}", ids.join(" or ")))
        }
    }
}

fn list(rules: &RuleSet, found: &[&Rule]) -> String {
    let mut out = String::new();
    let width = found.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    for rule in found {
        let status = name_of(StatusName::of(rule.status));
        let (id, label, score) = (&rule.id, rule.label.name(), rule.score);
        let _ = writeln!(
            out,
            "{id:<width$}  {label:<7} {score:>5.2}  {status:<10} {}",
            rule.summary
        );
    }
    let all = rules.rules.len();
    let terms: usize = rules.sets.iter().map(|set| set.terms.len()).sum();
    let _ = writeln!(
        out,
        "{} of {all} rules; {} sets with {terms} terms, {} regexes in all",
        found.len(),
        rules.sets.len(),
        rules.regexes.len()
    );
    out
}

fn name_of(value: impl ValueEnum) -> String {
    let value = value.to_possible_value();
    value.map_or_else(String::new, |value| value.get_name().to_owned())
}

/// A rule as a page.
fn page(rules: &RuleSet, rule: &Rule) -> String {
    let (file, line) = &rule.place;
    let status = match rule.status {
        Status::Draft => "draft: tested, decides nothing",
        Status::Testing => "testing: recorded, decides nothing",
        Status::Stable => "stable",
        Status::Deprecated => "deprecated: decides, on its way out",
    };
    let scope = match rule.scope {
        Scope::Line => "the whole line",
        Scope::Span => "what it matches in the line",
        Scope::Document => "the whole document",
    };
    let profile = format!("{:?}", rule.profile).to_lowercase();
    let mut out = format!(
        "{}\n{}\n\n  label    {}\n  score    {}\n  status   {status}\n  takes    {scope}\n  profile  \
         {profile} and stronger\n  file     {file}:{line}\n\nfires on\n",
        rule.id, rule.summary, rule.label, rule.score,
    );
    condition(&mut out, rules, &rule.when, "  ");
    if !rule.unless.is_empty() {
        out.push_str("\nunless\n");
    }
    for exception in &rule.unless {
        let _ = writeln!(out, "  {}: {}", exception.name, exception.why);
        condition(&mut out, rules, &exception.when, "    ");
    }
    if !rule.tests.is_empty() {
        out.push_str("\ntests\n");
    }
    for test in &rule.tests {
        self::test(&mut out, rule, test);
    }
    out
}

fn condition(out: &mut String, rules: &RuleSet, condition: &crate::rule::Condition, indent: &str) {
    for line in words::tree(rules, condition) {
        let _ = writeln!(out, "{indent}{line}");
    }
}

fn test(out: &mut String, rule: &Rule, test: &Test) {
    let kind = match (test.todo, test.expect) {
        (false, Expect::Hit) => "hit ",
        (false, Expect::Miss) => "miss",
        (true, Expect::Hit) => "todo hit",
        (true, Expect::Miss) => "todo miss",
    };
    for (at, line) in test.lines.iter().enumerate() {
        // The judged line bears the name of the test; the lines around it stand beside it.
        let judged = at == test.judged && (at == 0 || rule.scope != Scope::Document);
        let lead = if judged { kind } else { "   |" };
        let _ = writeln!(out, "  {lead}  {line}");
    }
    if let Some((held, of)) = test.pages {
        let _ = writeln!(out, "        (on {held} of {of} pages of its host)");
    }
    if let Some(why) = &test.why {
        let _ = writeln!(out, "        ({why})");
    }
}
