//! Tests that are two by accident.

use super::input::Context;
use super::{Finder, Lint};
use crate::diag::{Place, Problem, codes};
use crate::rule::yaml::{Kind, Node};

pub(super) const LINT: Lint = Lint {
    code: codes::SPLIT_TEST,
    name: "split-test",
    reason: "A flow list ends an item at every comma, so `[No, thanks]` is two tests and neither is \
             the sentence that was meant. Quote the text, or write a block list.",
    before: &[(
        "en/example.yaml",
        "\
format: 1
pack: en/example
label: share
rules:
  - id: call
    summary: A call to share.
    status: draft
    score: 1.0
    when: {regex: share this}
    tests:
      hit: [Please, share this]
",
    )],
    after: &[(
        "en/example.yaml",
        "\
format: 1
pack: en/example
label: share
rules:
  - id: call
    summary: A call to share.
    status: draft
    score: 1.0
    when: {regex: share this}
    tests:
      hit: ['Please, share this']
",
    )],
    finder: Finder::Lint(find),
};

/// Keys whose lists hold lines of text.
const LISTS: [&str; 5] = ["hit", "miss", "before", "after", "document"];

fn find(context: &Context<'_>, problems: &mut Vec<Problem>) {
    for (file, tree) in &context.trees {
        if let Some(text) = context.text(file) {
            walk(file, text, tree, problems);
        }
    }
}

fn walk(file: &str, text: &str, node: &Node, problems: &mut Vec<Problem>) {
    match &node.kind {
        Kind::List(list) => list
            .iter()
            .for_each(|node| walk(file, text, node, problems)),
        Kind::Map(entries) => {
            for (key, value) in entries {
                if let (Some(key), Kind::List(list)) = (key.text(), &value.kind)
                    && LISTS.contains(&key)
                    && text.as_bytes().get(value.mark.start) == Some(&b'[')
                {
                    problems.extend(split(file, text, list));
                }
                walk(file, text, value, problems);
            }
        }
        _ => {}
    }
}

/// The first item of a flow list that looks like the rest of the one before.
fn split(file: &str, text: &str, list: &[Node]) -> Option<Problem> {
    let rest = list.windows(2).find_map(|pair| match pair {
        [first, second] => continues(plain(text, first)?, plain(text, second)?).then_some(second),
        _ => None,
    })?;
    let message = "this looks like the rest of the test before it";
    let mut problem = Problem::new(codes::SPLIT_TEST, Place::new(file, rest.mark), message);
    problem.help("quote the whole text if the comma belongs to it");
    Some(problem)
}

/// The text of a value without quotes.
fn plain<'n>(text: &str, node: &'n Node) -> Option<&'n str> {
    let source = text.get(node.mark.start..node.mark.end)?;
    let word = node.text()?;
    (source == word).then_some(word)
}

/// Whether `second` goes on with what `first` begins: a capital and a small letter, or a bracket
/// or quotation mark that only the second closes.
fn continues(first: &str, second: &str) -> bool {
    let ended = first.ends_with(['.', '!', '?', '。', '！', '？', '…', ':', '：']);
    let capital = first.chars().next().is_some_and(char::is_uppercase);
    let small = second.chars().next().is_some_and(char::is_lowercase);
    let open = [
        ('(', ')'),
        ('（', '）'),
        ('“', '”'),
        ('「', '」'),
        ('《', '》'),
    ]
    .into_iter()
    .any(|(open, close)| {
        let unclosed = |text: &str| text.matches(open).count() > text.matches(close).count();
        unclosed(first) && second.contains(close)
    });
    (capital && small && !ended) || open
}
