//! The page for a browser: one file, no script, nothing from a network.
//!
//! Every text of a document goes through the template engine, which escapes it; the policy in the
//! head forbids scripts, images and connections besides, should a text ever get through.

use askama::Template;
use askama::filters::HtmlSafe;

use super::tree::verdict;
use super::{Explained, stretches, text, visible};
use crate::engine::{Edit, ExceptionNode, LineTrace, NearMiss, Node, RuleTrace, RuleTree};
use crate::rule::{Label, Rule};

/// The whole page, to which documents are added.
#[derive(Template)]
#[template(path = "explain/page.html")]
pub struct Page<'p> {
    style: &'static str,
    title: String,
    rule: Option<&'p Rule>,
    /// Sections, rendered.
    documents: Vec<String>,
}

impl<'p> Page<'p> {
    /// A page about all rules, or about one.
    pub fn new(rule: Option<&'p Rule>) -> Page<'p> {
        Page {
            style: include_str!("page.css"),
            title: match rule {
                Some(rule) => format!("{} explained", rule.id),
                None => "Why each line goes or stays".to_owned(),
            },
            rule,
            documents: Vec::new(),
        }
    }

    /// Adds a document.
    ///
    /// # Errors
    /// If a template fails, which none does on any text.
    pub fn add(&mut self, explained: &Explained) -> askama::Result<()> {
        let body = match self.rule {
            Some(_) => Body::Trees(explained.trees.iter().map(Tree::new).collect()),
            None => Body::lines(explained),
        };
        let document = Document {
            name: explained.name.as_deref().map(visible),
            notes: text::notes(explained)
                .iter()
                .map(|note| visible(note))
                .collect(),
            body,
        };
        self.documents.push(document.render()?);
        Ok(())
    }

    /// The whole page.
    ///
    /// # Errors
    /// As [`Page::add`].
    pub fn finish(self) -> askama::Result<String> {
        Ok(self.render()? + "\n")
    }
}

/// The section of a document.
#[derive(Template)]
#[template(path = "explain/document.html")]
struct Document {
    name: Option<String>,
    notes: Vec<String>,
    body: Body,
}

enum Body {
    Lines { lines: Vec<Line>, gone: usize },
    Trees(Vec<Tree>),
}

impl Body {
    fn lines(explained: &Explained) -> Body {
        let lines = || explained.trace.lines.iter().flatten();
        Body::Lines {
            lines: lines().map(|line| Line::new(explained, line)).collect(),
            gone: lines().filter(|line| line.removed).count(),
        }
    }
}

struct Line {
    number: usize,
    class: String,
    verdict: String,
    /// Stretches of the text, and whether a rule matched them.
    parts: Vec<(bool, String)>,
    open: bool,
    rules: Vec<Fired>,
    cuts: Vec<Cut>,
    miss: Option<Miss>,
}

impl Line {
    fn new(explained: &Explained, line: &LineTrace) -> Line {
        let cuts = explained.outcome.cuts(line.number);
        let cuts: Vec<Cut> = cuts.map(|edit| Cut::new(edit, &explained.text)).collect();
        let spans = line.rules.iter().flat_map(|rule| rule.spans.clone());
        let parts = stretches(&line.text, spans.collect()).into_iter();
        let fate = if line.removed { "drop" } else { "keep" };
        Line {
            number: line.number,
            class: format!("line {} {fate}", line.label.name()),
            verdict: format!("{fate} {} {:.2}", line.label, line.score),
            parts: parts
                .map(|(matched, part)| (matched, visible(part)))
                .collect(),
            open: line.removed || !cuts.is_empty(),
            rules: line.rules.iter().map(Fired::new).collect(),
            cuts,
            miss: line.near_miss.as_ref().map(Miss::new),
        }
    }

    /// Whether there is nothing to be said about it.
    fn is_plain(&self) -> bool {
        self.rules.is_empty() && self.miss.is_none() && self.cuts.is_empty()
    }
}

/// A rule that fired.
struct Fired {
    score: String,
    name: String,
    terms: Vec<String>,
    decides: bool,
    contributions: Vec<String>,
}

impl Fired {
    fn new(rule: &RuleTrace) -> Fired {
        Fired {
            score: format!("{:+.2}", text::signed(rule)),
            name: rule.rule.clone(),
            terms: rule.terms.iter().map(|term| visible(term)).collect(),
            decides: rule.decides,
            contributions: rule.contributions.iter().map(text::contribution).collect(),
        }
    }
}

/// What a rule took out of a line that stays.
struct Cut {
    verdict: String,
    text: String,
    rules: Vec<String>,
}

impl Cut {
    fn new(edit: &Edit, text: &str) -> Cut {
        let label = edit.label.map_or("", Label::name);
        Cut {
            verdict: format!("cut {label} {:.2}", edit.score),
            text: visible(text.get(edit.span.clone()).unwrap_or_default()),
            rules: edit
                .reasons
                .iter()
                .map(|reason| reason.rule.clone())
                .collect(),
        }
    }
}

/// The rule that came closest.
struct Miss {
    rule: String,
    held: usize,
    parts: usize,
    missing: String,
}

impl Miss {
    fn new(miss: &NearMiss) -> Miss {
        Miss {
            rule: miss.rule.clone(),
            held: miss.held,
            parts: miss.parts,
            missing: visible(&miss.missing.join("; ")),
        }
    }
}

/// One rule on one line, or on the document.
struct Tree {
    class: &'static str,
    place: String,
    verdict: String,
    text: String,
    when: Branch,
    unless: Vec<Exception>,
}

impl Tree {
    fn new(tree: &RuleTree) -> Tree {
        Tree {
            class: match tree.fires() {
                true => "line drop",
                false => "line keep",
            },
            place: tree
                .line
                .map_or("document".to_owned(), |line| line.to_string()),
            verdict: verdict(tree),
            text: visible(&tree.text),
            when: Branch::new(&tree.when),
            unless: tree.unless.iter().map(Exception::new).collect(),
        }
    }
}

struct Exception {
    class: &'static str,
    name: String,
    why: String,
    when: Branch,
}

impl Exception {
    fn new(exception: &ExceptionNode) -> Exception {
        Exception {
            class: holds(&exception.when),
            name: exception.name.clone(),
            why: exception.why.clone(),
            when: Branch::new(&exception.when),
        }
    }
}

/// A part of a condition with its own parts.
#[derive(Template)]
#[template(path = "explain/node.html")]
struct Branch {
    class: &'static str,
    sign: &'static str,
    text: String,
    found: Option<String>,
    parts: Vec<Branch>,
}

/// Its own template has escaped it.
impl HtmlSafe for Branch {}

impl Branch {
    fn new(node: &Node) -> Branch {
        Branch {
            class: holds(node),
            sign: if node.holds { "✓" } else { "✗" },
            text: visible(&node.text),
            found: node.found.as_deref().map(visible),
            parts: node.parts.iter().map(Branch::new).collect(),
        }
    }
}

fn holds(node: &Node) -> &'static str {
    if node.holds { "holds" } else { "fails" }
}
