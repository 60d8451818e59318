//! The scorecard at work: values of its features on the lines of a document, the two sums, and
//! what they add to the ledger.

use super::document::Run;
use super::facts::{self, Facts};
use super::program::Program;
use crate::feature::line_facts::is_paragraph;
use crate::feature::{DocumentFacts, FeatureId, LineFacts, LineView, Measure, Stage};
use crate::rule::{Bins, Pass, Profile, Scorecard, Term};
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

    /// How to measure each feature of a line in its document, `None` for those not among `asked`.
    fn around_among(&self, asked: &[FeatureId]) -> Vec<Option<InDocument>> {
        let measure = |id: &FeatureId| match id.get().measure {
            Measure::LineInDocument(measure) if asked.contains(id) => Some(measure),
            _ => None,
        };
        self.around.iter().map(measure).collect()
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

/// How to measure a line in its document.
type InDocument = fn(&DocumentFacts, usize) -> f64;

/// A pass whose features are places among measured values.
#[derive(Debug, Clone)]
pub struct Table {
    intercept: f64,
    /// Of the features of a line in its document, those that it asks for.
    around: Vec<Option<InDocument>>,
    /// What asks for features of the document only, and so is the same for all of its lines.
    of_document: Vec<(usize, Bins)>,
    of_line: Vec<(usize, Bins)>,
}

/// The sum of some tables.
fn sum(terms: &[(usize, Bins)], values: &[f64]) -> f64 {
    let value = |place: usize| values.get(place).copied().unwrap_or(f64::NAN);
    let terms = terms.iter();
    terms.map(|(place, bins)| bins.score(value(*place))).sum()
}

impl Table {
    /// A pass over columns.
    pub fn new(pass: &Pass, columns: &Columns) -> Table {
        let place = |wanted: FeatureId| {
            let found = columns.features().position(|id| id == wanted);
            found.unwrap_or_default()
        };
        let terms = pass.terms.iter();
        let terms = terms.map(|term| (place(term.feature), term.bins.clone()));
        let first = columns.line.len() + columns.around.len();
        let (of_document, of_line) = terms.partition(|(place, _)| *place >= first);
        Table {
            intercept: pass.intercept,
            around: columns.around_among(&pass.features().collect::<Vec<_>>()),
            of_document,
            of_line,
        }
    }

    /// The sum for the values of all columns.
    pub fn sum(&self, values: &[f64]) -> f64 {
        self.sum_of_line(self.sum_of_document(values), values)
    }

    /// The sum of a line of a document whose part of it is known.
    fn sum_of_line(&self, of_document: f64, values: &[f64]) -> f64 {
        // Decimals do not add up to the last bit; a sum that meets a bound shall meet it in
        // whatever order it was made.
        (1e6 * (of_document + sum(&self.of_line, values))).round() / 1e6
    }

    /// The part of the sum that is the same for all lines of a document.
    fn sum_of_document(&self, values: &[f64]) -> f64 {
        self.intercept + sum(&self.of_document, values)
    }
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
    first: Table,
    /// In the strictest profile, in which shape is proof of its own. The milder ones remove nothing
    /// without a word for it, and no prose: there shape accuses only on documents in which the
    /// first pass has evidence that a line goes, and of their lines only those of which terms of
    /// removable labels are a good part and that are no paragraphs. For those few the first sum is
    /// as good a judge, and a second would need the first of every other line.
    second: Option<Table>,
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
        let second = is_proof.then_some(&card.second);
        let passes = std::iter::once(&card.first).chain(second);
        let columns = Columns::new(passes.flat_map(Pass::features));
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
            first: Table::new(&card.first, &columns),
            second: second.map(|pass| Table::new(pass, &columns)),
            terms: second.unwrap_or(&card.first).terms.clone(),
            ledger,
            outweighed_from,
            columns,
            always,
        })
    }

    /// Whether it can remove a line of a document of which no rule says anything. The milder
    /// profiles leave such documents alone, and do not measure them.
    pub fn decides(&self, threshold: f64) -> bool {
        self.second.is_some() && self.ledger.scores.iter().any(|&score| score >= threshold)
    }

    /// What the sum that decides adds to the ledger.
    pub fn ledger(&self, sum: f64) -> f64 {
        self.ledger.score(sum)
    }

    /// The sums that decide on the live lines of a document; sets its first scores where somebody
    /// looks at them. Nothing where no line of the document can go by them.
    pub fn sums(&self, run: &Run<'_>, facts: &mut Facts<'_>) -> Vec<f64> {
        if let Some(second) = &self.second {
            let first = self.pass(facts, &self.first, Stage::Context, |_| true);
            facts.set_scores(first);
            return self.pass(facts, second, Stage::Scored, |_| true);
        }
        if !(self.always || facts.accused() && self.may_accuse(run)) {
            return Vec::new();
        }
        let may_be_accused =
            |line: &LineFacts| says_enough(line.covered, line.chars) && !line.paragraph;
        let counts = |line: &LineFacts| self.always || may_be_accused(line);
        let mut sums = self.pass(facts, &self.first, Stage::Context, counts);
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

    /// The sums of a pass over the lines that count, 0 for others.
    fn pass(
        &self,
        facts: &Facts<'_>,
        table: &Table,
        until: Stage,
        counts: impl Fn(&LineFacts) -> bool,
    ) -> Vec<f64> {
        let document = facts.get();
        let of_line = self.columns.line_count();
        let mut values = vec![0.0; of_line + table.around.len()];
        values.extend(self.columns.measure_document(document, until));
        let of_document = table.sum_of_document(&values);
        let mut sum = |line: usize| {
            let (own, others) = values.split_at_mut(of_line);
            facts.measure_line(line, own);
            for (value, measure) in others.iter_mut().zip(&table.around) {
                if let Some(measure) = measure {
                    *value = measure(document, line);
                }
            }
            table.sum_of_line(of_document, &values)
        };
        let lines = document.lines.iter().enumerate();
        let sums = lines.map(|(at, line)| if counts(line) { sum(at) } else { 0.0 });
        sums.collect()
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
