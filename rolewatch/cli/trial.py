"""Addresses tried without a file: what a crawl child brings back of them, and the pages as they came."""

from __future__ import annotations

import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click
from rich.console import Console

from roles import wire
from roles.crawl import PAGES_LIST, CrawlOrder, CrawlResult, SavedPage
from roles.errors import FormatError
from rolewatch.config import Config, Source, absolute
from rolewatch.engine import Progress, crawl
from rolewatch.watch import order_for


@dataclass(frozen=True, slots=True)
class Trial:
    """One address tried: the result of its crawl, and its first pages with the folder that they lie in."""

    result: CrawlResult
    pages: tuple[SavedPage, ...]
    folder: Path

    @property
    def offered(self) -> int:
        """Postings that were read."""
        return sum(seen.posting is not None for seen in self.result.postings)

    @property
    def read_completely(self) -> bool:
        """Whether the source was read as far as it can be."""
        return self.result.report.verdict in ("complete", "window")


def address(url: str, folder: Path) -> str:
    """What a user gives as an address, as it is asked for. Raises BadParameter."""
    try:
        return absolute(url, folder)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def order_of(
    name: str, url: str, config: Config, now: str, *, board: str = "auto", company: str | None = None
) -> CrawlOrder:
    """The order for an address that no configuration names."""
    return order_of_source(Source(id=name, url=url, board=board, company=company), config, now)


def order_of_source(source: Source, config: Config, now: str) -> CrawlOrder:
    """The order for a source, without a file that knows of it."""
    from crawler.boards import hosts_for

    return order_for(source, config, run_id=0, now=now, hosts_for=hosts_for)


@contextmanager
def tried(orders: Sequence[CrawlOrder], place: Path | None = None) -> Iterator[list[Trial]]:
    """Crawls addresses, each once, and gives what came of them in their order; see `trials`."""
    with trials(orders, place) as coming:
        found = {trial.result.source_id: trial for trial in coming}
        yield [found[order.source_id] for order in orders]


@contextmanager
def trials(orders: Sequence[CrawlOrder], place: Path | None = None) -> Iterator[Iterator[Trial]]:
    """Crawls addresses, each once, and gives what came of them as it comes.

    The pages lie in a folder (below `place`, where one is given) that is taken away afterwards.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # told to end: the folder is taken away too
    folder = Path(tempfile.mkdtemp(prefix=".rolewatch-", dir=place))
    try:
        saving = []
        for order in orders:
            (folder / order.source_id).mkdir()
            saving.append(replace(order, save=str(folder / order.source_id)))
        with _progress() as show:
            yield (_trial(result, folder / result.source_id) for result in crawl(saving, show))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _trial(result: CrawlResult, folder: Path) -> Trial:
    pages: list[SavedPage] = []
    lines = folder / PAGES_LIST
    if lines.exists():
        for line in lines.read_text(encoding="utf-8").splitlines():
            try:
                pages.append(wire.from_json(line, SavedPage))
            except FormatError:  # a child that was killed in mid-line
                break
    return Trial(result, tuple(pages), folder)


@contextmanager
def _progress() -> Iterator[Callable[[Progress], None]]:
    """On a terminal: a line that says how far the crawl is."""
    console = Console(file=sys.stderr)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status("asking ...") as status:
        yield lambda progress: status.update(f"{progress.settled} of {progress.planned} pages")
