//! Conditions in words.

use super::model::{Condition, RuleSet, Zones};

/// What a leaf asks for, in words.
pub fn leaf(rules: &RuleSet, leaf: &Condition) -> String {
    match leaf {
        Condition::Keywords(test) => {
            let sets = test.sets.iter().filter_map(|set| rules.sets.get(set.0));
            let names: Vec<&str> = sets.map(|set| set.name.as_str()).collect();
            let mut text = format!("keywords of {}", names.join(", "));
            if test.min_hits > 1 {
                text += &format!(", {} hits", test.min_hits);
            }
            if test.max_hits < u32::MAX {
                text += &format!(", at most {} hits", test.max_hits);
            }
            if test.min_distinct > 1 {
                text += &format!(", {} different", test.min_distinct);
            }
            if test.min_coverage > 0.0 {
                text += &format!(", covering {}", test.min_coverage);
            }
            text
        }
        Condition::Regex { regex, min_lines } => {
            let Some(pattern) = rules.regexes.get(regex.0) else {
                return String::new();
            };
            let raw = if pattern.raw { "raw-regex" } else { "regex" };
            let lines = match min_lines {
                0 | 1 => String::new(),
                lines => format!(" on {lines} lines"),
            };
            format!("{raw} {}{lines}", pattern.source)
        }
        Condition::Feature(test) => {
            let name = test.feature.get().name;
            match (test.min.is_finite(), test.max.is_finite()) {
                (true, true) if test.min == test.max => format!("{name} exactly {}", test.min),
                (true, true) => format!("{name} {} to {}", test.min, test.max),
                (true, false) => format!("{name} at least {}", test.min),
                _ => format!("{name} at most {}", test.max),
            }
        }
        Condition::Zone(zones) => format!("in the {}", zone_names(*zones).join(" or ")),
        Condition::Neighbours {
            labels,
            within,
            min,
        } => {
            let labels: Vec<&str> = labels.iter().map(|label| label.name()).collect();
            format!("{min} of {} within {within} lines", labels.join(", "))
        }
        Condition::All(_) | Condition::Any(_) | Condition::Not(_) => tree(rules, leaf).join(" "),
    }
}

fn zone_names(zones: Zones) -> Vec<&'static str> {
    let names = [
        ("head", zones.head),
        ("body", zones.body),
        ("tail", zones.tail),
    ];
    let named = names.into_iter().filter(|zone| zone.1);
    named.map(|zone| zone.0).collect()
}

/// A whole condition as lines, its parts indented by two spaces a level.
pub fn tree(rules: &RuleSet, condition: &Condition) -> Vec<String> {
    let mut lines = Vec::new();
    write(rules, condition, 0, &mut lines);
    lines
}

fn write(rules: &RuleSet, condition: &Condition, level: usize, lines: &mut Vec<String>) {
    let indent = "  ".repeat(level);
    let (head, parts) = match condition {
        // A list of one part is that part.
        Condition::All(parts) | Condition::Any(parts) if parts.len() == 1 => {
            return parts
                .iter()
                .for_each(|part| write(rules, part, level, lines));
        }
        Condition::All(parts) => ("all of", parts.as_slice()),
        Condition::Any(parts) => ("any of", parts.as_slice()),
        Condition::Not(part) => ("not", std::slice::from_ref(part.as_ref())),
        other => return lines.push(format!("{indent}{}", leaf(rules, other))),
    };
    lines.push(format!("{indent}{head}"));
    for part in parts {
        write(rules, part, level + 1, lines);
    }
}
