//! The long form of problems: the source line, what is wrong underlined, help below.
//!
//! Only the lines around a place are handed to the renderer, so that a thousand problems of a
//! file of megabytes cost no more than those of a small one.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet};

use super::{Fix, Place, Problem, Severity, Texts};

/// Places of a file that are no more lines apart than this are shown in one excerpt.
const APART: usize = 50;
/// Bytes of the longest line that is shown.
const WIDEST: usize = 4000;
/// Most edits of a fix that are shown.
const EDITS: usize = 5;

/// Renders problems one after another, each followed by a blank line.
///
/// `texts` has the files as they were read; of a file that is not there only the name and
/// position are shown. Terminal colours are used if `colour` is set.
pub fn render(problems: &[Problem], texts: &Texts, colour: bool) -> String {
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut out = String::new();
    for problem in problems {
        out.push_str(&renderer.render(&groups(problem, texts)));
        out.push_str("\n\n");
    }
    out
}

fn groups<'a>(problem: &'a Problem, texts: &'a Texts) -> Vec<Group<'a>> {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = level
        .primary_title(problem.message.as_str())
        .id(problem.code)
        .elements(Vec::<Origin<'_>>::new());
    let mut excerpts = vec![Excerpt::of(&problem.place, None, texts)];
    for (place, what) in &problem.also {
        match excerpts.iter_mut().find(|excerpt| excerpt.near(place)) {
            Some(excerpt) => excerpt.places.push((place, Some(what))),
            None => excerpts.push(Excerpt::of(place, Some(what), texts)),
        }
    }
    for (index, excerpt) in excerpts.into_iter().enumerate() {
        group = excerpt.show(group, index == 0);
    }
    if let Some(help) = &problem.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let mut groups = vec![group];
    groups.extend(problem.fix.as_ref().and_then(|fix| suggestion(fix, texts)));
    groups
}

/// Places of one file near one another.
struct Excerpt<'a> {
    text: Option<&'a str>,
    places: Vec<(&'a Place, Option<&'a String>)>,
}

impl<'a> Excerpt<'a> {
    fn of(place: &'a Place, what: Option<&'a String>, texts: &'a Texts) -> Excerpt<'a> {
        Excerpt {
            text: text(place, texts),
            places: vec![(place, what)],
        }
    }

    /// Whether a place belongs into the same excerpt.
    fn near(&self, other: &Place) -> bool {
        self.text.is_some()
            && self.places.iter().all(|(place, _)| {
                place.file == other.file
                    && place.line > 0
                    && other.line > 0
                    && place.line.abs_diff(other.line) <= APART
            })
    }

    /// Adds the excerpt to a report, or the names of its places if there is no text to show.
    fn show(self, group: Group<'a>, primary: bool) -> Group<'a> {
        let window = self
            .text
            .and_then(|text| Window::around(text, self.places.iter().map(|(place, _)| *place)));
        let Some(window) = window else {
            let mut group = group;
            for (place, what) in self.places {
                group = group.element(origin(place));
                if let Some(what) = what {
                    group = group.element(Level::NOTE.message(what.as_str()));
                }
            }
            return group;
        };
        let annotations = self
            .places
            .iter()
            .enumerate()
            .map(|(index, (place, what))| {
                let kind = if primary && index == 0 {
                    AnnotationKind::Primary
                } else {
                    AnnotationKind::Context
                };
                kind.span(window.inner(place))
                    .label(what.map(String::as_str))
            });
        let annotations: Vec<_> = annotations.collect();
        let file = self.places.first().map_or("", |(place, _)| &place.file);
        group.element(
            Snippet::source(window.text)
                .line_start(window.line)
                .path(file)
                .annotations(annotations),
        )
    }
}

/// The lines of a file that hold some places.
struct Window<'a> {
    text: Cow<'a, str>,
    /// 1-based line at which it begins.
    line: usize,
    /// Byte at which it begins.
    start: usize,
}

impl<'a> Window<'a> {
    /// `None` if a place is a whole file or a line is too long to be shown.
    fn around<'p>(text: &'a str, places: impl Iterator<Item = &'p Place>) -> Option<Window<'a>> {
        let (mut line, mut start, mut end) = (usize::MAX, usize::MAX, 0);
        for place in places {
            if place.line == 0 || text.get(place.span.clone()).is_none() {
                return None;
            }
            line = line.min(place.line);
            start = start.min(place.span.start);
            end = end.max(place.span.end);
        }
        let before = text.get(..start)?;
        start = before.rfind('\n').map_or(0, |end| end + 1);
        if start == 0 && text.starts_with('\u{feff}') {
            start = '\u{feff}'.len_utf8();
        }
        let after = text.get(end..)?;
        end += after.find('\n').unwrap_or(after.len());
        // An empty place behind the last line end stands on a line of its own.
        let text = text.get(start.min(end)..end)?;
        let narrow = text.split('\n').all(|line| line.len() <= WIDEST);
        // A blank for a carriage return, so that no byte moves.
        let text = if text.contains('\r') {
            Cow::Owned(text.replace('\r', " "))
        } else {
            Cow::Borrowed(text)
        };
        narrow.then_some(Window { text, line, start })
    }

