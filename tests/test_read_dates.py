"""Dates as ads write them, at a given moment in a given zone."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.read.facts.dates import read_date
from tests.cases import cases

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 18, 10, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize(("text", "found"), cases("dates"))
def test_dates(text: str, found: str) -> None:
    assert (read_date(text.lstrip("!"), NOW, SHANGHAI, ahead=text.startswith("!")) or "") == found


def test_today_is_that_of_the_zone() -> None:
    late = datetime(2026, 3, 18, 20, 0, tzinfo=UTC)  # the 19th in Shanghai
    assert read_date("今天", late, SHANGHAI) == "2026-03-19"
    assert read_date("今天", late, UTC) == "2026-03-18"
    assert read_date("昨天", late, timezone(timedelta(hours=-8))) == "2026-03-17"


def test_a_yearless_day_around_new_year() -> None:
    january = datetime(2026, 1, 3, tzinfo=SHANGHAI)
    assert read_date("12-28", january, SHANGHAI) == "2025-12-28"
    assert read_date("12-28", january, SHANGHAI, ahead=True) == "2025-12-28"
    december = datetime(2025, 12, 28, tzinfo=SHANGHAI)
    assert read_date("1月15日", december, SHANGHAI, ahead=True) == "2026-01-15"
    assert read_date("2025年12月20日至1月15日", december, SHANGHAI, ahead=True) == "2026-01-15"


def test_the_29th_of_february() -> None:
    assert read_date("2月29日", NOW, SHANGHAI) is None
    assert read_date("2024-02-29", NOW, SHANGHAI) == "2024-02-29"


@given(
    st.text(alphabet="0123456789-/.年月日 T:Z+天前周个半十ago days", max_size=40) | st.text(max_size=40), st.booleans()
)
def test_any_text_can_be_read(text: str, ahead: bool) -> None:
    read = read_date(text, NOW, SHANGHAI, ahead=ahead)
    assert read is None or read[:4].isdigit()


@pytest.mark.parametrize("piece", ["2026-", "1", "3天", "十", "3月1日-", "Mar ", " "])
def test_long_texts_are_no_dates(piece: str) -> None:
    start = time.perf_counter()
    assert read_date(piece * (200_000 // len(piece)), NOW, SHANGHAI) is None
    assert time.perf_counter() - start < 2
