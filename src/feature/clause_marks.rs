//! Commas, semicolons and colons: the joints of sentences (and of keyword lists).

use super::Feature;
use crate::text::class::Class;

pub(super) const FEATURE: Feature = Feature::line(
    "clause-marks",
    "Commas, semicolons, colons and enumeration commas of any width.",
    |view| f64::from(view.counts().get(Class::ClauseMark)),
);
