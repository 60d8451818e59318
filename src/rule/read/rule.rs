//! A rule: its head, condition, exceptions and tests.

use super::{Fields, Reader, case, condition};
use crate::diag::codes;
use crate::rule::keys;
use crate::rule::model::{Expect, Label, Profile, Scope, Status};
use crate::rule::wire::{Condition, Exception, Placed, Rule};
use crate::rule::yaml::Node;

/// The states of a rule and their names.
pub const STATUSES: [(&str, Status); 4] = [
    ("draft", Status::Draft),
    ("testing", Status::Testing),
    ("stable", Status::Stable),
    ("deprecated", Status::Deprecated),
];

/// The profiles and their names, from mild to strong.
pub const PROFILES: [(&str, Profile); 3] = [
    ("careful", Profile::Careful),
    ("balanced", Profile::Balanced),
    ("strict", Profile::Strict),
];

/// The scopes and their names.
pub const SCOPES: [(&str, Scope); 3] = [
    ("line", Scope::Line),
    ("span", Scope::Span),
    ("document", Scope::Document),
];

/// Reads a rule of a pack with the default label `label` (`None` with a `label_node` if that was
/// not a label). `None` if it is no map.
pub fn read(
    reader: &mut Reader<'_>,
    node: &Node,
    label: Option<Label>,
    label_node: Option<&Node>,
) -> Option<Rule> {
    let fields = reader.fields(node, &keys::RULE)?;
    let id = reader
        .need(&fields, "id")
        .and_then(|node| reader.name(node, "the id of a rule"))
        .unwrap_or_else(|| Placed {
            // Unlike any other, so that two rules without an id are not called duplicates.
            value: format!("line {}", node.mark.line),
            mark: node.mark,
        });
    let scope = optional(reader, &fields, "scope", &SCOPES).unwrap_or(Scope::Line);
    let own_label = optional(reader, &fields, "label", &super::pack::LABELS);
    if label_node.is_none() && fields.get("label").is_none() {
        let message = "neither the pack nor the rule has a `label`";
        reader.report(codes::MISSING_KEY, id.mark, message);
    }
    let known_label = own_label.or(label);
    let rule = Rule {
        summary: summary(reader, &fields),
        label: known_label.unwrap_or(Label::Chrome),
        status: status(reader, &fields),
        score: score(reader, &fields, known_label, id.mark),
        scope,
        profile: optional(reader, &fields, "profile", &PROFILES).unwrap_or(Profile::Balanced),
        when: match reader.need(&fields, "when") {
            Some(node) => condition::read(reader, node, scope),
            None => Condition::All(Vec::new()),
        },
        unless: exceptions(reader, fields.get("unless"), scope),
        tests: match fields.get("tests") {
            Some(node) => case::read(reader, node, scope),
            None => Vec::new(),
        },
        begins: node.mark.line.min(id.mark.line),
        id,
    };
    // A trusted file is read without its tests.
    if !reader.trusted {
        check_tests(reader, &rule);
    }
    if scope == Scope::Span && fields.get("when").is_some() && !condition::cuts(&rule.when) {
        let message = "a rule of scope span needs a regex or keywords that say what to cut";
        reader.report(codes::NOTHING_TO_CUT, rule.id.mark, message);
    }
    Some(rule)
}

fn optional<T: Copy>(
    reader: &mut Reader<'_>,
    fields: &Fields<'_>,
    key: &str,
    choices: &[(&str, T)],
) -> Option<T> {
    let node = fields.get(key)?;
    reader.choice(node, &format!("`{key}`"), choices)
}

fn summary(reader: &mut Reader<'_>, fields: &Fields<'_>) -> String {
    let Some(node) = reader.need(fields, "summary") else {
        return String::new();
    };
    let Some(summary) = reader.text(node, "a summary") else {
        return String::new();
    };
    if !summary.value.trim_end().ends_with(['.', '。']) {
        let message = "a summary is one sentence and ends with a period";
        reader.report(codes::SUMMARY, summary.mark, message);
    }
    summary.value
}

fn status(reader: &mut Reader<'_>, fields: &Fields<'_>) -> Status {
    reader
        .need(fields, "status")
        .and_then(|node| reader.choice(node, "`status`", &STATUSES))
        .unwrap_or(Status::Draft)
}

fn score(
    reader: &mut Reader<'_>,
    fields: &Fields<'_>,
    label: Option<Label>,
    id: crate::diag::Mark,
) -> Placed<f64> {
    let score = reader
        .need(fields, "score")
        .and_then(|node| reader.number(node, "`score`"));
    if let (Some(score), Some(label)) = (&score, label)
        && let Some(message) = wrong_sign(label, score.value)
    {
        reader.report(codes::SCORE_SIGN, score.mark, message);
    }
    score.unwrap_or(Placed {
        value: 1.0,
        mark: id,
    })
}

/// What is wrong with the sign of a score.
pub fn wrong_sign(label: Label, score: f64) -> Option<String> {
    match label {
        Label::Article if score >= 0.0 => Some(format!(
            "the score of label article protects and must be below 0, not {score}"
        )),
        Label::Article => None,
        _ if score <= 0.0 => Some(format!(
            "the score of label {label} must be above 0, not {score}"
        )),
        _ => None,
    }
}

/// Reads a list of exceptions.
pub fn exceptions(reader: &mut Reader<'_>, node: Option<&Node>, scope: Scope) -> Vec<Exception> {
    let mut exceptions = Vec::new();
    let Some(node) = node else {
        return exceptions;
    };
    for node in reader.list(node, "`unless`") {
        let Some(fields) = reader.fields(node, &keys::EXCEPTION) else {
            continue;
        };
        let name = reader
            .need(&fields, "name")
            .and_then(|node| reader.name(node, "the name of an exception"));
        let why = reader
            .need(&fields, "why")
            .and_then(|node| reader.text(node, "`why`"));
        let when = match reader.need(&fields, "when") {
            Some(node) => condition::read(reader, node, scope),
            None => Condition::All(Vec::new()),
        };
        exceptions.push(Exception {
            name: name.unwrap_or(Placed {
                value: format!("line {}", node.mark.line),
                mark: node.mark,
            }),
            why: why.map(|why| why.value).unwrap_or_default(),
            when,
        });
    }
    let names = exceptions.iter().map(|exception| &exception.name);
    super::pack::duplicates(reader, names, "an exception");
    exceptions
}

fn check_tests(reader: &mut Reader<'_>, rule: &Rule) {
    if rule.status != Status::Stable {
        return;
    }
    for (expect, name) in [(Expect::Hit, "hit"), (Expect::Miss, "miss")] {
        let tested = |test: &crate::rule::model::Test| !test.todo && test.expect == expect;
        if !rule.tests.iter().any(tested) {
            let message = format!("the stable rule `{}` has no `{name}` test", rule.id.value);
            reader
                .report(codes::NO_TEST, rule.id.mark, message)
                .help("add one, or set its status to testing");
        }
    }
}
