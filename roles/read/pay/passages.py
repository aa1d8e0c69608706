"""The parts of a long text where pay may stand: a few lines around each number that looks like money."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

# A text of this length is read whole: a cell, a title, a sentence.
SHORT = 240
_BEFORE, _AFTER = 240, 160
_MOST = 100  # numbers looked at: no ad has more

_DIGIT = "[0-9０-９]"
_SIGNS = "$€£¥￥₹₩₽₺₴₫฿₱₪"
_CODES = (
    "usd|eur|gbp|cad|aud|chf|cny|rmb|hkd|twd|ntd|sgd|jpy|krw|inr|pln|czk|sek|nok|dkk|huf|ron|rub|uah|try|aed|brl|mxn"
    "|vnd|idr|myr|thb|php|zar|nzd|ils|mop|sar"
)
_UNITS = (
    r"lakh|lac|lpa|l |cr\b|z[łl]|k[čc]|kr\b|ft\b|lei|tl\b|t[yi]s|тыс|руб|грн|к\b|tsd|mila|mil\b|euro|dollar|pound|rs\b"
    r"|u\b|人民币|美|港|台币|新币|欧|日元|英镑|triệu|juta|ribu|บาท"
)
_TIMES = (
    r"an? (?:hour|day|week|month|year)|per\b|pro\b|par\b|p\.?\s?[ahmdw]\b|annual|yearly|monthly|hourly|daily|weekly"
)
# 20k · 3万 · 300元 · 50 USD · 12 LPA · 60/h · 40 per hour · 14薪
_MONEY_BEHIND = re.compile(
    rf"{_DIGIT}(?![0-9０-９])[ \u00a0]?(?:[kKwWｋＫｗＷ千仟万萬만천억元圆圓円원块塊薪{_SIGNS}]|[/／][ \u00a0]?[^0-9\s]"
    rf"|(?i:{_CODES}|{_UNITS}|{_TIMES}))"
)
_MONEY_BEFORE = re.compile(rf"[{_SIGNS}]\s{{0,2}}{_DIGIT}")
_CHINESE = re.compile("[一二两兩三四五六七八九十百][万萬千]")
# Numbers that may be pay without a currency, behind a label: 12,000 · 8000 · 25-30
_BARE = re.compile(
    rf"{_DIGIT}+(?:(?:[.,'’ \u00a0]{_DIGIT}{{3}})+(?![0-9０-９])|(?<={_DIGIT}{{4}})|\s?[-–—~～至到]\s?{_DIGIT}{{2}})"
)
# Beginnings of the words that label pay, and codes that stand before an amount.
_STEMS = tuple(
    (
        "薪 工资 工資 待遇 収 給 俸 월급 연봉 시급 급여 salar wage pay comp remun rate gehalt verg lohn entgelt salai"
        " rému fourch sueldo retrib stipend loon wynag stawka pensj widełki zarob plat mzd løn lön palk fizet bér зп"
        " зарпл оклад доход maaş ücret lương gaji"
        " usd eur gbp chf inr rs rm rp hkd pln czk sek nok dkk cny rmb cad aud"
        " sgd jpy krw brl mxn kr php aed"
    ).split()
)
_REACH = 40


def passages(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each part of the text worth reading, in order, none overlapping."""
    if len(text) <= SHORT:
        yield 0, len(text)
        return
    first = last = -1
    for place in _places(text):
        start, end = _lines_around(text, place)
        if start <= last:
            last = max(last, end)
            continue
        if last >= 0:
            yield first, last
        first, last = start, end
    if last >= 0:
        yield first, last


def _places(text: str) -> list[int]:
    found: set[int] = set()
    for pattern in (_MONEY_BEHIND, _MONEY_BEFORE, _CHINESE):
        found.update(match.start() for match in islice(pattern.finditer(text), _MOST))
    for match in islice(_BARE.finditer(text), 5 * _MOST):
        before = text[max(0, match.start() - _REACH) : match.start()].lower()
        if any(stem in before for stem in _STEMS):
            found.add(match.start())
    return sorted(found)[:_MOST]


def _lines_around(text: str, place: int) -> tuple[int, int]:
    """From three lines above to the end of the next line, but no more than a few hundred characters."""
    start = place
    for _ in range(4):
        line = text.rfind("\n", max(0, place - _BEFORE), start)
        if line < 0:
            start = max(0, place - _BEFORE)
            break
        start = line
    end = text.find("\n", place, place + _AFTER)
    if end >= 0:
        end = text.find("\n", end + 1, place + _AFTER)
    return start, end if end >= 0 else min(len(text), place + _AFTER)
