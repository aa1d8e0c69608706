"""The questions of the report: the whole market at once, then employer by employer. None of them writes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from storage import rows
from storage.questions import Questions

# What the overview and the table of roles need: everything but the texts.
_OUTLINE = (
    "role_id", "status", "title", "company", "locations", "workplace", "family", "families", "seniority", "salary_text",
    "salary_currency", "annual_min", "annual_max", "skills", "first_seen", "last_seen", "closed_at", "repost_count",
)  # fmt: skip
_DETAIL = (
    "role_id", "department", "employment_type", "headcount", "experience_min", "experience_max", "education",
    "skills_plus", "posted_at", "expires_at", "apply_to", "url", "description",
)  # fmt: skip
# How many roles are asked for in one statement (SQLite allows 32,766 values).
_AT_ONCE = 5000


class Market(Questions):
    """The file, opened for a report. Use as a context manager."""

    def __enter__(self) -> Market:
        return self

    def moment(self) -> str | None:
        """When the file last heard of any source (UTC, ISO 8601); None where nothing was ever crawled."""
        found: str | None = self._rows("SELECT max(last_run_at) AS moment FROM sources")[0]["moment"]
        return found

    def outline(self, *, everything: bool, closed_since: str) -> list[dict[str, Any]]:
        """The open roles and those that closed after a moment, without their texts, by number.

        `everything`: also those outside the scope.
        """
        scope = "" if everything else "AND in_scope"
        return self._told(
            f"""SELECT {", ".join(_OUTLINE)} FROM roles
            WHERE (status = 'open' OR closed_at > ?) {scope} ORDER BY role_id""",
            [closed_since],
        )

    def survivors(self) -> dict[int, int]:
        """Roles that turned out to be another one: number → number of the survivor."""
        return {row["old_role_id"]: row["role_id"] for row in self._rows("SELECT * FROM role_aliases")}

    def details(self, numbers: Sequence[int]) -> list[dict[str, Any]]:
        """The texts and lesser facts of some roles, by number."""
        return self._of(numbers, f"SELECT {', '.join(_DETAIL)} FROM roles WHERE role_id IN ({{}}) ORDER BY role_id")

    def ads(self, numbers: Sequence[int]) -> list[dict[str, Any]]:
        """Where some roles are posted, the oldest ad first."""
        return self._of(
            numbers,
            """SELECT role_id, posting_id, source_id, url, status, first_seen, last_seen FROM postings
            WHERE role_id IN ({}) ORDER BY posting_id""",
        )

    def happened(self, numbers: Sequence[int]) -> list[dict[str, Any]]:
        """What happened to some roles, under whatever number they then had, oldest first."""
        found = self._of(
            numbers,
            """SELECT coalesce(alias.role_id, event.role_id) AS role_id, event_id, at, kind, source_id, detail
            FROM events AS event LEFT JOIN role_aliases AS alias ON alias.old_role_id = event.role_id
            WHERE event.role_id IN ({0})
            OR event.role_id IN (SELECT old_role_id FROM role_aliases WHERE role_id IN ({0}))
            ORDER BY event_id""",
        )
        return [{**row, "detail": json.loads(row["detail"])} for row in found]

    def _of(self, numbers: Sequence[int], sql: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for start in range(0, len(numbers), _AT_ONCE):
            part = [int(number) for number in numbers[start : start + _AT_ONCE]]
            # Whole numbers of our own: written into the statement, they may stand in it twice.
            found += self._told(sql.format(",".join(map(str, part))))
        return found

    def _told(self, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        found = self._rows(sql, values)
        for row in found:
            for name in rows.ARRAYS:
                if name in row:
                    row[name] = json.loads(row[name]) if row[name] is not None else None
        return found
