//! Terms that others of their set make superfluous.

use super::input::Context;
use super::words::{Spot, term_places};
use super::{Finder, Lint};
use crate::check::canonical;
use crate::diag::{Place, Problem, codes};
use crate::rule::TermSet;
use crate::text::fold::fold_term;

pub(super) const LINT: Lint = Lint {
    code: codes::COVERED_TERM,
    name: "covered-term",
    reason: "Where every condition that names a set asks for one hit only, a longer term that \
             holds a shorter one of the set decides nothing: wherever it stands, the shorter one \
             stands as well. Conditions on coverage or on a number of hits do need longer terms.",
    before: &[(
        "zh/example.yaml",
        "\
format: 1
pack: zh/example
label: ad
sets:
  calls:
    terms:
      - 点击购买
      - 立即点击购买
rules:
  - id: call
    summary: A call to buy.
    status: draft
    score: 1.0
    when: {keywords: {set: calls}}
",
    )],
    after: &[(
        "zh/example.yaml",
        "\
format: 1
pack: zh/example
label: ad
sets:
  calls:
    terms:
      - 点击购买
rules:
  - id: call
    summary: A call to buy.
    status: draft
    score: 1.0
    when: {keywords: {set: calls}}
",
    )],
    finder: Finder::Lint(find),
};

fn find(context: &Context<'_>, problems: &mut Vec<Problem>) {
    for (set, uses) in context.input.rules.sets.iter().zip(&context.uses) {
        if uses.is_empty() || uses.iter().any(|used| used.counts_hits()) {
            continue;
        }
        for (covered, by) in pairs(set) {
            let (Some(place), Some(other)) = (term_places(set, covered), term_places(set, by))
            else {
                continue;
            };
            problems.extend(problem(context, set, (covered, place), (by, other)));
        }
    }
}

fn problem(
    context: &Context<'_>,
    set: &TermSet,
    (covered, place): (usize, Place),
    (by, other): (usize, Place),
) -> Option<Problem> {
    let (covered, by) = (set.terms.get(covered)?, set.terms.get(by)?);
    let message = format!("the term `{covered}` adds nothing to `{by}`");
    let text = context.text(&place.file);
    let edit = text.and_then(|text| canonical::terms::removal(text, &place));
    let mut problem = Problem::new(codes::COVERED_TERM, place, message);
    problem.help("remove it").also(other, "the shorter term");
    if let Some(edit) = edit {
        problem.fix("remove the longer term", vec![edit]);
    }
    Some(problem)
}

/// Indexes of terms and of the first other that stands wherever they do.
fn pairs(set: &TermSet) -> Vec<(usize, usize)> {
    let folded: Vec<Vec<String>> = set.terms.iter().map(|term| fold_term(term)).collect();
    let mut pairs = Vec::new();
    for (long, spellings) in folded.iter().enumerate() {
        let covers = |short: &[String]| {
            spellings.iter().all(|long| {
                let inside = |short: &String| {
                    short.len() < long.len() && Spot::inside(long, short, set.at).is_some()
                };
                short.iter().any(inside)
            })
        };
        if let Some(short) = folded.iter().position(|short| covers(short)) {
            pairs.push((long, short));
        }
    }
    pairs
}
