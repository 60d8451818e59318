//! The maps of the policy.

use super::{FORMAT, Key, Map, Value, key, names, need};
use crate::rule::model::Label;
use crate::rule::read;

/// The policy.
pub static POLICY: Map = Map::new(
    "a policy",
    "policy",
    "The policy: what happens to the lines of each label, and how much may go.",
    &[
        FORMAT,
        need(
            "labels",
            Value::Map(&LABELS),
            "By label, for every profile.",
        ),
        need(
            "budget",
            Value::Map(&BUDGET),
            "How much running text a document may lose.",
        ),
        need(
            "gold",
            Value::Map(&GOLD),
            "How much genuine text of gold documents the rules may take.",
        ),
        key(
            "promotion",
            Value::Map(&PROMOTION),
            "What a rule has to show before `audit --gate` lets it decide.",
        ),
        need(
            "profiles",
            Value::Map(&PROFILES),
            "What each profile changes.",
        ),
    ],
);

const fn labels(need: bool, of: &'static Map) -> [Key; 6] {
    const fn one(label: Label, need: bool, of: &'static Map) -> Key {
        Key {
            name: label.name(),
            doc: label.doc(),
            need,
            with: None,
            value: Value::Map(of),
        }
    }
    let [article, credit, share, ad, spam, chrome] = Label::ALL;
    [
        one(article, need, of),
        one(credit, need, of),
        one(share, need, of),
        one(ad, need, of),
        one(spam, need, of),
        one(chrome, need, of),
    ]
}

const fn about_label(need: bool) -> [Key; 3] {
    let action = Value::Choice(|| names(&read::policy::ACTIONS));
    [
        Key {
            need,
            ..key(
                "action",
                action,
                "Whether its lines stay (`keep`) or go (`drop`).",
            )
        },
        Key {
            need,
            ..key(
                "threshold",
                Value::Positive,
                "The score at which a line goes, after what protects it.",
            )
        },
        Key {
            need,
            ..key(
                "cap",
                Value::Positive,
                "The largest sum of scores that counts.",
            )
        },
    ]
}

const fn about_budget(need: bool) -> [Key; 3] {
    [
        Key {
            need,
            ..key(
                "max-article-share",
                Value::Share,
                "Largest share (0 to 1) of a document's article-like characters that may go; past it the document is left alone.",
            )
        },
        Key {
            need,
            ..key(
                "min-article-chars",
                Value::Count(0),
                "Article-like characters that may go whatever their share.",
            )
        },
        key(
            "enough-article-chars",
            Value::Count(0),
            "Article-like characters of which it is enough that they stay: then any share may go.",
        ),
    ]
}

const fn about_gold(need: bool) -> [Key; 1] {
    [Key {
        need,
        ..key(
            "max-lost-share",
            Value::Share,
            "Largest share (0 to 1) of the genuine characters that may go.",
        )
    }]
}

/// The labels of the policy.
pub static LABELS: Map = Map::new(
    "`labels`",
    "labels",
    "The labels, all of them.",
    &labels(true, &LABEL_POLICY),
);
/// The policy of a label.
pub static LABEL_POLICY: Map = Map::new(
    "a label",
    "label-policy",
    "What happens to the lines of a label.",
    &about_label(true),
);
/// The labels that a profile changes.
pub static CHANGED_LABELS: Map = Map::new(
    "`labels`",
    "changed-labels",
    "The labels that a profile changes.",
    &labels(false, &CHANGED_LABEL),
);
/// What a profile changes about a label.
pub static CHANGED_LABEL: Map = Map::new(
    "a label",
    "changed-label",
    "What a profile changes about a label.",
    &about_label(false),
);
/// The budget of the policy.
pub static BUDGET: Map = Map::new(
    "`budget`",
    "budget",
    "How much running text a document may lose.",
    &about_budget(true),
);
/// What a profile changes about the budget.
pub static CHANGED_BUDGET: Map = Map::new(
    "`budget`",
    "changed-budget",
    "What a profile changes about the budget.",
    &about_budget(false),
);
/// The gold gate of the policy.
pub static GOLD: Map = Map::new("`gold`", "gold", "The gold gate.", &about_gold(true));
/// What a profile changes about the gold gate.
pub static CHANGED_GOLD: Map = Map::new(
    "`gold`",
    "changed-gold",
    "What a profile changes about the gold gate.",
    &about_gold(false),
);

/// The bounds of promotion.
pub static PROMOTION: Map = Map::new(
    "`promotion`",
    "promotion",
    "What a rule of status `testing` has to show to become `stable`; a stable rule that is surely below `min-precision` has to go back.",
    &[
        need(
            "min-documents",
            Value::Count(1),
            "Documents in which it fires.",
        ),
        need(
            "min-precision",
            Value::Share,
            "Share (0 to 1) of its gold lines that are right, by the lower 95 % bound of Wilson's interval.",
        ),
        need(
            "min-pivotal",
            Value::Count(0),
            "Lines whose verdict changes by it.",
        ),
    ],
);

/// The profiles.
pub static PROFILES: Map = Map::new(
    "`profiles`",
    "profiles",
    "The profiles, from mild to strong.",
    &[
        need("careful", Value::Map(&PROFILE), "Only what keywords prove."),
        need("balanced", Value::Map(&PROFILE), "The default."),
        need(
            "strict",
            Value::Map(&PROFILE),
            "Also page furniture by its shape and position.",
        ),
    ],
);

/// A profile.
pub static PROFILE: Map = Map::new(
    "a profile",
    "profile",
    "What a profile changes.",
    &[
        key("labels", Value::Map(&CHANGED_LABELS), "By label."),
        key("budget", Value::Map(&CHANGED_BUDGET), "The budget."),
        key("gold", Value::Map(&CHANGED_GOLD), "The gold gate."),
    ],
);
