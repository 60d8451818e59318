//! Every map of the rule files: its keys, what they mean, what may stand there.
//!
//! Said once. The reader knows keys by these tables, the canonical form takes their order, and the
//! JSON Schema is written from them ([`super::schema`]). What no table can say (a score's sign
//! depends on the label, a set has to exist) the reader checks by itself.

mod policy;
mod scorecard;

use super::read;
pub use policy::*;
pub use scorecard::*;

/// A map.
#[derive(Debug)]
pub struct Map {
    /// What it is called in messages.
    pub what: &'static str,
    /// Its name among the definitions of the schema.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub doc: &'static str,
    /// Its keys in canonical order.
    pub keys: &'static [Key],
    /// Exactly one of these keys has to be there.
    pub one_of: &'static [&'static str],
    /// At least one of these keys has to be there.
    pub any_of: &'static [&'static str],
}

/// A key of a map.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it means, in sentences.
    pub doc: &'static str,
    /// Whether it has to be there.
    pub need: bool,
    /// Another key without which it means nothing.
    pub with: Option<&'static str>,
    /// What may stand there.
    pub value: Value,
}

/// What may stand behind a key.
#[derive(Debug, Clone, Copy)]
pub enum Value {
    /// The number of the format.
    Format,
    /// A text that is not empty; a plain number is one as well.
    Text,
    /// A text that may be blank.
    Line,
    /// A text in kebab-case.
    Name,
    /// Texts in kebab-case joined by `/`.
    Path,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// A finite number.
    Number,
    /// A number above 0.
    Positive,
    /// A number from 0 to 1.
    Share,
    /// A whole number from this one to a million.
    Count(u32),
    /// One of several words.
    Choice(fn() -> Vec<&'static str>),
    /// A list that is not empty.
    List(&'static Value),
    /// A list that may be empty.
    ListOrNone(&'static Value),
    /// A map.
    Map(&'static Map),
    /// A map with names in kebab-case as keys.
    Named(&'static Value),
    /// A map with names of features as keys.
    Features(&'static Map),
    /// One of these.
    Either(&'static [Value]),
}

impl Map {
    /// The names of the keys in canonical order.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.keys.iter().map(|key| key.name)
    }

    const fn new(
        what: &'static str,
        name: &'static str,
        doc: &'static str,
        keys: &'static [Key],
    ) -> Map {
        Map {
            what,
            name,
            doc,
            keys,
            one_of: &[],
            any_of: &[],
        }
    }

    const fn one_of(self, one_of: &'static [&'static str]) -> Map {
        Map { one_of, ..self }
    }

    const fn any_of(self, any_of: &'static [&'static str]) -> Map {
        Map { any_of, ..self }
    }
}

const fn key(name: &'static str, value: Value, doc: &'static str) -> Key {
    Key {
        name,
        doc,
        need: false,
        with: None,
        value,
    }
}

const fn need(name: &'static str, value: Value, doc: &'static str) -> Key {
    Key {
        need: true,
        ..key(name, value, doc)
    }
}

fn names<T>(choices: &[(&'static str, T)]) -> Vec<&'static str> {
    choices.iter().map(|(name, _)| *name).collect()
}

const LABEL: Value = Value::Choice(|| names(&read::pack::LABELS));
const STATUS: Value = Value::Choice(|| names(&read::rule::STATUSES));
const FORMAT: Key = need("format", Value::Format, "The number of the format: 1.");
const TEXTS: Value = Value::List(&Value::Text);
const LINES: Value = Value::ListOrNone(&Value::Line);

/// A pack.
pub static PACK: Map = Map::new(
    "a pack",
    "pack",
    "A pack: rules about one topic in one language, with their sets of terms.",
    &[
        FORMAT,
        need(
            "pack",
            Value::Path,
            "Its name: its path below the root of the rules, without `.yaml`.",
        ),
        key(
            "label",
            LABEL,
            "What its rules find, unless one says otherwise.",
        ),
        key(
            "sets",
            Value::Named(&Value::Map(&SET)),
            "Sets of terms by their name, in kebab-case.",
        ),
        key(
            "rules",
            Value::ListOrNone(&Value::Map(&RULE)),
            "The rules, in the order in which they are listed.",
        ),
    ],
)
.any_of(&["sets", "rules"]);

/// A set of terms.
pub static SET: Map = Map::new(
    "a set",
    "set",
    "Terms that mean the same to a rule. They are folded as the text is.",
    &[
        key("terms", TEXTS, "The terms, in the order of their code points."),
        key("terms-file", Value::Text, "A file of terms, by its path below the root of the rules; one term a line, comments begin with `#`."),
        key("at", Value::Choice(|| names(&read::set::PLACES)), "Where its terms have to stand: between word boundaries (`word`, the default; scripts without spaces have none), `anywhere`, at the start or the end of the line, or as the whole line."),
    ],
)
.one_of(&["terms", "terms-file"]);

/// A rule.
pub static RULE: Map = Map::new(
    "a rule",
    "rule",
    "A rule: when it fires, what it argues for, and the tests that prove it.",
    &[
        need(
            "id",
            Value::Name,
            "Its id within the pack, in kebab-case; the full id is `<pack>/<id>`.",
        ),
        need(
            "summary",
            Value::Text,
            "What it finds: one sentence that ends with a period.",
        ),
        need(
            "status",
            STATUS,
            "How far it is: `draft` and `testing` rules are tested but decide nothing, `stable` and `deprecated` ones decide. A stable rule needs a hit and a miss.",
        ),
        need(
            "score",
            Value::Number,
            "What it adds for its label. Above 0; below 0 for the label `article`, which protects. A line goes when the sum reaches the threshold of the policy, 1.0.",
        ),
        key(
            "scope",
            Value::Choice(|| names(&read::rule::SCOPES)),
            "What it decides on: the `line` (the default), the matched `span` of it, or the `document`.",
        ),
        key(
            "profile",
            Value::Choice(|| names(&read::rule::PROFILES)),
            "The mildest profile in which it counts; `balanced` if not given.",
        ),
        key("label", LABEL, "What it finds, if not what its pack says."),
        need("when", Value::Map(&CONDITION), "When it fires."),
        key("unless", EXCEPTIONS, "When it does not fire after all."),
        key(
            "tests",
            Value::Map(&TESTS),
            "Texts that prove what it hits and what it spares.",
        ),
    ],
);

const EXCEPTIONS: Value = Value::ListOrNone(&Value::Map(&EXCEPTION));

/// An exception.
pub static EXCEPTION: Map = Map::new(
    "an exception",
    "exception",
    "An exception of a rule.",
    &[
        need("name", Value::Name, "Its name, in kebab-case."),
        need("why", Value::Text, "Why it is there."),
        need(
            "when",
            Value::Map(&CONDITION),
            "When the rule does not fire.",
        ),
    ],
);

/// The tests of a rule.
pub static TESTS: Map = Map::new(
    "`tests`",
    "tests",
    "The tests of a rule.",
    &[
        key(
            "hit",
            Value::ListOrNone(&ONE_TEST),
            "Texts on which the rule fires.",
        ),
        key(
            "miss",
            Value::ListOrNone(&ONE_TEST),
            "Texts on which it does not, best those that come close.",
        ),
        key(
            "todo",
            Value::ListOrNone(&Value::Map(&TODO)),
            "Tests that are known to fail; one that passes has to be promoted.",
        ),
    ],
);

static ONE_TEST: Value = Value::Either(&[Value::Text, Value::Map(&TEST)]);

/// A test.
pub static TEST: Map = Map::new(
    "a test",
    "test",
    "A test: a line, a line between others, or for scope document a whole document.",
    &[
        key("text", Value::Text, "The line, alone."),
        Key {
            with: Some("line"),
            ..key("before", LINES, "The lines before the judged one.")
        },
        key("line", Value::Text, "The judged line, between others."),
        Key {
            with: Some("line"),
            ..key("after", LINES, "The lines after the judged one.")
        },
        key(
            "document",
            Value::List(&Value::Line),
            "The lines of the judged document, for rules of scope document.",
        ),
        key(
            "pages",
            Value::Number,
            "On how many pages of its host the judged line stands, for rules about repeats.",
        ),
        Key {
            with: Some("pages"),
            ..key(
                "of-pages",
                Value::Number,
                "How many pages the host has; as many as `pages` if not given.",
            )
        },
        key(
            "why",
            Value::Text,
            "Why it is there; for a miss, best the name of the exception that it proves.",
        ),
    ],
)
.one_of(&["text", "line", "document"]);

/// A test that is known to fail.
pub static TODO: Map = Map::new(
    "a todo",
    "todo",
    "A test that is known to fail.",
    &[
        key("hit", ONE_TEST, "A text on which the rule should fire."),
        key(
            "miss",
            ONE_TEST,
            "A text on which the rule should not fire.",
        ),
        need("why", Value::Text, "Why it fails, and what would mend it."),
    ],
)
.one_of(&["hit", "miss"]);

/// A condition.
pub static CONDITION: Map = Map::new(
    "a condition",
    "condition",
    "A condition: a map with exactly one key.",
    &[
        key("all", Value::List(&Value::Map(&CONDITION)), "Every part holds."),
        key("any", Value::List(&Value::Map(&CONDITION)), "At least one part holds."),
        key("not", Value::Map(&CONDITION), "The part does not hold."),
        key("keywords", Value::Map(&KEYWORDS), "Terms of sets stand in the line (scope document: in any line)."),
        key("regex", PATTERN, "A regex in the syntax of the Rust crate `regex` matches the folded line."),
        key("raw-regex", PATTERN, "A regex matches the line as it is, not folded."),
        key("feature", Value::Features(&BOUNDS), "Measured numbers lie within bounds, all of them."),
        key("zone", Value::List(&Value::Choice(|| vec!["head", "body", "tail"])), "Where the line stands: before (`head`), between (`body`) or after (`tail`) the article-like lines."),
        key("neighbours", Value::Map(&NEIGHBOURS), "Lines nearby went in the first pass."),
    ],
)
.one_of(&["all", "any", "not", "keywords", "regex", "raw-regex", "feature", "zone", "neighbours"]);

const PATTERN: Value = Value::Either(&[Value::Text, Value::Map(&REGEX)]);

/// Keywords.
pub static KEYWORDS: Map = Map::new(
    "`keywords`",
    "keywords",
    "Bounds on the terms of sets. Only maximal hits count: a term inside a longer one is no second hit.",
    &[
        key("set", Value::Text, "A set of this pack, or of another by its full name `<pack>/<set>`."),
        key("sets", TEXTS, "Sets whose hits count together."),
        key("min-hits", Value::Count(0), "Least number of hits; 1 if not given."),
        key("max-hits", Value::Count(0), "Most hits."),
        key("min-distinct", Value::Count(1), "Least number of different terms; 1 if not given."),
        key("min-coverage", Value::Share, "Least share (0 to 1) of the line's non-space characters that hits cover."),
    ],
)
.one_of(&["set", "sets"]);

/// A regex with a number of lines.
pub static REGEX: Map = Map::new(
    "a regex",
    "regex",
    "A regex for rules of scope document.",
    &[
        need("pattern", Value::Text, "The regex."),
        key(
            "min-lines",
            Value::Count(1),
            "Least number of lines that it matches; 1 if not given. Only for scope document.",
        ),
    ],
);

/// Bounds of a feature.
pub static BOUNDS: Map = Map::new(
    "the bounds of a feature",
    "bounds",
    "Bounds of a feature, both included.",
    &[
        key("min", Value::Number, "Least value."),
        key("max", Value::Number, "Largest value."),
    ],
)
.any_of(&["min", "max"]);

/// Verdicts nearby.
pub static NEIGHBOURS: Map = Map::new(
    "`neighbours`",
    "neighbours",
    "Lines nearby that the first pass gave one of some labels.",
    &[
        need("labels", Value::List(&LABEL), "Labels that count."),
        need(
            "within",
            Value::Count(1),
            "Distance in non-blank lines, to both sides.",
        ),
        key(
            "min",
            Value::Count(1),
            "Least number of such lines; 1 if not given.",
        ),
    ],
);

/// An overlay.
pub static OVERLAY: Map = Map::new(
    "an overlay",
    "overlay",
    "An overlay: changes to rules of other files.",
    &[
        FORMAT,
        need("changes", Value::List(&Value::Map(&CHANGE)), "The changes."),
    ],
);

/// A change of a rule.
pub static CHANGE: Map = Map::new(
    "a change",
    "change",
    "A change to one rule.",
    &[
        need("rule", Value::Path, "The full id of the rule."),
        need("why", Value::Text, "Why it is changed."),
        key(
            "expires",
            Value::Date,
            "The last day on which it is meant to hold; past it the change is warned about.",
        ),
        key("status", STATUS, "Its new status."),
        key("score", Value::Number, "Its new score."),
        key("unless", EXCEPTIONS, "Exceptions to add."),
    ],
)
.any_of(&["status", "score", "unless"]);
