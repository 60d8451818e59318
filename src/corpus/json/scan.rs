//! A scanner that checks a whole record against RFC 8259 and finds fields in it.
//!
//! `serde_json` would either copy every value or, with `RawValue`, not tell where a string
//! starts; here one pass over the bytes does both checks and places. Long strings are
//! crossed with `memchr`. Nesting is followed without recursion, so deep records are safe.
//!
//! Where a key stands twice in an object the last one counts, as in `serde_json`.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use memchr::memchr2;

use super::literal::unescape;
use crate::text::offsets::OffsetMap;

/// The way to a field: keys of nested objects, `meta.text` in options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldPath {
    keys: Vec<String>,
}

impl FieldPath {
    /// Reads a dotted path. Every dot separates; a key that holds a dot cannot be named.
    pub fn new(path: &str) -> FieldPath {
        FieldPath {
            keys: path.split('.').map(str::to_owned).collect(),
        }
    }
}

impl FieldPath {
    /// Puts a string at this place of an object.
    pub(crate) fn put(&self, value: &str, object: &mut serde_json::Map<String, serde_json::Value>) {
        let Some((last, way)) = self.keys.split_last() else {
            return;
        };
        let mut object = object;
        for key in way {
            let next = object
                .entry(key.clone())
                .or_insert_with(|| serde_json::Value::Object(serde_json::Map::new()));
            match next {
                serde_json::Value::Object(next) => object = next,
                _ => return,
            }
        }
        object.insert(last.clone(), value.into());
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.keys.join("."))
    }
}

/// What is wrong with a record, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct JsonFault {
    /// Byte offset in the record.
    pub at: usize,
    /// What was expected or found.
    pub what: &'static str,
}

/// What kind of value a field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A string; its span is the content between the quotes.
    String,
    /// A number.
    Number,
    /// Anything else.
    Other,
}

/// A value that was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// What it is.
    pub kind: Kind,
    /// Bytes of the record, half-open.
    pub span: Range<usize>,
}

/// Checks a record (one JSON object, white space around it allowed) and finds fields.
pub(crate) fn locate<const N: usize>(
    record: &str,
    paths: [&FieldPath; N],
) -> Result<[Option<Found>; N], JsonFault> {
    let bytes = record.as_bytes();
    let mut scanner = Scanner {
        record,
        bytes,
        at: 0,
        controls: has_controls(bytes.trim_ascii_end()),
    };
    scanner.space();
    if scanner.peek() != Some(b'{') {
        return Err(scanner.fault("a record has to be an object"));
    }
    let mut slots = paths.map(|path| Slot {
        keys: &path.keys,
        found: None,
    });
    scanner.object(0, [true; N], &mut slots)?;
    scanner.space();
    if scanner.at < bytes.len() {
        return Err(scanner.fault("something follows the record"));
    }
    Ok(slots.map(|slot| slot.found))
}

/// Looks at all bytes, many at a time.
fn has_controls(bytes: &[u8]) -> bool {
    bytes.iter().fold(false, |any, &byte| any | (byte < 0x20))
}

/// A field that is looked for.
struct Slot<'p> {
    keys: &'p [String],
    found: Option<Found>,
}

struct Scanner<'a> {
    record: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Whether the record holds any control character before its end, so that strings need a check.
    controls: bool,
}

