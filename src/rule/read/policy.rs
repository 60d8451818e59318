//! The policy file: defaults for all profiles, then what each profile changes.

use super::{Fields, Reader};
use crate::diag::{Problem, codes};
use crate::rule::keys;
use crate::rule::model::{Label, LabelAction, LabelPolicy, Policy, Profile, Promotion};
use crate::rule::wire::LabelChange;
use crate::rule::yaml;

/// The actions and their names.
pub const ACTIONS: [(&str, LabelAction); 2] =
    [("keep", LabelAction::Keep), ("drop", LabelAction::Drop)];

/// Reads a policy file into the policies careful, balanced and strict.
pub fn read(file: &str, bytes: &[u8]) -> ([Policy; 3], Vec<Problem>) {
    let (root, problems) = yaml::parse(file, bytes);
    let mut reader = Reader::after(file, problems);
    let base = stand_in(Profile::Balanced);
    let mut policies = [Profile::Careful, Profile::Balanced, Profile::Strict].map(stand_in);
    if let Some(root) = root
        && let Some(fields) = reader.fields(&root, &keys::POLICY)
    {
        reader.format(&fields);
        let base = defaults(&mut reader, &fields, base);
        profiles(&mut reader, &fields, &base, &mut policies);
    }
    (policies, reader.problems)
}

/// What stands in for a policy that has problems; the numbers are never used.
fn stand_in(profile: Profile) -> Policy {
    let label = LabelPolicy {
        action: LabelAction::Keep,
        threshold: 1.0,
        cap: 1.0,
    };
    Policy {
        profile,
        labels: [label; 6],
        max_article_share: 0.0,
        min_article_chars: 0,
        enough_article_chars: None,
        gold_loss: 0.0,
        promotion: Promotion::default(),
    }
}

/// The part that holds for every profile; here every value has to be given.
fn defaults(reader: &mut Reader<'_>, fields: &Fields<'_>, mut policy: Policy) -> Policy {
    if let Some(node) = reader.need(fields, "labels")
        && let Some(labels) = reader.fields(node, &keys::LABELS)
    {
        for (label, slot) in Label::ALL.into_iter().zip(&mut policy.labels) {
            if let Some(node) = reader.need(&labels, label.name())
                && let Some(fields) = reader.fields(node, &keys::LABEL_POLICY)
            {
                for key in keys::LABEL_POLICY.names() {
                    reader.need(&fields, key);
                }
                change_label(reader, &fields, slot);
            }
        }
    }
    for (key, map) in [("budget", &keys::BUDGET), ("gold", &keys::GOLD)] {
        if let Some(node) = reader.need(fields, key)
            && let Some(inner) = reader.map(node, map.what)
        {
            for key in map.keys.iter().filter(|key| key.need) {
                reader.need(&inner, key.name);
            }
        }
    }
    limits(reader, fields, &mut policy);
    policy.promotion = promotion(reader, fields);
    policy
}

fn promotion(reader: &mut Reader<'_>, fields: &Fields<'_>) -> Promotion {
    let mut promotion = Promotion::default();
    let Some(node) = fields.get("promotion") else {
        return promotion;
    };
    let Some(inner) = reader.fields(node, &keys::PROMOTION) else {
        return promotion;
    };
    if let Some(node) = reader.need(&inner, "min-documents") {
        let count = reader.count(node, "`min-documents`", 1);
        promotion.min_documents = count.map_or(promotion.min_documents, u64::from);
    }
    if let Some(node) = reader.need(&inner, "min-precision") {
        let share = reader.share(node, "`min-precision`");
        promotion.min_precision = share.unwrap_or(promotion.min_precision);
    }
    if let Some(node) = reader.need(&inner, "min-pivotal") {
        let count = reader.count(node, "`min-pivotal`", 0);
        promotion.min_pivotal = count.map_or(promotion.min_pivotal, u64::from);
    }
    promotion
}