    /// The bytes of a place within the window.
    fn inner(&self, place: &Place) -> Range<usize> {
        let inner = |byte: usize| byte.saturating_sub(self.start).min(self.text.len());
        inner(place.span.start)..inner(place.span.end)
    }
}

/// The text of the file of a place, if the place is in it.
fn text<'a>(place: &Place, texts: &'a Texts) -> Option<&'a str> {
    let text = texts.get(&place.file).map(String::as_str);
    text.filter(|text| place.line > 0 && text.get(place.span.clone()).is_some())
}

fn origin(place: &Place) -> Origin<'_> {
    let origin = Origin::path(place.file.as_str());
    if place.line == 0 {
        origin
    } else {
        origin.line(place.line).char_column(place.column)
    }
}

/// What a fix would change. Large ones are left to `--fix`.
fn suggestion<'a>(fix: &'a Fix, texts: &'a Texts) -> Option<Group<'a>> {
    let (first, _) = fix.edits.first()?;
    let small =
        fix.edits.len() <= EDITS && fix.edits.iter().all(|(place, _)| place.file == first.file);
    let text = text(first, texts).filter(|_| small)?;
    let window = Window::around(text, fix.edits.iter().map(|(place, _)| place))?;
    if window.text.lines().count() > APART {
        return None;
    }
    let patches = fix
        .edits
        .iter()
        .map(|(place, text)| Patch::new(window.inner(place), text.as_str()));
    let patches: Vec<_> = patches.collect();
    let title = Level::HELP.secondary_title(fix.message.as_str());
    Some(
        title.element(
            Snippet::source(window.text)
                .line_start(window.line)
                .path(first.file.as_str())
                .patches(patches),
        ),
    )
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
        let texts = Texts::from([("zh/share.yaml".to_owned(), text.to_owned())]);
        let shown = render(&[problem], &texts, false);
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
        assert!(render(&[problem], &Texts::new(), false).contains("a.yaml:4:2"));
    }

    #[test]
    fn places_of_one_file_share_an_excerpt() {
        let text = "a: 1\nb: 甲乙\na: 2\n";
        let texts = Texts::from([("a.yaml".to_owned(), text.to_owned())]);
        let at = |line, start| {
            let mark = Mark {
                line,
                column: 1,
                start,
                end: start + 1,
            };
            Place::new("a.yaml", mark)
        };
        let mut problem = Problem::new(codes::DUPLICATE_KEY, at(3, 15), "again");
        problem.also(at(1, 0), "first here");
        let mut end = at(3, 19);
        end.span = 15..20;
        problem.fix("remove it", vec![(end, String::new())]);
        let shown = render(&[problem], &texts, false);
        assert_eq!(
            shown,
            "\
error[E104]: again
 --> a.yaml:3:1
  |
1 | a: 1
  | - first here
2 | b: 甲乙
3 | a: 2
  | ^
  |
help: remove it
  |
3 - a: 2
  |

"
        );
    }

    #[test]
    fn colours_only_on_request() {
        let problem = Problem::new(codes::NO_PACKS, Place::whole("rules"), "none");
        let problems = [problem];
        assert!(render(&problems, &Texts::new(), true).contains("\u{1b}["));
        assert!(!render(&problems, &Texts::new(), false).contains('\u{1b}'));
    }

    #[test]
    fn long_lines_are_not_shown() {
        let text = "x".repeat(1 << 20);
        let texts = Texts::from([("a.yaml".to_owned(), text)]);
        let mark = Mark {
            line: 1,
            column: 1000,
            start: 999,
            end: 1000,
        };
        let problem = Problem::new(codes::SYNTAX, Place::new("a.yaml", mark), "no");
        let shown = render(&[problem], &texts, false);
        assert_eq!(shown, "error[E103]: no\n--> a.yaml:1:1000\n\n");
    }
}
