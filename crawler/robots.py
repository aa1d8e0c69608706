"""robots.txt, also for a burst: Scrapy 2.19 lets every waiter but the first through (its PR #6802).

RFC 9309, section 2.3.1: a robots.txt that is not there (4xx) allows all; one that cannot be had (5xx, no connection)
means stay away.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http.request import NO_CALLBACK

from crawler.reasons import reason_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# RFC 9309, section 2.5: at least 500 KiB must be read; what stands behind is ignored.
_MOST = 512_000


class RobotsGate:
    """Judges every request by its host's robots.txt, which is fetched once per crawl and waited for by all."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self.crawler = crawler
        self.name = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._rules: dict[str, asyncio.Task[Protego | str]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsGate:
        """The gate of one crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises IgnoreRequest, whose text becomes the reason in the ledger, for a forbidden request."""
        parts = urlsplit(request.url)
        if request.meta.get("robots") or parts.scheme not in ("http", "https"):
            return
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._rules:
            self._rules[site] = asyncio.ensure_future(self._fetch(site))
        rules = await self._rules[site]
        if isinstance(rules, str):
            raise IgnoreRequest(rules)
        if not rules.can_fetch(request.url, self.name):
            raise IgnoreRequest("robots.txt forbids it; ask the site, or take the source out")

    async def _fetch(self, site: str) -> Protego | str:
        """The rules of a site, or why none of its pages may be asked for."""
        asked = Request(f"{site}/robots.txt", priority=1000, callback=NO_CALLBACK, meta={"robots": True})
        engine: Any = self.crawler.engine
        try:
            response = await engine.download_async(asked)
        except IgnoreRequest:
            return Protego.parse("")  # a redirect off the site: RFC 9309 lets us treat it as not there
        except Exception as error:  # whatever the network raises, the rule is the same: stay away
            return f"{reason_of(error)} (asked for robots.txt)"
        if response.status >= 500 or response.status == 429:
            return f"robots.txt answers HTTP {response.status}, which means stay away; try again later"
        if response.status >= 300:
            return Protego.parse("")
        rules = Protego.parse(response.body[:_MOST].decode("utf-8", "replace"))
        self._slow_down(asked, wanted_delay(rules, self.name))
        return rules

    def _slow_down(self, asked: Request, delay: float) -> None:
        """Keeps the pause that a site asks for, from the next request on."""
        engine: Any = self.crawler.engine
        slot = engine.downloader.slots.get(engine.downloader.get_slot_key(asked))
        if slot is not None and delay > slot.delay:
            slot.delay = delay
            spider: Any = self.crawler.spider
            spider.delay_asked = max(spider.delay_asked, delay)


def wanted_delay(rules: Protego, name: str) -> float:
    """Seconds between two requests by Crawl-delay and Request-rate, the longer of the two; 0 where it asks for none."""
    rate = rules.request_rate(name)
    by_rate = rate.seconds / rate.requests if rate is not None and rate.requests else 0.0
    return max(float(rules.crawl_delay(name) or 0.0), by_rate)
