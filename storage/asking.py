"""Which roles match, in which order, and the rows of the public views for them. None of this writes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from roles.errors import StoreError
from roles.model import PERIODS_PER_YEAR
from roles.read.facts.cities import canonical_city
from roles.record import DEGREES, RoleFilter, RoleOrder
from roles.text import fold
from storage import cards, file, search

What = Literal["roles", "postings", "events"]
Row = dict[str, Any]
ARRAYS = ("locations", "families", "skills", "skills_plus")
_PORTION = 400
# So many conditions most roles match: status and scope.
_FEW = 2
# A character that folding leaves alone and no name has, to fold many names at once.
_BETWEEN = "\ue000"
_PAY = "coalesce(card.annual_max, card.annual_min)"
_ORDERS: dict[RoleOrder, str] = {
    "newest": "card.first_seen DESC",
    "posted": "card.posted_at IS NULL, card.posted_at DESC",
    # Amounts of different currencies are not compared.
    "pay": f"{_PAY} IS NULL, card.salary_currency, {_PAY} DESC",
    "company": "card.company IS NULL, card.company COLLATE NOCASE",
    "title": "card.title COLLATE NOCASE",
}
# Distinct values by hopping through an index: a few thousand steps, not one per role.
_DISTINCT = """WITH RECURSIVE hop (value) AS (
    SELECT min({name}) FROM role_card
    UNION ALL SELECT (SELECT min({name}) FROM role_card WHERE {name} > hop.value) FROM hop WHERE hop.value IS NOT NULL
) SELECT value FROM hop WHERE value IS NOT NULL"""


class Asking:
    """The file, opened for asking which roles match. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.db = file.connect_to_read(path)
        self.db.execute("BEGIN")  # one state of the file for all that is asked, whatever a crawl commits meanwhile
        # A file of an earlier release has no cards until it is crawled again: then they are made for each question.
        self._carded = bool(self._all("SELECT 1 FROM sqlite_master WHERE name = 'role_card'"))

    def __enter__(self) -> Asking:
        return self

    def __exit__(self, *exc: object) -> None:
        self.db.close()

    def find(
        self, wanted: RoleFilter, order: RoleOrder | None = None, limit: int | None = None, offset: int = 0
    ) -> list[int]:
        """The numbers of the roles that match, in order: with a search the best first, else the newest."""
        conditions, values = self._conditions(wanted)
        where = " AND ".join(conditions) or "1"
        order = order or ("relevance" if wanted.search else "newest")
        source = "role_card AS card" if self._carded else f"({cards.SELECT}) AS card"
        by = _ORDERS.get(order, "card.first_seen DESC")
        if wanted.search is not None:
            typed = search.query(wanted.search)
            if not typed:
                return []
            if order == "relevance":
                end = None if limit is None else offset + limit
                return self._best(typed, source, conditions, values, end)[offset:end]
            where = f"{where} AND card.role_id IN (SELECT rowid FROM role_search WHERE role_search MATCH ?)"
            values = [*values, typed]
        return [
            role_id
            for (role_id,) in self._all(
                f"SELECT card.role_id FROM {source} WHERE {where} ORDER BY {by}, card.role_id DESC LIMIT ? OFFSET ?",
                [*values, -1 if limit is None else limit, offset],
            )
        ]

    def pay_of_peers(self, role_id: int, family: str, city: str, currency: str) -> list[tuple[Any, Any]]:
        """The annual pay, lower and upper end, of the open roles of a family in a city, but for one role."""
        source = "role_card AS card" if self._carded else f"({cards.SELECT}) AS card"
        lists = [places for places in self._distinct("locations") if city in json.loads(places)]
        # The card tells which roles may be meant; only of those the leading ad is read.
        return self._all(
            f"""SELECT card.annual_min, card.annual_max FROM {source} JOIN role ON role.role_id = card.role_id
            JOIN posting AS lead ON lead.posting_id = role.lead_id
            WHERE card.open = 1 AND card.locations IN (SELECT value FROM json_each(?)) AND card.salary_currency = ?
            AND instr(card.families, ?) AND lead.family = ? AND card.role_id <> ?""",
            [json.dumps(lists), currency, json.dumps(family, ensure_ascii=False), family, role_id],
        )

    def _best(self, typed: str, source: str, conditions: list[str], values: list[Any], enough: int | None) -> list[int]:
        """The roles that have what was typed: the newest of them ranked, the others behind, newest first."""
        # Few conditions: ad after ad is looked up until there are enough. Many conditions leave few roles: those first.
        where = " AND ".join(conditions) or "1"
        if len(conditions) <= _FEW:
            asked = f"CROSS JOIN {source} ON card.role_id = role_search.rowid WHERE role_search MATCH ? AND {where}"
        else:
            asked = f"WHERE role_search MATCH ? AND +rowid IN (SELECT card.role_id FROM {source} WHERE {where})"
        most = -1 if enough is None else max(enough, search.RANKED)
        rows = self._all(
            f"SELECT role_search.rowid FROM role_search {asked} ORDER BY role_search.rowid DESC LIMIT ?",
            [typed, *values, most],
        )
        found = [role_id for (role_id,) in rows]
        newest = found[: search.RANKED]
        if not newest:
            return found
        weights = ", ".join(map(str, search.WEIGHTS))
        # The + keeps SQLite from asking the index once per number (https://www.sqlite.org/optoverview.html).
        ranked = self._all(
            f"""SELECT rowid FROM role_search WHERE role_search MATCH ? AND rowid BETWEEN ? AND ?
            AND +rowid IN (SELECT value FROM json_each(?)) ORDER BY bm25(role_search, {weights}), rowid DESC""",
            [typed, newest[-1], newest[0], json.dumps(newest)],
        )
        return [role_id for (role_id,) in ranked] + found[search.RANKED :]

    def _conditions(self, wanted: RoleFilter) -> tuple[list[str], list[Any]]:
        where: list[str] = []
        values: list[Any] = []

        def also(condition: str, *more: Any) -> None:
            where.append(condition)
            values.extend(more)

        if wanted.status in ("open", "closed"):
            also(f"card.open = {int(wanted.status == 'open')}")  # in words, for the index of the newest to be used
        if not wanted.everything:
            also("card.in_scope")
        if wanted.family:
            also("instr(card.families, ?)", json.dumps(wanted.family, ensure_ascii=False))
        for skill in wanted.skills:
            also("instr(lower(card.skills), ?)", json.dumps(skill, ensure_ascii=False).lower())
        if wanted.city:
            also("card.locations IN (SELECT value FROM json_each(?))", json.dumps(self._places(wanted.city)))
        if wanted.company:
            also("card.company IN (SELECT value FROM json_each(?))", json.dumps(self._companies(wanted.company)))
        if wanted.workplace:
            also("card.workplace = ?", wanted.workplace)
        if wanted.currency:
            also("card.salary_currency = ?", wanted.currency)
        if wanted.min_salary is not None:
            also(
                f"""CASE card.salary_period WHEN ? THEN coalesce(card.salary_max, card.salary_min)
                ELSE {_PAY} / ? END >= ?""",
                # A year's pay includes the months beyond twelve, however it is stated.
                "" if wanted.period == "year" else wanted.period,
                float(PERIODS_PER_YEAR[wanted.period]),
                wanted.min_salary,
            )
        if wanted.experience is not None:
            also("coalesce(card.experience_min, 0) <= ?", wanted.experience)
        if wanted.education:
            enough = DEGREES[: DEGREES.index(wanted.education) + 1]
            also(f"coalesce(card.education, 'none') IN ({', '.join('?' * len(enough))})", *enough)
        if wanted.posted_since:
            also("card.posted_at >= substr(?, 1, length(card.posted_at))", wanted.posted_since)
        if wanted.seen_since:
            also("card.first_seen >= ?", wanted.seen_since)
        return where, values

    def _companies(self, part: str) -> list[str]:
        wanted = fold(part)
        names = self._distinct("company")
        return [name for name, folded in zip(names, _fold_all(names), strict=True) if wanted in folded]

    def _places(self, city: str) -> list[str]:
        """The lists of places, as they stand in the file, that have a city."""
        wanted = fold(canonical_city(city)).removesuffix("市")
        lists = self._distinct("locations")
        return [places for places, folded in zip(lists, _fold_all(lists), strict=True) if wanted in folded]

    def _distinct(self, name: str) -> list[str]:
        sql = _DISTINCT.format(name=name) if self._carded else f"SELECT DISTINCT {name} FROM ({cards.SELECT})"
        return [value for (value,) in self._all(sql) if value is not None]

    # -- the rows of those roles

    def rows(self, what: What, role_ids: Sequence[int]) -> Iterator[Row]:
        """The rows of a public view that belong to roles: roles in the order given, ads and events in their own.

        Their arrays (and an event's detail) are lists and values. Read in portions, however many there are.
        """
        key, ids = "role_id", role_ids
        if what != "roles":
            key = "posting_id" if what == "postings" else "event_id"
            ids = self._belonging(what, key, role_ids)
        for start in range(0, len(ids), _PORTION):
            portion = ids[start : start + _PORTION]
            cursor = self._asked(f"SELECT * FROM {what} WHERE {key} IN ({', '.join('?' * len(portion))})", portion)
            names = [column[0] for column in cursor.description]
            found = {row[key]: row for row in (_with_values(dict(zip(names, one, strict=True))) for one in cursor)}
            yield from (found[number] for number in portion)

    def _belonging(self, what: What, key: str, role_ids: Sequence[int]) -> list[int]:
        """The numbers of the ads or events of roles, also of what was told before two roles turned out to be one."""
        rows = self._all(
            f"""WITH wanted (role_id) AS (SELECT value FROM json_each(?))
            SELECT {key} FROM {what} WHERE role_id IN (
                SELECT role_id FROM wanted
                UNION SELECT old_role_id FROM role_aliases WHERE role_id IN (SELECT role_id FROM wanted)
            ) ORDER BY {key}""",
            [json.dumps(list(role_ids))],
        )
        return [number for (number,) in rows]

    def columns(self, what: What) -> dict[str, str]:
        """The columns of a public view and the types that they are declared with ("" where a view computes one)."""
        return {row[1]: row[2] for row in self._all(f"PRAGMA table_info({what})")}

    def tables(self) -> list[str]:
        """The names of all tables of the file, of ours and of its search index."""
        return [name for (name,) in self._all("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        try:
            return self._asked(sql, values).fetchall()
        except sqlite3.Error as error:
            raise StoreError(f"{self.path} cannot be read: {error}") from error

    def _asked(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        try:
            return self.db.execute(sql, values)
        except sqlite3.Error as error:
            raise StoreError(f"{self.path} cannot be read: {error}") from error


def _fold_all(names: list[str]) -> list[str]:
    """Folds many short texts at once, which is a hundred times faster than one after the other."""
    if not names:
        return []
    folded = fold(_BETWEEN.join(name.replace(_BETWEEN, "") for name in names)).split(_BETWEEN)
    return [name.strip() for name in folded]


def _with_values(row: Row) -> Row:
    for name in (*ARRAYS, "detail"):
        if row.get(name) is not None:
            row[name] = json.loads(row[name])
    return row
