//! Pages of the docs that benchmarks write.

/// Writes what stands behind a mark in a page anew.
pub fn rewrite(page: &str, mark: &str, behind: &str) {
    let text = std::fs::read_to_string(page).unwrap();
    let head = text.split(mark).next().unwrap();
    std::fs::write(page, format!("{head}{mark}{behind}")).unwrap();
}
