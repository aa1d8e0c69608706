from __future__ import annotations

import pytest

from crawler.ledger import Ledger

ENTRY = "https://acme.example/jobs"


def book(listing: int = 1, details: int = 0) -> Ledger:
    ledger = Ledger()
    for number in range(listing):
        url = ENTRY if number == 0 else f"{ENTRY}?page={number + 1}"
        ledger.plan(url, "listing")
        ledger.settle(url)
    for number in range(details):
        ledger.plan(f"{ENTRY}/{number}", "detail")
        ledger.settle(f"{ENTRY}/{number}")
    return ledger


def test_all_planned_pages_read_is_complete() -> None:
    assert book(3, 20).verdict(ENTRY, "all", 20) == ("complete", "")


def test_a_feed_is_a_window() -> None:
    assert book().verdict(ENTRY, "recent", 10)[0] == "window"


def test_a_page_is_planned_once() -> None:
    ledger = Ledger()
    assert ledger.plan(ENTRY, "listing")
    assert not ledger.plan(ENTRY, "detail")


def test_an_entry_that_failed_fails_the_source_with_its_reason() -> None:
    ledger = Ledger()
    ledger.plan(ENTRY, "listing")
    ledger.fail(ENTRY, "HTTP 500")
    assert ledger.verdict(ENTRY, "all", 0) == ("failed", "HTTP 500")


def test_an_entry_that_was_never_answered_fails_the_source() -> None:
    ledger = Ledger()
    ledger.plan(ENTRY, "listing")
    assert ledger.verdict(ENTRY, "all", 0)[0] == "failed"


@pytest.mark.parametrize("fate", ["failed", "never answered"])
def test_a_lost_listing_page_makes_it_partial_and_says_which(fate: str) -> None:
    ledger = book(2)
    ledger.plan(f"{ENTRY}?page=3", "listing")
    if fate == "failed":
        ledger.fail(f"{ENTRY}?page=3", "HTTP 500")
    verdict, message = ledger.verdict(ENTRY, "all", 19)
    assert verdict == "partial"
    assert message.startswith("page 3 of 3 of the listing was not read")
    assert not ledger.listing_complete()


@pytest.mark.parametrize(("declared", "verdict"), [(31, "complete"), (30, "partial"), (32, "partial")])
def test_the_total_that_a_listing_states_must_be_what_was_seen(declared: int, verdict: str) -> None:
    ledger = book(2)
    ledger.declare(declared)
    assert ledger.verdict(ENTRY, "all", 31)[0] == verdict


def test_two_totals_mean_that_the_listing_changed_under_our_hands() -> None:
    ledger = book(2)
    ledger.declare(31)
    ledger.declare(30)
    assert ledger.verdict(ENTRY, "all", 31)[0] == "partial"


def test_a_bound_that_was_reached_makes_it_partial() -> None:
    ledger = book(2)
    ledger.cut("more than 2 pages")
    assert ledger.verdict(ENTRY, "all", 31) == ("partial", "more than 2 pages")


@pytest.mark.parametrize(("lost", "verdict"), [(1, "complete"), (2, "complete"), (3, "partial")])
def test_one_in_ten_own_pages_may_fail(lost: int, verdict: str) -> None:
    ledger = book(1, 20 - lost)
    for number in range(lost):
        ledger.plan(f"{ENTRY}/lost/{number}", "detail")
        ledger.fail(f"{ENTRY}/lost/{number}", "HTTP 503")
    found, message = ledger.verdict(ENTRY, "all", 20)
    assert found == verdict
    assert f"{lost} of 20 postings' own pages failed (HTTP 503)" in message


def test_asking_known_ads_on_their_own_pages_says_nothing_of_the_listing() -> None:
    ledger = book(1, 5)
    ledger.plan(f"{ENTRY}/gone", "own")
    ledger.fail(f"{ENTRY}/gone", "HTTP 503")
    assert ledger.verdict(ENTRY, "all", 5)[0] == "complete"
    assert ledger.report(ENTRY, "all", 5, 1.0).pages_failed == 1
