//! Sets that nothing names.

use super::input::Context;
use super::{Finder, Lint};
use crate::diag::{Place, Problem, codes};

pub(super) const LINT: Lint = Lint {
    code: codes::UNUSED_SET,
    name: "unused-set",
    reason: "A set that no condition of any pack names does nothing. Name it or remove it. Sets \
             that are meant for the packs of others are allowed with that as the reason.",
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
rules: []
",
    )],
    after: &[(
        "zh/example.yaml",
        "\
format: 1
pack: zh/example
label: share
rules: []
",
    )],
    finder: Finder::Lint(find),
};

fn find(context: &Context<'_>, problems: &mut Vec<Problem>) {
    for (set, uses) in context.input.rules.sets.iter().zip(&context.uses) {
        if uses.is_empty() {
            let place = Place::new(&set.places.file, set.places.name);
            let message = format!("no condition names the set `{}`", set.name);
            let mut problem = Problem::new(codes::UNUSED_SET, place, message);
            problem.help("name it in a rule, or remove it");
            problems.push(problem);
        }
    }
}
