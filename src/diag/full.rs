//! The long form of problems: the source line, what is wrong underlined, help below.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Place, Problem, Severity};

/// Renders problems one after another, each followed by a blank line.
///
/// `source` gives the text of a file as it was read, or `None` if it cannot be shown (then only
/// its name and position are). Terminal colours are used if `colour` is set.
pub fn render<'s>(
    problems: &[Problem],
    source: impl Fn(&str) -> Option<&'s str>,
    colour: bool,
) -> String {
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut out = String::new();
    for problem in problems {
        let level = match problem.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut group = level
            .primary_title(problem.message.as_str())
            .id(problem.code)
            .elements(Vec::<Origin<'_>>::new());
        group = locate(
            group,
            &problem.place,
            &source,
            AnnotationKind::Primary,
            None,
        );
        for (place, what) in &problem.also {
            group = locate(group, place, &source, AnnotationKind::Context, Some(what));
        }
        if let Some(help) = &problem.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        out.push_str(&renderer.render(&[group]));
        out.push_str("\n\n");
    }
    out
}

/// Adds a place to the report of a problem.
fn locate<'a, 's: 'a>(
    group: Group<'a>,
    place: &'a Place,
    source: &impl Fn(&str) -> Option<&'s str>,
    kind: AnnotationKind,
    label: Option<&'a String>,
) -> Group<'a> {
    let text = source(&place.file).filter(|text| text.get(place.span.clone()).is_some());
    match text {
        Some(text) if place.line > 0 => {
            let label = label.map(String::as_str);
            let annotation = kind.span(place.span.clone()).label(label);
            group.element(
                Snippet::source(text)
                    .path(place.file.as_str())
                    .annotation(annotation),
            )
        }
        _ if place.line > 0 => group.element(
            Origin::path(place.file.as_str())
                .line(place.line)
                .char_column(place.column),
        ),
        _ => group.element(Origin::path(place.file.as_str())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Mark, codes};

    #[test]
    fn han_lines_are_underlined_in_the_right_column() {
        let text = "terms: [微信, 微信]\n";
        let start = text.rfind("微").unwrap();
        let mark = Mark {
            line: 1,
            column: 13,
            start,
            end: start + 6,
        };
        let mut problem = Problem::new(
            codes::DUPLICATE_TERM,
            Place::new("zh/share.yaml", mark),
            "twice",
        );
        problem.help("remove one");
        let shown = render(&[problem], |_| Some(text), false);
        assert_eq!(
            shown,
            "\
warning[W301]: twice
 --> zh/share.yaml:1:13
  |
1 | terms: [微信, 微信]
  |               ^^^^
  |
  = help: remove one

"
        );
    }

    #[test]
    fn without_the_source_the_position_is_shown() {
        let mark = Mark {
            line: 4,
            column: 2,
            start: 900,
            end: 901,
        };
        let problem = Problem::new(codes::SYNTAX, Place::new("a.yaml", mark), "no");
        assert!(render(&[problem], |_| None, false).contains("a.yaml:4:2"));
    }
}
