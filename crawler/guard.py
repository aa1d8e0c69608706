"""No request leaves the source's site: not by a link, not by a redirect, and never to a private address or a file.

A public name may lead to a private address, so names are looked up before they are asked. A source that is configured
on a private address may use its own host.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest

from roles.url import host_of, is_private, same_site

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class SiteGuard:
    """Judges every request before it is made, redirected ones too (each hop is a request of its own)."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._looked_up: dict[str, asyncio.Task[bool]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SiteGuard:
        """The guard of one crawl; the site is that of the spider's order."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises IgnoreRequest, whose text becomes the reason in the ledger, for a request that leaves the site."""
        spider: Any = self.crawler.spider
        entry: str = spider.order.url
        of_the_board = host_of(request.url) in spider.hosts and request.url.startswith("https:")
        if not of_the_board and not same_site(request.url, entry):
            raise IgnoreRequest(f"it leads off the site to {_shown(request.url)}")
        host, home = urlsplit(request.url).hostname or "", urlsplit(entry).hostname or ""
        if host and host != home and await self._is_private(host) and not await self._is_private(home):
            raise IgnoreRequest(f"it leads to the private address of {host}")

    async def _is_private(self, host: str) -> bool:
        """Whether a host is private by its name or by one of the addresses that its name leads to."""
        if host not in self._looked_up:
            self._looked_up[host] = asyncio.ensure_future(_leads_to_private(host))
        return await self._looked_up[host]


async def _leads_to_private(host: str) -> bool:
    if not host or is_private(host):
        return True
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None)
    except (OSError, UnicodeError):
        return False  # it leads nowhere; the request itself says so
    return any(is_private(str(address[0]).partition("%")[0]) for *_, address in found)


def _shown(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else f"{parts.scheme}: address"
