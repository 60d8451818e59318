//! Changes by overlays that somebody meant to look at again.

use super::input::Context;
use super::{Finder, Lint};
use crate::diag::{Problem, codes};

const PACK: (&str, &str) = (
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
);

pub(super) const LINT: Lint = Lint {
    code: codes::EXPIRED_OVERLAY,
    name: "expired-overlay",
    reason: "An overlay is a stopgap: it changes a rule from outside until the rule itself is \
             mended. `expires` is the day on which somebody has to look again. Past it, remove the \
             change, move it into the rule, or give a later day. Until then it still holds.",
    before: &[
        PACK,
        (
            "overlays/local.yaml",
            "\
format: 1
changes:
  - rule: zh/example/call
    why: It hits too much of our corpus.
    expires: 2020-01-31
    status: testing
",
        ),
    ],
    after: &[
        PACK,
        (
            "overlays/local.yaml",
            "\
format: 1
changes:
  - rule: zh/example/call
    why: It hits too much of our corpus.
    expires: 2999-01-31
    status: testing
",
        ),
    ],
    finder: Finder::Lint(find),
};

fn find(context: &Context<'_>, problems: &mut Vec<Problem>) {
    let today = context.input.today;
    for expiry in &context.input.rules.expiries {
        // Dates of this form sort as days do.
        if expiry.date.as_str() < today {
            let message = format!(
                "the change of `{}` was meant to hold until {}",
                expiry.rule, expiry.date
            );
            let place = expiry.place.clone();
            let mut problem = Problem::new(codes::EXPIRED_OVERLAY, place, message);
            problem.help("remove the change, move it into the rule, or give a later day");
            problems.push(problem);
        }
    }
}
