//! Phone numbers, as people write them: `13800138000`, `138 0013 8000`, `+44 20 7946 0958`,
//! `(555) 010-2030`.
//!
//! A number is read in its groups of digits, since their lengths are what tells it from
//! dates, sums of money, rows of tables and ISBNs. A run of groups counts only if phone
//! numbers account for all of it.

use std::ops::Range;

/// Groups of digits in one phone number at most.
const MOST_GROUPS: usize = 6;
/// Digits with the country code (ITU-T E.164 allows 15).
const DIGITS: std::ops::RangeInclusive<usize> = 10..=15;

/// One group of digits.
#[derive(Debug, Clone)]
struct Group<'t> {
    digits: &'t str,
    /// Byte offset in the text.
    start: usize,
    /// A plus sign stands before it.
    plus: bool,
    /// It stands in round brackets.
    bracketed: bool,
    /// A space, a full stop or a bracket lies between it and the group before.
    apart: bool,
}

/// Bytes of the phone numbers of a folded line, ascending.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let mut phones = Vec::new();
    let mut groups = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find(|c: char| c.is_ascii_digit() || "+(".contains(c)) {
        let start = at + found;
        let begins = !is_glued(text[..start].chars().rev());
        at = read(text, start, &mut groups);
        // Digits glued to a word, a sum or an address are a part of it.
        if begins && !is_glued(text[at..].chars()) {
            phones.extend(divide(&groups).unwrap_or_default());
        }
        at = at.max(start + 1);
    }
    phones
}

/// Whether the characters next to some digits, the nearest first, make them something else
/// than a phone number: a part of a name, a sum, a share, a path or a decimal.
fn is_glued(mut outwards: impl Iterator<Item = char>) -> bool {
    match outwards.next() {
        Some('/') => !outwards
            .next()
            .is_some_and(|c| c.is_ascii_digit() || c == ' '),
        Some('.' | ',') => outwards.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => c.is_ascii_alphanumeric() || "$€£¥%_@-+".contains(c),
        None => false,
    }
}

/// Reads groups of digits from `start` on; returns where they end, or the signs in which none
/// begins.
fn read<'t>(text: &'t str, start: usize, groups: &mut Vec<Group<'t>>) -> usize {
    groups.clear();
    let mut end = start;
    loop {
        let rest = &text[end..];
        let gap = rest.len()
            - rest
                .trim_start_matches([' ', '-', '.', '(', ')', '+'])
                .len();
        let between = &rest[..gap];
        let digits = &rest[gap..];
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        let closes = digits[length..].starts_with(')');
        let inside = is_gap(between) && (closes || !between.ends_with('('));
        if length == 0 && groups.is_empty() {
            // Nothing begins among these signs either.
            return end + gap;
        }
        if length == 0 || !(inside || groups.is_empty()) {
            return end;
        }
        groups.push(Group {
            digits: &digits[..length],
            start: end + gap,
            plus: between.contains('+'),
            bracketed: between.ends_with('(') && closes,
            apart: between != "-",
        });
        end += gap + length + usize::from(closes && between.contains('('));
    }
}

/// Whether two groups of one run may stand so far apart.
fn is_gap(between: &str) -> bool {
    matches!(
        between,
        "" | " " | "-" | "." | "(" | " (" | " +" | " +(" | " - "
    )
}

