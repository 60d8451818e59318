//! Terms of one character.

use super::input::Context;
use super::words::term_places;
use super::{Finder, Lint};
use crate::diag::{Problem, codes};
use crate::text::fold::fold_term;

pub(super) const LINT: Lint = Lint {
    code: codes::SHORT_TERM,
    name: "short-term",
    reason: "A single letter or Han character stands in text of every kind. In a rule of which one \
             hit suffices it removes such text. Use a longer term, or ask for more hits, for a \
             coverage, or for something else beside it. Symbols are left out.",
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
    when: {keywords: {set: buttons}}
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
    when: {keywords: {set: buttons}}
",
    )],
    finder: Finder::Lint(find),
};

fn find(context: &Context<'_>, problems: &mut Vec<Problem>) {
    for (set, uses) in context.input.rules.sets.iter().zip(&context.uses) {
        let Some(used) = uses.iter().find(|used| used.removes_alone()) else {
            continue;
        };
        for (index, term) in set.terms.iter().enumerate() {
            let short = |folded: &String| {
                let mut chars = folded.trim().chars();
                chars.next().is_none_or(char::is_alphanumeric) && chars.next().is_none()
            };
            if !fold_term(term).iter().any(short) {
                continue;
            }
            let Some(place) = term_places(set, index) else {
                continue;
            };
            let message = format!(
                "the term `{term}` has fewer than two characters, and one hit is enough for `{}`",
                used.rule.id
            );
            let mut problem = Problem::new(codes::SHORT_TERM, place, message);
            problem.help("use a longer term");
            // Sets may share a file of terms.
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
    }
}
