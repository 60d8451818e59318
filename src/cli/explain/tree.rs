//! One rule on lines: every part of its condition, ✓ or ✗, with what it found.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::visible;
use crate::engine::{Node, RuleTree};
use crate::rule::Rule;

const HOLDS: Style = AnsiColor::Green.on_default();
const FAILS: Style = AnsiColor::Red.on_default();
const FOUND: Style = AnsiColor::Cyan.on_default();

/// Writes the trees of a rule.
pub fn write(out: &mut impl Write, rule: &Rule, trees: &[RuleTree]) -> io::Result<()> {
    let bold = Style::new().bold();
    let (id, label, score) = (&rule.id, rule.label, rule.score);
    writeln!(out, "{bold}{id}{bold:#}  {label}, score {score}")?;
    if trees.is_empty() {
        writeln!(
            out,
            "  none of its keywords and regexes stands in any of these lines"
        )?;
    }
    for tree in trees {
        writeln!(out)?;
        match tree.line {
            Some(number) => write!(out, "{number:>5} ")?,
            None => write!(out, "the document ")?,
        }
        let style = sign(tree.fires()).1;
        writeln!(
            out,
            "{style}{}{style:#}  {}",
            verdict(tree),
            visible(&tree.text)
        )?;
        node(out, &tree.when, 3)?;
        if !tree.unless.is_empty() {
            writeln!(out, "      unless")?;
        }
        for exception in &tree.unless {
            // An exception that holds is what keeps the rule from firing.
            let (sign, style) = sign(exception.when.holds);
            let (name, why) = (&exception.name, &exception.why);
            writeln!(out, "        {style}{sign}{style:#} {name}: {why}")?;
            node(out, &exception.when, 5)?;
        }
    }
    Ok(())
}

/// What a tree comes to, in words.
pub fn verdict(tree: &RuleTree) -> String {
    if let Some(exception) = tree.stopped_by() {
        return format!("stopped by {}", exception.name);
    }
    if tree.when.holds {
        return "fires".to_owned();
    }
    let parts = if tree.when.text == "all of" {
        tree.when.parts.as_slice()
    } else {
        std::slice::from_ref(&tree.when)
    };
    let missing = parts.iter().filter(|part| !part.holds).count();
    format!("does not fire, {missing} of {} parts fail", parts.len())
}

/// The sign of a part and its colour.
fn sign(holds: bool) -> (char, Style) {
    if holds {
        ('✓', HOLDS)
    } else {
        ('✗', FAILS)
    }
}

fn node(out: &mut impl Write, node: &Node, level: usize) -> io::Result<()> {
    let (sign, style) = sign(node.holds);
    let indent = "  ".repeat(level);
    write!(out, "{indent}{style}{sign}{style:#} {}", node.text)?;
    if let Some(found) = &node.found {
        write!(out, "  {FOUND}({}){FOUND:#}", visible(found))?;
    }
    writeln!(out)?;
    node.parts
        .iter()
        .try_for_each(|part| self::node(out, part, level + 1))
}
