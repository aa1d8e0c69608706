"""What crawls: an engine takes orders and gives the result of each, as they come. This one has crawl children here.

`rolewatch.on_dask` has another, of the same shape, whose children run on other machines.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from roles import wire
from roles.crawl import CrawlOrder, CrawlResult, failed
from roles.errors import FormatError
from roles.event import Changes
from rolewatch.admission import Admission
from rolewatch.children import Children, Lost
from rolewatch.garbage import not_collected

# Sources under way at once: each waits for its host most of the time.
WINDOW = 1024
# Processes that read beside a crawl child: with more, the child cannot find postings as fast as they are read.
_MOST_READERS = 3
# How often the loop looks up from listening, in seconds.
_LOOK_UP = 0.5


@dataclass(frozen=True, slots=True)
class Progress:
    """Something to show while a run is under way."""

    source_id: str
    settled: int = 0
    planned: int = 0
    changes: Changes | None = None
    finished: int = 0
    total: int = 0


# What completes an order when its turn comes: what is known of fifty thousand sources is too much to be held at once.
Complete = Callable[[CrawlOrder], CrawlOrder]
# Orders, something to show progress to, whether to begin no other, and what completes each order → the result of each
# order that was begun.
Engine = Callable[
    [Sequence[CrawlOrder], Callable[[Progress], None], Callable[[], bool], Complete], Iterator[CrawlResult]
]


def crawl(
    orders: Sequence[CrawlOrder],
    show: Callable[[Progress], None],
    stopping: Callable[[], bool] = lambda: False,
    complete: Complete = lambda order: order,
) -> Iterator[CrawlResult]:
    """The result of each order, as they come.

    An order whose child died is tried once more, alone: one bad page must not take the other sources of its child with
    it.
    """
    with tempfile.TemporaryDirectory(prefix="rolewatch-") as folder:
        again: list[tuple[CrawlOrder, str]] = []
        cores = os.cpu_count() or 1
        most = max(1, min(cores, len(orders)))
        # Cores that no child takes may read beside them.
        readers = min(_MOST_READERS, cores // most - 1)
        yield from _round(orders, show, most, readers, Path(folder), again, stopping, complete)
        for order, _ in again:
            lost: list[tuple[CrawlOrder, str]] = []
            yield from _round([order], show, 1, 0, Path(folder), lost, stopping, complete)
            for unlucky, why in lost:
                yield failed(unlucky, f"{why}, twice; the other sources were not affected")


def _round(
    orders: Sequence[CrawlOrder],
    show: Callable[[Progress], None],
    most: int,
    readers: int,
    folder: Path,
    lost: list[tuple[CrawlOrder, str]],
    stopping: Callable[[], bool],
    complete: Complete,
) -> Iterator[CrawlResult]:
    """Results of orders; those whose child died are put into `lost` with the reason."""
    by_id = {order.source_id: order for order in orders}
    admission = Admission(orders, WINDOW)
    with Children(most, folder, readers=readers) as children:
        while admission.under_way if stopping() else not admission.finished:
            while not stopping() and (order := admission.next(time.monotonic())):
                children.give(complete(order))
            pause = None if stopping() else admission.wait(time.monotonic())
            match children.hear(_LOOK_UP if pause is None else min(pause, _LOOK_UP)):
                case wire.Progress(source_id=source_id, settled=settled, planned=planned):
                    show(Progress(source_id, settled=settled, planned=planned))
                case wire.Done(source_id=source_id, spool=spool):
                    if admission.given:
                        children.dismiss()
                    result = _load(by_id[source_id], Path(spool))
                    admission.done(by_id[source_id], time.monotonic(), result.report.delay)
                    yield result
                    del result
                case Lost(orders=unlucky, why=why):
                    for order in unlucky:
                        admission.done(order, time.monotonic())
                        lost.append((order, why))


def _load(order: CrawlOrder, spool: Path) -> CrawlResult:
    """The result that a child left in a file, which is taken away. No result, or half of one, means failed."""
    try:
        with spool.open("rb") as lines, not_collected():
            return wire.decode_result(lines)
    except (OSError, FormatError) as error:
        return failed(order, f"the crawl left no whole result ({error})")
    finally:
        spool.unlink(missing_ok=True)
