"""The store: one writer, one immediate transaction per source, read before the lock and checked inside it."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from roles import wire
from roles.crawl import CrawlResult, KnownPage, KnownPosting
from roles.errors import StoreError
from roles.event import AdState, AdWrite, Candidate, Changes, Held, KnownAd, KnownRole, KnownSource, Snapshot
from roles.match import company_key
from roles.model import Posting
from storage import faces, file, judgements, labels, rows
from storage.apply import Applied, write_changes, write_source_run

# SQLite takes at most 32,766 variables in a statement; questions with more values are asked in portions.
PORTION = 5000


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
        self.looks = faces.Looks()

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

    def has_source(self, source_id: str) -> bool:
        """Whether a source of this name was ever registered."""
        return bool(self.db.execute("SELECT 1 FROM source WHERE source_id = ?", [source_id]).fetchone())

    def rename_source(self, old: str, new: str) -> int:
        """Gives a source another name: its ads, events and runs stay its own. Gives the number of its ads.

        Raises StoreError where there is no such source, or where the new name already has ads.
        """
        with self._immediate():
            found = {
                name: self.db.execute("SELECT count(*) FROM posting WHERE source_id = ?", [name]).fetchone()[0]
                for (name,) in self.db.execute("SELECT source_id FROM source WHERE source_id IN (?, ?)", [old, new])
            }
            if old not in found:
                raise StoreError(f"{self.path} has no source {old}")
            if found.get(new):
                raise StoreError(f"{self.path} has a source {new} with {found[new]} ads: choose another name")
            self.db.execute("PRAGMA defer_foreign_keys = ON")
            named = [table.name for table in self.db.tables if "source_id" in table.columns_dict]
            for table in named:  # a source of the new name that was only registered, or never found an ad
                self.db.execute(f"DELETE FROM {table} WHERE source_id = ?", [new])
            for table in named:
                self.db.execute(f"UPDATE {table} SET source_id = ? WHERE source_id = ?", [new, old])
            return int(found[old])

    def begin_run(self, now: str) -> int:
        """The number of a new run: runs are ordered by it, never by clocks. `now` is UTC, ISO 8601."""
        with self._immediate():
            cursor = self.db.execute("INSERT INTO run (started_at, status) VALUES (?, 'running')", [now])
            return int(cursor.lastrowid or 0)

    def end_run(self, run_id: int, now: str, status: str) -> None:
        """Notes how a run ended: done or interrupted."""
        with self._immediate():
            self.db.execute("UPDATE run SET finished_at = ?, status = ? WHERE run_id = ?", [now, status, run_id])
        labels.keep(self.db)

    def last_readings(self) -> dict[str, tuple[str | None, str]]:
        """By source, the board that it was read as last time, and the readers that read it ("" where none did)."""
        found = self.db.execute("SELECT source_id, kept_board, reader FROM source").fetchall()
        return {source_id: (board, reader) for source_id, board, reader in found}

    def known_postings(self, source_id: str) -> tuple[tuple[KnownPosting, ...], str]:
        """What a crawl order needs to know: the source's ads, and the reader of the ads.

        Ads that another reader read than most open ones have no digest, for none of them may count as unchanged.
        """
        found = self.db.execute(
            "SELECT key, url, title, digest, open, reader FROM posting WHERE source_id = ?", [source_id]
        ).fetchall()
        readers = Counter(row[5] for row in found if row[4]) or Counter(row[5] for row in found)
        reader = readers.most_common(1)[0][0] if readers else ""
        known = tuple(
            KnownPosting(key=key, url=url, title=title, digest=digest if by == reader else "", open=bool(is_open))
            for key, url, title, digest, is_open, by in found
        )
        return known, reader

    def known_pages(self, source_id: str) -> tuple[KnownPage, ...]:
        """The pages of a source as they were when they were last read."""
        found = self.db.execute("SELECT memory FROM page WHERE source_id = ?", [source_id]).fetchall()
        return tuple(wire.from_json(memory, KnownPage) for (memory,) in found)

    # -- deciding

    def snapshot(self, result: CrawlResult) -> tuple[Snapshot, int]:
        """What deciding on a result needs to know, and the version of the file that it was read from."""
        self.looks.forget()
        version = self._version()
        source = self._source(result.source_id)
        seen = {posting.key: posting for posting in result.postings}
        light = self.db.execute(f"SELECT {rows.LIGHT_COLUMNS} FROM posting WHERE source_id = ?", [result.source_id])
        ads = {ad.key: ad for ad in map(rows.known_ad, light)}
        strangers = seen.keys() - ads.keys()
        whole = {
            ad.posting_id
            for key, ad in ads.items()
            if (key in seen and (seen[key].posting is not None or ad.close_reason == "marked"))
            or (ad.open and key not in seen and (strangers or ad.reader != result.reader))
        }
        for row in self._by_id("SELECT * FROM posting WHERE posting_id IN", whole):
            ads[row["key"]] = rows.with_words(ads[row["key"]], row)
        candidates = self._candidates(
            [posting.posting for key, posting in seen.items() if key in strangers and posting.posting is not None]
        )
        role_ids = {ad.role_id for ad in ads.values()}
        role_ids.update(one.role_id for several in candidates.values() for one in several)
        roles = self._roles(role_ids, result.source_id, tuple(ads.values()))
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
        try:
            with file.immediate(self.db.conn):
                yield
        except sqlite3.Error as error:
            raise StoreError(f"{self.path} cannot be written: {error}; nothing of this source was recorded") from error

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        return file.ask(self.db.conn, sql, values)

    def _by_id(self, sql: str, values: Iterable[Any], before: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Asks `sql` + "(?, ?, …)" in portions; `before` are values that stand in `sql` itself."""
        wanted, found = sorted(values), []
        for start in range(0, len(wanted), PORTION):
            portion = wanted[start : start + PORTION]
            found += self._rows(f"{sql} ({', '.join('?' * len(portion))})", [*before, *portion])
        return found

    def _source(self, source_id: str) -> KnownSource:
        found = self._rows("SELECT * FROM source WHERE source_id = ?", [source_id])
        if not found:
            raise StoreError(f"source {source_id} is not registered in {self.path}")
        row = found[0]
        return KnownSource(
            source_id=source_id,
            url=row["url"],
            baseline_done=bool(row["baseline_done"]),
            board=row["kept_board"],
            held=wire.from_json(row["held"], Held) if row["held"] else None,
            last_run_id=row["last_run_id"],
            read_url=row["read_url"],
            reader=row["reader"],
            gatherer=source_id in self._gatherers({source_id}),
        )

    def _gatherers(self, source_ids: set[str]) -> set[str]:
        """Those sources that show ads of several employers."""
        # The first and the last key of a source in the index, however many ads it has.
        end = "(SELECT {}(company_key) FROM posting WHERE company_key <> '' AND source_id = source.source_id)"
        return {
            row["source_id"]
            for row in self._by_id(
                f"SELECT source_id FROM source WHERE {end.format('min')} <> {end.format('max')} AND source_id IN",
                source_ids,
            )
        }

    def _candidates(self, strangers: Sequence[Posting]) -> dict[str, tuple[Candidate, ...]]:
        """The ads that new ones are to be compared with, by the new ones' employers: for each the likeliest few."""
        by_company: dict[str, set[int]] = {}
        for posting, likely in zip(strangers, faces.likeliest(self.db, strangers, self.looks), strict=True):
            if likely:
                by_company.setdefault(company_key(posting.company), set()).update(likely)
        wanted = set[int]().union(*by_company.values())
        # A role's leading ad and its open ones stand for it, and those that the user joined to it.
        found = {
            row["posting_id"]: row
            for row in self._by_id(
                f"""SELECT {rows.CANDIDATE_COLUMNS}, role.open AS role_open, role.closed_at AS role_closed_at
                FROM posting AS ad JOIN role ON role.role_id = ad.role_id
                WHERE (ad.open OR ad.posting_id IN (role.lead_id, role.former_id)
                    OR EXISTS (SELECT 1 FROM judgement WHERE judgement.role_id = role.role_id AND kind = 'join'))
                AND ad.posting_id IN""",
                wanted,
            )
        }
        apart = judgements.apart(self.db, {row["role_id"] for row in found.values()})
        candidates = {key: rows.candidate(row, apart.get(row["role_id"], frozenset())) for key, row in found.items()}
        return {
            company: tuple(candidates[key] for key in sorted(likely) if key in candidates)
            for company, likely in by_company.items()
        }

    def _roles(self, role_ids: set[int], source_id: str, ads: Sequence[KnownAd]) -> dict[int, KnownRole]:
        """The roles of these numbers; `ads` are the source's own.

        Where one of them has new words and leads after an ad of another source did, that one's words are loaded too.
        """
        elsewhere: dict[int, list[int]] = {}
        others = self._by_id(
            """SELECT ad.role_id, ad.posting_id, ad.source_id FROM posting AS ad
            JOIN source ON source.source_id = ad.source_id AND source.watched
            WHERE ad.open AND ad.source_id <> ? AND ad.role_id IN""",
            role_ids,
            [source_id],
        )
        gatherers = self._gatherers({row["source_id"] for row in others})
        for row in others:
            elsewhere.setdefault(row["role_id"], []).append(row["posting_id"])
        gathered = frozenset(row["posting_id"] for row in others if row["source_id"] in gatherers)
        found = self._by_id("SELECT * FROM role WHERE role_id IN", role_ids)
        here = {ad.posting_id for ad in ads}
        changed = {ad.role_id for ad in ads if ad.posting is not None}
        led = {
            row["role_id"]: row["former_id"] or row["lead_id"]
            for row in found
            if row["role_id"] in changed
            and (row["former_id"] or row["lead_id"] not in here)
            and row["lead_id"] not in elsewhere.get(row["role_id"], ())
        }
        formers = {
            row["posting_id"]: rows.posting_of(row)
            for row in self._by_id("SELECT * FROM posting WHERE posting_id IN", led.values())
        }
        return {
            row["role_id"]: KnownRole(
                role_id=row["role_id"],
                open=bool(row["open"]),
                lead_id=row["lead_id"],
                closed_at=row["closed_at"],
                repost_count=row["repost_count"],
                open_elsewhere=tuple(sorted(elsewhere.get(row["role_id"], ()))),
                gathered=gathered.intersection(elsewhere.get(row["role_id"], ())),
                former_id=row["former_id"],
                former=formers.get(led.get(row["role_id"], 0)),
            )
            for row in found
        }


