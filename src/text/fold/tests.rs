//! One table per step, and properties over arbitrary text.

use proptest::prelude::*;

use super::*;
use crate::text::offsets::OffsetMap;

fn folded(line: &str) -> (String, FoldCounts) {
    let mut buffer = FoldBuffer::default();
    let folded = buffer.fold(line);
    check_map(line, folded.text, folded.map);
    (folded.text.to_owned(), folded.counts)
}

fn check(table: &[(&str, &str)]) {
    for (line, expected) in table {
        assert_eq!(folded(line).0, *expected, "{line}");
    }
}

/// The promises of a map between a line and its view.
fn check_map(source: &str, view: &str, map: &OffsetMap) {
    let (mut view_at, mut source_at) = (0, 0);
    for piece in map.pieces() {
        assert!(piece.view >= view_at && piece.source >= source_at, "order");
        assert_eq!(piece.view - view_at, piece.source - source_at, "{map:?}");
        view_at = piece.view_range().end;
        source_at = piece.source_range().end;
        for at in [piece.view, view_at] {
            assert!(view.is_char_boundary(at));
        }
        for at in [piece.source, source_at] {
            assert!(source.is_char_boundary(at));
        }
    }
    assert_eq!(view.len() - view_at, source.len() - source_at, "tail");
    let boundaries: Vec<usize> = (0..=view.len())
        .filter(|&at| view.is_char_boundary(at))
        .collect();
    for &at in &boundaries {
        let range = map.source_range(at..at);
        assert!(source.is_char_boundary(range.start) && source.is_char_boundary(range.end));
        let range = map.source_range(at..view.len());
        assert!(source.is_char_boundary(range.start));
    }
    assert_eq!(map.view_range(0..source.len()), 0..view.len());
}

#[test]
fn case_and_width() {
    check(&[
        ("Hello World", "hello world"),
        (
            "ÉCOLE Straße İSTANBUL ΛΌΓΟΣ ΛΌΓΟς",
            "école straße istanbul λόγοσ λόγοσ",
        ),
        ("ＡＢＣ１２３，！：；（）？", "abc123,!:;()?"),
        ("。、《》“”…——", "。、《》“”…——"),
        ("a\u{3000}b\u{A0}c", "a b c"),
        ("ｱｲｳ｡", "アイウ。"),
        ("ﬁn", "fin"),
        ("e\u{301} é", "e\u{301} é"),
        ("한국어 ㄱㄴ ㈀", "한국어 ㄱㄴ ㈀"),
        ("น้ำ กำลัง", "น้ำ กำลัง"),
        ("iPhone™ ½ ´ ‥ ㌀", "iphone™ ½ ´ ‥ ㌀"),
        ("🇨🇳", "🇨🇳"),
    ]);
    assert_eq!(folded("ＡＢＣ").1.styled, 0);
}

#[test]
fn half_width_voiced_kana() {
    check(&[("ｶﾞｷﾞﾊﾟｳﾞ", "ガギパヴ"), ("ﾞ aﾟ", "\u{3099} a\u{309A}")]);
}

#[test]
fn script() {
    check(&[("憂鬱的臺灣烏龜", "忧郁的台湾乌龟"), ("裡面", "里面")]);
    let mut buffer = FoldBuffer::default();
    let folded = buffer.fold("產品憂鬱");
    assert!(folded.map.is_identity());
    assert_eq!(folded.counts.traditional, 3);
}

#[test]
fn styled() {
    check(&[
        ("𝓋𝒾𝒶ℊ𝓇𝒶", "viagra"),
        ("ⓥⓘⓐⓖⓡⓐ 🅥🅘🅐", "viagra via"),
        ("①②㊙ ⑴ ⑩ m² Ⅷ", "12秘 (1) 10 m2 viii"),
        ("ˢᵖᵃᵐ 𝟎𝟏", "spam 01"),
    ]);
    assert_eq!(folded("ⓥⓘⓐⓖ").1.styled, 4);
    assert_eq!(folded("①②㊙ ⑴ ⑩ m² Ⅷ").1.styled, 0);
}

#[test]
fn invisible() {
    check(&[
        ("vi\u{200B}ag\u{200D}ra", "viagra"),
        ("\u{FEFF}微\u{200B}\u{200C}信\u{FE0F}", "微信"),
        ("co\u{AD}operate", "cooperate"),
        ("👨\u{200D}👩\u{200D}👧", "👨👩👧"),
        ("می\u{200C}خواهم", "میخواهم"),
    ]);
    let count = |line| folded(line).1.invisible;
    assert_eq!(count("微\u{200B}\u{200C}信"), 2);
    assert_eq!(
        count("\u{FEFF}微 \u{200B}信 👨\u{200D}👩 می\u{200C}خو co\u{AD}op"),
        0
    );
}

