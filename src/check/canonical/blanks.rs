//! Bytes that nobody sees.

use std::ops::Range;

use super::place;
use crate::diag::{Problem, codes};
use crate::rule::yaml::{Kind, Node};

/// What is invisible and not canonical in a file, as one problem at its first place.
pub fn problem(file: &str, text: &str, tree: Option<&Node>) -> Option<Problem> {
    let mut texts = Vec::new();
    if let Some(tree) = tree {
        long_texts(tree, &mut texts);
    }
    let kept = |span: &Range<usize>| {
        let inside = |text: &Range<usize>| text.start < span.end && span.start < text.end;
        texts.iter().any(inside)
    };
    let mut edits: Vec<(Range<usize>, &str)> = Vec::new();
    if text.starts_with('\u{feff}') {
        edits.push((0..'\u{feff}'.len_utf8(), ""));
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.strip_suffix('\n').unwrap_or(line);
        let trimmed = content.trim_end_matches([' ', '\t', '\r']);
        let span = start + trimmed.len()..start + content.len();
        if !span.is_empty() && !kept(&span) {
            edits.push((span, ""));
        }
        start += line.len();
    }
    let body = text.trim_end_matches(['\n', '\r', ' ', '\t']);
    let tail = body.len()..text.len();
    if !body.is_empty() && text.get(tail.clone()) != Some("\n") {
        edits.retain(|(span, _)| span.start < tail.start);
        edits.push((tail, "\n"));
    }
    let (first, _) = edits.first()?;
    let at = place(file, text, first.clone());
    let edits = edits
        .iter()
        .map(|(span, new)| (place(file, text, span.clone()), (*new).to_owned()))
        .collect();
    let message = "blanks at the end of a line, a carriage return, a byte order mark, or no \
                   single line end at the end of the file";
    let mut problem = Problem::new(codes::LAYOUT, at, message);
    problem
        .help("let your editor remove them")
        .fix("remove what nobody sees", edits);
    Some(problem)
}

/// Texts over several lines, in which blanks may count.
fn long_texts(node: &Node, texts: &mut Vec<Range<usize>>) {
    match &node.kind {
        Kind::List(list) => list.iter().for_each(|node| long_texts(node, texts)),
        Kind::Map(entries) => entries
            .iter()
            .for_each(|(_, value)| long_texts(value, texts)),
        Kind::String(_) => texts.push(node.mark.start..node.end),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::problem;
    use crate::rule::yaml::parse;

    #[test]
    fn invisible_bytes_go_but_for_those_inside_texts() {
        for (text, expected) in [
            ("\u{feff}a: 1\r\nb: 2 \t\n\n\n", Some("a: 1\nb: 2\n")),
            ("a: 'x \n  y'\n", None),
            ("a: 1", Some("a: 1\n")),
            ("a: 1\n", None),
        ] {
            let (tree, _) = parse("a.yaml", text.as_bytes());
            let fixed = problem("a.yaml", text, tree.as_ref()).map(|problem| {
                let mut out = text.to_owned();
                for (place, new) in problem.fix.unwrap().edits.iter().rev() {
                    out.replace_range(place.span.clone(), new);
                }
                out
            });
            assert_eq!(fixed.as_deref(), expected, "{text:?}");
        }
    }
}
