"""Opening the file, and transactions: what is ours is told from what is not before a single byte is written."""

from __future__ import annotations

import sqlite3
import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from roles.errors import StoreError

if TYPE_CHECKING:  # sqlite-utils takes longer to import than a list takes to answer: only what writes needs it
    from storage.sqlite import Database

# "RLWT" in the file's header says that it is ours (https://www.sqlite.org/pragma.html#pragma_application_id).
APPLICATION_ID = 0x524C5754
# How many migrations there are (storage/schema.py): the version in the header of a file of this release.
VERSION = 8
_MAGIC = b"SQLite format 3\x00"
# Where the header keeps these numbers: https://www.sqlite.org/fileformat2.html#the_database_header
_APPLICATION_ID_AT, _USER_VERSION_AT = 68, 60
# How long to wait for another connection's write lock, in milliseconds. Ours are held for well under a second.
BUSY_TIMEOUT = 30_000
# The files (device, inode) whose header has passed.
_passed: set[tuple[int, int]] = set()
_looking = threading.Lock()
_FOREIGN = "is an SQLite file of another program: it was left as it is; name another with --db"


def check(path: Path) -> None:
    """Refuses a file that is not ours or is newer than this release, reading its header only.

    A file that does not exist or is empty passes. A file that has passed is not opened again by this process: closing a
    descriptor of a file drops all locks that SQLite holds on it for our other connections
    (https://www.sqlite.org/howtocorrupt.html, 2.2), and what they write afterwards is lost. Raises StoreError.
    """
    with _looking:
        if _identity(path) not in _passed and _look(path):
            _passed.update(filter(None, [_identity(path)]))


def _identity(path: Path) -> tuple[int, int] | None:
    """Device and inode of a file; None where it cannot be looked at, which is said when it is opened."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _look(path: Path) -> bool:
    """Reads the header: False where there is none yet, True where it is ours. Raises StoreError."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        return False
    except IsADirectoryError:
        raise StoreError(f"{path} is a folder, not a database file: name a file with --db") from None
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}") from error
    if not header:
        return False
    if not header.startswith(_MAGIC) or len(header) < 100:
        raise StoreError(
            f"{path} is no Rolewatch database (not an SQLite file): it was left as it is; name another with --db"
        )
    (application,) = struct.unpack_from(">I", header, _APPLICATION_ID_AT)
    (version,) = struct.unpack_from(">I", header, _USER_VERSION_AT)
    if application != APPLICATION_ID:
        raise StoreError(f"{path} {_FOREIGN}")
    _refuse_newer(path, version)
    return True


def _refuse_newer(path: Path, version: int) -> None:
    if version > VERSION:
        raise StoreError(
            f"{path} was written by a newer Rolewatch (schema {version}): it was left as it is; upgrade Rolewatch"
        )


def connect(path: Path) -> Database:
    """A connection for writing. Every transaction is explicit; other readers see the last committed state."""
    check(path)
    try:
        connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_TIMEOUT / 1000)
        # Before there is a journal beside the file: the header must say whose it is, whatever happens next.
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            if connection.execute("PRAGMA page_count").fetchone()[0]:  # another file has taken the place of ours
                connection.close()
                raise StoreError(f"{path} {_FOREIGN}")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        with _looking:  # also a file that was only made now must not be opened beside this connection
            _passed.update(filter(None, [_identity(path)]))
        # 8 MB of pages: with 64 a crawl of twenty thousand ads is recorded no sooner, and holds 50 MB more.
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "cache_size = -8192"):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be written: {error}") from error
    from storage.sqlite import Database

    return Database(connection)


def connect_to_read(path: Path) -> sqlite3.Connection:
    """A connection for questions only: it cannot write, and it does not create a file."""
    check(path)
    if not path.exists() or not path.stat().st_size:
        raise StoreError(f"{path} does not exist yet: `rolewatch crawl` makes it")
    try:
        connection = sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True, timeout=BUSY_TIMEOUT / 1000)
        connection.execute("PRAGMA query_only = ON")
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be read: {error}") from error
    return connection


@contextmanager
def immediate(connection: sqlite3.Connection) -> Iterator[None]:
    """A transaction of which all is kept or nothing. Raises sqlite3.Error where it cannot begin or be written.

    IMMEDIATE, because a deferred transaction that reads first fails with "database is locked" as soon as another
    connection writes in between.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has ended it already
            connection.execute("ROLLBACK")
        raise


def ask(connection: sqlite3.Connection, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """The rows of an answer, by the names of its columns. Raises sqlite3.Error."""
    cursor = connection.execute(sql, list(values))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def migrate(db: Database, path: Path) -> None:
    """Brings the tables and views of an opened file to this release's."""
    # Asked again here: the header may be behind what a journal of a killed newer release holds.
    _refuse_newer(path, db.execute("PRAGMA user_version").fetchone()[0])
    from storage import labels, schema

    if schema.migrations.pending(db) or db.execute("PRAGMA user_version").fetchone()[0] != VERSION:
        schema.migrations.apply(db)
        with db.atomic():
            schema.create_views(db)
            db.execute(f"PRAGMA user_version = {VERSION}")
    labels.keep(db)
