//! Ordinary words that remove by themselves.

use super::input::Context;
use super::words::{is_frequent, term_places};
use super::{Finder, Lint};
use crate::diag::{Problem, codes};
use crate::rule::At;
use crate::text::fold::fold_term;

pub(super) const LINT: Lint = Lint {
    code: codes::FREQUENT_TERM,
    name: "frequent-term",
    reason: "A word that stands in every other sentence, in a rule of which one hit suffices, \
             removes text of every kind. Ask for more hits, for a coverage, or for the whole line. \
             The words are listed in `src/check/lint/frequent.txt`.",
    before: &[(
        "en/example.yaml",
        "\
format: 1
pack: en/example
label: share
sets:
  buttons:
    terms:
      - now
      - share this
rules:
  - id: button
    summary: A share button.
    status: draft
    score: 1.0
    when: {keywords: {set: buttons}}
",
    )],
    after: &[(
        "en/example.yaml",
        "\
format: 1
pack: en/example
label: share
sets:
  buttons:
    terms:
      - now
      - share this
rules:
  - id: button
    summary: A share button.
    status: draft
    score: 1.0
    when: {keywords: {set: buttons, min-coverage: 0.9}}
",
    )],
    finder: Finder::Lint(find),
};

fn find(context: &Context<'_>, problems: &mut Vec<Problem>) {
    for (set, uses) in context.input.rules.sets.iter().zip(&context.uses) {
        let sets_off = uses.iter().find(|used| used.removes_alone());
        let (Some(used), true) = (sets_off, set.at != At::WholeLine) else {
            continue;
        };
        for (index, term) in set.terms.iter().enumerate() {
            if !fold_term(term).iter().any(|folded| is_frequent(folded)) {
                continue;
            }
            let Some(place) = term_places(set, index) else {
                continue;
            };
            let message = format!(
                "the term `{term}` is a frequent word, and one hit is enough for `{}`",
                used.rule.id
            );
            let mut problem = Problem::new(codes::FREQUENT_TERM, place, message);
            problem.help("ask for more hits or a coverage, or use a longer term");
            problems.push(problem);
        }
    }
}
