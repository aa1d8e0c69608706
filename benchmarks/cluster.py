"""How many sources a second a cluster crawls, with 1, 2 and 4 workers, beside an embedded crawl of the same sources.

    python -m benchmarks.cluster [--sources 200] [--pages 10] [--delay 0] [--workers 1 2 4] [--threads 32]

Every source has a host of its own on the loopback network (127.1.x.y, Linux only). Scheduler, workers and sites share
this machine, so more workers than cores can only show what they cost. The yardstick is the embedded crawl, in the same
run, before each. Timed is the engine alone, from its first order to its last result: connecting and recording are not.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.many_hosts import orders_for, serve
from roles.crawl import CrawlOrder
from rolewatch.config import Cluster
from rolewatch.engine import Engine, crawl
from rolewatch.on_dask import Terms, cluster

_PORT, _SITES = 18941, 18942
_ADDRESS = f"tcp://127.0.0.1:{_PORT}"


@contextmanager
def _running(workers: int, threads: int, folder: Path) -> Iterator[None]:
    """A scheduler and so many workers, each a process with so many threads; plain tcp, for it stays on this machine."""
    dask = [sys.executable, "-m", "dask"]
    here = ["--host", "127.0.0.1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0"]
    scheduler = [*dask, "scheduler", *here, "--port", str(_PORT)]
    worker = [*dask, "worker", _ADDRESS, *here, "--no-nanny", "--nworkers", "1", "--nthreads", str(threads)]
    worker += ["--local-directory", str(folder)]
    with (folder / "log").open("wb") as log:
        started = [subprocess.Popen(command, stdout=log, stderr=log) for command in [scheduler, *[worker] * workers]]
        try:
            while (folder / "log").read_text(encoding="utf-8").count("Registered to") < workers:
                time.sleep(0.1)
            yield
        finally:
            for process in reversed(started):
                process.kill()
                process.wait()


def _timed(engine: Engine, orders: list[CrawlOrder]) -> float:
    """Sources a second. Raises AssertionError where one was not read completely."""
    begin = time.perf_counter()
    verdicts = [result.report.verdict for result in engine(orders, lambda _: None, lambda: False, lambda order: order)]
    assert verdicts == ["complete"] * len(orders), verdicts
    return len(orders) / (time.perf_counter() - begin)


def main() -> int:
    """Prints a line per number of workers."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--sources", type=int, default=200)
    options.add_argument("--pages", type=int, default=10)
    options.add_argument("--delay", type=float, default=0.0)
    options.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    options.add_argument("--threads", type=int, default=32)
    chosen = options.parse_args()
    sites = multiprocessing.Process(target=serve, args=(_SITES, chosen.pages), daemon=True)
    sites.start()
    time.sleep(0.5)
    orders = orders_for(chosen.sources, _SITES, chosen.delay, chosen.pages)
    print(f"{chosen.sources} sources of {chosen.pages} pages, delay {chosen.delay:g} s, {os.cpu_count()} cores")
    try:
        for workers in chosen.workers:
            embedded = _timed(crawl, orders)
            with (
                tempfile.TemporaryDirectory(prefix="rolewatch-bench-") as folder,
                _running(workers, chosen.threads, Path(folder)),
                cluster(_ADDRESS, Cluster(), 4096, Terms(patience=60)) as engine,
            ):
                there = _timed(engine, orders)
            print(
                f"{workers} workers of {chosen.threads} threads: {there:.1f} sources/s,"
                f" {there / embedded:.2f} times the embedded crawl ({embedded:.1f} sources/s)",
                flush=True,
            )
    finally:
        sites.kill()
    return 0


if __name__ == "__main__":
    sys.exit(main())
