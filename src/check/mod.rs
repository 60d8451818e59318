//! Rules as code: what proves a rule file before it runs on a corpus.

pub mod canonical;
pub mod fix;
pub mod inline_tests;
pub mod lint;
