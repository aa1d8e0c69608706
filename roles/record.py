"""What is asked back from the file: values for digests, lists and machines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from roles.event import EventKind, Health, ShownVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldEvent:
    """One event with what a reader needs to know of its role. Times are UTC, ISO 8601.

    `detail` is as in the contract.
    """

    event_id: int
    at: str
    kind: EventKind
    role_id: int
    source_id: str
    detail: dict[str, Any]
    title: str
    company: str | None
    locations: tuple[str, ...]
    family: str | None
    salary_text: str | None
    url: str
    first_seen: str
    in_scope: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How a source is doing. `since` is when it last was read as far as it can be; None where it never was."""

    source_id: str
    url: str
    board: str
    company: str | None
    health: Health
    message: str
    last_run_at: str | None
    last_complete_at: str | None
    open_roles: int
    watched: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRunState:
    """How one crawl of one source went."""

    run_id: int
    source_id: str
    verdict: ShownVerdict
    message: str
    postings: int
    pages_read: int
    pages_failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleFilter:
    """Which roles are asked for. Every condition that is given must hold.

    `min_salary` is per year in the role's currency.
    """

    status: str = "open"
    everything: bool = False
    family: str | None = None
    city: str | None = None
    company: str | None = None
    min_salary: float | None = None
    search: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleHistory:
    """One role with its ads and its events: rows of the public views, oldest first."""

    role: dict[str, Any]
    postings: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    asked_for: int = 0
