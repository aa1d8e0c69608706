"""New, closed, reopened, reposted, changed: decided from values alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.crawl import SeenPosting, Verdict
from tests.market import Market, ad, day, own, pay, told


def market(*names: str) -> Market:
    """A source whose baseline of ads is told."""
    made = Market()
    made.crawl(day(1), *map(ad, names))
    return made


def test_the_first_complete_crawl_is_a_baseline_and_later_ads_are_new() -> None:
    made = Market()
    assert told(made.crawl(day(1), ad("a"), ad("b"))) == [("new", "baseline")] * 2
    assert told(made.crawl(day(2), ad("a"), ad("b"), ad("c"))) == [("new", "")]


def test_a_source_that_was_half_read_on_its_first_day_goes_on_with_its_baseline() -> None:
    made = Market()
    made.crawl(day(1), ad("a"), verdict="partial")
    assert told(made.crawl(day(2), ad("a"), ad("b"))) == [("new", "baseline")]
    assert told(made.crawl(day(3), ad("a"), ad("b"), ad("c"))) == [("new", "")]


def test_the_same_crawl_again_tells_nothing() -> None:
    made = market("a", "b")
    changes = made.crawl(day(1), ad("a"), ad("b"))
    assert (changes.events, changes.ads, changes.roles) == ((), (), ())
    assert len(changes.seen) == 2


@pytest.mark.parametrize("verdict", ["partial", "failed", "window"])
def test_absence_from_an_incomplete_crawl_closes_nothing(verdict: Verdict) -> None:
    made = market("a", "b", "c")
    assert told(made.crawl(day(2), ad("a"), verdict=verdict)) == []
    assert len(made.open_titles) == 3


def test_absence_from_a_complete_listing_closes() -> None:
    made = market("a", "b", "c")
    changes = made.crawl(day(2), ad("a"), ad("b"))
    assert told(changes) == [("closed", "delisted")]
    assert changes.events[0].detail["evidence"] == "no longer in the listing, which was read completely"


@pytest.mark.parametrize("reason", ["gone", "marked", "expired"])
@pytest.mark.parametrize("verdict", ["complete", "partial", "window"])
def test_its_own_page_closes_an_ad_in_every_crawl(reason: str, verdict: Verdict) -> None:
    made = market("a", "b", "c")
    changes = made.crawl(day(2), ad("a"), ad("b"), verdict=verdict, own_pages=(own("c", "closed", reason),))  # type: ignore[arg-type]
    assert told(changes) == [("closed", reason)]


def test_an_own_page_that_is_gone_closes_even_what_the_listing_still_has() -> None:
    made = market("a", "b")
    listed = SeenPosting(key="url:/b", url="https://acme.example/b")
    assert told(made.crawl(day(2), ad("a"), listed, own_pages=(own("b", "closed", "gone"),))) == [("closed", "gone")]
    assert told(made.crawl(day(3), ad("a"), listed, own_pages=(own("b", "closed", "gone"),))) == []


def test_an_own_page_that_stays_up_contradicts_for_five_crawls_and_seven_days() -> None:
    made = market("a", "b")
    up = (own("b", "open"),)
    for number in range(2, 7):
        assert told(made.crawl(day(number), ad("a"), own_pages=up)) == [], f"day {number}"
    assert told(made.crawl(day(9), ad("a"), own_pages=up)) == [], "seven days are not over yet"
    assert told(made.crawl(day(9, hour=1), ad("a"), own_pages=up)) == [("closed", "delisted")]


def test_an_ad_that_is_listed_again_is_no_longer_contradicted() -> None:
    made = market("a", "b")
    up = (own("b", "open"),)
    for number in range(2, 6):
        made.crawl(day(number), ad("a"), own_pages=up)
    made.crawl(day(6), ad("a"), ad("b"))
    assert told(made.crawl(day(20), ad("a"), own_pages=up)) == []


def test_an_own_page_that_says_nothing_leaves_it_to_the_listing() -> None:
    made = market("a", "b")
    assert told(made.crawl(day(2), ad("a"), own_pages=(own("b", "unknown"),))) == [("closed", "delisted")]


def test_an_ad_whose_own_page_could_not_be_read_is_seen_and_unchanged() -> None:
    made = market("a", "b")
    named = SeenPosting(key="url:/b", url="https://acme.example/b")
    assert told(made.crawl(day(2), ad("a"), named)) == []
    assert len(made.open_titles) == 2


def test_an_ad_that_is_expired_when_first_seen_is_kept_closed_without_an_event() -> None:
    made = market("a")
    changes = made.crawl(day(10), ad("a"), ad("b", expires_at="2026-01-03"))
    assert told(changes) == []
    assert changes.roles[0].open is False


def test_expiry_lasts_to_the_end_of_its_day_in_the_configured_zone() -> None:
    made = Market()
    one = ad("a", expires_at="2026-01-05")
    made.crawl(day(1), one, ad("b"))
    assert told(made.crawl("2026-01-05T15:59:00Z", one, ad("b"))) == []
    assert told(made.crawl("2026-01-05T16:01:00Z", one, ad("b"))) == [("closed", "expired")]


def test_expiry_does_not_count_where_the_ad_was_not_read() -> None:
    made = Market()
    made.crawl(day(1), ad("a", expires_at="2026-01-05"), ad("b"))
    assert told(made.crawl(day(9), ad("b"), verdict="partial")) == []
    assert told(made.crawl(day(9), verdict="failed")) == []


def test_an_ad_whose_state_says_closed_is_closed() -> None:
    made = market("a", "b")
    assert told(made.crawl(day(2), ad("a"), ad("b", state="已停止招聘"))) == [("closed", "marked")]
    assert told(made.crawl(day(3), ad("a"), ad("b", state="已停止招聘"))) == []
    assert told(made.crawl(day(4), ad("a"), ad("b"))) == [("reopened", "")]


def test_a_closed_role_that_is_listed_again_is_reopened_within_180_days() -> None:
    made = market("a", "b")
    made.crawl(day(2), ad("a"))
    changes = made.crawl("2026-06-30T00:00:00Z", ad("a"), ad("b"))
    assert told(changes) == [("reopened", "")]
    assert changes.events[0].detail == {"closed_at": day(2)}
    assert len(made.roles) == 2


def test_after_180_days_it_is_a_new_role_that_names_the_old_one() -> None:
    made = market("a", "b")
    made.crawl(day(2), ad("a"))
    old = next(role.role_id for role in made.roles.values() if not role.open)
    changes = made.crawl("2026-08-30T00:00:00Z", ad("a"), ad("b"))
    assert told(changes) == [("new", "")]
    assert changes.events[0].detail["previous"] == old
    assert len(made.roles) == 3


def test_a_closed_ad_that_is_listed_again_but_expired_stays_closed() -> None:
    made = market("a", "b")
    made.crawl(day(2), ad("a"))
    assert told(made.crawl(day(9), ad("a"), ad("b", expires_at="2026-01-03"))) == []


@pytest.mark.parametrize(
    ("before", "after", "direction", "percent"),
    [
        ("30-50*15", "35-55*15", "raised", 12.5), ("30-50*15", "25-45*15", "cut", -12.5),
        ("30-50*15", "25-60*15", "changed", None), ("30-50*13", "30-50*16", "raised", 23.1),
        ("30-50", "30-50*14", "changed", None),
    ],
)  # fmt: skip
def test_pay_that_moved(before: str, after: str, direction: str, percent: float | None) -> None:
    made = Market()
    made.crawl(day(1), ad("a", salary=pay(before)))
    changes = made.crawl(day(2), ad("a", salary=pay(after)))
    assert told(changes) == [("salary_changed", direction)]
    assert changes.events[0].detail.get("percent") == percent
    assert (changes.events[0].detail["before"]["text"], changes.events[0].detail["after"]["text"]) == (before, after)


def test_pay_that_appears_and_disappears() -> None:
    made = market("a")
    assert told(made.crawl(day(2), ad("a", salary=pay("30-50")))) == [("salary_changed", "disclosed")]
    assert told(made.crawl(day(3), ad("a"))) == [("salary_changed", "withdrawn")]


@pytest.mark.parametrize(
    "text",
    [
        "任職要求\n- 熟悉a方向的系統軟件\n崗位職責\n- 負責a 推理工程師的研發與維護",
        "岗位职责\n1、负责ａ 推理工程师的研发与维护；\n任职要求\n1、熟悉ａ方向的系统软件；",
        "岗位职责\n- 负责a 推理工程师的研发与维护\n任职要求\n- 熟悉a方向的系统软件\n发布时间：2026-01-02 浏览次数：318",
    ],
)
def test_the_same_said_another_way_is_no_change(text: str) -> None:
    made = Market()
    made.crawl(day(1), ad("a", text="岗位职责\n- 负责a 推理工程师的研发与维护\n任职要求\n- 熟悉a方向的系统软件"))
    assert told(made.crawl(day(2), ad("a", text=text, requirements=None))) == []


def test_a_change_of_title_place_or_requirements_is_told_with_before_and_after() -> None:
    made = Market()
    before = "岗位职责\n- 负责推理服务的研发与维护\n任职要求\n- 熟悉a方向的系统软件"
    made.crawl(day(1), ad("a", locations=("上海",), text=before))
    text = before.replace("a方向", "编译器方向")
    changes = made.crawl(day(2), ad("a", title="a 高级推理工程师", locations=("上海", "北京"), text=text))
    assert told(changes) == [("changed", "location,requirements,title")]
    fields = changes.events[0].detail["fields"]
    assert fields["location"] == {"before": ["上海"], "after": ["上海", "北京"]}
    assert fields["requirements"]["diff"].splitlines() == [
        "@@ -1 +1 @@", "-熟悉a方向的系统软件", "+熟悉编译器方向的系统软件"
    ]  # fmt: skip


def test_what_could_not_be_read_this_time_is_no_change() -> None:
    made = Market()
    made.crawl(day(1), ad("a", locations=("上海",)))
    assert told(made.crawl(day(2), ad("a", locations=(), requirements=None))) == []


def test_one_ad_under_a_new_address_is_a_repost() -> None:
    made = market("a", "b", "c")
    again = ad("a", url="https://acme.example/a-2", key="url:/a-2")
    changes = made.crawl(day(2), again, ad("b"), ad("c"))
    assert told(changes) == [("reposted", "")]
    assert changes.events[0].detail == {"before": "https://acme.example/a", "after": "https://acme.example/a-2"}
    assert len(made.roles) == 3
    assert next(role.repost_count for role in made.roles.values() if made.ads[role.lead_id].key == "url:/a-2") == 1
    assert told(made.crawl(day(3), again, ad("b"), ad("c"))) == []


def test_a_repost_with_other_pay_tells_both() -> None:
    made = Market()
    made.crawl(day(1), ad("a", salary=pay("30-50")), ad("b"), ad("c"))
    again = ad("a", url="https://acme.example/a-2", key="url:/a-2", salary=pay("35-55"))
    assert sorted(told(made.crawl(day(2), again, ad("b"), ad("c")))) == [("reposted", ""), ("salary_changed", "raised")]


def test_a_site_that_was_rebuilt_moves_its_ads_without_news() -> None:
    names = ("a", "b", "c", "d")
    made = market(*names)
    moved = [ad(name, url=f"https://acme.example/new/{name}", key=f"url:/new/{name}") for name in names]
    changes = made.crawl(day(2), *moved)
    assert told(changes) == []
    assert {one.key for one in made.ads.values()} == {f"url:/new/{name}" for name in names}
    assert told(made.crawl(day(3), *moved)) == []


def test_an_ad_named_by_its_title_keeps_its_role_when_the_title_is_edited() -> None:
    made = Market()
    text = "岗位职责\n- 负责推理引擎的研发与维护，支撑线上服务\n- 与算法团队协作优化模型\n任职要求\n- 熟悉系统软件与性能分析"
    made.crawl(day(1), ad("x#推理", derived=True, title="推理工程师", text=text), ad("x#编译", derived=True))
    changes = made.crawl(
        day(2), ad("x#高级推理", derived=True, title="高级推理工程师", text=text), ad("x#编译", derived=True)
    )
    assert told(changes) == [("changed", "title")]
    assert len(made.roles) == 2


def test_a_look_alike_of_an_ad_on_an_unread_page_waits_for_a_complete_crawl() -> None:
    made = market("a", "b", "c")
    twin = ad("a", url="https://acme.example/a-2", key="url:/a-2")
    assert told(made.crawl(day(2), twin, ad("b"), verdict="partial")) == []
    assert told(made.crawl(day(3), twin, ad("a"), ad("b"), ad("c"))) == [("new", "")], "a parallel opening"


@pytest.mark.parametrize(
    "later",
    [(), ("a",), ("p", "q", "r")],
    ids=["suddenly zero", "an unusual drop", "all identities new"],
)
def test_an_unusual_crawl_is_held_back_until_a_later_one_agrees(later: tuple[str, ...]) -> None:
    names = ("a", "b", "c", "d", "e", "f")
    made = market(*names)
    unusual = [ad(name, text=f"岗位职责\n- 做{name}相关的全新工作\n任职要求\n- 会{name}") if name in "pqr" else ad(name)
               for name in later]  # fmt: skip
    first = made.crawl(day(2), *unusual)
    assert told(first) == []
    assert (first.source.health, first.source_run.verdict) == ("suspect", "held")
    assert told(made.crawl(day(2), *unusual)) == [], "repeating it is no confirmation"
    assert told(made.crawl(day(2, hour=5), *unusual)) == [], "nor is five hours later"
    confirmed = made.crawl(day(2, hour=6), *unusual)
    assert confirmed.source.health == "ok"
    closed = [kind for kind, _ in told(confirmed)].count("closed")
    assert closed == len(set(names) - set(later))


def test_a_source_that_recovers_is_believed_at_once() -> None:
    names = ("a", "b", "c", "d", "e", "f")
    made = market(*names)
    made.crawl(day(2))
    back = made.crawl(day(3), *map(ad, names))
    assert told(back) == []
    assert back.source.health == "ok"
    assert back.source.held is None


def test_many_own_pages_gone_at_once_are_held_back() -> None:
    names = ("a", "b", "c", "d", "e")
    made = market(*names)
    gone = tuple(own(name, "closed", "gone") for name in names)
    listed = [SeenPosting(key=f"url:/{name}", url=f"https://acme.example/{name}") for name in names]
    assert told(made.crawl(day(2), *listed, own_pages=gone)) == []
    assert len(made.open_titles) == 5


def test_what_only_a_new_release_reads_differently_is_no_news() -> None:
    made = Market()
    made.crawl(day(1), ad("a", salary=None))
    made.reader = "r2.x1"
    better = ad("a", salary=pay("30-50"))
    unchanged = replace(ad("a"), posting=better.posting)
    assert better.posting is not None
    made.reread = lambda raw: better.posting  # type: ignore[assignment,method-assign]
    assert told(made.crawl(day(2), unchanged)) == []
    assert made.ads[min(made.ads)].posting.salary == pay("30-50")  # type: ignore[union-attr]


def test_a_change_on_the_day_of_a_new_release_is_told() -> None:
    made = Market()
    made.crawl(day(1), ad("a"))
    made.reader = "r2.x1"
    old_read_anew = ad("a", salary=pay("30-50")).posting
    made.reread = lambda raw: old_read_anew  # type: ignore[assignment,method-assign]
    assert told(made.crawl(day(2), ad("a", salary=pay("35-55")))) == [("salary_changed", "raised")]


def test_words_taken_from_the_page_by_another_release_do_not_compare() -> None:
    made = Market()
    made.crawl(day(1), ad("a"))
    made.reader = "r1.x2"
    assert told(made.crawl(day(2), ad("a", salary=pay("30-50")))) == []
    assert told(made.crawl(day(3), ad("a", salary=pay("35-55")))) == [("salary_changed", "raised")]


NAMES = ("a", "b", "c", "d", "e")
DAYS = st.lists(
    st.tuples(st.sets(st.sampled_from(NAMES)), st.sampled_from(["complete", "partial", "window", "failed"])),
    min_size=1, max_size=6,
)  # fmt: skip


@given(DAYS)
def test_whatever_happens_incomplete_crawls_close_nothing_and_repeating_tells_nothing(
    days: list[tuple[set[str], Verdict]],
) -> None:
    made = market(*NAMES)
    for number, (names, verdict) in enumerate(days, 2):
        listed = [ad(name) for name in sorted(names)]
        first = made.crawl(day(number), *listed, verdict=verdict)
        if verdict != "complete":
            assert "closed" not in [kind for kind, _ in told(first)]
        assert told(made.crawl(day(number), *listed, verdict=verdict)) == []


@given(st.permutations(NAMES), st.sets(st.sampled_from(NAMES), min_size=1))
def test_the_order_of_pages_does_not_matter(order: list[str], kept: set[str]) -> None:
    straight, mixed = market(*NAMES), market(*order)
    one = straight.crawl(day(2), *[ad(name) for name in NAMES if name in kept], ad("z"))
    other = mixed.crawl(day(2), ad("z"), *[ad(name) for name in order if name in kept])
    assert sorted(told(one)) == sorted(told(other))
    assert straight.open_titles == mixed.open_titles
