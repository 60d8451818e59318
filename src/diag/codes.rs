//! The codes of all problems: `E1xx` while reading a file, `E2xx` in its meaning, `W3xx` lints,
//! `T4xx` tests.
//!
//! A code never changes its meaning; a retired code is not used again.

/// A code and what it stands for.
#[derive(Debug, Clone, Copy)]
pub struct Code {
    /// The code, e.g. `E201`.
    pub code: &'static str,
    /// One sentence about when it is reported.
    pub explanation: &'static str,
}

macro_rules! codes {
    ($($name:ident = $code:literal, $explanation:literal;)*) => {
        $(#[doc = $explanation] pub const $name: &str = $code;)*

        /// Every code, in order.
        pub const CATALOGUE: &[Code] = &[
            $(Code { code: $code, explanation: $explanation },)*
        ];
    };
}

codes! {
    UNREADABLE = "E101", "A file or a folder cannot be read.";
    NOT_UTF8 = "E102", "A file is not encoded in UTF-8.";
    SYNTAX = "E103", "A file is not well-formed YAML.";
    DUPLICATE_KEY = "E104", "A map holds the same key twice.";
    ALIAS = "E105", "Anchors, aliases and merge keys are not allowed in rule files.";
    TAG = "E106", "Tags are not allowed in rule files.";
    TOO_LARGE = "E107", "A file is larger than any rule file has to be.";
    TOO_DEEP = "E108", "Values are nested deeper than any rule file has to be.";
    EMPTY_FILE = "E109", "A file holds no YAML document.";
    SEVERAL_DOCUMENTS = "E110", "A file holds more than one YAML document.";
    KEY_NOT_TEXT = "E111", "A key of a map is a list, a map or empty.";

    UNKNOWN_KEY = "E201", "A key that is not part of the format.";
    MISSING_KEY = "E202", "A key that has to be there is not.";
    WRONG_TYPE = "E203", "A value is of another type than the format asks for.";
    BAD_VALUE = "E204", "A value is not one of those that are possible here.";
    BAD_NAME = "E205", "A name is not in kebab-case.";
    DUPLICATE_NAME = "E206", "Two rules, sets or exceptions have the same name, or one thing is changed twice.";
    EMPTY = "E207", "A set, list or text that must hold something is empty.";
    PACK_NAME = "E208", "The name of a pack is not its path.";
    FORMAT = "E209", "The format number is not one that this version reads.";
    CONDITION = "E210", "A condition is not a map with exactly one known key.";
    SCORE_SIGN = "E211", "The sign of a score does not fit the label.";
    BOUNDS = "E212", "Bounds that nothing can satisfy or that cannot be bounds.";
    SCOPE = "E213", "A condition or test that the scope of its rule does not have.";
    NO_TEST = "E214", "A stable rule has no hit or no miss test.";
    NOTHING_TO_CUT = "E215", "A rule of scope span has neither a regex nor keywords that say what to cut.";
    REGEX = "E216", "A regular expression does not compile.";
    NOT_FOLDED = "E217", "A regular expression can never match folded text.";
    UNKNOWN_SET = "E218", "A condition names a set that does not exist.";
    UNKNOWN_FEATURE = "E219", "A condition names a feature that does not exist.";
    TERMS_FILE = "E220", "A terms-file does not exist or is not a path below the rules.";
    DUPLICATE_PACK = "E221", "Two folders hold a pack of the same name.";
    EXTRA_POLICY = "E222", "A folder of extra rules holds a policy.";
    UNKNOWN_RULE = "E223", "An overlay names a rule that does not exist.";
    NO_PACKS = "E224", "A folder of rules holds no pack.";
    TOO_MANY_FILES = "E225", "A folder of rules holds more files than rules have to have.";

    DUPLICATE_TERM = "W301", "A term stands twice in a set, as written or after folding.";
    DEAD_BRANCH = "W302", "A part of a regular expression can never match folded text.";
    STRAY_FILE = "W303", "A file among the rules is ignored because of its name.";
    SUMMARY = "W304", "A summary is not one sentence that ends with a period.";
    VACUOUS_MISS = "W305", "A miss on which no part of its rule's condition is true.";
    COVERED_TERM = "W306", "A term that another term of its set makes superfluous.";
    SHORT_TERM = "W307", "A term of fewer than two characters once folded.";
    FREQUENT_TERM = "W308", "A frequent ordinary word that sets off a removal by itself.";
    LATIN_SUBSTRING = "W309", "A short Latin term that may stand inside any word.";
    TERM_IN_WORD = "W310", "A term that also stands inside ordinary words, and no test spares them.";
    SLOW_REGEX = "W311", "A regular expression that has to run on every line.";
    LEADING_REPEAT = "W312", "A regular expression that begins with an unbounded repetition of almost anything.";
    CONSTANT_CONDITION = "W313", "A condition that always holds or never does.";
    UNUSED_SET = "W314", "A set that no condition names.";
    IDLE_EXCEPTION = "W315", "An exception that no test of its rule needs.";
    DUPLICATE_RULE = "W316", "Two rules of a label with the same condition.";
    SHADOWED_RULE = "W317", "A rule that fires only where a rule of its label has already decided.";
    EXPIRED_OVERLAY = "W318", "A change by an overlay that is past its date.";
    TERM_ORDER = "W319", "Terms that are not in the order of their code points.";
    KEY_ORDER = "W320", "Keys that are not in their canonical order.";
    QUOTING = "W321", "Double quotes where single ones do.";
    LAYOUT = "W322", "Blanks at the ends of lines, carriage returns, a byte order mark, or no final line end.";
    SPLIT_TEST = "W323", "A test that a flow list has split at a comma.";
    CONTRADICTORY_TEST = "W324", "A text that is a hit of rules of two labels.";
    ALLOW = "W325", "A comment that allows a finding but does so in vain, without a reason or for an unknown code.";
    IDLE_TABLE = "W326", "A table of the scorecard that adds nothing, or whose feature has another table in the same pass.";

    HIT_FAILED = "T401", "A rule does not fire on one of its hits.";
    MISS_FAILED = "T402", "A rule fires on one of its misses.";
    PROMOTE = "T403", "A todo that holds now and can become a hit or a miss.";
    GOLD_LOST = "T404", "The rules remove more genuine text of gold documents than the policy allows.";
    GOLD_UNREADABLE = "T405", "A file of gold documents cannot be read.";
}

/// What a code stands for.
pub fn explain(code: &str) -> Option<&'static str> {
    CATALOGUE
        .iter()
        .find(|entry| entry.code == code)
        .map(|entry| entry.explanation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordered_unique_and_sentences() {
        for pair in CATALOGUE.windows(2) {
            assert!(
                pair[0].code[1..] < pair[1].code[1..],
                "{} {}",
                pair[0].code,
                pair[1].code
            );
        }
        for entry in CATALOGUE {
            assert!(entry.explanation.ends_with('.'), "{}", entry.code);
        }
        assert_eq!(explain("E103"), Some("A file is not well-formed YAML."));
        assert_eq!(explain("E999"), None);
    }
}
