//! The values that features can take: what the pages show, and what makes a bound meaningless.

use crate::feature::Feature;

/// Unit and range of a feature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// What is counted.
    pub unit: &'static str,
    /// Smallest value.
    pub min: f64,
    /// Largest value; infinite if there is none.
    pub max: f64,
}

/// The range of a feature, by the convention of its name.
pub fn range(feature: &Feature) -> Range {
    let of = |unit, max| Range {
        unit,
        min: 0.0,
        max,
    };
    let name = feature.name;
    match name {
        "distinct-segments" | "repeated-ngrams" | "text-before" => of("share", 1.0),
        "open-end" | "script-mismatch" => of("0 or 1", 1.0),
        "width" => of("columns", f64::INFINITY),
        "mean-segment" | "max-segment" => of("characters", f64::INFINITY),
        _ if name.ends_with("-share") => of("share", 1.0),
        _ if name.ends_with("chars") => of("characters", f64::INFINITY),
        _ if name.contains("line") || name == "article-distance" => of("lines", f64::INFINITY),
        _ => of("number", f64::INFINITY),
    }
}
