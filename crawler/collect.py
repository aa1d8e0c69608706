"""Item pipeline: reads what the spider found, and writes the result of one source as it comes, line by line.

Without a spool (the spider run on its own) items pass through as they are.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from scrapy import signals

from crawler.found import Found
from crawler.readers import Readers
from crawler.reading import Task, read
from crawler.spiders.board import BoardSpider
from roles import wire
from roles.crawl import OwnPage, SeenPosting

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# A source with so many postings to be read is worth the start of readers, which takes as long as reading them.
_MANY = 200
# Lines that wait for one that a reader still has: then the crawl waits, too.
_MOST_LINES = 500


class Collector:
    """Gathers one source. The setting ROLEWATCH_SPOOL names the file that its result goes to, ROLEWATCH_READERS holds
    the processes that read beside the crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.path: str | None = crawler.settings.get("ROLEWATCH_SPOOL")
        self.file: IO[bytes] | None = None
        self.keys: set[str] = set()
        self.own: list[OwnPage] = []
        self.reader = ""
        self.readers: Readers = crawler.settings.get("ROLEWATCH_READERS") or Readers(0)
        self.to_read = 0
        # What is to be written next: lines, and tasks with what their readers will give.
        self.lines: deque[tuple[Task | None, bytes | asyncio.Future[bytes]]] = deque()

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

    async def process_item(self, item: Any) -> Any:
        """Takes one find. A second one of the same key adds nothing."""
        if self.file is None:
            return asdict(item.raw) if isinstance(item, Found) and item.raw else item
        if isinstance(item, OwnPage):
            self.own.append(item)
        elif item.key not in self.keys:
            self.keys.add(item.key)
            self._take(item)
            while len(self.lines) > _MOST_LINES:
                await asyncio.wait([line for _, line in self.lines if isinstance(line, asyncio.Future)][:1])
                self._write()
        return item

    def _take(self, found: Found) -> None:
        """A find on its way into the result: to be read, or only named where its words are as they were."""
        order, raw = self.spider.order, found.raw
        digest = found.digest if raw is None else wire.digest(raw)
        known = self.spider.known.get(found.key)
        if raw is not None and not self.reader:
            self.reader = self.spider.readers
        if raw is None or (known is not None and known.digest == digest and order.reader == self.reader):
            named = SeenPosting(key=found.key, url=found.url, digest=digest)
            self.lines.append((None, wire.encode_record(wire.Seen(named))))
        else:
            task = Task(found.key, found.url, digest, raw, order.company, order.now, order.timezone)
            self.to_read += 1
            if self.to_read == _MANY:
                self.readers.start()
            self.lines.append((task, self.readers.give(task) or read(task)))
        self._write()

    def _write(self) -> None:
        """Writes the lines that are there, in the order of the finds."""
        assert self.file is not None
        while self.lines:
            task, line = self.lines[0]
            if isinstance(line, asyncio.Future):
                if not line.done():
                    return
                assert task is not None
                line = read(task) if line.exception() else line.result()
            self.file.write(line)
            self.lines.popleft()

    async def finish(self, reason: str) -> None:
        """Ends the result with the spider's report. `reason` is Scrapy's word for how the crawl ended."""
        if self.file is None:
            return
        if awaited := [line for _, line in self.lines if isinstance(line, asyncio.Future)]:
            await asyncio.wait(awaited)
        self._write()
        for page in (*self.own, *self.spider.not_asked):
            self.file.write(wire.encode_record(wire.Own(page)))
        for remembered in self.spider.memory.fresh.values():
            self.file.write(wire.encode_record(wire.Remembered(remembered)))
        reader = self.reader or self.spider.readers
        self.file.write(wire.encode_record(wire.End(self.spider.report(reason), len(self.keys), reader)))
        self.file.close()
        self.file = None
