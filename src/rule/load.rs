//! From sources to a valid set of rules.

use std::collections::BTreeMap;

use super::builtin;
use super::link::{Linker, Parts};
use super::model::{Policy, RuleSet};
use super::read;
use super::source::{self, File, Role, Source};
use crate::diag::{self, Place, Problem, Severity, codes};

/// Rules that can be used.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The rules.
    pub rules: RuleSet,
    /// What is likely not meant in them, by place.
    pub warnings: Vec<Problem>,
}

/// Reads, checks and links the rules of all sources.
///
/// A [`Source::Directory`] without `policy.yaml` gets the built-in policy; a [`Source::Extra`]
/// must not have one, and no pack of a name that another source has. Overlays of every source
/// apply to the rules of all.
///
/// # Errors
/// All problems of all files, warnings included, sorted by place, if one of them is an error.
pub fn load(sources: &[Source]) -> Result<Loaded, Vec<Problem>> {
    load_edited(sources, &BTreeMap::new())
}

/// As [`load`], with some files as they would be after an edit: `edited` gives the text of files
/// by the name under which problems show them.
///
/// # Errors
/// As [`load`].
pub fn load_edited(
    sources: &[Source],
    edited: &BTreeMap<String, String>,
) -> Result<Loaded, Vec<Problem>> {
    let (mut files, mut problems) = source::collect(sources);
    for file in &mut files {
        if let Some(text) = edited.get(&file.shown) {
            file.bytes = text.clone().into_bytes().into();
        }
    }
    let mut parts = Parts::default();
    let mut policies = None;
    for file in &files {
        match file.role() {
            Role::Pack(name) => {
                let (pack, found) = read::pack::read(&file.shown, file.source, name, &file.bytes);
                problems.extend(found);
                parts.packs.push(pack);
            }
            Role::Overlay => {
                let (overlay, found) = read::overlay::read(&file.shown, &file.bytes);
                problems.extend(found);
                parts.overlays.push(overlay);
            }
            Role::Policy => {
                let found = policy(sources, file, &mut policies);
                problems.extend(found);
            }
            Role::Terms => {}
        }
    }
    problems.extend(without_packs(sources, &files));
    let policies = policies.unwrap_or_else(|| {
        let (path, bytes) = builtin::policy();
        let (policies, found) = read::policy::read(path, bytes);
        problems.extend(found);
        policies
    });
    let mut linker = Linker::new(&files);
    let mut rules = linker.link(&parts, policies);
    problems.append(&mut linker.problems);
    diag::sort(&mut problems);
    if problems
        .iter()
        .any(|problem| problem.severity == Severity::Error)
    {
        return Err(problems);
    }
    rules.hash = hash(&files);
    Ok(Loaded {
        rules,
        warnings: problems,
    })
}

/// The text of every rule file by the name under which problems show it.
pub fn texts(sources: &[Source]) -> BTreeMap<String, String> {
    let (files, _) = source::collect(sources);
    files
        .into_iter()
        .filter_map(|file| {
            let text = String::from_utf8(file.bytes.into_owned()).ok()?;
            Some((file.shown, text))
        })
        .collect()
}

fn policy(sources: &[Source], file: &File, policies: &mut Option<[Policy; 3]>) -> Vec<Problem> {
    if let Some(Source::Extra(_)) = sources.get(file.source) {
        let message = "a folder of extra rules cannot have a policy";
        let mut problem = Problem::new(codes::EXTRA_POLICY, Place::whole(&file.shown), message);
        problem.help("put it into the folder that is given by --rules");
        return vec![problem];
    }
    let (read, problems) = read::policy::read(&file.shown, &file.bytes);
    *policies = Some(read);
    problems
}

/// Folders in which nothing was found: most likely the wrong ones.
fn without_packs(sources: &[Source], files: &[File]) -> Vec<Problem> {
    let empty = |(index, source): (usize, &Source)| {
        let useful = |file: &File| {
            let extra = matches!(source, Source::Extra(_));
            match file.role() {
                Role::Pack(_) => true,
                Role::Overlay => extra,
                Role::Policy | Role::Terms => false,
            }
        };
        let root = match source {
            Source::Directory(root) | Source::Extra(root) if root.is_dir() => root,
            _ => return None,
        };
        if files
            .iter()
            .any(|file| file.source == index && useful(file))
        {
            return None;
        }
        let place = Place::whole(&root.display().to_string());
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
