//! A rule file of what was found: status draft, canonical, with tests from the corpus.
//!
//! The rules are written without tests first and run on the sampled lines; what they find becomes
//! their hits, what they spare although it comes close their misses. So every test holds.

mod yaml;

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

use super::sweep::{Kind, measure};
use super::template::{has_number, regex};
use super::{Group, Repeated, Suggestions};
use crate::check::lint::words::Spot;
use crate::engine::{Engine, EngineError, Options, Scratch};
use crate::feature::{LineView, article_likeness};
use crate::rule::git::Snapshot;
use crate::rule::{At, Label, RuleSet, Source, load};
use crate::text::fold::FoldBuffer;
use yaml::{comment, text};

/// Hits and misses of a rule, of each at most.
const TESTS: usize = 3;
/// Terms of a group from which on a line has to hold two of them.
const PAIR: usize = 4;

/// Why no draft could be made. It means a mistake in this module.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// The draft does not load.
    #[error("the draft does not load: {0}; please report the corpus that led to it")]
    Load(String),
    /// The draft does not compile.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// A rule of the draft.
struct Drafted {
    id: String,
    label: Label,
    summary: String,
    /// Terms of its set, folded.
    terms: Vec<String>,
    when: Vec<String>,
    hits: Vec<String>,
    misses: Vec<String>,
}

/// A draft.
struct Draft<'s> {
    pack: &'s str,
    found: &'s Suggestions,
    rules: Vec<Drafted>,
}

/// The text of a pack of that name; `None` if nothing was found.
///
/// # Errors
/// If the rules do not load, which no corpus should bring about.
pub fn write(pack: &str, found: &Suggestions) -> Result<Option<String>, DraftError> {
    let mut draft = Draft {
        pack,
        found,
        rules: Vec::new(),
    };
    let groups = found.groups.iter().zip(1..);
    draft
        .rules
        .extend(groups.map(|(group, number)| of_terms(group, number)));
    if whole_lines(&found.repeated).next().is_some() {
        draft.rules.push(of_lines());
    }
    let templates = numbered(&found.repeated).zip(1..);
    draft
        .rules
        .extend(templates.map(|(line, number)| of_template(line, number)));
    if draft.rules.is_empty() {
        return Ok(None);
    }
    draft.test()?;
    Ok(Some(draft.to_string()))
}

/// Lines that repeat as they are.
fn whole_lines(repeated: &[Repeated]) -> impl Iterator<Item = &Repeated> {
    let writable = repeated.iter().filter(|line| yaml::is_writable(&line.line));
    writable.filter(|line| !has_number(&line.template))
}

/// Lines that repeat but for their numbers.
fn numbered(repeated: &[Repeated]) -> impl Iterator<Item = &Repeated> {
    let writable = repeated.iter().filter(|line| yaml::is_writable(&line.line));
    writable.filter(|line| has_number(&line.template))
}

fn set_name(number: usize) -> String {
    format!("terms-{number}")
}

fn of_terms(group: &Group, number: usize) -> Drafted {
    let set = set_name(number);
    let (leaf, summary) = if group.terms.len() >= PAIR {
        (
            format!("keywords: {{set: {set}, min-distinct: 2}}"),
            "A line without a sentence that holds two terms which stand in such lines only.",
        )
    } else {
        (
            format!("keywords: {{set: {set}, min-coverage: 0.3}}"),
            "A line without a sentence a third of which is terms that stand in such lines only.",
        )
    };
    let terms = group.terms.iter().map(|term| term.text.clone());
    Drafted {
        terms: terms.collect(),
        ..Drafted::new(format!("lines-{number}"), group.label, summary, &leaf)
    }
}

impl Drafted {
    /// A rule of one leaf, for lines without a sentence.
    fn new(id: String, label: Label, summary: &str, leaf: &str) -> Drafted {
        Drafted {
            id,
            label,
            summary: summary.to_owned(),
            terms: Vec::new(),
            when: vec![
                "all:".to_owned(),
                format!("  - {leaf}"),
                "  - feature: {sentence-ends: {max: 0}}".to_owned(),
            ],
            hits: Vec::new(),
            misses: Vec::new(),
        }
    }

    /// Whether a part of the condition holds on a line.
    fn is_close(&self, line: &str, fold: &mut FoldBuffer) -> bool {
        let folded = fold.fold(line);
        let view = LineView::new(line, folded.text, folded.counts);
        let holds = |term: &&String| Spot::inside(view.folded, term, At::Word).is_some();
        let is_pair = self.terms.len() >= PAIR;
        measure(&view, "sentence-ends") == 0.0
            || is_pair && self.terms.iter().filter(holds).nth(1).is_some()
    }
}

fn of_lines() -> Drafted {
    Drafted::new(
        "repeated".to_owned(),
        Label::Chrome,
        "A short line that stands in several documents as it is.",
        "keywords: {set: repeated}",
    )
}

fn of_template(line: &Repeated, number: usize) -> Drafted {
    Drafted::new(
        format!("template-{number}"),
        Label::Chrome,
        "A short line that stands in several documents with other numbers.",
        &format!("regex: {}", text(&regex(&line.template))),
    )
}

