//! Where a record's document comes from and in what language it is, as far as the record says.

use serde::Deserialize;

/// What a record says about its document.
#[derive(Debug, Default)]
pub(crate) struct About {
    pub host: Option<String>,
    pub lang: Option<String>,
}

/// The fields that records of web pages use.
#[derive(Deserialize)]
struct Fields<'a> {
    #[serde(borrow, default, alias = "uri")]
    url: Option<Text<'a>>,
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

impl Text<'_> {
    fn get(&self) -> Option<&str> {
        match self {
            Text::Borrowed(text) => Some(text),
            Text::Owned(text) => Some(text),
            Text::Other(_) => None,
        }
    }
}

impl About {
    /// From the fields `url` (or `uri`) and `lang` (or `language`) of a record; the host also
    /// from an id that is an address.
    pub(crate) fn of(record: &str, id: Option<&str>) -> About {
        let fields: Option<Fields<'_>> = serde_json::from_str(record).ok();
        let url = fields
            .as_ref()
            .and_then(|fields| fields.url.as_ref()?.get());
        let lang = fields
            .as_ref()
            .and_then(|fields| fields.lang.as_ref()?.get());
        About {
            host: url
                .and_then(host)
                .or_else(|| id.and_then(host))
                .map(str::to_lowercase),
            lang: lang.map(str::to_owned),
        }
    }
}

/// The host of an address, without user and port.
fn host(address: &str) -> Option<&str> {
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
            assert_eq!(host(address), expected, "{address}");
        }
    }

    #[test]
    fn records_say_what_they_know() {
        let of = |record: &str, id| {
            let about = About::of(record, id);
            (about.host, about.lang)
        };
        let known = (Some("a.example".to_owned()), Some("zh".to_owned()));
        assert_eq!(
            of(
                r#"{"url":"https://A.example/x","language":"zh","text":"a"}"#,
                None
            ),
            known
        );
        assert_eq!(
            of(r#"{"url":7,"lang":"zh"}"#, Some("https://a.example")),
            known
        );
        assert_eq!(of("{}", None), (None, None));
    }
}
