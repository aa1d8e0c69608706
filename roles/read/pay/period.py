"""What time an amount pays for, as said behind it: "/月", "per hour", "p.a."."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from roles.model import PERIODS_PER_YEAR, Period
from roles.read.pay.lexicon import pay_words
from roles.read.pay.tokens import Token

# "unknown": a time or piece that is none of the five periods ("biweekly", "per page").
Stated = Period | Literal["unknown"]

# Below this an amount without a period is an hour's pay, from the other on a year's (docs/RULES.md, "Pay").
HOUR_BELOW, YEAR_FROM = 500, 20_000


def period_behind(tokens: Sequence[Token], place: int, *, glued: bool) -> tuple[Stated, int] | None:
    """The period said at `tokens[place]`, right behind an amount, and the place behind it; None where none is.

    `glued`: the amount shows a currency or a unit, so that a bare unit may follow it ("2万月", "$20hr").
    """
    words = pay_words()
    text = tokens[place].text
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    if text in words.per and following is not None:
        if following.text in words.unit and (text == "/" or len(following.text) > 1 or not following.text.isascii()):
            return words.unit[following.text], place + 2
        if following.text in words.piece:
            return "unknown", place + 2
        if text == "/" and following.text in words.adverb:
            return words.adverb[following.text], place + 2
        if text == "per" or (text == "/" and following.kind == "number" and _counts_units(tokens, place + 1)):
            return "unknown", place + 2
    if text in words.adverb and (glued or text not in words.pay):  # "2026 年薪资" is no amount
        return words.adverb[text], place + 1
    if text in words.piece and "a" <= text[0] <= "z" and text.startswith(("bi", "semi", "fortn")):
        return "unknown", place + 1
    if glued and text in words.unit and (len(text) > 1 or not text.isascii()) and not _runs_on(tokens, place):
        return words.unit[text], place + 1
    return None


def _counts_units(tokens: Sequence[Token], place: int) -> bool:
    """True for "/ 14 days": pay for a number of units."""
    return place + 1 < len(tokens) and tokens[place + 1].text in pay_words().unit


def _runs_on(tokens: Sequence[Token], place: int) -> bool:
    """True where a Chinese unit is the beginning of another word: "日" of "日志"."""
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    return following is not None and following.kind == "text" and following.start == tokens[place].end


def convert(amount: float, given: Period, wanted: Period) -> float:
    """An amount per `given` as one per `wanted`: 2080 hours, 260 days, 52 weeks, 12 months a year."""
    return amount * PERIODS_PER_YEAR[given] / PERIODS_PER_YEAR[wanted]
