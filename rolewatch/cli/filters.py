"""The conditions on roles that several commands share, as options and as a filter."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Annotated, Any

import typer

from roles.record import RoleFilter
from rolewatch.cli.options import Degree, Period, Status, Workplace

_AMOUNT = re.compile(r"(\d[\d,_ ]*(?:\.\d+)?)\s*(k|千|w|万|m|百万)?", re.I)
_SCALE = {"k": 1000, "千": 1000, "w": 10_000, "万": 10_000, "m": 1_000_000, "百万": 1_000_000}
_LENGTH = re.compile(r"(\d{1,5})\s*([hdw])")
_UNIT = {"h": "hours", "d": "days", "w": "weeks"}
_STATED = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def conditions(
    everything: Annotated[bool, typer.Option("--all", help="Also roles outside the configured scope.")] = False,
    status: Annotated[Status | None, typer.Option(help="Open, closed or all roles.", show_default="open")] = None,
    family: Annotated[str | None, typer.Option(help="Only this role family.")] = None,
    city: Annotated[str | None, typer.Option(help="Only roles in this city, in any spelling: Beijing is 北京.")] = None,
    company: Annotated[str | None, typer.Option(help="Only roles of employers whose name holds this.")] = None,
    min_salary: Annotated[
        str | None,
        typer.Option(metavar="AMOUNT", help="Pay that reaches this, in the role's currency: 500000, 40K, 4万."),
    ] = None,
    currency: Annotated[str | None, typer.Option(help="Only pay in this currency: CNY, USD, 人民币.")] = None,
    per: Annotated[Period, typer.Option(help="What --min-salary is paid for.")] = Period.year,
    experience: Annotated[
        float | None,
        typer.Option(min=0, metavar="YEARS", help="Roles that ask for at most so many years, or for none."),
    ] = None,
    education: Annotated[
        Degree | None, typer.Option(help="Roles that ask for at most this degree, or for none.")
    ] = None,
    skill: Annotated[list[str] | None, typer.Option(help="Only roles that ask for this; may be repeated.")] = None,
    workplace: Annotated[Workplace | None, typer.Option(help="Only roles that state this.")] = None,
    posted_since: Annotated[
        str | None, typer.Option(metavar="WHEN", help="Dated so by the ad or later: 7d, 2026-03 or 2026-03-01.")
    ] = None,
    seen_since: Annotated[
        str | None, typer.Option(metavar="WHEN", help="First seen then or later: 24h, 7d, or a time in ISO 8601.")
    ] = None,
    search: Annotated[
        str | None, typer.Option(help="Words in title, employer, description or skills, the best matches first.")
    ] = None,
) -> RoleFilter:
    """The filter that options ask for. Its status is "" where none was given."""
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
        skills=tuple(skill or ()),
        workplace=workplace.value if workplace else None,
        posted_since=None if posted_since is None else _date(posted_since),
        seen_since=None if seen_since is None else _moment(seen_since),
        search=search,
    )


def with_conditions(command: Callable[..., None]) -> Callable[..., None]:
    """A command that takes `wanted` as one that takes every option of `conditions` in its place."""
    shared = signature(conditions, eval_str=True).parameters
    own = [one for one in signature(command, eval_str=True).parameters.values() if one.name != "wanted"]

    @wraps(command)
    def run(**given: Any) -> None:
        wanted = conditions(**{name: given.pop(name) for name in shared})
        command(wanted=wanted, **given)

    parameters = [one.replace(kind=Parameter.KEYWORD_ONLY) for one in (*own, *shared.values())]
    run.__dict__["__signature__"] = Signature(parameters)
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run


def open_where_not_said(wanted: RoleFilter) -> RoleFilter:
    """The filter with the status that lists show unless another is asked for."""
    return replace(wanted, status=wanted.status or "open")


def known_family(name: str) -> None:
    """Refuses a name that is no role family."""
    from rolewatch.families import FAMILIES

    if name not in FAMILIES:
        raise typer.BadParameter(f"{name} is no role family; there are: {', '.join(FAMILIES)}")


def amount(text: str) -> float:
    """An amount of money as people type it: 500000, 500,000, 40K, 4万, 1.5w."""
    found = _AMOUNT.fullmatch(text.strip())
    if not found:
        raise typer.BadParameter(f'"{text}" is no amount of money; write it like 500000, 40K or 4万')
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
        raise typer.BadParameter(f'"{text}" is no currency; there are: {known}')
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