impl Scanner<'_> {
    fn fault(&self, what: &'static str) -> JsonFault {
        JsonFault { at: self.at, what }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8, what: &'static str) -> Result<(), JsonFault> {
        if self.peek() != Some(byte) {
            return Err(self.fault(what));
        }
        self.at += 1;
        Ok(())
    }

    /// An object on the way to a field; `active` says which slots it lies on the way of.
    fn object<const N: usize>(
        &mut self,
        depth: usize,
        active: [bool; N],
        slots: &mut [Slot<'_>; N],
    ) -> Result<(), JsonFault> {
        self.at += 1;
        let mut first = true;
        loop {
            self.space();
            match self.peek() {
                Some(b'}') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b',') if !first => {
                    self.at += 1;
                    self.space();
                }
                _ if first => {}
                _ => return Err(self.fault("expected `,` or `}`")),
            }
            first = false;
            let key = self.key()?;
            self.member(&key, depth, active, slots)?;
        }
    }

    /// The value of a key in an object on the way to a field.
    fn member<const N: usize>(
        &mut self,
        key: &Range<usize>,
        depth: usize,
        active: [bool; N],
        slots: &mut [Slot<'_>; N],
    ) -> Result<(), JsonFault> {
        let mut inside = [false; N];
        let mut here = [false; N];
        for (((slot, active), inside), here) in
            slots.iter_mut().zip(active).zip(&mut inside).zip(&mut here)
        {
            if active
                && slot
                    .keys
                    .get(depth)
                    .is_some_and(|name| self.is_key(key, name))
            {
                slot.found = None;
                *here = depth + 1 == slot.keys.len();
                *inside = !*here;
            }
        }
        let start = self.at;
        let kind = if self.peek() == Some(b'{') && inside.contains(&true) {
            self.object(depth + 1, inside, slots)?;
            Kind::Other
        } else {
            self.value()?
        };
        let span = match kind {
            Kind::String => start + 1..self.at - 1,
            _ => start..self.at,
        };
        for (slot, here) in slots.iter_mut().zip(here) {
            if here {
                let span = span.clone();
                slot.found = Some(Found { kind, span });
            }
        }
        Ok(())
    }

    /// A key with its colon; the span of its content.
    fn key(&mut self) -> Result<Range<usize>, JsonFault> {
        if self.peek() != Some(b'"') {
            return Err(self.fault("expected a key"));
        }
        let key = self.string()?;
        self.space();
        self.expect(b':', "expected `:`")?;
        self.space();
        Ok(key)
    }

    fn is_key(&self, span: &Range<usize>, name: &str) -> bool {
        let raw = self.record.get(span.clone()).unwrap_or_default();
        let mut buffer = String::new();
        let key: Cow<'_, str> = if raw.contains('\\') {
            unescape(raw, &mut buffer, &mut OffsetMap::default()).into()
        } else {
            raw.into()
        };
        key == name
    }

    /// Any value.
    fn value(&mut self) -> Result<Kind, JsonFault> {
        match self.peek() {
            Some(b'{' | b'[') => self.nested(),
            _ => self.scalar(),
        }
    }

    /// An object or array and all it holds.
    fn nested(&mut self) -> Result<Kind, JsonFault> {
        let mut open: Vec<u8> = Vec::new();
        let mut first = true;
        open.extend(self.peek());
        self.at += 1;
        while let Some(&container) = open.last() {
            self.space();
            let close = if container == b'{' { b'}' } else { b']' };
            if self.peek() == Some(close) {
                self.at += 1;
                open.pop();
                first = false;
                continue;
            }
            if !first {
                self.expect(b',', "expected `,` or a closing bracket")?;
                self.space();
            }
            if container == b'{' {
                self.key()?;
            }
            match self.peek() {
                Some(byte @ (b'{' | b'[')) => {
                    open.push(byte);
                    self.at += 1;
                    first = true;
                }
                _ => {
                    self.scalar()?;
                    first = false;
                }
            }
        }
        Ok(Kind::Other)
    }

    fn scalar(&mut self) -> Result<Kind, JsonFault> {
        match self.peek() {
            Some(b'"') => self.string().map(|_| Kind::String),
            Some(b'-' | b'0'..=b'9') => self.number().map(|()| Kind::Number),
            Some(b't') => self.word("true"),
            Some(b'f') => self.word("false"),
            Some(b'n') => self.word("null"),
            None => Err(self.fault("the record breaks off")),
            Some(_) => Err(self.fault("expected a value")),
        }
    }

    fn word(&mut self, word: &str) -> Result<Kind, JsonFault> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        if !rest.starts_with(word.as_bytes()) {
            return Err(self.fault("expected a value"));
        }
        self.at += word.len();
        Ok(Kind::Other)
    }

    fn number(&mut self) -> Result<(), JsonFault> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), JsonFault> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start {
            return Err(self.fault("expected a digit"));
        }
        Ok(())
    }

    /// A string literal; the span of its content.
    fn string(&mut self) -> Result<Range<usize>, JsonFault> {
        let start = self.at + 1;
        let mut at = start;
        loop {
            let rest = self.bytes.get(at..).unwrap_or_default();
            let Some(n) = memchr2(b'"', b'\\', rest) else {
                return Err(self.fault("a string is not closed"));
            };
            at += n;
            if self.bytes.get(at) == Some(&b'"') {
                break;
            }
            at += self.escape_len(at)?;
        }
        let content = start..at;
        if self.controls {
            self.check_controls(&content)?;
        }
        self.at = at + 1;
        Ok(content)
    }

    /// Length in bytes of the escape whose backslash stands at `at`.
    fn escape_len(&self, at: usize) -> Result<usize, JsonFault> {
        let wrong = |what| Err(JsonFault { at, what });
        match self.bytes.get(at + 1) {
            Some(b'n' | b'"' | b'\\' | b'/' | b't' | b'r' | b'b' | b'f') => Ok(2),
            Some(b'u') => match self.bytes.get(at + 2..at + 6) {
                Some(digits) if digits.iter().all(u8::is_ascii_hexdigit) => Ok(6),
                _ => wrong("`\\u` without four hexadecimal digits"),
            },
            _ => wrong("unknown escape"),
        }
    }

    fn check_controls(&self, content: &Range<usize>) -> Result<(), JsonFault> {
        let bytes = self.bytes.get(content.clone()).unwrap_or_default();
        match bytes.iter().position(|&byte| byte < 0x20) {
            Some(n) => Err(JsonFault {
                at: content.start + n,
                what: "a control character in a string is not escaped",
            }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn find<'a>(record: &'a str, path: &str) -> Option<(Kind, &'a str)> {
        let path = FieldPath::new(path);
        let [found, _] = locate(record, [&path, &FieldPath::new("id")]).unwrap();
        found.map(|found| (found.kind, &record[found.span]))
    }

    #[test]
    fn fields_are_found() {
        for (record, path, expected) in [
            (
                r#"{"text":"a\"b"}"#,
                "text",
                Some((Kind::String, r#"a\"b"#)),
            ),
            (
                r#" { "x" : [1, {"text":2}] , "text" : "" } "#,
                "text",
                Some((Kind::String, "")),
            ),
            (
                r#"{"text":"a","text":"b"}"#,
                "text",
                Some((Kind::String, "b")),
            ),
            (r#"{"te\u0078t":"a"}"#, "text", Some((Kind::String, "a"))),
            (r#"{"text":null}"#, "text", Some((Kind::Other, "null"))),
            (
                r#"{"text":-1.5e+3}"#,
                "text",
                Some((Kind::Number, "-1.5e+3")),
            ),
            (
                r#"{"a":{"text":"x"},"text":1}"#,
                "a.text",
                Some((Kind::String, "x")),
            ),
            (r#"{"a":{"text":"x"},"a":1}"#, "a.text", None),
            (r#"{"a":{"a":"x"}}"#, "text", None),
        ] {
            assert_eq!(find(record, path), expected, "{record}");
        }
    }

    #[test]
    fn faults_have_a_place() {
        for (record, at) in [
            ("[1]", 0),
            ("{\"a\":1,}", 7),
            ("{\"a\":1", 6),
            ("{\"a\":\"b", 5),
            ("{\"a\":\"\\x\"}", 6),
            ("{\"a\":\"\u{1}\"}", 6),
            ("{} {}", 3),
            ("{\"a\":01}", 6),
            ("", 0),
        ] {
            let id = FieldPath::new("id");
            assert_eq!(locate(record, [&id, &id]).unwrap_err().at, at, "{record}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        /// The scanner accepts what `serde_json` accepts, over strings of JSON's own tokens.
        #[test]
        fn agrees_with_serde_json(
            tokens in prop::collection::vec(prop::sample::select(vec![
                "{", "}", "[", "]", ",", ":", "\"text\"", "\"id\"", "\"", "\\n", "\\u12", "\\ud800",
                "1", "-", "0", ".5", "e9", "true", "nul", "null", " ", "\t", "字", "\u{1}",
                "\"a\":", "{\"a\":", "}}", "]}",
            ]), 0..14),
        ) {
            let record = format!("{{{}}}", tokens.concat());
            let ours = locate(&record, [&FieldPath::new("text.id"), &FieldPath::new("id")]);
            let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&record);
            prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{} {:?} {:?}", record, ours, theirs);
        }
    }
}
