//! The inline tests of a rule.

use super::{Fields, Reader};
use crate::diag::codes;
use crate::rule::keys;
use crate::rule::model::{Expect, Scope, Test};
use crate::rule::yaml::{Kind, Node};

/// Reads the map of hits, misses and todos.
pub fn read(reader: &mut Reader<'_>, node: &Node, scope: Scope) -> Vec<Test> {
    let mut tests = Vec::new();
    let Some(fields) = reader.fields(node, &keys::TESTS) else {
        return tests;
    };
    for (key, expect) in [("hit", Expect::Hit), ("miss", Expect::Miss)] {
        if let Some(node) = fields.get(key) {
            for node in reader.list(node, &format!("`{key}`")) {
                tests.extend(case(reader, node, expect, scope));
            }
        }
    }
    if let Some(node) = fields.get("todo") {
        for node in reader.list(node, "`todo`") {
            tests.extend(todo(reader, node, scope));
        }
    }
    tests
}

fn todo(reader: &mut Reader<'_>, node: &Node, scope: Scope) -> Option<Test> {
    let fields = reader.fields(node, &keys::TODO)?;
    let why = reader
        .need(&fields, "why")
        .and_then(|node| reader.text(node, "`why`"));
    let (inner, expect) = match (fields.get("hit"), fields.get("miss")) {
        (Some(node), None) => (node, Expect::Hit),
        (None, Some(node)) => (node, Expect::Miss),
        (Some(_), Some(node)) => {
            let message = "a todo is either a `hit` or a `miss`";
            reader.report(codes::UNKNOWN_KEY, node.mark, message);
            return None;
        }
        (None, None) => {
            reader.need(&fields, "hit");
            return None;
        }
    };
    let mut test = case(reader, inner, expect, scope)?;
    test.todo = true;
    test.why = why.map(|why| why.value).or(test.why);
    test.file_line = node.mark.line;
    test.mark = node.mark;
    Some(test)
}

fn case(reader: &mut Reader<'_>, node: &Node, expect: Expect, scope: Scope) -> Option<Test> {
    let mut test = Test {
        expect,
        todo: false,
        lines: Vec::new(),
        judged: 0,
        pages: None,
        why: None,
        file_line: node.mark.line,
        mark: node.mark,
    };
    if !matches!(node.kind, Kind::Map(_)) {
        test.lines.push(line(reader, node, "a test")?);
        return Some(test);
    }
    let fields = reader.fields(node, &keys::TEST)?;
    if let Some(node) = fields.get("why") {
        test.why = reader.text(node, "`why`").map(|why| why.value);
    }
    if let Some(node) = fields.get("pages") {
        let held = reader.count(node, "`pages`", 1);
        let of = match fields.get("of-pages") {
            Some(node) => reader.count(node, "`of-pages`", held.unwrap_or(1)),
            None => held,
        };
        test.pages = held.zip(of);
    }
    fill(reader, &fields, scope, &mut test)?;
    Some(test)
}

/// Fills in the document of a test by its form: `text`, `line` or `document`.
fn fill(reader: &mut Reader<'_>, fields: &Fields<'_>, scope: Scope, test: &mut Test) -> Option<()> {
    let forms = ["text", "line", "document"];
    let mut given = forms
        .iter()
        .filter_map(|key| Some((*key, fields.get(key)?)));
    let Some((form, node)) = given.next() else {
        reader.need(fields, "text");
        return None;
    };
    if let Some((other, node)) = given.next() {
        let message = format!("a test has either `{form}` or `{other}`");
        reader.report(codes::UNKNOWN_KEY, node.mark, message);
    }
    for key in ["before", "after"] {
        if let (true, Some(node)) = (form != "line", fields.get(key)) {
            let message = format!("`{key}` goes with `line`, not with `{form}`");
            reader.report(codes::UNKNOWN_KEY, node.mark, message);
        }
    }
    match form {
        "document" => {
            if scope != Scope::Document {
                let message = "`document` is for rules of scope document";
                reader
                    .report(codes::SCOPE, node.mark, message)
                    .help("use `before`, `line` and `after`");
            }
            test.lines = lines(reader, node, "`document`");
            if test.lines.is_empty() && matches!(node.kind, Kind::List(_)) {
                reader.report(codes::EMPTY, node.mark, "`document` is empty");
            }
        }
        "line" => {
            if let Some(node) = fields.get("before") {
                test.lines = lines(reader, node, "`before`");
            }
            test.judged = test.lines.len();
            test.lines.push(line(reader, node, "`line`")?);
            if let Some(node) = fields.get("after") {
                test.lines.extend(lines(reader, node, "`after`"));
            }
        }
        _ => test.lines.push(line(reader, node, "`text`")?),
    }
    Some(())
}

fn lines(reader: &mut Reader<'_>, node: &Node, what: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for node in reader.list(node, what) {
        match node.text() {
            Some(text) if text.trim().is_empty() => lines.push(text.to_owned()),
            _ => lines.extend(line(reader, node, "a line")),
        }
    }
    lines
}

fn line(reader: &mut Reader<'_>, node: &Node, what: &str) -> Option<String> {
    let text = reader.text(node, what)?.value;
    if text.contains(['\n', '\r']) {
        let message = format!("{what} must be one line");
        reader
            .report(codes::BAD_VALUE, node.mark, message)
            .help("use `before`, `line` and `after` (or `document`) for several lines");
        return None;
    }
    Some(text)
}
