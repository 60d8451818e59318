use encoding_rs::{BIG5, EUC_KR, SHIFT_JIS, WINDOWS_1251};
use proptest::prelude::*;

use super::*;

const CHINESE: &str =
    "这是一个用来测试编码的文件，里面有几句普通的中文。今天天气很好，我们去公园散步。";
const TAIWAN: &str =
    "這是一個用來測試編碼的檔案，裡面有幾句普通的中文。今天天氣很好，我們去公園散步。";
const JAPANESE: &str =
    "これは文字コードを調べるための文章です。今日はとても天気がいいですね。ｶﾀｶﾅもあります。";
const KOREAN: &str = "이것은 문자 인코딩을 시험하기 위한 글입니다. 오늘은 날씨가 아주 좋습니다.";
const RUSSIAN: &str = "Это обычный русский текст для проверки кодировки. Сегодня хорошая погода.";

/// Every byte is in exactly one place of the text.
fn check_tiling(decoded: &Decoded<'_>, bytes: &[u8]) {
    let (mut view, mut source) = (0, 0);
    for piece in decoded.map.pieces() {
        assert_eq!(piece.view - view, piece.source - source);
        assert!(piece.view_len > 0 && piece.source_len > 0);
        view = piece.view_range().end;
        source = piece.source_range().end;
        assert!(decoded.text.is_char_boundary(piece.view) && decoded.text.is_char_boundary(view));
    }
    assert_eq!(decoded.text.len() - view, bytes.len() - source);
    let mut at = 0;
    for (start, c) in decoded.text.char_indices() {
        let range = decoded.source(start..start + c.len_utf8());
        assert!(range.start <= at && range.end >= at, "{range:?} {at}");
        at = range.end;
    }
    assert_eq!(at, bytes.len());
}

fn check_encoded(text: &str, encoding: &'static encoding_rs::Encoding) {
    let (bytes, _, unmappable) = encoding.encode(text);
    assert!(!unmappable);
    let decoded = decode(&bytes);
    assert_eq!(decoded.encoding, encoding.name());
    assert_eq!(decoded.text, text);
    assert_eq!(decoded.damaged, 0);
    assert!(!decoded.is_binary());
    check_tiling(&decoded, &bytes);
    for (start, c) in text.char_indices() {
        let range = decoded.source(start..start + c.len_utf8());
        let (again, _) = encoding.decode_without_bom_handling(&bytes[range]);
        assert_eq!(again, c.to_string());
    }
}

#[test]
fn legacy_encodings() {
    check_encoded(
        &format!("{CHINESE}<b>𠀀㐀</b>{CHINESE}"),
        encoding_rs::GB18030,
    );
    check_encoded(TAIWAN, BIG5);
    check_encoded(JAPANESE, SHIFT_JIS);
    check_encoded(KOREAN, EUC_KR);
    check_encoded(RUSSIAN, WINDOWS_1251);
}

#[test]
fn a_sample_may_stop_inside_a_sequence() {
    // One line, longer than the detector's sample, whichever byte that ends with.
    for shift in ["", "a"] {
        check_encoded_name(
            &format!("{shift}{}", CHINESE.repeat(4000)),
            encoding_rs::GB18030,
        );
        check_encoded_name(&format!("{shift}{}", TAIWAN.repeat(4000)), BIG5);
    }
}

fn check_encoded_name(text: &str, encoding: &'static encoding_rs::Encoding) {
    let (bytes, _, _) = encoding.encode(text);
    let decoded = decode(&bytes);
    assert_eq!((decoded.encoding, decoded.damaged), (encoding.name(), 0));
    assert!(decoded.text == text);
}

#[test]
fn utf8() {
    for text in ["", "plain", CHINESE, "\u{FEFF}bom", "a line\0b"] {
        let decoded = decode(text.as_bytes());
        assert!(matches!(decoded.text, Cow::Borrowed(_)));
        assert_eq!((&*decoded.text, decoded.encoding), (text, "UTF-8"));
        assert!(decoded.map.is_identity() && !decoded.is_binary());
    }
}

#[test]
fn damaged_utf8() {
    let mut bytes = CHINESE.as_bytes().to_vec();
    bytes.extend(b"\xE4\xB8 end \xFF");
    let decoded = decode(&bytes);
    assert_eq!(decoded.encoding, "UTF-8");
    assert_eq!(decoded.text, format!("{CHINESE}\u{FFFD} end \u{FFFD}"));
    assert_eq!(decoded.damaged, 2);
    let at = CHINESE.len();
    assert_eq!(decoded.source(at..at + 3), at..at + 2);
    check_tiling(&decoded, &bytes);
}

#[test]
fn damaged_gb18030() {
    let (encoded, _, _) = encoding_rs::GB18030.encode(CHINESE);
    let mut bytes = encoded.repeat(4);
    bytes.push(0xFF);
    bytes.extend(b" end");
    let decoded = decode(&bytes);
    assert_eq!(decoded.encoding, "gb18030");
    assert_eq!(decoded.text, format!("{}\u{FFFD} end", CHINESE.repeat(4)));
    assert_eq!(decoded.damaged, 1);
}

#[test]
fn utf16_of_both_byte_orders() {
    let text = "\u{FEFF}abc 中文 😀 end";
    let units: Vec<u16> = text.encode_utf16().chain([0xD800, 0x41]).collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    for (bytes, name) in [(little, "UTF-16LE"), (big, "UTF-16BE")] {
        let decoded = decode(&bytes);
        assert_eq!(decoded.text, format!("{text}\u{FFFD}A"));
        assert_eq!((decoded.encoding, decoded.damaged), (name, 1));
        let at = text.find('😀').unwrap();
        assert_eq!(decoded.source(at..at + 4), 16..20);
        check_tiling(&decoded, &bytes);
    }
    let plain: Vec<u8> = "hello, wörld"
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    assert_eq!(decode(&plain).text, "hello, wörld");
}

#[test]
fn binary() {
    let bytes: Vec<u8> = (0..2000_u32)
        .map(|i| ((i * i * 31) >> 3) as u8 & 0x8F)
        .collect();
    assert!(decode(&bytes).is_binary());
    assert!(decode(&[0; 64]).is_binary());
    assert!(!decode(b"text with one \0 in it").is_binary());
}

proptest! {
    #[test]
    fn decoding_is_total(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        check_tiling(&decode(&bytes), &bytes);
    }

    #[test]
    fn every_encoding_tiles(bytes in prop::collection::vec(any::<u8>(), 0..200), which in 0..7_usize) {
        let encoding = [
            encoding_rs::GB18030, BIG5, SHIFT_JIS, EUC_KR, WINDOWS_1251,
            encoding_rs::EUC_JP, encoding_rs::WINDOWS_1252,
        ][which];
        let (text, map, damaged) = legacy::decode(&bytes, encoding);
        let decoded = Decoded { text: text.into(), map, encoding: encoding.name(), damaged };
        check_tiling(&decoded, &bytes);
    }
}
