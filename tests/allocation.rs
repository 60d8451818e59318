//! Once its memory is warm, the engine decides about lines without asking for more.

#![allow(clippy::unwrap_used)]

use allocation_counter::measure;
use despam::engine::{Engine, Options, Scratch};
use despam::rule::{Source, load};

/// Prose with words of widgets in it, so that keywords, regexes, folds and features all have work.
const LINES: [&str; 6] = [
    "The council voted on Tuesday night to build a second bridge, and readers can share their views.",
    "市议会星期二晚上投票决定在河上修建第二座桥,居民可以在微信群里看到图纸。",
    "Der Stadtrat stimmte am Dienstag für eine zweite Brücke; die Pläne stehen auf Facebook.",
    "Ｔｈｅ　ｂｒｉｄｇｅ costs 12 million, the mayor said, and nobody was asked to subscribe.",
    "Совет проголосовал за второй мост, и жители спорят о нём в комментариях.",
    "She printed the page, signed it, and sent it by e-mail before the office closed.",
];

#[test]
fn lines_that_stay_cost_no_allocation() {
    let counted = measure(|| drop(std::hint::black_box(vec![0_u8])));
    assert_eq!(counted.count_total, 1, "allocations are counted");
    let rules = load(&[Source::Builtin]).unwrap().rules;
    // The scorecard measures whole documents, and asks for memory for each.
    let options = Options {
        shape: false,
        ..Options::default()
    };
    let engine = Engine::new(rules, options).unwrap();
    let mut scratch = Scratch::default();
    let text = |times: usize| (LINES.join("\n") + "\n").repeat(times);
    let (short, long) = (text(50), text(500));
    for text in [&long, &short, &long] {
        assert_eq!(engine.clean(text, &mut scratch).edits, []);
    }
    let count = |text: &str, scratch: &mut Scratch| {
        measure(|| drop(engine.clean(text, scratch))).count_total
    };
    let of_short = count(&short, &mut scratch);
    let of_long = count(&long, &mut scratch);
    println!("{of_short} allocations for 300 lines, {of_long} for 3,000");
    assert!(of_long <= of_short + 10, "{of_short}, then {of_long}");
}
