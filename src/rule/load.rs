//! From sources to a valid set of rules.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::link::{Linker, Parts};
use super::model::{Policy, RuleSet};
use super::scorecard::Scorecard;
use super::source::{self, Collection, File, Role, Source};
use super::wire::{Overlay, Pack};
use super::yaml::{self, Node};
use super::{builtin, partial, read};
use crate::diag::{self, Place, Problem, Severity, Texts, codes};

/// Rules that can be used.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The rules.
    pub rules: RuleSet,
    /// What is likely not meant in them, by place.
    pub warnings: Vec<Problem>,
}

/// Rules of which some may be broken, for those who want to know everything about them.
#[derive(Debug)]
pub struct Survey {
    /// What can be used: whole packs, and of these the rules that need nothing from broken ones.
    pub rules: RuleSet,
    /// Whether something is missing in `rules` because it is broken.
    pub partial: bool,
    /// Everything that is wrong, by place.
    pub problems: Vec<Problem>,
    /// The text of every file that is UTF-8.
    pub texts: Texts,
    /// The values of every pack that is YAML, by file.
    pub trees: BTreeMap<String, Node>,
    /// Number of files, those of terms included.
    pub files: usize,
    /// Where rules begin, broken ones included, in the order of files and lines.
    pub beginnings: Vec<Beginning>,
}

/// Where a rule begins; it reaches to the next one of its file.
#[derive(Debug, Clone)]
pub struct Beginning {
    /// The file, as the user knows it.
    pub file: String,
    /// 1-based line.
    pub line: usize,
    /// Full id of the rule.
    pub rule: String,
}

/// Reads, checks and links the rules of all sources.
///
/// A [`Source::Directory`] or [`Source::Commit`] without `policy.yaml` gets the built-in policy; a [`Source::Extra`]
/// must not have one, and no pack of a name that another source has. Overlays of every source
/// apply to the rules of all.
///
/// # Errors
/// All problems of all files, warnings included, sorted by place, if one of them is an error.
pub fn load(sources: &[Source]) -> Result<Loaded, Vec<Problem>> {
    load_edited(sources, &Texts::new())
}

/// As [`load`], with some files as they would be after an edit: `edited` gives the text of files
/// by the name under which problems show them.
///
/// # Errors
/// As [`load`].
pub fn load_edited(sources: &[Source], edited: &Texts) -> Result<Loaded, Vec<Problem>> {
    let mut collection = source::collect(sources);
    for file in &mut collection.files {
        if let Some(text) = edited.get(&file.shown) {
            file.bytes = text.clone().into_bytes().into();
        }
    }
    linked(Read::all(sources, collection, false))
}

/// As [`load`], but only what an engine needs: those that are compiled into the program come
/// without their tests, and what is likely not meant is not looked for in them again. A test
/// holds that all else is the same.
///
/// # Errors
/// As [`load`].
pub fn load_to_run(sources: &[Source]) -> Result<Loaded, Vec<Problem>> {
    let mut collection = source::collect(sources);
    for file in &mut collection.files {
        file.trusted = matches!(sources.get(file.source), Some(Source::Builtin));
    }
    linked(Read::all(sources, collection, false))
}

fn linked(mut read: Read) -> Result<Loaded, Vec<Problem>> {
    let rules = read.link();
    if is_broken(&read.problems) {
        return Err(read.problems);
    }
    Ok(Loaded {
        rules,
        warnings: read.problems,
    })
}

/// As [`load`], but a broken file takes only itself away, and what needs it.
pub fn survey(sources: &[Source]) -> Survey {
    let mut read = Read::all(sources, source::collect(sources), true);
    let mut rules = read.link();
    let partial = is_broken(&read.problems);
    if partial {
        rules = partial::usable(
            &read.parts,
            &read.collection,
            &read.problems,
            &read.policies,
        );
    }
    let packs = read.parts.packs.iter();
    let beginnings = packs.flat_map(|pack| {
        pack.rules.iter().map(|rule| Beginning {
            file: pack.file.clone(),
            line: rule.begins,
            rule: format!("{}/{}", pack.name.value, rule.id.value),
        })
    });
    Survey {
        rules,
        partial,
        beginnings: beginnings.collect(),
        files: read.collection.files.len(),
        texts: as_texts(read.collection.files),
        trees: read.trees,
        problems: read.problems,
    }
}

/// The text of every rule file by the name under which problems show it.
pub fn texts(sources: &[Source]) -> Texts {
    as_texts(source::collect(sources).files)
}

fn as_texts(files: Vec<File>) -> Texts {
    files
        .into_iter()
        .filter_map(|file| {
            let text = String::from_utf8(file.bytes.into_owned()).ok()?;
            Some((file.shown, text))
        })
        .collect()
}

fn is_broken(problems: &[Problem]) -> bool {
    problems
        .iter()
        .any(|problem| problem.severity == Severity::Error)
}

/// What was read of a file.
enum Part {
    /// With its values, if they are wanted.
    Pack(Pack, Option<Node>),
    Overlay(Overlay),
    Policy(Box<[Policy; 3]>),
    Scorecard(String, Scorecard),
    Nothing,
}