#[test]
fn gloss() {
    check(&[
        ("對(duì)句", "对句"),
        ("產(chǎn)品做個(gè)廣告", "产品做个广告"),
        ("根（root）", "根(root)"),
        ("他們?cè)噲D", "他们?cè)哙d"),
        ("你好(nǐ hǎo)", "你好(nǐ hǎo)"),
    ]);
    assert_eq!(folded("對(duì)句，競(jìng)").1.gloss, 2);
}

#[test]
fn look_alikes() {
    check(&[
        ("vіаgrа", "viagra"),
        ("Vі\u{200B}аgrа", "viagra"),
        ("Bаnk Нome", "bank home"),
        ("ВЕС", "bec"),
        ("Это хороший текст с сахаром", "это хороший текст с сахаром"),
        ("кaзинo и виaгра", "казино и виагра"),
        ("USB-кабель SMSкой", "usb-кабель smsкой"),
        ("αβγ x", "αβγ x"),
        ("ρayραl", "paypal"),
    ]);
    let count = |line| folded(line).1.confusable;
    assert_eq!(count("vіаgrа"), 3);
    assert_eq!(count("ВЕС"), 0);
    assert_eq!(count("Это хороший текст"), 0);
}

#[test]
fn spacing() {
    check(&[
        ("分 享 到 微 信", "分享到微信"),
        ("加 薇 ❤ 信", "加薇信"),
        ("微*信", "微信"),
        ("加*微*信", "加微信"),
        ("加 ❤️ 薇 ❤️ 信", "加薇信"),
        ("v.i.a.g.r.a", "viagra"),
        ("V I A G R A", "viagra"),
        ("国 产 精品", "国产 精品"),
        ("微-信", "微-信"),
        ("微-信-号", "微信号"),
        ("甲、乙、丙", "甲、乙、丙"),
        ("甲,乙 丙", "甲,乙丙"),
        ("U.S.", "u.s."),
        ("A | B", "a | b"),
        ("1 2 3 4 5 6 a b c d", "1 2 3 4 5 6 a b c d"),
        ("2024.5.1 1.2.3.4", "2024.5.1 1.2.3.4"),
        ("1 3 8 0 0 1 3 8", "13800138"),
        ("a b*q*d", "a bqd"),
        ("а я в Москве", "а я в москве"),
        ("к а з и н о", "казино"),
        ("A\tC\tB", "a\tc\tb"),
        ("Ｖ Ｉ Ｐ", "vip"),
        ("微(wēi) 信(xìn)", "微信"),
        ("甲→乙→丙", "甲→乙→丙"),
        ("a || q || x == y", "a || q || x == y"),
        ("加**微**信", "加微信"),
        ("他 说：好", "他说:好"),
    ]);
    let count = |line| folded(line).1.spacing;
    assert_eq!(count("分 享 到 微 信"), 1);
    assert_eq!(count("作 者 U.S.A. 802.11a/b/g/n x + y + a F-A-C-E"), 0);
    assert_eq!(count("4 x 5 km [2 1 0 1 1 1]"), 0);
    assert_eq!(count("1 3 8 0 0 1 3 8 0 0 0"), 1);
    assert_eq!(count("v-i-a-g-r-a f*c*k"), 2);
    assert_eq!(count("if a || q || x"), 0);
    assert_eq!(count("微*信 v.i.a.g.r.a"), 2);
}

#[test]
fn a_line_that_needs_nothing_is_its_own_view() {
    let mut buffer = FoldBuffer::default();
    for line in ["", "plain words", "简体中文。", "한국어 문장", "a (b) и"] {
        let folded = buffer.fold(line);
        assert!(std::ptr::eq(folded.text, line), "{line}");
        assert!(folded.map.is_identity());
        assert_eq!(folded.counts, FoldCounts::default());
    }
}

#[test]
fn cuts_lead_back_to_the_source() {
    let mut buffer = FoldBuffer::default();
    let line = "請點(diǎn)擊,加 薇 ❤ 信";
    let folded = buffer.fold(line);
    assert_eq!(folded.text, "请点击,加薇信");
    let source = |term: &str| {
        let at = folded.text.find(term).unwrap();
        &line[folded.map.source_range(at..at + term.len())]
    };
    assert_eq!(source("点击"), "點(diǎn)擊");
    assert_eq!(source("点"), "點");
    assert_eq!(source("薇信"), "薇 ❤ 信");
    assert_eq!(source("加"), "加");
}

