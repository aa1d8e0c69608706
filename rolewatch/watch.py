"""The recorder: orders go to the engine that crawls, each result is decided on and stored by itself, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from roles.crawl import CrawlOrder, CrawlResult
from roles.event import Changes, Snapshot, SourceRun
from roles.lifecycle import decide
from roles.model import Posting, RawPosting
from rolewatch import engine
from rolewatch.config import Config, Source
from rolewatch.engine import Engine, Progress
from rolewatch.garbage import not_collected
from storage.store import Store, WatchedSource


@dataclass
class Outcome:
    """How a run ended: how each source was read, in the order in which they were recorded."""

    run_id: int
    sources: list[SourceRun] = field(default_factory=list)

    @property
    def every_source_read(self) -> bool:
        """Whether each source was read as far as it can be."""
        return all(source.verdict in ("complete", "window") for source in self.sources)


# The hosts that crawling an address may ask besides its own, given names of boards that may read it.
HostsFor = Callable[..., tuple[str, ...]]


def order_for(
    source: Source,
    config: Config,
    *,
    run_id: int,
    now: str,
    last: tuple[str | None, str] = (None, ""),
    hosts_for: HostsFor = lambda *_: (),
) -> CrawlOrder:
    """What a crawl child needs to know to crawl a source, but for what is known of its ads and pages.

    `last` are the board and the readers of last time: a crawl that is lost counts as theirs.
    """
    kept, reader = last
    return CrawlOrder(
        run_id=run_id,
        source_id=source.id,
        url=source.url,
        now=now,
        timezone=config.timezone,
        board=source.board,
        kept_board=kept,
        company=source.company,
        select=source.select,
        hosts=hosts_for(source.url, source.board, kept),
        reader=reader,
        user_agent=config.crawl.user_agent,
        delay=0.0 if source.url.startswith("file:") else config.crawl.delay,
        obey_robots=config.crawl.obey_robots,
        max_pages=config.crawl.max_pages,
        max_seconds=config.crawl.max_seconds,
    )


def watch(
    config: Config,
    sources: Sequence[Source],
    store: Store,
    now: str,
    show: Callable[[Progress], None],
    *,
    replay: bool = False,
    hosts_for: HostsFor = lambda *_: (),
    stopping: Callable[[], bool] = lambda: False,
    crawl: Engine = engine.crawl,
) -> Outcome:
    """Crawls sources once and records what they offer.

    `now` is the clock of this run (UTC, ISO 8601). Every source of the configuration is registered, also those that
    are not crawled now. `hosts_for` says which hosts a board asks besides the source's own. KeyboardInterrupt ends the
    run: what was complete is recorded. A `replay` records the sources in their order instead of as they come, so that
    the same replay gives the same numbers. Once it is `stopping`, sources under way are finished and recorded and no
    other is begun. `crawl` is the engine: crawl children of this machine, or a cluster.
    """
    store.register(
        [WatchedSource(one.id, one.url, one.board, one.company) for one in config.enabled], config.scope.families, now
    )
    run_id = store.begin_run(now)
    outcome = Outcome(run_id)
    status = "interrupted"
    last = store.last_readings()
    orders = [
        order_for(source, config, run_id=run_id, now=now, last=last.get(source.id, (None, "")), hosts_for=hosts_for)
        for source in sources
    ]
    waiting: dict[str, CrawlResult] = {}
    turns = [order.source_id for order in orders]

    def keep(source_id: str) -> None:
        result = waiting.pop(source_id)
        changes = record(store, result, now, config)
        outcome.sources.append(changes.source_run)
        show(Progress(result.source_id, changes=changes, finished=len(outcome.sources), total=len(orders)))

    try:
        for result in crawl(orders, show, stopping, partial(_with_what_is_known, store)):
            waiting[result.source_id] = result
            if not replay:
                keep(result.source_id)
            del result  # what is recorded need not be held until the next one comes
            while turns and turns[0] in waiting:
                keep(turns.pop(0))
        status = "interrupted" if stopping() else "done"
    finally:
        for source_id in list(waiting):
            keep(source_id)
        store.end_run(run_id, now, status)
    return outcome


def _with_what_is_known(store: Store, order: CrawlOrder) -> CrawlOrder:
    """An order with the ads and the pages of its source as they are in the file now."""
    known, reader = store.known_postings(order.source_id)
    return replace(order, known=known, reader=reader, pages=store.known_pages(order.source_id))


def record(store: Store, result: CrawlResult, now: str, config: Config) -> Changes:
    """Decides what a result changes, outside the write lock, and writes it inside.

    Decides again where the file moved.
    """
    company = config.companies.get(result.source_id)

    def reread(raw: RawPosting) -> Posting:
        from roles.normalise import normalise  # here, for only what another release has read is read again

        return normalise(raw, company=company, now=now, zone=config.timezone)

    def decided(snapshot: Snapshot) -> Changes:
        return decide(snapshot, result, now=now, zone=config.timezone, reread=reread)

    with not_collected():
        snapshot, version = store.snapshot(result)
        changes = decided(snapshot)
        with store.writing() as transaction:
            if transaction.stale(result.source_id, result.run_id):
                transaction.refuse(changes)
                return changes
            if transaction.moved(version):
                changes = decided(store.snapshot(result)[0])
            transaction.apply(changes)
            transaction.remember(result.source_id, result.pages)
    return changes
