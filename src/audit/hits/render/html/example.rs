//! A line with what its rules matched marked, and its ledger.

use super::super::super::example::Example;
use super::text::visible;

/// A part of a line.
pub struct Part {
    pub text: String,
    pub marked: bool,
}

/// A row of a ledger.
pub struct Hit {
    pub rule: String,
    pub score: String,
    pub pivotal: bool,
}

/// A line to be shown.
pub struct Shown {
    /// `keep`, `drop` or `cut`: a class of the page.
    pub verdict: &'static str,
    pub verdict_text: String,
    pub parts: Vec<Part>,
    pub cut_before: bool,
    pub cut_after: bool,
    pub place: String,
    pub gold: Option<String>,
    pub likeness: String,
    pub hits: Vec<Hit>,
    pub against: Option<String>,
    pub score: String,
}

/// A verdict as a class of the page; what is unknown is taken for `keep`.
pub fn class(verdict: &str) -> &'static str {
    match verdict {
        "drop" => "drop",
        "cut" => "cut",
        _ => "keep",
    }
}

impl Shown {
    /// A line with the matches of one rule marked, or of all.
    pub fn new(example: &Example, rule: Option<&str>) -> Shown {
        let of_rule = |id: &str| rule.is_none_or(|rule| rule == id);
        let mut spans: Vec<[usize; 2]> = example
            .hits
            .iter()
            .filter(|hit| of_rule(&hit.rule))
            .flat_map(|hit| hit.spans.iter())
            .map(|span| span.map(|at| at.saturating_sub(example.from)))
            .collect();
        spans.sort_unstable();
        let shown = example.text.chars().count();
        let id = example.doc.as_deref().filter(|doc| *doc != example.file);
        Shown {
            verdict: class(&example.verdict),
            verdict_text: match example.verdict.as_str() {
                "keep" => "kept".to_owned(),
                verdict => format!("{verdict} · {}", visible(&example.label)),
            },
            parts: parts(&example.text, &spans),
            cut_before: example.from > 0,
            cut_after: example.from as u64 + (shown as u64) < example.chars,
            place: visible(&match id {
                Some(id) => format!(
                    "{}:{} ({id}), line {}",
                    example.file, example.record, example.line
                ),
                None => format!("{}:{}, line {}", example.file, example.record, example.line),
            }),
            gold: example.gold.as_deref().map(visible),
            likeness: format!("{:.2}", example.likeness),
            hits: example
                .hits
                .iter()
                .map(|hit| Hit {
                    rule: visible(&hit.rule),
                    score: format!("{:+.2}", hit.score),
                    pivotal: hit.pivotal,
                })
                .collect(),
            against: example.against.as_deref().map(visible),
            score: format!("{:.2}", example.score),
        }
    }
}

/// A text cut at the ends of ascending spans, in characters.
fn parts(text: &str, spans: &[[usize; 2]]) -> Vec<Part> {
    let chars: Vec<char> = text.chars().collect();
    let mut parts = Vec::new();
    let mut push = |from: usize, to: usize, marked: bool| {
        if let Some(part) = chars.get(from..to).filter(|part| !part.is_empty()) {
            let text = visible(&part.iter().collect::<String>());
            parts.push(Part { text, marked });
        }
    };
    let mut at = 0;
    for &[start, end] in spans {
        let (start, end) = (start.clamp(at, chars.len()), end.min(chars.len()));
        if start < end {
            push(at, start, false);
            push(start, end, true);
            at = end;
        }
    }
    push(at, chars.len(), false);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_marked_even_if_they_overlap_or_lead_out() {
        let told = |text: &str, spans: &[[usize; 2]]| -> String {
            let told = parts(text, spans).into_iter();
            told.map(|part| match part.marked {
                true => format!("[{}]", part.text),
                false => part.text,
            })
            .collect()
        };
        assert_eq!(told("分享到微信", &[[0, 2], [3, 9]]), "[分享]到[微信]");
        assert_eq!(told("abc", &[[0, 2], [1, 3]]), "[ab][c]");
        assert_eq!(told("abc", &[]), "abc");
        assert_eq!(told("", &[[4, 9]]), "");
    }
}