impl Draft<'_> {
    /// Finds tests by running the rules; those that hit nothing go.
    fn test(&mut self) -> Result<(), DraftError> {
        let rules = self.load()?;
        let options = Options {
            watch: true,
            repair: false,
            ..Options::default()
        };
        let engine = Engine::new(rules, options)?;
        let mut scratch = Scratch::default();
        let suspects = self.suspects();
        let kept = self.kept();
        let mut fold = FoldBuffer::default();
        // A text is a hit of one label only.
        let mut used: HashMap<String, Label> = HashMap::new();
        for rule in &mut self.rules {
            let id = format!("{}/{}", self.pack, rule.id);
            for (line, label) in &suspects {
                let free = |known: Option<Label>| known.is_none_or(|known| known == rule.label);
                if rule.hits.len() < TESTS
                    && free(*label)
                    && free(used.get(line).copied())
                    && !rule.hits.contains(line)
                    && engine.fires(&id, line, 0, &mut scratch)
                {
                    rule.hits.push(line.clone());
                    used.insert(line.clone(), rule.label);
                }
            }
            // A part of the condition has to hold on a miss, else it tests nothing.
            for line in &kept {
                if rule.misses.len() < TESTS
                    && rule.is_close(line, &mut fold)
                    && !engine.fires(&id, line, 0, &mut scratch)
                {
                    rule.misses.push(line.clone());
                }
            }
        }
        self.rules.retain(|rule| !rule.hits.is_empty());
        Ok(())
    }

    /// Lines that may be hits, with the label under which a rule takes them.
    fn suspects(&self) -> Vec<(String, Option<Label>)> {
        let repeated = self
            .found
            .repeated
            .iter()
            .map(|line| (line.line.clone(), None));
        let suspects = self.found.samples.suspects.values();
        let suspects = suspects.filter_map(|suspect| {
            let label = match suspect.kind {
                Kind::Removed(label) => Some(label),
                _ => None,
            };
            Some((suspect.text.clone()?, label))
        });
        let mut all: Vec<_> = repeated.chain(suspects).collect();
        all.retain(|(line, _)| yaml::is_writable(line));
        all
    }

    /// Lines that may be misses: running text first, which a person calls genuine at a glance.
    fn kept(&self) -> Vec<String> {
        let mut kept: Vec<String> = self.found.samples.kept.values().cloned().collect();
        kept.retain(|line| yaml::is_writable(line));
        let mut fold = FoldBuffer::default();
        kept.sort_by_cached_key(|line| (article_likeness(line, &mut fold) * -1000.0) as i64);
        kept
    }

    fn load(&self) -> Result<RuleSet, DraftError> {
        let file = (format!("{}.yaml", self.pack), self.to_string().into_bytes());
        let source = Source::Commit(Arc::new(Snapshot {
            name: "draft".to_owned(),
            files: vec![file],
        }));
        let loaded = load(&[source]).map_err(|problems| {
            let first = problems.first().map(ToString::to_string);
            DraftError::Load(first.unwrap_or_default())
        })?;
        Ok(loaded.rules)
    }

    fn sets(&self, out: &mut String) {
        for (group, number) in self.found.groups.iter().zip(1..) {
            if !self.has(&format!("lines-{number}")) {
                continue;
            }
            let best = group.terms.first();
            let best = best.map_or("", |term| term.text.as_str());
            let lines: u32 = group
                .terms
                .iter()
                .map(|term| term.unexplained)
                .max()
                .unwrap_or(0);
            let _ = writeln!(
                out,
                "  # Best: {}, in {lines} lines that no rule explains.",
                comment(best)
            );
            if !group.beside.is_empty() {
                let known: Vec<String> = group.beside.iter().map(|term| comment(term)).collect();
                let _ = writeln!(out, "  # In the same lines: {}.", known.join(", "));
            }
            let mut terms: Vec<&str> = group.terms.iter().map(|term| term.text.as_str()).collect();
            terms.sort_unstable();
            set(out, &set_name(number), &terms, "");
        }
        if self.has("repeated") {
            let lines = whole_lines(&self.found.repeated);
            let mut lines: Vec<&str> = lines.map(|line| line.line.as_str()).collect();
            lines.sort_unstable();
            set(out, "repeated", &lines, "    at: whole-line\n");
        }
    }

    fn has(&self, id: &str) -> bool {
        self.rules.iter().any(|rule| rule.id == id)
    }
}

fn set(out: &mut String, name: &str, terms: &[&str], rest: &str) {
    let _ = writeln!(out, "  {name}:\n    terms:");
    for term in terms {
        let _ = writeln!(out, "      - {}", text(term));
    }
    out.push_str(rest);
}

impl std::fmt::Display for Draft<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let label = self.rules.first().map_or(Label::Spam, |rule| rule.label);
        writeln!(
            f,
            "# Drafted by `despam suggest`. Look at every term and test before a rule may decide.\n\
             format: 1\npack: {}\nlabel: {label}",
            self.pack
        )?;
        let mut sets = String::new();
        self.sets(&mut sets);
        if !sets.is_empty() {
            write!(f, "sets:\n{sets}")?;
        }
        writeln!(f, "rules:")?;
        for rule in &self.rules {
            writeln!(f, "  - id: {}\n    summary: {}", rule.id, rule.summary)?;
            writeln!(f, "    status: draft\n    score: 1.0")?;
            if rule.label != label {
                writeln!(f, "    label: {}", rule.label)?;
            }
            writeln!(f, "    when:")?;
            for line in &rule.when {
                writeln!(f, "      {line}")?;
            }
            if !rule.hits.is_empty() {
                writeln!(f, "    tests:")?;
            }
            for (kind, tests) in [("hit", &rule.hits), ("miss", &rule.misses)] {
                if !tests.is_empty() {
                    writeln!(f, "      {kind}:")?;
                }
                for line in tests {
                    writeln!(f, "        - {}", text(line))?;
                }
            }
        }
        Ok(())
    }
}
