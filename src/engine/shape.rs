//! The scorecard at work: values of its features on the lines of a document, the two sums, and
//! what they add to the ledger.

use super::document::Run;
use super::facts::{self, Facts};
use super::passes::{PassSums, Passes};
use super::program::Program;
use crate::feature::line_facts::is_paragraph;
use crate::feature::{DocumentFacts, FeatureId, LineFacts, LineView, Measure, Stage};
use crate::rule::{Bins, Profile, Scorecard, Term};
use crate::text::lines::count_chars;

/// Values of features on one line, in the order in which they were asked for.
pub type Values = Vec<f64>;

/// Features to be measured on every line of a document.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    /// Features of the line alone.
    line: Vec<FeatureId>,
    /// Features of the line in its document.
    around: Vec<FeatureId>,
    /// Features of the document.
    document: Vec<FeatureId>,
}

impl Columns {
    /// The different features among some.
    pub fn new(features: impl Iterator<Item = FeatureId>) -> Columns {
        let mut features: Vec<FeatureId> = features.collect();
        features.sort_unstable();
        features.dedup();
        let mut columns = Columns::default();
        for id in features {
            match id.get().measure {
                Measure::Line(_) => columns.line.push(id),
                Measure::LineInDocument(_) => columns.around.push(id),
                Measure::Document(_) => columns.document.push(id),
            }
        }
        columns
    }

    /// All of them, those of the line first.
    pub fn features(&self) -> impl Iterator<Item = FeatureId> + '_ {
        let all = self.line.iter().chain(&self.around).chain(&self.document);
        all.copied()
    }

    /// Number of features of the line alone.
    pub fn line_count(&self) -> usize {
        self.line.len()
    }

    /// Measures the features of the line alone; as many values as there are of them.
    pub fn measure_line(&self, view: &LineView<'_>, values: &mut [f64]) {
        for (id, value) in self.line.iter().zip(values) {
            if let Measure::Line(measure) = id.get().measure {
                *value = view.value(*id, measure);
            }
        }
    }

    /// Appends the values of the features of a line in its document that are known at a stage;
    /// 0 for later ones.
    pub fn measure_around(
        &self,
        document: &DocumentFacts,
        line: usize,
        until: Stage,
        values: &mut Values,
    ) {
        values.extend(self.around.iter().map(|id| match id.get().measure {
            Measure::LineInDocument(measure) if id.get().stage <= until => measure(document, line),
            _ => 0.0,
        }));
    }

    /// The values of the features of the document, as [`Columns::measure_around`].
    pub fn measure_document(&self, document: &DocumentFacts, until: Stage) -> Values {
        let value = |id: &FeatureId| match id.get().measure {
            Measure::Document(measure) if id.get().stage <= until => measure(document),
            _ => 0.0,
        };
        self.document.iter().map(value).collect()
    }
}

/// Of how many characters of a line terms of removable labels cover one at least, where shape may
/// accuse it in the milder profiles: a sentence in a comment has such a word by chance.
const COVERED: u32 = 4;

/// Whether terms of removable labels cover a good part of a line.
fn says_enough(covered: u32, chars: u32) -> bool {
    covered > 0 && covered.saturating_mul(COVERED) >= chars
}

/// What one feature adds to a sum.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// Its name.
    pub feature: &'static str,
    /// Its value.
    pub value: f64,
    /// What it adds.
    pub score: f64,
}

/// A scorecard made ready for one profile.
#[derive(Debug)]
pub struct Shape {
    /// What has to be measured.
    pub columns: Columns,
    /// The first pass and, in the strictest profile, the second. There shape is proof of its own. The
    /// milder ones remove nothing without a word for it, and no prose: there shape accuses only on
    /// documents in which the first pass has evidence that a line goes, and of their lines only
    /// those of which terms of removable labels are a good part and that are no paragraphs. For
    /// those few the first sum is as good a judge, and a second would need the first of every other
    /// line.
    passes: Passes,
    /// The terms of the pass that decides.
    terms: Vec<Term>,
    ledger: Bins,
    /// From which score on a rule that protects holds against shape. Where shape needs terms, what
    /// speaks for the terms speaks for the line, and every rule holds; where it is proof of its own,
    /// those that alone outweigh all that it can add.
    pub outweighed_from: f64,
    /// Whether sums are needed of documents without a line that shape may accuse, and of all lines:
    /// a rule asks for first scores, or the ledger has something for sums of 0 and less.
    always: bool,
}

impl Shape {
    /// The scorecard, if it counts in the profile.
    pub fn new(card: &Scorecard, profile: Profile, program: &Program) -> Option<Shape> {
        let ledger = card.ledger(profile)?.clone();
        let is_proof = profile == Profile::Strict;
        let (passes, deciding) = match is_proof {
            true => (vec![&card.first, &card.second], &card.second),
            false => (vec![&card.first], &card.first),
        };
        let columns = Columns::new(passes.iter().flat_map(|pass| pass.features()));
        let of_others = ledger
            .scores
            .iter()
            .take(1 + Bins::find(&ledger.bounds, 0.0));
        let rules_ask = program.rules.iter().any(|rule| rule.stage == Stage::Scored);
        let always = rules_ask || of_others.into_iter().any(|&score| score != 0.0);
        let outweighed_from = match is_proof {
            true => ledger.scores.iter().copied().fold(0.0, f64::max),
            false => 0.0,
        };
        Some(Shape {
            passes: Passes::new(&passes),
            terms: deciding.terms.clone(),
            ledger,
            outweighed_from,
            columns,
            always,
        })
    }

