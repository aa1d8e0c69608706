"""The yardstick of benchmarks/crawl.py: a Scrapy spider as anybody writes it for one site.

It fetches the same listing and the same ads' pages, obeys robots.txt, and applies six parsel selectors to each ad.
Scrapy's own settings are left alone but for the log and the address that it would listen on.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response, TextResponse


class Bare(scrapy.Spider):
    """Follows the listing and reads each ad."""

    name = "bare"
    count = 0

    def parse(self, response: Response, **_: Any) -> Iterator[Any]:
        assert isinstance(response, TextResponse)
        yield from response.follow_all(css="main li a", callback=self.parse_ad)
        yield from response.follow_all(css="a[rel=next]", callback=self.parse)

    def parse_ad(self, response: Response) -> Iterator[dict[str, Any]]:
        self.count += 1
        yield {
            "url": response.url,
            "title": response.css("main h1::text").get(),
            "place": response.css("main .place::text").get(),
            "pay": response.css("main .pay::text").get(),
            "lines": response.css("main li::text").getall(),
            "headings": response.css("main h3::text").getall(),
            "markup": response.css('script[type="application/ld+json"]::text').get(),
        }

    def closed(self, reason: str) -> None:
        if self.count != int(sys.argv[2]):
            sys.exit(f"{self.count} ads instead of {sys.argv[2]} ({reason})")


if __name__ == "__main__":
    crawling = CrawlerProcess(
        {"LOG_LEVEL": "ERROR", "ROBOTSTXT_OBEY": True, "DOWNLOAD_DELAY": 0, "TELNETCONSOLE_ENABLED": False,
         "REMOTE_CONTROL_ENABLED": False}
    )  # fmt: skip
    crawling.crawl(Bare, start_urls=[sys.argv[1]])
    crawling.start()