#[test]
fn terms() {
    let forms = |term| fold_term(term);
    assert_eq!(forms("ＱＱ空間"), ["qq空间"]);
    assert_eq!(forms("казино"), ["казино"]);
    assert_eq!(forms("тема"), ["тема", "tema"]);
    assert_eq!(forms("сахар"), ["сахар", "caxap"]);
    assert_eq!(forms("vіаgrа")[0], "viagra");
    assert_eq!(forms("加 微"), ["加 微", "加微"]);
    assert_eq!(forms("對(duì)"), ["对(duì)"]);
    assert_eq!(forms("Straße"), ["straße"]);
}

/// Text in which the rare steps meet often.
fn tricky() -> impl Strategy<Value = String> {
    let atoms = prop::sample::select(vec![
        "加", "對", "产", "(duì)", "（", "duì", ")", " ", "*", ".", "-", "❤", "\u{FE0F}",
        "\u{200B}", "\u{AD}", "a", "V", "Ｂ", "ⓥ", "㎡", "⑩", "ﬁ", "а", "В", "я", "г", "ν", "ς",
        "1", "２", "，", "。", "…", "é", "\u{301}", "ｶ", "ﾞ", "한", "ก", "ำ", "م", "İ", "㊙", "́",
        "😀", "\u{3000}", "\t", "、", "は", "d", "u", "ì",
    ]);
    prop::collection::vec(atoms, 0..24).prop_map(|atoms| atoms.concat())
}

fn check_all(line: &str) {
    let mut buffer = FoldBuffer::default();
    let first = buffer.fold(line);
    check_map(line, first.text, first.map);
    let map = first.map.clone();
    let ends: Vec<usize> = (0..=line.len())
        .filter(|&at| line.is_char_boundary(at))
        .collect();
    // A range whose ends lie at bytes that the view shows is covered by its image's image.
    for pair in ends.windows(3) {
        let view = map.view_range(pair[0]..pair[2]);
        if !view.is_empty() {
            let back = map.source_range(view.clone());
            assert_eq!(map.view_range(back.clone()), view);
            let inner = |at: usize| {
                map.pieces()
                    .iter()
                    .all(|p| p.view_len > 0 || at < p.source || at > p.source_range().end)
            };
            if inner(pair[0]) && inner(pair[2]) {
                assert!(back.start <= pair[0] && back.end >= pair[2]);
            }
        }
    }
    let view = first.text.to_owned();
    let second = buffer.fold(&view).text.to_owned();
    let third = buffer.fold(&second).text.to_owned();
    // The exception that the module names: closing a run completes a reading.
    let completes = readings::glosses(&view).any(|gloss| gloss.verified);
    if completes {
        assert!(third.len() <= second.len());
    } else {
        assert_eq!(second, view, "{line:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn tricky_text(line in tricky()) {
        check_all(&line);
    }

    #[test]
    fn arbitrary_text(line in any::<String>()) {
        check_all(&line);
    }

    #[test]
    fn terms_fold_as_lines(line in tricky()) {
        let forms = fold_term(&line);
        prop_assert!(!forms.is_empty());
    }
}

#[test]
fn look_alikes_of_three_alphabets_fold_once() {
    check_all("𞁌ⴭ0");
    // An outlined letter is a letter beside a look-alike.
    check_all("ⴭ𜳖⭶");
}

/// What folds to a letter counts as one, whatever the Unicode version says of it.
#[test]
fn what_folds_to_a_letter_is_one() {
    use crate::text::class::class;
    for c in '\0'..=char::MAX {
        let (folded, _) = folded(&c.to_string());
        let mut letters = folded.chars();
        if let (Some(one), None) = (letters.next(), letters.next())
            && class(one).is_letter()
        {
            assert!(class(c).is_letter(), "{c:?} U+{:X}", c as u32);
        }
    }
}

#[test]
fn every_character_folds_once() {
    for c in '\0'..=char::MAX {
        let line = c.to_string();
        let (once, _) = folded(&line);
        assert_eq!(folded(&once).0, once, "{c:?} U+{:X}", c as u32);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// What the table sees on its way decides whether a line is looked at for letters that were
    /// spaced apart: it must not overlook any.
    #[test]
    fn no_run_of_spaced_letters_is_overlooked(
        line in "([a-c1微加對б]|[ .*·…]|[(（【）)]|\\(duì\\)|\u{200b}|一|，|[xX]){0,24}",
    ) {
        let mut buffer = FoldBuffer::default();
        let folded = buffer.fold(&line).text.to_owned();
        spacing::find(&folded, &mut buffer.cuts);
        prop_assert!(buffer.cuts.is_empty(), "{line:?} {folded:?} {:?}", buffer.cuts);
    }
}
