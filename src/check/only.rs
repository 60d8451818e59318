//! What of a check is wanted: rules or files that match a glob.

use globset::{Glob, GlobMatcher};

use crate::diag::Problem;
use crate::rule::Beginning;

/// A glob over full ids of rules (`zh/share/*`), names of packs (`zh/share`) and paths of files,
/// whole or from any folder on. A `*` also stands for `/`.
#[derive(Debug, Clone)]
pub struct Only {
    glob: GlobMatcher,
}

impl Only {
    /// Reads a glob.
    ///
    /// # Errors
    /// If it is not one.
    pub fn new(glob: &str) -> Result<Only, globset::Error> {
        Ok(Only {
            glob: Glob::new(glob)?.compile_matcher(),
        })
    }

    /// Whether a rule is wanted, by its id or file.
    pub fn rule(&self, id: &str, file: &str) -> bool {
        self.glob.is_match(id) || self.file(file)
    }

    /// Whether a file is wanted, by its path or pack.
    pub fn file(&self, file: &str) -> bool {
        let file = file.replace('\\', "/");
        let mut rest = file.as_str();
        loop {
            let pack = rest.strip_suffix(".yaml").unwrap_or(rest);
            if self.glob.is_match(rest) || self.glob.is_match(pack) {
                return true;
            }
            match rest.split_once('/') {
                Some((_, below)) => rest = below,
                None => return false,
            }
        }
    }

    /// Whether a problem is wanted: by its file or by the rule in which it stands.
    pub fn problem(&self, problem: &Problem, beginnings: &[Beginning]) -> bool {
        let place = &problem.place;
        let around = beginnings
            .iter()
            .filter(|rule| rule.file == place.file && rule.line <= place.line)
            .max_by_key(|rule| rule.line);
        self.file(&place.file) || around.is_some_and(|rule| self.glob.is_match(&rule.rule))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Mark, Place, codes};

    #[test]
    fn rules_packs_and_files() {
        let is = |glob: &str| {
            Only::new(glob)
                .unwrap()
                .rule("zh/share/row", "my/zh/share.yaml")
        };
        for glob in [
            "zh/share/row",
            "zh/*",
            "*/row",
            "zh/share",
            "my/zh/*.yaml",
            "share.yaml",
        ] {
            assert!(is(glob), "{glob}");
        }
        for glob in ["en/*", "row", "zh/share/ro", "my"] {
            assert!(!is(glob), "{glob}");
        }
        assert!(Only::new("[").is_err());
    }

    #[test]
    fn problems_stand_in_rules() {
        let rule = |line, rule: &str| Beginning {
            file: "a.yaml".to_owned(),
            line,
            rule: rule.to_owned(),
        };
        let rules = [rule(5, "zh/a/x"), rule(9, "zh/a/y")];
        let only = Only::new("zh/a/y").unwrap();
        let at = |line| {
            let mark = Mark {
                line,
                ..Mark::default()
            };
            let problem = Problem::new(codes::SYNTAX, Place::new("a.yaml", mark), "no");
            only.problem(&problem, &rules)
        };
        assert!(!at(1) && !at(8) && at(9) && at(20));
    }
}
