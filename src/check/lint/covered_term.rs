//! Terms that others of their set make superfluous.

use aho_corasick::{AhoCorasick, AhoCorasickKind};

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

/// Indexes of terms and of the first other that stands wherever they do: one automaton finds every
/// term in every other, so the work grows with the length of the terms and not with the square of
/// their number. Without an automaton (more patterns than it can hold) nothing is found.
fn pairs(set: &TermSet) -> Vec<(usize, usize)> {
    let folded: Vec<Vec<String>> = set.terms.iter().map(|term| fold_term(term)).collect();
    let spellings = || {
        folded.iter().enumerate().flat_map(|(term, spellings)| {
            let spelled = spellings.iter().filter(|spelling| !spelling.is_empty());
            spelled.map(move |spelling| (term, spelling))
        })
    };
    let owners: Vec<usize> = spellings().map(|(term, _)| term).collect();
    let builder = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::NoncontiguousNFA))
        .build(spellings().map(|(_, spelling)| spelling));
    let Ok(automaton) = builder else {
        return Vec::new();
    };
    let covering = |long: &String| -> Vec<usize> {
        let matches = automaton.find_overlapping_iter(long.as_str());
        let mut terms: Vec<usize> = matches
            .map(|found| (found.pattern().as_usize(), found.span()))
            .filter(|(_, span)| span.len() < long.len())
            .filter(|(_, span)| {
                let (start, end) = (span.start, span.end);
                Spot { start, end }.stands(long, set.at)
            })
            .filter_map(|(pattern, _)| owners.get(pattern).copied())
            .collect();
        terms.sort_unstable();
        terms.dedup();
        terms
    };
    let mut pairs = Vec::new();
    for (long, spellings) in folded.iter().enumerate() {
        // Whatever the spelling of the longer term, the shorter one has to stand in it.
        let mut common: Option<Vec<usize>> = None;
        for spelling in spellings {
            let mut terms = covering(spelling);
            if let Some(common) = &common {
                terms.retain(|term| common.binary_search(term).is_ok());
            }
            common = Some(terms);
        }
        if let Some(&short) = common.iter().flatten().next() {
            pairs.push((long, short));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::{At, SetPlaces};

    /// What the lint means, said plainly: quadratic.
    fn plain(set: &TermSet) -> Vec<(usize, usize)> {
        let folded: Vec<Vec<String>> = set.terms.iter().map(|term| fold_term(term)).collect();
        let covers = |long: &[String], short: &[String]| {
            long.iter().all(|long| {
                short.iter().any(|short| {
                    short.len() < long.len() && Spot::inside(long, short, set.at).is_some()
                })
            })
        };
        let first = |long: &Vec<String>| folded.iter().position(|short| covers(long, short));
        let found = folded.iter().enumerate();
        found
            .filter_map(|(at, long)| Some((at, first(long)?)))
            .collect()
    }

    #[test]
    fn the_automaton_finds_what_the_plain_search_finds() {
        let terms = "购买 点击购买 立即点击购买 buy buy now it's it buyer 發財 发财 後來 后来居上 a.b b \
                     free free gift 免费 免费领取 领取 领取免费";
        let mut terms: Vec<String> = terms.split(' ').map(str::to_owned).collect();
        terms.extend(["buy it now", "it now", "免 费 领取"].map(str::to_owned));
        for at in [
            At::Word,
            At::Anywhere,
            At::LineStart,
            At::LineEnd,
            At::WholeLine,
        ] {
            let set = TermSet {
                name: "zh/example/terms".to_owned(),
                at,
                terms: terms.clone(),
                places: SetPlaces::default(),
            };
            assert_eq!(pairs(&set), plain(&set), "{at:?}");
        }
    }
}
