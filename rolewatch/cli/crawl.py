"""`rolewatch crawl`."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from rolewatch.cli.context import clock, configuration
from rolewatch.config import Config, Source
from rolewatch.lock import recorder_lock
from rolewatch.tell import digest_of_run, render
from rolewatch.watch import Outcome, Progress, watch
from storage.file import check
from storage.store import Store

_gentle = threading.Event()


def run(names: Sequence[str], config_path: Path, database: Path, now: str, *, quiet: bool) -> int:
    """Crawls, prints what changed, and gives the exit status: 0 where every source was read as far as it can be."""
    config = configuration(config_path)
    chosen = _chosen(config, names, config_path)
    moment = clock(now)
    check(database)
    # Told to end by a service manager or by scheduler.py: the same as Ctrl-C. (Ctrl-C itself is ignored in a job that a
    # shell put into the background.)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # Told by scheduler.py, which is told to end: what is under way is finished, nothing else is begun.
    signal.signal(signal.SIGUSR1, lambda *_: _gentle.set())
    with recorder_lock(database), Store(database) as store:
        try:
            outcome = _watch(config, chosen, store, moment, quiet=quiet, replay=bool(now))
        except KeyboardInterrupt:
            sys.stderr.write("interrupted; what was complete is recorded\n")
            return 130
    if not quiet:
        digest = digest_of_run(database, outcome.run_id, moment, config.timezone)
        sys.stdout.write(render(digest, "text", "zh" if config.digest.lang == "zh" else "en"))
    if _gentle.is_set() and len(outcome.changes) < len(chosen):
        return 130
    return 0 if outcome.every_source_read else 1


def _chosen(config: Config, names: Sequence[str], path: Path) -> tuple[Source, ...]:
    known = {source.id: source for source in config.source}
    for name in names:
        if name not in known:
            raise typer.BadParameter(f"{path} has no source {name}; it has: {', '.join(known) or 'none'}")
        if not known[name].enabled:
            raise typer.BadParameter(f"the source {name} is disabled in {path}")
    return tuple(known[name] for name in dict.fromkeys(names)) if names else config.enabled


def _watch(config: Config, sources: Sequence[Source], store: Store, now: str, *, quiet: bool, replay: bool) -> Outcome:
    from crawler.boards import hosts_for

    def run(show: Callable[[Progress], None]) -> Outcome:
        return watch(config, sources, store, now, show, replay=replay, hosts_for=hosts_for, stopping=_gentle.is_set)

    console = Console(stderr=True)
    if quiet:
        return run(_only_troubles)
    if not console.is_terminal:
        return run(_line)
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
