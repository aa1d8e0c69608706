"""What a person would note of one role: what it asks for, its floors, its pay, and where that stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from roles.model import Salary
from roles.read.job import Job, read_job
from roles.standing import Standing
from rolewatch.cli.cells import plain

_DEGREES = {
    "none": "no degree needed",
    "college": "college (大专)",
    "bachelor": "bachelor",
    "master": "master",
    "phd": "PhD",
}


def analysis(role: Mapping[str, Any], standings: Mapping[str, Standing | None]) -> list[tuple[str, str]]:
    """Names and words for a terminal.

    `role` is a row of the `roles` view with its arrays as lists, `standings` are by city.
    """
    job = read_job(role["description"] or "", title=role["title"])
    return list(_facts(role, job, standings))


def _facts(role: Mapping[str, Any], job: Job, standings: Mapping[str, Standing | None]) -> Iterator[tuple[str, str]]:
    plus = role["skills_plus"] or []
    either = [name for name, level in job.skills.items() if level == "any-of"]
    required = [name for name in role["skills"] or [] if name not in plus and name not in either]
    for name, skills in (("required", required), ("one of several", either), ("a plus", plus)):
        if skills:
            yield name, plain(", ".join(skills))
    floors = [_experience(role), _DEGREES.get(role["education"] or "", "")]
    if any(floors):
        yield "floor", ", ".join(filter(None, floors))
    if pay := _pay(role):
        yield "pay", pay
    for city, found in standings.items():
        yield "standing", _standing(role, city, found)
    if job.evidence:
        reasons = [f"“{one.term}” in its {one.place} ({one.family})" for one in job.evidence[:4]]
        yield "family because", plain(", ".join(dict.fromkeys(reasons)))


def _experience(role: Mapping[str, Any]) -> str:
    least, most = role["experience_min"], role["experience_max"]
    if least is None:
        return "" if most is None else f"at most {most:g} years"
    return f"{least:g} years" if most is None else f"{least:g} to {most:g} years"


def _pay(role: Mapping[str, Any]) -> str:
    """Pay by month and by year: "25,000–40,000 CNY a month × 15 = 375,000–600,000 CNY a year"."""
    if role["salary_currency"] is None:
        return ""
    salary = Salary(
        currency=role["salary_currency"],
        period=role["salary_period"],
        min=role["salary_min"],
        max=role["salary_max"],
        months=role["salary_months"],
    )
    year = _range(salary.annual_min, salary.annual_max, salary.currency) + " a year"
    if salary.period == "year":
        low, high = (None if end is None else end / 12 for end in (salary.min, salary.max))
        return f"{year}, about {_range(low, high, salary.currency)} a month over twelve months"
    times = f"{salary.per_year:g}" + (" (twelve assumed)" if salary.period == "month" and salary.months is None else "")
    return f"{_range(salary.min, salary.max, salary.currency)} a {salary.period} × {times} = {year}"


def _range(low: float | None, high: float | None, currency: str) -> str:
    if low is None or high is None:
        return f"up to {high:,.0f} {currency}" if low is None else f"from {low:,.0f} {currency}"
    return f"{low:,.0f} {currency}" if low == high else f"{low:,.0f}–{high:,.0f} {currency}"


def _standing(role: Mapping[str, Any], city: str, found: Standing | None) -> str:
    family = f"open {role['family']} roles in {plain(city)} that state pay in {role['salary_currency']}"
    if found is None:
        return f"fewer than five other {family}: nothing to compare with"
    theirs = f"{found.lowest:,.0f} to {found.highest:,.0f}, median {found.median:,.0f}"
    return (
        f"above {found.above} and below {found.below} of {found.peers} other {family}"
        f" (middle of its range {found.pay:,.0f} a year; theirs {theirs})"
    )
