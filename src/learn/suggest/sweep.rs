//! One reading of the corpus: every line with what the rules make of it.
//!
//! The corpus is read several times, so that what is kept in memory does not grow with it.

use rayon::prelude::*;

use crate::corpus::{Document, Documents, Fields, Plan, Problem};
use crate::engine::{Action, Engine, Scratch};
use crate::feature::line_facts::is_paragraph;
use crate::feature::{LineView, Measure, find};
use crate::rule::Label;
use crate::text::class::Class;
use crate::text::fold::FoldBuffer;
use crate::text::lines::{Line, split_into};

/// Segments from which on a line without a sentence is taken for a keyword list.
const LIST_SEGMENTS: f64 = 4.0;
/// Share of letters in function characters or words above which a line is a sentence, whatever
/// its marks. Running Chinese has about a tenth, other languages more.
const LIST_FUNCTION: f64 = 0.1;
/// Mean length of segments in columns' worth of characters above which they are clauses.
const LIST_MEAN: f64 = 24.0;
/// Longest line in characters that may be a widget.
const WIDGET_CHARS: f64 = 60.0;

/// Longest segment in characters from which on a line of a script without spaces and without a list
/// of function words (Thai, Lao, Khmer, Myanmar) is running text.
const RUNNING_SEGMENT: f64 = 60.0;

/// What a line is, as far as the present rules and its shape tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A rule takes it.
    Removed(Label),
    /// It is kept and reads like a paragraph.
    Paragraph,
    /// It is kept and looks like a list of keywords; no rule explains it.
    List,
    /// It is kept, short and without a sentence: a widget if it repeats across documents.
    Short,
    /// It is kept and none of these.
    Other,
}

/// A line that is not blank.
#[derive(Debug)]
pub struct SeenLine {
    /// The line without the white space around it.
    pub text: String,
    /// As matching sees it, without the white space around it.
    pub folded: String,
    /// What it is.
    pub kind: Kind,
    /// Terms by which rules took it.
    pub known: Vec<String>,
}

/// Memory of one worker.
#[derive(Default)]
struct Memory {
    scratch: Scratch,
    fold: FoldBuffer,
    lines: Vec<Line>,
}

/// A corpus to read and the rules that judge it.
pub struct Sweep<'s> {
    /// The present rules.
    pub engine: &'s Engine,
    /// The files.
    pub plan: &'s Plan,
    /// How to read records.
    pub fields: &'s Fields,
}

impl Sweep<'_> {
    /// Reads all documents with the threads of the present pool. `look` sees the lines of one
    /// document; `take` gets what it made of them, in the order of the corpus. What cannot be
    /// read goes to `problem`.
    pub fn run<T: Send>(
        &self,
        look: impl Fn(&Document, Vec<SeenLine>) -> T + Sync,
        mut take: impl FnMut(T),
        mut problem: impl FnMut(&Problem),
    ) {
        let mut documents = Documents::new(self.plan, self.fields);
        let mut problems = Vec::new();
        while let Some(batch) = documents.next(&mut problems) {
            problems.drain(..).for_each(|one| problem(&one));
            let found: Vec<T> = batch
                .par_iter()
                .map_init(Memory::default, |memory, document| {
                    look(document, self.lines(memory, &document.text))
                })
                .collect();
            found.into_iter().for_each(&mut take);
        }
        problems.drain(..).for_each(|one| problem(&one));
    }

    fn lines(&self, memory: &mut Memory, text: &str) -> Vec<SeenLine> {
        let outcome = self.engine.clean(text, &mut memory.scratch);
        split_into(text, &mut memory.lines);
        let mut removed: Vec<Option<(Label, Vec<String>)>> = vec![None; memory.lines.len()];
        for edit in &outcome.edits {
            let Some(label) = edit.label else { continue };
            let terms = edit.reasons.iter().flat_map(|reason| reason.terms.clone());
            let why = Some((label, terms.collect()));
            match edit.action {
                Action::DropDocument => removed.fill(why),
                Action::DropLine | Action::CutSpan => {
                    if let Some(slot) = removed.get_mut(edit.line.saturating_sub(1)) {
                        *slot = why;
                    }
                }
                Action::Repair => {}
            }
        }
        let fold = &mut memory.fold;
        let lines = memory.lines.iter().zip(removed);
        lines
            .filter_map(|(line, removed)| {
                let raw = text.get(line.content.clone())?.trim();
                (!raw.is_empty()).then(|| seen(raw, removed, fold))
            })
            .collect()
    }
}

fn seen(raw: &str, removed: Option<(Label, Vec<String>)>, fold: &mut FoldBuffer) -> SeenLine {
    let folded = fold.fold(raw);
    let view = LineView::new(raw, folded.text, folded.counts);
    let (kind, known) = match removed {
        Some((label, known)) => (Kind::Removed(label), known),
        None => (shape(&view), Vec::new()),
    };
    SeenLine {
        text: raw.to_owned(),
        folded: view.folded.to_owned(),
        kind,
        known,
    }
}

/// What a kept line looks like.
fn shape(view: &LineView<'_>) -> Kind {
    let measure = |name| measure(view, name);
    let counts = view.counts();
    let unspaced = counts.get(Class::Unspaced) * 2 > counts.letters;
    if is_paragraph(view) || unspaced && measure("max-segment") >= RUNNING_SEGMENT {
        return Kind::Paragraph;
    }
    if measure("sentence-ends") > 0.0 || measure("letters") == 0.0 {
        return Kind::Other;
    }
    let is_list = measure("segments") >= LIST_SEGMENTS
        && measure("mean-segment") <= LIST_MEAN
        && measure("function-share") <= LIST_FUNCTION;
    if is_list {
        Kind::List
    } else if measure("chars") <= WIDGET_CHARS {
        Kind::Short
    } else {
        Kind::Other
    }
}

/// A feature of a line by its name.
pub fn measure(view: &LineView<'_>, feature: &str) -> f64 {
    match find(feature).map(|feature| feature.get().measure) {
        Some(Measure::Line(measure)) => measure(view),
        _ => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        let mut fold = FoldBuffer::default();
        for (line, kind) in [
            ("国产精品|亚洲无码|在线观看|中文字幕", Kind::List),
            (
                "slot gacor | situs judi | togel online | casino",
                Kind::List,
            ),
            ("阅读(318)", Kind::Short),
            ("他走了。", Kind::Other),
            (
                "他把照片发给了我们，大家都说拍得不错。后来他又寄来了两张，说是同一天在河边拍的。",
                Kind::Paragraph,
            ),
            (
                "เธอสอนหนังสืออยู่ที่โรงเรียนในเมืองเป็นเวลาสามสิบปี ก่อนที่จะกลับมาที่บ้านเกิดของเธอ",
                Kind::Paragraph,
            ),
            ("* * * *", Kind::Other),
        ] {
            assert_eq!(seen(line, None, &mut fold).kind, kind, "{line}");
        }
    }
}
