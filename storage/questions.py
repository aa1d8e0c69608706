"""Questions that can be asked of the file. None of them writes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from roles.errors import StoreError
from roles.record import RoleFilter, RoleHistory, SourceRunState, SourceState, TakenOut, ToldEvent
from storage import file
from storage.asking import ARRAYS, Asking
from storage.old_events import taken_out

_EVENT = """
    SELECT event.event_id, event.at, event.kind, event.role_id, event.source_id, event.detail,
        lead.title, lead.company, lead.locations, lead.family, lead.salary_text, lead.url, role.first_seen,
        lead.in_scope, lead.families, lead.skills, lead.annual_min, lead.annual_max, lead.salary_currency,
        role.repost_count, lead.description
    FROM event JOIN role ON role.role_id = event.role_id JOIN posting AS lead ON lead.posting_id = role.lead_id
"""


class Questions:
    """The file, opened for reading. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.db = file.connect_to_read(path)

    def __enter__(self) -> Questions:
        return self

    def __exit__(self, *exc: object) -> None:
        self.db.close()

    def events_between(self, since: str, until: str) -> list[ToldEvent]:
        """All events after `since` up to and including `until` (UTC, ISO 8601), oldest first."""
        return self._events("WHERE event.at > ? AND event.at <= ? ORDER BY event.event_id", [since, until])

    def events_after(self, event_id: int, until: int) -> list[ToldEvent]:
        """All events after one up to and including another, by their numbers, oldest first."""
        where = "WHERE event.event_id > ? AND event.event_id <= ? ORDER BY event.event_id"
        return self._events(where, [event_id, until])

    def last_event(self) -> int:
        """The number of the last event; 0 where there is none."""
        return int(self._rows("SELECT coalesce(max(event_id), 0) AS last FROM event")[0]["last"])

    def events_of_run(self, run_id: int) -> list[ToldEvent]:
        """All events of one run, oldest first."""
        return self._events("WHERE event.run_id = ? ORDER BY event.event_id", [run_id])

    def taken_out(self) -> list[TakenOut]:
        """What was archived or forgotten: old events that no answer here holds."""
        try:
            return taken_out(self.db)
        except sqlite3.Error as error:
            raise StoreError(f"{self.path} cannot be read: {error}") from error

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
        with Asking(self.path) as asking:
            return list(asking.rows("roles", asking.find(wanted, "newest")))

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
                for row in self._rows(
                    """SELECT events.*, how.verdict, how.postings, how.pages_read
                    FROM events LEFT JOIN source_runs AS how USING (run_id, source_id)
                    WHERE role_id = ? OR role_id IN (SELECT old_role_id FROM role_aliases WHERE role_id = ?)
                    ORDER BY event_id""",
                    [number, number],
                )
            ],
            asked_for=role_id,
            taken_out=[one for one in self.taken_out() if found[0]["first_seen"] < one.before],
        )

    def pay_of_peers(self, role_id: int, family: str, city: str, currency: str) -> list[float]:
        """The middles of the annual pay of the other open roles of a family in a city that state it in a currency."""
        from roles.standing import middle

        with Asking(self.path) as asking:
            found = [middle(low, high) for low, high in asking.pay_of_peers(role_id, family, city, currency)]
        return [pay for pay in found if pay is not None]

    def _events(self, where: str, values: Sequence[Any]) -> list[ToldEvent]:
        return [
            ToldEvent(
                **{
                    **row,
                    "detail": json.loads(row["detail"]),
                    "locations": tuple(json.loads(row["locations"])),
                    "families": tuple(json.loads(row["families"])),
                    "skills": tuple(json.loads(row["skills"] or "[]")),
                    "in_scope": bool(row["in_scope"]),
                }
            )
            for row in self._rows(f"{_EVENT} {where}", values)
        ]

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        try:
            return file.ask(self.db, sql, values)
        except sqlite3.Error as error:
            raise StoreError(f"{self.path} cannot be read: {error}") from error


def _with_lists(row: dict[str, Any]) -> dict[str, Any]:
    for name in ARRAYS:
        row[name] = json.loads(row[name]) if row[name] is not None else None
    return row
