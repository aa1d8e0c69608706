"""What crosses the border between recorder and crawl: an order goes in, one result per source comes out.

Everything that a crawl needs to know of the past is in its order, and the clock too; everything that it saw is in its
result. Both are plain values, so the other side may be a child process or another machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from roles.model import Posting, RawPosting

# What a crawl says of itself (docs/RULES.md, "How completely a source was read"). `held` is the recorder's word.
Verdict = Literal["complete", "window", "partial", "failed"]
PageKind = Literal["listing", "detail", "own"]
OwnState = Literal["open", "closed", "unknown"]
CloseReason = Literal["gone", "marked", "expired", "delisted"]
# The file in an order's `save` folder that names the pages, one a line.
PAGES_LIST = "pages.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPosting:
    """An ad that the store knows of this source: `digest` of its raw text, and whether it is open."""

    key: str
    url: str
    title: str
    digest: str
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPage:
    """A page of a source as it was when it was last read: what the ledger calls it, its validators, what it told.

    `read_at` is UTC, ISO 8601. `key` is the ad of a detail page, `hint` the board's own word that the page is as it was
    (a time of change, say). `told` is the crawler's note to itself; nobody else reads it.
    """

    name: str
    kind: PageKind
    read_at: str
    told: str
    fingerprint: str
    key: str = ""
    etag: str = ""
    last_modified: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOrder:
    """One source to crawl once.

    `now` is the clock of this crawl (UTC, ISO 8601). `board` is what the configuration says, `kept_board` what
    was found last time. `reader` is the version that read the `known` digests: with another one nothing counts as
    unchanged, and none of the `pages` of last time is used. `hosts` are those that it may ask besides its own.
    `delay` is in seconds between two requests to one host. `save` names a folder for the first pages as they came.
    """

    run_id: int
    source_id: str
    url: str
    now: str
    timezone: str = "Asia/Shanghai"
    board: str = "auto"
    kept_board: str | None = None
    company: str | None = None
    select: dict[str, str] = field(default_factory=dict)
    known: tuple[KnownPosting, ...] = ()
    pages: tuple[KnownPage, ...] = ()
    reader: str = ""
    hosts: tuple[str, ...] = ()
    user_agent: str = ""
    delay: float = 1.0
    obey_robots: bool = True
    max_pages: int = 5000
    max_seconds: int = 3600
    save: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """A page in an order's `save` folder: `asked` is the address asked for, `url` where the answer came from."""

    folder: str
    page: str
    kind: PageKind
    asked: str
    url: str
    status: int
    content_type: str = ""
    select: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTrouble:
    """A page that was asked for and not read."""

    url: str
    kind: PageKind
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage:
    """What the own page of a known ad says of it, with the words or the status that say so.

    `listed`: the listing still leads to it. `asked` is False where it was not asked in this crawl, because many were.
    """

    key: str
    state: OwnState
    reason: CloseReason | None = None
    evidence: str = ""
    listed: bool = False
    asked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPosting:
    """One ad that the crawl saw offered.

    `raw` and `posting` are None where its raw text is as it was (the digest is the known one), and both are
    None with an empty digest where the ad was listed but its own page could not be read.
    """

    key: str
    url: str
    digest: str = ""
    raw: RawPosting | None = None
    posting: Posting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlReport:
    """How far one source was read, and why no further.

    `declared` is the total that the listing states, `delay` the pause in seconds that robots.txt asks for.
    """

    verdict: Verdict
    message: str = ""
    board: str | None = None
    why_board: str = ""
    pages_read: int = 0
    pages_unchanged: int = 0
    pages_failed: int = 0
    declared: int | None = None
    seconds: float = 0.0
    delay: float = 0.0
    troubles: tuple[PageTrouble, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlResult:
    """All that one crawl of one source brings back. `pages` are those worth remembering for the next crawl."""

    run_id: int
    source_id: str
    reader: str
    report: CrawlReport
    postings: tuple[SeenPosting, ...] = ()
    own_pages: tuple[OwnPage, ...] = ()
    pages: tuple[KnownPage, ...] = ()


def failed(order: CrawlOrder, message: str) -> CrawlResult:
    """The result of a crawl that gave none: no verdict means failed."""
    return CrawlResult(
        run_id=order.run_id,
        source_id=order.source_id,
        reader=order.reader,
        report=CrawlReport(verdict="failed", message=message),
    )
