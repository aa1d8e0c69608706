"""A long crawl stays small: ten thousand pages with faults among them, and one very large answer. `make soak`."""

from __future__ import annotations

import json
import random
import threading
import time
from pathlib import Path

import pytest

from roles.crawl import CrawlOrder, CrawlResult
from tests import crawls
from tests.pages import detail, listing
from tests.site import Answer, Site

pytestmark = pytest.mark.soak
ADS, PER_PAGE = 10_000, 100


class Watched:
    """The memory of the crawl child, looked at while a crawl runs."""

    def __init__(self) -> None:
        self.samples: list[tuple[int, float]] = []
        self.done = threading.Event()

    def follow(self, site: Site) -> None:
        while not self.done.wait(0.25):
            children = crawls._children()[0]._children
            if children:
                self.samples.append((len(site.log), rss(children[0].process.pid)))

    def peak(self, after: float, before: float = 1.0) -> float:
        """The most in MB in a share of the crawl."""
        asked = self.samples[-1][0]
        return max(size for at, size in self.samples if after * asked <= at <= before * asked)


def rss(pid: int) -> float:
    """Resident memory of a process in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def crawl(site: Site, path: str, **more: object) -> tuple[CrawlResult, Watched]:
    watched = Watched()
    follower = threading.Thread(target=watched.follow, args=(site,), daemon=True)
    follower.start()
    order = CrawlOrder(**{"run_id": 1, "source_id": "soak", "url": site.url + path, "now": "2026-03-02T00:30:00Z", "delay": 0.0, "max_pages": 20_000, **more})  # type: ignore[arg-type]  # fmt: skip
    result = crawls.one_crawl(order, patience=600)  # an answer of 39 MB is one page: there is no progress to tell
    watched.done.set()
    follower.join()
    return result, watched


@pytest.fixture
def large(site: Site) -> Site:
    chance = random.Random(11)
    faults = [
        Answer(status=500),
        Answer(status=404),
        Answer(b"<html>", length=9999),
        Answer(status=503, headers={"Retry-After": "0"}),
    ]
    for start in range(0, ADS, PER_PAGE):
        links = {f"/jobs/{number}": f"GPU工程师{number}" for number in range(start, start + PER_PAGE)}
        following = f"/jobs?page={start // PER_PAGE + 2}" if start + PER_PAGE < ADS else ""
        site.html(
            "/jobs" if not start else f"/jobs?page={start // PER_PAGE + 1}",
            listing(links, following=following, total=ADS),
        )
        for number in range(start, start + PER_PAGE):
            if chance.random() < 0.05 and number:
                site.pages[f"/jobs/{number}"] = chance.choice(faults)
            else:
                site.html(f"/jobs/{number}", detail(f"GPU工程师{number}"))
    return site


@pytest.mark.timeout(1800)
def test_ten_thousand_pages_with_faults_among_them(large: Site) -> None:
    begin = time.monotonic()
    result, watched = crawl(large, "/jobs", max_seconds=1700)
    assert result.report.verdict == "complete", "under a tenth of the ads' own pages failed"
    assert len(result.postings) == ADS
    early, late = watched.peak(0.2, 0.4), watched.peak(0.8)
    print(
        f"{ADS} ads in {time.monotonic() - begin:.0f} s, {result.report.message}; {early:.0f} MB early, {late:.0f} MB late"
    )
    assert late < early * 1.25
    assert late < 200


@pytest.mark.timeout(600)
def test_a_very_large_answer_of_a_board(site: Site) -> None:
    body = "<p>" + "Keep the kernels of our inference engine fast. " * 160 + "</p>"
    jobs = [
        {
            "id": number, "title": f"GPU engineer {number}", "absolute_url": f"https://boards.example/jobs/{number}", "location": {"name": "Berlin"},
            "updated_at": "2026-02-01T00:00:00Z", "internal_job_id": number, "content": body,
        }
        for number in range(5_000)
    ]  # fmt: skip
    answer = json.dumps({"jobs": jobs, "meta": {"total": len(jobs)}}).encode()
    site.put("/v1/boards/northlake/jobs", answer, headers={"Content-Type": "application/json"})
    result, watched = crawl(site, "/v1/boards/northlake/jobs", board="greenhouse")
    assert result.report.verdict == "complete", result.report.message
    assert len(result.postings) == 5_000
    peak = watched.peak(0.0)
    print(f"{len(answer) / 1e6:.0f} MB in one answer: {peak:.0f} MB")
    assert peak < 200 + 3 * len(answer) / 1e6
