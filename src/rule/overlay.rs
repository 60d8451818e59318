//! Overlays applied to linked rules.

use std::collections::HashMap;

use super::link::Linker;
use super::model::{Rule, Scope};
use super::read::rule::wrong_sign;
use super::wire::{Change, Overlay};
use crate::diag::{Mark, Place, codes};

/// What was changed already, and where: the same thing must not be changed twice, because the
/// order of the files would decide.
type Done = HashMap<(String, &'static str), Place>;

/// Changes `rules` as the overlays say.
pub(super) fn apply(linker: &mut Linker<'_>, overlays: &[Overlay], rules: &mut [Rule]) {
    let ids: Vec<String> = rules.iter().map(|rule| rule.id.clone()).collect();
    let mut done = Done::new();
    for overlay in overlays {
        for change in &overlay.changes {
            let wanted = &change.rule;
            match rules.iter_mut().find(|rule| rule.id == wanted.value) {
                Some(rule) => apply_one(linker, overlay, change, rule, &mut done),
                None if linker.may_be_there(&wanted.value) => {}
                None => {
                    let help = linker.suggest(&wanted.value, &ids);
                    let message = format!("there is no rule `{}`", wanted.value);
                    linker
                        .report(codes::UNKNOWN_RULE, &overlay.file, wanted.mark, message)
                        .help(help.unwrap_or_else(|| "give its full id".to_owned()));
                }
            }
        }
    }
}

fn apply_one(
    linker: &mut Linker<'_>,
    overlay: &Overlay,
    change: &Change,
    rule: &mut Rule,
    done: &mut Done,
) {
    let file = overlay.file.as_str();
    if let Some(status) = &change.status {
        once(linker, file, rule, "status", status.mark, done);
        rule.status = status.value;
    }
    if let Some(score) = &change.score {
        once(linker, file, rule, "score", score.mark, done);
        rule.score = score.value;
        if let Some(message) = wrong_sign(rule.label, score.value) {
            linker.report(codes::SCORE_SIGN, file, score.mark, message);
        }
    }
    for exception in &change.unless {
        let mark = exception.name.mark;
        if rule
            .unless
            .iter()
            .any(|other| other.name == exception.name.value)
        {
            let message = format!(
                "the rule `{}` has an exception `{}` already",
                rule.id, exception.name.value
            );
            linker.report(codes::DUPLICATE_NAME, file, mark, message);
        }
        if rule.scope == Scope::Document {
            let message = format!("the rule `{}` decides on whole documents", rule.id);
            linker
                .report(codes::SCOPE, file, mark, message)
                .help("exceptions of such rules stand in the rule itself");
        }
        let exception = linker.exception(file, "", exception);
        rule.unless.push(exception);
        rule.regexes.extend(linker.regex_places());
    }
}

fn once(
    linker: &mut Linker<'_>,
    file: &str,
    rule: &Rule,
    what: &'static str,
    mark: Mark,
    done: &mut Done,
) {
    let key = (rule.id.clone(), what);
    let place = Place::new(file, mark);
    match done.get(&key) {
        Some(first) => {
            let message = format!("the {what} of `{}` is already changed", rule.id);
            linker
                .report(codes::DUPLICATE_NAME, file, mark, message)
                .also(first.clone(), "first here");
        }
        None => {
            done.insert(key, place);
        }
    }
}
