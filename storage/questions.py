"""Questions that can be asked of the file. None of them writes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from roles.errors import StoreError
from roles.read.facts.cities import canonical_city
from roles.record import RoleFilter, RoleHistory, SourceRunState, SourceState, ToldEvent
from roles.standing import middle
from roles.text import fold
from storage import file, rows, search

_EVENT = """
    SELECT event.event_id, event.at, event.kind, event.role_id, event.source_id, event.detail,
        lead.title, lead.company, lead.locations, lead.family, lead.salary_text, lead.url, role.first_seen,
        lead.in_scope
    FROM event JOIN role ON role.role_id = event.role_id JOIN posting AS lead ON lead.posting_id = role.lead_id
"""


class Questions:
    """The file, opened for reading. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.db = file.connect_to_read(path)
        self.db.conn.create_function("folded", 1, lambda text: fold(text or ""), deterministic=True)

    def __enter__(self) -> Questions:
        return self

    def __exit__(self, *exc: object) -> None:
        self.db.close()

    def events_between(self, since: str, until: str) -> list[ToldEvent]:
        """All events after `since` up to and including `until` (UTC, ISO 8601), oldest first."""
        return self._events("WHERE event.at > ? AND event.at <= ? ORDER BY event.event_id", [since, until])

    def events_of_run(self, run_id: int) -> list[ToldEvent]:
        """All events of one run, oldest first."""
        return self._events("WHERE event.run_id = ? ORDER BY event.event_id", [run_id])

    def sources(self) -> list[SourceState]:
        """All sources that the file knows, by name; unwatched ones too."""
        return [
            SourceState(**{**row, "watched": bool(row["watched"])})
            for row in self._rows("SELECT * FROM sources ORDER BY source_id")
        ]

    def source_runs(self, run_id: int) -> list[SourceRunState]:
        """How the sources of one run went, by name."""
        return [
            SourceRunState(**row)
            for row in self._rows(
                """SELECT run_id, source_id, verdict, message, postings, pages_read, pages_failed
                FROM source_runs WHERE run_id = ? ORDER BY source_id""",
                [run_id],
            )
        ]

    def roles(self, wanted: RoleFilter) -> list[dict[str, Any]]:
        """The roles that match, as rows of the `roles` view with their arrays as lists; the newest first."""
        where: list[str] = ["1"]
        values: list[Any] = []
        if wanted.status in ("open", "closed"):
            where.append("roles.status = ?")
            values.append(wanted.status)
        if not wanted.everything:
            where.append("roles.in_scope")
        if wanted.family:
            where.append("EXISTS (SELECT 1 FROM json_each(roles.families) WHERE value = ?)")
            values.append(wanted.family)
        if wanted.city:
            where.append("EXISTS (SELECT 1 FROM json_each(roles.locations) WHERE instr(folded(value), ?))")
            values.append(fold(canonical_city(wanted.city)).removesuffix("市"))
        if wanted.company:
            where.append("instr(folded(roles.company), ?)")
            values.append(fold(wanted.company))
        if wanted.min_salary is not None:
            where.append("coalesce(roles.annual_max, roles.annual_min) >= ?")
            values.append(wanted.min_salary)
        if wanted.search:
            typed = search.query(wanted.search)
            if not typed:
                return []
            where.append("roles.role_id IN (SELECT rowid FROM role_search WHERE role_search MATCH ?)")
            values.append(typed)
        return [
            _with_lists(row)
            for row in self._rows(
                f"SELECT * FROM roles WHERE {' AND '.join(where)} ORDER BY first_seen DESC, role_id DESC", values
            )
        ]

    def history(self, role_id: int) -> RoleHistory | None:
        """One role with its ads and events; a number that was merged leads to the survivor.

        None where there is none.
        """
        survivor = self._rows("SELECT role_id FROM role_aliases WHERE old_role_id = ?", [role_id])
        number = survivor[0]["role_id"] if survivor else role_id
        found = self._rows("SELECT * FROM roles WHERE role_id = ?", [number])
        if not found:
            return None
        return RoleHistory(
            role=_with_lists(found[0]),
            postings=[
                _with_lists(row)
                for row in self._rows("SELECT * FROM postings WHERE role_id = ? ORDER BY posting_id", [number])
            ],
            events=[
                {**row, "detail": json.loads(row["detail"])}
                for row in self._rows("SELECT * FROM events WHERE role_id = ? ORDER BY event_id", [number])
            ],
            asked_for=role_id,
        )

    def pay_of_peers(self, role_id: int, family: str, city: str, currency: str) -> list[float]:
        """The middles of the annual pay of the other open roles of a family in a city that state it in a currency."""
        rows = self._rows(
            """SELECT annual_min, annual_max FROM roles
            WHERE status = 'open' AND role_id <> ? AND family = ? AND salary_currency = ?
            AND EXISTS (SELECT 1 FROM json_each(locations) WHERE value = ?)""",
            [role_id, family, currency, city],
        )
        found = (middle(row["annual_min"], row["annual_max"]) for row in rows)
        return [pay for pay in found if pay is not None]

    def _events(self, where: str, values: Sequence[Any]) -> list[ToldEvent]:
        return [
            ToldEvent(
                **{
                    **row,
                    "detail": json.loads(row["detail"]),
                    "locations": tuple(json.loads(row["locations"])),
                    "in_scope": bool(row["in_scope"]),
                }
            )
            for row in self._rows(f"{_EVENT} {where}", values)
        ]

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        try:
            cursor = self.db.execute(sql, list(values))
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        except sqlite3.Error as error:
            raise StoreError(f"{self.path} cannot be read: {error}") from error


def _with_lists(row: dict[str, Any]) -> dict[str, Any]:
    for name in rows.ARRAYS:
        row[name] = json.loads(row[name]) if row[name] is not None else None
    return row
