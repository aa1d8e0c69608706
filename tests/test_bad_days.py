"""Days on which everything goes wrong: what must not become news, and what must all the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roles.crawl import CrawlReport, CrawlResult, OwnPage, SeenPosting, Verdict
from roles.errors import StoreError
from roles.event import Changes
from roles.lifecycle import decide
from rolewatch.digest.build import Entry, build
from storage.questions import Questions
from storage.store import Store, WatchedSource
from tests.market import SITE, ZONE, Market, ad, day, own, pay, told

NAMES = ("a", "b", "c", "d", "e", "f")


def market(*names: str) -> Market:
    made = Market()
    made.crawl(day(1), *map(ad, names))
    return made


# -- held back


@pytest.mark.parametrize("verdict", ["partial", "window"])
def test_own_pages_that_are_all_gone_at_once_are_held_back_in_an_incomplete_crawl_too(verdict: Verdict) -> None:
    made = market(*NAMES)
    gone = tuple(own(name, "closed", "gone") for name in NAMES[1:])
    first = made.crawl(day(2), ad("a"), verdict=verdict, own_pages=gone)
    assert told(first) == []
    assert first.source.health == "suspect"
    again = made.crawl(day(3), ad("a"), verdict=verdict, own_pages=gone)
    assert len(told(again)) == (5 if verdict == "window" else 0), "a partial crawl confirms nothing"


def test_listed_ads_whose_pages_are_gone_contradict_themselves_from_two_on() -> None:
    made = market("a", "b", "c")
    listed = [SeenPosting(key=f"url:/{name}", url=f"{SITE}/{name}") for name in "abc"]
    gone = (own("a", "closed", "gone"), own("b", "closed", "gone"))
    assert told(made.crawl(day(2), *listed, own_pages=gone)) == []
    assert told(made.crawl(day(3), *listed, own_pages=gone)) == [("closed", "gone")] * 2


@pytest.mark.parametrize(("names", "lost", "held"), [("a", "a", True), ("abc", "ab", True), ("abc", "c", False)])
def test_ads_that_a_listing_leads_to_while_their_pages_are_gone_are_listed(names: str, lost: str, held: bool) -> None:
    made = market(*names)
    gone = tuple(replace(own(name, "closed", "gone"), listed=True) for name in lost)
    first = made.crawl(day(2), *[ad(name) for name in names if name not in lost], own_pages=gone)
    assert first.source.health == ("suspect" if held else "ok")
    assert "although their own pages" in first.source.message or not held
    assert told(first) == ([] if held else [("closed", "gone")])


def test_other_pages_gone_the_next_day_are_no_confirmation() -> None:
    made = market(*"abcdefgh")
    everything = [ad(name) for name in "abcdefgh"]
    made.crawl(day(2), *everything, own_pages=tuple(own(name, "closed", "gone") for name in "abcde"))
    made.crawl(day(3), *everything, own_pages=tuple(own(name, "closed", "gone") for name in "defgh"))
    assert len(made.open_titles) == 8


def test_an_accident_between_two_crawls_that_agree_does_not_start_the_wait_anew() -> None:
    made = market(*"abcdefgh")
    made.crawl(day(2), *map(ad, "abc"))
    made.crawl(day(3))
    assert len(told(made.crawl(day(4), *map(ad, "abc")))) == 5


def test_what_a_page_that_stays_up_contradicts_is_no_drop_every_day() -> None:
    made = market(*"abcdefg")
    up = tuple(own(name, "open") for name in "abc")
    for number in (2, 3):
        assert made.crawl(day(number), *map(ad, "defg"), own_pages=up).source.health == "ok"
    assert told(made.crawl(day(4), *map(ad, "efg"), own_pages=up)) == [("closed", "delisted")]


def test_a_drop_is_judged_by_what_the_source_lost_before() -> None:
    names = "abcdefghijklmnopqrst"
    made = market(*names)
    for number in range(2, 10):
        made.crawl(day(number), *map(ad, names))
    held = made.crawl(day(10), *map(ad, names[8:]))
    assert told(held) == []
    assert "it never lost more than 0 at once lately" in held.source.message
    assert len(told(made.crawl(day(11), *map(ad, names[8:])))) == 8


def test_a_held_crawl_reopens_nothing() -> None:
    made = market(*NAMES, "z")
    made.crawl(day(2), *map(ad, NAMES))
    assert told(made.crawl(day(3), ad("z"))) == [], "an old copy of the listing"


# -- rebuilt, moved


def test_a_rebuilt_site_whose_old_addresses_are_gone_is_no_wave_of_closings() -> None:
    made = market(*NAMES)
    moved = [ad(name, url=f"{SITE}/new/{name}", key=f"url:/new/{name}") for name in NAMES]
    gone = tuple(own(name, "closed", "gone") for name in NAMES)
    changes = made.crawl(day(2), *moved, own_pages=gone)
    assert (told(changes), changes.source.health) == ([], "ok")


def test_a_rebuilt_site_that_was_half_read_moves_the_rest_later() -> None:
    made = market(*NAMES)
    moved = [ad(name, url=f"{SITE}/new/{name}", key=f"url:/new/{name}") for name in NAMES]
    assert told(made.crawl(day(2), *moved[:4], verdict="partial")) == []
    assert told(made.crawl(day(3), *moved)) == []
    assert len(made.roles) == 6


def test_lines_in_another_order_are_the_same_ad_under_a_new_address() -> None:
    made = Market()
    lines = [f"- 负责第{number}个子系统的设计和长期维护" for number in range(8)]
    made.crawl(day(1), ad("a", text="\n".join(lines), title="推理工程师"), ad("b"), ad("c"))
    again = ad("a", text="\n".join(reversed(lines)), title="推理工程师", key="url:/a-2", url=f"{SITE}/a-2")
    assert told(made.crawl(day(2), again, ad("b"), ad("c"))) == [("reposted", "")]


def test_a_repost_that_goes_back_to_its_first_address_is_told_once_more() -> None:
    made = market("a", "b", "c")
    again = ad("a", url=f"{SITE}/a-2", key="url:/a-2")
    assert told(made.crawl(day(2), again, ad("b"), ad("c"))) == [("reposted", "")]
    back = made.crawl(day(3), ad("a"), ad("b"), ad("c"))
    assert told(back) == [("reposted", "")]
    assert back.events[0].detail == {"before": f"{SITE}/a-2", "after": f"{SITE}/a"}


def test_a_repost_that_is_expired_closes() -> None:
    made = market("a", "b", "c")
    again = ad("a", url=f"{SITE}/a-2", key="url:/a-2", expires_at="2026-01-01")
    assert told(made.crawl(day(9), again, ad("b"), ad("c"))) == [("closed", "delisted")]


def test_another_address_that_lists_other_ads_closes_nothing_and_begins_anew() -> None:
    made = market(*NAMES)
    made.source = replace(made.source, url="https://other.example/jobs", read_url="https://acme.example/jobs")
    others = [ad(name, url=f"https://other.example/{name}") for name in "pqrs"]
    assert made.crawl(day(2), *others).source.health == "suspect"
    assert told(made.crawl(day(3), *others)) == [("new", "baseline")] * 4
    fresh = ad("t", title="固件验证", text="- 搭建固件的回归环境\n- 编写自动化脚本", company="北屿芯动")
    assert told(made.crawl(day(4), *others, fresh)) == [("new", "")]


@pytest.mark.parametrize("same_page", [True, False])
def test_an_extractor_that_finds_more_on_the_page_is_no_news(same_page: bool) -> None:
    made = Market()
    blocks = {name: "\n".join(f"- 负责{name}的第{number}项工作" for number in range(4)) for name in NAMES[:2]}
    whole = "\n".join(blocks.values()) if same_page else "- 一句\n- 两句\n- 三句"
    made.crawl(day(1), ad("page", text=whole))
    made.reader = "r1.x2"
    parts = [ad(name, text=text) for name, text in blocks.items()] if same_page else [ad(name) for name in NAMES]
    made.crawl(day(2), *parts)
    changes = made.crawl(day(3), *parts)
    assert told(changes) == []
    assert len(made.open_titles) == len(parts)


# -- states


def test_a_banner_that_is_taken_away_reopens_the_ad_though_its_words_are_the_same() -> None:
    made = market("a", "b")
    listed = [ad("a")]
    assert told(made.crawl(day(2), *listed, own_pages=(own("b", "closed", "marked"),))) == [("closed", "marked")]
    assert told(made.crawl(day(3), ad("a"), ad("b"))) == [("reopened", "")]


def test_an_ad_that_is_only_a_note_that_it_was_withdrawn_closes_with_its_words_and_is_never_new() -> None:
    made = market("a", "b", "c")
    deleted = [ad(name, title="", text="", state="withdrawn", requirements=None) for name in ("c", "d")]
    changes = made.crawl(day(2), ad("a"), ad("b"), *deleted)
    assert told(changes) == [("closed", "marked")]
    assert {one.title[0] for one in made.ads.values()} == {"a", "b", "c"}
    assert told(made.crawl(day(3), ad("a"), ad("b"), *deleted)) == []
    assert told(made.crawl(day(4), ad("a"), ad("b"), ad("c"))) == [("reopened", "")]


@pytest.mark.parametrize("ends", [{"state": "closed"}, {"expires_at": "2026-01-01"}])
def test_a_held_crawl_closes_nothing_by_what_its_ads_say(ends: dict[str, str]) -> None:
    made = market(*NAMES)
    ended = ad("a", **ends)
    first = made.crawl(day(2), ended)
    assert (told(first), first.source.health) == ([], "suspect")
    assert len(told(made.crawl(day(3), ended))) == 6, "confirmed"


def test_an_ad_that_only_a_new_release_reads_as_closed_closes_without_news() -> None:
    made = Market()
    made.crawl(day(1), ad("a"), ad("b", expires_at=None))
    made.reader = "r2.x1"
    late = ad("b", expires_at="2026-01-02")
    same_words = replace(late, raw=ad("b").raw, digest=ad("b").digest)
    made.reread = lambda raw: late.posting if raw.title == "b 推理工程师" else ad("a").posting  # type: ignore[assignment,method-assign,return-value]
    assert told(made.crawl(day(9), ad("a"), same_words)) == []
    assert len(made.open_titles) == 1


def test_an_ad_that_expires_on_the_day_of_a_new_release_is_told() -> None:
    made = Market()
    one = ad("b", expires_at="2026-01-05")
    made.crawl(day(1), ad("a"), one)
    made.reader = "r2.x1"
    assert told(made.crawl(day(9), ad("a"), one)) == [("closed", "expired")]


def test_pay_that_could_not_be_read_one_day_is_compared_with_that_of_the_day_before() -> None:
    made = Market()
    made.crawl(day(1), ad("a", salary=pay("30-50")))
    assert told(made.crawl(day(2), ad("a", text="岗位职责\n- 见图", notes=("pay: 3x-5xK",), requirements=None))) == [
        ("changed", "description")
    ]
    assert told(made.crawl(day(3), ad("a", salary=pay("35-55"), text="岗位职责\n- 见图", requirements=None))) == [
        ("salary_changed", "raised")
    ]


def test_more_absent_ads_than_are_asked_wait_for_their_turn() -> None:
    made = market(*"abcdefghij")
    waiting = replace(own("c", "unknown"), asked=False)
    absent = (own("a", "open"), own("b", "unknown"), waiting)
    assert told(made.crawl(day(2), *map(ad, "defghij"), own_pages=absent)) == [("closed", "delisted")]
    assert {title[0] for title in made.open_titles} == set("acdefghij"), "asked and unknown is gone, not asked is not"


# -- several sources, through the store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "jobs.db") as opened:
        yield opened


def watch(store: Store, *sources: str) -> None:
    store.register([WatchedSource(one, f"https://{one}.example/jobs", "auto", None) for one in sources], (), day(1))


def crawl(store: Store, source: str, now: str, *ads: SeenPosting, own_pages: tuple[OwnPage, ...] = ()) -> Changes:
    result = CrawlResult(run_id=store.begin_run(now), source_id=source, reader="r.x", postings=ads, own_pages=own_pages,
                         report=CrawlReport(verdict="complete", board="jsonld"))  # fmt: skip
    snapshot, _ = store.snapshot(result)
    changes = decide(snapshot, result, now=now, zone=ZONE, reread=lambda raw: pytest.fail("one reader only"))
    with store.writing() as transaction:
        transaction.apply(changes)
    return changes


def copy(name: str, **facts: object) -> SeenPosting:
    return ad(name, url=f"https://hub.example/{name}", **facts)


def lead(store: Store) -> str:
    return str(store.db.execute("SELECT url FROM roles WHERE title LIKE 'a %'").fetchone()[0])


OTHERS = ("x", "y")


def gathered(**facts: object) -> tuple[SeenPosting, ...]:
    return (copy("a", **facts), *(copy(name, company=f"{name}公司") for name in OTHERS))


def test_the_employers_own_ad_leads_and_an_aggregators_copy_adds_nothing(store: Store) -> None:
    watch(store, "hub", "acme")
    crawl(store, "hub", day(1), *gathered(salary=pay("30-50")))
    assert lead(store) == "https://hub.example/a"
    assert told(crawl(store, "acme", day(1), ad("a", salary=pay("30-50")))) == []
    assert lead(store) == f"{SITE}/a", "the employer's own ad leads from now on"
    assert told(crawl(store, "acme", day(2), ad("a", salary=pay("35-55")))) == [("salary_changed", "raised")]
    assert told(crawl(store, "hub", day(3), *gathered(salary=pay("35-55")))) == []


def test_a_copy_that_catches_up_after_the_first_ad_went_adds_nothing(store: Store) -> None:
    watch(store, "hub", "acme")
    crawl(store, "acme", day(1), ad("a", salary=pay("30-50")), ad("b"))
    crawl(store, "hub", day(1), *gathered(salary=pay("30-50")))
    crawl(store, "acme", day(2), ad("a", salary=pay("35-55")), ad("b"))
    assert told(crawl(store, "acme", day(3), ad("b"))) == [], "the copy keeps the role open"
    assert lead(store) == "https://hub.example/a"
    assert told(crawl(store, "hub", day(4), *gathered(salary=pay("35-55")))) == []
    assert told(crawl(store, "hub", day(5), *gathered(salary=pay("30-50")))) == [("salary_changed", "cut")]


def test_a_source_that_is_not_watched_any_more_leads_nothing(store: Store) -> None:
    watch(store, "hub", "acme")
    crawl(store, "acme", day(1), ad("a", salary=pay("30-50")), ad("b"))
    crawl(store, "hub", day(1), *gathered(salary=pay("30-50")))
    watch(store, "hub")
    assert told(crawl(store, "hub", day(2), *gathered(salary=pay("40-60")))) == [("salary_changed", "raised")]
    assert told(crawl(store, "hub", day(3), *gathered()[1:])) == [("closed", "delisted")]
    watch(store, "hub", "acme")
    assert told(crawl(store, "acme", day(4), ad("a", salary=pay("40-60")), ad("b"))) == [("reopened", "")]


@pytest.mark.parametrize("order", [("acme", "hub"), ("hub", "acme")])
def test_a_role_that_moves_from_one_source_to_another_is_no_news_whatever_their_order(
    store: Store, tmp_path: Path, order: tuple[str, str]
) -> None:
    watch(store, "acme", "hub")
    crawl(store, "acme", day(1), *map(ad, "abc"))
    crawl(store, "hub", day(1), *gathered()[1:])
    shows = {"acme": [ad("b"), ad("c")], "hub": gathered()}
    for source in order:
        crawl(store, source, day(2), *shows[source])
    assert digest_of_day(tmp_path / "jobs.db", 2) == []
    assert lead(store) == "https://hub.example/a"
    crawl(store, "hub", day(3), *gathered()[1:])
    assert [entry.group for entry in digest_of_day(tmp_path / "jobs.db", 3)] == ["closed"]
    crawl(store, "acme", day(4), *map(ad, "abc"))
    assert [entry.group for entry in digest_of_day(tmp_path / "jobs.db", 4)] == ["reopened"]


def test_a_renamed_source_keeps_its_ads_and_makes_no_event(store: Store) -> None:
    watch(store, "acme", "other")
    crawl(store, "acme", day(1), *map(ad, "abc"))
    watch(store, "acme", "other", "lanting")
    with pytest.raises(StoreError, match="has no source nobody"):
        store.rename_source("nobody", "lanting")
    assert store.rename_source("acme", "lanting") == 3
    watch(store, "lanting", "other")
    assert told(crawl(store, "lanting", day(2), *map(ad, "abc"))) == []
    crawl(store, "other", day(2), ad("d", company="北屿芯动"))
    with pytest.raises(StoreError, match="has a source other with 1 ads"):
        store.rename_source("lanting", "other")
    assert store.db.execute("SELECT DISTINCT source_id FROM events ORDER BY 1").fetchall() == [("lanting",), ("other",)]
    assert store.db.execute("PRAGMA foreign_key_check").fetchall() == []


# -- properties

FOUR = ("a", "b", "c", "d")
LISTED = st.lists(st.tuples(st.sets(st.sampled_from(FOUR)), st.sets(st.sampled_from(FOUR))), min_size=1, max_size=4)


def two_sources(
    path: Path, days: list[tuple[set[str], set[str]]], order: tuple[str, str]
) -> list[list[tuple[str, str]]]:
    """What each day's digest tells, with the sources crawled in this order. The aggregator shows what the employer has
    shown."""
    heard = []
    with Store(path) as store:
        watch(store, "acme", "hub")
        before = set(FOUR)
        for number, (own_now, copied) in enumerate(days, 1):
            shows = {"acme": [ad(name) for name in sorted(own_now)],
                     "hub": [copy(name) for name in sorted(copied & before & own_now)]
                            + [copy(name, company=f"{name}公司") for name in OTHERS]}  # fmt: skip
            for source in order:
                crawl(store, source, day(number), *shows[source])
            heard.append(sorted((str(entry.group), entry.title) for entry in digest_of_day(path, number)))
            before = own_now
    return heard


def digest_of_day(path: Path, number: int) -> list[Entry]:
    with Questions(path) as questions:
        events = [replace(one, in_scope=True) for one in questions.events_between(day(number - 1, 23), day(number))]
    made = build(events, (), since=day(number), until=day(number), timezone=ZONE)
    return [entry for entries in made.groups.values() for entry in entries]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(LISTED)
def test_the_order_of_sources_does_not_matter(tmp_path: Path, days: list[tuple[set[str], set[str]]]) -> None:
    folder = Path(mkdtemp(dir=tmp_path))
    one = two_sources(folder / "1.db", days, ("acme", "hub"))
    assert one == two_sources(folder / "2.db", days, ("hub", "acme"))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sets(st.sampled_from(NAMES)), st.sampled_from(["complete", "partial", "window"]),
                          st.sets(st.sampled_from(NAMES)), st.integers(0, 1)), min_size=1, max_size=6))  # fmt: skip
def test_a_repetition_adds_nothing_whatever_own_pages_say(
    days: list[tuple[set[str], Verdict, set[str], int]],
) -> None:
    made = market(*NAMES)
    for number, (listed, verdict, pages, up) in enumerate(days, 2):
        own_pages = tuple(own(name, "open") if up else own(name, "closed", "gone") for name in sorted(pages - listed))
        first = made.crawl(day(number), *[ad(name) for name in sorted(listed)], verdict=verdict, own_pages=own_pages)
        closed = {made.ads[event.posting].title[0] for event in first.events if event.kind == "closed"}
        if verdict != "complete":
            assert closed <= (set() if up else pages), "an incomplete crawl closes by own pages only"
        assert told(made.crawl(day(number), *map(ad, sorted(listed)), verdict=verdict, own_pages=own_pages)) == []
