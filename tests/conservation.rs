//! Nothing is lost: cleaned text and removal log give back every byte.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;

use despam::corpus::restore::restore;
use despam::corpus::{FieldPath, Fields, PerLog, Plan, Problem, Request, Settings, run};
use despam::diag::Mark;
use despam::engine::{Engine, Options};
use despam::rule::{
    At, Condition, KeywordTest, Label, LabelAction, LabelPolicy, Policy, Profile, Promotion, Rule,
    RuleSet, Scope, SetId, SetPlaces, Status, TermSet,
};
use proptest::prelude::*;

/// A line that the shipped rules drop.
const SHARE_ROW: &str = "分享到：微信 新浪微博 QQ空间";

fn engine() -> Engine {
    let policy = |profile| Policy {
        profile,
        labels: [LabelPolicy {
            action: LabelAction::Drop,
            threshold: 1.0,
            cap: 10.0,
        }; 6],
        max_article_share: 1.0,
        min_article_chars: 0,
        enough_article_chars: None,
        gold_loss: 0.0,
        promotion: Promotion::default(),
    };
    let rule = Rule {
        id: "zh/share/row".to_owned(),
        summary: "A share row.".to_owned(),
        label: Label::Share,
        status: Status::Stable,
        score: 2.0,
        scope: Scope::Line,
        profile: Profile::Careful,
        when: Condition::Keywords(KeywordTest {
            sets: vec![SetId(0)],
            min_hits: 1,
            max_hits: u32::MAX,
            min_distinct: 1,
            min_coverage: 0.0,
            mark: Mark::default(),
        }),
        unless: Vec::new(),
        tests: Vec::new(),
        place: ("zh/share.yaml".to_owned(), 1),
        mark: Mark::default(),
        regexes: Vec::new(),
    };
    let rules = RuleSet {
        scorecard: None,
        sets: vec![TermSet {
            name: "zh/share/row".to_owned(),
            at: At::Anywhere,
            terms: vec!["分享到".to_owned()],
            places: SetPlaces::default(),
        }],
        regexes: Vec::new(),
        rules: vec![rule],
        policies: [Profile::Careful, Profile::Balanced, Profile::Strict].map(policy),
        expiries: Vec::new(),
        hash: String::new(),
    };
    let options = Options {
        profile: Profile::Balanced,
        ..Options::default()
    };
    Engine::new(rules, options).unwrap()
}

/// What came of one round trip.
struct RoundTrip {
    cleaned: Vec<u8>,
    restored: Vec<u8>,
    entries: usize,
}

fn round_trip(name: &str, bytes: &[u8], field: &str) -> RoundTrip {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let [input, log] = ["in", "log"].map(at);
    let cleaned = at("clean").join(name);
    let restored = at("back").join(name);
    fs::create_dir(&input).unwrap();
    fs::write(input.join(name), bytes).unwrap();
    let plan = |from: &Path, to: &Path, log: Option<&Path>| {
        Plan::new(&Request {
            inputs: vec![from.to_owned()],
            output: Some(to.to_owned()),
            logs: PerLog {
                removals: log.map(Path::to_owned),
                ..PerLog::default()
            },
            ..Request::default()
        })
        .unwrap()
    };
    let fields = Fields {
        text: FieldPath::new(field),
        ..Fields::default()
    };
    let cleaning = plan(&input, &at("clean"), Some(&log));
    let engine = engine();
    let settings = Settings {
        memory: 2 << 30,
        ..Settings::new(&engine, &fields)
    };
    run(&cleaning, &settings, &mut |_: &Problem| {}).unwrap();
    let restoring = plan(&at("clean"), &at("back"), None);
    restore(&restoring, &log, &fields, &mut |problem| {
        panic!("{problem}")
    })
    .unwrap();
    RoundTrip {
        cleaned: fs::read(cleaned).unwrap(),
        restored: fs::read(restored).unwrap(),
        entries: fs::read_to_string(log).unwrap().lines().count(),
    }
}

/// Pieces of text files: prose, rows that go, line ends of all kinds, bytes of no meaning.
fn text_bytes() -> impl Strategy<Value = Vec<u8>> {
    let fixed = prop::sample::select(vec![
        SHARE_ROW.as_bytes(),
        "分享到".as_bytes(),
        "正文在这里。".as_bytes(),
        b"\n",
        b"\n",
        b"\r\n",
        b"\r",
        b"\0",
        "\u{2028}".as_bytes(),
        "\u{200B}".as_bytes(),
        b"\xFF",
        b"\xE5\x88",
        b"\xD0\xC2\xC0\xCB",
        b"\xEF\xBB\xBF",
        b"plain words ",
    ]);
    let piece = prop_oneof![
        8 => fixed.prop_map(<[u8]>::to_vec),
        1 => any::<String>().prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 0..4),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Raw content of a JSON string.
fn literal() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        SHARE_ROW,
        "分享到",
        r"\u5206\u4eab\u5230",
        "正文。",
        r"\n",
        r"\n",
        r"\r\n",
        r"\u000A",
        r"\ud800",
        r"\udc00",
        r"\ud83d\ude00",
        r"\u0000",
        r"\/",
        r#"\""#,
        r"\\",
        r"\\u0041",
        "\u{2028}",
        r"\u200b",
        "😀",
        "a",
    ]);
    prop::collection::vec(fixed, 0..25).prop_map(|pieces| pieces.concat())
}

