"""What is asked back from the file: values for digests, lists and machines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from roles.wanted import DEGREES as DEGREES
from roles.wanted import RoleFilter as RoleFilter
from roles.wanted import RoleOrder as RoleOrder

if TYPE_CHECKING:  # lists are asked for at a prompt and do without what a crawl needs
    from roles.event import EventKind, Health, ShownVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldEvent:
    """One event with what a reader needs to know of its role. Times are UTC, ISO 8601.

    `detail` is as in the contract; `annual_*` are in `salary_currency` per year.
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
    families: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    annual_min: float | None = None
    annual_max: float | None = None
    salary_currency: str | None = None
    repost_count: int = 0
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOut:
    """Events that are no longer in the file: how many, all of them before a time (UTC, ISO 8601), and where they went.

    `folder` is the archive that has them; None: they were forgotten.
    """

    folder: str | None
    before: str
    events: int


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
class RoleHistory:
    """One role with its ads and its events: rows of the public views, oldest first.

    `taken_out` says what of its events may no longer be in the file.
    """

    role: dict[str, Any]
    postings: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    asked_for: int = 0
    taken_out: list[TakenOut] = field(default_factory=list)