    /// Whether it can remove a line of a document of which no rule says anything. The milder
    /// profiles leave such documents alone, and do not measure them.
    pub fn decides(&self, threshold: f64) -> bool {
        self.passes.number() > 1 && self.ledger.scores.iter().any(|&score| score >= threshold)
    }

    /// What the sum that decides adds to the ledger.
    pub fn ledger(&self, sum: f64) -> f64 {
        self.ledger.score(sum)
    }

    /// The sums that decide on the live lines of a document; sets its first scores where somebody
    /// looks at them. Nothing where no line of the document can go by them.
    pub fn sums(&self, run: &Run<'_>, facts: &mut Facts<'_>) -> Vec<f64> {
        if self.passes.number() > 1 {
            let known = self.without_sums(run, facts, |_| true);
            facts.set_scores(known.iter().map(|sums| sums.of(0)).collect());
            let document = facts.get();
            let of_document = self.passes.of_document_sums(document);
            let all = known.into_iter().enumerate();
            let sums = all.map(|(at, sums)| {
                let sums = sums + of_document + self.passes.of_sums(document, at);
                sums.of(1)
            });
            return sums.collect();
        }
        if !(self.always || facts.accused() && self.may_accuse(run)) {
            return Vec::new();
        }
        let may_be_accused =
            |line: &LineFacts| says_enough(line.covered, line.chars) && !line.paragraph;
        let counts = |line: &LineFacts| self.always || may_be_accused(line);
        let sums = self.without_sums(run, facts, counts);
        let mut sums: Vec<f64> = sums.into_iter().map(|sums| sums.of(0)).collect();
        if self.always {
            facts.set_scores(sums.clone());
        }
        for (line, sum) in facts.get().lines.iter().zip(&mut sums) {
            if !may_be_accused(line) {
                *sum = sum.min(0.0);
            }
        }
        sums
    }

    /// Whether a line of the document is one that the milder profiles let shape accuse: a term
    /// of a removable label stands in it, and it is no paragraph.
    fn may_accuse(&self, run: &Run<'_>) -> bool {
        let program = &run.engine.program;
        run.state.live.iter().any(|&line| {
            let line = line as usize;
            let covered = facts::covered(run.state, program, line);
            covered > 0 && {
                let view = run.state.view(run.text, line);
                says_enough(covered, count_chars(view.folded) as u32) && !is_paragraph(&view)
            }
        })
    }

    /// What the lines that count add up to without what looks at first sums; 0 for others.
    fn without_sums(
        &self,
        run: &Run<'_>,
        facts: &Facts<'_>,
        counts: impl Fn(&LineFacts) -> bool,
    ) -> Vec<PassSums> {
        let document = facts.get();
        let of_document = self.passes.of_document(document);
        let sums = |at: usize| {
            let of_verdicts = self.passes.of_verdicts(document, at);
            of_document + self.before_verdicts(run, document, at) + of_verdicts
        };
        let lines = document.lines.iter().enumerate();
        let sums = lines.map(|(at, line)| match counts(line) {
            true => sums(at),
            false => PassSums::default(),
        });
        sums.collect()
    }

    fn before_verdicts(&self, run: &Run<'_>, document: &DocumentFacts, at: usize) -> PassSums {
        let line = run.state.live[at] as usize;
        let state = &run.state.states[line];
        state.placed_sums.get().unwrap_or_else(|| {
            let known = run.state.sums(line);
            let of_line = known.get().unwrap_or_else(|| {
                let view = run.state.view(run.text, line);
                self.passes.of_line(&view)
            });
            known.set(Some(of_line));
            let sums = of_line + self.passes.of_place(document, at);
            state.placed_sums.set(Some(sums));
            sums
        })
    }

    /// What the features add to the sum of a line, the largest first; what adds nothing
    /// is left out.
    pub fn contributions(&self, facts: &Facts<'_>, line: usize) -> Vec<Contribution> {
        let columns = &self.columns;
        let mut values = vec![0.0; columns.line_count()];
        facts.measure_line(line, &mut values);
        columns.measure_around(facts.get(), line, Stage::Scored, &mut values);
        values.extend(columns.measure_document(facts.get(), Stage::Scored));
        let value = |wanted: FeatureId| {
            let place = self.columns.features().position(|id| id == wanted);
            place
                .and_then(|place| values.get(place))
                .copied()
                .unwrap_or(f64::NAN)
        };
        let terms = self.terms.iter();
        let contribution = |term: &Term| {
            let value = value(term.feature);
            Contribution {
                feature: term.feature.get().name,
                value,
                score: term.bins.score(value),
            }
        };
        let mut all: Vec<Contribution> = terms.map(contribution).collect();
        all.retain(|contribution| contribution.score != 0.0);
        all.sort_by(|a, b| b.score.abs().total_cmp(&a.score.abs()));
        all
    }
}
