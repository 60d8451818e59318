//! The lints that the reader of rule files finds by itself.

use super::input::Context;
use super::{Finder, Lint};
use crate::check::canonical;
use crate::diag::{Problem, codes};

const PACK: &str = "zh/example.yaml";
const SCORECARD: &str = "shape/scorecard.yaml";

pub(super) const DUPLICATE_TERM: Lint = Lint {
    code: codes::DUPLICATE_TERM,
    name: "duplicate-term",
    reason: "Terms and text are folded alike, so a term that differs from another by case, width \
             or traditional characters only is the same term. Remove one of them.",
    before: &[(
        PACK,
        "\
format: 1
pack: zh/example
label: share
sets:
  networks:
    terms:
      - QQ空间
      - qq空间
      - 微信
rules:
  - id: row
    summary: A row of networks.
    status: draft
    score: 1.0
    when: {keywords: {set: networks, min-distinct: 2}}
",
    )],
    after: &[(
        PACK,
        "\
format: 1
pack: zh/example
label: share
sets:
  networks:
    terms:
      - QQ空间
      - 微信
rules:
  - id: row
    summary: A row of networks.
    status: draft
    score: 1.0
    when: {keywords: {set: networks, min-distinct: 2}}
",
    )],
    finder: Finder::Reader,
};

pub(super) const IDLE_TABLE: Lint = Lint {
    code: codes::IDLE_TABLE,
    name: "idle-table",
    reason: "A table of the scorecard whose numbers are all 0 costs time on every line and says \
             nothing; two tables of one feature hide from each other what the feature adds. \
             Remove the one, add up the others.",
    before: &[(
        SCORECARD,
        "\
format: 1
ledger: {strict: {bounds: [0], scores: [0, 1]}}
first: {intercept: 0, terms: []}
second:
  intercept: 0.2
  terms:
    - {feature: shape, bounds: [0], scores: [0, 0]}
    - {feature: width, bounds: [40], scores: [0.5, -0.5]}
",
    )],
    after: &[(
        SCORECARD,
        "\
format: 1
ledger: {strict: {bounds: [0], scores: [0, 1]}}
first: {intercept: 0, terms: []}
second:
  intercept: 0.2
  terms:
    - {feature: width, bounds: [40], scores: [0.5, -0.5]}
",
    )],
    finder: Finder::Reader,
};

pub(super) const DEAD_BRANCH: Lint = Lint {
    code: codes::DEAD_BRANCH,
    name: "dead-branch",
    reason: "A `regex` sees the folded line: lower case, simplified characters, half-width \
             punctuation. A branch that asks for anything else never matches. Write it folded, \
             or use `raw-regex`.",
    before: &[(
        PACK,
        "\
format: 1
pack: zh/example
label: share
rules:
  - id: call
    summary: A call to share.
    status: draft
    score: 1.0
    when: {regex: '^(?:分享到|轉發到)'}
",
    )],
    after: &[(
        PACK,
        "\
format: 1
pack: zh/example
label: share
rules:
  - id: call
    summary: A call to share.
    status: draft
    score: 1.0
    when: {regex: '^(?:分享到|转发到)'}
",
    )],
    finder: Finder::Reader,
};

pub(super) const STRAY_FILE: Lint = Lint {
    code: codes::STRAY_FILE,
    name: "stray-file",
    reason: "Packs end in `.yaml`. A file of another name is not read, and its rules do nothing. \
             Rename or remove it.",
    before: &[
        (
            PACK,
            "\
format: 1
pack: zh/example
label: share
rules: []
",
        ),
        ("zh/more.yml", "rules: []\n"),
    ],
    after: &[(
        PACK,
        "\
format: 1
pack: zh/example
label: share
rules: []
",
    )],
    finder: Finder::Reader,
};

pub(super) const SUMMARY: Lint = Lint {
    code: codes::SUMMARY,
    name: "summary",
    reason: "A summary stands in lists, reports and diffs beside others. It is one sentence that \
             says what the rule finds, and ends with a period.",
    before: &[(
        PACK,
        "\
format: 1
pack: zh/example
label: share
rules:
  - id: call
    summary: call to share
    status: draft
    score: 1.0
    when: {regex: ^分享到}
",
    )],
    after: &[(
        PACK,
        "\
format: 1
pack: zh/example
label: share
rules:
  - id: call
    summary: A call to share.
    status: draft
    score: 1.0
    when: {regex: ^分享到}
",
    )],
    finder: Finder::Reader,
};

/// Gives a warning of the reader the change that mends it: a second term can go.
pub(super) fn add_fix(context: &Context<'_>, problem: &mut Problem) {
    if problem.code == codes::DUPLICATE_TERM
        && let Some(text) = context.text(&problem.place.file)
        && let Some(edit) = canonical::terms::removal(text, &problem.place)
    {
        problem.fix("remove the second one", vec![edit]);
    }
}
