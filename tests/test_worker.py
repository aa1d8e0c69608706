"""What a worker runs, without its cluster: bytes in, bytes out, whatever happens to the crawl child."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.crawl import CrawlOrder, CrawlResult
from roles.parcel import Answer, Job, pack_order, unpack_result
from rolewatch import worker
from rolewatch.release import release
from tests.cluster import children_of, command_of, until
from tests.pages import careers
from tests.site import Answer as Page
from tests.site import Site


def order(url: str, source: str = "s") -> CrawlOrder:
    return CrawlOrder(run_id=3, source_id=source, url=url, now="2026-03-02T00:30:00Z", delay=0.0)


def asked(one: CrawlOrder, **job: object) -> bytes:
    return pack_order(Job(**{"release": release(), "recorder": "r", **job}), one)  # type: ignore[arg-type]


def crawl_children() -> set[int]:
    return {pid for pid in children_of(os.getpid()) if "rolewatch-" in command_of(pid)}


class Crawling(threading.Thread):
    """A thread of a worker, with an order that it was given."""

    def __init__(self, one: CrawlOrder, folder: Path, **job: object) -> None:
        super().__init__(daemon=True)
        self.one, self.folder, self.packed, self.wanted, self.answer = one, folder, asked(one, **job), True, b""
        self.start()

    def run(self) -> None:
        self.answer = worker.crawl_packed(self.packed, lambda: self.wanted, str(self.folder))

    def end(self) -> tuple[Answer, CrawlResult | None]:
        self.join(60)
        return unpack_result(self.answer, self.one, release())


def test_threads_share_a_child_and_what_goes_wrong_is_told(site: Site, tmp_path: Path) -> None:
    entry = careers(site)
    before = crawl_children()
    both = [Crawling(order(entry, f"s{n}"), tmp_path) for n in range(2)]
    for _, result in [one.end() for one in both]:
        assert result is not None
        assert (result.report.verdict, len(result.postings)) == ("complete", 4)
    shared = crawl_children() - before
    assert len(shared) == 1
    assert list(tmp_path.glob("*/*")) == [], "results that were sent are not kept"

    page = site.pages["/jobs"]
    assert isinstance(page, Page)
    page.wait = 20.0
    site.log.clear()
    slow = [Crawling(order(entry, "s0"), tmp_path), Crawling(order(entry, "s1"), tmp_path, alone=True)]
    until(lambda: site.asked("/jobs") == 2)
    assert len(crawl_children() - before) == 2, "one alone has a child of its own"
    os.kill(shared.pop(), signal.SIGKILL)
    answer, result = slow[0].end()
    assert result is None
    assert answer.again
    assert "killed by signal SIGKILL" in answer.why
    assert slow[1].is_alive()

    slow[1].wanted = False
    begin = time.monotonic()
    answer, _ = slow[1].end()
    assert "no longer wanted" in answer.why
    until(lambda: crawl_children() == before)
    assert time.monotonic() - begin < 15


def test_what_is_not_for_a_worker_is_refused(tmp_path: Path) -> None:
    file = order("file:///etc/passwd")
    answer, _ = unpack_result(worker.crawl_packed(asked(file)), file, release())
    assert answer.why == "a worker reads no files"
    foreign = worker.crawl_packed(asked(file, release="0.0.1 (old)"))
    answer, _ = unpack_result(foreign, file, release())
    assert answer.why.endswith("and the order is of 0.0.1 (old): install the same on both")


@given(st.binary(max_size=200))
def test_whatever_comes_it_answers(noise: bytes) -> None:
    answer, result = unpack_result(worker.crawl_packed(noise), order("https://a.example/"), release())
    assert result is None
    assert answer.why.startswith("the worker does not understand the order")


def test_a_worker_that_cannot_start_a_child_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    one = order("https://a.example/")
    monkeypatch.setattr("rolewatch.children.sys.executable", str(tmp_path / "no-python"))
    answer, _ = unpack_result(worker.crawl_packed(asked(one, recorder="other"), folder=str(tmp_path)), one, release())
    assert "no crawl process could be started" in answer.why
    answer, _ = unpack_result(worker.crawl_packed(asked(one, recorder="third"), folder="/nowhere"), one, release())
    assert "the worker failed: FileNotFoundError" in answer.why
