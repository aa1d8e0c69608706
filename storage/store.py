"""The store: one writer, one immediate transaction per source, read before the lock and checked inside it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from roles import wire
from roles.crawl import CrawlResult, KnownPosting
from roles.errors import StoreError
from roles.event import Candidate, Changes, Held, KnownRole, KnownSource, Snapshot
from roles.match import company_key
from storage import file, rows
from storage.apply import Applied, write_changes, write_source_run

# SQLite takes at most 32,766 variables in a statement; questions with more values are asked in portions.
PORTION = 5000
_LIGHT = """posting_id, role_id, key, url, title, digest, reader, open, first_seen, closed_at, close_reason, expires_at,
    missed_since, missed"""


@dataclass(frozen=True, slots=True)
class WatchedSource:
    """A source of the configuration, as the store needs it."""

    source_id: str
    url: str
    board: str
    company: str | None


class Store:
    """The file, opened for writing by the one recorder. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.db = file.connect(path)
            file.migrate(self.db, path)
        except sqlite3.Error as error:
            raise StoreError(f"{path} cannot be opened: {error}") from error
        self.scope: frozenset[str] = frozenset()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection; SQLite folds its journal into the file."""
        self.db.close()

    # -- before a crawl

    def register(self, sources: Sequence[WatchedSource], scope: Iterable[str], now: str) -> None:
        """Makes the store agree with the configuration: its sources are watched, all others are not.

        A changed `scope` (families) is applied to every ad that is known.
        """
        self.scope = frozenset(scope)
        with self._immediate():
            self.db.execute("UPDATE source SET watched = 0 WHERE watched = 1")
            self.db.conn.executemany(
                """INSERT INTO source (source_id, url, board, company, added_at) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (source_id) DO UPDATE SET url = excluded.url, company = excluded.company, watched = 1,
                    kept_board = CASE WHEN board = excluded.board THEN kept_board END, board = excluded.board""",
                [(s.source_id, s.url, s.board, s.company, now) for s in sources],
            )
            wanted = json.dumps(sorted(self.scope))
            stored = self.db.execute("SELECT value FROM setting WHERE name = 'scope'").fetchone()
            if stored is None or stored[0] != wanted:
                known = self.db.execute("SELECT posting_id, families FROM posting").fetchall()
                self.db.conn.executemany(
                    "UPDATE posting SET in_scope = ? WHERE posting_id = ?",
                    [(rows.in_scope(tuple(json.loads(families)), self.scope), ad) for ad, families in known],
                )
                self.db.execute("INSERT OR REPLACE INTO setting VALUES ('scope', ?)", [wanted])

    def begin_run(self, now: str) -> int:
        """The number of a new run: runs are ordered by it, never by clocks. `now` is UTC, ISO 8601."""
        with self._immediate():
            cursor = self.db.execute("INSERT INTO run (started_at, status) VALUES (?, 'running')", [now])
            return int(cursor.lastrowid or 0)

    def end_run(self, run_id: int, now: str, status: str) -> None:
        """Notes how a run ended: done or interrupted."""
        with self._immediate():
            self.db.execute("UPDATE run SET finished_at = ?, status = ? WHERE run_id = ?", [now, status, run_id])

    def known_postings(self, source_id: str) -> tuple[tuple[KnownPosting, ...], str | None, str]:
        """What a crawl order needs to know: the source's ads, the board found last time, and the reader of the ads.

        The reader is "" where the ads were read by several: then none may count as unchanged.
        """
        found = self.db.execute(
            "SELECT key, url, title, digest, open, reader FROM posting WHERE source_id = ?", [source_id]
        ).fetchall()
        kept = self.db.execute("SELECT kept_board FROM source WHERE source_id = ?", [source_id]).fetchone()
        readers = {row[5] for row in found}
        known = tuple(
            KnownPosting(key=key, url=url, title=title, digest=digest, open=bool(is_open))
            for key, url, title, digest, is_open, _ in found
        )
        return known, kept[0] if kept else None, readers.pop() if len(readers) == 1 else ""

    # -- deciding

    def snapshot(self, result: CrawlResult) -> tuple[Snapshot, int]:
        """What deciding on a result needs to know, and the version of the file that it was read from."""
        version = self._version()
        source = self._source(result.source_id)
        seen = {posting.key: posting for posting in result.postings}
        light = self._rows(f"SELECT {_LIGHT} FROM posting WHERE source_id = ?", [result.source_id])
        strangers = seen.keys() - {row["key"] for row in light}
        whole = {
            row["posting_id"]
            for row in light
            if (row["key"] in seen and seen[row["key"]].posting is not None)
            or (row["open"] and row["key"] not in seen and strangers)
        }
        full = {row["posting_id"]: row for row in self._by_id("SELECT * FROM posting WHERE posting_id IN", whole)}
        ads = {
            row["key"]: rows.known_ad(full.get(row["posting_id"], row), whole=row["posting_id"] in full)
            for row in light
        }
        companies = {
            company_key(posting.posting.company)
            for key, posting in seen.items()
            if key in strangers and posting.posting is not None
        } - {""}
        candidates = self._candidates(companies)
        role_ids = {ad.role_id for ad in ads.values()}
        role_ids.update(one.role_id for several in candidates.values() for one in several)
        roles = self._roles(role_ids, result.source_id)
        return Snapshot(source=source, ads=ads, roles=roles, candidates=candidates), version

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """One immediate transaction: committed when the block ends, undone when it raises."""
        with self._immediate():
            yield Writing(self)

    # -- inside

    def _version(self) -> int:
        # Grows with every commit of another connection: https://www.sqlite.org/pragma.html#pragma_data_version
        return int(self.db.execute("PRAGMA data_version").fetchone()[0])

    @contextmanager
    def _immediate(self) -> Iterator[None]:
        # IMMEDIATE, because a deferred transaction that reads first fails with "database is locked" as soon as
        # another connection writes in between (STACK.md section 4).
        try:
            self.db.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise StoreError(f"{self.path} cannot be written: {error}") from error
        try:
            yield
            self.db.execute("COMMIT")
        except BaseException as error:
            if self.db.conn.in_transaction:
                self.db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise StoreError(
                    f"{self.path} cannot be written: {error}; nothing of this source was recorded"
                ) from error
            raise

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        cursor = self.db.execute(sql, list(values))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _by_id(self, sql: str, values: Iterable[Any]) -> list[dict[str, Any]]:
        """Asks `sql` + "(?, ?, …)" in portions."""
        wanted, found = sorted(values), []
        for start in range(0, len(wanted), PORTION):
            portion = wanted[start : start + PORTION]
            found += self._rows(f"{sql} ({', '.join('?' * len(portion))})", portion)
        return found

    def _source(self, source_id: str) -> KnownSource:
        found = self._rows("SELECT * FROM source WHERE source_id = ?", [source_id])
        if not found:
            raise StoreError(f"source {source_id} is not registered in {self.path}")
        row = found[0]
        return KnownSource(
            source_id=source_id,
            baseline_done=bool(row["baseline_done"]),
            board=row["kept_board"],
            held=wire.from_json(row["held"], Held) if row["held"] else None,
            last_run_id=row["last_run_id"],
        )

    def _candidates(self, companies: set[str]) -> dict[str, tuple[Candidate, ...]]:
        found: dict[str, list[Candidate]] = {}
        for row in self._by_id(
            """SELECT lead.*, role.open AS role_open, role.closed_at AS role_closed_at
            FROM role JOIN posting AS lead ON lead.posting_id = role.lead_id WHERE lead.company_key IN""",
            companies,
        ):
            found.setdefault(row["company_key"], []).append(rows.candidate(row))
        return {company: tuple(several) for company, several in found.items()}

    def _roles(self, role_ids: set[int], source_id: str) -> dict[int, KnownRole]:
        elsewhere: dict[int, list[int]] = {}
        for row in self._by_id(
            """SELECT ad.role_id, ad.posting_id, ad.source_id FROM posting AS ad
            JOIN source ON source.source_id = ad.source_id AND source.watched
            WHERE ad.open AND ad.role_id IN""",
            role_ids,
        ):
            if row["source_id"] != source_id:
                elsewhere.setdefault(row["role_id"], []).append(row["posting_id"])
        return {
            row["role_id"]: KnownRole(
                role_id=row["role_id"],
                open=bool(row["open"]),
                lead_id=row["lead_id"],
                closed_at=row["closed_at"],
                repost_count=row["repost_count"],
                open_elsewhere=tuple(sorted(elsewhere.get(row["role_id"], ()))),
            )
            for row in self._by_id("SELECT * FROM role WHERE role_id IN", role_ids)
        }


class Writing:
    """What may be done while the write lock is held."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def moved(self, version: int) -> bool:
        """Whether another connection has committed since the snapshot of this version was read."""
        return self._store._version() != version

    def stale(self, source_id: str, run_id: int) -> bool:
        """Whether a newer run of this source is already applied, or this very one."""
        return self._store._source(source_id).last_run_id >= run_id

    def apply(self, changes: Changes) -> Applied:
        """Writes all that one crawl of one source changes. The events get their numbers here."""
        return write_changes(self._store.db, changes, self._store.scope)

    def refuse(self, changes: Changes) -> None:
        """Keeps a stale result as a row of `source_runs` that was not applied."""
        write_source_run(self._store.db, changes, applied=False)
