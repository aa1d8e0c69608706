"""How many monthly salaries a year has: "·14薪", "*16", "x 14", "13-16薪" (the lower), "14 pagas"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from roles.model import Number, tidy
from roles.read.pay.lexicon import pay_words
from roles.read.pay.number import read_number
from roles.read.pay.tokens import Token

FEWEST, MOST = 12, 36


class Months(NamedTuple):
    """A number of monthly salaries; `end` is the place behind it, `sure` says that a word like 薪 names it."""

    number: Number
    end: int
    sure: bool


def months_behind(tokens: Sequence[Token], place: int) -> Months | None:
    """The months stated right behind an amount that ends before `place`."""
    words = pay_words()
    times = False
    for _ in range(5):
        if place >= len(tokens):
            return None
        token = tokens[place]
        if token.kind == "number":
            return _count(tokens, place, times=times)
        if token.text in words.times:
            times = True
        elif token.text not in words.months_join:
            return None
        place += 1
    return None


def months_in_line(tokens: Sequence[Token], first: int, last: int) -> Number | None:
    """The months that tokens first..last state beyond doubt ("25-35K，双休，14薪")."""
    for place in range(first, last):
        if tokens[place].kind == "number":
            found = _count(tokens, place, times=False)
            at_most = place > 0 and tokens[place - 1].text in pay_words().high_before  # 最高18薪 states no number
            if found is not None and found.sure and not at_most:
                return found.number
    return None


def _count(tokens: Sequence[Token], place: int, *, times: bool) -> Months | None:
    words = pay_words()
    least = _number(tokens[place])
    last = place
    if least is None:
        return None
    if place + 2 < len(tokens) and tokens[place + 1].text in ("-", "~", "to", "至", "到"):
        most = _number(tokens[place + 2])
        if most is not None:
            least, last = min(least, most), place + 2
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    if not FEWEST <= least <= MOST:
        return None
    if after is not None and after.start - tokens[last].end <= 1:
        if after.text in words.months_sure:
            return Months(tidy(least), last + 2, True)
        if after.text in words.months and (times or after.text != "月"):
            beyond = tokens[last + 2].text if last + 2 < len(tokens) else ""
            return None if beyond in words.months_bonus else Months(tidy(least), last + 2, False)
        if after.text in words.times and (last + 2 >= len(tokens) or tokens[last + 2].kind != "number"):  # (14x)
            return Months(tidy(least), last + 2, False)
        if times and (after.text in ("k", "w", "%") or after.kind == "text"):
            return None
    return Months(tidy(least), last + 1, False) if times else None


def _number(token: Token) -> float | None:
    read = read_number(token.text) if token.kind == "number" else None
    return None if read is None else read[0]
