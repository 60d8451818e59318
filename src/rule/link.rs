//! Packs to one set of rules: names resolved, files of terms read, overlays applied.

use std::collections::{BTreeMap, HashMap};

use super::model::{
    Condition, Exception, Expiry, KeywordTest, Pattern, Policy, RegexId, Rule, RuleSet, SetId,
    SetPlaces, TermSet,
};
use super::read::{self, suggest};
use super::scorecard::Scorecard;
use super::source::{Collection, Role};
use super::wire::{self, Pack, Placed, Terms};
use crate::diag::{self, Mark, Place, Problem, codes};

/// Everything that was read.
#[derive(Debug, Default)]
pub struct Parts {
    /// Packs by path.
    pub packs: Vec<Pack>,
    /// Overlays by path.
    pub overlays: Vec<wire::Overlay>,
    /// Scorecards with their files, by source; the last one counts.
    pub scorecards: Vec<(String, Scorecard)>,
}

/// The changes that end at a date, in the order of the files.
fn expiries(overlays: &[wire::Overlay]) -> Vec<Expiry> {
    let dated = |overlay: &wire::Overlay| {
        let file = overlay.file.clone();
        let dated = overlay.changes.iter().filter_map(move |change| {
            let expires = change.expires.as_ref()?;
            Some(Expiry {
                rule: change.rule.value.clone(),
                date: expires.value.clone(),
                place: Place::new(&file, expires.mark),
            })
        });
        dated.collect::<Vec<_>>()
    };
    overlays.iter().flat_map(dated).collect()
}
/// Names that are compared for suggestions in one run: enough for every author, and a second at
/// most for files that were made to take long.
const COMPARED: usize = 1_000_000;

/// Links packs and collects the problems of it.
#[derive(Debug)]
pub struct Linker<'f> {
    collection: &'f Collection,
    /// Names of the packs that are there and of which everything is known.
    complete: HashMap<String, bool>,
    /// Full name of a set to its place in `sets`.
    names: BTreeMap<String, SetId>,
    sets: Vec<TermSet>,
    /// By source; those that see the folded line and those that see the untouched one.
    patterns: [HashMap<String, RegexId>; 2],
    regexes: Vec<Pattern>,
    /// Where the regexes of the rule at hand stand.
    regex_places: Vec<(RegexId, Place)>,
    /// Names that may still be compared for suggestions.
    comparisons: usize,
    /// Problems so far.
    pub problems: Vec<Problem>,
}

