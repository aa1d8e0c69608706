"""Rows as CSV, JSON, JSON Lines or Parquet: however many there are, and harmless to whoever opens them."""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

import click

from roles.errors import ExtraMissing
from rolewatch.cli.cells import spreadsheet

Row = Mapping[str, Any]
_LISTS = ("locations", "families", "skills", "skills_plus")
_AT_ONCE = 1000
# Characters that move a terminal's cursor or turn the direction of a line: JSON has a way to write them harmlessly.
_UNSEEN = re.compile("[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
PARQUET_MISSING = "Parquet needs pyarrow: python -m pip install pyarrow==26.0.1"


def json_text(value: Any, indent: int | None = None) -> str:
    """A value as JSON, Chinese as it is, unseen characters as their numbers. What is read from it is unchanged."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def write_csv(out: IO[str], columns: Iterable[str], rows: Iterable[Row]) -> int:
    """A heading and a line per row; no cell is taken for a formula. Gives the number of rows."""
    names = list(columns)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    count = 0
    for row in rows:
        writer.writerow([_cell(row[name]) for name in names])
        count += 1
    return count


def _cell(value: Any) -> str:
    return spreadsheet(json_text(value) if isinstance(value, dict) else value)


def write_json(out: IO[str], rows: Iterable[Row]) -> int:
    """One array. Gives the number of rows."""
    count = 0
    for row in rows:
        body = json_text(row, indent=2).replace("\n", "\n  ")
        out.write(("[\n  " if not count else ",\n  ") + body)
        count += 1
    out.write("\n]\n" if count else "[]\n")
    return count


def write_lines(out: IO[str], rows: Iterable[Row]) -> int:
    """One object per line. Gives the number of rows."""
    count = 0
    for row in rows:
        out.write(json_text(row) + "\n")
        count += 1
    return count


def write_parquet(path: Path, columns: Mapping[str, str], rows: Iterable[Row]) -> int:
    """A Parquet file; `columns` are names and SQL types. Gives the number of rows."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise ExtraMissing(PARQUET_MISSING) from None

    def kind(name: str, declared: str) -> Any:
        if name in _LISTS:
            return pyarrow.list_(pyarrow.string())
        if declared == "INTEGER" or name == "watched":
            return pyarrow.int64()
        return pyarrow.float64() if declared == "NUMERIC" else pyarrow.string()

    schema = pyarrow.schema([(name, kind(name, declared)) for name, declared in columns.items()])
    count = 0
    with parquet.ParquetWriter(path, schema) as writer:
        for batch in _batches(rows):
            flat = [
                {name: json_text(one) if isinstance(one, dict) else one for name, one in row.items()} for row in batch
            ]
            writer.write_table(pyarrow.Table.from_pylist(flat, schema=schema))
            count += len(flat)
    return count


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while batch := list(islice(left, _AT_ONCE)):
        yield batch


@contextmanager
def put_in_place(path: Path) -> Iterator[Path]:
    """A path beside a file, which takes the file's place when the block ends; nothing stays where it raises."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        yield beside
        beside.replace(path)
    except OSError as error:
        raise click.BadParameter(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        beside.unlink(missing_ok=True)
