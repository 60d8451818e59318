//! Regular expressions: compiled once to see that they are valid, and compared with the fold, so
//! that a pattern in traditional characters or capitals does not silently match nothing.

use std::sync::Arc;

use regex_syntax::hir::{Class, Hir, HirKind};

use super::Reader;
use crate::diag::{Mark, codes};
use crate::rule::keys;
use crate::rule::model::{Pattern, Scope};
use crate::rule::regex::{Traits, size};
use crate::rule::wire::{Condition, Placed};
use crate::rule::yaml::{Kind, Node};
use crate::text::fold::fold_term;

/// Classes with more characters than this are meant as ranges and not looked into.
const SMALL_CLASS: usize = 16;

/// Reads a pattern: a text, or for rules of scope document a map of `pattern` and `min-lines`.
pub fn read(reader: &mut Reader<'_>, node: &Node, raw: bool, scope: Scope) -> Option<Condition> {
    let mut min_lines = 1;
    let source = if let Kind::Map(_) = node.kind {
        let fields = reader.fields(node, &keys::REGEX)?;
        if let Some(node) = fields.get("min-lines") {
            min_lines = reader.count(node, "`min-lines`", 1).unwrap_or(1);
            if scope != Scope::Document {
                let message = "`min-lines` is for rules of scope document";
                reader.report(codes::SCOPE, node.mark, message);
            }
        }
        reader
            .need(&fields, "pattern")
            .and_then(|node| reader.text(node, "a regex"))
    } else {
        reader.text(node, "a regex")
    }?;
    let traits = traits(reader, &source, raw);
    Some(Condition::Regex {
        mark: source.mark,
        pattern: Pattern {
            source: source.value,
            raw,
            traits,
        },
        min_lines,
    })
}

/// The traits of a regex, which is checked where a file first has it. One with problems is
/// checked wherever it stands.
fn traits(reader: &mut Reader<'_>, source: &Placed<String>, raw: bool) -> Arc<Traits> {
    let key = (source.value.clone(), raw);
    if let Some(known) = reader.regexes.get(&key) {
        return Arc::clone(known);
    }
    let problems = reader.problems.len();
    let traits = Arc::new(check(reader, source, raw));
    if reader.problems.len() == problems {
        reader.regexes.insert(key, Arc::clone(&traits));
    }
    traits
}

fn check(reader: &mut Reader<'_>, source: &Placed<String>, raw: bool) -> Traits {
    let hir = match regex_syntax::Parser::new().parse(&source.value) {
        Ok(hir) => hir,
        Err(error) => {
            let (message, offset) = explain(&error);
            let mark = inside(source, offset);
            let message = format!("the regex does not compile: {message}");
            reader.report(codes::REGEX, mark, message);
            return Traits::default();
        }
    };
    let traits = Traits::of(&hir);
    if let Err(error) = size::check(&source.value, traits.size) {
        let message = match error {
            regex::Error::CompiledTooBig(limit) => {
                format!("the regex needs more than {limit} bytes once compiled")
            }
            other => format!("the regex does not compile: {other}"),
        };
        reader
            .report(codes::REGEX, source.mark, message)
            .help("make counted repetitions of large classes smaller");
    } else if !raw && !reader.trusted {
        compare(reader, source, &hir);
    }
    traits
}

/// What the regex crate says, on one line, and at which byte of the pattern.
fn explain(error: &regex_syntax::Error) -> (String, usize) {
    match error {
        regex_syntax::Error::Parse(error) => (error.kind().to_string(), error.span().start.offset),
        regex_syntax::Error::Translate(error) => {
            (error.kind().to_string(), error.span().start.offset)
        }
        other => (other.to_string(), 0),
    }
}

