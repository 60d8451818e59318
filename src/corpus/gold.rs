//! Gold documents: lines labelled by people.
//!
//! JSONL, plain or compressed, one document a line:
//! `{"id","lang","type"?,"lines":[{"text","label","ambiguous"?,"fine"?}…]}`. Besides the
//! six labels a line may be `boilerplate`: removable, but the gold does not say as
//! what. Lines marked `ambiguous` are not scored.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::compression::Compression;
use super::format::{Expected, Format};
use crate::rule::Label;

/// A labelled document.
#[derive(Debug, Clone, Deserialize)]
pub struct GoldDocument {
    /// Its id.
    pub id: String,
    /// Language, e.g. `zh`.
    #[serde(default)]
    pub lang: String,
    /// Kind of page or hazard, if known.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    /// Where it comes from, if known.
    #[serde(default)]
    pub source: Option<String>,
    /// Its lines.
    pub lines: Vec<GoldLine>,
    /// 1-based line of the file that it was read from.
    #[serde(skip)]
    pub record: usize,
    /// Name of the file that it was read from, without its endings.
    #[serde(skip)]
    pub set: String,
}

/// A labelled line.
#[derive(Debug, Clone, Deserialize)]
pub struct GoldLine {
    /// The line without terminator.
    pub text: String,
    /// What it is.
    pub label: GoldLabel,
    /// Whether people disagree; then it is not scored.
    #[serde(default)]
    pub ambiguous: bool,
    /// A guess at the kind of line from the structure of the page, as `comment` or `nav`.
    #[serde(default)]
    pub fine: Option<String>,
}

/// A label of gold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GoldLabel {
    /// One of the six.
    Known(Label),
    /// Removable, of whatever kind.
    Boilerplate,
}

impl GoldLabel {
    /// The name in gold files.
    pub fn name(self) -> &'static str {
        match self {
            GoldLabel::Known(label) => label.name(),
            GoldLabel::Boilerplate => "boilerplate",
        }
    }

    /// Whether lines of the label ought to stay.
    pub fn is_genuine(self) -> bool {
        matches!(self, GoldLabel::Known(Label::Article | Label::Credit))
    }
}

impl<'de> Deserialize<'de> for GoldLabel {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<str>::deserialize(deserializer)?;
        if name == "boilerplate" {
            return Ok(GoldLabel::Boilerplate);
        }
        Label::from_name(&name).map(GoldLabel::Known).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "unknown label `{name}`: use article, credit, share, ad, spam, chrome or boilerplate"
            ))
        })
    }
}

impl GoldLine {
    /// Whether it is a reader's comment, as far as anybody guessed.
    pub fn is_comment(&self) -> bool {
        self.fine.as_deref() == Some("comment")
    }

    /// Its label; `None` if it is not scored.
    pub(super) fn scored(&self) -> Option<GoldLabel> {
        (!self.ambiguous).then_some(self.label)
    }
}

impl GoldDocument {
    /// The gold document that a record is, if it is one.
    pub(super) fn of_record(record: &str) -> Option<GoldDocument> {
        serde_json::from_str(record).ok()
    }

    /// Its text: the lines joined by LF. A line that itself holds a line end is
    /// written with spaces, so that line numbers stay those of the gold.
    pub fn text(&self) -> String {
        let lines: Vec<String> = self
            .lines
            .iter()
            .map(|line| line.text.replace(['\n', '\r'], " "))
            .collect();
        lines.join("\n")
    }
}

impl GoldDocument {
    /// The collection that it belongs to: its source, or else its file.
    pub fn collection(&self) -> &str {
        self.source.as_deref().unwrap_or(&self.set)
    }
}

/// Why gold could not be read.
#[derive(Debug, thiserror::Error)]
pub enum GoldError {
    /// The file or folder could not be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A line of a file is not a gold document.
    #[error("{}: line {line}: not a gold document: {source}", path.display())]
    Format {
        /// Which file.
        path: PathBuf,
        /// 1-based line of the file.
        line: usize,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A folder without gold files.
    #[error("{}: no JSONL file in this folder", .0.display())]
    Empty(PathBuf),
}

/// The gold files that a path names: itself, or for a folder those in it by name.
///
/// # Errors
/// If it cannot be listed or has none.
pub fn files(path: &Path) -> Result<Vec<PathBuf>, GoldError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let io = |source| GoldError::Io {
        path: path.to_owned(),
        source,
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(io)? {
        let file = entry.map_err(io)?.path();
        if Expected::from_name(&file) == Expected::Named(Format::Jsonl) {
            files.push(file);
        }
    }
    files.sort();
    if files.is_empty() {
        Err(GoldError::Empty(path.to_owned()))
    } else {
        Ok(files)
    }
}

/// Reads gold files and folders of them.
///
/// # Errors
/// As [`files`] and [`read`].
pub fn read_all(paths: &[PathBuf]) -> Result<Vec<GoldDocument>, GoldError> {
    let mut documents = Vec::new();
    for path in paths {
        for file in files(path)? {
            documents.extend(read(&file)?);
        }
    }
    Ok(documents)
}

/// Reads a gold file, compressed or plain by its first bytes.
///
/// # Errors
/// If it cannot be read or a line is not a gold document.
pub fn read(path: &Path) -> Result<Vec<GoldDocument>, GoldError> {
    let io = |source| GoldError::Io {
        path: path.to_owned(),
        source,
    };
    let mut file = BufReader::new(File::open(path).map_err(io)?);
    let compression = Compression::from_content(file.fill_buf().map_err(io)?);
    let mut plain = compression.decoder(Box::new(file)).map_err(io)?;
    let mut text = Vec::new();
    plain.read_to_end(&mut text).map_err(io)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let set = name.split('.').next().unwrap_or_default().to_owned();
    let mut documents = Vec::new();
    for (index, line) in text.split(|&byte| byte == b'\n').enumerate() {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let mut document: GoldDocument =
            serde_json::from_slice(line).map_err(|source| GoldError::Format {
                path: path.to_owned(),
                line: index + 1,
                source,
            })?;
        document.record = index + 1;
        document.set.clone_from(&set);
        documents.push(document);
    }
    Ok(documents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_gold_in_any_compression() {
        let folder = tempfile::tempdir().unwrap();
        let gold = br#"{"id":"a","lang":"en","lines":[{"text":"Share","label":"share"}]}"#;
        for (compression, name) in Compression::ALL.into_iter().zip(["a", "b", "c", "d", "e"]) {
            let mut bytes = Vec::new();
            compression.encode(gold, &mut bytes).unwrap();
            let ending = compression.extension().map(|name| format!(".{name}"));
            let name = format!("{name}.jsonl{}", ending.unwrap_or_default());
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        std::fs::write(folder.path().join("notes.txt"), "no gold").unwrap();
        let documents = read_all(&[folder.path().to_owned()]).unwrap();
        let sets: Vec<&str> = documents.iter().map(|document| &*document.set).collect();
        assert_eq!(sets, ["a", "b", "c", "d", "e"]);
    }
}
