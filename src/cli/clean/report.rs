//! The report of a run.

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::audit::hits::render::html;
use crate::audit::hits::{Audit, AuditOptions};
use crate::corpus::address;

/// The report of a run, and the hit log that it is made from.
pub(super) struct Report {
    page: Option<PathBuf>,
    /// Where the hit log goes, if one is needed.
    pub log: Option<PathBuf>,
    /// Whether the log was asked for as well; else it goes when the report is made.
    keep_log: bool,
}

impl Report {
    /// For a page and a hit log that are wanted.
    ///
    /// # Errors
    /// Fails if the hit log goes where the report cannot read it.
    pub(super) fn new(page: Option<&Path>, hits: Option<&Path>) -> anyhow::Result<Report> {
        anyhow::ensure!(
            page.is_none() || hits != Some(Path::new("-")),
            "a report reads the hit log again, so that cannot go to standard output; name a file"
        );
        let in_store = |path: Option<&Path>| path.is_some_and(|path| address(path).is_some());
        anyhow::ensure!(
            !in_store(page) && (page.is_none() || !in_store(hits)),
            "a report and the hit log that it is made from lie on the disk; name files"
        );
        let beside = page.map(|page| {
            let mut name = page.as_os_str().to_owned();
            name.push(".hits.zst");
            PathBuf::from(name)
        });
        Ok(Report {
            log: hits.map(Path::to_owned).or(beside),
            keep_log: hits.is_some(),
            page: page.map(Path::to_owned),
        })
    }

    /// Writes the page, if it is wanted, when the run is over.
    pub(super) fn write(&self) -> anyhow::Result<()> {
        let (Some(page), Some(log)) = (&self.page, &self.log) else {
            return Ok(());
        };
        let audit = Audit::of(std::slice::from_ref(log), &AuditOptions::default());
        if !self.keep_log {
            std::fs::remove_file(log).with_context(|| log.display().to_string())?;
        }
        let html = html::render(&audit?)?;
        std::fs::write(page, html).with_context(|| page.display().to_string())
    }
}
