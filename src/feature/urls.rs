//! URLs and bare domain names.
//!
//! A host is labels of letters, digits and hyphens joined by dots; it counts
//! when it follows `://` or `www.`, or when its last label is two to six letters
//! and it is not a plain file name or number (`2.5`, `e.g`).

use std::ops::Range;

use super::Feature;
use super::view::LineView;
use crate::text::class::Class;

pub(super) const FEATURE: Feature = Feature::line("urls", "URLs and bare domain names.", |view| {
    f64::from(count(view))
});

/// Endings that are file names far more often than top-level domains.
const FILES: &[&str] = &[
    "c", "cfg", "conf", "cpp", "css", "csv", "doc", "exe", "gif", "go", "h", "htm", "html", "ini",
    "java", "jpeg", "jpg", "js", "json", "log", "lock", "md", "pdf", "php", "png", "ppt", "py",
    "rb", "rs", "sh", "sql", "svg", "tar", "toml", "ts", "txt", "xls", "xml", "yaml", "yml", "zip",
];

/// Number of URLs and domain names of the folded line.
pub(super) fn count(view: &LineView<'_>) -> u32 {
    // Most lines have no stop, and where there is none is no URL.
    if view.counts().get(Class::FullStop) == 0 {
        return 0;
    }
    *view.memo.urls.get_or_init(|| count_in(view.folded))
}

fn count_in(folded: &str) -> u32 {
    // The stops of sentences stand before white space, and most lines have no others.
    let bytes = folded.as_bytes();
    let joins = |stop: usize| {
        let next = bytes.get(stop + 1);
        next.is_some_and(|next| next.is_ascii_graphic() && *next != b'.')
    };
    let mut stops = memchr::memchr_iter(b'.', bytes).peekable();
    if stops.peek().is_none() || !(stops.any(joins) || schemes(bytes) > 0) {
        return 0;
    }
    let (mut urls, mut at) = (0, 0);
    while let Some(sign) = memchr::memchr2(b'.', b':', &bytes[at..]) {
        let token = token_around(folded, at + sign);
        at = token.end;
        urls += count_in_token(&folded[token]);
    }
    urls
}

/// Bytes of the run of URL characters around one of them.
pub(super) fn token_around(folded: &str, at: usize) -> Range<usize> {
    let is_other = |byte: &u8| !is_part(char::from(*byte));
    let (head, tail) = folded.as_bytes().split_at(at);
    let start = head.iter().rposition(&is_other);
    let length = tail.iter().position(is_other);
    start.map_or(0, |start| start + 1)..at + length.unwrap_or(tail.len())
}

/// Ends of the schemes in a text.
fn schemes(text: &[u8]) -> usize {
    let colons = memchr::memchr_iter(b':', text);
    colons.filter(|&at| text[at..].starts_with(b"://")).count()
}

/// Whether a URL may hold a character of the folded line.
pub(super) fn is_part(c: char) -> bool {
    let is_sign = || {
        matches!(
            c,
            '.' | '-' | ':' | '/' | '?' | '=' | '&' | '%' | '@' | '+' | '~' | '#'
        )
    };
    c.is_ascii_alphanumeric() || is_sign()
}

/// Whether a run of URL characters is or holds a URL, a domain name or a mail address.
pub(super) fn is_address(token: &str) -> bool {
    token.contains('.') && (token.contains('@') || count_in_token(token) > 0)
}

/// URLs in a run of URL characters (several may be joined by `-` or `#`).
fn count_in_token(token: &str) -> u32 {
    let schemes = schemes(token.as_bytes());
    if schemes > 0 {
        return schemes as u32;
    }
    let host = token.split(['/', '?', '#', ':']).next().unwrap_or_default();
    u32::from(!token.contains('@') && is_host(host.trim_matches(['.', '-'])))
}

fn is_host(host: &str) -> bool {
    let mut labels = host.split('.');
    let (Some(first), Some(last)) = (labels.next(), host.rsplit('.').next()) else {
        return false;
    };
    let several = host.contains('.');
    let named = host.bytes().any(|b| b.is_ascii_alphabetic());
    let top_level = (2..=6).contains(&last.len()) && last.bytes().all(|b| b.is_ascii_alphabetic());
    several
        && named
        && host.split('.').all(|label| !label.is_empty())
        && (first == "www" || (top_level && !FILES.contains(&last) && first.len() > 1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::view::measure;
    use super::{FEATURE, count_in, count_in_token, is_part};

    proptest! {
        #[test]
        fn tokens_without_a_stop_or_a_scheme_are_no_urls(
            text in "([a-c.:/ @中-]|www\\.|://|\\.com){0,20}"
        ) {
            let stop = text.contains('.');
            let tokens = text.split(|c| !is_part(c));
            let urls = if stop { tokens.map(count_in_token).sum() } else { 0 };
            prop_assert_eq!(count_in(&text), urls);
        }
    }

    #[test]
    fn counts_hosts_but_no_numbers_files_and_abbreviations() {
        for (line, urls) in [
            ("see https://example.com/a?b=c and www.example.org", 2.0),
            ("WWW.1688.GOV.CN,www.9.1.gb.crm", 2.0),
            ("version 2.5, e.g. main.rs and a.b", 0.0),
            ("访问example.com了解", 1.0),
            ("write to me@example.com", 0.0),
            ("The end. Next", 0.0),
        ] {
            assert_eq!(measure(&FEATURE, line), urls, "{line}");
        }
    }
}