/// The place of a byte of a pattern, if the pattern stands in the file as it is: plain, or quoted
/// without escapes on one line. Else the place of the whole.
fn inside(source: &Placed<String>, offset: usize) -> Mark {
    let mark = source.mark;
    let quotes = match (mark.end - mark.start).checked_sub(source.value.len()) {
        Some(0) => 0,
        Some(2) => 1,
        _ => return mark,
    };
    let before = source.value.get(..offset).unwrap_or_default();
    let rest = source.value.get(offset..).unwrap_or_default();
    let width = rest.chars().next().map_or(0, char::len_utf8);
    let start = mark.start + quotes + offset;
    Mark {
        line: mark.line,
        column: mark.column + quotes + before.chars().count(),
        start,
        end: start + width,
    }
}

/// A literal that folded text never holds.
struct Unfolded {
    /// As the pattern has it.
    literal: String,
    /// As folded text would have it.
    folded: String,
    /// Whether every match needs it.
    required: bool,
}

fn compare(reader: &mut Reader<'_>, source: &Placed<String>, hir: &Hir) {
    let mut found = Vec::new();
    walk(hir, true, &mut found);
    for Unfolded {
        literal,
        folded,
        required,
    } in found
    {
        let mark = match source.value.find(&literal) {
            Some(offset) => Mark {
                end: inside(source, offset).start + literal.len(),
                ..inside(source, offset)
            },
            None => source.mark,
        };
        let mark = if mark.end > source.mark.end {
            source.mark
        } else {
            mark
        };
        let (code, subject) = if required {
            (codes::NOT_FOLDED, "the regex")
        } else {
            (codes::DEAD_BRANCH, "this part of the regex")
        };
        let (literal, help) = if folded.is_empty() {
            // Nothing to see: invisible characters.
            let help = "folding removes it; remove it, or use `raw-regex`".to_owned();
            (literal.escape_unicode().to_string(), help)
        } else {
            (literal, format!("write `{folded}`, or use `raw-regex`"))
        };
        let message = format!("{subject} never matches: folded text does not hold `{literal}`");
        reader.report(code, mark, message).help(help);
    }
}

fn walk(hir: &Hir, required: bool, found: &mut Vec<Unfolded>) {
    match hir.kind() {
        HirKind::Literal(literal) => {
            if let Ok(text) = std::str::from_utf8(&literal.0)
                && let Some(folded) = changed(text)
            {
                found.push(Unfolded {
                    literal: text.trim().to_owned(),
                    folded,
                    required,
                });
            }
        }
        HirKind::Class(class) => found.extend(class_changed(class, required)),
        HirKind::Repetition(repetition) => {
            walk(&repetition.sub, required && repetition.min > 0, found);
        }
        HirKind::Capture(capture) => walk(&capture.sub, required, found),
        HirKind::Concat(parts) => parts.iter().for_each(|part| walk(part, required, found)),
        HirKind::Alternation(parts) => {
            let mut inner = Vec::new();
            let mut dead = 0;
            for part in parts {
                let before = inner.len();
                walk(part, required, &mut inner);
                dead += usize::from(inner.iter().skip(before).any(|one| one.required));
            }
            // One branch that can match saves the regex.
            for one in &mut inner {
                one.required &= dead == parts.len();
            }
            found.append(&mut inner);
        }
        HirKind::Empty | HirKind::Look(_) => {}
    }
}

/// The folded spelling of a text that is not its own fold. White space at its ends is no matter.
fn changed(text: &str) -> Option<String> {
    let text = text.trim();
    let spellings = fold_term(text);
    if text.is_empty() || spellings.iter().any(|spelling| spelling.trim() == text) {
        return None;
    }
    spellings.into_iter().next()
}

/// A small class none of whose characters is its own fold.
fn class_changed(class: &Class, required: bool) -> Option<Unfolded> {
    let Class::Unicode(class) = class else {
        return None;
    };
    let size: usize = class.ranges().iter().map(|range| range.len()).sum();
    if size == 0 || size > SMALL_CLASS {
        return None;
    }
    let chars = class
        .ranges()
        .iter()
        .flat_map(|range| range.start()..=range.end());
    let mut literal = String::from("[");
    let mut folded = String::from("[");
    for c in chars {
        folded += &changed(&c.to_string())?;
        literal.push(c);
    }
    literal.push(']');
    folded.push(']');
    Some(Unfolded {
        literal,
        folded,
        required,
    })
}
