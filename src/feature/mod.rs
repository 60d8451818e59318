//! Features: numbers measured on a line or a document, one file each, and their registry.

/// When a feature is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// From the line alone.
    Line,
    /// From the document without verdicts.
    Document,
    /// From the first pass's verdicts.
    Context,
}

/// A feature's place in the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FeatureId(pub usize);

/// One registered feature.
#[derive(Debug)]
pub struct Feature {
    /// Name in rule files, kebab-case.
    pub name: &'static str,
    /// What it measures, with its unit, one sentence.
    pub summary: &'static str,
    /// When it is known.
    pub stage: Stage,
    /// Whether it describes the whole document (allowed in rules of scope document).
    pub whole_document: bool,
}

/// Every feature there is, by name.
pub fn find(name: &str) -> Option<FeatureId> {
    registry()
        .iter()
        .position(|f| f.name == name)
        .map(FeatureId)
}

/// The registry.
pub fn registry() -> &'static [Feature] {
    &[
        Feature {
            name: "chars",
            summary: "Characters without surrounding white space.",
            stage: Stage::Line,
            whole_document: false,
        },
        Feature {
            name: "document-lines",
            summary: "Non-blank lines of the document.",
            stage: Stage::Document,
            whole_document: true,
        },
    ]
}
