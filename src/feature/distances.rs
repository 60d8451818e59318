//! How far away the nearest marked line is, on either side.

/// Stands for "no such line".
pub const NOWHERE: f64 = 999.0;

/// Distances to the marked lines around each line.
#[derive(Debug, Clone, Default)]
pub struct Distances {
    before: Vec<f64>,
    after: Vec<f64>,
}

impl FromIterator<bool> for Distances {
    fn from_iter<T: IntoIterator<Item = bool>>(marks: T) -> Distances {
        let marks: Vec<bool> = marks.into_iter().collect();
        let walk = |distance: &mut f64, mark: &bool| {
            let here = distance.min(NOWHERE);
            *distance = if *mark { 1.0 } else { *distance + 1.0 };
            Some(here)
        };
        let before = marks.iter().scan(NOWHERE, walk).collect();
        let mut after: Vec<f64> = marks.iter().rev().scan(NOWHERE, walk).collect();
        after.reverse();
        Distances { before, after }
    }
}

impl Distances {
    /// Lines back to the nearest marked line before a line; [`NOWHERE`] if there is none.
    #[inline]
    pub fn before(&self, line: usize) -> f64 {
        self.before.get(line).copied().unwrap_or(NOWHERE)
    }

    /// Lines on to the nearest marked line after a line; [`NOWHERE`] if there is none.
    #[inline]
    pub fn after(&self, line: usize) -> f64 {
        self.after.get(line).copied().unwrap_or(NOWHERE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_itself_does_not_count() {
        let distances: Distances = [false, true, false, false, true].into_iter().collect();
        let before: Vec<f64> = (0..5).map(|line| distances.before(line)).collect();
        let after: Vec<f64> = (0..5).map(|line| distances.after(line)).collect();
        assert_eq!(before, [NOWHERE, NOWHERE, 1.0, 2.0, 3.0]);
        assert_eq!(after, [1.0, 3.0, 2.0, 1.0, NOWHERE]);
    }
}
