//! Options that say which rules are used and how; the one place where an engine is built.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::message;
use crate::diag::{Problem, full};
use crate::engine::{Engine, Options};
use crate::rule::{Label, Loaded, Profile, RuleSet, Source, load, load_to_run, sources, texts};

/// Rules and what to do with them.
#[derive(Args)]
#[command(next_help_heading = "Rules")]
pub(super) struct RulesOptions {
    /// Use the rules of this folder instead of the built-in ones.
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
    /// Use the rules of this folder beside the others. May be given more than once.
    #[arg(long, value_name = "DIR")]
    extra_rules: Vec<PathBuf>,
    /// How much may be removed.
    #[arg(long, value_enum, default_value_t, value_name = "PROFILE")]
    profile: ProfileName,
    /// Keep lines of these labels.
    #[arg(long, value_name = "LABEL", num_args = 1.., value_delimiter = ',', value_parser = label)]
    keep: Vec<Label>,
    /// Drop lines of these labels.
    #[arg(long, value_name = "LABEL", num_args = 1.., value_delimiter = ',', value_parser = label)]
    drop: Vec<Label>,
    /// What to put right besides removing lines.
    #[arg(long, value_enum, default_value_t, value_name = "WHAT")]
    repair: Repair,
}

/// Names of the profiles.
#[derive(Clone, Copy, Default, ValueEnum)]
pub(super) enum ProfileName {
    /// Only what keywords prove.
    Careful,
    /// What is likely enough.
    #[default]
    Balanced,
    /// Also page furniture by its shape and position.
    Strict,
}

impl ProfileName {
    /// The profile.
    pub(super) fn profile(self) -> Profile {
        match self {
            ProfileName::Careful => Profile::Careful,
            ProfileName::Balanced => Profile::Balanced,
            ProfileName::Strict => Profile::Strict,
        }
    }
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Repair {
    /// Damage that the document proves: injected readings, characters that they made unreadable,
    /// zero-width characters in words.
    #[default]
    All,
    /// That, and Chinese in traditional script is written in simplified script.
    Script,
    /// Nothing.
    None,
}

/// The label of a name, for options.
pub(super) fn label(name: &str) -> Result<Label, String> {
    Label::from_name(name).ok_or_else(|| {
        let names = Label::ALL.map(Label::name).join(", ");
        format!("labels are {names}")
    })
}

impl RulesOptions {
    /// Builds the engine; with `watch`, rules that do not decide are evaluated as well.
    pub(super) fn engine(&self, watch: bool) -> anyhow::Result<Engine> {
        Ok(Engine::new(self.load_to_run()?, self.options(watch))?)
    }

    /// Builds the engine of a run: with the rules of status testing if it writes a hit log, with
    /// those about repeats if it counts them.
    pub(super) fn engine_of_run(&self, testing: bool, repeats: bool) -> anyhow::Result<Engine> {
        let options = Options {
            testing,
            repeats,
            ..self.options(false)
        };
        Ok(Engine::new(self.load_to_run()?, options)?)
    }

    /// Builds the engine for a hit log: rules of status testing are evaluated as well.
    pub(super) fn engine_with_testing(&self) -> anyhow::Result<Engine> {
        let options = Options {
            testing: true,
            ..self.options(false)
        };
        Ok(Engine::new(self.load_to_run()?, options)?)
    }

    /// The options of the engine.
    pub(super) fn options(&self, watch: bool) -> Options {
        Options {
            profile: self.profile.profile(),
            keep: self.keep.clone(),
            drop: self.drop.clone(),
            repair: !matches!(self.repair, Repair::None),
            simplify: matches!(self.repair, Repair::Script),
            watch,
            testing: false,
            repeats: false,
            shape: true,
        }
    }

    /// The options that make a difference to what is written, beside the rules themselves.
    pub(super) fn identity(&self) -> Vec<String> {
        let options = self.options(false);
        let labels = |name: &str, labels: &[Label]| -> Vec<String> {
            (labels.iter())
                .map(|label| format!("--{name} {}", label.name()))
                .collect()
        };
        let profile = self.profile.to_possible_value();
        let profile = profile.map(|value| format!("--profile {}", value.get_name()));
        let mut identity = Vec::from_iter(profile);
        identity.extend(labels("keep", &options.keep));
        identity.extend(labels("drop", &options.drop));
        if !options.repair {
            identity.push("--repair none".to_owned());
        }
        if options.simplify {
            identity.push("--repair script".to_owned());
        }
        identity
    }

    /// Reads the rules; what is wrong with them is shown with its place.
    pub(super) fn load(&self) -> anyhow::Result<RuleSet> {
        load_shown(&sources(self.rules.as_deref(), &self.extra_rules))
    }

    /// As [`RulesOptions::load`], for an engine.
    fn load_to_run(&self) -> anyhow::Result<RuleSet> {
        let sources = sources(self.rules.as_deref(), &self.extra_rules);
        shown(&sources, load_to_run(&sources))
    }
}

/// Reads the rules of some sources; what is wrong with them is shown with its place.
pub(super) fn load_shown(sources: &[Source]) -> anyhow::Result<RuleSet> {
    shown(sources, load(sources))
}

fn shown(sources: &[Source], loaded: Result<Loaded, Vec<Problem>>) -> anyhow::Result<RuleSet> {
    let show = |problems: &[Problem]| {
        let texts = texts(sources);
        let colour =
            anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
        full::render(problems, &texts, colour)
    };
    match loaded {
        Ok(loaded) => {
            if !loaded.warnings.is_empty() {
                message(&show(&loaded.warnings).trim_end());
            }
            Ok(loaded.rules)
        }
        Err(problems) => {
            anyhow::bail!(
                "the rules cannot be used, so nothing was done; `despam check` says more:\n{}",
                show(&problems).trim_end()
            )
        }
    }
}
