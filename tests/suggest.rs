//! The command `suggest` on corpora with planted words.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// Words of keyword lists that no rule knows, and sentences around them.
struct Planted {
    separator: &'static str,
    words: &'static [&'static str],
    sentences: &'static [&'static str],
}

const CHINESE: Planted = Planted {
    separator: "|",
    words: &[
        "雪狐代练",
        "云鹿陪玩团",
        "星河挂机宝",
        "金蟾回血局",
        "飞鸽速借金",
        "海猫养号屋",
        "黑桃过检器",
        "木槿刷榜站",
    ],
    sentences: &[
        "河水在夜里涨了起来，到早晨已经漫到磨坊的台阶下面，村里的人都说这是多年没有见过的事情。",
        "她在城里的学校教了三十年的书，退休以后回到老家，把自己的院子变成了孩子们看书的地方。",
        "这家小店的面是用老井的水和的，煮出来的汤很清，来吃的人大多是住在附近的老街坊。",
        "修路的工人说，桥的两边还有一段要等到秋天才能通车，在这以前过河的人要走旧桥。",
    ],
};
const ENGLISH: Planted = Planted {
    separator: " | ",
    words: &[
        "zorblat tonic",
        "quixel boost",
        "frindle keys",
        "mavrox bonus",
        "plimso cards",
        "wexnor gold",
        "drundle pass",
        "skirrow chips",
    ],
    sentences: &[
        "The river had risen in the night, and by the morning it stood at the steps of the mill.",
        "She taught at the school in the town for thirty years before she came back to the village.",
        "The workers say that the bridge will not be open to the traffic until the end of autumn.",
        "Most of the people who eat at the small shop live in the old streets that lie around it.",
    ],
};
const THAI: Planted = Planted {
    separator: " | ",
    words: &[
        "สล็อตหมาป่า",
        "เครดิตนกฮูก",
        "แทงปลาทอง",
        "บาคาร่าหมีขาว",
        "หวยกระต่ายเงิน",
        "คาสิโนเสือดำ",
        "ยิงปลามังกร",
        "เว็บช้างทอง",
    ],
    sentences: &[
        "แม่น้ำเอ่อล้นขึ้นในตอนกลางคืน และในตอนเช้าน้ำก็ท่วมถึงบันไดของโรงสีเก่าที่อยู่ในหมู่บ้าน. ทุกคนพูดว่าไม่เคยเห็นมาก่อน.",
        "เธอสอนหนังสืออยู่ที่โรงเรียนในเมืองเป็นเวลาสามสิบปี ก่อนที่จะกลับมาที่บ้านเกิดของเธอ. เด็กๆ ชอบมาที่นี่.",
    ],
};

/// A document: sentences, and at its end a list of four of the words, a counter and a button.
fn document(planted: &Planted, number: usize) -> String {
    let mut text = String::new();
    for at in 0..3 {
        let sentence = planted.sentences[(number + at) % planted.sentences.len()];
        let _ = writeln!(text, "{sentence}{sentence}");
    }
    let words: Vec<&str> = (0..5)
        .map(|at| planted.words[(number * 3 + at * (1 + number % 2)) % planted.words.len()])
        .collect();
    let _ = writeln!(text, "{}", words.join(planted.separator));
    let _ = writeln!(text, "viewed {} times", number * 37);
    text + "open the drawer\n"
}

fn corpus(planted: &Planted, documents: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut records = String::new();
    for number in 0..documents {
        let record = serde_json::json!({"id": number, "text": document(planted, number)});
        let _ = writeln!(records, "{record}");
    }
    fs::write(folder.path().join("pages.jsonl"), records).unwrap();
    // Rules that know nothing of all this.
    fs::create_dir_all(folder.path().join("rules/common")).unwrap();
    let pack = "\
format: 1
pack: common/nothing
label: spam
rules:
  - id: nothing
    summary: A line that never is.
    status: draft
    score: 1.0
    when: {regex: qqqqqqq}
";
    fs::write(folder.path().join("rules/common/nothing.yaml"), pack).unwrap();
    folder
}

