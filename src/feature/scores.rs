//! First-pass scores by shape, and what a second look makes of them.
//!
//! A score above 0 speaks for removing a line. Lines with a score below 0 are *kept* here; runs
//! of kept lines, with gaps of at most [`GAP`] lines, are *blocks*. A page has one block that
//! matters, and others (comments, teasers, notices) that look like text but stand apart.

use super::distances::Distances;
use super::line_facts::LineFacts;
use super::sums::Sums;

/// Lines that may stand between two kept lines of one block: a picture's caption and credit, or
/// a button and its label, inside an article.
const GAP: usize = 2;

/// Scores of the lines of a document.
#[derive(Debug, Default)]
pub struct Scores {
    /// By line; empty before the first pass.
    pub by_line: Vec<f64>,
    /// The same as sums, each limited to ±[`LIMIT`].
    pub sums: Sums,
    /// Columns of kept lines.
    pub kept: Sums,
    /// By line: columns of kept lines of the block that it stands in; 0 outside of blocks.
    blocks: Vec<f64>,
    /// Columns of the largest block.
    pub largest: f64,
    /// By line: number of blocks that began at or before it.
    number: Vec<u32>,
    /// The nearest kept lines.
    pub nearest: Distances,
}

/// Largest score that counts in a mean: a line that is certain to go says no more about its
/// neighbours than one that most likely goes.
pub const LIMIT: f64 = 4.0;

impl Scores {
    /// Columns of the block of a line; 0 outside of blocks, and before the first pass.
    #[inline]
    pub fn block(&self, line: usize) -> f64 {
        self.blocks.get(line).copied().unwrap_or(0.0)
    }

    /// Number of blocks that began at or before a line.
    #[inline]
    pub fn number(&self, line: usize) -> f64 {
        self.number
            .get(line)
            .map_or(0.0, |&number| f64::from(number))
    }

    /// Scores of the lines, one each.
    pub fn new(by_line: Vec<f64>, lines: &[LineFacts]) -> Scores {
        let kept = |(score, line): (&f64, &LineFacts)| {
            if *score < 0.0 {
                f64::from(line.width)
            } else {
                0.0
            }
        };
        let kept: Vec<f64> = by_line.iter().zip(lines).map(kept).collect();
        let mut scores = Scores {
            sums: by_line
                .iter()
                .map(|score| score.clamp(-LIMIT, LIMIT))
                .collect(),
            blocks: vec![0.0; by_line.len()],
            number: Vec::with_capacity(by_line.len()),
            largest: 0.0,
            nearest: by_line.iter().map(|&score| score < 0.0).collect(),
            kept: kept.iter().copied().collect(),
            by_line,
        };
        scores.find_blocks();
        scores
    }

    fn find_blocks(&mut self) {
        let mut start = 0;
        let mut count = 0;
        let is_kept = |scores: &[f64], line: usize| scores[line] < 0.0;
        while start < self.by_line.len() {
            if !is_kept(&self.by_line, start) {
                self.number.push(count);
                start += 1;
                continue;
            }
            let mut end = start + 1;
            for line in start + 1..self.by_line.len() {
                if is_kept(&self.by_line, line) {
                    end = line + 1;
                } else if line >= end + GAP {
                    break;
                }
            }
            count += 1;
            let columns = self.kept.before(end) - self.kept.before(start);
            self.blocks[start..end].fill(columns);
            self.number.resize(end, count);
            self.largest = self.largest.max(columns);
            start = end;
        }
    }

    /// Score of a line; 0 past either end and before the first pass.
    #[inline]
    pub fn at(&self, line: Option<usize>) -> f64 {
        line.and_then(|line| self.by_line.get(line))
            .map_or(0.0, |score| score.clamp(-LIMIT, LIMIT))
    }

    /// Mean score of the lines up to `distance` away, the line itself left out.
    #[inline]
    pub fn mean(&self, line: usize, distance: usize) -> f64 {
        let from = line.saturating_sub(distance);
        let to = (line + distance + 1).min(self.by_line.len());
        let others = to.saturating_sub(from).saturating_sub(1).max(1);
        self.sums.others(line, distance) / others as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_bridge_small_gaps() {
        let line = |width| LineFacts {
            width,
            ..LineFacts::default()
        };
        let lines = [
            line(10),
            line(20),
            line(5),
            line(5),
            line(30),
            line(5),
            line(5),
            line(5),
            line(7),
        ];
        let scores = Scores::new(
            vec![-1.0, -1.0, 1.0, 1.0, -1.0, 1.0, 1.0, 1.0, -9.0],
            &lines,
        );
        assert_eq!(
            scores.blocks,
            [60.0, 60.0, 60.0, 60.0, 60.0, 0.0, 0.0, 0.0, 7.0]
        );
        assert_eq!(scores.number, [1, 1, 1, 1, 1, 1, 1, 1, 2]);
        assert_eq!(
            (scores.largest, scores.at(Some(8)), scores.at(None)),
            (60.0, -LIMIT, 0.0)
        );
        assert_eq!(scores.mean(0, 2), 0.0);
    }
}
