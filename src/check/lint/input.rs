//! What lints look at.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use super::conditions::{Use, uses};
use super::probes::Probes;
use crate::diag::{Place, Problem};
use crate::engine::{EngineError, Shared};
use crate::rule::yaml::{self, Node};
use crate::rule::{Rule, RuleSet};

/// Rules with their files.
#[derive(Debug, Clone, Copy)]
pub struct Input<'i> {
    /// The rules.
    pub rules: &'i RuleSet,
    /// The text of every rule file by the name under which problems show it
    /// ([`crate::rule::texts`]).
    pub texts: &'i BTreeMap<String, String>,
    /// The values of packs, as far as they were read already.
    pub trees: &'i BTreeMap<String, Node>,
    /// What the reader warned about ([`crate::rule::Loaded::warnings`]).
    pub warnings: &'i [Problem],
    /// Parts of engines made already.
    pub shared: &'i Shared,
    /// The day, `YYYY-MM-DD` (see [`today`]).
    pub today: &'i str,
}

/// The input with what several lints derive from it.
#[derive(Debug)]
pub struct Context<'i> {
    /// The input.
    pub input: &'i Input<'i>,
    /// The values of every YAML file.
    pub trees: BTreeMap<&'i str, Cow<'i, Node>>,
    /// By set: the leaves that name it.
    pub uses: Vec<Vec<Use<'i>>>,
    /// Parts of conditions that can be tried on tests.
    pub probes: Probes,
}

impl<'i> Context<'i> {
    pub(super) fn new(input: &'i Input<'i>) -> Result<Context<'i>, EngineError> {
        let yaml = input
            .texts
            .iter()
            .filter(|(file, _)| file.ends_with(".yaml"));
        let trees = yaml.filter_map(|(file, text)| {
            let tree = match input.trees.get(file) {
                Some(tree) => Cow::Borrowed(tree),
                None => Cow::Owned(yaml::parse(file, text.as_bytes()).0?),
            };
            Some((file.as_str(), tree))
        });
        Ok(Context {
            input,
            trees: trees.collect(),
            uses: uses(input.rules),
            probes: Probes::new(input.rules, input.shared)?,
        })
    }

    /// The text of a file.
    pub fn text(&self, file: &str) -> Option<&'i str> {
        self.input.texts.get(file).map(String::as_str)
    }
}

/// Where the id of a rule stands.
pub fn place(rule: &Rule) -> Place {
    Place::new(&rule.place.0, rule.mark)
}

/// The present day in UTC as `YYYY-MM-DD`.
pub fn today() -> String {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    date(seconds / 86_400)
}

/// The day that lies so many days after 1970-01-01. The algorithm is `civil_from_days` of Howard
/// Hinnant's "chrono-Compatible Low-Level Date Algorithms": years that begin in March.
fn date(days: u64) -> String {
    let shifted = days + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = year + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn days_have_dates() {
        for (days, expected) in [
            (0, "1970-01-01"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (19_782, "2024-02-29"),
            (19_783, "2024-03-01"),
            (20_453, "2025-12-31"),
        ] {
            assert_eq!(date(days), expected);
        }
    }
}
