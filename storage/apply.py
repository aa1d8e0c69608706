"""Writing one source's changes, inside the transaction that the store holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from roles import wire
from roles.event import Changes, RoleWrite
from roles.match.block import Look, look_at
from roles.model import Posting
from storage import faces, rows, search
from storage.sqlite import Database

_PORTION = 500


@dataclass(frozen=True, slots=True)
class Applied:
    """The numbers that the events of a source's changes got, in their order; none where nothing was told."""

    event_ids: tuple[int, ...]


class _Numbers:
    """Turns the negative numbers of new rows into their ids. We hold the write lock, so the next ids are ours.

    The ids continue SQLite's own sequence, which never gives one out twice, not even after a row was deleted
    (https://www.sqlite.org/autoinc.html).
    """

    def __init__(self, db: Database, table: str) -> None:
        found = db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", [table]).fetchone()
        self._next = count((found[0] if found else 0) + 1)
        self._given: dict[int, int] = {}

    def __getitem__(self, number: int) -> int:
        if number > 0:
            return number
        if number not in self._given:
            self._given[number] = next(self._next)
        return self._given[number]


def write_changes(
    db: Database, changes: Changes, scope: frozenset[str], look: Callable[[Posting], Look] = look_at
) -> Applied:
    """Writes everything: roles, ads, events, the source and its run. `look` gives the keys by which ads are found."""
    roles, ads, events = (_Numbers(db, table) for table in ("role", "posting", "event"))
    touched = {role.role_id for role in changes.roles} | {ad.role_id for ad in changes.ads}
    led = _leads(db, touched)
    _write_roles(db, changes, roles, ads)
    _write_ads(db, changes, roles, ads, scope, look)
    at = changes.at
    db.conn.executemany(
        """INSERT INTO sighting (seen_at, posting_id) VALUES (?, ?)
        ON CONFLICT (posting_id) DO UPDATE SET seen_at = max(seen_at, excluded.seen_at)""",
        [(at, ad) for ad in changes.seen],
    )
    db.conn.executemany(
        """UPDATE posting SET open = ?, closed_at = ?, close_reason = ?, missed_since = ?, missed = ?
        WHERE posting_id = ?""",
        [
            (int(s.open), s.closed_at, s.close_reason, s.missed_since, s.missed, ads[s.posting_id])
            for s in changes.states
        ],
    )
    new = {roles[role.role_id] for role in changes.roles if role.role_id < 0}
    written = {ads[ad.posting_id] for ad in changes.ads}
    index_roles(db, new, new=True)
    # Of the known roles, those whose leading ad is another one now or says something else.
    index_roles(db, {role for role, lead in _leads(db, touched).items() if lead != led[role] or lead in written})
    told = [
        (
            events[-number], at, event.kind, roles[event.role], ads[event.posting], changes.source_id, changes.run_id,
            wire.to_json(event.detail),
        )
        for number, event in enumerate(changes.events, 1)
    ]  # fmt: skip
    db.conn.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)", told)
    _write_source(db, changes)
    write_source_run(db, changes, applied=True)
    return Applied(tuple(row[0] for row in told))


def _leads(db: Database, role_ids: Iterable[int]) -> dict[int, int]:
    """The leading ads of roles, by the roles' numbers; nothing of those that do not exist yet."""
    wanted = wire.to_json([one for one in role_ids if one > 0])
    sql = "SELECT role_id, lead_id FROM role WHERE role_id IN (SELECT value FROM json_each(?))"
    return dict(db.execute(sql, [wanted]).fetchall())


def _write_roles(db: Database, changes: Changes, roles: _Numbers, ads: _Numbers) -> None:
    def values(role: RoleWrite) -> tuple[Any, ...]:
        return int(role.open), ads[role.lead_id], role.closed_at, role.repost_count, role.former_id, roles[role.role_id]

    db.conn.executemany(
        """INSERT INTO role (open, lead_id, closed_at, repost_count, former_id, role_id, first_seen)
        VALUES (?, ?, ?, ?, ?, ?, ?)""",
        [(*values(role), changes.at) for role in changes.roles if role.role_id < 0],
    )
    db.conn.executemany(
        "UPDATE role SET open = ?, lead_id = ?, closed_at = ?, repost_count = ?, former_id = ? WHERE role_id = ?",
        [values(role) for role in changes.roles if role.role_id > 0],
    )


