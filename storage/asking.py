"""Which roles match, in which order, and the rows of the public views for them. None of this writes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from roles.errors import StoreError
from storage import cards, file, labels

if TYPE_CHECKING:  # the words of texts and cities take longer to load than a list takes to answer: where they are asked
    from roles.wanted import RoleFilter, RoleOrder

What = Literal["roles", "postings", "events"]
Row = dict[str, Any]
ARRAYS = ("locations", "families", "skills", "skills_plus")
_PORTION = 400
# So many conditions most roles match: status and scope.
_FEW = 2
# So many cards or found texts are looked at one after the other before the roles that match are gathered by an index.
WALKED, SEARCHED = 5000, 100_000
_PAY = "coalesce(card.annual_max, card.annual_min)"
_ORDERS: dict[RoleOrder, str] = {
    "newest": "card.first_seen DESC",
    "posted": "card.posted_at IS NULL, card.posted_at DESC",
    # Amounts of different currencies are not compared.
    "pay": f"{_PAY} IS NULL, card.salary_currency, {_PAY} DESC",
    "company": "card.company IS NULL, card.company COLLATE NOCASE",
    "title": "card.title COLLATE NOCASE",
}
# The orders of which the open roles in scope have an index.
_INDEXED = ("newest", "pay")


class Asking:
    """The file, opened for asking which roles match. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.db = file.connect_to_read(path)
        self.db.execute("BEGIN")  # one state of the file for all that is asked, whatever a crawl commits meanwhile
        # A file of an earlier release has no such cards until it is crawled again: they are made for each question.
        self._carded = {"role_card", "label"} <= set(self.tables())

    def __enter__(self) -> Asking:
        return self

    def __exit__(self, *exc: object) -> None:
        self.db.close()

    def find(
        self, wanted: RoleFilter, order: RoleOrder | None = None, limit: int | None = None, offset: int = 0
    ) -> list[int]:
        """The numbers of the roles that match, in order: with a search the best first, else the newest."""
        conditions, values = self._conditions(wanted)
        order = order or ("relevance" if wanted.search else "newest")
        by = _ORDERS.get(order, "card.first_seen DESC") + ", card.role_id DESC"
        end = None if limit is None else offset + limit
        if wanted.search is not None:
            from storage import search

            typed = search.query(wanted.search)
            if not typed:
                return []
            if order == "relevance":
                return self._best(typed, wanted, conditions, values, end)[offset:end]
            conditions.append("card.role_id IN (SELECT rowid FROM role_search WHERE role_search MATCH ?)")
            values.append(typed)
        elif end is not None and order in _INDEXED and self._usual(wanted) and len(conditions) > _FEW:
            # What many roles match is found among the first of all; what few match is not worth the look at the rest.
            first = self._among_first(conditions, values, by, end)
            if len(first) == end:
                return first[offset:]
        where = " AND ".join(conditions) or "1"
        return self._first_column(
            f"SELECT card.role_id FROM {self._source(wanted, order)} WHERE {where} ORDER BY {by} LIMIT ? OFFSET ?",
            [*values, -1 if limit is None else limit, offset],
        )

    def pay_of_peers(self, role_id: int, family: str, city: str, currency: str) -> list[tuple[Any, Any]]:
        """The annual pay, lower and upper end, of the open roles of a family in a city, but for one role."""
        lists = [places for places in self._different("locations") if city in json.loads(places)]
        source = "role_card AS card INDEXED BY role_card_by_locations" if self._carded else f"({cards.SELECT}) AS card"
        return self._all(
            f"""SELECT card.annual_min, card.annual_max FROM {source}
            WHERE card.open = 1 AND card.family = ? AND card.salary_currency = ?
            AND card.locations IN (SELECT value FROM json_each(?)) AND card.role_id <> ?""",
            [family, currency, json.dumps(lists), role_id],
        )

    def _usual(self, wanted: RoleFilter) -> bool:
        """Whether the open roles in scope are asked for, of which the cards have indexes."""
        return self._carded and wanted.status == "open" and not wanted.everything

    def _source(self, wanted: RoleFilter, order: RoleOrder = "newest") -> str:
        """The cards by the index that leads to the fewest of them: SQLite keeps no statistics to choose by."""
        if not self._carded:
            return f"({cards.SELECT}) AS card"
        if by := "company" if wanted.company else "locations" if wanted.city else "":
            return f"role_card AS card INDEXED BY role_card_by_{by}"
        if wanted.search is not None or not self._usual(wanted):
            return "role_card AS card NOT INDEXED"
        plain = wanted == type(wanted)(status=wanted.status)
        return f"role_card AS card INDEXED BY role_card_{order if plain and order in _INDEXED else 'newest'}"

    def _among_first(self, conditions: list[str], values: list[Any], by: str, enough: int) -> list[int]:
        """Those of the first so many open roles in scope that match, in order, until there are enough."""
        first = f"""SELECT card.role_id FROM role_card AS card WHERE card.open = 1 AND card.in_scope
            ORDER BY {by} LIMIT {max(WALKED, enough)}"""
        return self._first_column(
            f"""SELECT card.role_id FROM ({first}) AS first CROSS JOIN role_card AS card USING (role_id)
            WHERE {" AND ".join(conditions)} ORDER BY {by} LIMIT ?""",
            [*values, enough],
        )

    def _best(
        self, typed: str, wanted: RoleFilter, conditions: list[str], values: list[Any], enough: int | None
    ) -> list[int]:
        """The roles that have what was typed: the newest of them ranked, the others behind, newest first."""
        from storage import search

        where = " AND ".join(conditions) or "1"
        most = -1 if enough is None else max(enough, search.RANKED)
        table = "role_card AS card" if self._carded else f"({cards.SELECT}) AS card"
        by = "ORDER BY role_search.rowid DESC LIMIT ?"
        oldest = []
        if len(conditions) > _FEW:
            oldest = self._first_column(
                "SELECT rowid FROM role_search WHERE role_search MATCH ? ORDER BY rowid DESC LIMIT 1 OFFSET ?",
                [typed, SEARCHED],
            )
        # Text after text is looked up until there are enough, where many conditions must hold not to the end ...
        found = self._first_column(
            f"""SELECT role_search.rowid FROM role_search CROSS JOIN {table} ON card.role_id = role_search.rowid
            WHERE role_search MATCH ? AND role_search.rowid > ? AND {where} {by}""",
            [typed, *(oldest or [0]), *values, most],
        )
        if oldest and len(found) != most:  # ... but few roles match: then those first
            found = self._first_column(
                f"""SELECT rowid FROM role_search WHERE role_search MATCH ?
                AND +rowid IN (SELECT card.role_id FROM {self._source(wanted)} WHERE {where}) {by}""",
                [typed, *values, most],
            )
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
            from roles.read.facts.cities import canonical_city
            from roles.text import fold

            also(*self._having("locations", fold(canonical_city(wanted.city)).removesuffix("市")))
        if wanted.company:
            from roles.text import fold

            also(*self._having("company", fold(wanted.company)))
        if wanted.workplace:
            also("card.workplace = ?", wanted.workplace)
        if wanted.currency:
            also("card.salary_currency = ?", wanted.currency)
        if wanted.min_salary is not None:
            from roles.model import PERIODS_PER_YEAR

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
            from roles.wanted import DEGREES

            enough = DEGREES[: DEGREES.index(wanted.education) + 1]
            also(f"coalesce(card.education, 'none') IN ({', '.join('?' * len(enough))})", *enough)
        if wanted.posted_since:
            also("card.posted_at >= substr(?, 1, length(card.posted_at))", wanted.posted_since)
        if wanted.seen_since:
            also("card.first_seen >= ?", wanted.seen_since)
        return where, values

    def _having(self, name: str, wanted: str) -> tuple[str, ...]:
        """The condition that a column, folded, holds a folded word, and its values."""
        names = self._first_column(labels.UNFOLDED.format(name=name)) if self._carded else self._different(name)
        more = [one for one, folded in zip(names, labels.fold_all(names), strict=True) if wanted in folded]
        also = "SELECT value FROM json_each(?)"
        if not self._carded:
            return f"card.{name} IN ({also})", json.dumps(more)
        known = f"SELECT value FROM label WHERE kind = '{name}' AND instr(folded, ?)"
        return f"card.{name} IN ({known} UNION ALL {also})", wanted, json.dumps(more)

    def _different(self, name: str) -> list[str]:
        """The different values of a column."""
        if self._carded:
            known = f"SELECT value FROM label WHERE kind = '{name}' UNION {labels.UNFOLDED.format(name=name)}"
            return self._first_column(known)
        return [
            value for value in self._first_column(f"SELECT DISTINCT {name} FROM ({cards.SELECT})") if value is not None
        ]

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

    def _first_column(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        return [row[0] for row in self._all(sql, values)]

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


def _with_values(row: Row) -> Row:
    for name in (*ARRAYS, "detail"):
        if row.get(name) is not None:
            row[name] = json.loads(row[name])
    return row
