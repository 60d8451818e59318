//! The safety valve: rules that would take too much running text of a document
//! are wrong about it, so it is left alone and flagged.

use crate::rule::Policy;

/// Why the document must be left alone, if the removal of `removed` of its `all`
/// article-like characters exceeds the policy's budget.
pub fn closed(removed: u64, all: u64, policy: &Policy) -> Option<String> {
    let share = removed as f64 / all.max(1) as f64;
    let enough = policy.enough_article_chars;
    let emptied = enough.is_none_or(|enough| all.saturating_sub(removed) < enough as u64);
    let over =
        removed > policy.min_article_chars as u64 && share > policy.max_article_share && emptied;
    over.then(|| {
        format!(
            "would lose {removed} of {all} article-like characters, more than {:.0} %",
            policy.max_article_share * 100.0
        )
    })
}
