//! The safety valve: rules that would take too much running text of a document
//! are wrong about it, so it is left alone and flagged.

use crate::rule::Policy;

/// Why the document must be left alone, if the removal of `removed` of its `all`
/// article-like characters exceeds the policy's budget.
pub fn closed(removed: u64, all: u64, policy: &Policy) -> Option<String> {
    let share = removed as f64 / all.max(1) as f64;
    let stay = all.saturating_sub(removed);
    let enough = policy.enough_article_chars;
    let over = removed > policy.min_article_chars as u64
        && share > policy.max_article_share
        && enough.is_none_or(|enough| stay < enough as u64);
    over.then(|| {
        format!(
            "would lose {removed} of {all} article-like characters, more than {:.0} %",
            policy.max_article_share * 100.0
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::{Source, load};

    #[test]
    fn in_strict_a_page_of_which_a_long_paragraph_stays_is_not_left_alone() {
        let rules = load(&[Source::Builtin]).unwrap().rules;
        let [careful, balanced, strict] = &rules.policies;
        let is_closed = |removed, policy| closed(removed, 100_000, policy).is_some();
        assert!(is_closed(97_000, careful) && is_closed(97_000, balanced));
        assert!(!is_closed(97_000, strict));
        assert!(is_closed(99_700, strict));
        assert!(!is_closed(90_000, strict));
    }
}
