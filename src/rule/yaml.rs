//! YAML text to a tree of values that know their place.
//!
//! The one module that imports `serde_yaml` (the crate `serde-saphyr`). It drives that crate's
//! parser event by event instead of deserializing: only the events tell a plain `no` or `1.10`
//! as it is spelled, the place of every key, and anchors, tags and duplicate keys before they are
//! resolved away. What a rule file has no use for (anchors, aliases, merge keys, tags, several
//! documents) is a problem, so no input can grow while it is read.

use std::collections::HashMap;

use serde_yaml::granit_parser::{
    self, ErrorKind, Event, Marker, Parser, ScalarStyle, ScanError, Span,
};

use crate::diag::{self, Mark, Place, Problem, codes};

/// Deepest nesting of lists and maps; the conditions of a readable rule need about ten levels.
pub const MAX_DEPTH: usize = 48;
/// Largest file in bytes.
pub const MAX_BYTES: usize = 16 << 20;
/// Most values in a file.
pub const MAX_NODES: usize = 1_000_000;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where. Lists and maps in block style are marked by their beginning.
    pub mark: Mark,
    /// Byte after the last of a scalar or of a list or map in flow style; for block style, after
    /// the last of its last value.
    pub end: usize,
    /// What.
    pub kind: Kind,
}

/// The kinds of values, by the core schema of YAML 1.2 (`yes`, `no`, `on`, `0x10` are strings).
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Nothing, `~` or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number and its spelling.
    Number(f64, String),
    /// Any other scalar, and every quoted one.
    String(String),
    /// A list.
    List(Vec<Node>),
    /// A map in the order of the file; every key is a [`Kind::String`] and occurs once.
    Map(Vec<(Node, Node)>),
}

impl Kind {
    /// The kind with its article, for messages.
    pub fn name(&self) -> &'static str {
        match self {
            Kind::Null => "nothing",
            Kind::Bool(_) => "a truth value",
            Kind::Number(..) => "a number",
            Kind::String(_) => "a string",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a map",
        }
    }
}

impl Node {
    /// The text of a string, or of a number as it is spelled.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) | Kind::Number(_, text) => Some(text),
            _ => None,
        }
    }
}

/// Reads the bytes of `file`. Returns what could be read and all problems of the reading; with a
/// syntax error there is no tree.
pub fn parse(file: &str, bytes: &[u8]) -> (Option<Node>, Vec<Problem>) {
    let text = match decode(file, bytes) {
        Ok(text) => text,
        Err(problem) => return (None, vec![*problem]),
    };
    let mut builder = Builder::new(file, text);
    let root = builder.run();
    (root, builder.problems)
}

/// The bytes as text, byte order mark included.
pub fn decode<'b>(file: &str, bytes: &'b [u8]) -> Result<&'b str, Box<Problem>> {
    if bytes.len() > MAX_BYTES {
        let message = format!("the file has more than {MAX_BYTES} bytes");
        return Err(Box::new(Problem::new(
            codes::TOO_LARGE,
            Place::whole(file),
            message,
        )));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let start = error.valid_up_to();
        let good = bytes.get(..start).unwrap_or_default();
        let good = String::from_utf8_lossy(good);
        let good = good.strip_prefix(BOM).unwrap_or(&good);
        let line = good.matches('\n').count() + 1;
        let column = good.chars().rev().take_while(|&c| c != '\n').count() + 1;
        let mark = Mark {
            line,
            column,
            start,
            end: start + error.error_len().unwrap_or(bytes.len() - start),
        };
        let mut problem = Problem::new(
            codes::NOT_UTF8,
            Place::new(file, mark),
            "the file is not encoded in UTF-8",
        );
        problem.help("save it as UTF-8");
        Box::new(problem)
    })
}

const BOM: char = '\u{feff}';

/// A list or map that is not closed yet.
struct Open {
    mark: Mark,
    items: Items,
}

enum Items {
    List(Vec<Node>),
    Map {
        entries: Vec<(Node, Node)>,
        seen: HashMap<String, Mark>,
        key: Option<Node>,
    },
}

struct Builder<'a> {
    file: &'a str,
    text: &'a str,
    /// Bytes before `text` in the file (a byte order mark).
    skipped: usize,
    open: Vec<Open>,
    root: Option<Node>,
    nodes: usize,
    problems: Vec<Problem>,
}

