"""The recorder and any engine: what comes twice, late or for another run is not applied. And no extra, no cluster."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from roles.crawl import CrawlOrder, CrawlReport, CrawlResult
from roles.errors import ClusterLost
from rolewatch import agenda
from rolewatch.config import Config, Source
from rolewatch.engine import Complete, Engine, Progress
from rolewatch.on_dask import DISTRIBUTED_MISSING
from rolewatch.watch import watch
from storage.store import Store
from tests.commands import Desk
from tests.market import ad, day
from tests.test_scheduler import NOON, source

ROOT = Path(__file__).parent.parent
CONFIG = Config(source=(Source(id="acme", url="https://acme.example/"),))


def bringing(make: Callable[[CrawlOrder], Sequence[CrawlResult]]) -> Engine:
    """An engine with a will of its own."""

    def crawl(
        orders: Sequence[CrawlOrder], show: Callable[[Progress], None], stopping: Callable[[], bool], complete: Complete
    ) -> Iterator[CrawlResult]:
        for order in orders:
            assert order.known == order.pages == (), "what is known of all sources is too much to be held at once"
            assert order.reader == complete(order).reader, (
                "a crawl that is lost counts as that of the readers of last time"
            )
            yield from make(complete(order))

    return crawl


def result(order: CrawlOrder, *names: str) -> CrawlResult:
    report = CrawlReport(verdict="complete", board="jsonld")
    return CrawlResult(run_id=order.run_id, source_id=order.source_id, reader="r", report=report,
                       postings=tuple(map(ad, names)))  # fmt: skip


def test_a_result_that_comes_twice_or_of_an_earlier_run_is_not_applied(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    yesterdays: list[CrawlResult] = []

    def first(order: CrawlOrder) -> Sequence[CrawlResult]:
        yesterdays.append(result(order, "a"))
        return [result(order, "a", "b")]

    def second(order: CrawlOrder) -> Sequence[CrawlResult]:
        once = result(order, "a", "b", "c")
        return [yesterdays[0], once, once, yesterdays[0], replace(yesterdays[0], run_id=order.run_id)]

    with Store(desk.database) as store:
        for at, engine in ((day(1), first), (day(9), second)):
            watch(CONFIG, CONFIG.source, store, at, lambda _: None, crawl=bringing(engine))
    assert desk.ask("SELECT count(*), sum(status = 'open') FROM postings") == [(3, 3)]
    assert desk.ask("SELECT kind, count(*) FROM events GROUP BY 1") == [("new", 3)], "the late one closed nothing"
    assert desk.ask("SELECT run_id, source_id, postings FROM source_runs") == [(1, "acme", 2), (2, "acme", 3)]
    keys = [row[1] for row in desk.ask("PRAGMA table_info(source_run)") if row[5]]
    assert keys == ["run_id", "source_id"], "a source has one row per run"


def test_without_the_extra_nothing_is_imported_and_one_line_says_what_to_install(desk: Desk) -> None:
    modules = "rolewatch.cli.app, rolewatch.cli.crawl, rolewatch.watch, rolewatch.engine, scheduler, sys"
    seen = f"import {modules}; sys.exit(any(m.partition('.')[0] in ('distributed', 'dask') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", seen]).returncode == 0
    desk.configure({"acme": "https://acme.example/"})
    missing = "import sys; sys.modules['distributed'] = None; from rolewatch.cli import main; main()"
    words = ["crawl", "--on", "tcp://127.0.0.1:8786"]
    done = subprocess.run([sys.executable, "-c", missing, *words], cwd=desk.folder, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, f"rolewatch: {DISTRIBUTED_MISSING}\n")
    [pinned] = re.findall(r"^distributed==\S+", (ROOT / "requirements-cluster.txt").read_text(), re.M)
    assert DISTRIBUTED_MISSING.endswith(f"python -m pip install {pinned}")
    assert not desk.database.exists()


def test_an_order_knows_the_ads_of_its_source_when_its_turn_comes(tmp_path: Path) -> None:
    known: list[set[str]] = []

    def noting(order: CrawlOrder) -> Sequence[CrawlResult]:
        known.append({one.title for one in order.known})
        return [result(order, "a", "b")]

    with Store(Desk(tmp_path).database) as store:
        for at in (day(1), day(2)):
            watch(CONFIG, CONFIG.source, store, at, lambda _: None, crawl=bringing(noting))
    assert known[0] == set()
    assert len(known[1]) == 2


def test_a_cluster_without_encryption_off_this_machine_is_refused(desk: Desk) -> None:
    desk.configure({"acme": "https://acme.example/"})
    for address, words in (
        ("tcp://192.0.2.1:8786", "neither encrypted nor on this machine"),
        ("tls://192.0.2.1:8786", "needs cluster.ca, cluster.certificate, cluster.key in the configuration"),
        ("192.0.2.1", "is no address of a scheduler"),
    ):
        refused = desk.run("crawl", "--on", address, check=2)
        assert words in " ".join(refused.stderr.replace("│", " ").split())
    assert not desk.database.exists()


def test_a_lost_cluster_is_no_sources_fault() -> None:
    one, two = source("one", "1h"), source("two", "1h")
    address = "tls://crawl-a:8786"
    lost = agenda.setback(None, NOON, str(ClusterLost(address, "is gone")))
    assert agenda.batch((one, two), {address: lost}, NOON, address) == ()
    assert agenda.batch((one, two), {address: lost}, lost.until, address) == (one, two), "all of them together"
    assert agenda.batch((one, two), {address: lost}, NOON) == (one, two), "another configuration does not wait"
