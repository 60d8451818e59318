//! Terms that stand inside ordinary words.

use super::conditions::Use;
use super::input::Context;
use super::probes::misses;
use super::words::{Spot, fold, ordinary, term_places};
use super::{Finder, Lint};
use crate::diag::{Problem, codes};

pub(super) const LINT: Lint = Lint {
    code: codes::TERM_IN_WORD,
    name: "term-in-word",
    reason: "Scripts without word boundaries, and Latin terms with `at: anywhere`, match across \
             words: 口交 in 路口交通, 大麻 in 大麻烦, `sex` in `Essex`. If one hit is enough for a \
             rule, add the word as a miss, with an exception that makes it pass. The words are \
             listed in `src/check/lint/ordinary.txt`.",
    before: &[(
        "zh/example.yaml",
        "\
format: 1
pack: zh/example
label: spam
sets:
  drugs:
    terms:
      - 大麻
rules:
  - id: drug
    summary: An offer of drugs.
    status: draft
    score: 1.0
    when: {keywords: {set: drugs}}
",
    )],
    after: &[(
        "zh/example.yaml",
        "\
format: 1
pack: zh/example
label: spam
sets:
  drugs:
    terms:
      - 大麻
rules:
  - id: drug
    summary: An offer of drugs.
    status: draft
    score: 1.0
    when: {keywords: {set: drugs}}
    unless:
      - {name: trouble, why: 麻烦 is another word., when: {regex: 大麻烦}}
    tests:
      miss:
        - 他惹了大麻烦。
",
    )],
    finder: Finder::Lint(find),
};

fn find(context: &Context<'_>, problems: &mut Vec<Problem>) {
    let words: Vec<(&str, String)> = ordinary().map(|word| (word, fold(word))).collect();
    for (set, uses) in context.input.rules.sets.iter().zip(&context.uses) {
        let alone: Vec<_> = uses.iter().filter(|used| used.removes_alone()).collect();
        if alone.is_empty() {
            continue;
        }
        for (index, term) in set.terms.iter().enumerate() {
            let folded = fold(term);
            for (word, word_folded) in &words {
                let inside = word_folded.len() > folded.len()
                    && Spot::inside(word_folded, &folded, set.at).is_some();
                if !inside {
                    continue;
                }
                let unproved = alone.iter().find(|used| !spares(used, word_folded));
                if let (Some(used), Some(place)) = (unproved, term_places(set, index)) {
                    let message = format!(
                        "the term `{term}` stands inside `{word}`, and no miss of `{}` spares that",
                        used.rule.id
                    );
                    let mut problem = Problem::new(codes::TERM_IN_WORD, place, message);
                    problem.help(format!("add a miss with `{word}` and an exception for it"));
                    problems.push(problem);
                }
            }
        }
    }
}

/// Whether a miss of the rule holds the word.
fn spares(used: &Use<'_>, word: &str) -> bool {
    misses(used.rule).any(|test| test.lines.iter().any(|line| fold(line).contains(word)))
}
