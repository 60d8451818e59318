//! Rules as code: what proves a rule file before it runs on a corpus.

pub mod inline_tests;
