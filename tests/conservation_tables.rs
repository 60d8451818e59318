//! Nothing of a table is lost: cleaned table and removal log give back every value.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs::File;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::record::Row;
use parquet::schema::parser::parse_message_type;
use proptest::prelude::*;

const SHARE_ROW: &str = "分享到：微信 新浪微博 QQ空间";
const SCHEMA: &str = "message page {
    required int64 id;
    optional group body { optional binary text (UTF8); }
    repeated binary tags (UTF8);
}";

/// How a table is written.
#[derive(Debug, Clone)]
struct Shape {
    compression: Compression,
    dictionary: bool,
    version: WriterVersion,
}

fn shape() -> impl Strategy<Value = Shape> {
    let compressions = vec![
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::ZSTD(ZstdLevel::default()),
        Compression::LZ4_RAW,
    ];
    let versions = vec![WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0];
    (
        prop::sample::select(compressions),
        any::<bool>(),
        prop::sample::select(versions),
    )
        .prop_map(|(compression, dictionary, version)| Shape {
            compression,
            dictionary,
            version,
        })
}

/// A text, `None` for null.
fn text() -> impl Strategy<Value = Option<Vec<u8>>> {
    let row = format!("{SHARE_ROW}\n");
    let pieces = vec![
        row.clone().into_bytes(),
        row.into_bytes(),
        "正文在这里。\n".as_bytes().to_vec(),
        b"plain words\r\n".to_vec(),
        "\u{200B}".as_bytes().to_vec(),
    ];
    let text = prop::collection::vec(prop::sample::select(pieces), 0..5);
    prop::option::weighted(0.8, text.prop_map(|pieces| pieces.concat()))
}

fn write(path: &Path, groups: &[Vec<Option<Vec<u8>>>], shape: &Shape) {
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let properties = WriterProperties::builder()
        .set_compression(shape.compression)
        .set_dictionary_enabled(shape.dictionary)
        .set_writer_version(shape.version)
        .set_created_by("a test".to_owned())
        .build();
    let file = File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
    for texts in groups {
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let ids: Vec<i64> = (0..texts.len() as i64).collect();
        column
            .typed::<Int64Type>()
            .write_batch(&ids, None, None)
            .unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        // Every other null is one of the struct.
        let level = |(at, text): (usize, &Option<Vec<u8>>)| match text {
            Some(_) => 2,
            None => (at % 2) as i16,
        };
        let levels: Vec<i16> = texts.iter().enumerate().map(level).collect();
        let values: Vec<ByteArray> = (texts.iter().flatten())
            .map(|text| ByteArray::from(text.clone()))
            .collect();
        let typed = column.typed::<ByteArrayType>();
        typed.write_batch(&values, Some(&levels), None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let tags = vec![ByteArray::from("tag"); texts.len() * 2];
        let defined = vec![1; tags.len()];
        let repeated: Vec<i16> = (0..tags.len() as i16).map(|at| at % 2).collect();
        let typed = column.typed::<ByteArrayType>();
        typed
            .write_batch(&tags, Some(&defined), Some(&repeated))
            .unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    writer.close().unwrap();
}

/// The rows of a table, and how many each row group has.
fn read(path: &Path) -> (Vec<Row>, Vec<i64>) {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let metadata = reader.metadata();
    let groups = metadata.row_groups().iter().map(|group| group.num_rows());
    assert_eq!(metadata.file_metadata().created_by(), Some("a test"));
    let groups = groups.collect();
    (reader.into_iter().map(Result::unwrap).collect(), groups)
}

fn despam(folder: &Path, arguments: &[&str]) {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/made_elsewhere/rules");
    let mut command = Command::new(env!("CARGO_BIN_EXE_despam"));
    command.args(arguments).args(["--text-field", "body.text"]);
    if arguments[0] == "clean" {
        command.arg("--rules").arg(rules);
    }
    let done = command.current_dir(folder).output().unwrap();
    assert!(done.status.code().is_some_and(|code| code < 2), "{done:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn tables_come_back(
        groups in prop::collection::vec(prop::collection::vec(text(), 1..60), 0..4),
        shape in shape(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        write(&at("a.parquet"), &groups, &shape);
        despam(folder.path(), &["clean", "a.parquet", "-o", "b.parquet", "--removed", "log"]);
        despam(folder.path(), &["restore", "b.parquet", "--removed", "log", "-o", "c.parquet"]);
        let (original, cleaned, restored) =
            (read(&at("a.parquet")), read(&at("b.parquet")), read(&at("c.parquet")));
        prop_assert_eq!(&original, &restored);
        prop_assert_eq!(original.1, cleaned.1);
        let texts = cleaned.0.iter().map(|row| row.to_string());
        for text in texts {
            prop_assert!(!text.contains(SHARE_ROW), "{}", text);
        }
    }
}
