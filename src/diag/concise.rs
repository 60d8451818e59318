//! The short form of problems: one line each, as compilers print them for editors.

use std::fmt;

use super::Problem;

/// `file:line:column: code message (help)`.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {}", self.place, self.code, self.message)?;
        if let Some(help) = &self.help {
            write!(f, " ({help})")?;
        }
        Ok(())
    }
}

/// One line per problem.
pub(super) fn render(problems: &[Problem]) -> String {
    problems
        .iter()
        .map(|problem| format!("{problem}\n"))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::diag::{Mark, Place, Problem, codes};

    #[test]
    fn one_line_with_place_and_help() {
        let mark = Mark {
            line: 3,
            column: 7,
            start: 20,
            end: 22,
        };
        let mut problem = Problem::new(codes::UNKNOWN_KEY, Place::new("a.yaml", mark), "no");
        assert_eq!(problem.to_string(), "a.yaml:3:7: E201 no");
        problem.help("do");
        assert_eq!(problem.to_string(), "a.yaml:3:7: E201 no (do)");
        problem.place = Place::whole("b.yaml");
        assert_eq!(super::render(&[problem]), "b.yaml: E201 no (do)\n");
    }
}
