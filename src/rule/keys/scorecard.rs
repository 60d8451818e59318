//! The maps of the scorecard.

use super::{FORMAT, Map, Value, key, names, need};
use crate::rule::read;

const NUMBERS: Value = Value::ListOrNone(&Value::Number);

/// The scorecard.
pub static SCORECARD: Map = Map::new(
    "a scorecard",
    "scorecard",
    "A scorecard: how much a line looks like page furniture, feature by feature. `despam fit` writes it.",
    &[
        FORMAT,
        need(
            "ledger",
            Value::Map(&LEDGER),
            "By profile: what the sum of the pass that decides adds to the ledger.",
        ),
        need("first", Value::Map(&PASS), "The first pass."),
        need(
            "second",
            Value::Map(&PASS),
            "The second pass, which may look at the sums of the first; it decides in `strict`, the first in the milder profiles.",
        ),
    ],
);

/// What the sum adds to the ledger.
pub static LEDGER: Map = Map::new(
    "`ledger`",
    "ledger",
    "By profile, bins of the sum of the pass that decides (log-odds that the line is removable). Scores above 0 argue for the removable label that has the most evidence already, `chrome` without any; scores below 0 protect the line. In a profile that is not named the scorecard does not count.",
    &[
        key("careful", Value::Map(&BINS), "Bins of the profile careful."),
        key(
            "balanced",
            Value::Map(&BINS),
            "Bins of the profile balanced.",
        ),
        key("strict", Value::Map(&BINS), "Bins of the profile strict."),
    ],
);

/// A pass.
pub static PASS: Map = Map::new(
    "a pass",
    "pass",
    "A pass: an intercept and numbers per feature, added up.",
    &[
        need("intercept", Value::Number, "The sum before any feature."),
        need(
            "terms",
            Value::ListOrNone(&Value::Map(&TERM)),
            "What single features add.",
        ),
    ],
);

const FEATURE_NAME: Value = Value::Choice(|| names(&read::scorecard::features()));

/// Bins.
pub static BINS: Map = Map::new(
    "bins",
    "bins",
    "A number for each range between two bounds.",
    &[
        need(
            "bounds",
            NUMBERS,
            "Bounds, ascending; a value equal to a bound lies above it.",
        ),
        need("scores", NUMBERS, "One number more than bounds."),
    ],
);

/// A term.
pub static TERM: Map = Map::new(
    "a term of a scorecard",
    "term",
    "What one feature adds.",
    &[
        need("feature", FEATURE_NAME, "The feature."),
        need(
            "bounds",
            NUMBERS,
            "Bounds, ascending; a value equal to a bound lies above it.",
        ),
        need("scores", NUMBERS, "One number more than bounds."),
    ],
);
