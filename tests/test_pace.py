"""A good guest: waits as it is asked to, slows down by robots.txt, and leaves a dead host alone."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from protego import Protego

from crawler.pace import BREAKS_AFTER, TRIES, retry_after
from crawler.robots import wanted_delay
from roles.crawl import CrawlOrder, CrawlResult
from rolewatch.admission import Admission
from tests.crawls import one_crawl
from tests.pages import TITLES, careers, listing
from tests.site import Answer, Site


def order(url: str, **more: object) -> CrawlOrder:
    return CrawlOrder(**{"run_id": 1, "source_id": f"s{abs(hash(url))}", "url": url, "now": "2026-03-02T00:30:00Z", "delay": 0.0, **more})  # type: ignore[arg-type]  # fmt: skip


def run(url: str, **more: object) -> CrawlResult:
    return one_crawl(order(url, **more))


def failing(times: int, fault: Answer, then: Answer) -> Callable[[], Answer]:
    count = itertools.count()
    return lambda: fault if next(count) < times else then


def good(site: Site, path: str) -> Answer:
    page = site.pages[path]
    assert isinstance(page, Answer)
    return page


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_fails_for_a_moment_is_asked_again(site: Site, status: int) -> None:
    entry = careers(site)
    site.pages["/jobs?page=2"] = failing(2, Answer(status=status), good(site, "/jobs?page=2"))
    result = run(entry)
    assert result.report.verdict == "complete"
    assert site.asked("/jobs?page=2") == 3


def test_a_page_is_asked_three_times_and_then_given_up(site: Site) -> None:
    entry = careers(site)
    site.pages["/jobs?page=2"] = Answer(status=503)
    assert run(entry).report.verdict == "partial"
    assert site.asked("/jobs?page=2") == TRIES


def test_a_host_that_asks_to_wait_is_not_asked_for_anything_meanwhile(site: Site) -> None:
    entry = careers(site)
    site.pages["/jobs/inference"] = failing(
        1, Answer(status=429, headers={"Retry-After": "1"}), good(site, "/jobs/inference")
    )
    assert run(entry).report.verdict == "complete"
    times = [one.at for one in site.log]
    refused = next(at for one, at in zip(site.log, times, strict=True) if one.path == "/jobs/inference")
    assert not [at for at in times if refused < at < refused + 0.95]


def test_a_dead_host_is_left_alone(site: Site) -> None:
    names = {f"/jobs/{number}": f"GPU工程师{number}" for number in range(20)}
    site.html("/jobs", listing(names, total=20))
    for path in names:
        site.pages[path] = Answer(status=500)
    result = run(site.url + "/jobs", board="jsonld")
    assert result.report.verdict == "partial"
    assert sum(one.path.startswith("/jobs/") for one in site.log) == BREAKS_AFTER
    assert any("in a row were lost" in trouble.reason for trouble in result.report.troubles)
    assert len(result.postings) == 20, "all of them are listed"


def test_some_failures_among_good_pages_break_nothing(site: Site) -> None:
    entry = careers(site)
    site.pages["/jobs/compiler"] = Answer(status=500)
    result = run(entry)
    assert result.report.pages_read == 5
    assert len(result.postings) == 4


@pytest.mark.parametrize(
    ("rules", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 0.3", 0.3), ("User-agent: *\nRequest-rate: 4/1s", 0.25), ("User-agent: rolewatch\nCrawl-delay: 2\nRequest-rate: 1/5s", 5.0),
        ("User-agent: *\nAllow: /", 0.0), ("User-agent: other\nCrawl-delay: 9", 0.0), ("", 0.0),
    ],
)  # fmt: skip
def test_the_pause_that_robots_txt_asks_for(rules: str, delay: float) -> None:
    assert wanted_delay(Protego.parse(rules), "Rolewatch") == pytest.approx(delay)


def test_a_crawl_delay_is_kept_and_told(site: Site) -> None:
    site.put("/robots.txt", b"User-agent: *\nCrawl-delay: 0.3\n")
    result = run(careers(site))
    gaps = [after.at - before.at for before, after in itertools.pairwise(site.log)]
    assert min(gaps) > 0.28
    assert result.report.delay == pytest.approx(0.3)
    assert len(result.postings) == len(TITLES)


@pytest.mark.parametrize(
    ("header", "date", "seconds"),
    [
        (b"120", None, 120.0), (b" 0 ", None, 0.0), (b"Wed, 04 Mar 2026 10:00:30 GMT", b"Wed, 04 Mar 2026 10:00:00 GMT", 30.0),
        (b"Wed, 04 Mar 2026 09:00:00 GMT", b"Wed, 04 Mar 2026 10:00:00 GMT", 0.0), (b"Wed, 04 Mar 2026 10:00:30 GMT", None, None),
        (b"soon", b"x", None), (None, None, None), (b"99999999999999", None, None), (b"-5", None, None),
    ],
)  # fmt: skip
def test_retry_after(header: bytes | None, date: bytes | None, seconds: float | None) -> None:
    assert retry_after(header, date) == seconds


def test_sources_of_one_host_take_turns_and_rest_between() -> None:
    first, second, other = (
        order("https://a.example/1", delay=2.0),
        order("https://a.example/2"),
        order("https://b.example/"),
    )
    admission = Admission([first, second, other], 10)
    assert [admission.next(0.0), admission.next(0.0), admission.next(0.0)] == [first, other, None]
    admission.done(first, 1.0, delay=5.0)
    assert admission.next(5.9) is None
    assert admission.wait(5.0) == pytest.approx(1.0)
    assert admission.next(6.0) == second
    assert not admission.finished


def test_sources_that_share_their_boards_host_take_turns_too() -> None:
    one = order("https://a.example/jobs", hosts=("api.board.example",))
    two = order("https://b.example/jobs", hosts=("api.board.example",))
    admission = Admission([one, two], 10)
    assert admission.next(0.0) == one
    assert admission.next(0.0) is None
    admission.done(one, 3.0)
    assert admission.next(3.0) == two


def test_files_have_no_host_to_wait_for() -> None:
    admission = Admission([order("file:///a/x.md"), order("file:///b/y.md")], 10)
    assert admission.next(0.0) is not None
    assert admission.next(0.0) is not None
