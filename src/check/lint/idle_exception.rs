//! Exceptions that no test needs.

use super::input::Context;
use super::probes::misses;
use super::{Finder, Lint};
use crate::diag::{Problem, codes};

pub(super) const LINT: Lint = Lint {
    code: codes::IDLE_EXCEPTION,
    name: "idle-exception",
    reason: "An exception without a miss that it spares is an opinion: nobody can tell whether it \
             ever holds, and a later change of the rule can make it useless unseen. Add a miss \
             that fires but for it. Exceptions of overlays are left out, as overlays have no tests.",
    before: &[(
        "zh/example.yaml",
        "\
format: 1
pack: zh/example
label: share
rules:
  - id: call
    summary: A call to share.
    status: stable
    score: 1.0
    when:
      all:
        - regex: 分享到微信
        - feature: {chars: {max: 40}}
    unless:
      - {name: quoted, why: An article that quotes the label., when: {raw-regex: '“[^”]*分享'}}
    tests:
      hit:
        - 分享到微信
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
rules:
  - id: call
    summary: A call to share.
    status: stable
    score: 1.0
    when:
      all:
        - regex: 分享到微信
        - feature: {chars: {max: 40}}
    unless:
      - {name: quoted, why: An article that quotes the label., when: {raw-regex: '“[^”]*分享'}}
    tests:
      hit:
        - 分享到微信
      miss:
        - 按钮上写着“分享到微信”。
",
    )],
    finder: Finder::Lint(find),
};

fn find(context: &Context<'_>, problems: &mut Vec<Problem>) {
    for rule in &context.input.rules.rules {
        for exception in &rule.unless {
            let own = exception.place.file == rule.place.0;
            let needed = |test| context.probes.exception_holds(rule, exception, test);
            if !own || misses(rule).any(needed) {
                continue;
            }
            let message = format!(
                "no miss of `{}` needs the exception `{}`",
                rule.id, exception.name
            );
            let place = exception.place.clone();
            let mut problem = Problem::new(codes::IDLE_EXCEPTION, place, message);
            problem.help("add a miss that the rule would hit without it, or remove it");
            problems.push(problem);
        }
    }
}