/// Reading cannot go on; the reason is among the problems.
struct Stop;

impl<'a> Builder<'a> {
    fn new(file: &'a str, text: &'a str) -> Builder<'a> {
        let plain = text.strip_prefix(BOM).unwrap_or(text);
        Builder {
            file,
            text: plain,
            skipped: text.len() - plain.len(),
            open: Vec::new(),
            root: None,
            nodes: 0,
            problems: Vec::new(),
        }
    }

    fn run(&mut self) -> Option<Node> {
        let options = granit_parser::options! {
            emit_comments: false,
            emit_unresolved_aliases: true,
            flow_nesting_limit: MAX_DEPTH,
            block_nesting_limit: MAX_DEPTH,
        };
        for event in Parser::new_from_str_with_options(self.text, options) {
            let step = match event {
                Ok((event, span)) => self.event(event, span),
                Err(error) => self.syntax(&error),
            };
            if step.is_err() {
                return None;
            }
        }
        if self.root.is_none() && self.problems.is_empty() {
            let message = "the file holds no YAML document";
            self.problems.push(Problem::new(
                codes::EMPTY_FILE,
                Place::whole(self.file),
                message,
            ));
        }
        self.root.take()
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Stop> {
        match event {
            Event::DocumentStart(..) if self.root.is_some() => {
                self.problem(
                    codes::SEVERAL_DOCUMENTS,
                    self.mark(span),
                    "a second YAML document begins here",
                )
                .help("one file is one document; remove the `---`");
                Err(Stop)
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                let mark = self.mark(span);
                self.problem(codes::ALIAS, mark, "aliases are not allowed")
                    .help("repeat the value, or quote the text if it begins with `*`");
                self.value(Node {
                    mark,
                    end: mark.end,
                    kind: Kind::Null,
                })
            }
            Event::Scalar(text, style, anchor, tag) => {
                let mark = self.mark(span);
                self.properties(anchor, tag.is_some(), span);
                let kind = scalar(&text, style);
                self.value(Node {
                    mark,
                    end: mark.end,
                    kind,
                })
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.properties(anchor, tag.is_some(), span);
                self.start(span, Items::List(Vec::new()))
            }
            Event::MappingStart(_, anchor, tag) => {
                self.properties(anchor, tag.is_some(), span);
                self.start(
                    span,
                    Items::Map {
                        entries: Vec::new(),
                        seen: HashMap::new(),
                        key: None,
                    },
                )
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let end = self.mark(span);
                self.close(end)
            }
            _ => Ok(()),
        }
    }

    fn start(&mut self, span: Span, items: Items) -> Result<(), Stop> {
        let mark = self.mark(span);
        if self.open.len() >= MAX_DEPTH {
            return Err(self.too_deep(mark));
        }
        self.open.push(Open { mark, items });
        Ok(())
    }

    fn too_deep(&mut self, mark: Mark) -> Stop {
        let message = format!("values are nested deeper than {MAX_DEPTH} levels");
        self.problem(codes::TOO_DEEP, mark, message);
        Stop
    }

    fn close(&mut self, end: Mark) -> Result<(), Stop> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let kind = match open.items {
            Items::List(list) => Kind::List(list),
            Items::Map { entries, .. } => Kind::Map(entries),
        };
        // The end of a block has no mark of its own.
        let last = match &kind {
            Kind::List(list) => list.last().map(|node| node.end),
            Kind::Map(entries) => entries.last().map(|(_, value)| value.end),
            _ => None,
        };
        let bracket = (end.end > end.start).then_some(end.end);
        self.value(Node {
            mark: open.mark,
            end: bracket.or(last).unwrap_or(open.mark.end),
            kind,
        })
    }

    /// Puts a finished value where it belongs.
    fn value(&mut self, node: Node) -> Result<(), Stop> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            let message = format!("the file holds more than {MAX_NODES} values");
            self.problem(codes::TOO_LARGE, node.mark, message);
            return Err(Stop);
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match &mut open.items {
            Items::List(list) => list.push(node),
            Items::Map {
                key: key @ None, ..
            } => *key = Some(node),
            Items::Map { entries, seen, key } => {
                if let Some(key) = key.take()
                    && let Some(problem) = entry(self.file, entries, seen, key, node)
                {
                    self.problems.push(problem);
                }
            }
        }
        Ok(())
    }

    fn properties(&mut self, anchor: usize, tagged: bool, span: Span) {
        let mark = self.mark(span);
        if anchor != 0 {
            self.problem(codes::ALIAS, mark, "anchors are not allowed")
                .help("remove the `&…`, or quote the text if it begins with `&`");
        }
        if tagged {
            let mark = span.tag_span().map_or(mark, |span| self.mark(span));
            self.problem(codes::TAG, mark, "tags are not allowed")
                .help("remove the tag, or quote the text if it begins with `!`");
        }
    }

    fn syntax(&mut self, error: &ScanError) -> Result<(), Stop> {
        let marker = *error.marker();
        let mark = self.mark(Span::new(marker, marker));
        if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
            return Err(self.too_deep(mark));
        }
        self.problem(codes::SYNTAX, mark, format!("not YAML: {}", error.info()))
            .help(
                "quote texts that hold `: ` or ` #`, or that begin with a mark; indent by spaces",
            );
        Err(Stop)
    }

    fn problem(
        &mut self,
        code: &'static str,
        mark: Mark,
        message: impl Into<String>,
    ) -> &mut Problem {
        let problem = Problem::new(code, Place::new(self.file, mark), message);
        diag::push(&mut self.problems, problem)
    }

    fn mark(&self, span: Span) -> Mark {
        let byte = |marker: Marker| {
            marker
                .byte_offset()
                .unwrap_or_default()
                .min(self.text.len())
        };
        let (start, mut end) = (byte(span.start), byte(span.end));
        end = end.max(start);
        // The parser lets plain and block scalars end after their trailing blanks.
        if let Some(text) = self.text.get(start..end) {
            end = start + text.trim_end().len();
        }
        Mark {
            line: span.start.line(),
            column: span.start.col() + 1,
            start: start + self.skipped,
            end: end + self.skipped,
        }
    }
}

