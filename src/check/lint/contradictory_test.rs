//! One text, two labels.

use std::collections::HashMap;

use super::input::Context;
use super::{Finder, Lint};
use crate::diag::{Place, Problem, codes};
use crate::rule::{Expect, Rule, Test};

pub(super) const LINT: Lint = Lint {
    code: codes::CONTRADICTORY_TEST,
    name: "contradictory-test",
    reason: "A line gets one label. If the same text is a hit of rules of two labels, one of the \
             rules claims what belongs to the other, and their scores decide by chance. Settle \
             which label it has, or allow it where both are right.",
    before: &[(
        "zh/example.yaml",
        "\
format: 1
pack: zh/example
label: share
rules:
  - id: call
    summary: A call to share.
    status: draft
    score: 1.0
    when: {regex: 分享到}
    tests:
      hit:
        - 点击分享到微信
  - id: click
    summary: A call to click.
    status: draft
    score: 1.0
    label: ad
    when: {regex: 点击}
    tests:
      hit:
        - 点击分享到微信
",
    )],
    after: &[(
        "zh/example.yaml",
        "\
format: 1
pack: zh/example
label: share
rules:
  - id: call
    summary: A call to share.
    status: draft
    score: 1.0
    when: {regex: 分享到}
    tests:
      hit:
        - 点击分享到微信
  - id: click
    summary: A call to click.
    status: draft
    score: 1.0
    label: ad
    when: {regex: 点击}
    tests:
      hit:
        - 点击购买
",
    )],
    finder: Finder::Lint(find),
};

fn find(context: &Context<'_>, problems: &mut Vec<Problem>) {
    let mut seen: HashMap<(&[String], usize), (&Rule, &Test)> = HashMap::new();
    for rule in &context.input.rules.rules {
        for test in &rule.tests {
            if test.todo || test.expect != Expect::Hit {
                continue;
            }
            let key = (test.lines.as_slice(), test.judged);
            match seen.get(&key) {
                Some((first, other)) if first.label != rule.label => {
                    let message = format!(
                        "this is a hit of label {} here and of label {} in `{}`",
                        rule.label, first.label, first.id
                    );
                    let place = Place::new(&rule.place.0, test.mark);
                    let mut problem = Problem::new(codes::CONTRADICTORY_TEST, place, message);
                    problem
                        .help("settle which label the text has")
                        .also(Place::new(&first.place.0, other.mark), "here");
                    problems.push(problem);
                }
                Some(_) => {}
                None => {
                    seen.insert(key, (rule, test));
                }
            }
        }
    }
}
