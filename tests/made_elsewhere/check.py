"""Reads what despam wrote with other software, and compares it value by value with the
input. Usage: check.py INPUT CLEANED RESTORED"""

import bz2
import gzip
import json
import lzma
import os
import subprocess
import sys

import duckdb
import pyarrow.parquet as pq
from warcio.archiveiterator import ArchiveIterator

source, cleaned, restored = sys.argv[1:4]
TEXTS = ("text", "page.text")


def decompressed(path):
    with open(path, "rb") as file:
        content = file.read()
    if content[:2] == b"\x1f\x8b":
        return gzip.decompress(content)
    if content[:3] == b"BZh":
        return bz2.decompress(content)
    if content[:4] == b"\xfd7zX":
        return lzma.decompress(content)
    if content[:4] == b"\x28\xb5\x2f\xfd":
        return subprocess.run(["zstd", "-dc", path], capture_output=True, check=True).stdout
    return content


def without_rows(text):
    if text is None:
        return None
    return "".join(line for line in text.splitlines(True) if "分享到" not in line)


def bounds(column):
    statistics = column.statistics
    if statistics is None:
        return None
    return statistics.has_min_max, statistics.min, statistics.max, statistics.null_count


def same_shape(before, after):
    """Schema, metadata, row groups and everything about columns that are not texts."""
    assert before.schema_arrow.equals(after.schema_arrow, check_metadata=True)
    assert before.schema.equals(after.schema)
    before, after = before.metadata, after.metadata
    assert before.metadata == after.metadata
    assert before.created_by == after.created_by
    assert before.num_row_groups == after.num_row_groups
    for group in range(before.num_row_groups):
        group_before, group_after = before.row_group(group), after.row_group(group)
        assert group_before.num_rows == group_after.num_rows
        for index in range(group_before.num_columns):
            column_before, column_after = group_before.column(index), group_after.column(index)
            assert column_before.compression == column_after.compression
            assert column_before.has_dictionary_page == column_after.has_dictionary_page
            assert column_before.has_offset_index == column_after.has_offset_index
            if column_before.path_in_schema not in TEXTS:
                assert bounds(column_before) == bounds(column_after)
                assert set(column_before.encodings) == set(column_after.encodings)
                assert column_before.total_compressed_size == column_after.total_compressed_size


def same_values(before, after, name, cleans):
    assert duckdb.sql(f"select count(*) from '{after}'").fetchall()[0][0] >= 0
    before, after = pq.read_table(before), pq.read_table(after)
    for column in before.column_names:
        expected = before[column].to_pylist()
        if cleans and column == "text":
            expected = [without_rows(text) for text in expected]
        if cleans and column == "page" and name == "nested.parquet" and NESTED:
            expected = [
                page and {**page, "text": without_rows(page["text"])} for page in expected
            ]
        assert expected == after[column].to_pylist(), column


def check(name):
    before, after, back = (os.path.join(folder, name) for folder in (source, cleaned, restored))
    if name.endswith(".parquet"):
        for other, cleans in [(after, True), (back, False)]:
            same_shape(pq.ParquetFile(before), pq.ParquetFile(other))
            same_values(before, other, name, cleans)
        return
    assert decompressed(before) == decompressed(back)
    if "wet" in name:
        with open(after, "rb") as file:
            records = 0
            for record in ArchiveIterator(file, check_digests="raise"):
                content = record.content_stream().read()
                records += 1
                assert "分享到".encode() not in content
            assert records == 202
        if name.endswith(".gz"):
            with open(after, "rb") as file:
                assert file.read().count(b"\x1f\x8b\x08") >= 202
    elif ".json" in name:
        lines = decompressed(before).splitlines(), decompressed(after).splitlines()
        for expected, found in zip(*lines, strict=True):
            expected, found = json.loads(expected), json.loads(found)
            expected["text"] = without_rows(expected["text"])
            assert expected == found
    elif ".txt" in name:
        content = decompressed(after)
        assert "分享到".encode("gb18030") not in content
        assert "分享到".encode("big5") not in content


NESTED = os.environ.get("NESTED")
names = sorted(name for name in os.listdir(source) if not name.endswith(".pdf"))
if NESTED:
    names = ["nested.parquet"]
for name in names:
    try:
        check(name)
    except AssertionError as error:
        raise SystemExit(f"{name}: {error!r} {error.__traceback__.tb_next.tb_lineno}") from error
print(len(names), "files")
