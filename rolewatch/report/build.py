"""Rows of roles → what the pages hold: the table of open roles, employers, and everything about one employer's roles.

Words of others leave here without control and bidi characters; nothing but http(s) addresses becomes a link.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from roles.read.facts.cities import display
from roles.text import clean, fold, simplify, squeeze

Row = Mapping[str, Any]
# In the table; a role's own page has all of it.
_LONGEST_TITLE = 160
_LONGEST_PAY = 60
_LONGEST_NAME = 100
_LONGEST_WORD = 40
_MOST_SKILLS = 8


@dataclass(slots=True)
class Employer:
    """One employer and its roles. `number` is that of its oldest role: the same in the next report."""

    number: int
    names: Counter[str] = field(default_factory=Counter)
    roles: list[Row] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name that most of its roles state; "" where they state none."""
        return min(self.names, key=lambda name: (-self.names[name], name))

    @property
    def numbers(self) -> list[int]:
        """The numbers of its roles."""
        return [role["role_id"] for role in self.roles]

    def count(self, status: str) -> int:
        """How many of its roles are open or closed."""
        return sum(role["status"] == status for role in self.roles)


def employers(rows: Sequence[Row]) -> list[Employer]:
    """The employers of some roles (by number), in the order of their first roles. Those without a name are one."""
    found: dict[str, Employer] = {}
    for row in rows:
        name = short(row["company"], _LONGEST_NAME)
        employer = found.setdefault(fold(name), Employer(row["role_id"]))
        employer.names[name] += 1
        employer.roles.append(row)
    return list(found.values())


class Days:
    """UTC times as dates and minutes of one time zone."""

    def __init__(self, timezone: str) -> None:
        self.zone = ZoneInfo(timezone)

    def day(self, moment: str) -> str:
        """The date, "2026-03-04"."""
        return self.minute(moment)[:10]

    def minute(self, moment: str) -> str:
        """Date and minute, "2026-03-04 08:30". A date that is no time stays as it is."""
        if "T" not in moment:
            return moment
        return datetime.fromisoformat(moment).astimezone(self.zone).strftime("%Y-%m-%d %H:%M")


class Names:
    """Words that come often, each kept once: word → its place in the list."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}

    def of(self, word: str | None) -> int:
        """The word's place; -1 where there is none."""
        return self.places.setdefault(short(word, _LONGEST_WORD), len(self.places)) if word else -1

    @property
    def all(self) -> list[str]:
        """The words by their places."""
        return list(self.places)


def table(found: Sequence[Employer], days: Days) -> dict[str, Any]:
    """The open roles for the table, small: one array per role, whose fields `columns` names."""
    cities, families, levels, currencies, skills = Names(), Names(), Names(), Names(), Names()
    lines = []
    for place, employer in enumerate(found):
        for role in employer.roles:
            if role["status"] == "open":
                low, high = role["annual_min"], role["annual_max"]
                lines.append([
                    role["role_id"], short(role["title"], _LONGEST_TITLE), place,
                    [cities.of(city) for city in role["locations"] or []],
                    [families.of(family) for family in families_of(role)],
                    levels.of(role["seniority"]), short(role["salary_text"], _LONGEST_PAY),
                    currencies.of(role["salary_currency"]), low, high, days.day(role["first_seen"]),
                    [skills.of(skill) for skill in (role["skills"] or [])[:_MOST_SKILLS]], role["repost_count"],
                ])  # fmt: skip
    return {
        "columns": "id title employer cities families level pay currency low high since skills reposts".split(),
        "roles": lines,
        "employers": [[one.number, one.name, one.count("open"), one.count("closed")] for one in found],
        "cities": [place_name(city) for city in cities.all],
        "families": families.all,
        "levels": levels.all,
        "currencies": currencies.all,
        "skills": skills.all,
        "simpler": simpler(),
    }


def families_of(role: Row) -> list[str]:
    """The families of a role, its primary one first."""
    return role["families"] or ([role["family"]] if role["family"] else [])


def simpler() -> str:
    """Traditional characters, each followed by its simplified one: a search in the page finds both."""
    characters = [chr(code) for code in range(0x3400, 0xA000)]
    pairs = zip(characters, simplify("\n".join(characters)).split("\n"), strict=True)
    return "".join(before + after for before, after in pairs if before != after and len(after) == 1)


def file_of(
    employer: Employer, details: Iterable[Row], ads: Iterable[Row], events: Iterable[Row], days: Days
) -> dict[str, Any]:
    """Everything about one employer's roles: facts, texts, ads and timelines."""
    roles = {role["role_id"]: {**_facts(role, days), "ads": [], "events": []} for role in employer.roles}
    for row in details:
        roles[row["role_id"]] |= _facts(row, days)
    for ad in ads:
        roles[ad["role_id"]]["ads"].append({
            "source": ad["source_id"], "url": _link(ad["url"]), "status": ad["status"],
            "first": days.day(ad["first_seen"]), "last": days.day(ad["last_seen"]),
        })  # fmt: skip
    for event in events:
        roles[event["role_id"]]["events"].append({
            "at": days.minute(event["at"]), "kind": event["kind"], "source": event["source_id"],
            "detail": cleaned(event["detail"]),
        })  # fmt: skip
    return {"name": employer.name, "roles": list(roles.values())}


_TIMES = ("first_seen", "last_seen", "closed_at", "posted_at", "expires_at")


def _facts(row: Row, days: Days) -> dict[str, Any]:
    facts = {name: cleaned(value) for name, value in row.items() if value not in (None, [], "")}
    facts |= {name: days.day(facts[name]) for name in _TIMES if name in facts}
    if "url" in facts and not (link := _link(row["url"])):
        del facts["url"]
    elif "url" in facts:
        facts["url"] = link
    if "locations" in facts:
        facts["locations"] = [place_name(city) for city in facts["locations"]]
    return facts


def place_name(city: str) -> tuple[str, str]:
    """How a place is written in Chinese and in English."""
    word = short(city, _LONGEST_WORD)
    return display(word, "zh"), display(word, "en")


def cleaned(value: Any) -> Any:
    """A value whose texts hold no control, bidi or other invisible characters."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [cleaned(one) for one in value]
    if isinstance(value, dict):
        return {name: cleaned(one) for name, one in value.items()}
    return value


def _link(url: str) -> str | None:
    """An address of the web; others (files of one's own, scripts) are told to nobody."""
    return clean(url) if url.startswith(("http://", "https://")) else None


def short(text: str | None, longest: int) -> str:
    """A text as one line of at most so many characters."""
    line = squeeze(clean(text or ""))
    return line if len(line) <= longest else line[: longest - 1] + "…"
