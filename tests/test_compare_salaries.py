"""When pay changed and when only its notation did (docs/RULES.md, "Pay")."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roles.compare import compare_salaries, percent
from roles.model import PERIODS_PER_YEAR, Period, Salary
from roles.read.salary import read_salary

relaxed = settings(deadline=None)

# before | after | locale | class | percent
TEXTS = [
    ("30K-70K/月", "3-7万/月", "zh-CN", "none", None),
    ("30-70k·12薪", "36-84万/年", "zh-CN", "none", None),
    ("25-40K", "25K～40K", "zh-CN", "none", None),
    ("25-40K", "２５－４０Ｋ", "zh-CN", "none", None),
    ("薪資：4.2萬-5.8萬", "月薪 42,000~58,000元", "zh-TW", "none", None),
    ("25-40K·12薪", "25-40K", "zh-CN", "none", None),
    ("年薪 60-96 万", "40-64K·15薪", "zh-CN", "none", None),
    ("$50/hr", "$104,000 per year", "en-US", "none", None),
    ("$50/hr", "$400 per day", "en-US", "none", None),
    ("$120k - $150k", "USD 120,000–150,000 p.a.", "en-US", "none", None),
    ("$120k", '{"currency": "USD", "value": {"value": 120000, "unitText": "YEAR"}}', "en-US", "none", None),
    ("€60,000", "60.000 € im Jahr", "de-DE", "none", None),
    ("面议", "薪资面议", "zh-CN", "none", None),
    ("完成 1 亿元融资，餐补 20 元/天", "完成 3 亿元融资，餐补 30 元/天", "zh-CN", "none", None),
    ("Salary: competitive, $5,000 sign-on bonus", "Salary: competitive, $10,000 sign-on bonus", "en-US", "none", None),
    ("20-40K·13薪", "20-40K·16薪", "zh-CN", "raised", 23.1),
    ("20-40K", "22-40K", "zh-CN", "raised", 3.3),
    ("20-40K", "20-50K·14薪", "zh-CN", "raised", 16.7),
    ("$100k", "$110k", "en-US", "raised", 10.0),
    ("$100k+", "$120k+", "en-US", "raised", 20.0),
    ("up to £80k", "up to £72k", "en-GB", "cut", -10.0),
    ("40-64K·16薪", "40-64K·15薪", "zh-CN", "cut", -6.2),
    ("$90k - $120k", "$80k - $120k", "en-US", "cut", -4.8),
    ("$50/hr", "$90,000 per year", "en-US", "cut", -13.5),
    ("20-40K", "15-50K", "zh-CN", "changed", None),
    ("20-40K", "25-35K", "zh-CN", "changed", None),
    ("20-40K", "20K以上", "zh-CN", "changed", None),
    ("20-40K", "20-40K·15薪", "zh-CN", "changed", None),
    ("20-40K·15薪", "20-40K", "zh-CN", "changed", None),
    ("$100k", "€100k", "en-US", "changed", None),
    ("$100k", "from $100k", "en-US", "changed", None),
    ("面议", "20-40K", "zh-CN", "disclosed", None),
    ("$120k - $150k", "Salary: competitive", "en-US", "withdrawn", None),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "locale", "change", "share"), TEXTS)
def test_what_two_texts_say_of_the_pay(before: str, after: str, locale: str, change: str, share: float | None) -> None:
    was, now = read_salary(before, locale), read_salary(after, locale)
    assert compare_salaries(was, now) == change
    assert (percent(was, now) if was is not None and now is not None else None) == share


amounts = st.integers(min_value=1_000, max_value=500_000)
periods: st.SearchStrategy[Period] = st.sampled_from(list(PERIODS_PER_YEAR))


@st.composite
def salaries(draw: st.DrawFn) -> Salary:
    low, high = sorted((draw(amounts), draw(amounts)))
    period = draw(periods)
    months = draw(st.none() | st.integers(12, 20)) if period == "month" else None
    ends = draw(st.sampled_from([(low, high), (low, None), (None, high), (low, low)]))
    return Salary(
        currency=draw(st.sampled_from(["CNY", "USD", "EUR"])), period=period, min=ends[0], max=ends[1], months=months
    )


def scaled(salary: Salary, factor: float) -> Salary:
    low = None if salary.min is None else salary.min * factor
    high = None if salary.max is None else salary.max * factor
    return replace(salary, min=low, max=high)


@relaxed
@given(salaries())
def test_nothing_changed_against_itself(salary: Salary) -> None:
    assert compare_salaries(salary, replace(salary, text="written another way")) == "none"


@relaxed
@given(salaries(), periods)
def test_the_same_pay_per_another_period_is_none(salary: Salary, period: Period) -> None:
    stated = replace(salary, months=salary.months or 12) if salary.period == "month" else salary
    months = 12 if period == "month" else None
    other = replace(scaled(stated, stated.per_year / PERIODS_PER_YEAR[period]), period=period, months=months)
    assert compare_salaries(stated, other) == compare_salaries(other, stated) == "none"


@relaxed
@given(salaries(), st.floats(1.01, 3))
def test_more_is_a_raise_and_its_reverse_a_cut(salary: Salary, factor: float) -> None:
    more = scaled(salary, factor)
    assert compare_salaries(salary, more) == "raised"
    assert compare_salaries(more, salary) == "cut"
    up, down = percent(salary, more), percent(more, salary)
    assert up is not None
    assert down is not None
    assert up > 0 > down
    assert up == pytest.approx(100 * (factor - 1), abs=0.1)


@relaxed
@given(salaries(), st.floats(0.9951, 1.0049))
def test_rounding_is_no_news(salary: Salary, factor: float) -> None:
    assert compare_salaries(salary, scaled(salary, factor)) == "none"


@relaxed
@given(salaries())
def test_an_end_that_comes_or_goes_is_a_change(salary: Salary) -> None:
    closed = replace(salary, min=salary.min or salary.max, max=salary.max or salary.min)
    for opened in (replace(closed, min=None), replace(closed, max=None)):
        assert compare_salaries(closed, opened) == compare_salaries(opened, closed) == "changed"
        assert percent(closed, opened) is None


@relaxed
@given(salaries())
def test_another_currency_is_a_change(salary: Salary) -> None:
    assert compare_salaries(salary, replace(salary, currency="CHF")) == "changed"


@relaxed
@given(salaries())
def test_pay_appears_and_goes(salary: Salary) -> None:
    assert compare_salaries(None, salary) == "disclosed"
    assert compare_salaries(salary, None) == "withdrawn"
    assert compare_salaries(None, None) == "none"


@relaxed
@given(amounts, amounts, st.integers(12, 20))
def test_a_number_of_months_that_one_side_does_not_state_is_no_raise(one: int, two: int, months: int) -> None:
    low, high = sorted((one, two))
    silent = Salary(currency="CNY", period="month", min=low, max=high)
    stated = replace(silent, months=months)
    assert (
        compare_salaries(silent, stated) == compare_salaries(stated, silent) == ("none" if months == 12 else "changed")
    )
    assert compare_salaries(silent, scaled(stated, 1.1)) == "raised"
    assert compare_salaries(stated, scaled(silent, 0.9)) == "cut"


@relaxed
@given(amounts, st.integers(12, 19))
def test_another_month_paid_is_a_raise(amount: int, months: int) -> None:
    before = Salary(currency="CNY", period="month", min=amount, max=amount, months=months)
    after = replace(before, months=months + 1)
    assert compare_salaries(before, after) == "raised"
    assert compare_salaries(after, before) == "cut"
