//! Japanese: particles and auxiliaries in hiragana.
//!
//! There are no spaces to find them by. Pairs such as `から` or `した` count wherever they
//! stand; a single particle counts where it must be one: first behind a word in other characters
//! (`写真を`), last before one, or behind a pair that counted. What is left out is less than what
//! stands in the middle of words would add.

use super::Around;

/// Particles of one character.
const SINGLE: &str = "のにはをがとでもへやかよねなたてだ";

/// Particles, auxiliaries, pronouns and endings of two characters.
const PAIRS: &str = "から まで より など でも には とは では のは のが のを のに ので もの のみ \
    ほど だけ しか さえ ばか かり こそ なが がら つつ する した して すれ せず \
    です ます ませ まし でし だっ った って てい いる いた いて ある あり あっ \
    ない なく なか なけ られ れる れた せる させ れば たら なら ては それ これ \
    あれ どれ その この あの どの ここ そこ よう こと ため また";

/// U+3040, before the first hiragana.
const START: usize = 0x3040;
/// Hiragana and their marks.
const BLOCK: usize = 0x60;

/// [`SINGLE`] as bits.
const SINGLES: u128 = {
    let bytes = SINGLE.as_bytes();
    let (mut bits, mut at) = (0, 0);
    while at < bytes.len() {
        bits |= 1 << index(bytes, at);
        at += 3;
    }
    bits
};

/// [`PAIRS`] as bits of the second character by the first.
const SECONDS: [u128; BLOCK] = {
    let mut bits = [0; BLOCK];
    let bytes = PAIRS.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b' ' {
            at += 1;
            continue;
        }
        bits[index(bytes, at)] |= 1 << index(bytes, at + 3);
        at += 6;
    }
    bits
};

/// Place in its block of the hiragana at an offset; each takes three bytes of UTF-8.
const fn index(bytes: &[u8], at: usize) -> usize {
    let c = (bytes[at] as usize & 0x0f) << 12
        | (bytes[at + 1] as usize & 0x3f) << 6
        | (bytes[at + 2] as usize & 0x3f);
    c - START
}

/// Letters of particles and auxiliaries in a run of Kana.
pub(super) fn letters(run: &str, around: Around) -> u32 {
    let mut letters = 0;
    // Whether a particle may begin here: behind a word in other characters or a particle.
    let mut fresh = around.before;
    let mut chars = run.chars().map(hiragana).peekable();
    while let Some(first) = chars.next() {
        let Some(first) = first else {
            fresh = true;
            continue;
        };
        let next = chars.peek().copied();
        if let Some(Some(second)) = next
            && SECONDS
                .get(first)
                .is_some_and(|bits| bits >> second & 1 == 1)
        {
            chars.next();
            letters += 2;
            fresh = true;
            continue;
        }
        let last = match next {
            None => around.after || fresh,
            Some(None) => true,
            Some(Some(_)) => fresh,
        };
        fresh = last && SINGLES >> first & 1 == 1;
        letters += u32::from(fresh);
    }
    letters
}

/// Place in the block of hiragana, if the character is one.
fn hiragana(c: char) -> Option<usize> {
    let at = (c as usize).wrapping_sub(START);
    (at < BLOCK).then_some(at)
}
