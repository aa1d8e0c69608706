"""Every fault on every kind of page, against a site in a process of its own: the verdict, the reason, what is kept."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from roles.crawl import CrawlOrder, CrawlResult
from tests.crawls import one_crawl

# fault → words of the reason. Each loses the page it is on.
LOST = {
    "404": "HTTP 404", "410": "HTTP 410", "403": "HTTP 403", "401": "HTTP 401", "451": "HTTP 451", "500": "HTTP 500", "503": "HTTP 503",
    "429": "HTTP 429", "429-soon": "HTTP 429", "503-hour": "asks to wait 3600 seconds", "cut": "cut off", "reset": "connection broke",
    "endless": "larger than a page may be", "bomb": "larger than a page may be", "loop": "redirect", "offsite": "off the site",
    "other-port": "off the site", "file": "HTTP 302", "private": "off the site", "challenge": "challenge", "denied": "challenge",
    "login": "challenge", "noise": "cannot be read", "damaged": "cut off",
}  # fmt: skip
# What is an answer of the site, but no listing and no ad.
NOTHING_THERE = {
    "shell": "no JobPosting markup",
    "maintenance": "no JobPosting markup",
    "blank": "no JobPosting",
    "json-error": "no JobPosting",
}


@pytest.fixture(scope="module")
def site() -> Iterator[Callable[[str, str], str]]:
    process = subprocess.Popen([sys.executable, "-m", "tests.faults"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None

    def address(fault: str, place: str) -> str:
        process.stdin.write(f"{fault} {place}\n")  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]
        return process.stdout.readline().strip()  # type: ignore[union-attr]

    yield address
    process.kill()
    process.wait()


def crawl(url: str, **more: object) -> CrawlResult:
    return one_crawl(CrawlOrder(**{"run_id": 1, "source_id": "faulty", "url": url + "/jobs", "now": "2026-03-02T00:30:00Z", "delay": 0.0, "board": "jsonld", **more}))  # type: ignore[arg-type]  # fmt: skip


def reasons(result: CrawlResult) -> str:
    return f"{result.report.message} {' '.join(trouble.reason for trouble in result.report.troubles)}"


def test_without_a_fault_the_site_is_read_completely(site: Callable[[str, str], str]) -> None:
    result = crawl(site("none", "entry"))
    assert (result.report.verdict, len(result.postings), result.report.pages_read) == ("complete", 4, 6)


@pytest.mark.parametrize("fault", [*LOST, *NOTHING_THERE])
def test_on_the_first_page_nothing_is_known(site: Callable[[str, str], str], fault: str) -> None:
    result = crawl(site(fault, "entry"))
    assert result.report.verdict == "failed", reasons(result)
    assert result.postings == ()
    assert {**LOST, **NOTHING_THERE}[fault] in reasons(result)
    assert len(result.report.message) > 15, "a reason for a person"


@pytest.mark.parametrize("fault", [*LOST, *NOTHING_THERE])
def test_on_a_later_page_of_the_listing_the_crawl_is_partial(site: Callable[[str, str], str], fault: str) -> None:
    result = crawl(site(fault, "listing"))
    assert result.report.verdict == "partial", reasons(result)
    assert {**LOST, **NOTHING_THERE}[fault] in reasons(result)
    assert "page 2 of 2" in result.report.message
    assert {one.key for one in result.postings} == {"url:/jobs/0", "url:/jobs/1"}


@pytest.mark.parametrize("fault", [fault for fault in LOST if fault not in ("404", "410")])
def test_on_an_ads_own_page_the_ad_stays_listed(site: Callable[[str, str], str], fault: str) -> None:
    result = crawl(site(fault, "detail"))
    assert result.report.verdict == "partial", "one of four is more than a tenth"
    assert LOST[fault] in reasons(result)
    assert "1 of 4 postings' own pages failed" in result.report.message
    unread = [one.key for one in result.postings if one.raw is None]
    assert unread == ["url:/jobs/0"]


@pytest.mark.parametrize("fault", ["500", "503", "429", "reset"])
def test_a_robots_txt_that_cannot_be_had_means_stay_away(site: Callable[[str, str], str], fault: str) -> None:
    result = crawl(site(fault, "robots"))
    assert result.report.verdict == "failed"
    assert "robots.txt" in reasons(result)
    assert result.report.pages_read == 0


@pytest.mark.parametrize("fault", ["404", "403", "410", "blank", "noise", "challenge", "offsite"])
def test_a_robots_txt_that_is_not_there_forbids_nothing(site: Callable[[str, str], str], fault: str) -> None:
    assert crawl(site(fault, "robots")).report.verdict == "complete"


@pytest.mark.parametrize("fault", ["deep", "nul"])
@pytest.mark.parametrize("place", ["entry", "listing", "detail"])
def test_odd_markup_does_no_harm(site: Callable[[str, str], str], fault: str, place: str) -> None:
    result = crawl(site(fault, place), max_seconds=60)
    if fault == "nul":
        assert result.report.verdict == "complete"
    else:
        assert result.report.verdict in ("partial", "failed")
        assert len(reasons(result)) > 20


def test_a_page_of_links_without_end_ends_at_the_bound(site: Callable[[str, str], str]) -> None:
    result = crawl(site("links", "entry"), max_pages=50)
    assert result.report.verdict == "partial"
    assert "max_pages" in result.report.message