impl<'f> Linker<'f> {
    /// A linker that finds files of terms in the `collection`.
    pub fn new(collection: &'f Collection) -> Linker<'f> {
        Linker {
            collection,
            complete: HashMap::new(),
            names: BTreeMap::new(),
            sets: Vec::new(),
            patterns: Default::default(),
            regexes: Vec::new(),
            regex_places: Vec::new(),
            comparisons: COMPARED,
            problems: Vec::new(),
        }
    }

    /// Links all parts. The hash is left empty.
    pub fn link(&mut self, parts: &Parts, policies: [Policy; 3]) -> RuleSet {
        let packs = self.unique_packs(&parts.packs);
        for pack in &packs {
            self.complete.insert(pack.name.value.clone(), pack.complete);
        }
        for pack in &packs {
            for set in &pack.sets {
                self.set(pack, set);
            }
        }
        let mut rules = Vec::new();
        for pack in &packs {
            for rule in &pack.rules {
                rules.push(self.rule(pack, rule));
            }
        }
        super::overlay::apply(self, &parts.overlays, &mut rules);
        RuleSet {
            sets: std::mem::take(&mut self.sets),
            regexes: std::mem::take(&mut self.regexes),
            rules,
            policies,
            scorecard: parts.scorecards.last().map(|(_, card)| card.clone()),
            expiries: expiries(&parts.overlays),
            hash: String::new(),
        }
    }

    /// Reports a problem at a place of `file`.
    pub fn report(
        &mut self,
        code: &'static str,
        file: &str,
        mark: Mark,
        message: String,
    ) -> &mut Problem {
        let problem = Problem::new(code, Place::new(file, mark), message);
        diag::push(&mut self.problems, problem)
    }

    /// The packs without those whose name another source has already used.
    fn unique_packs<'p>(&mut self, packs: &'p [Pack]) -> Vec<&'p Pack> {
        let mut unique: Vec<&Pack> = Vec::new();
        for pack in packs {
            let name = &pack.name.value;
            match unique.iter().find(|other| other.name.value == *name) {
                Some(first) => {
                    let first = Place::new(&first.file, first.name.mark);
                    let message = format!("the pack `{name}` exists already");
                    self.report(codes::DUPLICATE_PACK, &pack.file, pack.name.mark, message)
                        .help("give it another name, or change rules by an overlay")
                        .also(first, "first here");
                }
                None => unique.push(pack),
            }
        }
        unique
    }

    /// The most similar of some names, as long as there were not too many to compare.
    pub fn suggest(&mut self, name: &str, known: &[String]) -> Option<String> {
        let known_names = known.iter().map(String::as_str);
        let may = spend(&mut self.comparisons, known.len());
        may.then(|| suggest(name, known_names)).flatten()
    }

    /// Whether something of this full name may stand in a file that could not be read to its end.
    /// That file has its own problem, which is the one to mend.
    pub fn may_be_there(&self, name: &str) -> bool {
        let Some((pack, _)) = name.rsplit_once('/') else {
            return false;
        };
        match self.complete.get(pack) {
            Some(complete) => !complete,
            None => self.collection.is_unread(&format!("{pack}.yaml")),
        }
    }

    fn set(&mut self, pack: &Pack, set: &wire::Set) {
        let (terms_file, terms) = match &set.terms {
            Terms::Here(terms) => (pack.file.clone(), terms.clone()),
            Terms::File(path) => self.terms_file(pack, path),
        };
        let places = SetPlaces {
            file: pack.file.clone(),
            name: set.name.mark,
            terms_file,
            terms: terms.iter().map(|term| term.mark).collect(),
        };
        let name = format!("{}/{}", pack.name.value, set.name.value);
        self.names.insert(name.clone(), SetId(self.sets.len()));
        self.sets.push(TermSet {
            name,
            at: set.at,
            terms: terms.into_iter().map(|term| term.value).collect(),
            places,
        });
    }

    /// The file of the terms, as the user knows it, and the terms.
    fn terms_file(&mut self, pack: &Pack, path: &Placed<String>) -> (String, Vec<Placed<String>>) {
        let mut known = self
            .collection
            .files
            .iter()
            .filter(|file| file.source == pack.source && file.role() == Role::Terms);
        if let Some(file) = known.clone().find(|file| file.path == path.value) {
            let (terms, problems) = read::set::read_file(&file.shown, &file.bytes, file.trusted);
            // Two sets may share a file; its problems are told once.
            for problem in problems {
                if !self.problems.contains(&problem) {
                    self.problems.push(problem);
                }
            }
            return (file.shown.clone(), terms);
        }
        if self.collection.is_unread(&path.value) {
            return (path.value.clone(), Vec::new());
        }
        let help = suggest(&path.value, known.by_ref().map(|file| file.path.as_str()));
        let message = format!("there is no file of terms `{}`", path.value);
        self.report(codes::TERMS_FILE, &pack.file, path.mark, message)
            .help(help.unwrap_or_else(|| {
                "give a path below the root of the rules that ends in `.txt`".to_owned()
            }));
        (String::new(), Vec::new())
    }

    fn rule(&mut self, pack: &Pack, rule: &wire::Rule) -> Rule {
        let name = &pack.name.value;
        let unless = rule.unless.iter();
        self.regex_places.clear();
        Rule {
            id: format!("{name}/{}", rule.id.value),
            summary: rule.summary.clone(),
            label: rule.label,
            status: rule.status,
            score: rule.score.value,
            scope: rule.scope,
            profile: rule.profile,
            when: self.condition(&pack.file, name, &rule.when),
            unless: unless
                .map(|exception| self.exception(&pack.file, name, exception))
                .collect(),
            tests: rule.tests.clone(),
            place: (pack.file.clone(), rule.id.mark.line),
            mark: rule.id.mark,
            regexes: self.regex_places(),
        }
    }

    /// Where the regexes that were resolved since the last call stand.
    pub fn regex_places(&mut self) -> Vec<(RegexId, Place)> {
        std::mem::take(&mut self.regex_places)
    }

    /// Resolves an exception that stands in `file`; `pack` is where short names of sets belong
    /// (empty in overlays).
    pub fn exception(&mut self, file: &str, pack: &str, exception: &wire::Exception) -> Exception {
        Exception {
            name: exception.name.value.clone(),
            why: exception.why.clone(),
            when: self.condition(file, pack, &exception.when),
            place: Place::new(file, exception.name.mark),
        }
    }

    fn condition(&mut self, file: &str, pack: &str, condition: &wire::Condition) -> Condition {
        let all = |linker: &mut Self, parts: &[wire::Condition]| {
            let parts = parts.iter();
            parts
                .map(|part| linker.condition(file, pack, part))
                .collect()
        };
        match condition {
            wire::Condition::All(parts) => Condition::All(all(self, parts)),
            wire::Condition::Any(parts) => Condition::Any(all(self, parts)),
            wire::Condition::Not(part) => {
                Condition::Not(Box::new(self.condition(file, pack, part)))
            }
            wire::Condition::Keywords(keywords) => {
                let mut sets = Vec::new();
                for name in &keywords.sets {
                    sets.extend(self.set_id(file, pack, name));
                }
                Condition::Keywords(KeywordTest {
                    sets,
                    min_hits: keywords.min_hits,
                    max_hits: keywords.max_hits,
                    min_distinct: keywords.min_distinct,
                    min_coverage: keywords.min_coverage,
                    mark: keywords.mark,
                })
            }
            wire::Condition::Regex {
                pattern,
                min_lines,
                mark,
            } => {
                let regex = self.regex(pattern);
                self.regex_places.push((regex, Place::new(file, *mark)));
                Condition::Regex {
                    regex,
                    min_lines: *min_lines,
                }
            }
            wire::Condition::Feature(tests) => match tests.as_slice() {
                [test] => Condition::Feature(*test),
                tests => Condition::All(tests.iter().copied().map(Condition::Feature).collect()),
            },
            wire::Condition::Zone(zones) => Condition::Zone(*zones),
            wire::Condition::Neighbours {
                labels,
                within,
                min,
            } => Condition::Neighbours {
                labels: labels.clone(),
                within: *within,
                min: *min,
            },
        }
    }

    /// The set of that name in the same pack, or with that full name.
    fn set_id(&mut self, file: &str, pack: &str, name: &Placed<String>) -> Option<SetId> {
        let own = format!("{pack}/{}", name.value);
        let found = self.names.get(&own).or_else(|| self.names.get(&name.value));
        if let Some(id) = found {
            return Some(*id);
        }
        if self.may_be_there(&name.value) || !name.value.contains('/') && self.may_be_there(&own) {
            return None;
        }
        let inside = format!("{pack}/");
        let names = self.names.keys();
        let known = names.map(|full| match full.strip_prefix(&inside) {
            Some(short) if !name.value.contains('/') => short,
            _ => full.as_str(),
        });
        let help = if spend(&mut self.comparisons, self.names.len()) {
            suggest(&name.value, known)
        } else {
            None
        };
        let message = format!("there is no set `{}`", name.value);
        self.report(codes::UNKNOWN_SET, file, name.mark, message)
            .help(help.unwrap_or_else(|| {
                "sets of other packs are named in full, like zh/share/networks".to_owned()
            }));
        None
    }

    fn regex(&mut self, pattern: &Pattern) -> RegexId {
        let known = &mut self.patterns[usize::from(pattern.raw)];
        if let Some(id) = known.get(&pattern.source) {
            return *id;
        }
        let id = RegexId(self.regexes.len());
        self.regexes.push(pattern.clone());
        known.insert(pattern.source.clone(), id);
        id
    }
}

/// Takes `cost` from what is left, if there is as much.
fn spend(left: &mut usize, cost: usize) -> bool {
    match left.checked_sub(cost) {
        Some(rest) => {
            *left = rest;
            true
        }
        None => false,
    }
}
