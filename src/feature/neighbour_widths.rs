//! Widths of the lines around: paragraphs stand among paragraphs, link lists among short lines
//! of one length. The idea of looking at the previous and the next block is boilerpipe's
//! (Kohlschütter, Fankhauser, Nejdl: Boilerplate Detection using Shallow Text Features, 2010).

use super::{DocumentFacts, Feature, Stage};

/// Stands for "no such line".
const NOWHERE: f64 = -1.0;

const fn width_of(
    name: &'static str,
    summary: &'static str,
    measure: fn(&DocumentFacts, usize) -> f64,
) -> Feature {
    Feature::in_document(name, summary, Stage::Document, measure)
}

#[inline]
fn width(document: &DocumentFacts, line: Option<usize>) -> f64 {
    line.and_then(|line| document.lines.get(line))
        .map_or(NOWHERE, |line| f64::from(line.width))
}

pub(super) const BEFORE: Feature = width_of(
    "width-before",
    "Columns of the non-blank line before; -1 if there is none.",
    |document, line| width(document, line.checked_sub(1)),
);
pub(super) const BEFORE_2: Feature = width_of(
    "width-before-2",
    "Columns of the second non-blank line before; -1 if there is none.",
    |document, line| width(document, line.checked_sub(2)),
);
pub(super) const BEFORE_3: Feature = width_of(
    "width-before-3",
    "Columns of the third non-blank line before; -1 if there is none.",
    |document, line| width(document, line.checked_sub(3)),
);
pub(super) const AFTER: Feature = width_of(
    "width-after",
    "Columns of the non-blank line after; -1 if there is none.",
    |document, line| width(document, Some(line + 1)),
);
pub(super) const AFTER_2: Feature = width_of(
    "width-after-2",
    "Columns of the second non-blank line after; -1 if there is none.",
    |document, line| width(document, Some(line + 2)),
);
pub(super) const AFTER_3: Feature = width_of(
    "width-after-3",
    "Columns of the third non-blank line after; -1 if there is none.",
    |document, line| width(document, Some(line + 3)),
);
pub(super) const DEVIATION: Feature = width_of(
    "width-deviation",
    "Mean difference in columns to the three lines before and after, as a share of the wider of the two; 0 for a lone line.",
    |document, line| {
        let own = width(document, Some(line));
        let from = line.saturating_sub(3);
        let to = (line + 4).min(document.lines.len());
        let others = (from..to).filter(|&other| other != line);
        let (mut sum, mut count) = (0.0, 0);
        for other in others {
            let other = width(document, Some(other));
            sum += (own - other).abs() / own.max(other).max(1.0);
            count += 1;
        }
        sum / f64::from(count.max(1))
    },
);
