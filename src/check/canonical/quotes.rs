//! The quotes around texts.

use crate::diag::{Place, Problem, codes};
use crate::rule::yaml::{Kind, Node};

/// The texts between double quotes that need none.
pub fn problems(file: &str, text: &str, tree: &Node) -> Vec<Problem> {
    let mut problems = Vec::new();
    walk(file, text, tree, &mut problems);
    problems
}

fn walk(file: &str, text: &str, node: &Node, problems: &mut Vec<Problem>) {
    match &node.kind {
        Kind::List(list) => list
            .iter()
            .for_each(|node| walk(file, text, node, problems)),
        Kind::Map(entries) => {
            for (key, value) in entries {
                walk(file, text, key, problems);
                walk(file, text, value, problems);
            }
        }
        Kind::String(value) => problems.extend(problem(file, text, node, value)),
        _ => {}
    }
}

fn problem(file: &str, text: &str, node: &Node, value: &str) -> Option<Problem> {
    let source = text.get(node.mark.start..node.mark.end)?;
    let inside = source.strip_prefix('"')?.strip_suffix('"')?;
    // The same between the quotes: no escapes, no folded line ends.
    if inside != value || value.contains('\'') {
        return None;
    }
    let place = Place::new(file, node.mark);
    let mut problem = Problem::new(
        codes::QUOTING,
        place.clone(),
        "double quotes where single ones do",
    );
    let edit = (place, format!("'{value}'"));
    problem
        .help("use single quotes")
        .fix("use single quotes", vec![edit]);
    Some(problem)
}

#[cfg(test)]
mod tests {
    use crate::rule::yaml::parse;

    #[test]
    fn only_plain_double_quotes_change() {
        let text = "- \"a: b\"\n- \"it's\"\n- \"a\\tb\"\n- 'c'\n- d\n- \"say \\\"e\\\"\"\n";
        let (tree, _) = parse("a.yaml", text.as_bytes());
        let problems = super::problems("a.yaml", text, &tree.unwrap());
        let new: Vec<_> = problems
            .iter()
            .map(|problem| problem.fix.as_ref().unwrap().edits[0].1.as_str())
            .collect();
        assert_eq!(new, ["'a: b'"]);
    }
}