class Writing:
    """What may be done while the write lock is held."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._closed: list[int] = []

    def moved(self, version: int) -> bool:
        """Whether another connection has committed since the snapshot of this version was read."""
        return self._store._version() != version

    def stale(self, source_id: str, run_id: int) -> bool:
        """Whether a newer run of this source is already applied, or this very one."""
        return self._store._source(source_id).last_run_id >= run_id

    def apply(self, changes: Changes) -> Applied:
        """Writes all that one crawl of one source changes. The events get their numbers here."""
        written: tuple[AdState | AdWrite, ...] = (*changes.states, *changes.ads)
        self._closed = [one.posting_id for one in written if not one.open and one.posting_id > 0]
        try:
            return write_changes(self._store.db, changes, self._store.scope, self._store.looks)
        finally:
            self._store.looks.forget()

    def remember(self, source_id: str, pages: Sequence[KnownPage]) -> None:
        """Keeps pages for the next crawl of a source, and forgets those of ads that are closed.

        Looked at are the ads of these pages and those that were closed in this transaction, not all of the source's.
        """
        db = self._store.db
        db.conn.executemany(
            "INSERT OR REPLACE INTO page (source_id, name, key, memory) VALUES (?, ?, ?, ?)",
            [(source_id, page.name, page.key, wire.to_json(page)) for page in pages],
        )
        closed = db.execute(
            """SELECT key FROM posting WHERE NOT open AND source_id = :source
                AND key IN (SELECT value FROM json_each(:read))
            UNION SELECT key FROM posting WHERE NOT open AND source_id = :source
                AND posting_id IN (SELECT value FROM json_each(:closed))""",
            {
                "source": source_id,
                "read": wire.to_json([page.key for page in pages if page.key]),
                "closed": wire.to_json(self._closed),
            },
        ).fetchall()
        if closed:
            db.execute(
                "DELETE FROM page WHERE source_id = ? AND key IN (SELECT value FROM json_each(?))",
                [source_id, wire.to_json([key for (key,) in closed])],
            )

    def join(self, role_ids: Sequence[int], now: str) -> judgements.Joined:
        """Makes one role of several, by the user's word; the first named survives. `now` is UTC, ISO 8601."""
        return judgements.join(self._store.db, role_ids, now)

    def split(self, role_id: int, posting_ids: Sequence[int], now: str) -> int:
        """Takes ads out of a role, by the user's word; gives the number of the role that they make."""
        return judgements.split(self._store.db, role_id, posting_ids, now)

    def refuse(self, changes: Changes) -> None:
        """Keeps a stale result as a row of `source_runs` that was not applied."""
        write_source_run(self._store.db, changes, applied=False)
