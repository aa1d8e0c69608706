"""Reads pay: a cell, a line, a sentence, a whole description, or the JSON of a schema.org baseSalary.

The way: find the passages where money may stand → tokens → amounts and ranges → what the words around make of each →
one Salary. Every step looks at every character a bounded number of times. The conventions are in docs/RULES.md ("Pay").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from roles.model import Number, Period, Salary
from roles.read.pay.base_salary import Structured, read_base_salary
from roles.read.pay.currency import Place, place_in, place_of, resolve, shares_sign
from roles.read.pay.decoys import Judge, Meaning, Reading
from roles.read.pay.glyphs import fold_glyphs
from roles.read.pay.markup import words_of
from roles.read.pay.months import months_in_line
from roles.read.pay.offer import Offer, read_offers
from roles.read.pay.passages import passages
from roles.read.pay.period import Stated, convert
from roles.read.pay.settle import currency_of, settle
from roles.read.pay.tokens import Token, tokenize
from roles.text import clean

_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]"
)
# The number of a list item is no amount: "1. 18K-35K", "（2）月薪2万".
_ITEM = re.compile(r"^[ \t]{0,8}(?:\d{1,2}(?:[.)](?=[ \t])|[、）](?=[^\s\d]*\d))|[（(]\d{1,2}[)）]|[①-⑳])", re.M)
_EMPHASIS = re.compile(r"\*\*|__|`|~~")
# "per dayWe are", "£90,000This", "LondonSalary: £60,000": a page that was flattened without its line breaks.
_GLUED = re.compile(
    r"(?<=[0-9])(?=[A-Z][a-z](?![0-9]))|(?:(?<=day)|(?<=hour)|(?<=year)|(?<=annum)|(?<=month)|(?<=week)|(?<=p/d))(?=[A-Z])"
    r"|(?<=[a-z0-9])(?=(?:Salary|Compensation|Pay|Rate|Remuneration|Location)\b)"
)
_CELL = 40  # a text of so few characters is no flattened page
_HEADLINE = re.compile(r"[ \t]{0,3}#{1,6}\s")


@dataclass(frozen=True, slots=True)
class _Found:
    """A Salary with what decides between several: `headline` is a Markdown heading, which the text below repeats."""

    salary: Salary
    meaning: Meaning
    country: str | None
    headline: bool


def read_salary(text: str, locale: str | None = None) -> Salary | None:
    """The pay that a text states, or None where it states none that can be told for certain.

    Takes a pay cell, line, sentence, HTML fragment, whole description, or the JSON of a schema.org `baseSalary`, and
    the locale of the page ("zh-CN", "en-GB", "ja"). Amounts come out in whole units of the stated currency per stated
    period; nothing is converted. `Salary.text` is the phrase as it stands in the text (without markup). Base
    pay wins over total pay; of several ranges the one for the locale's country, else the first.
    """
    structures = read_base_salary(text)
    if structures is not None:
        read = (_read_structure(structure, locale) for structure in structures)
        return next((replace(salary, text=in_words(salary)) for salary in read if salary is not None), None)
    words = words_of(text)
    place = place_of(locale) or place_in(words)
    found: list[_Found] = []
    for start, end in passages(words):
        found += _read_passage(words[start:end], place, whole=end - start == len(words))
    return _choose(found, place)


def _read_passage(raw: str, place: Place, *, whole: bool) -> list[_Found]:
    if _UNSEEN.search(raw):
        raw = clean(raw)
    glued = [match.start() for match in _GLUED.finditer(raw)] if len(raw) > _CELL else []
    added = [place + number for number, place in enumerate(glued)]  # where the shown text has a space more
    shown = _parted(raw, glued) if glued else raw
    shown = _EMPHASIS.sub(lambda mark: " " * len(mark[0]), shown)
    shown = _ITEM.sub(lambda mark: " " * len(mark[0]), shown)
    folded = fold_glyphs(shown)
    tokens = tokenize(shown, folded)
    offers = read_offers(tokens, folded, place.language)
    readings = Judge(shown, tokens, offers, single_line=whole and "\n" not in raw.strip()).readings()
    found: list[_Found] = []
    for number, (offer, reading) in enumerate(zip(offers, readings, strict=True)):
        if reading is None:
            continue
        first = reading.label if reading.label is not None and offer.first - reading.label <= 2 else offer.first
        start, end = (place - bisect_left(added, place) for place in (tokens[first].start, tokens[offer.last].end))
        salary = _read_offer(offer, reading, place, months=_months(number, offers, tokens), text=raw[start:end])
        if salary is not None:
            headline = bool(_HEADLINE.match(raw, raw.rfind("\n", 0, start) + 1))
            found.append(_Found(salary, reading.meaning, reading.country, headline))
    return found


def _parted(raw: str, glued: list[int]) -> str:
    """The text with a space at each of these places."""
    return " ".join(raw[start:end] for start, end in zip([0, *glued], [*glued, len(raw)], strict=True))


def _read_offer(offer: Offer, reading: Reading, place: Place, *, months: Number | None, text: str) -> Salary | None:
    if reading.country is not None and shares_sign(offer.currency, reading.country):
        place = Place(place.language, reading.country)  # "US: $190k" on a Canadian page
    if offer.months is not None and not (offer.sure_of_months or offer.currency or place.language == "zh"):
        return None  # "4K x 16" is pay in Chinese ads alone
    low, high, period = offer.low, offer.high, offer.period
    if period is not None and period != "unknown" and len({end.period for end in offer.ends if end.period}) > 1:
        low, high = _in_one_period(offer, period)
    return settle(
        low,
        high,
        currency_of(offer.ends, place),
        period or reading.period,
        place,
        ends=offer.ends,
        months=months,
        text=text,
    )


def _in_one_period(offer: Offer, wanted: Period) -> tuple[float, float]:
    """Both ends in the period of the upper one: "$85/hour to $250,000/year"."""
    values = [
        convert(end.value, end.period if end.period and end.period != "unknown" else wanted, wanted)
        for end in offer.ends
    ]
    return min(values), max(values)


def _months(number: int, offers: Sequence[Offer], tokens: Sequence[Token]) -> Number | None:
    """The months per year stated with an offer, or elsewhere in its line with no other offer between."""
    offer = offers[number]
    if offer.months is not None:
        return offer.months
    following = next((other.first for other in offers[number + 1 :] if not other.is_bare), len(tokens))
    end = offer.last + 1
    while end < following and tokens[end].kind != "line":
        end += 1
    behind = months_in_line(tokens, offer.last + 1, end)  # 25-35K，双休，14薪
    if behind is not None:
        return behind
    previous = next((other.last for other in reversed(offers[:number]) if not other.is_bare), -1)
    start = offer.first
    while start > previous + 1 and tokens[start - 1].kind != "line":
        start -= 1
    return months_in_line(tokens, start, offer.first)  # 14薪，25-35K


def _choose(found: list[_Found], place: Place) -> Salary | None:
    """Base pay before total pay, the locale's country before others, a statement before a headline, else the first."""
    if len(found) < 2:
        return found[0].salary if found else None
    kept = [one for one in found if one.meaning != "total"] or found
    kept = [one for one in kept if one.country and one.country == place.country] or kept
    if any(one.meaning == "base" for one in kept):
        kept = [one for one in kept if one.meaning in ("base", "pay")]
    if any(one.meaning != "plain" and not one.headline for one in kept):
        kept = [one for one in kept if not one.headline]
    first = kept[0].salary
    if first.period == "month" and first.months is None:
        same = (one.salary for one in found if one.salary.months and _ends(one.salary) == _ends(first))
        return next(same, first)
    return first


