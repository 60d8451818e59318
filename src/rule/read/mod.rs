//! Trees of YAML values to wire types, one file per part of the format.
//!
//! Every function reports what is wrong and goes on with a stand-in.

pub mod case;
pub mod condition;
pub mod overlay;
pub mod pack;
pub mod pattern;
pub mod policy;
pub mod rule;
pub mod scorecard;
pub mod set;

use std::collections::HashMap;
use std::sync::Arc;

use super::keys::Map;
use super::regex::Traits;
use super::wire::Placed;
use super::yaml::{Kind, Node};
use crate::diag::{self, Mark, Place, Problem, codes};

/// Largest whole number.
pub const MOST: u32 = 1_000_000;

/// Collects the problems of one file.
#[derive(Debug)]
pub struct Reader<'f> {
    /// The file, as the user knows it.
    pub file: &'f str,
    /// Its problems so far.
    pub problems: Vec<Problem>,
    /// Whether it was checked when the program was built: what is likely not meant is not
    /// looked for again.
    pub trusted: bool,
    /// Regexes without problems by source and by whether they see the untouched line.
    regexes: HashMap<(String, bool), Arc<Traits>>,
}

/// A map whose keys have been checked.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'n> {
    what: &'static str,
    /// Where the map begins.
    pub mark: Mark,
    entries: &'n [(Node, Node)],
}

impl<'n> Fields<'n> {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&'n Node> {
        self.entries
            .iter()
            .find(|(name, _)| name.text() == Some(key))
            .map(|(_, value)| value)
    }

    /// Keys and values in the order of the file.
    pub fn entries(&self) -> impl Iterator<Item = (Placed<String>, &'n Node)> + use<'n> {
        self.entries.iter().map(|(key, value)| {
            let key = Placed {
                value: key.text().unwrap_or_default().to_owned(),
                mark: key.mark,
            };
            (key, value)
        })
    }
}

impl<'f> Reader<'f> {
    /// A reader for a file without problems so far.
    pub fn new(file: &'f str) -> Reader<'f> {
        Reader::after(file, Vec::new())
    }

    /// A reader for a file that has problems already.
    pub fn after(file: &'f str, problems: Vec<Problem>) -> Reader<'f> {
        Reader {
            file,
            problems,
            trusted: false,
            regexes: HashMap::new(),
        }
    }

    /// Reports a problem; help and further places can be added to what is returned.
    pub fn report(
        &mut self,
        code: &'static str,
        mark: Mark,
        message: impl Into<String>,
    ) -> &mut Problem {
        let problem = Problem::new(code, Place::new(self.file, mark), message);
        diag::push(&mut self.problems, problem)
    }

    fn wrong_type(&mut self, node: &Node, what: &str, expected: &str) {
        let message = format!("{what} must be {expected}, not {}", node.kind.name());
        let problem = self.report(codes::WRONG_TYPE, node.mark, message);
        if expected.contains("text") && matches!(node.kind, Kind::Bool(_) | Kind::Null) {
            problem.help("quote it if a text is meant");
        }
    }

    /// A map with any keys.
    pub fn map<'n>(&mut self, node: &'n Node, what: &'static str) -> Option<Fields<'n>> {
        match &node.kind {
            Kind::Map(entries) => Some(Fields {
                what,
                mark: node.mark,
                entries,
            }),
            _ => {
                self.wrong_type(node, what, "a map");
                None
            }
        }
    }

    /// A map with the keys of a table.
    pub fn fields<'n>(&mut self, node: &'n Node, map: &Map) -> Option<Fields<'n>> {
        let fields = self.map(node, map.what)?;
        for (key, _) in fields.entries() {
            if !map.names().any(|name| name == key.value) {
                let message = format!("{} has no key `{}`", map.what, key.value);
                let names: Vec<&str> = map.names().collect();
                let help = suggest(&key.value, names.iter().copied());
                self.report(codes::UNKNOWN_KEY, key.mark, message)
                    .help(help.unwrap_or_else(|| format!("known keys: {}", names.join(", "))));
            }
        }
        Some(fields)
    }

