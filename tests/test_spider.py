"""The crawl child against a real server: what it asks for, what it accounts for, what it refuses."""

from __future__ import annotations

import itertools
import random
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from roles.crawl import CrawlOrder, CrawlResult, KnownPosting
from rolewatch.engine import crawl
from tests.crawls import one_crawl
from tests.pages import TITLES, careers, detail, listing
from tests.site import Answer, Site


def order(url: str, **more: object) -> CrawlOrder:
    return CrawlOrder(
        **{"run_id": 1, "source_id": "acme", "url": url, "now": "2026-03-02T00:30:00Z", "delay": 0.0, **more}
    )  # type: ignore[arg-type]


def run(url: str, **more: object) -> CrawlResult:
    return one_crawl(order(url, **more))


def known(result: CrawlResult) -> tuple[KnownPosting, ...]:
    return tuple(
        KnownPosting(
            key=one.key, url=one.url, title=one.posting.title if one.posting else "", digest=one.digest, open=True
        )
        for one in result.postings
    )


def test_a_careers_site_is_walked_to_its_end(site: Site) -> None:
    result = run(careers(site))
    assert (result.report.verdict, result.report.message) == ("complete", "")
    assert result.report.board == "jsonld"
    assert {one.posting.title for one in result.postings if one.posting} == set(TITLES.values())
    assert {one.key for one in result.postings} == {f"url:/jobs/{name}" for name in TITLES}
    assert (result.report.pages_read, result.report.declared) == (6, 4)
    assert all(site.asked(f"/jobs/{name}") == 1 for name in TITLES)
    agent = next(one.headers["User-Agent"] for one in site.log if one.path == "/jobs")
    assert "Rolewatch" in agent


def test_pages_with_headings_only_are_found_behind_a_listing(site: Site) -> None:
    for name in ("a", "b"):
        site.html(f"/zhiwei/{name}", f"<h1>推理工程师{name}</h1><h3>岗位职责</h3><p>1、维护推理服务{name}</p>"
                                     "<h3>任职要求</h3><p>1、三年以上经验</p>")  # fmt: skip
    site.html("/zhiwei", listing({"/zhiwei/a": "推理工程师a", "/zhiwei/b": "推理工程师b"}))
    result = run(site.url + "/zhiwei")
    assert (result.report.verdict, result.report.board) == ("complete", "headings")
    assert [one.posting.title for one in result.postings if one.posting] == ["推理工程师a", "推理工程师b"]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Answer(status=500), "HTTP 500"), (Answer(status=404), "HTTP 404"), (Answer(status=403), "HTTP 403"),
        (Answer(b"<html>", length=5000), "cut off"),
        (Answer(status=302, headers={"Location": "http://elsewhere.invalid/"}), "off the site"),
        (Answer(status=302, headers={"Location": "file:///etc/passwd"}), "HTTP 302"),
        (Answer(b"<p>Just a moment...</p>", headers={"Content-Type": "text/html"}), "challenge"),
        (Answer(random.Random(7).randbytes(3000), headers={"Content-Type": "text/html; charset=utf-8"}), "not in it"),
    ],
    ids=["500", "404", "403", "cut", "off-site", "file", "challenge", "encoding"],
)  # fmt: skip
@pytest.mark.parametrize("where", ["/jobs", "/jobs?page=2"])
def test_a_fault_on_a_listing_page_is_named_and_leaves_the_crawl_incomplete(
    site: Site, fault: Answer, words: str, where: str
) -> None:
    entry = careers(site)
    site.pages[where] = fault
    result = run(entry)
    assert result.report.verdict == ("failed" if where == "/jobs" else "partial")
    assert words in result.report.message
    assert len(result.postings) == (0 if where == "/jobs" else 2)


