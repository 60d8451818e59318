//! Pairs of features that say more together than apart: those in whose cells the most is still
//! unexplained (the FAST measure of Lou, Caruana, Gehrke, Hooker: Accurate Intelligible Models
//! with Pairwise Interactions, 2013).

use rayon::prelude::*;

use super::table::{Column, Row};
use crate::feature::FeatureId;

/// Bins of each feature of a pair.
const BINS: usize = 6;
/// Most rows that are looked at to choose pairs.
const ROWS: usize = 150_000;

/// A pair on all rows, as cells.
pub struct Cells {
    /// The features.
    pub features: [FeatureId; 2],
    /// Bounds of each.
    pub bounds: [Vec<f64>; 2],
    /// Cell by row: bin of the first times the bins of the second, plus bin of the second.
    pub cells: Vec<u8>,
}

impl Cells {
    /// Number of cells.
    pub fn count(&self) -> usize {
        (self.bounds[0].len() + 1) * (self.bounds[1].len() + 1)
    }
}

/// A column in few bins: its bounds and the coarse bin of each fine one.
struct Coarse {
    bounds: Vec<f64>,
    bin_of: Vec<u8>,
}

impl Coarse {
    /// Merges neighbouring bins until there are few.
    fn new(column: &Column) -> Coarse {
        let fine = column.bounds.len() + 1;
        let groups = BINS.min(fine);
        let bin_of: Vec<u8> = (0..fine).map(|bin| (bin * groups / fine) as u8).collect();
        let ends = bin_of.windows(2).zip(&column.bounds);
        let bounds = ends.filter(|(pair, _)| pair[0] != pair[1]);
        Coarse {
            bounds: bounds.map(|(_, &bound)| bound).collect(),
            bin_of,
        }
    }
}

/// The `most` best pairs among some columns, given what is explained by row.
pub fn choose(
    columns: &[Column],
    among: &[usize],
    rows: &[Row],
    sums: &[f32],
    most: usize,
) -> Vec<Cells> {
    let coarse: Vec<Coarse> = columns.iter().map(Coarse::new).collect();
    let stride = rows.len().div_ceil(ROWS).max(1);
    let rest: Vec<(usize, f64, f64)> = (0..rows.len())
        .step_by(stride)
        .map(|at| {
            let share = 1.0 / (1.0 + f64::from(-sums[at]).exp());
            let weight = f64::from(rows[at].weight);
            let wanted = f64::from(u8::from(rows[at].removable));
            (
                at,
                weight * (wanted - share),
                weight * share * (1.0 - share),
            )
        })
        .collect();
    let pairs: Vec<(usize, usize)> = among
        .iter()
        .enumerate()
        .flat_map(|(n, &a)| among[n + 1..].iter().map(move |&b| (a.min(b), a.max(b))))
        .collect();
    let mut gains: Vec<(f64, usize, usize)> = pairs
        .par_iter()
        .map(|&(a, b)| (gain(&coarse, columns, a, b, &rest), a, b))
        .collect();
    gains.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)).then(x.2.cmp(&y.2)));
    gains.truncate(most);
    gains
        .iter()
        .map(|&(_, a, b)| cells(&coarse, columns, a, b))
        .collect()
}

fn gain(
    coarse: &[Coarse],
    columns: &[Column],
    a: usize,
    b: usize,
    rest: &[(usize, f64, f64)],
) -> f64 {
    let mut sums = [[0.0f64; 2]; BINS * BINS];
    for &(at, gradient, hessian) in rest {
        let first = coarse[a].bin_of[columns[a].bins[at] as usize] as usize;
        let second = coarse[b].bin_of[columns[b].bins[at] as usize] as usize;
        let sum = &mut sums[first * BINS + second];
        *sum = [sum[0] + gradient, sum[1] + hessian];
    }
    let of = |[gradient, hessian]: [f64; 2]| gradient * gradient / (hessian + 20.0);
    sums.iter().map(|&sum| of(sum)).sum()
}

fn cells(coarse: &[Coarse], columns: &[Column], a: usize, b: usize) -> Cells {
    let width = coarse[b].bounds.len() + 1;
    let cell = |(&first, &second): (&u8, &u8)| {
        let first = coarse[a].bin_of[first as usize] as usize;
        (first * width) as u8 + coarse[b].bin_of[second as usize]
    };
    Cells {
        features: [columns[a].feature, columns[b].feature],
        bounds: [coarse[a].bounds.clone(), coarse[b].bounds.clone()],
        cells: columns[a]
            .bins
            .iter()
            .zip(&columns[b].bins)
            .map(cell)
            .collect(),
    }
}
