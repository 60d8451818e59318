//! Chinese: particles, pronouns, adverbs, prepositions and conjunctions of one character.

/// Simplified, as the fold leaves them.
const HAN: &str = "的了是在不和也就都而与或但及其之于以为这那你我他她它们着过把被给让从到对将又还很个有没吗呢吧啊则因所并且却只再";

/// U+4E00, the first of the block of Han characters.
const START: usize = 0x4e00;

/// [`HAN`] as one bit per character of its block.
const BITS: [u64; 328] = {
    let mut bits = [0; 328];
    let bytes = HAN.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // Every character of the block takes three bytes of UTF-8.
        let c = (bytes[at] as usize & 0x0f) << 12
            | (bytes[at + 1] as usize & 0x3f) << 6
            | (bytes[at + 2] as usize & 0x3f);
        bits[(c - START) / 64] |= 1 << ((c - START) % 64);
        at += 3;
    }
    bits
};

/// Function characters in a run of Han characters.
pub(super) fn letters(run: &str) -> u32 {
    run.chars().filter(|&c| is_function_character(c)).count() as u32
}

fn is_function_character(c: char) -> bool {
    let at = (c as usize).wrapping_sub(START);
    BITS.get(at / 64)
        .is_some_and(|word| word >> (at % 64) & 1 == 1)
}
