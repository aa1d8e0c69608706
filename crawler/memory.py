"""What is known of pages from the last crawl: validators, fingerprints, and what each page told.

A page that answers 304, or with the bytes of last time, is not read again: what it told is told again. That is only
sound with the same readers and while every ad that it told of is still known, so anything else is asked for anew.
Validators are those of RFC 9110, section 13.1; a 5xx is never taken for a 304.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec

from crawler.board import Ask, Link
from crawler.page import Page
from roles.crawl import CrawlOrder, KnownPage, KnownPosting, PageKind

# A board's own hint that an ad is as it was (updated_at, lastmod) is believed for so long; then its page is asked.
HINT_LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What reading one page gave: ads by key, links, further pages, a total.

    `empty` says that it looked like an ad's page and is none.
    """

    keys: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    next_pages: tuple[Ask, ...] = ()
    declared: int | None = None
    cut: str = ""
    notes: tuple[str, ...] = ()
    empty: bool = False


class Memory:
    """The pages of one source. `fresh` collects what is to be remembered of this crawl."""

    def __init__(self, order: CrawlOrder, known: Mapping[str, KnownPosting]) -> None:
        self.now = datetime.fromisoformat(order.now)
        self.known = known
        self._pages = {page.name: page for page in order.pages}
        self._told: dict[str, Told] = {}
        self.fresh: dict[str, KnownPage] = {}

    def forget(self) -> None:
        """Nothing of last time is to be used: the ads were read by other readers, or by several."""
        self._pages.clear()

    def told(self, name: str) -> Told | None:
        """What a page told last time; None where it must be read."""
        page = self._pages.get(name)
        if page is None:
            return None
        if name not in self._told:
            try:
                self._told[name] = msgspec.json.decode(page.told, type=Told)
            except msgspec.DecodeError:  # another release wrote it
                del self._pages[name]
                return None
        told = self._told[name]
        return told if all(key in self.known and self.known[key].digest for key in told.keys) else None

    def conditions(self, name: str) -> dict[str, str]:
        """The headers that ask a server for the page only where it has changed."""
        if self.told(name) is None:
            return {}
        page = self._pages[name]
        headers = {"If-None-Match": page.etag, "If-Modified-Since": page.last_modified}
        return {header: value for header, value in headers.items() if value}

    def as_hinted(self, name: str, hint: str) -> Told | None:
        """What a page told, where the board's own hint says that it is as it was and that was seen within a week."""
        told = self.told(name) if hint else None
        if told is None or self._pages[name].hint != hint:
            return None
        return told if self.now - datetime.fromisoformat(self._pages[name].read_at) < HINT_LASTS else None

    def unchanged(self, name: str, page: Page) -> Told | None:
        """What a page told, where its answer says or shows that it is as it was."""
        told = self.told(name)
        if told is None:
            return None
        return told if page.status == 304 or self._pages[name].fingerprint == fingerprint(page) else None

    def keep(self, name: str, kind: PageKind, page: Page, told: Told, hint: str) -> None:
        """Notes what a page that was read told."""
        self.fresh[name] = KnownPage(
            name=name,
            kind=kind,
            key=told.keys[0] if kind == "detail" and told.keys else "",
            etag=page.headers.get("etag", "")[:500],
            last_modified=page.headers.get("last-modified", "")[:100],
            fingerprint=fingerprint(page),
            read_at=self.now.isoformat(),
            hint=hint[:200],
            told=msgspec.json.encode(told).decode(),
        )

    def confirm(self, name: str, hint: str) -> None:
        """Notes that a page was asked and is as it was; only a hint makes that worth writing down."""
        if hint:
            self.fresh[name] = replace(self._pages[name], read_at=self.now.isoformat(), hint=hint[:200])


def fingerprint(page: Page) -> str:
    """A short name for the exact bytes of an answer."""
    return hashlib.blake2b(page.body, digest_size=12).hexdigest()