/// A line of a JSONL file, most often a record.
fn record() -> impl Strategy<Value = String> {
    let shape = prop::sample::select(vec![
        r#"{"text":"@"}"#,
        r#" { "id" : 1.50 ,  "text"	:	"@" , "x":[1,{"text":"@"}] } "#,
        r#"{"text":"分享到","text":"@","id":"\u0061"}"#,
        r#"{"te\u0078t":"@"}"#,
        r#"{"page":{"body":"@","body":"@"},"text":"@"}"#,
        r#"{"text":null}"#,
        r#"{"text":"@"#,
        r#"["@"]"#,
        "",
        "  ",
    ]);
    let end = prop::sample::select(vec!["\n", "\n", "\r\n"]);
    (shape, literal(), end).prop_map(|(shape, text, end)| shape.replace('@', &text) + end)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn text_files_come_back(bytes in text_bytes()) {
        let trip = round_trip("a.txt", &bytes, "text");
        prop_assert_eq!(trip.restored, bytes);
    }

    #[test]
    fn jsonl_files_come_back(
        records in prop::collection::vec(record(), 0..8),
        bom in any::<bool>(),
        open in any::<bool>(),
        nested in any::<bool>(),
    ) {
        let mut content = if bom { "\u{FEFF}".to_owned() } else { String::new() };
        content += &records.concat();
        if open {
            content.truncate(content.trim_end_matches(['\r', '\n']).len());
        }
        let field = if nested { "page.body" } else { "text" };
        let trip = round_trip("a.jsonl", content.as_bytes(), field);
        for (before, after) in content.lines().zip(trip.cleaned.split(|&byte| byte == b'\n')) {
            let valid = serde_json::from_str::<serde::de::IgnoredAny>(before).is_ok();
            let still = serde_json::from_slice::<serde::de::IgnoredAny>(after).is_ok();
            prop_assert_eq!(valid, still, "{}", before);
        }
        prop_assert_eq!(trip.restored, content.into_bytes());
    }
}

/// A record of a WARC file, most often a document; or bytes that are none.
fn warc_record() -> impl Strategy<Value = Vec<u8>> {
    let shape = prop::sample::select(vec![
        "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <urn:a>\r\n\
         WARC-Block-Digest: sha1:AAAA\r\nContent-Type: text/plain\r\nContent-Length: @\r\n\r\n",
        "WARC/1.1\r\ncontent-length:@ \r\nWARC-Type: resource\r\nContent-Type: text/plain; x\r\n\
         WARC-Payload-Digest: sha256:00\r\n\r\n",
        "WARC/1.0\nWARC-Type: conversion\nContent-Length: @\n\n",
        "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: @\r\n\r\n",
        "junk\r\n",
    ]);
    let end = prop::sample::select(vec!["\r\n\r\n", "\r\n\r\n", "\n\n", "\r\n"]);
    (shape, text_bytes(), end).prop_map(|(shape, block, end)| {
        let mut record = shape.replace('@', &block.len().to_string()).into_bytes();
        record.extend_from_slice(&block);
        record.extend_from_slice(end.as_bytes());
        record
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn warc_files_come_back(
        records in prop::collection::vec(warc_record(), 1..6),
        cut in 0..3usize,
    ) {
        let mut content = records.concat();
        content.truncate(content.len() - cut.min(content.len()));
        let trip = round_trip("a.warc", &content, "text");
        prop_assert_eq!(trip.restored, content);
    }
}

#[test]
fn special_files_come_back() {
    let gb18030 = {
        let text =
            format!("题目\r\n正文在这里，写得很长，长得可以认出编码。\r\n{SHARE_ROW}\r\n完。\r\n");
        encoding_rs::GB18030.encode(&text).0.into_owned()
    };
    let row = format!("{SHARE_ROW}\n");
    let bom = format!("\u{FEFF}{row}正文。\n");
    for (bytes, removes) in [
        (&b""[..], false),
        (b"\n", false),
        (row.as_bytes(), true),
        (bom.as_bytes(), true),
        (&gb18030, true),
    ] {
        let trip = round_trip("a.txt", bytes, "text");
        assert_eq!(trip.restored, bytes);
        assert_eq!(
            trip.entries > 0,
            removes,
            "{}",
            String::from_utf8_lossy(bytes)
        );
    }
}

/// A document, or a record, is never divided, however large.
#[test]
fn one_line_of_50_megabytes_comes_back() {
    let long = "x".repeat(50 << 20);
    let text = format!("{SHARE_ROW}\n{long}\n{SHARE_ROW}\n");
    let trip = round_trip("a.txt", text.as_bytes(), "text");
    assert!(trip.restored == text.as_bytes());
    let record = format!("{{\"text\":\"{SHARE_ROW}\\n{long}\"}}\n{{\"text\":\"b\"}}\n");
    let trip = round_trip("a.jsonl", record.as_bytes(), "text");
    assert!(trip.restored == record.as_bytes());
    assert_eq!(trip.entries, 1);
}
