//! Lists of terms that are not sorted.

use super::input::Context;
use super::{Finder, Lint};
use crate::check::canonical::terms;
use crate::diag::{Problem, codes};

pub(super) const LINT: Lint = Lint {
    code: codes::TERM_ORDER,
    name: "term-order",
    reason: "Terms stand in the order of their code points, as `LC_ALL=C sort` puts them: then two \
             authors who add the same term meet in the same line, and a diff shows what was added. \
             A comment or a blank line begins a new block with an order of its own. `--fix` sorts.",
    before: &[(
        "zh/example.yaml",
        "\
format: 1
pack: zh/example
label: share
sets:
  networks:
    terms:
      - 新浪微博
      - 微信
      # Abroad.
      - facebook
rules:
  - id: row
    summary: A row of networks.
    status: draft
    score: 1.0
    when: {keywords: {set: networks, min-distinct: 2}}
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
      # Abroad.
      - facebook
rules:
  - id: row
    summary: A row of networks.
    status: draft
    score: 1.0
    when: {keywords: {set: networks, min-distinct: 2}}
",
    )],
    finder: Finder::Lint(find),
};

fn find(context: &Context<'_>, problems: &mut Vec<Problem>) {
    for (file, text) in context.input.texts {
        match context.trees.get(file.as_str()) {
            Some(tree) => problems.extend(terms::in_pack(file, text, tree)),
            None if file.ends_with(".txt") => problems.extend(terms::in_file(file, text)),
            None => {}
        }
    }
}