def _write_ads(
    db: Database,
    changes: Changes,
    roles: _Numbers,
    ads: _Numbers,
    scope: frozenset[str],
    look: Callable[[Posting], Look],
) -> None:
    new = [ad for ad in changes.ads if ad.posting_id < 0]
    known = [ad for ad in changes.ads if ad.posting_id > 0]
    columns = ", ".join(("role_id", *rows.AD_COLUMNS))
    marks = ", ".join("?" * (1 + len(rows.AD_COLUMNS)))
    at = changes.at
    db.conn.executemany(
        f"""INSERT INTO posting (posting_id, source_id, joined, first_seen, read_at, {columns})
        VALUES (?, ?, ?, ?, ?, {marks})""",
        (
            (ads[ad.posting_id], changes.source_id, ad.joined, at, at, roles[ad.role_id], *rows.ad_row(ad, scope))
            for ad in new
        ),
    )
    db.conn.executemany(
        f"""UPDATE posting SET ({columns}, read_at, missed_since, missed)
            = ({marks}, max(read_at, ?), NULL, 0) WHERE posting_id = ?""",
        ((roles[ad.role_id], *rows.ad_row(ad, scope), at, ad.posting_id) for ad in known),
    )
    faces.forget(db, [ad.posting_id for ad in known])
    faces.keep(db, ((ads[ad.posting_id], ad.posting) for ad in changes.ads), look)


def index_roles(db: Database, role_ids: Iterable[int], *, new: bool = False) -> None:
    """Puts the words of the leading ad of each role into the search index, in place of what stood there.

    Nothing stands there yet for `new` roles, and to look for it takes a third of the time that writing takes.
    """
    for portion in _portions(sorted(role_ids)):
        marks = ", ".join("?" * len(portion))
        if not new:
            db.execute(f"DELETE FROM role_search WHERE rowid IN ({marks})", portion)
        found = db.execute(
            f"""SELECT role.role_id, lead.title, lead.company, lead.description, lead.skills
            FROM role JOIN posting AS lead ON lead.posting_id = role.lead_id WHERE role.role_id IN ({marks})""",
            portion,
        ).fetchall()
        db.conn.executemany(
            "INSERT INTO role_search (rowid, role_id, title, company, description, skills) VALUES (?, ?, ?, ?, ?, ?)",
            [(role_id, role_id, *map(search.indexed, words)) for role_id, *words in found],
        )


def _portions(values: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(values), _PORTION):
        yield values[start : start + _PORTION]


def _write_source(db: Database, changes: Changes) -> None:
    source = changes.source
    db.execute(
        """UPDATE source SET health = ?, message = ?, baseline_done = ?, kept_board = ?, held = ?, last_run_at = ?,
            last_complete_at = CASE WHEN ? THEN ? ELSE last_complete_at END, last_run_id = ?, read_url = ?, reader = ?
        WHERE source_id = ?""",
        [
            source.health,
            source.message,
            int(source.baseline_done),
            source.board,
            wire.to_json(source.held) if source.held else None,
            changes.at,
            source.complete,
            changes.at,
            changes.run_id,
            source.read_url,
            source.reader,
            changes.source_id,
        ],
    )


def write_source_run(db: Database, changes: Changes, *, applied: bool) -> None:
    """Notes how the crawl of one source went; `applied` is false for a stale result that was not used."""
    run = changes.source_run
    db.execute(
        "INSERT OR IGNORE INTO source_run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            changes.run_id,
            changes.source_id,
            int(applied),
            run.verdict,
            run.pages_read,
            run.pages_unchanged,
            run.pages_failed,
            run.postings,
            run.declared,
            run.seconds,
            run.message,
            wire.to_json(run.troubles),
        ],
    )
