//! The Wilson score interval: how sure a share is that was seen on few lines.

/// Quantile of the normal distribution for 95 % between two bounds.
const Z: f64 = 1.959_963_984_540_054;

/// The 95 % bounds of a share of which `part` of `all` were seen (E. B. Wilson, *Probable
/// inference, the law of succession, and statistical inference*, 1927); `None` if nothing was.
pub fn bounds(part: u64, all: u64) -> Option<[f64; 2]> {
    if all == 0 {
        return None;
    }
    let (n, p) = (all as f64, part as f64 / all as f64);
    let scale = 1.0 + Z * Z / n;
    let centre = p + Z * Z / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    Some([
        ((centre - half) / scale).max(0.0),
        ((centre + half) / scale).min(1.0),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_those_of_the_tables() {
        for (part, all, low, high) in [
            (0, 10, 0.0, 0.2775),
            (10, 10, 0.7225, 1.0),
            (5, 10, 0.2366, 0.7634),
            (81, 263, 0.2553, 0.3662),
        ] {
            let [a, b] = bounds(part, all).unwrap();
            assert!(
                (a - low).abs() < 5e-5 && (b - high).abs() < 5e-5,
                "{part}/{all}: {a} {b}"
            );
        }
        assert_eq!(bounds(0, 0), None);
    }
}
