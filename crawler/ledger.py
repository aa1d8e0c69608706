"""What was planned and what became of it: the only ground on which a crawl calls itself complete.

Scrapy's own "finished" proves nothing (a 404, a refused connection, a callback that raises all end in "finished"), so
each page is planned before it is asked for, and settled only after its board has read it. Pure: no Scrapy in here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from crawler.board import Covers
from roles.crawl import CrawlReport, PageKind, PageTrouble, Verdict

# Of the ads' own pages, one in ten may fail before the source counts as partial: a few dead links are everyday.
DETAILS_MAY_FAIL = 0.1
# As many failed pages are named; more would hide the message.
NAMED_TROUBLES = 20


@dataclass
class Ledger:
    """The book of one source: each page once, with its kind and its fate."""

    planned: dict[str, PageKind] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    unchanged: set[str] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)
    declared: set[int] = field(default_factory=set)
    cut_short: str = ""

    def plan(self, url: str, kind: PageKind) -> bool:
        """Notes a page that is to be asked for; False where it already is in the book."""
        if url in self.planned:
            return False
        self.planned[url] = kind
        return True

    def settle(self, url: str, *, unchanged: bool = False) -> None:
        """Notes that a page was read by its board without an error, or that it is as it was when it last was."""
        self.read.add(url)
        if unchanged:
            self.unchanged.add(url)

    def fail(self, url: str, reason: str) -> None:
        """Notes why a page was not read. The first reason stays."""
        self.failed.setdefault(url, reason)

    def declare(self, total: int | None) -> None:
        """Notes a total that a page of the listing states."""
        if total is not None:
            self.declared.add(total)

    def cut(self, why: str) -> None:
        """Notes that the crawl ended before its plan: a bound was reached, or it was stopped."""
        self.cut_short = self.cut_short or why

    def open(self) -> list[str]:
        """Pages that were planned and have no fate yet."""
        return [url for url in self.planned if url not in self.read and url not in self.failed]

    def listing_complete(self) -> bool:
        """Whether every page of the listing that was planned so far was read."""
        return not self.cut_short and all(url in self.read for url, kind in self.planned.items() if kind == "listing")

    def verdict(self, entry: str, covers: Covers, seen: int) -> tuple[Verdict, str]:
        """How far the source was read and why no further. `entry` is its first page, `seen` the ads that it listed."""
        if entry not in self.read:
            return "failed", self.failed.get(entry) or self.cut_short or "its first page was never answered"
        reasons = self._listing_reasons()
        if not reasons and len(self.declared) == 1 and (total := next(iter(self.declared))) != seen:
            reasons.append(f"the listing states {total} postings, {seen} were found")
        if len(self.declared) > 1:
            stated = " and ".join(map(str, sorted(self.declared)))
            reasons.append(f"the listing changed while it was read: it stated {stated} postings")
        if self.cut_short:
            reasons.append(self.cut_short)
        dead = self._failed("detail")
        asked = [url for url, kind in self.planned.items() if kind == "detail"]
        details = f"{len(dead)} of {len(asked)} postings' own pages failed ({self._first(dead)})" if dead else ""
        if len(dead) > DETAILS_MAY_FAIL * len(asked):
            reasons.append(details)
        if reasons:
            return "partial", "; ".join(reasons)
        return ("complete" if covers == "all" else "window"), details

    def report(self, entry: str, covers: Covers, seen: int, seconds: float, **more: object) -> CrawlReport:
        """The book as part of a result."""
        verdict, message = self.verdict(entry, covers, seen)
        troubles = [
            PageTrouble(url=url, kind=self.planned[url], reason=reason)
            for url, reason in self.failed.items()
            if url in self.planned
        ] + [PageTrouble(url=url, kind=self.planned[url], reason="never answered") for url in self.open()]
        return CrawlReport(
            verdict=verdict,
            message=message,
            pages_read=len(self.read),
            pages_unchanged=len(self.unchanged),
            pages_failed=len(troubles),
            declared=next(iter(self.declared)) if len(self.declared) == 1 else None,
            seconds=round(seconds, 3),
            troubles=tuple(troubles[:NAMED_TROUBLES]),
            **more,  # type: ignore[arg-type]
        )

    def _failed(self, kind: PageKind) -> list[str]:
        unsettled = set(self.open())
        return [url for url, k in self.planned.items() if k == kind and (url in self.failed or url in unsettled)]

    def _first(self, urls: list[str]) -> str:
        reasons = Counter(self.failed.get(url, "never answered") for url in urls)
        reason, _ = reasons.most_common(1)[0]
        return reason

    def _listing_reasons(self) -> list[str]:
        pages = [url for url, kind in self.planned.items() if kind == "listing"]
        lost = self._failed("listing")
        if not lost:
            return []
        first = pages.index(lost[0]) + 1
        if len(lost) == 1:
            return [f"page {first} of {len(pages)} of the listing was not read: {self._first(lost)}"]
        return [f"{len(lost)} of {len(pages)} pages of the listing were not read: {self._first(lost)}"]
