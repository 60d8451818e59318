//! The fit of one pass: cyclic gradient boosting of an additive logistic model (Lou, Caruana,
//! Gehrke: Intelligible Models for Classification and Regression, 2012; Nori et al.:
//! InterpretML, 2019).
//!
//! In each cycle every feature's table moves a small step towards what is still unexplained.
//! Steps of a group of features are taken from the same gradients, which changes little at small
//! steps and lets cores work side by side; the order of all sums is fixed, so the result does
//! not depend on their number.

use rayon::prelude::*;

use super::table::{Column, Row};

/// Share of a step that is taken.
const RATE: f64 = 0.12;
/// Features whose steps are taken from the same gradients.
const GROUP: usize = 8;
/// Least weight (as a share of all, in Hessians) behind a step.
const LEAST: f64 = 2e-5;
/// Curvature added to every step, in weighted lines.
const RIDGE: f64 = 8.0;

/// The numbers of a model over columns.
pub struct Model {
    /// The sum before any column.
    pub intercept: f64,
    /// By column: by bin.
    pub scores: Vec<Vec<f64>>,
}

/// Fits a model.
pub fn boost(columns: &[Column], rows: &[Row], cycles: usize) -> Model {
    let mut model = Model {
        intercept: start(rows),
        scores: columns
            .iter()
            .map(|column| vec![0.0; column.count()])
            .collect(),
    };
    let mut sums = vec![model.intercept as f32; rows.len()];
    let mut gradients: Vec<[f32; 2]> = vec![[0.0; 2]; rows.len()];
    for _ in 0..cycles {
        for group in (0..columns.len()).collect::<Vec<_>>().chunks(GROUP) {
            differentiate(rows, &sums, &mut gradients);
            let steps: Vec<Vec<f32>> = group
                .par_iter()
                .map(|&at| step(&columns[at], &gradients))
                .collect();
            for (&at, step) in group.iter().zip(&steps) {
                for (score, step) in model.scores[at].iter_mut().zip(step) {
                    *score += f64::from(*step);
                }
            }
            take(columns, group, &steps, &mut sums);
        }
    }
    model
}

/// The logarithm of the odds over all rows.
fn start(rows: &[Row]) -> f64 {
    let weigh = |removable: bool| -> f64 {
        let rows = rows.iter().filter(|row| row.removable == removable);
        rows.map(|row| f64::from(row.weight)).sum()
    };
    ((weigh(true) + 1.0) / (weigh(false) + 1.0)).ln()
}

/// First and second derivatives of the logistic loss by row.
fn differentiate(rows: &[Row], sums: &[f32], gradients: &mut [[f32; 2]]) {
    let all = gradients.par_chunks_mut(1 << 14);
    let all = all
        .zip(rows.par_chunks(1 << 14))
        .zip(sums.par_chunks(1 << 14));
    all.for_each(|((gradients, rows), sums)| {
        for ((gradient, row), sum) in gradients.iter_mut().zip(rows).zip(sums) {
            let share = 1.0 / (1.0 + (-sum).exp());
            let wanted = f32::from(u8::from(row.removable));
            *gradient = [
                row.weight * (wanted - share),
                row.weight * (share * (1.0 - share)).max(1e-4),
            ];
        }
    });
}

/// One step of one column.
fn step(column: &Column, gradients: &[[f32; 2]]) -> Vec<f32> {
    let mut sums = [[0.0f64; 2]; 256];
    for (&bin, gradient) in column.bins.iter().zip(gradients) {
        let sum = &mut sums[bin as usize];
        sum[0] += f64::from(gradient[0]);
        sum[1] += f64::from(gradient[1]);
    }
    let sums = &sums[..column.count()];
    let all: f64 = sums.iter().map(|sum| sum[1]).sum();
    let mut leaves = Vec::with_capacity(4);
    leaves.push(0..column.count());
    for _ in 0..3 {
        let best = leaves
            .iter()
            .enumerate()
            .filter_map(|(at, leaf)| Some((at, split(sums, leaf.clone(), all * LEAST)?)))
            .max_by(|a, b| a.1.1.total_cmp(&b.1.1));
        let Some((at, (bin, _))) = best else { break };
        let leaf = leaves.remove(at);
        leaves.insert(at, bin..leaf.end);
        leaves.insert(at, leaf.start..bin);
    }
    let mut step = vec![0.0; column.count()];
    for leaf in leaves {
        let by = move_by(total(&sums[leaf.clone()])) as f32;
        step[leaf].fill(by);
    }
    step
}

fn total(sums: &[[f64; 2]]) -> [f64; 2] {
    let add = |a: [f64; 2], b: &[f64; 2]| [a[0] + b[0], a[1] + b[1]];
    sums.iter().fold([0.0; 2], add)
}

/// A damped Newton step.
fn move_by([gradient, hessian]: [f64; 2]) -> f64 {
    RATE * gradient / (hessian + RIDGE)
}

/// The bin before which a leaf is best cut, and what that gains.
fn split(sums: &[[f64; 2]], leaf: std::ops::Range<usize>, least: f64) -> Option<(usize, f64)> {
    let gain = |[gradient, hessian]: [f64; 2]| gradient * gradient / (hessian + RIDGE);
    let all = total(sums.get(leaf.clone())?);
    let mut left = [0.0; 2];
    let mut best: Option<(usize, f64)> = None;
    let last = leaf.end.saturating_sub(1);
    for (bin, sum) in sums.iter().enumerate().take(last).skip(leaf.start) {
        left = [left[0] + sum[0], left[1] + sum[1]];
        let right = [all[0] - left[0], all[1] - left[1]];
        if left[1] < least || right[1] < least {
            continue;
        }
        let gained = gain(left) + gain(right) - gain(all);
        if gained > best.map_or(1e-9, |(_, gain)| gain) {
            best = Some((bin + 1, gained));
        }
    }
    best
}

/// Adds steps to the sums of all rows.
fn take(columns: &[Column], group: &[usize], steps: &[Vec<f32>], sums: &mut [f32]) {
    const ROWS: usize = 1 << 13;
    sums.par_chunks_mut(ROWS)
        .enumerate()
        .for_each(|(chunk, sums)| {
            for (&at, step) in group.iter().zip(steps) {
                let bins = &columns[at].bins[chunk * ROWS..][..sums.len()];
                for (sum, &bin) in sums.iter_mut().zip(bins) {
                    *sum += step[bin as usize];
                }
            }
        });
}
