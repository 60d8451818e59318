use super::*;
use crate::corpus::format::Expected;
use crate::corpus::plan::{Input, Output};

fn job(path: std::path::PathBuf, expected: Expected) -> Job {
    Job {
        input: Input::File(path),
        output: Output::Stdout,
        name: String::new(),
        joined: None,
        expected,
        compression: None,
        to_jsonl: false,
    }
}

#[test]
fn records_are_never_divided_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let mut content = String::new();
    for i in 0..3000 {
        content += &"x".repeat(i * 7 % 2000);
        content.push('\n');
    }
    content += &"y".repeat(3 << 20);
    let path = folder.path().join("a.jsonl");
    std::fs::write(&path, &content).unwrap();
    let jobs = [
        job(path.clone(), Expected::Named(Format::Jsonl)),
        job(folder.path().join("absent"), Expected::Anything),
        job(path.clone(), Expected::Anything),
    ];
    let fields = Fields::default();
    for record_limit in [usize::MAX, 1 << 20, 1000] {
        let reading = Reading {
            record_limit,
            ..Reading::default()
        };
        let mut reader = BatchReader::new(&jobs, &fields, reading);
        let (mut batch, mut read, mut failed) = (Batch::default(), [const { Vec::new() }; 3], 0);
        let mut large = 0;
        while reader.fill(&mut batch) {
            for part in &batch.parts {
                assert_eq!(part.first_byte, read[part.job].len() as u64);
                let lines = memchr::memchr_iter(b'\n', &read[part.job]).count() as u64;
                if part.format == Format::Jsonl {
                    assert_eq!(part.first_record, lines + 1);
                }
                read[part.job].extend_from_slice(&batch.input[part.bytes.clone()]);
                let whole = part.closes || read[part.job].ends_with(b"\n");
                assert!(whole || part.passes.is_some());
                large += usize::from(part.passes == Some(Passing::Large));
                failed += usize::from(part.failed);
            }
        }
        assert_eq!(failed, 1);
        assert_eq!(large > 0, record_limit < usize::MAX);
        assert!(read[0] == content.as_bytes() && read[2] == content.as_bytes());
    }
}

/// Reading from any place that a part ends at gives what follows it.
#[test]
fn reading_goes_on_anywhere() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let content = "{\"text\":\"abc\"}\n".repeat(300_000);
    std::fs::write(&path, &content).unwrap();
    let jobs = [job(path, Expected::Named(Format::Jsonl))];
    let fields = Fields::default();
    let mut ends = Vec::new();
    let mut batch = Batch::default();
    let mut reader = BatchReader::new(&jobs, &fields, Reading::default());
    while reader.fill(&mut batch) {
        ends.extend(batch.parts.iter().map(|part| part.end));
    }
    assert_eq!(ends.pop(), Some(Start::of(1)));
    for start in ends {
        let reading = Reading {
            start,
            ..Reading::default()
        };
        let mut reader = BatchReader::new(&jobs, &fields, reading);
        let mut read = Vec::new();
        while reader.fill(&mut batch) {
            assert!(!batch.parts[0].opens);
            read.extend_from_slice(&batch.input);
        }
        assert!(read == content.as_bytes()[start.byte as usize..]);
        assert_eq!(start.record, start.byte / 15 + 1);
    }
}
