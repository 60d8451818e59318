//! Short Latin terms without word boundaries.

use super::input::Context;
use super::words::term_places;
use super::{Finder, Lint};
use crate::diag::{Problem, codes};
use crate::rule::At;
use crate::text::fold::fold_term;

/// Letters up to which a term stands inside unrelated words often enough.
const SHORT: usize = 3;

pub(super) const LINT: Lint = Lint {
    code: codes::LATIN_SUBSTRING,
    name: "latin-substring",
    reason: "With `at: anywhere` a term of at most three Latin letters stands inside unrelated \
             words: `ad` in `read`, `ass` in `class`. Leave `at` out, so that it matches whole \
             words, or use a longer term.",
    before: &[(
        "en/example.yaml",
        "\
format: 1
pack: en/example
label: ad
sets:
  labels:
    terms:
      - ad
      - sponsored
    at: anywhere
rules:
  - id: label
    summary: An advertising label.
    status: draft
    score: 1.0
    when: {keywords: {set: labels, min-coverage: 0.9}}
",
    )],
    after: &[(
        "en/example.yaml",
        "\
format: 1
pack: en/example
label: ad
sets:
  labels:
    terms:
      - ad
      - sponsored
rules:
  - id: label
    summary: An advertising label.
    status: draft
    score: 1.0
    when: {keywords: {set: labels, min-coverage: 0.9}}
",
    )],
    finder: Finder::Lint(find),
};

fn find(context: &Context<'_>, problems: &mut Vec<Problem>) {
    for (set, uses) in context.input.rules.sets.iter().zip(&context.uses) {
        let removes = uses.iter().any(|used| used.speaks_for && used.removes());
        if set.at != At::Anywhere || !removes {
            continue;
        }
        for (index, term) in set.terms.iter().enumerate() {
            let short = |folded: &String| {
                folded.len() <= SHORT && folded.bytes().all(|b| b.is_ascii_lowercase())
            };
            if !fold_term(term).iter().any(short) {
                continue;
            }
            let Some(place) = term_places(set, index) else {
                continue;
            };
            let message = format!("the term `{term}` may stand inside any word");
            let mut problem = Problem::new(codes::LATIN_SUBSTRING, place, message);
            problem.help("match whole words (`at: word`), or use a longer term");
            problems.push(problem);
        }
    }
}
