"""What a crawl says of ads whose own pages fail, are not asked, or are shared, against a real server."""

from __future__ import annotations

import pytest

from crawler.spiders.board import OWN_PAGES
from roles.crawl import CrawlOrder, CrawlResult, KnownPosting
from tests.crawls import one_crawl
from tests.pages import TITLES, careers, detail, listing
from tests.site import Answer, Site

MAINTENANCE = Answer(
    "<h1>系统维护中</h1><p>请稍后再来</p>".encode(), headers={"Content-Type": "text/html; charset=utf-8"}
)


def run(url: str, *known: KnownPosting, board: str = "jsonld") -> CrawlResult:
    return one_crawl(CrawlOrder(run_id=2, source_id="acme", url=url, now="2026-03-02T00:30:00Z", delay=0.0, known=known,
                                kept_board=board))  # fmt: skip


def ad(site: Site, path: str, title: str) -> KnownPosting:
    return KnownPosting(key=f"url:{path}", url=site.url + path, title=title, digest="", open=True)


def known(result: CrawlResult) -> tuple[KnownPosting, ...]:
    return tuple(
        KnownPosting(key=one.key, url=one.url, title=one.posting.title if one.posting else "", digest=one.digest, open=True)
        for one in result.postings
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Answer(status=500), "HTTP 500"), (Answer(status=403), "HTTP 403"), (Answer(b"<html>", length=5000), "cut off"),
        (MAINTENANCE, "does not have its title"), (Answer(status=302, headers={"Location": "/jobs"}), "redirected"),
    ],
    ids=["500", "403", "cut", "maintenance", "redirect"],
)  # fmt: skip
def test_an_own_page_that_fails_says_so_and_nothing_of_the_ad(site: Site, fault: Answer, words: str) -> None:
    entry = careers(site, ("inference", "compiler"), pages=1)
    site.pages["/jobs/old"] = fault
    result = run(entry, ad(site, "/jobs/old", "驱动工程师"))
    (page,) = result.own_pages
    assert (page.key, page.state, page.listed, page.asked) == ("url:/jobs/old", "unknown", False, True)
    assert words in page.evidence
    assert result.report.verdict == "complete"


def test_ads_whose_pages_are_not_asked_in_this_crawl_are_named(site: Site) -> None:
    entry = careers(site, pages=1)
    missing = [ad(site, f"/jobs/{number}", f"工程师{number}") for number in range(OWN_PAGES + 3)]
    result = run(entry, *missing)
    waiting = [page for page in result.own_pages if not page.asked]
    assert {page.key for page in result.own_pages} == {one.key for one in missing}
    assert len(waiting) == 3
    assert {page.state for page in waiting} == {"unknown"}
    assert f"{OWN_PAGES + 3} ads are missing" in waiting[0].evidence


@pytest.mark.parametrize("gone", [Answer(status=410), "该职位已下线"])
def test_an_ad_that_the_listing_leads_to_is_listed_though_its_page_is_gone(site: Site, gone: Answer | str) -> None:
    entry = careers(site)
    before = run(entry)
    if isinstance(gone, Answer):
        site.pages["/jobs/compiler"] = gone
    else:
        site.html("/jobs/compiler", detail(TITLES["compiler"], banner=f"<div>{gone}</div>"))
    (page,) = run(entry, *known(before)).own_pages
    assert (page.key, page.state, page.listed) == ("url:/jobs/compiler", "closed", True)


def team(site: Site) -> str:
    """A listing of eleven pages, one of which holds two roles."""
    two = "".join(f"<h2>{title}</h2><h3>岗位职责</h3><p>1、维护{title}平台</p><h3>任职要求</h3><p>1、做过{title}三年</p>"
                  for title in ("网络工程师", "存储工程师"))  # fmt: skip
    site.html("/zhiwei/99", f"<main><h1>基础设施组</h1>{two}</main>")
    links = {"/zhiwei/99": "基础设施组招聘工程师"}
    for number in range(10):
        title = f"推理工程师{number}组"
        links[f"/zhiwei/{number}"] = title
        site.html(
            f"/zhiwei/{number}",
            f"<main><h1>{title}</h1><h3>岗位职责</h3><p>1、维护推理服务</p><h3>任职要求</h3><p>1、三年经验</p></main>",
        )
    site.html("/zhiwei", listing(links))
    return site.url + "/zhiwei"


@pytest.mark.parametrize(
    "fault", [Answer(status=500), MAINTENANCE, Answer(status=404)], ids=["500", "maintenance", "404"]
)
def test_a_page_that_two_ads_share_speaks_for_both(site: Site, fault: Answer) -> None:
    entry = team(site)
    before = run(entry, board="headings")
    both = {one.key for one in before.postings if "99#" in one.key}
    assert len(both) == 2
    site.pages["/zhiwei/99"] = fault
    result = run(entry, *known(before), board="headings")
    assert result.report.verdict == "complete", "one page of eleven may fail"
    if fault.status == 404:
        assert {(page.key, page.state, page.listed) for page in result.own_pages} == {
            (key, "closed", True) for key in both
        }
    else:
        assert both <= {one.key for one in result.postings}
        assert result.own_pages == ()
