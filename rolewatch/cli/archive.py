"""`rolewatch archive`: old events into Parquet files, one per month, and out of the SQLite file.

A month is written whole beside its file, made safe, put in place, read back, and only then taken out, in one
transaction. Killed anywhere, an event is in the file, in the archive, or just so in both; the next run ends the same.
"""

from __future__ import annotations

import os
import sys
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import click

from roles.errors import ExtraMissing, StoreError
from rolewatch.cli.context import clock, stamp
from rolewatch.cli.writers import PARQUET_MISSING
from rolewatch.lock import recorder_lock
from storage.file import check
from storage.old_events import EVENT_COLUMNS, ROLE_COLUMNS, OldEvents

# Under this name a Parquet file of ours says which SQLite file its events are of.
_OWNER = b"rolewatch.file"
_NUMBERS = ("event_id", "role_id", "posting_id", "run_id")
_AT_ONCE = 10_000
Rows = list[tuple[Any, ...]]


def run(database: Path, folder: Path, before: str, keep_days: int, *, dry_run: bool, vacuum: bool) -> None:
    """Moves the events older than `before`, or than so many days, into the folder; not while somebody records."""
    pyarrow = _library()
    check(database)
    if not database.exists() or not database.stat().st_size:
        raise StoreError(f"{database} does not exist yet: `rolewatch crawl` makes it")
    now = clock()
    bound = clock(before) if before else stamp(datetime.fromisoformat(now) - timedelta(days=keep_days))
    if bound > now:
        raise click.BadParameter(f"{bound} is still to come; --before takes a time that is over")
    with recorder_lock(database), OldEvents(database, bound) as old:
        months = old.months()
        if dry_run:
            for month, count in months:
                sys.stdout.write(f"{folder / _name(month)}: {count} events would be moved there\n")
        else:
            for month, _ in months:
                moved = _move(old, month, folder, pyarrow)
                sys.stdout.write(f"{folder / _name(month)}: {moved} events moved there\n")
            if vacuum and months:
                old.shrink()
    if not months:
        sys.stdout.write(f"no event that a digest has told is older than {bound}\n")


def _library() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise ExtraMissing(PARQUET_MISSING) from None
    return pyarrow


def _name(month: str) -> str:
    return f"events-{month}.parquet"


def _move(old: OldEvents, month: str, folder: Path, pyarrow: Any) -> int:
    place = folder / _name(month)
    owner = old.file_id(uuid.uuid4().hex)
    beside = place.with_name(f"{place.name}.part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(old, month, place, beside, owner, pyarrow)
        _make_safe(beside)
        beside.replace(place)
        _make_safe(folder)
        return old.take_out(month, str(folder.resolve()), lambda: _kept(old, place, owner, pyarrow))
    except (OSError, pyarrow.ArrowException) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise StoreError(f"{place}: {why}; the events of {month} are still in the SQLite file") from error
    finally:
        beside.unlink(missing_ok=True)


def _write(old: OldEvents, month: str, place: Path, beside: Path, owner: str, pyarrow: Any) -> None:
    """Writes what the archive has of a month already, and behind it what is new. Raises StoreError where they clash."""
    schema = pyarrow.schema(
        [(name, pyarrow.int64() if name in _NUMBERS else pyarrow.string()) for name in (*EVENT_COLUMNS, *ROLE_COLUMNS)],
        metadata={_OWNER: owner},
    )
    there: set[int] = set()
    with pyarrow.parquet.ParquetWriter(beside, schema, compression="zstd") as writer:
        for batch in _read(place, owner, pyarrow):
            there.update(row[0] for row in batch)
            writer.write_table(_table(_compared(old, place, batch), schema, pyarrow))
        fresh = (row for row in old.rows(month) if row[0] not in there)
        while some := list(islice(fresh, _AT_ONCE)):
            writer.write_table(_table(some, schema, pyarrow))


def _kept(old: OldEvents, place: Path, owner: str, pyarrow: Any) -> set[int]:
    """The numbers of the events that the SQLite file and the archive both have, and have alike; read back from disk."""
    found: set[int] = set()
    for batch in _read(place, owner, pyarrow):
        known = old.known([row[0] for row in batch])
        found.update(row[0] for row in batch if row[: len(EVENT_COLUMNS)] == known.get(row[0]))
    return found


def _compared(old: OldEvents, place: Path, batch: Rows) -> Rows:
    """Rows of the archive, those that the SQLite file still has under the name that their source has now."""
    known = old.known([row[0] for row in batch])
    compared = []
    for row in batch:
        still = known.get(row[0], row[: len(EVENT_COLUMNS)])
        if any(a != b for a, b, name in zip(still, row, EVENT_COLUMNS, strict=False) if name != "source_id"):
            raise StoreError(
                f"{place} has another event under the number {row[0]} than the SQLite file: it was written from "
                "another copy of that. Nothing of this month was moved; name another folder"
            )
        compared.append((*still, *row[len(EVENT_COLUMNS) :]))
    return compared


def _read(place: Path, owner: str, pyarrow: Any) -> Iterator[Rows]:
    """The rows of a file of the archive, in portions; none where there is no file. Raises StoreError."""
    if not place.exists():
        return
    with pyarrow.parquet.ParquetFile(place) as held:
        theirs = (held.schema_arrow.metadata or {}).get(_OWNER, b"").decode()
        if theirs != owner:
            raise StoreError(f"{place} holds events of another SQLite file: nothing was moved; name another folder")
        for batch in held.iter_batches(batch_size=_AT_ONCE):
            yield list(zip(*(column.to_pylist() for column in batch.columns), strict=True))


def _table(rows: Rows, schema: Any, pyarrow: Any) -> Any:
    columns = zip(*rows, strict=True)
    return pyarrow.Table.from_arrays(
        [pyarrow.array(column, kind.type) for column, kind in zip(columns, schema, strict=True)], schema=schema
    )


def _make_safe(path: Path) -> None:
    """What is written is on the disk, also after the power has failed."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