/// The phone numbers that a run of groups is made of; `None` if some group is left over.
fn divide(groups: &[Group<'_>]) -> Option<Vec<Range<usize>>> {
    let mut phones = Vec::new();
    let mut rest = groups;
    while !rest.is_empty() {
        let most = rest.len().min(MOST_GROUPS);
        let length = (1..=most).rev().find(|&length| is_phone(&rest[..length]))?;
        let (phone, behind) = rest.split_at(length);
        let (first, last) = (phone.first()?, phone.last()?);
        phones.push(first.start..last.start + last.digits.len());
        rest = behind;
    }
    Some(phones)
}

fn is_phone(groups: &[Group<'_>]) -> bool {
    let lengths: Vec<usize> = groups.iter().map(|group| group.digits.len()).collect();
    let digits: usize = lengths.iter().sum();
    let Some(first) = groups.first() else {
        return false;
    };
    // A plus sign inside begins another number; an area code stands first or behind a
    // country code.
    let inside = groups.iter().skip(1).any(|group| group.plus);
    let brackets = groups.iter().skip(2).any(|group| group.bracketed);
    if !DIGITS.contains(&digits) || inside || brackets {
        return false;
    }
    if first.plus {
        let lone = groups
            .iter()
            .skip(1)
            .any(|group| group.digits.len() == 1 && !group.bracketed);
        return !lone;
    }
    if first.digits.starts_with("19") || first.digits.starts_with("20") {
        return false;
    }
    if groups.iter().any(|group| group.bracketed) {
        return is_bracketed(groups, &lengths);
    }
    let spaced = groups.iter().skip(1).any(|group| group.apart);
    is_grouped(first.digits, &lengths) || !spaced && is_hyphened(first.digits, &lengths)
}

/// `(555) 010-2030`, `(020) 7946 0958`, `(010)65528888`, `1 (555) 010-2030`.
fn is_bracketed(groups: &[Group<'_>], lengths: &[usize]) -> bool {
    let (country, lengths) = match groups {
        [first, ..] if first.bracketed => (true, lengths),
        [first, ..] => (first.digits == "1" || first.digits == "8", &lengths[1..]),
        [] => return false,
    };
    country
        && matches!(
            lengths,
            [3, 3 | 4, 4] | [2..=4, 7 | 8] | [2 | 4, 4, 4] | [4 | 5, 6] | [3, 3, 2, 2] | [4, 3, 4]
        )
}

/// Numbers whose groups stand apart by spaces, full stops or hyphens: Chinese mobile and
/// service numbers, and national numbers with the 0 of the trunk.
fn is_grouped(first: &str, lengths: &[usize]) -> bool {
    let mobile = first.starts_with('1') && first.len() == 3 && first >= "13";
    let service = first == "400" || first == "800";
    let trunk = first.starts_with('0') && !first.starts_with("00");
    match lengths {
        [3, 4, 4] => mobile || trunk,
        [5, 6] => trunk || ("13".."20").contains(&first),
        [3, 3, 4] => service || trunk,
        [3, 4, 3] => service,
        [3 | 4, 7 | 8] | [4, 3, 4] | [4, 4, 4] => trunk,
        [4, 6] | [4, 3, 3] | [2, 4, 4] => trunk,
        _ => false,
    }
}

/// Numbers without a gap, or with hyphens only; ISBNs have a last group of one digit.
fn is_hyphened(first: &str, lengths: &[usize]) -> bool {
    let isbn = lengths.last() == Some(&1);
    !isbn && first.starts_with(['1', '0', '4', '8'])
}

#[cfg(test)]
mod tests {
    use super::find;

    fn phones(line: &str) -> Vec<&str> {
        find(line).into_iter().map(|phone| &line[phone]).collect()
    }

    #[test]
    fn numbers_in_groups() {
        for (line, expected) in [
            ("电话:138 0013 8000", vec!["138 0013 8000"]),
            ("电话13800138000转2", vec!["13800138000"]),
            (
                "138-0013-8000/139 0013 8000",
                vec!["138-0013-8000", "139 0013 8000"],
            ),
            (
                "138-0013-8000 139 0013 8000",
                vec!["138-0013-8000", "139 0013 8000"],
            ),
            ("call +44 20 7946 0958.", vec!["44 20 7946 0958"]),
            ("call +1 (555) 010-2030 now", vec!["1 (555) 010-2030"]),
            ("(555) 010-2030", vec!["555) 010-2030"]),
            ("t. (020) 7946 0958", vec!["020) 7946 0958"]),
            (
                "tel 020 7946 0958, 07700 900123",
                vec!["020 7946 0958", "07700 900123"],
            ),
            ("热线400-810-8888", vec!["400-810-8888"]),
            ("+1 555 010 1234", vec!["1 555 010 1234"]),
            ("8 (495) 123-45-67", vec!["8 (495) 123-45-67"]),
            ("0755-12345678", vec!["0755-12345678"]),
            ("+44 (0)20 7946 0958", vec!["44 (0)20 7946 0958"]),
        ] {
            assert_eq!(phones(line), expected, "{line}");
        }
    }

    #[test]
    fn other_numbers() {
        for line in [
            "2024-11-23 10:20:30",
            "2024 11 23 2024 11 24",
            "12.11.2024 13.11.2024",
            "1998 2002 2006 2010",
            "138 0013 8000 4415 77",
            "012 345 678 901",
            "12 345 678 901",
            "$1 380 013 800",
            "1.380.013.800",
            "1380013800.5",
            "https://www.example.com/13800138000",
            "ISBN 978-3-16-148410-0",
            "isbn 0-306-40615-2",
            "isbn 978 0 306 40615 7",
            "(2019) 123-130",
            "(1998) 2002 2006",
            "10 20 30 40 50 60",
            "1234567",
            "192.168.100.101",
            "(+ 1 2)",
            "f(1234567890, 2)x",
            "group 034 (0341-0346)",
            "list/431501-431600",
            "a1234567890b",
        ] {
            assert!(phones(line).is_empty(), "{line}: {:?}", phones(line));
        }
    }
}
