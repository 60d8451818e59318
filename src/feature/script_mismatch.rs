//! A line in another script than its document: injected lines do not match
//! the body they were put into, neither in alphabet nor, in Chinese, in the
//! choice between simplified and traditional characters.

use super::document::DocumentFacts;
use super::{Feature, Stage};

pub(super) const FEATURE: Feature = Feature::in_document(
    "script-mismatch",
    "1 if the line's script, or simplified against traditional, is not the document's, else 0.",
    Stage::Document,
    |document, line| f64::from(u8::from(mismatch(document, line))),
);

/// Traditional characters that a line must be expected to have, or have, before
/// their absence, or presence, says anything: at 4 expected, chance gives none
/// in 2 % of lines (Poisson).
const EXPECTED: f64 = 4.0;

fn mismatch(document: &DocumentFacts, line: usize) -> bool {
    let facts = &document.lines[line];
    if facts.letters < 8 {
        return false;
    }
    let own = facts.scripts[document.script];
    if own * 4 < facts.letters && document.scripts[document.script] > 4 * facts.letters {
        return true;
    }
    if document.script != 0 {
        return false;
    }
    let han = f64::from(facts.scripts[0]);
    let traditional = f64::from(facts.traditional);
    let missing = han * document.traditional_share >= EXPECTED
        && traditional * 10.0 < han * document.traditional_share;
    let foreign =
        document.traditional_share < 0.01 && traditional >= EXPECTED && traditional >= 0.1 * han;
    missing || foreign
}
