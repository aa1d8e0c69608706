"""Nothing is fetched or read twice for nothing: validators, fingerprints and the boards' own hints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.board import Link
from crawler.memory import Memory, Told
from crawler.page import Page
from roles.crawl import CrawlOrder, KnownPosting
from tests.commands import Desk
from tests.pages import TITLES, careers, detail, listing
from tests.site import Answer, Site

DAYS = [f"2026-03-{day:02d}T00:30:00Z" for day in range(2, 20)]


def tagged(site: Site) -> None:
    """Gives every page that is there now an ETag of its own content."""
    for path, page in site.pages.items():
        if isinstance(page, Answer) and page.status == 200:
            page.headers = {**page.headers, "ETag": f'"{hash(page.body) & 0xFFFFFF:x}"'}
            assert path


def pages(desk: Desk) -> tuple[str, int, int]:
    return desk.ask("SELECT verdict, pages_read, pages_unchanged FROM source_runs ORDER BY run_id DESC LIMIT 1")[0]  # type: ignore[return-value]


@pytest.fixture
def watched(desk: Desk, site: Site) -> Desk:
    desk.configure({"lanting": careers(site)})
    tagged(site)
    desk.crawl(DAYS[0])
    assert pages(desk) == ("complete", 6, 0)
    desk.crawl(DAYS[0])  # the first page behind the listing told the board, and is remembered only now
    site.log.clear()
    return desk


def test_unchanged_pages_are_asked_with_their_validators_and_not_read(watched: Desk, site: Site) -> None:
    watched.crawl(DAYS[1])
    assert pages(watched) == ("complete", 6, 6)
    asked = [one for one in site.log if one.path != "/robots.txt"]
    assert len(asked) == 6
    assert all(one.headers.get("If-None-Match") for one in asked)
    assert len(watched.events()) == 4
    assert watched.ask("SELECT count(*) FROM postings WHERE last_seen = ?", DAYS[1]) == [(4,)]


def test_a_changed_ad_behind_an_unchanged_listing_is_read(watched: Desk, site: Site) -> None:
    site.html("/jobs/inference", detail(TITLES["inference"], pay="35-55K·15薪"))
    watched.crawl(DAYS[1])
    assert pages(watched) == ("complete", 6, 5)
    assert watched.events()[4:] == [("salary_changed", TITLES["inference"])]


def test_an_ad_that_left_a_changed_listing_is_closed_and_forgotten(watched: Desk, site: Site) -> None:
    site.html("/jobs?page=2", listing({"/jobs/operators": TITLES["operators"]}, total=3))
    site.html(
        "/jobs",
        listing({f"/jobs/{n}": TITLES[n] for n in ("inference", "compiler")}, following="/jobs?page=2", total=3),
    )
    site.pages["/jobs/cluster"] = Answer(status=404)
    watched.crawl(DAYS[1])
    assert watched.events()[4:] == [("closed", TITLES["cluster"])]
    assert watched.ask("SELECT count(*) FROM page WHERE key LIKE '%cluster%'") == [(0,)]


def test_pages_without_validators_are_known_by_their_bytes(desk: Desk, site: Site) -> None:
    desk.configure({"lanting": careers(site)})
    for day in DAYS[:3]:
        desk.crawl(day)
    assert pages(desk) == ("complete", 6, 6)
    assert all("If-None-Match" not in one.headers for one in site.log)


def test_a_500_never_passes_for_the_page_of_last_time(watched: Desk, site: Site) -> None:
    site.pages["/jobs?page=2"] = Answer(status=500)
    done = watched.crawl(DAYS[1], check=1)
    assert "HTTP 500" in done.stderr
    assert pages(watched)[0] == "partial"
    assert len(watched.events()) == 4


def test_after_an_upgrade_everything_is_read_again(watched: Desk, site: Site) -> None:
    import sqlite3

    connection = sqlite3.connect(watched.database)
    with connection:
        connection.execute("UPDATE posting SET reader = 'older.release'")
    connection.close()
    watched.crawl(DAYS[1])
    assert pages(watched) == ("complete", 6, 0)
    assert all("If-None-Match" not in one.headers for one in site.log)
    assert len(watched.events()) == 4, "a newer reader is no news"


def test_an_expiry_counts_though_the_page_is_as_it_was(desk: Desk, site: Site) -> None:
    entry = careers(site, ("inference", "compiler"), pages=1)
    site.html("/jobs/compiler", detail(TITLES["compiler"], valid="2026-03-04"))
    tagged(site)
    desk.configure({"lanting": entry})
    for day in (DAYS[0], DAYS[0], DAYS[4]):
        desk.crawl(day)
    assert pages(desk) == ("complete", 3, 3)
    assert desk.events()[2:] == [("closed", TITLES["compiler"])]


def page_of(text: str = "a", **headers: str) -> Page:
    return Page(url="https://a.example/1", body=text.encode(), headers=headers)


def memory(hint: str, at: str = DAYS[0], *, known: bool = True) -> Memory:
    first = Memory(CrawlOrder(run_id=1, source_id="a", url="https://a.example/", now=DAYS[0]), {})
    link = Link(url="https://a.example/1")
    first.keep("https://a.example/1", "detail", page_of(etag='"x"'), Told(keys=("k",), links=(link,)), hint)
    order = CrawlOrder(run_id=2, source_id="a", url="https://a.example/", now=at, pages=tuple(first.fresh.values()))
    ads = {"k": KnownPosting(key="k", url="https://a.example/1", title="t", digest="d", open=True)} if known else {}
    return Memory(order, ads)


def test_a_boards_hint_is_believed_for_a_week() -> None:
    name = "https://a.example/1"
    assert memory("v1", DAYS[1]).as_hinted(name, "v1") is not None
    assert memory("v1", DAYS[1]).as_hinted(name, "v2") is None
    assert memory("", DAYS[1]).as_hinted(name, "") is None
    assert memory("v1", DAYS[6]).as_hinted(name, "v1") is not None
    assert memory("v1", DAYS[7]).as_hinted(name, "v1") is None


def test_what_is_no_longer_known_is_read_again() -> None:
    name = "https://a.example/1"
    assert memory("", DAYS[1]).conditions(name) == {"If-None-Match": '"x"'}
    assert memory("", DAYS[1], known=False).conditions(name) == {}
    assert memory("", DAYS[1]).unchanged(name, page_of("b")) is None
    assert memory("", DAYS[1]).unchanged(name, page_of("a")) is not None
    forgetful = memory("", DAYS[1])
    forgetful.forget()
    assert forgetful.unchanged(name, page_of("a")) is None


def test_notes_of_another_release_are_not_used(desk: Desk, tmp_path: Path) -> None:
    old = memory("v1")
    page = next(iter(old._pages.values()))
    from dataclasses import replace

    order = CrawlOrder(
        run_id=2,
        source_id="a",
        url="https://a.example/",
        now=DAYS[1],
        pages=(replace(page, told=json.dumps({"keys": 7})),),
    )
    assert Memory(order, {}).told(page.name) is None
