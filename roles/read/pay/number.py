"""Numbers as people write them: 20,000 · 85.000 · 110'000 · 15,00,000 · 60 000 · 45,50 · 两万五."""

from __future__ import annotations

import re

# 85,000 · 1.234.567 · 15,00,000 (Indian lakh groups)
_GROUPED = {
    mark: re.compile(rf"[1-9][0-9]{{0,2}}(?:{re.escape(mark)}[0-9]{{2}})*(?:{re.escape(mark)}[0-9]{{3}})+\Z")
    for mark in ",.' "
}
_TRAILING = re.compile(r"[.,]-{1,2}\Z")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}
CHINESE_DIGITS = frozenset("一二两三四五六七八九十百")
_UNITS = {"十": 10, "百": 100, "千": 1000}
_LONGEST = 12


def read_number(text: str) -> tuple[float, bool] | None:
    """The value of a folded number and whether it is written with groups of thousands; None where it is malformed.

    A point or comma before exactly three digits parts thousands ("85.000" is 85000 in every language, nobody
    writes pay to a tenth of a cent); before one or two digits it is the decimal mark.
    """
    plain = _TRAILING.sub("", text)
    if len(plain) > 2 * _LONGEST:
        return None
    if plain[0] not in "0123456789":
        value = _read_chinese(plain)
        return None if value is None else (value, value >= 1000)
    if plain.isdigit():
        if len(plain) > _LONGEST or (plain[0] == "0" and len(plain) > 1):
            return None
        return float(plain), len(plain) > 3
    whole, mark, cents = _split_decimals(plain)
    marks = {glyph for glyph in whole if not glyph.isdigit()}
    if len(marks) > 1 or (marks and marks == {mark}):
        return None
    if marks and not _GROUPED[marks.pop()].match(whole):
        return None
    digits = re.sub("[^0-9]", "", whole)
    return float(f"{digits}.{cents or 0}"), len(digits) > 3


def _split_decimals(text: str) -> tuple[str, str, str]:
    """("1,234", ".", "56") of "1,234.56": one or two digits behind the last point or comma are decimals."""
    place = max(text.rfind("."), text.rfind(","))
    behind = text[place + 1 :]
    zero = text[:place] == "0"
    if place < 0 or not behind.isdigit() or (len(behind) > 2 and not zero):
        return text, "", ""
    return text[:place], text[place], behind


def _read_chinese(text: str) -> float | None:
    """两万 20000 · 三万五 35000 · 一万二千 12000 · 十五万 150000; None for 两三万 (two or three) and the like."""
    total = section = 0.0
    digit: int | None = None
    smallest = 10.0
    for glyph in text:
        if glyph in _DIGITS:
            if digit is not None and glyph != "零":
                return None
            digit = _DIGITS[glyph] or None
        elif glyph in _UNITS:
            section += (1 if digit is None else digit) * _UNITS[glyph]
            smallest, digit = _UNITS[glyph], None
        else:
            section += digit or 0
            if total or not section:
                return None
            total, section, digit, smallest = section * 10_000, 0.0, None, 10_000
    if digit is not None:  # 三万五: the next lower unit is left out
        section += digit * (1 if text[-2:-1] == "零" else smallest / 10)
    return total + section
