//! Features: numbers measured on a line or a document, one heuristic per file,
//! and their registry.
//!
//! A feature counts in units that hold for every script: characters, columns,
//! letters, marks — never white-space "words" or bytes. Adding one is a file
//! with a `FEATURE` constant (or several that share one measurement) and a line
//! in [`registry`]; rule files name it at once.

mod article_likeness;
mod article_sides;
mod capitals;
mod chars;
mod clause_marks;
mod comments;
mod contacts;
mod counters;
mod counts;
mod dates;
mod digits;
mod distances;
pub mod document;
mod document_totals;
mod evasions;
mod evidence_around;
mod function_share;
pub mod function_words;
mod glosses;
mod line_end;
pub mod line_facts;
mod line_start;
mod lines_around;
mod links;
mod neighbour_ends;
mod neighbour_widths;
mod open_end;
pub mod pages;
mod phones;
mod prices;
mod repeated_ngrams;
mod runs;
mod scores;
mod scores_around;
mod script_mismatch;
mod script_share;
mod segments;
mod sentence_ends;
pub mod sums;
mod symbol_share;
mod teasers;
mod term_coverage;
mod text_around;
mod threads;
mod title_case;
mod upper_share;
mod urls;
pub mod view;
mod width;
mod words;

pub use article_likeness::{article_likeness, likeness_of};
pub use document::{DocumentFacts, Evidence};
pub use line_facts::LineFacts;
pub use view::{LineMemo, LineView};

/// When a feature is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// From the line alone.
    Line,
    /// From the document, before any verdict.
    Document,
    /// From the first pass's verdicts.
    Context,
    /// From the first pass's scores by shape.
    Scored,
}

