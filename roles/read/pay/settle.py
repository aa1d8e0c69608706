"""What an amount leaves unsaid is settled by convention: its currency, its period, and whether it can be pay at all."""

from __future__ import annotations

from collections.abc import Sequence

from roles.model import Number, Period, Salary, tidy
from roles.read.pay.amount import Amount
from roles.read.pay.currency import Place, money_words, resolve
from roles.read.pay.period import HOUR_BELOW, YEAR_FROM, Stated, convert

# What can be pay, in US dollars a year, to a factor of two. In a currency of small units even junk looks large.
_LEAST_OF_LARGE_UNIT, _LEAST, _MOST = 1_000, 100, 2_000_000
# An hour's pay that is only inferred from its size must be one: US dollars.
_LEAST_HOUR = 2
# "$2m" is never an employee's pay, "¥6 million" or "Rp 15 juta" may be.
_MILLION, _SMALL_UNIT = 1_000_000, 20
# Currencies in which a Chinese page states monthly pay, and from where on an amount in 万 is a year's.
_CHINESE, CHINESE_YEAR_FROM = frozenset({"CNY", "HKD", "TWD", "MOP"}), 100_000


def settle(
    low: float | None,
    high: float | None,
    currency: str | None,
    stated: Stated | None,
    place: Place,
    *,
    ends: Sequence[Amount] = (),
    months: Number | None = None,
    text: str = "",
) -> Salary | None:
    """The Salary meant by the ends `low` and `high` in currency units; None where currency or period stay unknown or
    the amount cannot be pay. `ends` are the amounts as written, for the conventions that depend on their units."""
    if currency is None or stated == "unknown" or (low is None and high is None):
        return None
    scales = {end.scale for end in ends}
    if max(scales, default=1) >= _MILLION and money_words().worth.get(currency, 1) < _SMALL_UNIT:
        return None
    period = stated or _usual(low, high, currency, place, ends, monthly=months is not None)
    if period is None or not _can_be_pay(low, high, currency, period, inferred=stated is None):
        return None
    return Salary(
        currency=currency,
        period=period,
        min=None if low is None else tidy(low),
        max=None if high is None else tidy(high),
        months=months if period == "month" else None,
        text=text,
    )


def currency_of(ends: Sequence[Amount], place: Place) -> str | None:
    """The currency of a range: each end that names one must name the same.

    Without a name it is that of the place, but an amount that is counted in lakh is no amount of a country that does
    not count so.
    """
    named = {resolve(end.currency, place) for end in ends if end.currency}
    if len(named) > 1:
        words = [word for end in ends for word in end.currency]
        return resolve(words, place) if any(word in money_words().exact for word in words) else None
    if named:
        return named.pop()
    counted = next((code for end in ends if (code := money_words().scale_of.get(end.unit))), None)
    return counted if counted and place.country not in money_words().scale_countries else place.currency


def _usual(
    low: float | None, high: float | None, currency: str, place: Place, ends: Sequence[Amount], *, monthly: bool
) -> Period | None:
    """The period of an amount that states none; None where two are possible. `monthly`: it states months per year."""
    least, most = (low if low is not None else high) or 0, (high if high is not None else low) or 0
    scales = {end.scale for end in ends}
    written = place.language not in ("ja", "ko") and any(end.unit in ("万", "千") for end in ends)
    if place.language == "zh" or written:
        return _usual_in_chinese(least, currency, scales, monthly=monthly)
    if monthly:
        return "month" if least < YEAR_FROM else "year"
    if most < HOUR_BELOW:
        return "hour"
    # £18,000 - £22,000 is a year's pay, too: nobody earns that by the month. 15 000 - 22 000 zł may be a month's.
    large_unit = money_words().worth.get(currency, 1) < 2
    return "year" if least >= YEAR_FROM or (large_unit and most >= YEAR_FROM <= 2 * least) else None


def _usual_in_chinese(least: float, currency: str, scales: set[int], *, monthly: bool) -> Period | None:
    """A month; in 万 a year from 100,000 up; in a currency of another region a year from 20,000 up."""
    if 10_000 in scales and currency in _CHINESE:
        return "year" if least >= CHINESE_YEAR_FROM else "month"
    if monthly:
        return "month"
    if currency not in _CHINESE:
        return "year" if least >= YEAR_FROM else "month" if least >= HOUR_BELOW else None
    if scales <= {1} and least >= CHINESE_YEAR_FROM:
        return None  # 200000元: a month's pay by the letter, a year's by its size
    return "month"


def _can_be_pay(low: float | None, high: float | None, currency: str, period: Period, *, inferred: bool) -> bool:
    worth = money_words().worth.get(currency, 1)
    least: float = _LEAST_OF_LARGE_UNIT if worth < 2 else _LEAST
    if inferred and period == "hour":
        least = convert(_LEAST_HOUR, "hour", "year")
    return all(least <= convert(end, period, "year") / worth <= _MOST for end in (low, high) if end is not None)
