"""Roles, events and sources → the numbers of the overview."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from roles.record import SourceState, ToldEvent
from roles.standing import middle
from rolewatch.report.build import Days, Employer, Row, cleaned, families_of, place_name, short

DAYS_SHOWN = 60
_CITIES_SHOWN = 15
_MOVES_SHOWN = 20
_LONGEST_SHOWN = 10
_RECENT = 7


def overview(
    found: Sequence[Employer], events: Sequence[ToldEvent], sources: Sequence[SourceState],
    *, survivors: Mapping[int, int], moment: str, days: Days,
) -> dict[str, Any]:  # fmt: skip
    """What the first page tells. `events` are those of the last DAYS_SHOWN days before `moment`, in scope."""
    opened = [(employer, role) for employer in found for role in employer.roles if role["status"] == "open"]
    rows = [role for _, role in opened]
    flow = per_day(events, days.day(moment), days)
    cities = Counter(city for role in rows for city in dict.fromkeys(role["locations"] or []))
    owner = {role["role_id"]: employer for employer in found for role in employer.roles}
    ages = sorted(opened, key=lambda pair: (pair[1]["first_seen"], pair[1]["role_id"]))
    reposts = sorted(
        (pair for pair in opened if pair[1]["repost_count"]),
        key=lambda pair: (-pair[1]["repost_count"], pair[1]["role_id"]),
    )
    return {
        "moment": days.minute(moment),
        "counts": {
            "open": len(rows),
            "employers": sum(employer.count("open") > 0 for employer in found),
            "new": sum(new for _, new, _ in flow[-_RECENT:]),
            "closed": sum(closed for _, _, closed in flow[-_RECENT:]),
            "paid": sum(role["salary_currency"] is not None for role in rows),
        },
        "families": _ranked(Counter(family for role in rows for family in families_of(role))),
        "cities": [[*place_name(city), count] for city, count in _ranked(cities)[:_CITIES_SHOWN]],
        "days": flow,
        "pay": pay_bands(rows),
        "moves": _moves(events, survivors, owner, days),
        "longest": [_aged(*pair, days) for pair in ages[:_LONGEST_SHOWN]],
        "reposted": [_aged(*pair, days) for pair in reposts[:_LONGEST_SHOWN]],
        "sources": _sources(sources, days),
    }


def per_day(events: Iterable[ToldEvent], last: str, days: Days) -> list[tuple[str, int, int]]:
    """Day, new roles, closed roles: every day up to the last, from the first one on which something happened."""
    new: Counter[str] = Counter()
    closed: Counter[str] = Counter()
    for event in events:
        if event.kind == "closed":
            closed[days.day(event.at)] += 1
        elif event.kind in ("new", "reopened") and not event.detail.get("baseline"):
            new[days.day(event.at)] += 1
    end = date.fromisoformat(last)
    begin = max(min([*new, *closed], default=last), (end - timedelta(days=DAYS_SHOWN - 1)).isoformat())
    length = (end - date.fromisoformat(begin)).days
    shown = [(end - timedelta(days=back)).isoformat() for back in range(length, -1, -1)]
    return [(day, new[day], closed[day]) for day in shown]


def pay_bands(rows: Iterable[Row]) -> dict[str, dict[str, dict[str, list[float]]]]:
    """Currency → family → level ("" all together, "-" not stated) → how many state pay, and the medians of the lower
    ends, the middles and the upper ends of their yearly pay."""
    stated: dict[tuple[str, str, str], list[tuple[float, float, float]]] = defaultdict(list)
    for role in rows:
        pay = middle(role["annual_min"], role["annual_max"])
        if pay is None or not role["salary_currency"] or not role["family"]:
            continue
        low = role["annual_min"] if role["annual_min"] is not None else pay
        high = role["annual_max"] if role["annual_max"] is not None else pay
        for level in ("", role["seniority"] or "-"):
            stated[role["salary_currency"], role["family"], level].append((low, pay, high))
    often: Counter[str] = Counter()
    for (currency, _, level), several in stated.items():
        often[currency] += 0 if level else len(several)
    bands: dict[str, dict[str, dict[str, list[float]]]] = {currency: {} for currency, _ in _ranked(often)}
    for (currency, family, level), several in sorted(stated.items()):
        ends = [round(statistics.median(end)) for end in zip(*several, strict=True)]
        bands[currency].setdefault(family, {})[level] = [len(several), *ends]
    return bands


def _ranked(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def _moves(
    events: Iterable[ToldEvent], survivors: Mapping[int, int], owner: Mapping[int, Employer], days: Days
) -> list[dict[str, Any]]:
    told = sorted((one for one in events if one.kind == "salary_changed"), key=lambda one: -one.event_id)
    moves = []
    for event in told[:_MOVES_SHOWN]:
        number = survivors.get(event.role_id, event.role_id)
        moves.append({
            "id": number, "employer": owner[number].number if number in owner else None,
            "title": short(event.title, 160), "company": short(event.company, 80), "day": days.day(event.at),
            "direction": event.detail["direction"], "percent": event.detail.get("percent"),
            "before": _pay(event.detail.get("before")), "after": _pay(event.detail.get("after")),
        })  # fmt: skip
    return moves


def _pay(pay: Mapping[str, Any] | None) -> str:
    return short((pay or {}).get("text"), 60)


def _aged(employer: Employer, role: Row, days: Days) -> dict[str, Any]:
    return {
        "id": role["role_id"], "employer": employer.number, "title": short(role["title"], 160),
        "company": short(employer.name, 80), "since": days.day(role["first_seen"]), "reposts": role["repost_count"],
    }  # fmt: skip


def _sources(sources: Sequence[SourceState], days: Days) -> dict[str, Any]:
    watched = [source for source in sources if source.watched]
    return {
        "all": len(watched),
        "ok": sum(source.health == "ok" for source in watched),
        "troubles": [
            {
                "id": source.source_id, "health": source.health, "message": cleaned(source.message),
                "since": source.last_complete_at and days.minute(source.last_complete_at),
            }
            for source in watched
            if source.health in ("failing", "suspect")
        ],
    }  # fmt: skip
