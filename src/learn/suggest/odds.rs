//! How much more often a unit stands in suspicious lines than in kept paragraphs: the log-odds
//! ratio with an informative Dirichlet prior.
//!
//! Source: Monroe, Colaresi and Quinn, *Fightin' Words: Lexical Feature Selection and Evaluation
//! for Identifying the Content of Political Conflict*, Political Analysis 16 (2008), equations 15
//! to 22. The prior of a unit is its rate in both kinds of text together, so that a unit seen a
//! few times is not taken for a discovery.

/// Share of all text that the prior stands for: enough to silence what was seen twice.
const PRIOR_SHARE: f64 = 0.02;
/// Characters that the prior stands for at most: the text of about ten pages, little against a
/// corpus.
const PRIOR_CHARS: f64 = 10_000.0;
/// Standard deviations that the estimate is lowered by: the lower end of a 95 % interval.
const DEVIATIONS: f64 = 1.96;

/// How much text of each kind there is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Masses {
    /// Characters of suspicious lines.
    pub suspicious: f64,
    /// Characters of kept paragraphs.
    pub kept: f64,
}

/// The evidence for a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Odds {
    /// The log-odds ratio (natural logarithm).
    pub log: f64,
    /// Its standard deviation.
    pub deviation: f64,
}

impl Odds {
    /// The log-odds of a unit that stands in so many suspicious lines and kept paragraphs.
    pub fn of(suspicious: f64, kept: f64, masses: Masses) -> Odds {
        let all = (masses.suspicious + masses.kept).max(1.0);
        let prior_chars = PRIOR_CHARS.min(PRIOR_SHARE * all);
        let prior = prior_chars * (suspicious + kept) / all;
        let part = |seen: f64, mass: f64| {
            let with = seen + prior;
            let without = (mass + prior_chars - with).max(1.0);
            (with / without).ln()
        };
        Odds {
            log: part(suspicious, masses.suspicious) - part(kept, masses.kept),
            deviation: (1.0 / (suspicious + prior) + 1.0 / (kept + prior)).sqrt(),
        }
    }

    /// The ratio in standard deviations, `z`.
    pub fn z(self) -> f64 {
        self.log / self.deviation
    }

    /// The lower end of the 95 % interval of the log-odds; what is below 0 proves nothing.
    pub fn lower(self) -> f64 {
        self.log - DEVIATIONS * self.deviation
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_evidence_is_more() {
        let masses = Masses {
            suspicious: 60_000.0,
            kept: 500_000.0,
        };
        let lower = |suspicious, kept| Odds::of(suspicious, kept, masses).lower();
        assert!(lower(100.0, 0.0) > lower(20.0, 0.0));
        assert!(lower(20.0, 0.0) > lower(20.0, 3.0));
        assert!(lower(2.0, 0.0) < 0.0);
        // As frequent in one as in the other: no evidence at all.
        let even = Odds::of(60.0, 500.0, masses);
        assert!(even.log.abs() < 0.01 && even.z().abs() < 0.1, "{even:?}");
    }
}
