//! Fixes: the edits that problems carry, applied to the texts of rule files.
//!
//! A round applies the fixes whose edits do not overlap, then the texts are checked again, until
//! no problem carries a fix. Only what leaves the verdicts of the rules as they are is a fix.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;

use crate::diag::{Fix, Problem, Texts};

/// Rounds after which fixing ends even if fixes are left; each needs one for every level of
/// nesting.
const MAX_ROUNDS: usize = 32;

/// What fixing came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// The new texts of the files that changed.
    pub texts: Texts,
    /// Number of fixes applied.
    pub applied: usize,
}

/// Applies fixes until none is left. `check` is given the texts that have changed so far and says
/// what is wrong with the rules now.
pub fn fix(texts: &Texts, mut check: impl FnMut(&Texts) -> Vec<Problem>) -> Fixed {
    let mut fixed = Fixed {
        texts: Texts::new(),
        applied: 0,
    };
    for _ in 0..MAX_ROUNDS {
        let problems = check(&fixed.texts);
        let applied = round(texts, &mut fixed.texts, &problems);
        if applied == 0 {
            break;
        }
        fixed.applied += applied;
    }
    fixed
        .texts
        .retain(|file, text| texts.get(file) != Some(text));
    fixed
}

/// Applies the fixes that do not overlap and returns how many those are.
fn round(texts: &Texts, changed: &mut Texts, problems: &[Problem]) -> usize {
    let mut taken: BTreeMap<&str, Vec<(Range<usize>, &str)>> = BTreeMap::new();
    let mut applied = 0;
    for fix in problems.iter().filter_map(|problem| problem.fix.as_ref()) {
        let known = |file: &String| texts.contains_key(file) || changed.contains_key(file);
        if fix.edits.iter().all(|(place, _)| known(&place.file)) && is_free(fix, &taken) {
            for (place, new) in &fix.edits {
                let edits = taken.entry(&place.file).or_default();
                edits.push((place.span.clone(), new));
            }
            applied += 1;
        }
    }
    for (file, mut edits) in taken {
        let Some(text) = changed.get(file).or_else(|| texts.get(file)) else {
            continue;
        };
        let mut text = text.clone();
        edits.sort_by_key(|(span, _)| span.start);
        for (span, new) in edits.into_iter().rev() {
            if text.get(span.clone()).is_some() {
                text.replace_range(span, new);
            }
        }
        changed.insert(file.to_owned(), text);
    }
    applied
}

/// Whether no edit of the fix touches one that is taken.
fn is_free(fix: &Fix, taken: &BTreeMap<&str, Vec<(Range<usize>, &str)>>) -> bool {
    fix.edits.iter().all(|(place, _)| {
        let span = &place.span;
        let edits = taken.get(place.file.as_str());
        edits.is_none_or(|edits| {
            edits
                .iter()
                .all(|(other, _)| span.end < other.start || other.end < span.start)
        })
    })
}

/// Writes changed texts, each to the file of its name. A file appears only when it is complete;
/// links are followed and permissions kept.
///
/// # Errors
/// The first file that cannot be written, by name; those before it are written.
pub fn write(texts: &Texts) -> Result<(), (String, io::Error)> {
    for (file, text) in texts {
        write_one(Path::new(file), text).map_err(|error| (file.clone(), error))?;
    }
    Ok(())
}

fn write_one(path: &Path, text: &str) -> io::Result<()> {
    let path = path.canonicalize()?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    // A leading dot keeps readers of the folder from taking it for a rule file.
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    let new = path.with_file_name(hidden);
    let written = write_new(&new, &path, text);
    if written.is_err() {
        // What went wrong is told; that the remains stay as well would not help.
        let _ = fs::remove_file(&new);
    }
    written
}

fn write_new(new: &Path, path: &Path, text: &str) -> io::Result<()> {
    let mut file = fs::File::create(new)?;
    file.write_all(text.as_bytes())?;
    file.set_permissions(fs::metadata(path)?.permissions())?;
    file.sync_all()?;
    drop(file);
    fs::rename(new, path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Mark, Place, codes};

    fn problem(file: &str, span: Range<usize>, new: &str) -> Problem {
        let mark = Mark {
            line: 1,
            column: 1,
            start: span.start,
            end: span.end,
        };
        let place = Place::new(file, mark);
        let mut problem = Problem::new(codes::LAYOUT, place.clone(), "x");
        problem.fix("x", vec![(place, new.to_owned())]);
        problem
    }

    fn texts(entries: &[(&str, &str)]) -> Texts {
        let owned = entries
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
        owned.collect()
    }

    #[test]
    fn overlapping_fixes_wait_for_the_next_round() {
        let before = texts(&[("a", "abcdef"), ("b", "x")]);
        let mut rounds = 0;
        let fixed = fix(&before, |changed| {
            rounds += 1;
            match changed.get("a").map(String::as_str) {
                None => vec![
                    problem("a", 0..2, "1"),
                    problem("a", 1..3, "never"),
                    problem("a", 4..5, "2"),
                    problem("elsewhere", 0..0, "3"),
                ],
                Some("1cd2f") => vec![problem("a", 0..1, "one")],
                Some(_) => Vec::new(),
            }
        });
        assert_eq!(rounds, 3);
        assert_eq!(fixed.applied, 3);
        assert_eq!(fixed.texts, texts(&[("a", "onecd2f")]));
    }

    #[test]
    fn a_fix_that_never_ends_is_ended() {
        let before = texts(&[("a", "")]);
        let fixed = fix(&before, |_| vec![problem("a", 0..0, "x")]);
        assert_eq!(fixed.applied, MAX_ROUNDS);
    }

    #[test]
    fn files_are_replaced() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("a.yaml");
        fs::write(&path, "old").unwrap();
        let name = path.display().to_string();
        write(&texts(&[(&name, "new")])).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let missing = folder.path().join("b.yaml").display().to_string();
        let error = write(&texts(&[(&missing, "new")])).unwrap_err();
        assert_eq!(error.0, missing);
    }
}
