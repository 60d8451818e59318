//! Which records of a corpus are looked at: a limit, and a sample that is the same each time.

/// A choice of records. By default all of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// At most so many records, over all files.
    pub limit: Option<u64>,
    /// Share of the records, 0 to 1. Each is chosen for itself.
    pub share: f64,
    /// Another seed chooses other records.
    pub seed: u64,
}

impl Default for Selection {
    fn default() -> Selection {
        Selection {
            limit: None,
            share: 1.0,
            seed: 0,
        }
    }
}

impl Selection {
    /// Whether all records are chosen.
    pub fn is_all(&self) -> bool {
        self.limit.is_none() && self.share >= 1.0
    }

    /// Chooses among the records of a file.
    pub(crate) fn of_file(&self, name: &str) -> Sample {
        let mut seed = [0; 8];
        let hash = blake3::hash(name.as_bytes());
        for (byte, hashed) in seed.iter_mut().zip(hash.as_bytes()) {
            *byte = *hashed;
        }
        Sample {
            // Exact for any share that a person would write.
            threshold: (self.share.clamp(0.0, 1.0) * (1u64 << 53) as f64) as u64,
            seed: u64::from_le_bytes(seed) ^ self.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15),
        }
    }
}

/// The sample of one file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    threshold: u64,
    seed: u64,
}

impl Sample {
    /// Whether a record is in it: by the finaliser of SplitMix64 over its number.
    pub(crate) fn takes(&self, record: u64) -> bool {
        if self.threshold == 1 << 53 {
            return true;
        }
        let mut hash = self.seed ^ record.wrapping_mul(0xBF58_476D_1CE4_E5B9);
        hash = (hash ^ (hash >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        hash = (hash ^ (hash >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (hash ^ (hash >> 31)) >> 11 < self.threshold
    }
}

/// How many more records are wanted.
#[derive(Debug)]
pub(crate) struct Quota {
    left: Option<u64>,
}

impl Quota {
    pub(crate) fn new(limit: Option<u64>) -> Quota {
        Quota { left: limit }
    }

    /// Whether there is no end to it.
    pub(crate) fn is_endless(&self) -> bool {
        self.left.is_none()
    }

    /// Whether no more are wanted.
    pub(crate) fn is_used_up(&self) -> bool {
        self.left == Some(0)
    }

    /// Counts a record, if it is in the sample.
    pub(crate) fn count(&mut self, sample: &Sample, record: u64) {
        if let Some(left) = &mut self.left
            && sample.takes(record)
        {
            *left = left.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_about_its_share_and_the_same_each_time() {
        let selection = |seed| Selection {
            share: 0.1,
            seed,
            ..Selection::default()
        };
        let chosen = |seed| -> Vec<u64> {
            let sample = selection(seed).of_file("a.jsonl");
            (1..=100_000)
                .filter(|record| sample.takes(*record))
                .collect()
        };
        let first = chosen(1);
        // Ten standard deviations of a binomial: 10 * sqrt(100000 * .1 * .9).
        assert!((9050..10950).contains(&first.len()), "{}", first.len());
        assert_eq!(first, chosen(1));
        assert_ne!(first, chosen(2));
        let all = Selection::default().of_file("a");
        assert!((1..1000).all(|record| all.takes(record)));
    }
}
