//! The scorecard file.

use super::{Fields, Reader, suggest};
use crate::diag::{Problem, codes};
use crate::feature::{self, FeatureId, Stage};
use crate::rule::keys;
use crate::rule::scorecard::{Bins, Pass, Scorecard, Term};
use crate::rule::yaml::{self, Node};

/// Reads a scorecard.
pub fn read(file: &str, bytes: &[u8]) -> (Scorecard, Vec<Problem>) {
    let (root, problems) = yaml::parse(file, bytes);
    let mut reader = Reader::after(file, problems);
    let mut card = Scorecard::default();
    if let Some(root) = root
        && let Some(fields) = reader.fields(&root, &keys::SCORECARD)
    {
        reader.format(&fields);
        if let Some(node) = reader.need(&fields, "ledger")
            && let Some(ledger) = reader.fields(node, &keys::LEDGER)
        {
            let names = super::rule::PROFILES.map(|(name, _)| name);
            for (name, slot) in names.iter().zip(&mut card.ledger) {
                *slot = ledger
                    .get(name)
                    .and_then(|node| bins_alone(&mut reader, node));
            }
        }
        for (name, slot, until) in [
            ("first", &mut card.first, Stage::Context),
            ("second", &mut card.second, Stage::Scored),
        ] {
            if let Some(node) = reader.need(&fields, name)
                && let Some(fields) = reader.fields(node, &keys::PASS)
            {
                *slot = pass(&mut reader, &fields, until);
            }
        }
    }
    (card, reader.problems)
}

/// Names of the features and themselves.
pub fn features() -> Vec<(&'static str, FeatureId)> {
    let named =
        |feature: &'static feature::Feature| Some((feature.name, feature::find(feature.name)?));
    feature::registry().iter().filter_map(named).collect()
}

fn pass(reader: &mut Reader<'_>, fields: &Fields<'_>, until: Stage) -> Pass {
    let mut pass = Pass::default();
    if let Some(node) = reader.need(fields, "intercept") {
        pass.intercept = reader.number(node, "`intercept`").map_or(0.0, |n| n.value);
    }
    let terms = reader.need(fields, "terms");
    for node in terms.map_or(&[][..], |node| reader.list(node, "`terms`")) {
        if let Some(fields) = reader.fields(node, &keys::TERM) {
            let feature = reader.need(&fields, "feature");
            let feature = feature.and_then(|node| feature_of(reader, node, until));
            let bins = bins(reader, &fields, node);
            if let Some((feature, bins)) = feature.zip(bins) {
                warn_if_idle(reader, node, &pass, feature, &bins);
                pass.terms.push(Term { feature, bins });
            }
        }
    }
    pass
}

/// Warns about a table that does nothing, or shares its feature with an earlier one.
fn warn_if_idle(
    reader: &mut Reader<'_>,
    node: &Node,
    pass: &Pass,
    feature: FeatureId,
    bins: &Bins,
) {
    let name = feature.get().name;
    if bins.scores.iter().all(|&score| score == 0.0) {
        let message = format!("the table of `{name}` adds nothing");
        reader
            .report(codes::IDLE_TABLE, node.mark, message)
            .help("remove it");
    } else if pass.terms.iter().any(|term| term.feature == feature) {
        let message = format!("`{name}` has a table in this pass already");
        let problem = reader.report(codes::IDLE_TABLE, node.mark, message);
        problem.help("add the two up in one table");
    }
}

fn feature_of(reader: &mut Reader<'_>, node: &Node, until: Stage) -> Option<FeatureId> {
    let name = reader.text(node, "a feature")?;
    let Some(feature) = feature::find(&name.value) else {
        let names = feature::registry().iter().map(|feature| feature.name);
        let help = suggest(&name.value, names);
        let message = format!("there is no feature `{}`", name.value);
        let problem = reader.report(codes::UNKNOWN_FEATURE, name.mark, message);
        if let Some(help) = help {
            problem.help(help);
        }
        return None;
    };
    if feature.get().stage > until {
        let message = format!(
            "the feature `{}` is not known in the first pass",
            name.value
        );
        reader
            .report(codes::BOUNDS, name.mark, message)
            .help("use it in the second pass");
        return None;
    }
    Some(feature)
}

fn bins_alone(reader: &mut Reader<'_>, node: &Node) -> Option<Bins> {
    let fields = reader.fields(node, &keys::BINS)?;
    bins(reader, &fields, node)
}

fn bins(reader: &mut Reader<'_>, fields: &Fields<'_>, node: &Node) -> Option<Bins> {
    let (bounds, scores) = (
        reader.need(fields, "bounds")?,
        reader.need(fields, "scores")?,
    );
    let bounds = ascending(reader, bounds);
    let scores = numbers(reader, scores, "a score");
    expect(reader, node, scores.len(), bounds.len() + 1, "scores")?;
    Some(Bins { bounds, scores })
}

fn expect(
    reader: &mut Reader<'_>,
    node: &Node,
    is: usize,
    wanted: usize,
    what: &str,
) -> Option<()> {
    if is == wanted {
        return Some(());
    }
    let message = format!("{wanted} {what} are needed here, not {is}");
    reader
        .report(codes::BOUNDS, node.mark, message)
        .help("there is one score more than bounds: below the first, between two, above the last");
    None
}

fn numbers(reader: &mut Reader<'_>, node: &Node, what: &str) -> Vec<f64> {
    let list = reader.list(node, "a list of numbers");
    list.iter()
        .map(|node| reader.number(node, what).map_or(0.0, |number| number.value))
        .collect()
}

fn ascending(reader: &mut Reader<'_>, node: &Node) -> Vec<f64> {
    let bounds = numbers(reader, node, "a bound");
    if let Some(at) = bounds
        .windows(2)
        .position(|pair| matches!(pair, [a, b] if a >= b))
    {
        let list = reader.list(node, "`bounds`");
        let mark = list.get(at + 1).map_or(node.mark, |node| node.mark);
        reader.report(codes::BOUNDS, mark, "bounds have to ascend");
    }
    bounds
}