    /// The value of a key that has to be there.
    pub fn need<'n>(&mut self, fields: &Fields<'n>, key: &str) -> Option<&'n Node> {
        let value = fields.get(key);
        if value.is_none() {
            let mut mark = fields.mark;
            mark.end = mark.end.min(mark.start);
            let message = format!("{} needs the key `{key}`", fields.what);
            self.report(codes::MISSING_KEY, mark, message);
        }
        value
    }

    /// A text that is not empty.
    pub fn text(&mut self, node: &Node, what: &str) -> Option<Placed<String>> {
        let Some(text) = node.text() else {
            self.wrong_type(node, what, "a text");
            return None;
        };
        if text.trim().is_empty() {
            self.report(codes::EMPTY, node.mark, format!("{what} is empty"));
            return None;
        }
        Some(Placed {
            value: text.to_owned(),
            mark: node.mark,
        })
    }

    /// A text in kebab-case.
    pub fn name(&mut self, node: &Node, what: &str) -> Option<Placed<String>> {
        let name = self.text(node, what)?;
        if !is_kebab(&name.value) {
            let message = format!("{what} `{}` is not in kebab-case", name.value);
            self.report(codes::BAD_NAME, name.mark, message)
                .help("use a-z, 0-9 and single hyphens between them");
        }
        Some(name)
    }

    /// A finite number.
    pub fn number(&mut self, node: &Node, what: &str) -> Option<Placed<f64>> {
        match node.kind {
            Kind::Number(value, _) if value.is_finite() => Some(Placed {
                value,
                mark: node.mark,
            }),
            Kind::Number(..) => {
                let message = format!("{what} is not finite");
                self.report(codes::BOUNDS, node.mark, message);
                None
            }
            _ => {
                self.wrong_type(node, what, "a number");
                None
            }
        }
    }

    /// A whole number from `least` to [`MOST`].
    pub fn count(&mut self, node: &Node, what: &str, least: u32) -> Option<u32> {
        let number = self.number(node, what)?.value;
        if number.fract() != 0.0 || number < f64::from(least) || number > f64::from(MOST) {
            let message = format!("{what} must be a whole number from {least} to {MOST}");
            self.report(codes::BOUNDS, node.mark, message);
            return None;
        }
        Some(number as u32)
    }

    /// A number from 0 to 1.
    pub fn share(&mut self, node: &Node, what: &str) -> Option<f64> {
        let number = self.number(node, what)?.value;
        if !(0.0..=1.0).contains(&number) {
            let message = format!("{what} must lie between 0 and 1, not at {number}");
            self.report(codes::BOUNDS, node.mark, message);
            return None;
        }
        Some(number)
    }

    /// One of several words.
    pub fn choice<T: Copy>(&mut self, node: &Node, what: &str, choices: &[(&str, T)]) -> Option<T> {
        let word = self.text(node, what)?;
        let found = choices.iter().find(|(name, _)| *name == word.value);
        if found.is_none() {
            let message = format!("{what} cannot be `{}`", word.value);
            let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
            let help = suggest(&word.value, names.iter().copied());
            self.report(codes::BAD_VALUE, word.mark, message)
                .help(help.unwrap_or_else(|| format!("one of {}", names.join(", "))));
        }
        found.map(|(_, value)| *value)
    }

    /// A list that may be empty.
    pub fn list<'n>(&mut self, node: &'n Node, what: &str) -> &'n [Node] {
        match &node.kind {
            Kind::List(list) => list,
            _ => {
                self.wrong_type(node, what, "a list");
                &[]
            }
        }
    }

    /// A list that holds something.
    pub fn filled_list<'n>(&mut self, node: &'n Node, what: &str) -> &'n [Node] {
        let list = self.list(node, what);
        if list.is_empty() && matches!(node.kind, Kind::List(_)) {
            self.report(codes::EMPTY, node.mark, format!("{what} is empty"));
        }
        list
    }

    /// Checks the number of the format.
    pub fn format(&mut self, fields: &Fields<'_>) {
        let Some(node) = self.need(fields, "format") else {
            return;
        };
        if node.text() != Some("1") {
            let shown = node.text().unwrap_or(node.kind.name());
            let message = format!("format {shown} is not known");
            self.report(codes::FORMAT, node.mark, message)
                .help("this version reads format 1");
        }
    }
}

/// Lower-case ASCII words and numbers joined by single hyphens.
pub fn is_kebab(name: &str) -> bool {
    name.split('-').all(|word| {
        !word.is_empty()
            && word
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    })
}

/// `did you mean …?` with the closest of the names, if one is close enough.
pub fn suggest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<String> {
    let length = name.chars().count();
    let allowed = 1 + length / 4;
    names
        .filter(|known| known.chars().count().abs_diff(length) <= allowed)
        .map(|known| (strsim::damerau_levenshtein(name, known), known))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, known)| format!("did you mean `{known}`?"))
}
