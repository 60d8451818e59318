//! A corpus of scraped pages, made of the project's own words.
//!
//! The running text of a page is put together from the sentences of the gold documents, its
//! furniture and spam from their labelled lines and from what the rules' own tests are to hit.
//! How much of each, and in which language, is adjustable; the same [`Mix`] gives the same
//! bytes on every machine.

use std::path::Path;

use despam::audit::gold::{self, GoldDocument, GoldLabel};
use despam::rule::{Expect, Label, RuleSet};
use ferrous_opencc::{OpenCC, config::BuiltinConfig};
use pinyin::ToPinyin;

/// What pages are made of.
#[derive(Debug, Clone, Copy)]
pub struct Mix {
    /// Bytes of the corpus, at least.
    pub size: usize,
    /// Weights of the kinds of pages, in the order of [`KINDS`].
    pub kinds: [u32; KINDS.len()],
    /// Share (0 to 1) of the lines that are page furniture: share, ad, chrome, credit.
    pub boilerplate: f64,
    /// Share (0 to 1) of the lines that are spam.
    pub spam: f64,
}

/// The kinds of pages: simplified Chinese, traditional, Chinese with readings or evasions,
/// English, and other languages.
pub const KINDS: [&str; 5] = ["zh", "zh-hant", "evasive", "en", "other"];

/// Half simplified Chinese, a tenth traditional, a tenth with readings or evasions, a quarter
/// English; every fourth line is furniture and every fiftieth spam.
pub const MIXED: Mix = Mix {
    size: 16_000_000,
    kinds: [50, 10, 10, 25, 5],
    boilerplate: 0.25,
    spam: 0.02,
};

/// Sentences of a paragraph, at most.
const SENTENCES: usize = 8;
/// Bytes of a page, at least.
const PAGE: usize = 6000;
/// Of so many Han characters one carries a reading where readings were injected.
const READING_EVERY: usize = 12;

/// The pages of a mix.
pub fn generate(mix: &Mix, rules: &RuleSet) -> Vec<String> {
    let materials: Vec<Material> = ["zh", "en", ""].map(|lang| Material::of(lang, rules)).into();
    let traditional = OpenCC::from_config(BuiltinConfig::S2t).unwrap();
    let mut random = Random(1);
    let (mut pages, mut size) = (Vec::new(), 0);
    while size < mix.size {
        let kind = random.weighted(&mix.kinds);
        let material = &materials[[0, 0, 0, 1, 2][kind]];
        let mut page = material.page(mix, &mut random);
        if kind == 1 || kind == 2 {
            page = traditional.convert(&page);
        }
        if kind == 2 {
            page = evasive(&page, &mut random);
        }
        size += page.len();
        pages.push(page);
    }
    pages
}

/// A generator of random numbers: Knuth's MMIX.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }

    fn chance(&mut self, share: f64) -> bool {
        (self.below(1_000_000) as f64) < share * 1e6
    }

    fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut left = self.below(weights.iter().sum::<u32>() as usize) as u32;
        weights
            .iter()
            .position(|&weight| {
                let here = left < weight;
                left = left.wrapping_sub(weight);
                here
            })
            .unwrap_or(0)
    }

    fn one_of<'t>(&mut self, texts: &'t [String]) -> &'t str {
        &texts[self.below(texts.len())]
    }
}

/// What pages of one language are made of.
struct Material {
    sentences: Vec<String>,
    furniture: Vec<String>,
    spam: Vec<String>,
}

impl Material {
    /// The lines of a language; of all but Chinese and English if it has no name.
    fn of(lang: &str, rules: &RuleSet) -> Material {
        let belongs = |other: &str| match lang {
            "" => !matches!(other, "zh" | "en" | "common"),
            _ => other == lang,
        };
        let mut material = Material {
            sentences: Vec::new(),
            furniture: Vec::new(),
            spam: Vec::new(),
        };
        for file in gold::files(Path::new("corpus/gold")).unwrap() {
            let documents = gold::read(&file).unwrap();
            for document in documents.iter().filter(|document| belongs(&document.lang)) {
                material.add(document);
            }
        }
        for rule in &rules.rules {
            let pack = rule.id.split('/').next().unwrap_or_default();
            if !(belongs(pack) || pack == "common" && lang == "en") {
                continue;
            }
            let hits = rule.tests.iter().filter(|test| test.expect == Expect::Hit);
            let lines = hits.map(|test| test.lines[test.judged].clone());
            match rule.label {
                Label::Spam => material.spam.extend(lines),
                Label::Article => {}
                _ => material.furniture.extend(lines),
            }
        }
        material
    }

    fn add(&mut self, document: &GoldDocument) {
        for line in &document.lines {
            match line.label {
                GoldLabel::Known(Label::Article) => self.sentences.extend(sentences(&line.text)),
                GoldLabel::Known(Label::Spam) => self.spam.push(line.text.clone()),
                _ => self.furniture.push(line.text.clone()),
            }
        }
    }

    fn page(&self, mix: &Mix, random: &mut Random) -> String {
        let mut page = String::new();
        while page.len() < PAGE {
            if random.chance(mix.spam) {
                page.push_str(random.one_of(&self.spam));
            } else if random.chance(mix.boilerplate) {
                page.push_str(random.one_of(&self.furniture));
            } else {
                for _ in 0..=random.below(SENTENCES) {
                    page.push_str(random.one_of(&self.sentences));
                }
            }
            page.push('\n');
        }
        page
    }
}

/// The sentences of a line, each with its end and the space behind it.
fn sentences(line: &str) -> Vec<String> {
    line.split_inclusive(['。', '！', '？'])
        .flat_map(|part| part.split_inclusive(". "))
        .map(str::to_owned)
        .collect()
}

/// A page as an injecting site leaves it: readings behind some of the Han characters, some
/// words in full-width letters, some with zero-width characters in them.
fn evasive(page: &str, random: &mut Random) -> String {
    let mut evasive = String::new();
    for line in page.split_inclusive('\n') {
        let way = random.below(4);
        for c in line.chars() {
            match (way, c.to_pinyin()) {
                (0 | 1, Some(reading)) if random.below(READING_EVERY) == 0 => {
                    evasive.push(c);
                    evasive.push_str(&format!("({})", reading.with_tone()));
                }
                (2, Some(_)) if random.below(READING_EVERY) == 0 => evasive.extend([c, '\u{200b}']),
                (3, None) if c.is_ascii_alphanumeric() => {
                    evasive.extend(char::from_u32(c as u32 - 0x21 + 0xff01));
                }
                _ => evasive.push(c),
            }
        }
    }
    evasive
}
