"""Events that have been told and are old: read month by month, and taken out once they are safe elsewhere."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from roles.errors import StoreError
from roles.record import TakenOut
from storage import file

if TYPE_CHECKING:  # what only asks does without sqlite-utils
    from storage.sqlite import Database

# The columns of the `events` view, which must be the same wherever an event is kept ...
EVENT_COLUMNS = ("event_id", "at", "kind", "role_id", "posting_id", "source_id", "run_id", "detail")
# ... and what its role was called when it was taken out: the role itself may be forgotten later.
ROLE_COLUMNS = ("title", "company", "family", "url")
# SQLite takes at most 32,766 values in a statement.
_AT_ONCE = 10_000
_EVENTS = f"SELECT {', '.join(EVENT_COLUMNS)} FROM event"
_WITH_ROLES = f"""
    SELECT {", ".join(f"event.{name}" for name in EVENT_COLUMNS)}, {", ".join(f"lead.{name}" for name in ROLE_COLUMNS)}
    FROM event JOIN role ON role.role_id = event.role_id LEFT JOIN posting AS lead ON lead.posting_id = role.lead_id
"""


class OldEvents:
    """The events before a time that no digest is to tell any more. Use as a context manager, holding the file's lock.

    `before` is UTC, ISO 8601. A file that already has no such events is no error.
    """

    def __init__(self, path: Path, before: str) -> None:
        self.path, self.before = path, before
        self.db = file.connect(path)
        try:
            file.migrate(self.db, path)
            self.told = last_told(self.db)
        except sqlite3.Error as error:
            raise StoreError(f"{path} cannot be opened: {error}") from error

    def __enter__(self) -> OldEvents:
        return self

    def __exit__(self, *exc: object) -> None:
        self.db.close()

    def file_id(self, fresh: str) -> str:
        """What tells this file (and its copies) from others: the id that it was given, else `fresh` from now on."""
        with self._safely():
            self.db.execute("INSERT OR IGNORE INTO setting VALUES ('file_id', ?)", [fresh])
            return str(self.db.execute("SELECT value FROM setting WHERE name = 'file_id'").fetchone()[0])

    def months(self) -> list[tuple[str, int]]:
        """The months (YYYY-MM, UTC) that have such events, and how many, oldest first."""
        with self._safely():
            return self.db.execute(
                "SELECT substr(at, 1, 7), count(*) FROM event WHERE event_id <= ? AND at < ? GROUP BY 1 ORDER BY 1",
                [self.told, self.before],
            ).fetchall()

    def rows(self, month: str) -> Iterator[tuple[Any, ...]]:
        """The events of a month with their roles, by number: EVENT_COLUMNS and ROLE_COLUMNS."""
        with self._safely():
            yield from self.db.execute(
                f"{_WITH_ROLES} WHERE {self._chosen('event.')} ORDER BY event.event_id", self._values(month)
            )

    def known(self, numbers: Sequence[int]) -> dict[int, tuple[Any, ...]]:
        """Those of these events that the file has, whatever their age: EVENT_COLUMNS by number."""
        found: dict[int, tuple[Any, ...]] = {}
        with self._safely():
            for start in range(0, len(numbers), _AT_ONCE):
                some = list(numbers[start : start + _AT_ONCE])
                rows = self.db.execute(f"{_EVENTS} WHERE event_id IN ({', '.join('?' * len(some))})", some)
                found.update((row[0], row) for row in rows)
        return found

    def take_out(self, month: str, folder: str, kept: Callable[[], set[int]]) -> int:
        """Takes the events of a month out, in one transaction, and notes where they are; gives how many they were.

        `kept` gives, inside the transaction, the numbers of those events of the file that the folder holds as they are.
        Where one is missing, nothing is taken out and StoreError is raised.
        """
        with self._safely():
            with file.immediate(self.db.conn):
                chosen, values = self._chosen(), self._values(month)
                going = {row[0] for row in self.db.execute(f"SELECT event_id FROM event WHERE {chosen}", values)}
                if lost := len(going - kept()):
                    raise StoreError(f"{folder} lacks {lost} of {len(going)} events of {month}: none was taken out")
                self.db.execute(f"DELETE FROM event WHERE {chosen}", values)
                bound = min(self.before, _after(month))
                note_taken_out(self.db, TakenOut(folder=folder, before=bound, events=len(going)))
            return len(going)

    def shrink(self) -> None:
        """Gives the room of what was taken out back to the disk."""
        with self._safely():
            self.db.execute("VACUUM")

    def _chosen(self, table: str = "") -> str:
        return f"{table}event_id <= ? AND {table}at < ? AND {table}at >= ? AND {table}at < ?"

    def _values(self, month: str) -> list[Any]:
        return [self.told, self.before, month, _after(month)]

    def _safely(self) -> _Safely:
        return _Safely(self.path)


class _Safely:
    """Says an error of SQLite in our words."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.Error):
            raise StoreError(f"{self.path}: old events cannot be taken out: {error}") from error


def _after(month: str) -> str:
    """Where the month after a month begins."""
    return (date.fromisoformat(f"{month}-01") + timedelta(days=31)).isoformat()[:7] + "-01T00:00:00Z"


def last_told(db: Database) -> int:
    """The last event that no digest is to tell any more: what stands behind it may not be taken out of the file.

    Where telling has not begun, no digest will ever tell what is there, and no event is behind it.
    """
    told = db.execute("SELECT max(last_event) FROM digest").fetchone()[0]
    if told is None:
        begun = db.execute("SELECT json_extract(value, '$.event') FROM setting WHERE name = 'telling'").fetchone()
        told = begun[0] if begun else 2**62
    return int(told)


def note_taken_out(db: Database, more: TakenOut) -> None:
    """Notes that events were taken out, and where they went, in the transaction that takes them out."""
    noted = {one.folder: one for one in taken_out(db.conn)}
    if earlier := noted.get(more.folder):
        more = TakenOut(
            folder=more.folder, before=max(earlier.before, more.before), events=earlier.events + more.events
        )
    noted[more.folder] = more
    text = json.dumps([asdict(one) for one in noted.values()], ensure_ascii=False)
    db.execute("INSERT OR REPLACE INTO setting VALUES ('taken_out', ?)", [text])


def taken_out(db: sqlite3.Connection) -> list[TakenOut]:
    """What was taken out of the file so far, by where it went."""
    found = db.execute("SELECT value FROM setting WHERE name = 'taken_out'").fetchone()
    return [TakenOut(**one) for one in json.loads(found[0])] if found else []