/// Adds a key and its value to a map, unless the key cannot be one.
fn entry(
    file: &str,
    entries: &mut Vec<(Node, Node)>,
    seen: &mut HashMap<String, Mark>,
    mut key: Node,
    value: Node,
) -> Option<Problem> {
    let place = Place::new(file, key.mark);
    let name = match &key.kind {
        Kind::String(text) | Kind::Number(_, text) => text.clone(),
        Kind::Bool(value) => value.to_string(),
        other => {
            let message = format!("a key must be a word, not {}", other.name());
            return Some(Problem::new(codes::KEY_NOT_TEXT, place, message));
        }
    };
    if name == "<<" {
        let message = "merge keys are not allowed";
        return Some(Problem::new(codes::ALIAS, place, message));
    }
    if let Some(first) = seen.get(&name) {
        let message = format!("the key `{name}` stands here a second time");
        let mut problem = Problem::new(codes::DUPLICATE_KEY, place, message);
        problem.also(Place::new(file, *first), "first here");
        return Some(problem);
    }
    seen.insert(name.clone(), key.mark);
    key.kind = Kind::String(name);
    entries.push((key, value));
    None
}

/// A scalar by the core schema.
fn scalar(text: &str, style: ScalarStyle) -> Kind {
    if !matches!(style, ScalarStyle::Plain) {
        return Kind::String(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Kind::Null,
        "true" | "True" | "TRUE" => return Kind::Bool(true),
        "false" | "False" | "FALSE" => return Kind::Bool(false),
        _ => {}
    }
    let numeric = text
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'))
        && text.bytes().any(|b| b.is_ascii_digit());
    match text.parse::<f64>() {
        Ok(number) if numeric => Kind::Number(number, text.to_owned()),
        _ => Kind::String(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Node {
        let (root, problems) = parse("a.yaml", text.as_bytes());
        assert_eq!(problems, []);
        root.unwrap()
    }

    fn first(text: &[u8]) -> (&'static str, usize, usize) {
        let (_, problems) = parse("a.yaml", text);
        let problem = &problems[0];
        (problem.code, problem.place.line, problem.place.column)
    }

    fn list(text: &str) -> Vec<Node> {
        match read(text).kind {
            Kind::List(list) => list,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn scalars_keep_their_spelling() {
        let spelled: Vec<_> = list("[123, 1.10, 007, no, on, yes, 0x10, 2026-01-02, '5', 1e3]")
            .iter()
            .map(|node| node.text().unwrap().to_owned())
            .collect();
        assert_eq!(
            spelled,
            [
                "123",
                "1.10",
                "007",
                "no",
                "on",
                "yes",
                "0x10",
                "2026-01-02",
                "5",
                "1e3"
            ]
        );
        assert_eq!(list("[no]")[0].kind, Kind::String("no".into()));
        assert_eq!(list("[true]")[0].kind, Kind::Bool(true));
        assert_eq!(list("[~]")[0].kind, Kind::Null);
        assert_eq!(list("['~']")[0].kind, Kind::String("~".into()));
    }

    #[test]
    fn marks_on_han_lines() {
        let text = "甲: [微信, \"朋友圈\"]\n乙:\n  - 新浪 微博  # 注\n";
        for (bom, newline) in [("", "\n"), ("\u{feff}", "\n"), ("", "\r\n")] {
            let text = format!("{bom}{}", text.replace('\n', newline));
            let Kind::Map(map) = read(&text).kind else {
                panic!("a map")
            };
            let Kind::List(terms) = &map[0].1.kind else {
                panic!("a list")
            };
            let spot = |node: &Node| {
                let mark = node.mark;
                (
                    mark.line,
                    mark.column,
                    text[mark.start..mark.end].to_owned(),
                )
            };
            assert_eq!(spot(&terms[0]), (1, 5, "微信".into()));
            assert_eq!(spot(&terms[1]), (1, 9, "\"朋友圈\"".into()));
            let Kind::List(terms) = &map[1].1.kind else {
                panic!("a list")
            };
            assert_eq!(spot(&terms[0]), (3, 5, "新浪 微博".into()));
        }
    }

    #[test]
    fn broken_files() {
        let deep = "[".repeat(5000);
        let blocks = "- ".repeat(5000);
        type Case<'c> = (&'c [u8], (&'c str, usize, usize));
        let table: &[Case<'_>] = &[
            (b"", ("E109", 0, 0)),
            (b"# nothing\n", ("E109", 0, 0)),
            (b"a: 1\na: 2\n", ("E104", 2, 1)),
            (
                "微: 1\nb: {微: 1, 信: 2, 微: 3}\n".as_bytes(),
                ("E104", 2, 17),
            ),
            (b"a: &x 1\nb: *x\n", ("E105", 1, 7)),
            (b"a: *x\n", ("E105", 1, 4)),
            (b"a: {<<: {b: 1}}\n", ("E105", 1, 5)),
            (b"a: !!str 1\n", ("E106", 1, 4)),
            (b"a: !x {b: 1}\n", ("E106", 1, 4)),
            (b"a: 1\n---\nb: 1\n", ("E110", 2, 1)),
            (b"[a, b]: 1\n", ("E111", 1, 1)),
            (b"a: \xff\n", ("E102", 1, 4)),
            ("微\n信".as_bytes().split_at(6).0, ("E102", 2, 1)),
            (b"a:\n\tb: 1\n", ("E103", 2, 2)),
            (b"a: [1, 2\n", ("E103", 1, 4)),
            (b"a: 'open\n", ("E103", 1, 4)),
            (b"a: b: c\n", ("E103", 1, 5)),
            (deep.as_bytes(), ("E108", 1, MAX_DEPTH + 1)),
            (blocks.as_bytes(), ("E108", 1, 2 * MAX_DEPTH + 1)),
        ];
        for (text, expected) in table {
            let shown = String::from_utf8_lossy(&text[..text.len().min(40)]);
            assert_eq!(first(text), *expected, "{shown}");
        }
    }

    #[test]
    fn a_bomb_does_not_grow() {
        let mut bomb = String::from("a0: &a0 [x, x]\n");
        for level in 1..60 {
            bomb += &format!("a{level}: &a{level} [*a{0}, *a{0}]\n", level - 1);
        }
        let (_, problems) = parse("bomb.yaml", bomb.as_bytes());
        assert!(problems.iter().all(|problem| problem.code == "E105"));
        let large = vec![b' '; MAX_BYTES + 1];
        assert_eq!(first(&large), ("E107", 0, 0));
    }
}
