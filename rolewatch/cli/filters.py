"""The conditions on roles that several commands share, as options and as a filter."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from rolewatch.cli.options import Degree, OneOf, Period, Status, Workplace

if TYPE_CHECKING:  # where only the help is asked for, nothing of the roles is needed
    from roles.wanted import RoleFilter

_AMOUNT = re.compile(r"(\d[\d,_ ]*(?:\.\d+)?)\s*(k|千|w|万|m|百万)?", re.I)
_SCALE = {"k": 1000, "千": 1000, "w": 10_000, "万": 10_000, "m": 1_000_000, "百万": 1_000_000}
_LENGTH = re.compile(r"(\d{1,5})\s*([hdw])")
_UNIT = {"h": "hours", "d": "days", "w": "weeks"}
_STATED = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_OPTIONS = (
    click.option("--all", "everything", is_flag=True, help="Also roles outside the configured scope."),
    click.option("--status", type=OneOf(Status), help="Open, closed or all roles.", show_default="open"),
    click.option("--family", help="Only this role family."),
    click.option("--city", help="Only roles in this city, in any spelling: Beijing is 北京."),
    click.option("--company", help="Only roles of employers whose name holds this."),
    click.option(
        "--min-salary",
        metavar="AMOUNT",
        help="Pay that reaches this, in the role's currency: 500000, 40K, 4万.",
    ),
    click.option("--currency", help="Only pay in this currency: CNY, USD, 人民币."),
    click.option("--per", type=OneOf(Period), default=Period.year, help="What --min-salary is paid for."),
    click.option(
        "--experience",
        type=click.FloatRange(min=0),
        metavar="YEARS",
        help="Roles that ask for at most so many years, or for none.",
    ),
    click.option("--education", type=OneOf(Degree), help="Roles that ask for at most this degree, or for none."),
    click.option("--skill", multiple=True, help="Only roles that ask for this; may be repeated."),
    click.option("--workplace", type=OneOf(Workplace), help="Only roles that state this."),
    click.option("--posted-since", metavar="WHEN", help="Dated so by the ad or later: 7d, 2026-03 or 2026-03-01."),
    click.option("--seen-since", metavar="WHEN", help="First seen then or later: 24h, 7d, or a time in ISO 8601."),
    click.option("--search", help="Words in title, employer, description or skills, the best matches first."),
)
_NAMES = (
    "everything", "status", "family", "city", "company", "min_salary", "currency", "per", "experience", "education",
    "skill", "workplace", "posted_since", "seen_since", "search",
)  # fmt: skip


def conditions(
    *,
    everything: bool,
    status: Status | None,
    family: str | None,
    city: str | None,
    company: str | None,
    min_salary: str | None,
    currency: str | None,
    per: Period,
    experience: float | None,
    education: Degree | None,
    skill: tuple[str, ...],
    workplace: Workplace | None,
    posted_since: str | None,
    seen_since: str | None,
    search: str | None,
) -> RoleFilter:
    """The filter that options ask for. Its status is "" where none was given."""
    from roles.wanted import RoleFilter

    if family is not None:
        known_family(family)
    return RoleFilter(
        status=status.value if status else "",
        everything=everything,
        family=family,
        city=city,
        company=company,
        min_salary=None if min_salary is None else amount(min_salary),
        currency=None if currency is None else code(currency),
        period=per.value,
        experience=experience,
        education=education.value if education else None,
        skills=skill,
        workplace=workplace.value if workplace else None,
        posted_since=None if posted_since is None else _date(posted_since),
        seen_since=None if seen_since is None else _moment(seen_since),
        search=search,
    )


def with_conditions(command: Callable[..., None]) -> Callable[..., None]:
    """A command that takes `wanted` as one that takes every option of `conditions` in its place."""

    @wraps(command)
    def run(**given: Any) -> None:
        wanted = conditions(**{name: given.pop(name) for name in _NAMES})
        command(wanted=wanted, **given)

    whole: Callable[..., None] = run
    for option in reversed(_OPTIONS):
        whole = option(whole)
    return whole


def open_where_not_said(wanted: RoleFilter) -> RoleFilter:
    """The filter with the status that lists show unless another is asked for."""
    from dataclasses import replace

    return replace(wanted, status=wanted.status or "open")


def known_family(name: str) -> None:
    """Refuses a name that is no role family."""
    from rolewatch.families import FAMILIES

    if name not in FAMILIES:
        raise click.BadParameter(f"{name} is no role family; there are: {', '.join(FAMILIES)}")


def amount(text: str) -> float:
    """An amount of money as people type it: 500000, 500,000, 40K, 4万, 1.5w."""
    found = _AMOUNT.fullmatch(text.strip())
    if not found:
        raise click.BadParameter(f'"{text}" is no amount of money; write it like 500000, 40K or 4万')
    return float(re.sub(r"[,_ ]", "", found[1])) * _SCALE.get((found[2] or "").lower(), 1)


def code(text: str) -> str:
    """The ISO 4217 code of a currency, however it is called."""
    from roles.read.words import load

    named: dict[str, str] = {
        word: name for name, words in load("money")["currency"].items() for word in (name.lower(), *words)
    }
    found = named.get(text.strip().lower())
    if found is None:
        known = ", ".join(dict.fromkeys(named.values()))
        raise click.BadParameter(f'"{text}" is no currency; there are: {known}')
    return found


def _before_now(text: str) -> str | None:
    """ "7d" as the moment so long ago; None for anything else."""
    from rolewatch.cli.context import clock, stamp

    found = _LENGTH.fullmatch(text.strip())
    if not found:
        return None
    return stamp(datetime.fromisoformat(clock()) - timedelta(**{_UNIT[found[2]]: int(found[1])}))


def _moment(text: str) -> str:
    from rolewatch.cli.context import clock

    return _before_now(text) or clock(text)


def _date(text: str) -> str:
    from rolewatch.cli.context import clock

    if before := _before_now(text):
        return before[:10]
    if _STATED.fullmatch(text):
        clock((text + "-01-01")[:10] if len(text) < 10 else text)  # a month 13 is none
        return text
    return clock(text)
