//! Where a document comes from and in what language it is, as far as that is said.

use serde::Deserialize;

use crate::corpus::removal::Origin;

/// The fields that records of web pages use.
#[derive(Deserialize)]
struct Fields<'a> {
    #[serde(borrow, default, alias = "language")]
    lang: Option<Text<'a>>,
}

/// A string; anything else is passed over.
#[derive(Deserialize)]
#[serde(untagged)]
enum Text<'a> {
    Borrowed(#[serde(borrow)] &'a str),
    Owned(String),
    Other(serde::de::IgnoredAny),
}

/// The language that a JSON record gives in its field `lang` or `language`.
pub(crate) fn language(record: &str) -> Option<String> {
    let fields: Fields<'_> = serde_json::from_str(record).ok()?;
    match fields.lang? {
        Text::Borrowed(text) => Some(text.to_owned()),
        Text::Owned(text) => Some(text),
        Text::Other(_) => None,
    }
}

/// The host of a document's address, or of an id that is an address.
pub(crate) fn host(origin: &Origin<'_>) -> Option<String> {
    host_of_document(origin.url, origin.doc)
}

/// The host of an address, or of an id that is one.
pub(crate) fn host_of_document(url: Option<&str>, id: Option<&str>) -> Option<String> {
    let host = url.and_then(host_of);
    let host = host.or_else(|| id.and_then(host_of));
    host.map(str::to_lowercase)
}

/// The host of an address, without user and port.
fn host_of(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let (_, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (host, _) = host.split_once(':').unwrap_or((host, ""));
    (!host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_read_from_addresses() {
        for (address, expected) in [
            (
                "https://News.example.org:8080/a?b#c",
                Some("News.example.org"),
            ),
            ("http://user@host/", Some("host")),
            ("page-17", None),
            ("https:///a", None),
        ] {
            assert_eq!(host_of(address), expected, "{address}");
        }
    }

    #[test]
    fn an_address_goes_before_an_id() {
        let of = |url, doc| {
            host(&Origin {
                file: "a",
                record: 1,
                doc,
                url,
            })
        };
        let (a, b) = (Some("https://A.example/x"), Some("https://b.example"));
        assert_eq!(of(a, b).as_deref(), Some("a.example"));
        assert_eq!(of(None, b).as_deref(), Some("b.example"));
        assert_eq!(of(Some("7"), Some("page-17")), None);
    }

    #[test]
    fn records_name_their_language() {
        let zh = Some("zh".to_owned());
        assert_eq!(language(r#"{"language":"zh","text":"a"}"#), zh);
        assert_eq!(language(r#"{"url":7,"lang":"zh"}"#), zh);
        assert_eq!(language(r#"{"lang":7}"#), None);
        assert_eq!(language("{}"), None);
    }
}
