"""Ads that come back under other addresses: reposted one by one, or moved with their whole site."""

from __future__ import annotations

from roles.crawl import SeenPosting
from tests.market import SITE, Market, ad, day, told

NAMES = "abcdef"


def market(*names: str) -> Market:
    made = Market()
    made.crawl(day(1), *map(ad, names))
    return made


def again(name: str, folder: str = "") -> SeenPosting:
    """The same ad under a new id, in the same part of the site unless `folder` says otherwise."""
    return ad(name, url=f"{SITE}{folder}/{name}-2", key=f"url:{folder}/{name}-2")


def test_two_of_three_ads_with_new_ids_are_two_reposts() -> None:
    made = market("a", "b", "c")
    assert told(made.crawl(day(2), again("a"), again("b"), ad("c"))) == [("reposted", "")] * 2


def test_new_ids_for_all_ads_are_a_rebuilt_site() -> None:
    made = market("a", "b", "c")
    assert told(made.crawl(day(2), *map(again, "abc"))) == []
    assert len(made.open_titles) == 3


def test_two_reposts_in_a_listing_that_was_half_read_wait_for_the_whole() -> None:
    made = market(*NAMES)
    assert told(made.crawl(day(2), again("a"), again("b"), ad("c"), verdict="partial")) == []
    whole = [again("a"), again("b"), *map(ad, NAMES[2:])]
    assert told(made.crawl(day(3), *whole)) == [("reposted", "")] * 2
    assert len(made.roles) == 6


def test_most_ads_in_another_part_of_a_site_that_was_half_read_have_moved() -> None:
    made = market(*NAMES)
    moved = [again(name, "/new") for name in NAMES]
    assert told(made.crawl(day(2), *moved[:4], verdict="partial")) == []
    assert told(made.crawl(day(3), *moved)) == []
    assert len(made.roles) == 6
