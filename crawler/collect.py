"""Item pipeline: reads what the spider found, and writes the result of one source as it comes, line by line.

Without a spool (the spider run on its own) items pass through as they are.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from scrapy import signals

from crawler.found import Found
from crawler.spiders.board import BoardSpider
from roles import wire
from roles.crawl import OwnPage, SeenPosting

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Collector:
    """Gathers one source. The setting ROLEWATCH_SPOOL names the file that its result goes to."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.path: str | None = crawler.settings.get("ROLEWATCH_SPOOL")
        self.file: IO[bytes] | None = None
        self.keys: set[str] = set()
        self.own: list[OwnPage] = []
        self.reader = ""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Collector:
        """The collector of one crawl."""
        collector = cls(crawler)
        crawler.signals.connect(collector.finish, signal=signals.spider_closed)
        return collector

    @property
    def spider(self) -> BoardSpider:
        """The spider whose finds are gathered."""
        assert isinstance(self.crawler.spider, BoardSpider)
        return self.crawler.spider

    def open_spider(self) -> None:
        """Starts the result."""
        if self.path:
            order = self.spider.order
            self.file = Path(self.path).open("wb")  # noqa: SIM115 - closed by finish()
            self.file.write(wire.encode_record(wire.Head(order.run_id, order.source_id)))

    def process_item(self, item: Any) -> Any:
        """Takes one find. A second one of the same key adds nothing."""
        if self.file is None:
            return asdict(item.raw) if isinstance(item, Found) and item.raw else item
        if isinstance(item, OwnPage):
            self.own.append(item)
        elif item.key not in self.keys:
            self.keys.add(item.key)
            self.file.write(wire.encode_record(wire.Seen(self._seen(item))))
        return item

    def _seen(self, found: Found) -> SeenPosting:
        """A find as it goes into the result: read, or only named where its words are as they were."""
        if found.raw is None:
            return SeenPosting(key=found.key, url=found.url, digest=found.digest)
        order, digest = self.spider.order, wire.digest(found.raw)
        if not self.reader:
            self.reader = self.spider.readers
        known = self.spider.known.get(found.key)
        if known is not None and known.digest == digest and order.reader == self.reader:
            return SeenPosting(key=found.key, url=found.url, digest=digest)
        from roles.normalise import normalise  # here: its vocabularies take 0.1 s, and most days nothing is to be read

        posting = normalise(found.raw, company=order.company, now=order.now, zone=order.timezone)
        return SeenPosting(key=found.key, url=found.url, digest=digest, raw=found.raw, posting=posting)

    def finish(self, reason: str) -> None:
        """Ends the result with the spider's report. `reason` is Scrapy's word for how the crawl ended."""
        if self.file is None:
            return
        for page in (*self.own, *self.spider.not_asked):
            self.file.write(wire.encode_record(wire.Own(page)))
        for remembered in self.spider.memory.fresh.values():
            self.file.write(wire.encode_record(wire.Remembered(remembered)))
        reader = self.reader or self.spider.readers
        self.file.write(wire.encode_record(wire.End(self.spider.report(reason), len(self.keys), reader)))
        self.file.close()
        self.file = None