fn profiles(
    reader: &mut Reader<'_>,
    fields: &Fields<'_>,
    base: &Policy,
    policies: &mut [Policy; 3],
) {
    let names = super::rule::PROFILES.map(|(name, _)| name);
    let Some(node) = reader.need(fields, "profiles") else {
        return;
    };
    let Some(profiles) = reader.fields(node, &keys::PROFILES) else {
        return;
    };
    for (name, slot) in names.iter().zip(policies.iter_mut()) {
        let profile = slot.profile;
        *slot = Policy {
            profile,
            ..base.clone()
        };
        let Some(node) = reader.need(&profiles, name) else {
            continue;
        };
        let Some(fields) = reader.fields(node, &keys::PROFILE) else {
            continue;
        };
        change_labels(reader, &fields, slot);
        limits(reader, &fields, slot);
    }
}

fn change_labels(reader: &mut Reader<'_>, fields: &Fields<'_>, policy: &mut Policy) {
    let Some(node) = fields.get("labels") else {
        return;
    };
    let Some(labels) = reader.fields(node, &keys::CHANGED_LABELS) else {
        return;
    };
    for (label, slot) in Label::ALL.into_iter().zip(&mut policy.labels) {
        if let Some(node) = labels.get(label.name())
            && let Some(fields) = reader.fields(node, &keys::CHANGED_LABEL)
        {
            change_label(reader, &fields, slot);
        }
    }
}

fn change_label(reader: &mut Reader<'_>, fields: &Fields<'_>, slot: &mut LabelPolicy) {
    let mut positive = |key: &str| {
        let node = fields.get(key)?;
        let number = reader.number(node, &format!("`{key}`"))?;
        if number.value <= 0.0 {
            let message = format!("`{key}` must be above 0");
            reader.report(codes::BOUNDS, number.mark, message);
        }
        Some(number.value)
    };
    let change = LabelChange {
        threshold: positive("threshold"),
        cap: positive("cap"),
        action: fields
            .get("action")
            .and_then(|node| reader.choice(node, "`action`", &ACTIONS)),
    };
    slot.action = change.action.unwrap_or(slot.action);
    slot.threshold = change.threshold.unwrap_or(slot.threshold);
    slot.cap = change.cap.unwrap_or(slot.cap);
    if slot.action == LabelAction::Drop && slot.cap < slot.threshold {
        let message = format!(
            "the cap {} is below the threshold {}: nothing would ever go",
            slot.cap, slot.threshold
        );
        let node = fields.get("cap").or(fields.get("threshold"));
        let mark = node.map_or(fields.mark, |node| node.mark);
        reader.report(codes::BOUNDS, mark, message);
    }
}

fn limits(reader: &mut Reader<'_>, fields: &Fields<'_>, policy: &mut Policy) {
    if let Some(node) = fields.get("budget")
        && let Some(budget) = reader.fields(node, &keys::BUDGET)
    {
        if let Some(node) = budget.get("max-article-share") {
            let share = reader.share(node, "`max-article-share`");
            policy.max_article_share = share.unwrap_or(policy.max_article_share);
        }
        if let Some(node) = budget.get("min-article-chars") {
            let chars = reader.count(node, "`min-article-chars`", 0);
            policy.min_article_chars = chars.map_or(policy.min_article_chars, |n| n as usize);
        }
        if let Some(node) = budget.get("enough-article-chars") {
            let chars = reader.count(node, "`enough-article-chars`", 0);
            policy.enough_article_chars = chars.map(|n| n as usize).or(policy.enough_article_chars);
        }
    }
    if let Some(node) = fields.get("gold")
        && let Some(gold) = reader.fields(node, &keys::GOLD)
        && let Some(node) = gold.get("max-lost-share")
    {
        let share = reader.share(node, "`max-lost-share`");
        policy.gold_loss = share.unwrap_or(policy.gold_loss);
    }
}
