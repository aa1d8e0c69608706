"""Whatever leaves a cluster: no worker, a scheduler that dies, a worker that freezes, an order that kills."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from roles import wire
from roles.crawl import CrawlOrder
from rolewatch import on_dask
from rolewatch.children import Children, Lost
from tests import cluster as clusters
from tests.cluster import Cluster, table, until
from tests.commands import Desk
from tests.pages import TITLES, careers
from tests.pretend import pretending as pretending
from tests.site import Answer, Site
from tests.test_cluster_answers import order

pytestmark = clusters.needed()
NOW = "2026-03-02T00:30:00Z"


@pytest.fixture(scope="module")
def fragile(keys: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster whose workers are not started anew, and whose orders are given up with their first worker."""
    with Cluster(keys, tmp_path_factory.mktemp("fragile"), failures=0) as cluster:
        yield cluster


def slow(site: Site, wait: float) -> str:
    entry = careers(site)
    for page in site.pages.values():
        assert isinstance(page, Answer)
        page.wait = wait
    return entry


def test_without_a_worker_it_says_so_in_one_line(fragile: Cluster, desk: Desk, site: Site) -> None:
    fragile.have(workers=0)
    desk.configure({"lanting": careers(site)}, more=table(fragile.keys))
    impatient = (
        "from functools import partial; from rolewatch import on_dask; from rolewatch.cli import main;"
        "assert on_dask.Terms().patience == 30; on_dask.Terms = partial(on_dask.Terms, patience=1.0); main()"
    )
    words = ["crawl", "--on", fragile.address]
    done = subprocess.run([sys.executable, "-c", impatient, *words], cwd=desk.folder, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == (
        f"the cluster at {fragile.address} has no worker, and none came within 1 s: 0 recorded,"
        " 1 will be crawled next time\n"
    )
    assert not desk.database.exists()
    gone = fragile.address.rpartition(":")[0] + f":{clusters.free_port()}"
    words = ["crawl", "--on", gone]
    done = subprocess.run([sys.executable, "-c", impatient, *words], cwd=desk.folder, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith(f"the cluster at {gone} cannot be reached; is its scheduler running?: 0 recorded")


def test_an_order_that_kills_its_worker_is_given_up_and_its_neighbours_are_not(
    fragile: Cluster, pretending: None
) -> None:
    fragile.have(workers=3)
    orders = [order("dies"), *(order(f"sleeps--1-{number}") for number in range(6))]
    with on_dask.cluster(fragile.address, fragile.files(), 4096) as engine:
        while len(engine.__self__.client.nthreads()) < 3:  # type: ignore[attr-defined]
            time.sleep(0.1)
        found = {one.source_id: one.report for one in engine(orders, lambda _: None, lambda: False)}
    assert found.pop("dies").message == "given up, because each worker that crawled it died (KilledWorker)"
    assert {one.verdict for one in found.values()} == {"complete"}


def test_a_scheduler_that_dies_ends_the_crawl_and_the_next_one_does_the_rest(
    fragile: Cluster, desk: Desk, site: Site
) -> None:
    fragile.have(workers=1)
    with Site() as quick:
        desk.configure({"quick": careers(quick), "slow": slow(site, 0.5)}, more=table(fragile.keys))
        words = ("crawl", "--now", NOW, "--on", fragile.address, "--quiet")
        process = desk.start(*words)
        until(lambda: site.log and desk.ask("SELECT 1 FROM source_runs"))
        assert fragile.scheduler is not None
        fragile.kill(fragile.scheduler)
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 1
        assert errors.decode() == (
            f"the cluster at {fragile.address} is gone: 1 recorded, 1 will be crawled next time\n"
        )
        assert desk.ask("SELECT source_id, health FROM sources ORDER BY 1") == [("quick", "ok"), ("slow", "new")]
        asked = len(site.log)
        fragile.have(workers=2)
        desk.run(*words, check=0)
        assert desk.ask("SELECT source_id, verdict FROM source_runs ORDER BY run_id, 1") == [
            ("quick", "complete"), ("quick", "complete"), ("slow", "complete"),
        ]  # fmt: skip
        assert desk.ask("PRAGMA integrity_check") == [("ok",)]
        assert len(desk.events()) == len(TITLES)
        assert site.most_busy == 1, f"the crawl of before went on beside it, after {asked} pages"


def test_what_a_frozen_worker_brings_late_is_not_applied(keys: Path, tmp_path: Path, desk: Desk, site: Site) -> None:
    (tmp_path / "cluster").mkdir()
    with Cluster(keys, tmp_path / "cluster", ttl=8) as cluster:
        cluster.have(workers=2)
        desk.configure({"lanting": slow(site, 0.3)}, more=table(keys))
        process = desk.start("crawl", "--now", NOW, "--on", cluster.address)
        until(lambda: site.asked("/jobs"), words=cluster.log)
        [worker] = [one for one in cluster.workers if cluster.crawl_children(one)]
        os.kill(worker.pid, signal.SIGSTOP)
        until(lambda: site.asked("/jobs") == 2, seconds=60, words=cluster.log)
        os.kill(worker.pid, signal.SIGCONT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert errors.decode().count("complete") == 1, errors
    assert desk.ask("SELECT verdict, postings FROM source_runs") == [("complete", len(TITLES))]
    assert len(desk.events()) == len(TITLES)
    assert site.most_busy == 1


def test_a_crawl_child_leaves_when_its_worker_is_silent(site: Site, tmp_path: Path) -> None:
    asked = CrawlOrder(run_id=1, source_id="s", url=slow(site, 0.7), now=NOW, delay=0.0)
    with Children(1, tmp_path, silence=2.0) as children:
        children.give(asked)
        while not isinstance(children.hear(0.5), wire.Done):
            children.pulse()
        assert len(site.log) == 7, "as long as it hears of us it crawls"
        children.give(asked)
        lost = None
        while lost is None:
            lost = children.hear(5.0)
        assert isinstance(lost, Lost)
        assert "ended with status 4" in lost.why
