"""No request leaves the source's site: not by a link, not by a redirect, and never to a private address or a file."""

from __future__ import annotations

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

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SiteGuard:
        """The guard of one crawl; the site is that of the spider's order."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises IgnoreRequest, whose text becomes the reason in the ledger, for a request that leaves the site."""
        spider: Any = self.crawler.spider
        entry: str = spider.order.url
        of_the_board = host_of(request.url) in spider.hosts and request.url.startswith("https:")
        if not of_the_board and not same_site(request.url, entry):
            raise IgnoreRequest(f"it leads off the site to {_shown(request.url)}")
        host = urlsplit(request.url).hostname or ""
        if is_private(host) and not is_private(urlsplit(entry).hostname or ""):
            raise IgnoreRequest(f"it leads to the private address {host}")


def _shown(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else f"{parts.scheme}: address"