@pytest.mark.parametrize("status", [500, 403, 404])
def test_an_own_page_that_fails_leaves_its_ad_listed(site: Site, status: int) -> None:
    entry = careers(site)
    site.pages["/jobs/compiler"] = Answer(status=status)
    result = run(entry)
    assert len(result.postings) == 4
    (unread,) = [one for one in result.postings if one.posting is None]
    assert unread.key == "url:/jobs/compiler"
    assert result.report.verdict == "partial", "one of four is more than one in ten"


def test_a_known_ad_whose_page_is_gone_is_closed_by_it_though_listed(site: Site) -> None:
    entry = careers(site)
    before = run(entry)
    site.pages["/jobs/compiler"] = Answer(status=410)
    result = run(entry, known=known(before), kept_board="jsonld")
    assert result.report.verdict == "complete"
    assert [(page.key, page.state, page.reason) for page in result.own_pages] == [
        ("url:/jobs/compiler", "closed", "gone")
    ]


def test_known_ads_that_a_complete_listing_dropped_are_asked_on_their_own_pages(site: Site) -> None:
    entry = careers(site)
    before = run(entry)
    careers(site, ("inference",), pages=1)
    site.html("/jobs/compiler", detail(TITLES["compiler"], banner="<div>该职位已下线</div>"))
    site.pages["/jobs/operators"] = Answer(status=404)
    result = run(entry, known=known(before), kept_board="jsonld")
    states = {page.key: (page.state, page.reason) for page in result.own_pages}
    assert states == {
        "url:/jobs/compiler": ("closed", "marked"),
        "url:/jobs/operators": ("closed", "gone"),
        "url:/jobs/cluster": ("open", None),
    }
    assert result.report.verdict == "complete"


def test_nobody_is_asked_after_an_incomplete_listing(site: Site) -> None:
    entry = careers(site)
    before = run(entry)
    site.pages["/jobs?page=2"] = Answer(status=500)
    site.log.clear()
    result = run(entry, known=known(before), kept_board="jsonld")
    assert result.own_pages == ()
    assert site.asked("/jobs/cluster") == 0


def test_words_that_are_as_they_were_are_not_read_again(site: Site) -> None:
    entry = careers(site)
    before = run(entry)
    again = run(entry, known=known(before), kept_board="jsonld", reader=before.reader)
    assert all(one.posting is None and one.digest for one in again.postings)
    other_reader = run(entry, known=known(before), kept_board="jsonld", reader="another.reader")
    assert all(one.posting is not None for one in other_reader.postings)


def test_a_listing_that_states_another_total_is_partial(site: Site) -> None:
    entry = careers(site)
    site.html("/jobs?page=2", listing({"/jobs/operators": TITLES["operators"]}, total=4))
    result = run(entry)
    assert result.report.verdict == "partial"
    assert "states 4 postings, 3 were found" in result.report.message


def test_an_empty_listing_must_say_so(site: Site) -> None:
    site.html("/jobs", "<h1>加入我们</h1><p>暂无在招职位</p>")
    assert run(site.url + "/jobs").report.verdict == "complete"
    site.html("/jobs", "<h1>加入我们</h1><p>我们是一家公司。</p>")
    result = run(site.url + "/jobs")
    assert result.report.verdict == "failed"
    assert "because" in result.report.message
    assert "try" in result.report.message


def test_an_unreachable_host_has_a_reason() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    result = run(f"http://127.0.0.1:{port}/jobs")
    assert result.report.verdict == "failed"
    assert "refused" in result.report.message


def test_robots_txt_is_honoured_in_a_burst(site: Site) -> None:
    entry = careers(site, pages=1, total=False)
    site.put("/robots.txt", b"User-agent: *\nDisallow: /jobs/\n")
    result = run(entry)
    assert all(site.asked(f"/jobs/{name}") == 0 for name in TITLES)
    assert "robots.txt forbids it" in result.report.message
    site.log.clear()
    assert run(entry, obey_robots=False).report.verdict == "complete"
    assert site.asked("/robots.txt") == 0


