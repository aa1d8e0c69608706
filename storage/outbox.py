"""Digests that were told, and the outbox: which target still waits for which digest.

Every change is one immediate transaction, so that a kill at any moment leaves a digest made with all its letters or
not at all, and an attempt that was begun stays visible as `sending`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from roles.errors import StoreError
from roles.told import Letter, LetterStatus, Telling, ToldDigest
from storage import file

_LETTER = """
    SELECT outbox.digest_id, digest.local_date, target, status, attempts, parts_done, certain, next_try_at, last_error,
        carries, done_at
    FROM outbox JOIN digest ON digest.digest_id = outbox.digest_id
"""
_DIGEST = "SELECT digest_id, local_date, after_event, last_event, made_at FROM digest"


class Outbox:
    """The file, opened to note what was told. Use as a context manager. It may be open during a crawl.

    Opened `to_read`, it writes nothing, not even a newer release's tables.
    """

    def __init__(self, path: Path, *, to_read: bool = False) -> None:
        self.path = path
        try:
            if to_read:
                self.db = file.connect_to_read(path)
            else:
                db = file.connect(path)
                file.migrate(db, path)
                self.db = db.conn
        except sqlite3.Error as error:
            raise StoreError(f"{path} cannot be opened: {error}") from error

    def __enter__(self) -> Outbox:
        return self

    def __exit__(self, *exc: object) -> None:
        self.db.close()

    def begin(self, now: str, before: str) -> Telling:
        """Where telling stands. The first call sets where it starts: what happened after `before` is to be told.

        `now` and `before` are UTC, ISO 8601.
        """
        begun = "SELECT 1 FROM setting WHERE name = 'telling'"
        if self._rows(begun):  # asked at every look: without the lock that a crawl may hold
            return self.telling()
        with self._immediate():
            if not self._rows(begun):
                (event,) = self.db.execute(
                    "SELECT coalesce(max(event_id), 0) FROM event WHERE at <= ?", [before]
                ).fetchone()
                start = json.dumps({"at": now, "event": event})
                self.db.execute("INSERT INTO setting VALUES ('telling', ?)", [start])
        return self.telling()

    def telling(self) -> Telling:
        """Where telling stands."""
        found = self._rows("SELECT value FROM setting WHERE name = 'telling'")
        start: dict[str, Any] = json.loads(found[0]["value"]) if found else {"at": None, "event": 0}
        last = self.latest()
        return Telling(
            began_at=start["at"],
            dates=frozenset(row["local_date"] for row in self._rows("SELECT local_date FROM digest")),
            last_event=last.last_event if last else start["event"],
            told_at=last.made_at if last else None,
        )

    def latest(self) -> ToldDigest | None:
        """The digest that was made last."""
        rows = self._rows(f"{_DIGEST} ORDER BY digest_id DESC LIMIT 1")
        return ToldDigest(**rows[0]) if rows else None

    def digest(self, digest_id: int) -> ToldDigest:
        """One digest by its number."""
        return ToldDigest(**self._rows(f"{_DIGEST} WHERE digest_id = ?", [digest_id])[0])

    def bodies(self, digest_ids: Sequence[int]) -> list[str]:
        """The contents of these digests, as they were made, oldest first."""
        marks = ", ".join("?" * len(digest_ids))
        found = self._rows(f"SELECT body FROM digest WHERE digest_id IN ({marks}) ORDER BY digest_id", list(digest_ids))
        return [row["body"] for row in found]

    def latest_bodies(self, up_to: int, count: int) -> list[str]:
        """The contents of the last so many digests up to and including a number, oldest first."""
        found = self._rows(
            "SELECT body FROM digest WHERE digest_id <= ? ORDER BY digest_id DESC LIMIT ?", [up_to, count]
        )
        return [row["body"] for row in reversed(found)]

    def open_letters(self) -> list[Letter]:
        """The letters that are not delivered yet and may still be, oldest first."""
        return self._letters("WHERE status IN ('waiting', 'sending') ORDER BY outbox.digest_id, target")

    def letters_since(self, digest_id: int) -> list[Letter]:
        """All letters of digests from a number on, oldest first."""
        return self._letters("WHERE outbox.digest_id >= ? ORDER BY outbox.digest_id, target", [digest_id])

    def make(self, date: str, after: int, last: int, now: str, body: str, carries: Mapping[str, Sequence[int]]) -> int:
        """Notes a digest with a letter for each target (the keys of `carries`); gives its number.

        The letters that are carried are closed in the same transaction. Where the date is told already, or another
        digest was made since `after` was read, nothing is noted and 0 is given.
        """
        with self._immediate():
            latest = self.latest()
            taken = self.db.execute("SELECT 1 FROM digest WHERE local_date = ?", [date]).fetchone()
            if taken or (latest is not None and latest.last_event != after):
                return 0
            cursor = self.db.execute(
                "INSERT INTO digest (local_date, after_event, last_event, made_at, body) VALUES (?, ?, ?, ?, ?)",
                [date, after, last, now, body],
            )
            number = int(cursor.lastrowid or 0)
            self.db.executemany(
                "INSERT INTO outbox (digest_id, target, status, next_try_at, carries) VALUES (?, ?, 'waiting', ?, ?)",
                [(number, target, now, json.dumps(list(ids))) for target, ids in carries.items()],
            )
            self.db.executemany(
                """UPDATE outbox SET status = 'carried', done_at = ?
                WHERE digest_id = ? AND target = ? AND status = 'waiting'""",
                [(now, one, target) for target, ids in carries.items() for one in ids],
            )
            return number

    def sending(self, letter: Letter) -> None:
        """An attempt begins: until its end is noted, nobody knows whether it arrived."""
        with self._immediate():
            self.db.execute(
                """UPDATE outbox SET status = 'sending', attempts = attempts + 1, certain = 0
                WHERE digest_id = ? AND target = ?""",
                [letter.digest_id, letter.target],
            )

    def accepted(self, letter: Letter, parts: int) -> None:
        """The target has accepted so many messages of this digest."""
        with self._immediate():
            self.db.execute(
                "UPDATE outbox SET parts_done = ? WHERE digest_id = ? AND target = ?",
                [parts, letter.digest_id, letter.target],
            )

    def close(self, letter: Letter, status: LetterStatus, now: str, error: str = "") -> None:
        """A letter is done, one way or the other."""
        with self._immediate():
            self.db.execute(
                "UPDATE outbox SET status = ?, done_at = ?, last_error = ? WHERE digest_id = ? AND target = ?",
                [status, now, error, letter.digest_id, letter.target],
            )

    def postpone(self, letter: Letter, next_try_at: str, error: str, *, certain: bool) -> None:
        """An attempt failed. `certain`: the target has surely not taken any of it."""
        with self._immediate():
            self.db.execute(
                """UPDATE outbox SET status = 'waiting', next_try_at = ?, last_error = ?, certain = ?
                WHERE digest_id = ? AND target = ?""",
                [next_try_at, error, int(certain), letter.digest_id, letter.target],
            )

    def readdress(self, letter: Letter, target: str, now: str) -> None:
        """The target has another address now: the letter goes there, at once."""
        with self._immediate():
            self.db.execute(
                """UPDATE outbox SET target = ?, status = 'waiting', parts_done = 0, next_try_at = ?
                WHERE digest_id = ? AND target = ?""",
                [target, now, letter.digest_id, letter.target],
            )

    def _letters(self, where: str, values: Sequence[Any] = ()) -> list[Letter]:
        return [
            Letter(**{**row, "certain": bool(row["certain"]), "carries": tuple(json.loads(row["carries"]))})
            for row in self._rows(f"{_LETTER} {where}", values)
        ]

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        try:
            return file.ask(self.db, sql, values)
        except sqlite3.Error as error:
            raise StoreError(f"{self.path} cannot be read: {error}") from error

    @contextmanager
    def _immediate(self) -> Iterator[None]:
        try:
            with file.immediate(self.db):
                yield
        except sqlite3.Error as error:
            raise StoreError(f"{self.path} cannot be written: {error}") from error
