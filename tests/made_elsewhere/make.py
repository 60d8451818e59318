"""Writes corpora with other software than despam's: pyarrow, DuckDB, warcio, gzip, bzip2, xz,
zstd. Usage: make.py FOLDER"""

import bz2
import gzip
import json
import lzma
import os
import subprocess
import sys
from io import BytesIO

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from warcio.warcwriter import WARCWriter

ROW = "分享到：微信 新浪微博 QQ空间"
ROWS = 3000
out = sys.argv[1]
os.makedirs(out, exist_ok=True)


def text(i):
    return f"第{i}页\n{ROW}\n正文在这里，第{i * 7}段。\n" if i % 3 else f"正文{i}。\n"


def path(name):
    return os.path.join(out, name)


def write(name, content):
    with open(path(name), "wb") as file:
        file.write(content)


def tables():
    texts = [text(i) if i % 11 else None for i in range(ROWS)]
    columns = {
        "id": [f"doc-{i}" for i in range(ROWS)],
        "text": texts,
        "n": list(range(ROWS)),
        "f": [i / 3 for i in range(ROWS)],
        "tags": [[str(i), "x"] if i % 5 else None for i in range(ROWS)],
    }
    table = pa.table(columns).replace_schema_metadata({b"made": b"by a test"})
    for codec in ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]:
        pq.write_table(table, path(f"{codec}.parquet"), compression=codec, row_group_size=700)

    def of_type(name, values, **options):
        pq.write_table(pa.table({**columns, "text": values}), path(name), **options)

    of_type("large.parquet", pa.array(texts, pa.large_string()), data_page_version="2.0")
    of_type("view.parquet", pa.array(texts, pa.string_view()), use_dictionary=False)
    of_type("index.parquet", pa.array(texts), write_page_index=True)
    few = pa.array([texts[i % 20] for i in range(ROWS)]).dictionary_encode()
    of_type("dictionary.parquet", few)
    of_type(
        "delta.parquet",
        pa.array(texts),
        use_dictionary=False,
        column_encoding={"text": "DELTA_LENGTH_BYTE_ARRAY"},
    )
    structs = [{"text": t, "n": i} if i % 7 else None for i, t in enumerate(texts)]
    nested = pa.table({"page": pa.array(structs), "id": columns["id"]})
    pq.write_table(nested, path("nested.parquet"), row_group_size=1000)
    pq.write_table(pa.table({"id": ["a"], "body": ["x"]}), path("other.parquet"))
    empty = pa.table({"id": pa.array([], pa.string()), "text": pa.array([], pa.string())})
    pq.write_table(empty, path("empty.parquet"))
    connection = duckdb.connect()
    connection.register("t", pa.table(columns))
    for codec in ["zstd", "snappy", "gzip", "uncompressed"]:
        connection.execute(
            f"copy t to '{path(f'duck-{codec}.parquet')}' "
            f"(format parquet, compression {codec}, row_group_size 2048)"
        )


def archives():
    for name, compressed in [("a.warc.wet.gz", True), ("b.wet", False)]:
        with open(path(name), "wb") as file:
            writer = WARCWriter(file, gzip=compressed)
            writer.write_record(writer.create_warcinfo_record(name, {"software": "test"}))
            for i in range(200):
                writer.write_record(
                    writer.create_warc_record(
                        f"http://example.org/{i}",
                        "conversion",
                        payload=BytesIO(text(i).encode()),
                        warc_content_type="text/plain",
                    )
                )
            image = BytesIO(b"\x00\x01 no text")
            writer.write_record(
                writer.create_warc_record(
                    "http://example.org/i", "resource", payload=image, warc_content_type="image/png"
                )
            )


def lines():
    records = "".join(
        json.dumps({"id": i, "text": text(i), "x": [1.50, {"a": None}]}, ensure_ascii=i % 2 == 0)
        + "\n"
        for i in range(ROWS)
    ).encode()
    half = len(records) // 2
    parts = records[:half], records[half:]
    write("plain.jsonl", records)
    write("members.jsonl.gz", b"".join(map(gzip.compress, parts)) + bytes(512))
    write("streams.jsonl.bz2", b"".join(map(bz2.compress, parts)))
    write("streams.jsonl.xz", b"".join(map(lzma.compress, parts)))
    frames = [
        subprocess.run(["zstd", "-qc"], input=part, capture_output=True, check=True).stdout
        for part in parts
    ]
    write("frames.jsonl.zst", b"".join(frames))
    write("lines.json", records[: records.index(b"\n", 5000) + 1])


def texts():
    write("gb18030.txt", (text(1) * 20).encode("gb18030"))
    big5 = "題目\n分享到：微信 新浪微博\n這是一個很長的正文，可以認出編碼來。\n" * 20
    write("big5.txt.gz", gzip.compress(big5.encode("big5")))
    write("empty.txt.gz", gzip.compress(b""))
    write("misnamed.txt", gzip.compress(text(4).encode()))
    write("page.pdf", b"%PDF-1.4")


tables()
archives()
lines()
texts()
