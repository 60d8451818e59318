//! The page for a browser: one file, no script, nothing from a network.
//!
//! Every text of a document goes through the template engine, which escapes it; the policy in the
//! head forbids scripts, images and connections besides, should a text ever get through.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::tree::verdict;
use super::{Explained, stretches, text, visible};
use crate::engine::{Edit, LineTrace, Node, RuleTrace, RuleTree};
use crate::rule::{Label, Rule};

const STYLE: &str = include_str!("page.css");
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// A page that grows by documents.
pub struct Page<'p> {
    rule: Option<&'p Rule>,
    documents: Vec<Markup>,
}

impl<'p> Page<'p> {
    /// A page about all rules, or about one.
    pub fn new(rule: Option<&'p Rule>) -> Page<'p> {
        Page {
            rule,
            documents: Vec::new(),
        }
    }

    /// Adds a document.
    pub fn add(&mut self, explained: &Explained) {
        let lines = || explained.trace.lines.iter().flatten();
        self.documents.push(html! {
            section {
                @if let Some(name) = &explained.name { h2 { bdi { (visible(name)) } } }
                @for note in text::notes(explained) { p.note { (visible(&note)) } }
                @if self.rule.is_some() {
                    @for tree in &explained.trees { (self::tree(tree)) }
                    @if explained.trees.is_empty() {
                        p { "None of its keywords and regexes stands in any of these lines." }
                    }
                } @else {
                    p { (lines().filter(|line| line.removed).count()) " of " (lines().count())
                        " lines go." }
                    @for line in lines() { (self::line(explained, line)) }
                }
            }
        });
    }

    /// The whole page.
    pub fn finish(self) -> String {
        let title = match self.rule {
            Some(rule) => format!("{} explained", rule.id),
            None => "Why each line goes or stays".to_owned(),
        };
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (title) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    main {
                        h1 { (title) }
                        @if let Some(rule) = self.rule {
                            p { (rule.summary) " Label " (rule.label) ", score " (rule.score) "." }
                        }
                        @for document in &self.documents { (document) }
                    }
                }
            }
        };
        page.into_string() + "\n"
    }
}

fn line(explained: &Explained, line: &LineTrace) -> Markup {
    let cuts: Vec<&Edit> = explained.outcome.cuts(line.number).collect();
    let spans = line
        .rules
        .iter()
        .flat_map(|rule| rule.spans.iter().cloned());
    let spans = spans.collect();
    let class = format!(
        "line {} {}",
        line.label.name(),
        if line.removed { "drop" } else { "keep" }
    );
    let head = html! {
        span.number { (line.number) }
        span.verdict { (if line.removed { "drop" } else { "keep" }) " " (line.label) " "
            (format!("{:.2}", line.score)) }
        bdi.text dir="auto" {
            @for (matched, part) in stretches(&line.text, spans) {
                @if matched { mark { (visible(part)) } } @else { (visible(part)) }
            }
        }
    };
    if line.rules.is_empty() && line.near_miss.is_none() && cuts.is_empty() {
        return html! { div class=(class) { div.head { (head) } } };
    }
    html! {
        details class=(class) open[line.removed || !cuts.is_empty()] {
            summary.head { (head) }
            ul.ledger {
                @for rule in &line.rules { (self::rule(rule)) }
                @for edit in cuts { (cut(edit, &explained.text)) }
            }
            @if let Some(miss) = &line.near_miss {
                p.miss { "Nearest: " code { (miss.rule) } " (" (miss.held) " of " (miss.parts)
                    "), missing: " bdi { (visible(&miss.missing.join("; "))) } }
            }
        }
    }
}

fn rule(rule: &RuleTrace) -> Markup {
    html! {
        li {
            span.score { (format!("{:+.2}", text::signed(rule))) } " "
            code { (rule.rule) }
            @for term in &rule.terms { " " bdi.term { (visible(term)) } }
            @if !rule.decides { " (does not count in this profile)" }
            @if !rule.contributions.is_empty() {
                ul { @for part in &rule.contributions { li { (text::contribution(part)) } } }
            }
        }
    }
}

/// What a rule took out of a line that stays.
fn cut(edit: &Edit, text: &str) -> Markup {
    let label = edit.label.map_or("", Label::name);
    html! {
        li {
            (format!("cut {label} {:.2}: ", edit.score))
            bdi { (visible(text.get(edit.span.clone()).unwrap_or_default())) }
            @for reason in &edit.reasons { " " code { (reason.rule) } }
        }
    }
}

fn tree(tree: &RuleTree) -> Markup {
    let class = if tree.fires() {
        "line drop"
    } else {
        "line keep"
    };
    html! {
        details class=(class) open {
            summary.head {
                span.number { @if let Some(line) = tree.line { (line) } @else { "document" } }
                span.verdict { (verdict(tree)) }
                bdi.text dir="auto" { (visible(&tree.text)) }
            }
            ul.tree { (node(&tree.when)) }
            @if !tree.unless.is_empty() {
                p { "unless" }
                ul.tree {
                    @for exception in &tree.unless {
                        li class=(holds(&exception.when)) {
                            (exception.name) ": " (exception.why)
                            ul { (node(&exception.when)) }
                        }
                    }
                }
            }
        }
    }
}

fn holds(node: &Node) -> &'static str {
    if node.holds { "holds" } else { "fails" }
}

fn node(node: &Node) -> Markup {
    html! {
        li class=(holds(node)) {
            span.sign { (if node.holds { "✓" } else { "✗" }) } " "
            bdi { (visible(&node.text)) }
            @if let Some(found) = &node.found { " " bdi.found { "(" (visible(found)) ")" } }
            @if !node.parts.is_empty() {
                ul { @for part in &node.parts { (self::node(part)) } }
            }
        }
    }
}
