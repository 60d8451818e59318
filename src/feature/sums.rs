//! Sums over windows of lines, each in constant time.

/// Running sums of a number per line.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    /// Sum of the first `n` numbers at `n`.
    until: Vec<f64>,
}

impl FromIterator<f64> for Sums {
    fn from_iter<T: IntoIterator<Item = f64>>(numbers: T) -> Sums {
        let mut sum = 0.0;
        let mut until = vec![0.0];
        until.extend(numbers.into_iter().map(|number| {
            sum += number;
            sum
        }));
        Sums { until }
    }
}

impl Sums {
    /// Sum of the numbers before a line.
    #[inline]
    pub fn before(&self, line: usize) -> f64 {
        self.until.get(line).copied().unwrap_or(0.0)
    }

    /// Sum of all numbers.
    #[inline]
    pub fn all(&self) -> f64 {
        self.until.last().copied().unwrap_or(0.0)
    }

    /// Sum over the lines at most `distance` away, the line itself left out.
    #[inline]
    pub fn others(&self, line: usize, distance: usize) -> f64 {
        self.around(line, distance) - self.at(line)
    }

    /// Sum over the lines at most `distance` away, the line itself included.
    #[inline]
    pub fn around(&self, line: usize, distance: usize) -> f64 {
        let end = (line + distance + 1).min(self.until.len().saturating_sub(1));
        self.before(end) - self.before(line.saturating_sub(distance))
    }

    /// The number of one line.
    #[inline]
    pub fn at(&self, line: usize) -> f64 {
        self.before(line + 1) - self.before(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_end_with_the_document() {
        let sums: Sums = [1.0, 2.0, 4.0].into_iter().collect();
        assert_eq!(sums.around(0, 1), 3.0);
        assert_eq!(sums.around(1, 8), 7.0);
        assert_eq!((sums.before(2), sums.all(), sums.at(2)), (3.0, 7.0, 4.0));
        assert_eq!(Sums::default().around(0, 3), 0.0);
    }
}
