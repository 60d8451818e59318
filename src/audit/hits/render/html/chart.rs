//! Charts, drawn twice: for a light and for a dark page.

use charts_rs::{BarChart, Color, HorizontalBarChart};
use serde_json::{Value, json};

use super::HtmlError;
use crate::corpus::hit_log::POSITIONS;
use crate::corpus::hit_log::entry::RunCounts;

/// A chart of the page.
pub struct Chart {
    pub title: &'static str,
    /// What it shows, for those who do not see it.
    pub words: String,
    pub light: String,
    pub dark: String,
}

/// Colours of share, ad, spam, chrome and what else may be removed; told apart by people who do
/// not see all colours (Okabe and Ito).
const COLOURS: [(&str, &str); 6] = [
    ("share", "#56B4E9"),
    ("ad", "#E69F00"),
    ("spam", "#D55E00"),
    ("chrome", "#009E73"),
    ("credit", "#CC79A7"),
    ("article", "#0072B2"),
];

fn colour(label: &str) -> &'static str {
    let known = COLOURS.iter().find(|(name, _)| *name == label);
    known.map_or("#888888", |(_, colour)| colour)
}

/// What stays the same in all charts.
fn frame(theme: &str) -> Value {
    let ink = if theme == "dark" {
        "#c9d1d9"
    } else {
        "#3c444d"
    };
    json!({
        "theme": theme, "width": 640, "height": 260,
        "margin": {"left": 8, "top": 8, "right": 28, "bottom": 8},
        "x_axis_font_color": ink, "legend_font_color": ink,
        "y_axis_configs": [{"axis_font_color": ink}],
    })
}

fn with(theme: &str, more: Value) -> String {
    let mut options = frame(theme);
    if let (Value::Object(options), Value::Object(more)) = (&mut options, more) {
        options.extend(more);
    }
    options.to_string()
}

/// Where in the documents the removed text stood.
pub fn positions(run: &RunCounts) -> Result<Option<Chart>, HtmlError> {
    let total: u64 = run.positions.values().flatten().sum();
    if total == 0 {
        return Ok(None);
    }
    let part = (run.bytes as f64 / POSITIONS as f64).max(1.0);
    let series: Vec<Value> = run
        .positions
        .iter()
        .map(|(label, counts)| {
            let shares: Vec<f64> = counts
                .iter()
                .map(|&count| (1000.0 * count as f64 / part).round() / 10.0)
                .collect();
            json!({"name": label, "data": shares, "stack": "all"})
        })
        .collect();
    let names: Vec<String> = (0..POSITIONS)
        .map(|at| match at {
            0 => "head".to_owned(),
            _ if at == POSITIONS / 2 => "body".to_owned(),
            _ if at == POSITIONS - 1 => "tail".to_owned(),
            _ => String::new(),
        })
        .collect();
    let colours: Vec<&str> = run.positions.keys().map(|label| colour(label)).collect();
    let draw = |theme: &str| {
        let options = json!({
            "series_list": series, "x_axis_data": names, "series_colors": colours,
            "x_boundary_gap": true,
        });
        let mut chart = BarChart::from_json(&with(theme, options))?;
        chart.background_color = Color::transparent();
        chart.svg()
    };
    let third = |from: usize, to: usize| -> f64 {
        let counts = run.positions.values();
        let sum: u64 = counts
            .flat_map(|counts| counts.get(from..to).unwrap_or_default())
            .sum();
        100.0 * sum as f64 / total as f64
    };
    Ok(Some(Chart {
        title: "Share of the text removed in percent, from the head of the documents to their tail",
        words: format!(
            "Of what went, {:.0} percent stood in the first fifth of the documents, {:.0} in the middle, {:.0} in the last fifth",
            third(0, POSITIONS / 5),
            third(POSITIONS / 5, POSITIONS - POSITIONS / 5),
            third(POSITIONS - POSITIONS / 5, POSITIONS)
        ),
        light: draw("light")?,
        dark: draw("dark")?,
    }))
}

/// How much went as what.
pub fn labels(run: &RunCounts) -> Result<Option<Chart>, HtmlError> {
    if run.removed_chars.is_empty() {
        return Ok(None);
    }
    let names: Vec<&String> = run.removed_chars.keys().collect();
    let counts: Vec<u64> = run.removed_chars.values().copied().collect();
    let colours: Vec<&str> = names.iter().map(|label| colour(label)).collect();
    let draw = |theme: &str| {
        let options = json!({
            "series_list": [{"name": "characters", "data": counts, "colors": colours}],
            "x_axis_data": names, "series_colors": [colour("share")], "legend_show": false,
        });
        let mut chart = HorizontalBarChart::from_json(&with(theme, options))?;
        chart.background_color = Color::transparent();
        chart.svg()
    };
    let told: Vec<String> = names
        .iter()
        .zip(&counts)
        .map(|(label, count)| format!("{label} {count}"))
        .collect();
    Ok(Some(Chart {
        title: "Characters removed, by label",
        words: format!("Characters removed: {}", told.join(", ")),
        light: draw("light")?,
        dark: draw("dark")?,
    }))
}
