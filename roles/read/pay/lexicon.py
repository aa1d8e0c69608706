"""The words that stand around an amount (words/pay.toml), by the role each plays; folded as the text will be."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from roles.model import Period
from roles.read.pay.glyphs import fold_glyphs
from roles.read.words import load

PERIODS: tuple[Period, ...] = ("hour", "day", "week", "month", "year")


@dataclass(frozen=True, slots=True)
class PayWords:
    """Words and phrases (their words joined by one space). A word may play several roles: "月薪" labels pay and
    tells its period. What each role means is said beside its list in words/pay.toml."""

    unit: dict[str, Period]
    adverb: dict[str, Period]
    period_label: dict[str, Period]
    country: dict[str, str]
    piece: frozenset[str]
    per: frozenset[str]
    to: frozenset[str]
    between: frozenset[str]
    ends_and: frozenset[str]
    grade: frozenset[str]
    low_before: frozenset[str]
    high_before: frozenset[str]
    low_after: frozenset[str]
    high_after: frozenset[str]
    apart: frozenset[str]
    about: frozenset[str]
    months: frozenset[str]
    months_sure: frozenset[str]
    months_join: frozenset[str]
    times: frozenset[str]
    months_bonus: frozenset[str]
    base: frozenset[str]
    pay: frozenset[str]
    weak: frozenset[str]
    total: frozenset[str]
    other: frozenset[str]
    counted: frozenset[str]
    measured: frozenset[str]
    tax: frozenset[str]
    role: frozenset[str]
    harmless: frozenset[str]
    terms: frozenset[str]
    filler: frozenset[str]
    stop: frozenset[str]
    through: frozenset[str]
    between_label_and_amount: frozenset[str]
    beside_an_amount: frozenset[str]
    behind_an_amount: frozenset[str]

    def everything(self) -> set[str]:
        """Every word and phrase that has a role here."""
        return {word for name in self.__slots__ for word in getattr(self, name)}


@cache
def pay_words() -> PayWords:
    """The lists of words/pay.toml."""
    table = load("pay")

    def periods(kind: str) -> dict[str, Period]:
        return {fold_glyphs(word): period for period in PERIODS for word in table["period"][period][kind]}

    plain = {
        role: frozenset(map(fold_glyphs, words))
        for part in ("piece", "range", "bound", "months", "label", "beside")
        for role, words in table[part].items()
    }

    def together(*roles: str) -> frozenset[str]:
        return frozenset().union(*(plain[role] for role in roles))

    unit, adverb, paid = periods("unit"), periods("adverb"), periods("pay")
    plain["pay"] |= frozenset(paid)
    label = periods("label") | paid
    country = {fold_glyphs(word): code for code, words in table["country"].items() for word in words}
    beside = together("filler", "harmless", "tax", "between", "low_before", "high_before", "about")
    beside |= frozenset(label) | frozenset(country)
    behind = together("per", "piece", "low_after", "high_after", "tax", "about") | frozenset("(+~/")
    return PayWords(
        unit=unit,
        adverb=adverb,
        period_label=label,
        country=country,
        between_label_and_amount=beside | together("weak", "per") | frozenset(unit),
        beside_an_amount=beside,
        behind_an_amount=behind | frozenset(unit) | frozenset(adverb),
        **plain,
    )
