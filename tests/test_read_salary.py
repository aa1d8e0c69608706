"""Pay as people write it: golden tables (tests/salary), and what must hold for any text."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roles.model import Period, Salary
from roles.read.salary import read_salary

relaxed = settings(deadline=None)  # a busy machine is no fault of ours

TABLES = Path(__file__).parent / "salary"
FIELDS = ("currency", "period", "min", "max", "months")


def table(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (TABLES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def names() -> list[str]:
    return sorted(path.stem for path in TABLES.glob("*.jsonl") if path.stem != "known_failures")


def facts(salary: Salary | None) -> dict[str, Any] | None:
    return None if salary is None else {field: getattr(salary, field) for field in FIELDS}


ROWS = [pytest.param(row, id=f"{name}-{number}") for name in names() for number, row in enumerate(table(name), 1)]


@pytest.mark.parametrize("row", ROWS)
def test_reads(row: dict[str, Any]) -> None:
    assert facts(read_salary(row["text"], row["locale"])) == row["expect"]


@pytest.mark.parametrize("row", table("known_failures"), ids=lambda row: row["text"][:30])
def test_known_failures_still_fail(row: dict[str, Any]) -> None:
    """A row that is read right by now belongs into one of the other tables."""
    assert facts(read_salary(row["text"], row["locale"])) != row["expect"]


def test_the_tables_are_large_enough() -> None:
    rows = [row for name in names() for row in table(name)]
    assert len(rows) >= 400
    assert len({(row["text"], row["locale"]) for row in rows}) == len(rows)
    assert sum(row["locale"][:2] not in ("zh", "en") for row in rows) >= 40


# -- the phrase that was read ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("薪资：25-40K·15薪 | 上海", "薪资：25-40K·15薪"),
        ("The base salary range is $150,000 - $180,000 per year.", "$150,000 - $180,000 per year"),
        ("ＡＩ工程师（２０Ｋ－３０Ｋ）", "２０Ｋ－３０Ｋ"),
        ("<p>Pay: <b>$40</b> per hour</p>", "Pay: $40 per hour"),
        ("不低于 30K，面议", "不低于 30K"),
    ],
)
def test_the_phrase_is_kept_as_it_stands(text: str, phrase: str) -> None:
    read = read_salary(text, "zh-CN" if "K" in text or "Ｋ" in text else "en-US")
    assert read is not None
    assert read.text == phrase


# -- without a locale ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("月薪 20-30K", ("CNY", "month", 20000, 30000)),
        ("年収 500万円〜800万円", ("JPY", "year", 5000000, 8000000)),
        ("연봉 5,000만원", ("KRW", "year", 50000000, 50000000)),
        ("$120k - $150k", ("USD", "year", 120000, 150000)),
        ("€60,000 a year", ("EUR", "year", 60000, 60000)),
    ],
)
def test_the_text_tells_the_place_where_no_locale_is_given(text: str, expect: tuple[object, ...]) -> None:
    read = read_salary(text)
    assert read is not None
    assert (read.currency, read.period, read.min, read.max) == expect


@pytest.mark.parametrize(
    "text", ["Salary: 120-150k", "月薪 40,000 元，薪資面議", "¥7,500,000 per year", "kr 500 000 per year"]
)
def test_an_unknown_currency_is_not_guessed(text: str) -> None:
    assert read_salary(text) is None


# -- any notation, any surroundings ----------------------------------------------------------------------------------

thousands = st.integers(min_value=3, max_value=200)


@st.composite
def chinese_pay(draw: st.DrawFn) -> tuple[str, Salary]:
    """A monthly CNY range in one of the Chinese notations."""
    low, high = sorted((draw(thousands), draw(thousands)))
    months = draw(st.none() | st.integers(min_value=12, max_value=20))
    dash = draw(st.sampled_from(["-", "–", "—", "~", "～", " - ", "至", "到"]))
    unit = draw(st.sampled_from(["K", "k", "元", "万"]))
    if unit == "万":
        span = f"{low / 10:g}{dash}{high / 10:g}万/月"
    elif unit == "元":
        span = f"{low * 1000}{dash}{high * 1000}元/月"
    else:
        span = draw(st.sampled_from([f"{low}{dash}{high}{unit}", f"{low}{unit}{dash}{high}{unit}"]))
    if months is not None:
        span += draw(st.sampled_from(["·{}薪", " {}薪", "*{}薪", "，{}薪", "（{}薪）", "x{}薪"])).format(months)
    label = draw(st.sampled_from(["", "薪资：", "月薪 ", "薪资范围："]))
    return label + span, Salary(currency="CNY", period="month", min=low * 1000, max=high * 1000, months=months)


PERIOD_WORDS: dict[Period, list[str]] = {
    "year": ["per year", "/year", "a year", "annually", "p.a.", "/yr", "per annum"],
    "month": ["per month", "/month", "a month", "monthly", "/mo"],
    "week": ["per week", "/week", "a week", "weekly"],
    "day": ["per day", "/day", "a day"],
    "hour": ["per hour", "/hr", "/hour", "an hour", "hourly", "/h"],
}
PLAUSIBLE: dict[Period, tuple[int, int]] = {
    "year": (20, 500), "month": (2, 40), "week": (1, 9), "day": (200, 2000), "hour": (10, 400),
}  # fmt: skip


@st.composite
def english_pay(draw: st.DrawFn) -> tuple[str, Salary]:
    """A range or a single amount with a currency and a period."""
    period: Period = draw(st.sampled_from(list(PERIOD_WORDS)))
    least, most = PLAUSIBLE[period]
    ends = sorted(draw(st.integers(least, most)) for _ in range(draw(st.integers(1, 2))))
    size = 1 if period in ("day", "hour") else 1000
    sign, currency = draw(
        st.sampled_from([("$", "USD"), ("€", "EUR"), ("£", "GBP"), ("CA$", "CAD"), ("USD ", "USD"), ("CHF ", "CHF")])
    )
    if size == 1000 and draw(st.booleans()):
        written = [f"{sign}{end}k" for end in ends]
    else:
        written = [f"{sign}{end * size:,}" for end in ends]
    span = draw(st.sampled_from([" - ", "–", " to ", " — "])).join(written)
    word = draw(st.sampled_from(PERIOD_WORDS[period]))
    text = f"{span}{'' if word.startswith('/') else ' '}{word}"
    return text, Salary(currency=currency, period=period, min=ends[0] * size, max=ends[-1] * size)


@relaxed
@given(chinese_pay())
def test_chinese_pay_in_any_notation_is_read_back(case: tuple[str, Salary]) -> None:
    text, salary = case
    assert facts(read_salary(text, "zh-CN")) == facts(salary)


@relaxed
@given(english_pay())
def test_english_pay_in_any_notation_is_read_back(case: tuple[str, Salary]) -> None:
    text, salary = case
    assert facts(read_salary(text, "en-US")) == facts(salary)


CHINESE_LINES = [
    "岗位职责", "1、负责推理引擎研发，支持 8k-128k 上下文；", "2、服务日均 200 万请求",
    "任职要求：本科及以上，3-5年经验", "公司完成 3 亿元 C 轮融资，员工 500-800 人",
    "福利：六险一金、餐补 30 元/天、年度体检 2000 元", "地点：杭州",
]  # fmt: skip
ENGLISH_LINES = [
    "About us", "We raised $45M and serve 12,000 customers.", "- 5-8 years of C++", "- Own a $2M cloud budget",
    "Benefits: 401(k) match up to 4%, $2,000 learning stipend", "Location: Denver", "Founded in 2019, 150 people",
]  # fmt: skip


@relaxed
@given(
    chinese_pay(),
    st.lists(st.sampled_from(CHINESE_LINES), max_size=4),
    st.lists(st.sampled_from(CHINESE_LINES), max_size=4),
)
def test_what_a_chinese_ad_says_elsewhere_does_not_matter(
    case: tuple[str, Salary], above: list[str], below: list[str]
) -> None:
    text, salary = case
    assert facts(read_salary("\n\n".join([*above, "薪资", text, "", *below]), "zh-CN")) == facts(salary)


@relaxed
@given(
    english_pay(),
    st.lists(st.sampled_from(ENGLISH_LINES), max_size=4),
    st.lists(st.sampled_from(ENGLISH_LINES), max_size=4),
)
def test_what_an_english_ad_says_elsewhere_does_not_matter(
    case: tuple[str, Salary], above: list[str], below: list[str]
) -> None:
    text, salary = case
    assert facts(read_salary("\n\n".join([*above, f"Pay: {text}", *below]), "en-US")) == facts(salary)


FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}


@relaxed
@given(chinese_pay())
def test_width_does_not_matter(case: tuple[str, Salary]) -> None:
    text, salary = case
    assert facts(read_salary(text.translate(FULL_WIDTH), "zh-CN")) == facts(salary)


@relaxed
@given(chinese_pay() | english_pay())
def test_the_phrase_stands_in_the_text(case: tuple[str, Salary]) -> None:
    read = read_salary(case[0], "zh-CN")
    assert read is None or read.text in case[0]


@relaxed
@given(english_pay())
def test_reading_what_was_read_gives_the_same(case: tuple[str, Salary]) -> None:
    read = read_salary(case[0], "en-US")
    assert read is not None
    assert facts(read_salary(read.text, "en-US")) == facts(read)


# -- any text at all -------------------------------------------------------------------------------------------------

PIECES = [
    "$", "€", "¥", "20", "1,000", "30K", "万", "薪", "14", "-", "~", " to ", "(", ")", "/", "per", "hour", "月", "*",
    "x", "\n", ":", "：", ".", ",", "，", "up to ", "between ", " and ", "年薪", "base", "bonus", "<b>", "&nbsp;",
    "&lt;", "{", '"', "[", "元", "K", "k", "%", "+", "起", "两万", "三", "401(k)", "us$", "\ue000", "\u200b", "#",
    "minimum", "maximum", "|", "ⅷ", "½", "①", "İ", "\x00", "\ud800", "min", "max", "0", "00",
    "999999999999999999999999999999", "'", "’", "　", "（", "）", "、", "。",
]  # fmt: skip
LOCALES = st.sampled_from([None, "zh-CN", "en-US", "ja-JP", "de", "xx", "", "zh-Hant", "en_GB", "-", "pt-BR"])


@settings(relaxed, max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=200), LOCALES)
def test_no_text_raises(text: str, locale: str | None) -> None:
    read = read_salary(text, locale)
    if read is not None:
        assert (read.min or read.max or 0) > 0
        assert read.min is None or read.max is None or read.min <= read.max
        assert read.months is None or read.period == "month"


HOSTILE = [
    "1", "1-", "1,", "$1", "5K", "5K ", "(", "$ ", "1 000", "<", "<a", "&#1;", "<script", "薪", "20-30K·14薪，",
    "$100,000 - $120,000 ", "salary ", "up to ", "一万", "\n", "5K\n", "{", "[", "\ue000K", "1.1", "1'", "per hour ",
    "- ", "*", "k", "a.b.", "£5 to ", "1(1)", "5 (5 ", "🙂", "－", "万", "&amp;", '"', "min ", "between 1 and ",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_no_faster_than_the_text(piece: str) -> None:
    """200 KB of the worst pieces: generous bounds, since a quadratic reader would need minutes."""
    text = piece * (200_000 // len(piece.encode()))
    started = time.perf_counter()
    read_salary(text, "zh-CN")
    assert time.perf_counter() - started < 3
