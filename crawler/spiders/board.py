"""The one spider: asks the board what to fetch, feeds pages back to it, and keeps the ledger.

Also on its own: `scrapy crawl board -a url=https://… [-a board=jsonld]` prints the raw postings.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy import Request, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response

from crawler import boards, liveness
from crawler.board import Ask, Board, Link, Listing
from crawler.errors import BoardChanged, NotThisBoard
from crawler.extract.links import detail_links
from crawler.found import Found, completed
from crawler.ledger import Ledger
from crawler.memory import Memory, Told
from crawler.page import Page
from crawler.reasons import reason_of, status_of
from crawler.save import keep
from crawler.version import version
from roles.crawl import CrawlOrder, CrawlReport, KnownPosting, OwnPage, PageKind
from roles.identity import own_address, posting_key
from roles.model import RawPosting
from roles.url import canonical

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

# Of a listing that tells nothing of itself, so many of its links are looked at to find the board.
PROBES = 3
# Known ads that a complete listing no longer has are asked on their own pages: at most so many in one crawl.
OWN_PAGES = 200
# More pages without a posting than this share of all links looked like postings and are none: the board has changed.
EMPTY_SHARE = 0.5

Result = Iterator["Request | Found | OwnPage"]


class BoardSpider(scrapy.Spider):
    """Walks one source."""

    name = "board"

    def __init__(self, order: CrawlOrder | None = None, url: str = "", board: str = "auto", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.order = order or CrawlOrder(run_id=0, source_id="-", url=url, board=board, now="1970-01-01T00:00:00+00:00")
        self.ledger = Ledger()
        self.board: Board | None = None
        self.why_board = ""
        self.first = ""  # what the ledger calls the page that everything else follows from
        self.put_aside: Page | None = None
        self.probes: list[Link] = []
        self.seen: set[str] = set()
        self.empty: list[str] = []
        self.notes: list[str] = []
        self.own_asked = False
        self.not_asked: list[OwnPage] = []  # own pages whose turn comes in a later crawl
        self.started = time.monotonic()
        self.delay_asked = 0.0  # seconds between two requests that robots.txt asks for
        self.known = {posting.key: posting for posting in self.order.known}
        self.sharing: dict[str, list[KnownPosting]] = {}  # by the key of a page, the open ads that share it
        for posting in self.order.known:
            page, shared, _ = posting.key.partition("#")
            if shared and posting.open:
                self.sharing.setdefault(page, []).append(posting)
        self.memory = Memory(self.order, self.known)
        self.listing: Listing | None = None  # what the page under the reader's eyes lists

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> BoardSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.ask_own_pages, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        asks: tuple[Ask, ...] | None = None
        if self.order.board != "auto":
            self._use(boards.get(self.order.board), "the configuration names it")
            asks = boards.get(self.order.board).entry(self.order.url)
        elif self.order.select:
            self._use(boards.get("css"), "the configuration gives selectors")
        elif found := boards.by_address(self.order.url):
            asks = found[1]
            self._use(found[0], "the address is one of its own")
        if self.order.reader != version(self.board.name if self.board else self.order.kept_board or ""):
            self.memory.forget()
        for ask in asks or (Ask(url=self.order.url),):
            self.first = self.first or ask.name
            for request in self._plan(ask, "listing"):
                yield request

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts that may be asked besides the source's own."""
        return self.board.hosts if self.board else ()

    @property
    def readers(self) -> str:
        """The readers of this crawl: of the texts, and of the pages of its board."""
        return version(self.board.name if self.board else "")

    # -- asking

    def _plan(self, ask: Ask, kind: PageKind, **about: Any) -> Result:
        """Asks for a page, once; where its board says that it is as it was, tells what it told instead."""
        planned = ask.name if ask.name == self.first or ask.body else canonical(ask.url)
        if len(self.ledger.planned) >= self.order.max_pages:
            self.ledger.cut(f"more than {self.order.max_pages} pages; raise max_pages under [crawl]")
        elif self.ledger.plan(planned, kind):
            if kind == "detail" and (told := self.memory.as_hinted(planned, about["link"].changed)):
                self.ledger.settle(planned, unchanged=True)
                yield from self._tell_again(told)
                return
            conditions = self.memory.conditions(planned) if kind != "own" and ask.method == "GET" else {}
            yield Request(
                ask.url,
                method=ask.method,
                body=ask.body,
                headers={**dict(ask.headers), **conditions},
                meta={"handle_httpstatus_list": [304]} if conditions else {},
                callback=self._answered,
                errback=self._lost,
                dont_filter=True,
                priority={"listing": 2, "detail": 1, "own": 0}[kind],
                cb_kwargs={"planned": planned, "kind": kind, "about": about},
            )

    def ask_own_pages(self) -> None:
        """When the listing is complete: asks known ads that it no longer has on their own pages, once each."""
        if self.own_asked or self.board is None or not self.ledger.listing_complete() or not self.ledger.read:
            return
        self.own_asked = True
        absent = [ad for ad in self.known.values() if ad.open and ad.key not in self.seen]
        pages = [(ad, own_address(ad.key, ad.url, self.order.url)) for ad in absent]
        asked = [(ad, Ask(url=url)) for ad, url in pages if url is not None]
        why = f"its page was not asked: {len(asked)} ads are missing, and {OWN_PAGES} pages are asked in one crawl"
        self.not_asked = [
            OwnPage(key=ad.key, state="unknown", evidence=why, asked=False) for ad, _ in asked[OWN_PAGES:]
        ]
        asked = asked[:OWN_PAGES]
        requests = [request for ad, ask in asked for request in self._plan(ask, "own", ad=ad)]
        for request in requests:
            assert self.crawler.engine is not None
            assert isinstance(request, Request)
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    # -- what came back

    def _answered(self, response: Response, planned: str, kind: PageKind, about: dict[str, Any]) -> Result:
        headers = {
            name.decode("latin-1").lower(): values[-1].decode("latin-1") for name, values in response.headers.items()
        }
        asked = planned.partition(" ")[0]
        page = Page(
            url=response.url,
            body=response.body,
            status=response.status,
            headers=headers,
            asked=asked,
            select=self.order.select,
        )
        if self.order.save:
            keep(self.order.save, page, kind)
        hint = about["link"].changed if kind == "detail" else ""
        if kind != "own" and (told := self.memory.unchanged(planned, page)) is not None:
            self._use_kept()
            self.ledger.settle(planned, unchanged=True)
            self.memory.confirm(planned, hint)
            yield from self._tell_again(told)
            if about.get("probing"):
                yield from self._probed(page)
            return
        if page.status == 304:
            self.ledger.fail(planned, "HTTP 304, but what it told last time no longer holds; the next crawl reads it")
            yield from self._unread(planned, kind, about)
            return
        empty = len(self.empty)
        self.listing = None
        try:
            # A page is settled only when all of it was read: what is found is held back until then.
            found = list(self._read(page, kind, about))
        except BoardChanged as error:
            self.ledger.fail(planned, str(error))
            found = list(self._unread(planned, kind, about))
        except Exception as error:
            self.ledger.fail(
                planned, f"reading it raised {type(error).__name__}: {str(error)[:200]} (please report this)"
            )
            self.logger.exception("reading %s", planned)
            found = list(self._unread(planned, kind, about))
        else:
            if page is not self.put_aside:
                self.ledger.settle(planned)
                if not about.get("probing"):  # behind that page stands what the entry page told
                    self._remember(planned, kind, page, found, hint, empty=len(self.empty) > empty)
        yield from found

    def _tell_again(self, told: Told) -> Result:
        """What a page told last time, for it is as it was."""
        self.ledger.declare(told.declared)
        self.ledger.cut(told.cut)
        self.notes.extend(told.notes)
        if told.empty:
            self.empty.append("")
        for key in told.keys:
            self.seen.add(key)
            yield Found(key=key, url=self.known[key].url, digest=self.known[key].digest)
        for link in told.links:
            yield from self._plan(Ask(url=link.url), "detail", link=link)
        for following in told.next_pages:
            yield from self._plan(following, "listing")

    def _remember(
        self, name: str, kind: PageKind, page: Page, found: list[Any], hint: str, *, empty: bool = False
    ) -> None:
        """Keeps what a page told for the next crawl; a page that says something of an ad's state is always read."""
        if kind == "own" or any(isinstance(one, OwnPage) for one in found):
            return
        listing = self.listing or Listing()
        told = Told(
            keys=tuple(one.key for one in found if isinstance(one, Found)),
            links=listing.links,
            next_pages=tuple(one if isinstance(one, Ask) else Ask(url=one) for one in listing.next_pages),
            declared=listing.declared,
            cut=listing.cut,
            notes=listing.notes,
            empty=empty,
        )
        if told.keys or told.links or told.next_pages or empty:
            self.memory.keep(name, kind, page, told, hint)

    def _lost(self, failure: Failure) -> Result:
        request: Request = failure.request  # type: ignore[attr-defined]
        planned, kind, about = (request.cb_kwargs[name] for name in ("planned", "kind", "about"))
        error = failure.value or RuntimeError("no reason given")
        status = status_of(error)
        if status in liveness.GONE and (known := self._known_ads(planned, kind, about)):
            self.ledger.settle(planned)
            if kind == "detail":
                self.seen.update(ad.key for ad in known)  # listed, though gone: the listing's total counts them
            yield from (replace(liveness.judge_status(status, ad), listed=kind == "detail") for ad in known)
            return
        self.ledger.fail(planned, reason_of(error))
        yield from self._unread(planned, kind, about)

    def _unread(self, planned: str, kind: PageKind, about: dict[str, Any]) -> Result:
        """What a page that could not be read still tells: the ads that a listing leads to are listed."""
        if kind == "own":
            yield OwnPage(key=about["ad"].key, state="unknown", evidence=f"its page: {self.ledger.failed[planned]}")
        link: Link | None = about.get("link")
        if link is None:
            return
        key = self._key(link.stub or RawPosting(url=planned, text=""))
        if about.get("probing"):
            yield from self._probe_on()
        if sharing := self.sharing.get(key):
            self.seen.update(ad.key for ad in sharing)
            yield from (Found(key=ad.key, url=ad.url) for ad in sharing)
        elif link.sure or key in self.known:
            self.seen.add(key)
            yield Found(key=key, url=link.stub.url if link.stub else planned)

    def _read(self, page: Page, kind: PageKind, about: dict[str, Any]) -> Result:
        if kind == "own":
            ad: KnownPosting = about["ad"]
            yield liveness.judge_page(page, ad, datetime.fromisoformat(self.order.now), self.order.timezone)
            return
        if words := liveness.challenge(page):
            raise BoardChanged(
                f"the page is a challenge or a login wall (“{words}”); look for a public board or feed of this employer"
            )
        if kind == "detail":
            if about.get("probing"):
                yield from self._probed(page)
            yield from self._read_detail(page, about["link"])
        elif self.board is None:
            yield from self._find_board(page)
        else:
            yield from self._read_expected(page, self.board)

    def _read_expected(self, page: Page, board: Board) -> Result:
        """Reads a page of the listing by the board that its address promised; where it is not of that board, by another
        that recognises it."""
        try:
            found = list(self._read_listing(page, board))
        except NotThisBoard:
            other = boards.detect(page) if self.order.board == "auto" and not self.seen else None
            if other is None or other[0] is board:
                raise
            self._use(*other)
            found = list(self._read_listing(page, other[0]))
        yield from found

    # -- which board

    def _find_board(self, page: Page) -> Result:
        """The board kept from last time until the page contradicts it; else what the page tells.

        Else what its links do.
        """
        if self.order.kept_board in boards.names():
            kept = boards.get(self.order.kept_board or "")
            try:
                listing = list(self._read_listing(page, kept))
            except BoardChanged as error:
                self.notes.append(f"no longer read as {kept.name}: {error}")
            else:
                self._use(kept, "it was found there before")
                yield from listing
                return
        if found := boards.detect(page):
            self._use(*found)
            yield from self._read_listing(page, found[0])
            return
        for name in boards.names():
            if shown := boards.get(name).embedded(page):
                why, asks = shown
                self._use(boards.get(name), why)
                for ask in asks:
                    yield from self._plan(ask, "listing")
                return
        self.probes = list(detail_links(page)[:PROBES]) if page.looks_like_html else []
        if self.probes:
            self.put_aside = page
            yield from self._probe_on()
            return
        self._use(boards.get("headings"), "nothing on the page names another board")
        yield from self._read_listing(page, boards.get("headings"))

    def _use(self, board: Board, why: str) -> None:
        self.board, self.why_board = board, why
        if self.order.board == "auto" and board.name != self.order.kept_board:
            self.memory.forget()  # another board names the ads otherwise

    def _use_kept(self) -> None:
        """A page that is as it was belongs to the board that read it."""
        if self.board is None and self.order.kept_board in boards.names():
            self._use(boards.get(self.order.kept_board or ""), "it was found there before")

    def _probe_on(self) -> Result:
        """Looks at the next link of the entry page to learn the board.

        After the last, reads the page by its headings.
        """
        while self.probes and self.board is None:
            link = self.probes.pop(0)
            requests = list(self._plan(Ask(url=link.url), "detail", link=link, probing=True))
            if requests:
                yield from requests
                return
        if self.board is None and self.put_aside is not None:
            self._use(boards.get("headings"), "none of the pages behind its links names another board")
            yield from self._read_what_was_put_aside()

    def _probed(self, page: Page) -> Result:
        if self.board is None and (found := boards.detect(page)):
            self._use(found[0], f"the page behind its first link tells: {found[1]}")
            yield from self._read_what_was_put_aside()
        elif self.board is None:
            yield from self._probe_on()

    def _read_what_was_put_aside(self) -> Result:
        """Reads the first page, which waited until its board was known; only then is it settled."""
        assert self.put_aside is not None
        assert self.board is not None
        page, self.put_aside = self.put_aside, None
        try:
            found = list(self._read_listing(page, self.board))
        except BoardChanged as error:
            self.ledger.fail(self.first, str(error))
        else:
            self.ledger.settle(self.first)
            self._remember(self.first, "listing", page, found, "")
            yield from found

    # -- reading

    def _read_listing(self, page: Page, board: Board) -> Result:
        listing = self.listing = board.read_listing(page)
        self.ledger.declare(listing.declared)
        self.ledger.cut(listing.cut)
        self.notes.extend(listing.notes)
        for raw in listing.postings:
            yield self._found(raw, board)
        for link in listing.links:
            yield from self._plan(Ask(url=link.url), "detail", link=link)
        for following in listing.next_pages:
            yield from self._plan(following if isinstance(following, Ask) else Ask(url=following), "listing")

    def _read_detail(self, page: Page, link: Link) -> Result:
        key = self._key(link.stub or RawPosting(url=page.identity, text=""))
        known = self.known.get(key)
        try:
            raws, board = self._postings_of(page)
        except BoardChanged:
            if known is None and key not in self.sharing:
                self.empty.append(page.identity)
                return
            raise
        if known is not None:
            own = liveness.judge_page(page, known, datetime.fromisoformat(self.order.now), self.order.timezone)
            if own.state == "closed" and own.reason != "expired":
                self.seen.add(known.key)
                yield replace(own, listed=True)
                return
        for raw in raws:
            yield self._found(completed(raw, link.stub) if len(raws) == 1 else raw, board)

    def _postings_of(self, page: Page) -> tuple[tuple[RawPosting, ...], Board]:
        assert self.board is not None
        try:
            return self.board.read_posting(page), self.board
        except NotThisBoard:
            other = boards.detect(page) if self.order.board == "auto" else None
            if other is None or other[0] is self.board:
                raise
            found = other[0].read_posting(page)
            self._use(*other)
            return found, other[0]

    def _found(self, raw: RawPosting, board: Board) -> Found:
        key = posting_key(raw, board.name, self.order.url)
        self.seen.add(key)
        return Found(key=key, url=raw.url, raw=raw)

    def _key(self, raw: RawPosting) -> str:
        return posting_key(raw, self.board.name if self.board else "", self.order.url)

    def _known_ads(self, planned: str, kind: PageKind, about: dict[str, Any]) -> list[KnownPosting]:
        """The known ads whose own page this is: one, or those that share it."""
        if kind != "detail":
            return [about["ad"]] if kind == "own" else []
        key = self._key(about["link"].stub or RawPosting(url=planned, text=""))
        return [self.known[key]] if key in self.known else self.sharing.get(key, [])

    # -- the end

    def report(self, reason: str) -> CrawlReport:
        """How far the source was read. `reason` is Scrapy's word for how the crawl ended."""
        if reason == "closespider_timeout":
            self.ledger.cut(f"not finished after {self.order.max_seconds} s; raise max_seconds under [crawl]")
        elif reason != "finished":
            self.ledger.cut(f"the crawl was ended ({reason})")
        links = sum(kind == "detail" for kind in self.ledger.planned.values())
        if self.empty and len(self.empty) > EMPTY_SHARE * links:
            self.ledger.cut(
                f"{len(self.empty)} of {links} pages that the listing links to hold no posting;"
                " try the address of the page that lists the open roles"
            )
        return self.ledger.report(
            self.first,
            self.board.covers if self.board else "all",
            len(self.seen),
            time.monotonic() - self.started,
            board=self.board.name if self.board else None,
            why_board=self.why_board,
            notes=tuple(self.notes),
            delay=self.delay_asked,
        )
