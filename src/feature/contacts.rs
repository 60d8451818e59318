//! Contact ids: what an advertiser must leave behind to be reached.

use super::view::LineView;
use super::{Feature, phones};

pub(super) const FEATURE: Feature = Feature::line(
    "contacts",
    "Phone numbers, e-mail addresses, @handles and ids after the name of a messenger.",
    |view| f64::from(count(view)),
);

/// Names of messengers as people write them before an id, folded.
const MESSENGERS: &[&str] = &[
    "微信",
    "微信号",
    "加微",
    "加v",
    "vx",
    "v信",
    "薇信",
    "威信",
    "wechat",
    "weixin",
    "wx",
    "qq",
    "扣扣",
    "企鹅",
    "telegram",
    "tg",
    "飞机",
    "whatsapp",
    "line",
    "skype",
    "电话",
    "手机",
    "热线",
    "tel",
    "phone",
];

fn count(view: &LineView<'_>) -> u32 {
    if view.counts().get(crate::text::class::Class::Digit) < 5
        && !view.folded.contains('@')
        && !view.folded.is_ascii()
        && !view.folded.bytes().any(|b| b.is_ascii_alphanumeric())
    {
        return 0;
    }
    let text = view.folded;
    let phones = phones::find(text);
    let mut contacts = phones.len() as u32;
    let mut ahead = phones.iter().peekable();
    for (start, token) in tokens(text) {
        while ahead.next_if(|phone| phone.end <= start).is_some() {}
        if ahead.peek().is_some_and(|phone| phone.contains(&start)) {
            continue;
        }
        let before = text[..start].trim_end_matches([':', ' ', '号', '+', '是', '(', ')']);
        let named = MESSENGERS.iter().any(|name| before.ends_with(name));
        contacts += u32::from(is_address(token) || (named && is_id(token)));
    }
    contacts
}

/// Runs of the characters that ids are made of, with their byte offsets.
fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "@._-+".contains(c);
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(is_part)?;
        let len = text[start..]
            .find(|c| !is_part(c))
            .unwrap_or(text.len() - start);
        at = start + len;
        Some((start, &text[start..at]))
    })
}

fn is_address(token: &str) -> bool {
    match token.split_once('@') {
        Some(("", handle)) => handle.len() >= 4,
        Some((_, host)) => host.contains('.') && !host.ends_with('.'),
        None => false,
    }
}

/// Five to twenty letters and digits with at least two digits or an underscore.
fn is_id(token: &str) -> bool {
    let digits = token.bytes().filter(u8::is_ascii_digit).count();
    (5..=20).contains(&token.len()) && (digits >= 2 || token.contains('_'))
}

#[cfg(test)]
mod tests {
    use super::super::view::measure;
    use super::FEATURE;

    #[test]
    fn finds_ids_behind_messengers_and_numbers() {
        for (line, contacts) in [
            ("加微信：abc12345 领取", 1.0),
            ("QQ 123456789", 1.0),
            ("电话 13800138000", 1.0),
            ("电话：138 0013 8000", 1.0),
            ("mail me@example.com or @somehandle", 2.0),
            ("2024-11-23 10:20:30", 0.0),
            ("他把照片发到了微信。", 0.0),
            ("population 1234567", 0.0),
        ] {
            assert_eq!(measure(&FEATURE, line), contacts, "{line}");
        }
    }
}
