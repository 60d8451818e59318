//! Misses that prove nothing.

use super::conditions::is_alternative;
use super::input::Context;
use super::probes::misses;
use super::{Finder, Lint};
use crate::diag::{Place, Problem, codes};

pub(super) const LINT: Lint = Lint {
    code: codes::VACUOUS_MISS,
    name: "vacuous-miss",
    reason: "A miss shows where a rule stops: a text that comes close and is spared. If no part \
             of the condition is true on it, the rule could be anything and the test would pass. \
             Give a text of the article kind that holds a term or matches a regex of the rule. \
             Rules of which every part suffices are left out: a text that comes close is a hit.",
    before: &[(
        "zh/example.yaml",
        "\
format: 1
pack: zh/example
label: share
sets:
  networks:
    terms:
      - 微信
      - 新浪微博
rules:
  - id: row
    summary: A row of networks.
    status: stable
    score: 1.0
    when:
      all:
        - keywords: {set: networks, min-distinct: 2}
        - regex: ^微信
    tests:
      hit:
        - 微信 新浪微博
      miss:
        - 昨天下了一场大雨。
",
    )],
    after: &[(
        "zh/example.yaml",
        "\
format: 1
pack: zh/example
label: share
sets:
  networks:
    terms:
      - 微信
      - 新浪微博
rules:
  - id: row
    summary: A row of networks.
    status: stable
    score: 1.0
    when:
      all:
        - keywords: {set: networks, min-distinct: 2}
        - feature: {sentence-ends: {max: 0}}
    tests:
      hit:
        - 微信 新浪微博
      miss:
        - 他把照片发到了微信和新浪微博。
",
    )],
    finder: Finder::Lint(find),
};

fn find(context: &Context<'_>, problems: &mut Vec<Problem>) {
    for rule in &context.input.rules.rules {
        if is_alternative(&rule.when) {
            continue;
        }
        for test in misses(rule) {
            if context.probes.any_leaf_holds(rule, test) {
                continue;
            }
            let place = Place::new(&rule.place.0, test.mark);
            let message = format!(
                "no part of the condition of `{}` is true on this miss",
                rule.id
            );
            let mut problem = Problem::new(codes::VACUOUS_MISS, place, message);
            problem.help("give a text that comes closer to a hit");
            problems.push(problem);
        }
    }
}
