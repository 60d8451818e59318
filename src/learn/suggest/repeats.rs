//! Which lines repeat across documents.
//!
//! Documents of one host are one document here, if their id is a URL: furniture of one site is
//! not evidence about others.

use std::collections::HashMap;

use super::Limits;
use super::counter::{Counter, Tally};
use super::sweep::{Kind, SeenLine, Sweep};
use super::template::{fingerprint, template};
use crate::corpus::{Document, Problem};

/// Where a template was seen.
#[derive(Debug, Default)]
struct Spread {
    documents: u32,
    /// The hosts seen last. Documents of a host mostly come together; one that comes back after
    /// so many others counts again.
    hosts: [u64; 4],
}

impl Spread {
    fn see(&mut self, host: u64) {
        if self.documents == 0 || !self.hosts.contains(&host) {
            if let Some(slot) = self.hosts.get_mut(self.documents as usize % 4) {
                *slot = host;
            }
            self.documents += 1;
        }
    }
}

impl Tally for Spread {
    fn seen(&self) -> u32 {
        self.documents
    }
}

/// Documents, or hosts, by template of line.
#[derive(Debug)]
pub struct Repeats {
    documents: HashMap<u64, u32>,
    lost: u32,
}

/// The host of a document whose id is a URL, else its id, else its place.
fn host(document: &Document) -> u64 {
    let id = document.id.as_deref().unwrap_or_default();
    match id.split_once("://") {
        Some((_, rest)) => {
            let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            fingerprint(&rest.get(..end).unwrap_or_default().to_lowercase())
        }
        None => fingerprint(&format!("{}\n{}", document.file, document.record)),
    }
}

/// The template of a line that counts if it repeats.
pub fn of_line(line: &SeenLine) -> Option<u64> {
    matches!(line.kind, Kind::Short | Kind::List).then(|| fingerprint(&template(&line.folded)))
}

impl Repeats {
    /// Reads the corpus and counts.
    pub fn count(sweep: &Sweep<'_>, limits: &Limits, problem: &mut dyn FnMut(&Problem)) -> Repeats {
        let mut counter: Counter<u64, Spread> = Counter::new(limits.counted);
        let look = |document: &Document, lines: Vec<SeenLine>| {
            let mut templates: Vec<u64> = lines.iter().filter_map(of_line).collect();
            templates.sort_unstable();
            templates.dedup();
            (host(document), templates)
        };
        let take = |(host, templates): (u64, Vec<u64>)| {
            for template in templates {
                counter.of(template).see(host);
            }
            counter.settle();
        };
        sweep.run(look, take, problem);
        let lost = counter.lost;
        let counts = counter.into_counts().into_iter();
        let documents = counts
            .map(|(template, spread)| (template, spread.documents))
            .filter(|(_, documents)| *documents >= limits.documents)
            .collect();
        Repeats { documents, lost }
    }

    /// Documents in which a line stands, numbers aside; 0 if they are too few.
    pub fn of(&self, line: &SeenLine) -> u32 {
        let known = of_line(line).and_then(|template| self.documents.get(&template));
        known.copied().unwrap_or(0)
    }

    /// How much a count may be too low.
    pub fn lost(&self) -> u32 {
        self.lost
    }

    /// Whether a line is suspicious: no rule has to take it, but it may be worth one.
    pub fn is_suspicious(&self, line: &SeenLine) -> bool {
        match line.kind {
            Kind::Removed(label) => !matches!(
                label,
                crate::rule::Label::Article | crate::rule::Label::Credit
            ),
            Kind::List => true,
            Kind::Short => self.of(line) > 0,
            Kind::Paragraph | Kind::Other => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_one_host_are_one() {
        let of = |id: &str, record| {
            host(&Document {
                file: "a.jsonl".to_owned(),
                record,
                id: Some(id.to_owned()),
                url: None,
                text: String::new(),
            })
        };
        assert_eq!(of("https://a.example/1", 1), of("http://A.example/2?x", 2));
        assert_ne!(of("https://a.example/1", 1), of("https://b.example/1", 1));
        assert_ne!(of("7", 1), of("7", 2));
        let mut spread = Spread::default();
        [1, 1, 2, 1, 2, 3].iter().for_each(|&host| spread.see(host));
        assert_eq!(spread.documents, 3);
    }
}