def _ends(salary: Salary) -> tuple[str, Number | None, Number | None]:
    return salary.currency, salary.min, salary.max


def in_words(salary: Salary) -> str:
    """Pay as a person writes it, for pay that was stated in a structure: "120,000-160,000 USD/year"."""
    ends = [f"{end:,}" for end in (salary.min, salary.max) if end is not None]
    amount = ends[0] if len(set(ends)) == 1 else "-".join(ends)
    bound = "from " if salary.max is None else "up to " if salary.min is None else ""
    months = f" x {salary.months:g}" if salary.months is not None else ""
    return f"{bound}{amount} {salary.currency}/{salary.period}{months}"


def _read_structure(structure: Structured, locale: str | None) -> Salary | None:
    """One structure of a JSON text; what it leaves out is taken from the words it holds, then from convention."""
    place = place_of(locale) or Place()
    if structure.phrase is not None and structure.unit is None:
        stated_in_words = read_salary(structure.phrase, "zh-CN" if structure.currency == "CNY" else locale)
        if stated_in_words is not None and (stated_in_words.months or structure.currency is None):
            code = resolve([structure.currency.casefold()], place) if structure.currency else None
            return replace(stated_in_words, currency=code or stated_in_words.currency)
    if structure.phrase is not None:
        offer = _only_offer(structure.phrase)
        if offer is None or (structure.currency is None and structure.unit is None):
            return read_salary(structure.phrase, locale)
        low, high, ends = offer.low, offer.high, [offer]
    else:
        offers = [_only_offer(end) if isinstance(end, str) else None for end in (structure.low, structure.high)]
        low, high = (_value(end, offer) for end, offer in zip((structure.low, structure.high), offers, strict=True))
        ends = [offer for offer in offers if offer is not None]
    if low is not None and high is not None and low > high:
        low, high = high, low
    amounts = [amount for offer in ends for amount in offer.ends]
    named = [structure.currency.casefold()] if structure.currency else []
    currency = resolve(named, place) if named else currency_of(amounts, place)
    stated: Stated | None = structure.unit or next((offer.period for offer in ends if offer.period), None)
    return settle(low, high, currency, stated, place, ends=amounts)


def _value(end: float | str | None, offer: Offer | None) -> float | None:
    if isinstance(end, str):
        return None if offer is None else offer.low or offer.high
    return end


def _only_offer(phrase: str) -> Offer | None:
    """The amount or range that makes up a whole phrase: "$130K", "100,000 - 120,000"."""
    folded = fold_glyphs(phrase[:200])
    tokens = tokenize(phrase[:200], folded)
    offers = read_offers(tokens, folded)
    if (
        len(offers) == 1
        and offers[0].first == 0
        and offers[0].last == len(tokens) - 1
        and all(end.readable for end in offers[0].ends)
    ):
        return offers[0]
    return None
