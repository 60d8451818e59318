//! Texts of strangers in Markdown.

use std::fmt::Write;

/// Text as Markdown in a table: what stands between backticks is code, all else is itself.
pub fn markdown(text: &str) -> String {
    let pairs = text.matches('`').count().is_multiple_of(2);
    let mut out = String::with_capacity(text.len());
    let mut code = false;
    for c in text.chars() {
        match c {
            '`' if pairs => {
                code = !code;
                out.push_str(if code { "<code>" } else { "</code>" });
            }
            '\n' | '\r' => out.push(' '),
            '&' | '<' | '>' | '|' | '[' | ']' | '*' | '_' | '`' | '\\' | '~' | '#' | '@' | '!'
            | ':' => {
                let _ = write!(out, "&#{};", c as u32);
            }
            _ => out.push(c),
        }
    }
    out
}
