"""The crawl child: orders come in as JSON lines, one result per source goes to a file, and its name to standard output.

One process, one reactor, many sources at once. It ends when its input ends: without orders under way that is the
regular end; with orders under way its parent is gone, and it leaves at once, so that an orphan and its successor
never crawl one host together. Where it was given a bound of silence it also leaves when its parent, frozen perhaps,
sends nothing for that long: an empty line is a sign of life.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.settings import Settings
from scrapy.utils.reactor import install_reactor

from crawler import settings as defaults
from crawler.readers import Readers
from roles import wire
from roles.crawl import CrawlOrder
from roles.errors import FormatError

if TYPE_CHECKING:
    from scrapy.crawler import AsyncCrawlerRunner, Crawler

_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
# So many new objects are looked through for garbage at once, of which a page leaves little; Python's own 700 take 5 %
# of the time of a crawl.
_GARBAGE = 20_000
# A progress line is worth printing when so many more pages are settled.
_PROGRESS_EVERY = 5


class _OneOrders(Settings):
    """Settings made for one order: a crawler takes a copy of what it is given, and that copy costs 4 ms."""

    def copy(self) -> _OneOrders:
        return self


def settings_for(order: CrawlOrder, spool: Path, readers: Readers) -> Settings:
    """Scrapy's settings for one order."""
    settings = _OneOrders()
    settings.setmodule(defaults, priority="project")
    settings.setdict(
        {
            "ROLEWATCH_SPOOL": str(spool),
            "ROLEWATCH_READERS": readers,
            "USER_AGENT": order.user_agent or defaults.USER_AGENT,
            "ROBOTSTXT_OBEY": order.obey_robots,
            "DOWNLOAD_DELAY": order.delay,
            "CLOSESPIDER_TIMEOUT": order.max_seconds,
            # Feeds are for the spider on its own.
            "EXTENSIONS_BASE": {"scrapy.extensions.closespider.CloseSpider": 0},
        },
        priority="cmdline",
    )
    return settings


class Child:
    """Runs orders until the input ends."""

    def __init__(
        self, runner: AsyncCrawlerRunner, folder: Path, readers: Readers, loop: asyncio.AbstractEventLoop
    ) -> None:
        self.runner, self.folder, self.readers, self.loop = runner, folder, readers, loop
        self.under_way: set[asyncio.Task[None]] = set()
        self.ended = asyncio.Event()
        self.heard_at = time.monotonic()

    def read_orders(self) -> None:
        """Reads standard input in a thread of its own: a blocked page must not keep us from noticing its end."""
        for line in sys.stdin.buffer:
            self.heard_at = time.monotonic()
            if line == b"\n":
                continue
            try:
                order = wire.decode_order(line)
            except FormatError as error:
                sys.stderr.write(f"{error}\n")
                os._exit(2)
            self.loop.call_soon_threadsafe(self.start, order)
        if self.under_way:
            os._exit(3)
        self.loop.call_soon_threadsafe(self.ended.set)

    def mind_silence(self, seconds: float) -> None:
        """Leaves when nothing was heard for so long, whatever is under way."""
        while (silent := time.monotonic() - self.heard_at) < seconds:
            time.sleep(seconds - silent)
        os._exit(4)

    def start(self, order: CrawlOrder) -> None:
        """Starts the crawl of one source."""
        task = self.loop.create_task(self.crawl(order))
        self.under_way.add(task)

    async def crawl(self, order: CrawlOrder) -> None:
        """Crawls one source and says where its result lies."""
        from scrapy.crawler import Crawler

        from crawler.save import finish
        from crawler.spiders.board import BoardSpider

        spool = self.folder / f"{order.run_id}-{order.source_id}.jsonl"
        crawler = Crawler(BoardSpider, settings_for(order, spool, self.readers))
        progress = _Progress(crawler, order.source_id)  # signals hold it weakly: this name keeps it
        crawler.signals.connect(progress.count, signal=signals.response_received)
        try:
            await self.runner.crawl(crawler, order=order)
            if order.save and crawler.spider is not None:
                finish(order.save, crawler.spider.board)  # type: ignore[attr-defined]
        except Exception:
            logging.getLogger(__name__).exception("crawl of %s", order.source_id)
        # Before we say so: an input that ends as soon as that is heard ends regularly.
        if task := asyncio.current_task():
            self.under_way.discard(task)
        say(wire.Done(order.source_id, str(spool)))


class _Progress:
    def __init__(self, crawler: Crawler, source_id: str) -> None:
        self.crawler, self.source_id, self.pages = crawler, source_id, 0

    def count(self) -> None:
        self.pages += 1
        if self.pages % _PROGRESS_EVERY == 0:
            planned = len(self.crawler.spider.ledger.planned)  # type: ignore[union-attr]
            say(wire.Progress(self.source_id, self.pages, planned))


def say(word: wire.Word) -> None:
    """Tells the recorder one thing."""
    sys.stdout.buffer.write(wire.encode_word(word))
    sys.stdout.buffer.flush()


async def serve(folder: Path, most_readers: int, silence: float | None) -> None:
    """Takes orders until standard input ends, or says nothing for `silence` seconds."""
    from scrapy.crawler import AsyncCrawlerRunner

    readers = Readers(most_readers)
    child = Child(AsyncCrawlerRunner(Settings()), folder, readers, asyncio.get_running_loop())
    threading.Thread(target=child.read_orders, daemon=True).start()
    if silence is not None:
        threading.Thread(target=child.mind_silence, args=(silence,), daemon=True).start()
    await child.ended.wait()
    await readers.close()


def main() -> None:
    """Entry point of `python -m crawler.run FOLDER READERS [SILENCE]`.

    Results go into FOLDER; at most READERS processes read beside this one; SILENCE is in seconds.
    """
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    install_reactor(_REACTOR)
    from scrapy.utils.defer import deferred_from_coro
    from twisted.internet import reactor

    running: Any = reactor  # the module's type has no instance methods
    gc.set_threshold(_GARBAGE)
    silence = float(sys.argv[3]) if len(sys.argv) > 3 else None
    deferred_from_coro(serve(Path(sys.argv[1]), int(sys.argv[2]), silence)).addBoth(lambda _: running.stop())
    running.run()


if __name__ == "__main__":
    main()
