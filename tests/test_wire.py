from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles import wire
from roles.crawl import CrawlOrder, CrawlReport, CrawlResult, KnownPosting, OwnPage, PageTrouble, SeenPosting
from roles.errors import FormatError
from roles.model import Posting, RawPosting, Salary

ORDER = CrawlOrder(
    run_id=3,
    source_id="acme",
    url="https://acme.example/jobs",
    now="2026-03-02T00:30:00Z",
    known=(KnownPosting(key="url:/1", url="https://acme.example/1", title="推理工程师", digest="d", open=True),),
    select={"title": "h1::text"},
)
RAW = RawPosting(url="https://acme.example/1", title="推理工程师", text="岗位职责", locations=("上海",))
PAY = Salary(currency="CNY", period="month", min=30000, max=50000.5, months=15, text="30-50K·15薪")
RESULT = CrawlResult(
    run_id=3,
    source_id="acme",
    reader="a.b",
    report=CrawlReport(
        verdict="partial", message="page 2", troubles=(PageTrouble(url="u", kind="listing", reason="r"),)
    ),
    postings=(
        SeenPosting(
            key="k", url=RAW.url, digest="d", raw=RAW, posting=Posting(title="推理工程师", url=RAW.url, salary=PAY)
        ),
        SeenPosting(key="l", url="u"),
    ),
    own_pages=(OwnPage(key="m", state="closed", reason="gone", evidence="404"),),
)


def test_orders_and_results_come_through_unchanged() -> None:
    assert wire.decode_order(wire.encode_order(ORDER)) == ORDER
    assert wire.decode_result(wire.encode_result(RESULT)) == RESULT


def test_an_order_of_another_format_is_refused() -> None:
    line = wire.encode_order(ORDER).replace(b'"format":1', b'"format":2')
    with pytest.raises(FormatError):
        wire.decode_order(line)


@pytest.mark.parametrize("damage", [lambda ls: ls[:-1], lambda ls: ls[1:], lambda ls: [ls[0], ls[-1]], lambda ls: []])
def test_a_result_that_lacks_a_line_is_refused(damage) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(FormatError):
        wire.decode_result(damage(list(wire.encode_result(RESULT))))


@given(st.integers(min_value=0, max_value=2000))
def test_a_result_cut_anywhere_is_refused(length: int) -> None:
    whole = b"".join(wire.encode_result(RESULT))
    cut = whole[: min(length, len(whole) - 2)]
    with pytest.raises(FormatError):
        wire.decode_result(cut.splitlines(keepends=True))


@given(st.binary(max_size=200))
def test_bytes_from_anywhere_are_refused_with_our_own_error(noise: bytes) -> None:
    for decode in (wire.decode_order, wire.decode_word):
        with pytest.raises(FormatError):
            decode(noise)


def test_the_digest_names_the_exact_words() -> None:
    assert wire.digest(RAW) == wire.digest(dataclasses.replace(RAW))
    assert wire.digest(RAW) != wire.digest(dataclasses.replace(RAW, text="岗位职责 "))


def test_a_raw_posting_beside_its_text_is_kept_without_it() -> None:
    assert wire.raw_from_json(wire.raw_without_text(RAW)) == dataclasses.replace(RAW, text="")


def test_a_text_that_stands_twice_in_an_ad_is_held_once() -> None:
    posting = Posting(title="推理工程师", url=RAW.url, description=RAW.text)
    result = dataclasses.replace(RESULT, postings=(SeenPosting(key="k", url=RAW.url, raw=RAW, posting=posting),))
    read = wire.decode_result(wire.encode_result(result))
    assert read == result
    (seen,) = read.postings
    assert seen.raw is not None
    assert seen.posting is not None
    assert seen.raw.text is seen.posting.description
