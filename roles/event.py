"""What was known, what is to be written, and what is told: the values between deciding and storing.

A `Snapshot` is what the store knows of one source and of the roles that its ads may belong to; `Changes` is all
that one crawl of that source makes of it. Roles and postings that do not exist yet have negative numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from roles.crawl import CloseReason, PageTrouble
from roles.model import Posting, RawPosting

EventKind = Literal["new", "closed", "reopened", "reposted", "salary_changed", "changed"]
ShownVerdict = Literal["complete", "window", "partial", "failed", "held"]
Health = Literal["ok", "failing", "suspect", "new"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAd:
    """One ad of the source as the store knows it. `posting` and `raw` are loaded only where a decision needs them.

    `missed` counts the complete crawls that did not list it while its own page contradicted, since `missed_since`.
    """

    posting_id: int
    role_id: int
    key: str
    url: str
    title: str
    digest: str
    reader: str
    open: bool
    first_seen: str
    closed_at: str | None = None
    close_reason: CloseReason | None = None
    expires_at: str | None = None
    missed_since: str | None = None
    missed: int = 0
    posting: Posting | None = None
    raw: RawPosting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRole:
    """One role as the store knows it. `open_elsewhere` are its open ads at other watched sources, oldest first.

    Those of them that stand at a source of several employers are `gathered` too. `former` is the ad that led before,
    at another source, with its facts, as long as nothing was told since: what it said was told already.
    """

    role_id: int
    open: bool
    lead_id: int
    closed_at: str | None = None
    repost_count: int = 0
    open_elsewhere: tuple[int, ...] = ()
    gathered: frozenset[int] = frozenset()
    former_id: int | None = None
    former: Posting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A role that a new ad may belong to, by its leading ad or another that the user joined to it.

    `apart` are the roles from which the user has split it.
    """

    role_id: int
    source_id: str
    open: bool
    closed_at: str | None
    posting: Posting
    apart: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A crawl that was not believed: which open ads it missed or found gone, and since when each was so (`times`).

    `since` is the earliest of these.
    """

    since: str
    missing: tuple[str, ...]
    times: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSource:
    """What is remembered of a source: whether its baseline is told, and what is held back.

    `url` is its address today; `read_url` and `reader` are the address and the readers of its last complete (or window)
    crawl that was believed, "" before the first. A `gatherer` shows ads of several employers.
    """

    source_id: str
    url: str = ""
    baseline_done: bool = False
    board: str | None = None
    held: Held | None = None
    last_run_id: int = 0
    read_url: str = ""
    reader: str = ""
    gatherer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All that deciding on one crawl of one source needs to know. `ads` by key, `roles` by id."""

    source: KnownSource
    ads: dict[str, KnownAd] = field(default_factory=dict)
    roles: dict[int, KnownRole] = field(default_factory=dict)
    candidates: dict[str, tuple[Candidate, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing to tell. `detail` is as in the contract, with the evidence beside it."""

    kind: EventKind
    role: int
    posting: int
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdWrite:
    """An ad to be written: a new one (negative number) or new values of a known one.

    `joined` says why it is of its role.
    """

    posting_id: int
    role_id: int
    key: str
    url: str
    digest: str
    reader: str
    open: bool
    posting: Posting
    raw: RawPosting
    closed_at: str | None = None
    close_reason: CloseReason | None = None
    joined: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdState:
    """What became of a known ad whose words did not change."""

    posting_id: int
    open: bool
    closed_at: str | None = None
    close_reason: CloseReason | None = None
    missed_since: str | None = None
    missed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleWrite:
    """The state of a role after the crawl: new (negative number) or changed."""

    role_id: int
    open: bool
    lead_id: int
    closed_at: str | None = None
    repost_count: int = 0
    former_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceWrite:
    """What is remembered and shown of the source after the crawl."""

    health: Health
    message: str
    complete: bool
    baseline_done: bool
    board: str | None
    held: Held | None = None
    read_url: str = ""
    reader: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRun:
    """How this crawl of this source went, for `source_runs`."""

    verdict: ShownVerdict
    pages_read: int
    pages_unchanged: int
    pages_failed: int
    postings: int
    declared: int | None
    seconds: float
    message: str
    troubles: tuple[PageTrouble, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """All that one crawl of one source changes: written in one transaction, or not at all."""

    source_id: str
    run_id: int
    at: str
    source: SourceWrite
    source_run: SourceRun
    seen: tuple[int, ...] = ()
    ads: tuple[AdWrite, ...] = ()
    states: tuple[AdState, ...] = ()
    roles: tuple[RoleWrite, ...] = ()
    events: tuple[Event, ...] = ()