fn part(sources: &[Source], file: &File, keep_trees: bool) -> (Part, Vec<Problem>) {
    let shown = file.shown.as_str();
    match file.role() {
        Role::Pack(name) => {
            let bytes = match file.trusted {
                true => &builtin::without_tests(&file.bytes),
                false => &*file.bytes,
            };
            let (root, problems) = yaml::parse(shown, bytes);
            let mut reader = read::Reader::after(shown, problems);
            reader.trusted = file.trusted;
            let (pack, found) = read::pack::read(reader, file.source, name, root.as_ref());
            (Part::Pack(pack, root.filter(|_| keep_trees)), found)
        }
        Role::Overlay => {
            let (overlay, found) = read::overlay::read(shown, &file.bytes);
            (Part::Overlay(overlay), found)
        }
        Role::Policy => policy(sources, file),
        Role::Scorecard => {
            let (card, found) = read::scorecard::read(shown, &file.bytes);
            (Part::Scorecard(shown.to_owned(), card), found)
        }
        Role::Terms => (Part::Nothing, Vec::new()),
    }
}

/// All files as they were read.
struct Read {
    collection: Collection,
    parts: Parts,
    policies: [Policy; 3],
    problems: Vec<Problem>,
    /// The values of packs by file, if they were kept.
    trees: BTreeMap<String, Node>,
}

impl Read {
    fn all(sources: &[Source], mut collection: Collection, keep_trees: bool) -> Read {
        let mut problems = std::mem::take(&mut collection.problems);
        let mut parts = Parts::default();
        let (mut policies, mut trees) = (None, BTreeMap::new());
        let files = collection.files.par_iter();
        let read: Vec<(Part, Vec<Problem>)> =
            (files.map(|file| part(sources, file, keep_trees))).collect();
        for (part, found) in read {
            problems.extend(found);
            match part {
                Part::Pack(pack, tree) => {
                    trees.extend(tree.map(|tree| (pack.file.clone(), tree)));
                    parts.packs.push(pack);
                }
                Part::Overlay(overlay) => parts.overlays.push(overlay),
                Part::Policy(read) => policies = Some(*read),
                Part::Scorecard(file, card) => parts.scorecards.push((file, card)),
                Part::Nothing => {}
            }
        }
        problems.extend(without_packs(sources, &collection));
        let policies = policies.unwrap_or_else(|| {
            let (policies, found) = builtin_policy();
            problems.extend(found);
            policies
        });
        Read {
            collection,
            parts,
            policies,
            problems,
            trees,
        }
    }

    /// Links everything; the result can be used only if there is no error among the problems,
    /// which are complete and in order afterwards.
    fn link(&mut self) -> RuleSet {
        let mut linker = Linker::new(&self.collection);
        let mut rules = linker.link(&self.parts, self.policies.clone());
        self.problems.append(&mut linker.problems);
        diag::sort(&mut self.problems);
        rules.hash = hash(&self.collection.files);
        rules
    }
}

/// The built-in policy and what is wrong with it.
pub(super) fn builtin_policy() -> ([Policy; 3], Vec<Problem>) {
    let (path, bytes) = builtin::policy();
    read::policy::read(path, bytes)
}

fn policy(sources: &[Source], file: &File) -> (Part, Vec<Problem>) {
    if let Some(Source::Extra(_)) = sources.get(file.source) {
        let message = "a folder of extra rules cannot have a policy";
        let mut problem = Problem::new(codes::EXTRA_POLICY, Place::whole(&file.shown), message);
        problem.help("put it into the folder that is given by --rules");
        return (Part::Nothing, vec![problem]);
    }
    let (read, problems) = read::policy::read(&file.shown, &file.bytes);
    (Part::Policy(Box::new(read)), problems)
}

/// Folders in which nothing was found: most likely the wrong ones.
fn without_packs(sources: &[Source], collection: &Collection) -> Vec<Problem> {
    let empty = |(index, source): (usize, &Source)| {
        let useful = |file: &File| {
            let extra = matches!(source, Source::Extra(_));
            match file.role() {
                Role::Pack(_) => true,
                Role::Overlay => extra,
                Role::Scorecard => true,
                Role::Policy | Role::Terms => false,
            }
        };
        let root = match source {
            Source::Directory(root) | Source::Extra(root) if root.is_dir() => {
                root.display().to_string()
            }
            Source::Commit(snapshot) => snapshot.name.clone(),
            _ => return None,
        };
        let mut files = collection.files.iter();
        let unread = !collection.unread.is_empty();
        if unread || files.any(|file| file.source == index && useful(file)) {
            return None;
        }
        let place = Place::whole(&root);
        Some(Problem::new(
            codes::NO_PACKS,
            place,
            "the folder holds no pack",
        ))
    };
    sources.iter().enumerate().filter_map(empty).collect()
}

/// BLAKE3 over the paths and contents of all files, each preceded by its length.
fn hash(files: &[File]) -> String {
    let mut hasher = blake3::Hasher::new();
    for file in files {
        for part in [file.path.as_bytes(), &file.bytes] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
    }
    hasher.finalize().to_hex().to_string()
}