/// How a feature is measured.
#[derive(Debug, Clone, Copy)]
pub enum Measure {
    /// On one line.
    Line(fn(&LineView<'_>) -> f64),
    /// On one line (index among the document's non-blank lines) in its document.
    LineInDocument(fn(&DocumentFacts, usize) -> f64),
    /// On the document.
    Document(fn(&DocumentFacts) -> f64),
}

/// One registered feature.
#[derive(Debug)]
pub struct Feature {
    /// Name in rule files, kebab-case.
    pub name: &'static str,
    /// What it measures, with its unit, one sentence.
    pub summary: &'static str,
    /// When it is known.
    pub stage: Stage,
    /// Whether it describes the whole document (the only kind that rules of scope
    /// document may use).
    pub whole_document: bool,
    /// The measurement.
    pub measure: Measure,
}

impl Feature {
    /// A feature of the line alone.
    const fn line(
        name: &'static str,
        summary: &'static str,
        measure: fn(&LineView<'_>) -> f64,
    ) -> Feature {
        Feature {
            name,
            summary,
            stage: Stage::Line,
            whole_document: false,
            measure: Measure::Line(measure),
        }
    }

    /// A feature of a line in its document.
    const fn in_document(
        name: &'static str,
        summary: &'static str,
        stage: Stage,
        measure: fn(&DocumentFacts, usize) -> f64,
    ) -> Feature {
        Feature {
            name,
            summary,
            stage,
            whole_document: false,
            measure: Measure::LineInDocument(measure),
        }
    }

    /// A feature of the document.
    const fn document(
        name: &'static str,
        summary: &'static str,
        stage: Stage,
        measure: fn(&DocumentFacts) -> f64,
    ) -> Feature {
        Feature {
            name,
            summary,
            stage,
            whole_document: true,
            measure: Measure::Document(measure),
        }
    }
}

/// A feature's place in the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FeatureId(usize);

impl FeatureId {
    /// The feature itself.
    #[inline]
    pub fn get(self) -> &'static Feature {
        &REGISTRY[self.0]
    }
}

/// The feature of that name.
pub fn find(name: &str) -> Option<FeatureId> {
    REGISTRY
        .iter()
        .position(|feature| feature.name == name)
        .map(FeatureId)
}

/// Every feature there is, those of the line first.
pub fn registry() -> &'static [Feature] {
    &REGISTRY
}

/// Number of features, and of those of the line, which come first.
const COUNT: usize = 119;
const LINE_COUNT: usize = 35;

static REGISTRY: [Feature; COUNT] = [
    chars::FEATURE,
    width::FEATURE,
    script_share::LETTERS,
    script_share::HAN,
    script_share::LATIN,
    script_share::CYRILLIC,
    script_share::KANA,
    script_share::HANGUL,
    digits::COUNT,
    digits::SHARE,
    symbol_share::FEATURE,
    upper_share::FEATURE,
    sentence_ends::FEATURE,
    clause_marks::FEATURE,
    open_end::FEATURE,
    line_start::FEATURE,
    line_end::FEATURE,
    title_case::FEATURE,
    words::COUNT,
    words::MEAN,
    counters::FEATURE,
    dates::FEATURE,
    segments::SEPARATORS,
    segments::SEGMENTS,
    segments::MEAN,
    segments::MAX,
    segments::DISTINCT,
    function_share::FEATURE,
    repeated_ngrams::FEATURE,
    urls::FEATURE,
    contacts::FEATURE,
    prices::FEATURE,
    links::FEATURE,
    evasions::FEATURE,
    glosses::FEATURE,
    lines_around::NUMBER,
    lines_around::TO_END,
    lines_around::REPEATS,
    lines_around::ARTICLE_DISTANCE,
    pages::HOST,
    pages::HOST_SHARE,
    pages::OF_HOST,
    pages::CORPUS,
    lines_around::TEXT_BEFORE,
    script_mismatch::FEATURE,
    document_totals::LINES,
    document_totals::CHARS,
    document_totals::HAN_SHARE,
    document_totals::URLS,
    document_totals::LINKS,
    document_totals::GLOSSES,
    document_totals::ARTICLE_LINES,
    document_totals::ARTICLE_CHARS,
    document_totals::ARTICLE_SHARE,
    document_totals::EVASIONS,
    article_sides::BEFORE,
    article_sides::AFTER,
    article_sides::SHARE,
    neighbour_widths::BEFORE,
    neighbour_widths::BEFORE_2,
    neighbour_widths::BEFORE_3,
    neighbour_widths::AFTER,
    neighbour_widths::AFTER_2,
    neighbour_widths::AFTER_3,
    neighbour_widths::DEVIATION,
    neighbour_ends::BEFORE,
    neighbour_ends::AFTER,
    text_around::MASS_3,
    text_around::MASS_8,
    text_around::MASS_20,
    text_around::PARAGRAPHS_3,
    text_around::PARAGRAPHS_8,
    text_around::PARAGRAPHS_20,
    text_around::FUNCTION_3,
    text_around::DOCUMENT_PARAGRAPHS,
    text_around::DOCUMENT_WIDTH,
    text_around::DOCUMENT_FUNCTION,
    text_around::DOCUMENT_CLOSED,
    comments::MARK_OWN,
    comments::MARKS_8,
    comments::MARKS_BEFORE,
    comments::MARKS_AFTER,
    comments::HEADED,
    comments::BEFORE_SHARE,
    threads::TEXT_BEFORE,
    threads::SHARE_BEFORE,
    threads::HEADED,
    threads::MARKS,
    comments::SINCE_HEADING,
    comments::UNTIL_HEADING,
    comments::DOCUMENT_MARKS,
    teasers::SHARE_BEFORE,
    teasers::SINCE,
    term_coverage::FEATURE,
    term_coverage::AROUND,
    term_coverage::DOCUMENT,
    evidence_around::REMOVING,
    evidence_around::PROTECTING,
    evidence_around::GONE_3,
    evidence_around::GONE_8,
    evidence_around::GONE_BEFORE,
    evidence_around::GONE_AFTER,
    evidence_around::DOCUMENT,
    scores_around::OWN,
    scores_around::BEFORE,
    scores_around::BEFORE_2,
    scores_around::AFTER,
    scores_around::AFTER_2,
    scores_around::MEAN_3,
    scores_around::MEAN_8,
    scores_around::MEAN_20,
    scores_around::KEPT_BEFORE,
    scores_around::KEPT_AFTER,
    scores_around::KEPT_MASS_BEFORE,
    scores_around::KEPT_MASS_8,
    scores_around::BLOCK,
    scores_around::BLOCK_SHARE,
    scores_around::BLOCK_NUMBER,
    scores_around::DOCUMENT,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kebab_case_and_unique_and_summaries_are_sentences() {
        let mut seen = std::collections::HashSet::new();
        for feature in registry() {
            assert!(
                feature
                    .name
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
                "{}",
                feature.name
            );
            assert!(seen.insert(feature.name), "{} stands twice", feature.name);
            assert!(feature.summary.ends_with('.'), "{}", feature.name);
            assert_eq!(
                feature.whole_document,
                feature.name.starts_with("document-")
            );
        }
    }

    #[test]
    fn those_of_the_line_come_first() {
        for (at, feature) in registry().iter().enumerate() {
            let of_line = matches!(feature.measure, Measure::Line(_));
            assert_eq!(of_line, at < LINE_COUNT, "{}", feature.name);
        }
    }

    #[test]
    fn find_is_the_inverse_of_get() {
        for feature in registry() {
            let id = find(feature.name).unwrap();
            assert_eq!(id.get().name, feature.name);
        }
        assert!(find("no-such-feature").is_none());
    }
}
