//! Terms of one character.

use super::input::Context;
use super::words::term_places;
use super::{Finder, Lint};
use crate::diag::{Problem, codes};
use crate::text::fold::fold_term;

pub(super) const LINT: Lint = Lint {
    code: codes::SHORT_TERM,
    name: "short-term",
    reason: "A single character stands in text of every kind. Use a longer term, or allow it with \
             the reason why its rule cannot fire by it alone.",
    before: &[(
        "zh/example.yaml",
        "\
format: 1
pack: zh/example
label: share
sets:
  buttons:
    terms:
      - 分享到
      - 赞
rules:
  - id: button
    summary: A share button.
    status: draft
    score: 1.0
    when: {keywords: {set: buttons, min-coverage: 0.9}}
",
    )],
    after: &[(
        "zh/example.yaml",
        "\
format: 1
pack: zh/example
label: share
sets:
  buttons:
    terms:
      - 分享到
      - 点赞
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
    for set in &context.input.rules.sets {
        for (index, term) in set.terms.iter().enumerate() {
            let short = |folded: &String| folded.trim().chars().count() < 2;
            if !fold_term(term).iter().any(short) {
                continue;
            }
            let Some(place) = term_places(set, index) else {
                continue;
            };
            let message = format!("the term `{term}` has fewer than two characters once folded");
            let mut problem = Problem::new(codes::SHORT_TERM, place, message);
            problem.help("use a longer term");
            // Sets may share a file of terms.
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
    }
}
