//! How large a regex is once compiled.
//!
//! Compiling is most of reading a rule file and takes a hundred times as long as scanning a line,
//! so it is put off until a line needs the regex. Whether it can succeed is known beforehand: the
//! size is estimated from above, and only a regex that comes near the limit is compiled at once.

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, Hir, HirKind};

/// Bytes that one compiled regex may take.
pub const LIMIT: usize = 4 << 20;
/// Bytes of a compiled regex per byte of a literal, per branch and per range of a class: found
/// by bisecting the limit, `\p{L}` takes 64 per range, and literals and branches less.
const STATE: usize = 80;
/// Bytes of a class whatever its ranges: `[^.]` takes 1,000.
const CLASS: usize = 1024;

/// Whether a regex stays below [`LIMIT`]: certain by its [`estimate`], or tried.
///
/// # Errors
/// If it is larger.
pub fn check(source: &str, estimated: usize) -> Result<(), regex::Error> {
    if estimated <= LIMIT {
        return Ok(());
    }
    let built = RegexBuilder::new(source).size_limit(LIMIT).build();
    built.map(|_| ())
}

/// Compiles a regex for which [`check`] found nothing wrong. Twice the limit is allowed, lest the
/// estimate was a little too small.
///
/// # Errors
/// If it is not a regex, or was not checked.
pub fn compile(source: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(source).size_limit(2 * LIMIT).build()
}

/// Bytes of the compiled regex, estimated from above: repetitions are unrolled.
pub fn estimate(hir: &Hir) -> usize {
    let sum = |parts: &[Hir]| {
        parts
            .iter()
            .map(|part| estimate(part).saturating_add(STATE))
            .fold(0, usize::saturating_add)
    };
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => STATE,
        HirKind::Literal(literal) => STATE.saturating_mul(literal.0.len()),
        HirKind::Class(Class::Unicode(class)) => {
            let ranges = class.iter().count();
            STATE.saturating_mul(ranges).saturating_add(CLASS)
        }
        HirKind::Class(Class::Bytes(class)) => STATE.saturating_mul(class.iter().count().max(1)),
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min.saturating_add(1));
            estimate(&repetition.sub)
                .saturating_add(STATE)
                .saturating_mul(times.max(1) as usize)
        }
        HirKind::Capture(capture) => estimate(&capture.sub).saturating_add(2 * STATE),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => sum(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_estimate_is_from_above_and_not_far() {
        for (source, certain) in [
            (r"^\W*(?:follow|like) us on \p{L}{1,20}$", true),
            (r"\p{L}{1,30}", true),
            (r"(?:\p{L}{200}){50}", false),
        ] {
            let hir = regex_syntax::parse(source).unwrap();
            assert_eq!(estimate(&hir) <= LIMIT, certain, "{source}");
            assert_eq!(check(source, estimate(&hir)).is_ok(), certain, "{source}");
            assert_eq!(compile(source).is_ok(), certain, "{source}");
        }
        for source in [
            r"[^.]{40}",
            r"\w{1,9}",
            "(?:ab|cd|ef|[gh])+",
            r"(?i)straße{1,40}",
            r"\d+(?:\s\w+){1,8}",
            r"[\p{Han}\p{Latin}]{3,}",
            r"(?:x|\p{Lu}\p{Ll}*){1,12}",
            ".{1,500}",
        ] {
            let hir = regex_syntax::parse(source).unwrap();
            let built = RegexBuilder::new(source).size_limit(estimate(&hir)).build();
            assert!(built.is_ok(), "{source}: {}", estimate(&hir));
        }
    }
}
