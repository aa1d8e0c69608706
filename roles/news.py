"""What is told of an ad whose words are others than before: pay that moved, and what else changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from roles.compare import compare_postings, compare_salaries, pay_unread, percent
from roles.event import EventKind
from roles.model import Posting, Salary


def news(before: Posting, after: Posting, told: Posting | None = None) -> Iterator[tuple[EventKind, dict[str, Any]]]:
    """The events, with their details, that two readings of one ad by the same reader make.

    `told` is what another ad of the role said: an ad that only catches up with it tells nothing.
    """
    kind = compare_salaries(before.salary, after.salary)
    known = told is not None and compare_salaries(told.salary, after.salary) == "none"
    if kind != "none" and not known and not pay_unread(before) and not pay_unread(after):
        detail: dict[str, Any] = {
            "direction": kind,
            "before": pay_detail(before.salary),
            "after": pay_detail(after.salary),
        }
        if before.salary and after.salary and (moved_by := percent(before.salary, after.salary)) is not None:
            detail["percent"] = moved_by
        yield "salary_changed", detail
    if fields := compare_postings(before, after, told):
        yield "changed", {"fields": fields}


def pay_detail(salary: Salary | None) -> dict[str, Any] | None:
    """Pay in the detail of an event: what was stated, and its value."""
    if salary is None:
        return None
    return {
        "text": salary.text,
        "currency": salary.currency,
        "period": salary.period,
        "min": salary.min,
        "max": salary.max,
        "months": salary.months,
        "annual_min": salary.annual_min,
        "annual_max": salary.annual_max,
    }
