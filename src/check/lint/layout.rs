//! Rule files that are not in canonical form, apart from the order of terms.

use super::input::Context;
use super::{Finder, Lint};
use crate::check::canonical::{blanks, keys, quotes};
use crate::diag::{Problem, codes};

pub(super) const KEY_ORDER: Lint = Lint {
    code: codes::KEY_ORDER,
    name: "key-order",
    reason: "Keys stand in one order in all files, so that a reader finds the condition of any \
             rule at the same place. `--fix` moves them, unless comments between them would lose \
             what they speak about.",
    before: &[(
        "zh/example.yaml",
        "\
format: 1
pack: zh/example
label: share
rules:
  - id: call
    status: draft
    summary: A call to share.
    score: 1.0
    when: {regex: 分享到}
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
",
    )],
    finder: Finder::Lint(key_order),
};

pub(super) const QUOTING: Lint = Lint {
    code: codes::QUOTING,
    name: "quoting",
    reason: "Between double quotes YAML reads backslashes as escapes, which regexes are full of. \
             Quoted texts stand between single quotes, unless they hold one or need an escape. \
             `--fix` changes them.",
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
    when: {regex: \"分享到\"}
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
    when: {regex: '分享到'}
",
    )],
    finder: Finder::Lint(quoting),
};

pub(super) const LAYOUT: Lint = Lint {
    code: codes::LAYOUT,
    name: "layout",
    reason: "What nobody sees should not differ: a byte order mark, carriage returns, blanks at \
             the ends of lines, a missing line end at the end of the file. `--fix` removes them.",
    before: &[(
        "zh/example.yaml",
        "\
format: 1
pack: zh/example
label: share\x20
rules: []",
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
    finder: Finder::Lint(layout),
};

fn key_order(context: &Context<'_>, problems: &mut Vec<Problem>) {
    for (file, tree) in &context.trees {
        if let Some(text) = context.text(file) {
            problems.extend(keys::problems(file, text, tree));
        }
    }
}

fn quoting(context: &Context<'_>, problems: &mut Vec<Problem>) {
    for (file, tree) in &context.trees {
        if let Some(text) = context.text(file) {
            problems.extend(quotes::problems(file, text, tree));
        }
    }
}

fn layout(context: &Context<'_>, problems: &mut Vec<Problem>) {
    for (file, text) in context.input.texts {
        let tree = context.trees.get(file.as_str()).map(|tree| &**tree);
        problems.extend(blanks::problem(file, text, tree));
    }
}
