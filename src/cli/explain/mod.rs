//! `despam explain`: why each line goes or stays.

mod html;
mod input;
mod text;
mod tree;

use clap::Args;

use super::input_options::InputOptions;
use super::rules::find_rule;
use super::rules_option::RulesOptions;
use super::{FINDINGS, OK, message, to_stdout};
use crate::engine::{Engine, Outcome, RuleTree, Scratch, Trace};
use crate::rule::Rule;
use crate::text::class::{Class, class};
use input::Found;

/// Show why each line of a document goes or stays.
///
/// Each line stands with its label and score, what rules matched is marked, and below it
/// stand the rules with their scores and terms, and what they cut out of a line that stays; for
/// such a line also the rule that came closest to removing it. With --rule it is one rule instead: every part of its condition with
/// what it found, on the lines in which one of its keywords or regexes stands.
#[derive(Args)]
#[command(after_long_help = "Examples:
  despam explain page.txt
  despam explain page.txt:108
  despam explain pages.jsonl:3 --removed
  despam explain pages.jsonl:3:12 --rule zh/share/button-row
  despam explain page.txt --html > page.html
  despam explain --text '分享到：微信 新浪微博 QQ空间'")]
pub(super) struct ExplainOptions {
    /// A file, or - for standard input. FILE:LINE is one line of a text file, FILE:RECORD a
    /// record of a JSONL file, and FILE:RECORD:LINE a line of it.
    #[arg(value_name = "FILE[:RECORD][:LINE]", required_unless_present = "text")]
    file: Option<String>,
    /// Explain this text instead.
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["file", "record"])]
    text: Option<String>,
    /// Only this record: the line of the file that it stands on.
    #[arg(long, value_name = "N")]
    record: Option<u64>,
    /// Only lines that go, whole or in part; with --rule, lines on which it fires.
    #[arg(long)]
    removed: bool,
    /// Show what one rule finds: its id in full, or only the last part of it.
    #[arg(long, value_name = "ID")]
    rule: Option<String>,
    /// Print a page for a browser: self-contained, without scripts.
    #[arg(long)]
    html: bool,
    #[command(flatten)]
    input: InputOptions,
    #[command(flatten)]
    rules: RulesOptions,
}

/// A document with what there is to say about it.
struct Explained {
    /// Name of the document, if it is one of several.
    name: Option<String>,
    /// Its text.
    text: String,
    outcome: Outcome,
    /// The lines asked for.
    trace: Trace,
    /// With `--rule`: that rule on these lines.
    trees: Vec<RuleTree>,
}

/// What is asked about every document.
struct Question<'q> {
    engine: &'q Engine,
    /// The rule to be shown.
    rule: Option<&'q Rule>,
    /// Only removed lines.
    removed: bool,
}

/// Runs the command; the exit status.
pub(super) fn explain(options: &ExplainOptions) -> anyhow::Result<u8> {
    let engine = options.rules.engine(true)?;
    let rule = match &options.rule {
        None => None,
        Some(id) => match find_rule(engine.rules(), id) {
            Ok(rule) => Some(rule),
            Err(why) => {
                message(&why);
                return Ok(FINDINGS);
            }
        },
    };
    let question = Question {
        engine: &engine,
        rule,
        removed: options.removed,
    };
    let mut scratch = Scratch::default();
    let mut page = html::Page::new(rule);
    let damaged = input::documents(options, &mut |found| {
        let explained = question.answer(found, &mut scratch)?;
        if options.html {
            page.add(&explained)?;
            return Ok(());
        }
        let mut out = Vec::new();
        text::document(&mut out, &explained)?;
        match rule {
            Some(rule) => tree::write(&mut out, rule, &explained.trees)?,
            None => text::lines(&mut out, &explained)?,
        }
        Ok(to_stdout(out)?)
    })?;
    if options.html {
        to_stdout(page.finish()?)?;
    }
    Ok(if damaged { FINDINGS } else { OK })
}

impl Question<'_> {
    fn answer(&self, found: Found, scratch: &mut Scratch) -> anyhow::Result<Explained> {
        let (outcome, mut trace) = self.engine.explain(&found.text, scratch);
        let lines = trace.lines.len();
        if let Some(number) = found.line.filter(|number| !(1..=lines).contains(number)) {
            anyhow::bail!("there is no line {number}: the document has {lines} lines");
        }
        let wanted = |number: usize| found.line.is_none_or(|line| line == number);
        for line in &mut trace.lines {
            let keeps = |line: &crate::engine::LineTrace| {
                let goes = line.removed || outcome.cuts(line.number).next().is_some();
                wanted(line.number) && (goes || !self.removed)
            };
            *line = line.take().filter(keeps);
        }
        let trees = self.rule.map(|rule| {
            let trees = self.engine.examine(&rule.id, &found.text, scratch);
            let mut trees = trees.unwrap_or_default();
            trees.retain(|tree| tree.line.is_none_or(wanted));
            if self.removed {
                trees.retain(RuleTree::fires);
            } else if trees.len() > 1 {
                trees.retain(|tree| tree.has_evidence || tree.fires());
            }
            trees
        });
        Ok(Explained {
            name: found.name,
            text: found.text,
            outcome,
            trace,
            trees: trees.unwrap_or_default(),
        })
    }
}

/// Text of a hostile page must steer neither a terminal nor the direction of what stands after
/// it: control characters, and invisible ones that turn the direction, are shown as signs.
fn visible(text: &str) -> String {
    let hidden = |c: char| {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        (c.is_control() && c != '\t') || (turns && class(c) == Class::Invisible)
    };
    text.chars()
        .map(|c| if hidden(c) { '\u{fffd}' } else { c })
        .collect()
}

/// What a text is made of: stretches that rules matched and the others, ascending.
fn stretches(text: &str, mut spans: Vec<std::ops::Range<usize>>) -> Vec<(bool, &str)> {
    spans.sort_by_key(|span| span.start);
    let mut stretches = Vec::new();
    let mut at = 0;
    for span in spans {
        let start = span.start.max(at);
        if start >= span.end {
            continue;
        }
        stretches.push((false, text.get(at..start).unwrap_or_default()));
        stretches.push((true, text.get(start..span.end).unwrap_or_default()));
        at = span.end;
    }
    stretches.push((false, text.get(at..).unwrap_or_default()));
    stretches.retain(|(_, text)| !text.is_empty());
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_is_tamed() {
        assert_eq!(
            visible("a\u{1b}[31m\u{202e}b\u{200b}c\td"),
            "a\u{fffd}[31m\u{fffd}b\u{200b}c\td"
        );
    }

    #[test]
    fn stretches_cover_the_text() {
        let found = stretches("abcdef", vec![3..5, 1..2, 4..5]);
        assert_eq!(
            found,
            [
                (false, "a"),
                (true, "b"),
                (false, "c"),
                (true, "de"),
                (false, "f")
            ]
        );
        assert!(stretches("", Vec::new()).is_empty());
    }
}
