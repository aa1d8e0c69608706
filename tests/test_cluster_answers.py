"""What workers answer, and how much of it at once: pretended answers on a real cluster."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from roles.crawl import CrawlOrder, CrawlResult
from rolewatch import on_dask
from tests import cluster as clusters
from tests.cluster import Cluster
from tests.pretend import pretending as pretending
from tests.pretend import resident

pytestmark = clusters.needed()
KINDS = (
    "object",
    "pickled",
    "nothing",
    "raises",
    "raises-surprise",
    "garbage",
    "cut",
    "no-json",
    "other-release",
    "other-source",
    "bomb",
)


def order(source: str, host: str = "", **more: object) -> CrawlOrder:
    url = f"https://{host or source}.example/"
    return CrawlOrder(**{"run_id": 7, "source_id": source, "url": url, "now": "2026-03-02T00:30:00Z", "delay": 0.0, **more})  # type: ignore[arg-type]  # fmt: skip


def crawled(running: Cluster, orders: list[CrawlOrder]) -> dict[str, CrawlResult]:
    with on_dask.cluster(running.address, running.files(), 4096) as engine:
        return {one.source_id: one for one in engine(orders, lambda _: None, lambda: False)}


def test_wrong_answers_are_failed_verdicts_and_the_recorder_lives(
    running: Cluster, pretending: None, tmp_path: Path
) -> None:
    found = crawled(
        running, [order(kind, company=str(tmp_path / "surprise"), max_pages=os.getpid()) for kind in (*KINDS, "fine")]
    )
    verdicts = {name: result.report.verdict for name, result in found.items()}
    assert verdicts == {**dict.fromkeys(KINDS, "failed"), "fine": "complete"}
    assert not (tmp_path / "surprise").exists(), "what a worker pickled came to life here"
    messages = {name: result.report.message for name, result in found.items()}
    assert "runs another Rolewatch, 0.0.1 (old)" in messages["other-release"]
    assert "install the same on both" in messages["other-release"]
    assert "(ValueError)" in messages["raises"]
    assert "32 MB" in messages["bomb"]
    assert "answers run 7 of mthreads" in messages["other-source"]


def test_an_order_whose_child_died_is_tried_once_more_and_alone(running: Cluster, pretending: None) -> None:
    [found] = crawled(running, [order("dead-child")]).values()
    assert (found.report.verdict, found.report.message) == ("complete", "alone")


@pytest.mark.parametrize(
    ("results", "seconds"), [(150, 0.005), pytest.param(1000, 0.05, marks=[pytest.mark.soak, pytest.mark.timeout(900)])]
)
def test_a_slow_recorder_bounds_what_is_outstanding(
    running: Cluster, pretending: None, results: int, seconds: float
) -> None:
    orders = [order(f"large--300000-{number}") for number in range(results)]
    with on_dask.cluster(running.address, running.files(), 4096) as engine:
        owner = engine.__self__  # type: ignore[attr-defined]
        given, send = [0], owner._send
        owner._send = lambda *words, **more: (given.__setitem__(0, given[0] + 1), send(*words, **more))[1]
        before, done, most = resident(), 0, 0
        for result in engine(orders, lambda _: None, lambda: False):
            assert result.report.verdict == "complete"
            most = max(most, given[0] - done)
            done += 1
            time.sleep(seconds)
        assert done == len(orders)
        assert most <= owner.window == int(2.5 * 2 * running.threads)
        assert resident() - before < 40, "far less than came in all: 300 KB each"


def test_a_large_answer_comes_through(running: Cluster, pretending: None) -> None:
    [found] = crawled(running, [order("large--20000000")]).values()
    assert found.postings[0].raw is not None
    assert len(found.postings[0].raw.text) == 20_000_000
