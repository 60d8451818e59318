//! Names of outputs say what is in them.

use std::path::Path;

use super::errors::PlanError;
use super::is_table;
use super::job::Job;
use crate::corpus::compression::Compression;
use crate::corpus::format::{Expected, Format};

/// The name of an output in a folder: that of the input, with the extensions of another
/// format and another compression.
pub(super) fn renamed(
    name: &str,
    expected: Expected,
    compression: Option<Compression>,
    to_jsonl: bool,
) -> String {
    let old = Compression::from_extension(Path::new(name));
    let plain = match old.extension() {
        // The extension, in whatever case, and its dot.
        Some(extension) => name.get(..name.len() - extension.len() - 1).unwrap_or(name),
        None => name,
    };
    let is_table = is_table(expected);
    let is_jsonl = Format::from_extension(Path::new(plain)) == Some(Format::Jsonl);
    let mut new = plain.to_owned();
    if to_jsonl && !is_jsonl {
        let keep = Format::from_extension(Path::new(plain)).is_some();
        let stem = plain.rsplit_once('.').filter(|_| keep);
        new = format!("{}.jsonl", stem.map_or(plain, |(stem, _)| stem));
    }
    let kept = match compression {
        Some(compression) => compression,
        None => old,
    };
    match kept.extension().filter(|_| !is_table || to_jsonl) {
        // Its spelling is kept.
        Some(_) if kept == old && plain == new => name.to_owned(),
        Some(extension) => format!("{new}.{extension}"),
        None => new,
    }
}

/// The compression that the name of the one output asks for, if it is clear about it.
pub(super) fn compression(input: Option<&Path>, output: &Path) -> Option<Compression> {
    match Compression::from_extension(output) {
        Compression::None => {
            let was = Compression::from_extension(input?);
            let is_named = Format::from_extension(output).is_some();
            (is_named && was != Compression::None).then_some(Compression::None)
        }
        compression => Some(compression),
    }
}

/// Refuses an output whose name says another format than it will have.
pub(super) fn agree(job: &Job, output: &Path) -> Result<(), PlanError> {
    let (Some(named), Expected::Named(format)) = (Format::from_extension(output), job.expected)
    else {
        return Ok(());
    };
    let written = if job.to_jsonl { Format::Jsonl } else { format };
    match named == written || (named == Format::Text && written == Format::Jsonl) {
        true => Ok(()),
        false => Err(PlanError::OtherFormat {
            path: output.to_owned(),
            named: named.name(),
            written: written.name(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_follow_what_is_written() {
        let zstd = Some(Compression::Zstd);
        let plain = Some(Compression::None);
        for (name, compression, to_jsonl, expected) in [
            ("a/b.txt", None, false, "a/b.txt"),
            ("b.txt.GZ", None, false, "b.txt.GZ"),
            ("b.txt.GZ", zstd, false, "b.txt.zst"),
            ("b.jsonl.gz", plain, true, "b.jsonl"),
            ("b.warc.wet.gz", None, true, "b.warc.jsonl.gz"),
            ("b.parquet", zstd, false, "b.parquet"),
            ("b.parquet", zstd, true, "b.jsonl.zst"),
            ("pages", None, true, "pages.jsonl"),
            ("pages.json", zstd, false, "pages.json.zst"),
        ] {
            let named = Expected::from_name(Path::new(name));
            assert_eq!(renamed(name, named, compression, to_jsonl), expected);
        }
    }
}
