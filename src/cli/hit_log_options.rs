//! Options that say what a hit log holds.

use clap::Args;

use crate::corpus::HitOptions;

/// What the hit log holds.
#[derive(Args)]
#[command(next_help_heading = "Hit log")]
pub(super) struct HitLogOptions {
    /// Log only this share of the lines with hits (0 to 1); counts stay exact.
    #[arg(long, default_value_t = 1.0, value_name = "SHARE", value_parser = share)]
    hits_sample: f64,
    /// Decides which lines the sample has.
    #[arg(long, default_value_t = 0, value_name = "N")]
    hits_seed: u64,
    /// Measure what each rule costs: lines that set it off, regexes run, time. Takes longer.
    #[arg(long)]
    profile_rules: bool,
}

impl HitLogOptions {
    /// The options of the run.
    pub(super) fn options(&self) -> HitOptions {
        HitOptions {
            sample: self.hits_sample,
            seed: self.hits_seed,
            profile_rules: self.profile_rules,
        }
    }

    /// The options that make a difference to the log.
    pub(super) fn identity(&self) -> Vec<String> {
        let mut options = Vec::new();
        if self.hits_sample < 1.0 {
            let (sample, seed) = (self.hits_sample, self.hits_seed);
            options.push(format!("--hits-sample {sample} --hits-seed {seed}"));
        }
        if self.profile_rules {
            options.push("--profile-rules".to_owned());
        }
        options
    }
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("a share is a number from 0 to 1".to_owned()),
    }
}
