"""`rolewatch crawl`."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from roles.errors import ClusterLost
from rolewatch.cli.context import clock, configuration
from rolewatch.config import Config, Source, cluster_address
from rolewatch.engine import Engine, Progress, crawl
from rolewatch.lock import recorder_lock
from rolewatch.watch import Outcome, watch
from storage.file import check
from storage.store import Store

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

_gentle = threading.Event()


def run(
    names: Sequence[str], config_path: Path, database: Path, now: str, *, quiet: bool, on: str | None = None
) -> int:
    """Crawls, prints what changed, and gives the exit status: 0 where every source was read as far as it can be.

    `on` is the address of a cluster's scheduler, "" for none; without it the configuration's word holds.
    """
    config = configuration(config_path)
    chosen = _chosen(config, names, config_path)
    moment = clock(now)
    check(database)
    # Told to end by a service manager or by scheduler.py: the same as Ctrl-C. (Ctrl-C itself is ignored in a job that a
    # shell put into the background.)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # Told by scheduler.py, which is told to end: what is under way is finished, nothing else is begun.
    signal.signal(signal.SIGUSR1, lambda *_: _gentle.set())
    recorded = _Count()
    try:
        with recorder_lock(database), _engine(config, on) as engine, Store(database) as store:
            outcome = _watch(config, chosen, store, moment, engine, recorded, quiet=quiet, replay=bool(now))
    except KeyboardInterrupt:
        sys.stderr.write("interrupted; what was complete is recorded\n")
        return 130
    except ClusterLost as error:
        left = len(chosen) - recorded.sources
        sys.stderr.write(f"{error}: {recorded.sources} recorded, {left} will be crawled next time\n")
        return 1
    if not quiet:
        from rolewatch.tell import digest_of_run, render

        digest = digest_of_run(database, outcome.run_id, moment, config.timezone)
        sys.stdout.write(render(digest, "text", "zh" if config.digest.lang == "zh" else "en"))
    if _gentle.is_set() and len(outcome.sources) < len(chosen):
        return 130
    return 0 if outcome.every_source_read else 1


def _chosen(config: Config, names: Sequence[str], path: Path) -> tuple[Source, ...]:
    known = {source.id: source for source in config.source}
    for name in names:
        if name not in known:
            raise click.BadParameter(f"{path} has no source {name}; it has: {', '.join(known) or 'none'}")
        if not known[name].enabled:
            raise click.BadParameter(f"the source {name} is disabled in {path}")
    return tuple(known[name] for name in dict.fromkeys(names)) if names else config.enabled


@contextmanager
def _engine(config: Config, on: str | None) -> Iterator[Engine]:
    """What crawls: the children of this machine, or the cluster that the command or the configuration names."""
    try:
        address = config.crawl.on if on is None else cluster_address(on, config.cluster)
    except ValueError as error:
        raise click.BadParameter(f"--on: {error}") from None
    if not address:
        yield crawl
        return
    from rolewatch.on_dask import cluster  # here, for it is an extra

    with cluster(address, config.cluster, config.crawl.max_memory) as engine:
        yield engine


class _Count:
    """How many sources are recorded."""

    sources = 0


def _watch(
    config: Config,
    sources: Sequence[Source],
    store: Store,
    now: str,
    engine: Engine,
    recorded: _Count,
    *,
    quiet: bool,
    replay: bool,
) -> Outcome:
    from crawler.boards import hosts_for

    def run(show: Callable[[Progress], None]) -> Outcome:
        def shown(progress: Progress) -> None:
            recorded.sources = max(recorded.sources, progress.finished)
            show(progress)

        return watch(
            config,
            sources,
            store,
            now,
            shown,
            replay=replay,
            hosts_for=hosts_for,
            stopping=_gentle.is_set,
            crawl=engine,
        )

    if quiet:
        return run(_only_troubles)
    if not sys.stderr.isatty():
        return run(_line)
    # Here, for a crawl that nobody watches needs none of it.
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[note]}"))
    with Bar(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        return run(_on_bar(bar, len(sources)))


def _on_bar(bar: Bar, total: int) -> Callable[[Progress], None]:
    task = bar.add_task("sources", total=total, note="")

    def show(progress: Progress) -> None:
        if progress.changes is None:
            bar.update(task, note=f"{progress.source_id}: {progress.settled} of {progress.planned} pages")
        else:
            bar.update(task, completed=progress.finished, note=_summary(progress))

    return show


def _summary(progress: Progress) -> str:
    assert progress.changes is not None
    source_run = progress.changes.source_run
    events = len(progress.changes.events)
    message = f" - {source_run.message}" if source_run.message else ""
    return f"{progress.source_id}: {source_run.verdict}, {source_run.postings} postings, {events} events{message}"


def _line(progress: Progress) -> None:
    if progress.changes is not None:
        sys.stderr.write(f"[{progress.finished}/{progress.total}] {_summary(progress)}\n")


def _only_troubles(progress: Progress) -> None:
    if progress.changes is not None and progress.changes.source_run.verdict not in ("complete", "window"):
        sys.stderr.write(f"{_summary(progress)}\n")