fn despam(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_despam"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn suggest(folder: &Path, more: &[&str]) -> (String, String) {
    let arguments = [&["suggest", "pages.jsonl", "--rules", "rules"], more].concat();
    let output = despam(folder, &arguments);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{errors}");
    (String::from_utf8(output.stdout).unwrap(), errors)
}

#[test]
fn planted_words_of_every_script_are_found() {
    for planted in [CHINESE, ENGLISH, THAI] {
        let folder = corpus(&planted, 60);
        let (draft, _) = suggest(folder.path(), &[]);
        let terms: Vec<&str> = draft
            .lines()
            .filter_map(|line| line.strip_prefix("      - '"))
            .map(|line| line.trim_end_matches('\''))
            .collect();
        let found = |word: &&&str| terms.iter().any(|term| word.contains(term));
        let count = planted.words.iter().filter(found).count();
        assert!(count >= 7, "{count} of {:?} in {terms:?}", planted.words);
        for term in terms {
            let ordinary = planted
                .sentences
                .iter()
                .any(|sentence| sentence.to_lowercase().contains(term));
            assert!(!ordinary, "{term}");
        }
        assert!(draft.contains("'open the drawer'"), "{draft}");
        assert!(
            draft.contains(r"^\s*viewed \d[\d.,:]* times\s*$"),
            "{draft}"
        );
    }
}

#[test]
fn the_draft_passes_check_as_it_is() {
    let folder = corpus(&CHINESE, 60);
    let (_, errors) = suggest(folder.path(), &["-o", "drafts", "--pack", "zh/suggested"]);
    assert!(
        errors.contains("the draft is drafts/zh/suggested.yaml"),
        "{errors}"
    );
    let output = despam(folder.path(), &["check", "drafts", "--deny", "warnings"]);
    let errors = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    // What a person has worked on is not written over.
    let again = [
        "suggest",
        "pages.jsonl",
        "-o",
        "drafts",
        "--pack",
        "zh/suggested",
    ];
    let output = despam(folder.path(), &again);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("exists already"));
}

#[test]
fn the_draft_does_not_depend_on_threads() {
    let folder = corpus(&ENGLISH, 200);
    let one = suggest(folder.path(), &["--threads", "1"]);
    for threads in ["2", "5"] {
        assert_eq!(
            suggest(folder.path(), &["--threads", threads]),
            one,
            "{threads}"
        );
    }
}

#[test]
fn memory_is_bounded_and_that_is_said() {
    // Every line has words of its own, far more than are counted.
    let folder = corpus(&ENGLISH, 60);
    let mut records = fs::read_to_string(folder.path().join("pages.jsonl")).unwrap();
    for number in 0..2000 {
        let words: Vec<String> = (0..6).map(|at| word(number * 6 + at)).collect();
        let text = format!(
            "{}\n{}",
            ENGLISH.sentences.join(" ").repeat(2),
            words.join(" | ")
        );
        let record = serde_json::json!({"id": 1000 + number, "text": text});
        let _ = writeln!(records, "{record}");
    }
    fs::write(folder.path().join("pages.jsonl"), records).unwrap();
    let (draft, errors) = suggest(folder.path(), &["--max-counted", "2000"]);
    assert!(errors.contains("too low, as memory is bounded"), "{errors}");
    assert!(draft.contains("zorblat"), "{draft}");
}

#[test]
fn what_cannot_be_is_said() {
    let folder = corpus(&ENGLISH, 5);
    for (arguments, said) in [
        (&["suggest", "-"][..], "standard input cannot be read again"),
        (
            &["suggest", "pages.jsonl", "--pack", "Zh"],
            "a pack is called like zh/suggested",
        ),
    ] {
        let output = despam(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(errors.contains(said), "{errors}");
    }
}

/// A word of letters for a number.
fn word(number: usize) -> String {
    let letter = |unit: usize| char::from(b'a' + (number / unit % 20) as u8);
    [8000, 400, 20, 1].map(letter).iter().collect::<String>() + "orp"
}