def test_a_robots_txt_in_trouble_means_stay_away(site: Site) -> None:
    entry = careers(site)
    site.put("/robots.txt", status=503)
    result = run(entry)
    assert result.report.verdict == "failed"
    assert "stay away" in result.report.message
    assert site.asked("/jobs") == 0


def test_the_delay_is_kept_between_requests_to_one_host(site: Site) -> None:
    run(careers(site), delay=0.2)
    times = [one.at for one in site.log]
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert len(gaps) == 6
    assert min(gaps) > 0.1  # on a busy machine the server notes a request late, and the next one in time
    assert sum(gaps) > 6 * 0.19
    assert site.most_busy == 1


def test_a_bound_on_pages_is_a_bound(site: Site) -> None:
    result = run(careers(site), max_pages=3)
    assert result.report.verdict == "partial"
    assert "more than 3 pages" in result.report.message


def test_links_to_other_sites_and_to_files_are_not_followed(site: Site, tmp_path: Path) -> None:
    secret = tmp_path / "secret.html"
    secret.write_text(detail("不该被读到的工程师"))
    careers(site, ("inference",), pages=1, total=False)
    with Site() as other:
        other.html("/jobs/9", detail("别处的工程师"))
        site.html("/jobs", listing({"/jobs/inference": TITLES["inference"], other.url + "/jobs/9": "别处的工程师",
                                    secret.as_uri(): "文件工程师"}))  # fmt: skip
        result = run(site.url + "/jobs")
        assert [one.posting.title for one in result.postings if one.posting] == [TITLES["inference"]]
        assert other.log == []


def test_the_kept_board_stays_until_the_page_contradicts_it(site: Site) -> None:
    entry = careers(site)
    assert run(entry, kept_board="jsonld").report.why_board == "it was found there before"
    contradicted = run(entry, kept_board="markdown")
    assert contradicted.report.board == "jsonld"
    assert contradicted.report.verdict == "complete"


def test_a_file_is_read_like_a_page(tmp_path: Path) -> None:
    page = tmp_path / "job.md"
    page.write_text("---\ntitle: 推理工程师\n---\n\n## 岗位职责\n\n- 维护推理服务\n\n## 任职要求\n\n- 三年以上经验\n")
    result = run(page.as_uri())
    assert (result.report.verdict, result.report.board) == ("complete", "markdown")
    gone = run((tmp_path / "none.md").as_uri())
    assert gone.report.verdict == "failed"
    assert "no such file" in gone.report.message
    folder = run(tmp_path.as_uri())
    assert "folder" in folder.report.message


@pytest.fixture
def two_sites() -> Iterator[tuple[Site, Site]]:
    with Site() as one, Site() as other:
        yield one, other


def test_one_sources_trouble_never_stops_the_others(two_sites: tuple[Site, Site]) -> None:
    good, bad = two_sites
    bad.html("/jobs", "<h1>x</h1>", wait=0.5)
    orders = [order(bad.url + "/jobs", source_id="bad"), order(careers(good), source_id="good")]
    results = {one.source_id: one for one in crawl(orders, lambda _: None)}
    assert results["good"].report.verdict == "complete"
    assert results["bad"].report.verdict == "failed"


def test_two_sources_of_one_host_are_never_crawled_at_once(site: Site) -> None:
    entry = careers(site)
    for answer in list(site.pages):
        page = site.pages[answer]
        assert isinstance(page, Answer)
        site.pages[answer] = replace(page, wait=0.02)
    orders = [order(entry, source_id=f"s{number}") for number in range(4)]
    assert [one.report.verdict for one in crawl(orders, lambda _: None)] == ["complete"] * 4
    assert site.most_busy == 1


def test_a_crawl_tells_how_far_it_is(site: Site) -> None:
    entry = careers(site, tuple(TITLES), pages=2)
    told: list[tuple[int, int]] = []
    results = list(crawl([order(entry)], lambda progress: told.append((progress.settled, progress.planned))))
    assert results[0].report.verdict == "complete"
    assert told
    assert told[0][0] == 5
    assert told[0][1] >= 5
