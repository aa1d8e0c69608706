"""Which roles are asked for, and in which order: all that a list at a prompt has to know of roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from roles.model import Number, Period

RoleOrder = Literal["relevance", "newest", "pay", "company", "title", "posted"]
# Degrees from the lowest floor to the highest.
DEGREES = ("none", "college", "bachelor", "master", "phd")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleFilter:
    """Which roles are asked for. Every condition that is given must hold.

    `city` may be written in any way that is known; `company` is a part of the name. `min_salary` is an amount of
    `currency` (else of the role's own) per `period` that the role's pay reaches at its upper end; a role that states no
    pay is left out. `experience` is the most years and `education` the highest degree that may be asked for; a role
    that asks for none is in. All `skills` must be asked for. `posted_since` is a date as in the contract: an ad that
    is dated less precisely is in where it may be as late. `seen_since` is when a role was first seen, UTC, ISO 8601.
    """

    status: str = "open"
    everything: bool = False
    family: str | None = None
    city: str | None = None
    company: str | None = None
    min_salary: Number | None = None
    currency: str | None = None
    period: Period = "year"
    experience: Number | None = None
    education: str | None = None
    skills: tuple[str, ...] = ()
    workplace: str | None = None
    posted_since: str | None = None
    seen_since: str | None = None
    search: str | None = None
