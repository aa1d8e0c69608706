"""Sentences of an ad that move by themselves: counters, timestamps, "3 days ago", job numbers. Never news."""

from __future__ import annotations

import re
from functools import cache

from roles.read.words import load
from roles.text import fold

# What a moving value looks like, folded: a date, a time, a number, a relative time, a token of letters and digits.
_DATE = (
    r"(?:\d{2,4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[/.月]\d{1,2}日?|\d{1,2}:\d{2}(?::\d{2})?"
    r"|(?:an?|\d+|几|半) ?(?:seconds?|minutes?|mins?|hours?|days?|weeks?|months?"
    r"|秒|分钟|小时|天|日|周|个?月|年)(?:前| ago)"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}(?:,? \d{4})?)"
)
_VALUE = (
    rf"(?:{_DATE}|[#\d][\d,.]*[k万w]?\+?|刚刚|今天|昨天|today|yesterday|just now|[a-z]{{0,4}}[-_]?\d[a-z0-9_-]{{3,}})"
)
# What moves has a number in it or a word for one; most lines have neither and are not folded.
_MAY_MOVE = re.compile(r"[\d刚剛今昨几幾半]|\b(?:today|yesterday|just now|an?\b.{3,8}\bago)", re.I)
_MOVES = re.compile(r"\d|刚刚|今天|昨天|[几半] ?个?[秒分小时天日周月年]|today|yesterday|just now|\ban? \w{3,6} ago")
# Noise sentences are short: a long one says something.
_LONGEST = 120


@cache
def _noise() -> re.Pattern[str]:
    words = "|".join(re.escape(fold(word)) for word in sorted(load("noise")["words"], key=len, reverse=True))
    unit = r"(?:次|人|条|个|people|times|persons?|candidates?)?"
    part = rf"(?:(?:{words})[ :]*(?:{_VALUE})? ?{unit}|{_VALUE} ?{unit} ?(?:{words})|{_DATE})"
    return re.compile(rf"{part}(?:[ |·,，/()\-]*{part}){{0,8}}[ .。!]*\Z")


def without_noise(text: str) -> str:
    """A text without the lines that hold nothing but noise."""
    return "\n".join(line for line in text.split("\n") if not is_noise(line))


def is_noise(sentence: str) -> bool:
    """Whether a sentence holds nothing but counters, dates of posting, relative times or job numbers."""
    if len(sentence) > 2 * _LONGEST or not _MAY_MOVE.search(sentence):
        return False
    folded = fold(sentence).strip(" |·-")
    return len(folded) <= _LONGEST and bool(_MOVES.search(folded) and _noise().match(folded))
