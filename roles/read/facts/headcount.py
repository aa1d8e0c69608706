"""How many people a role is open for."""

from __future__ import annotations

import re

from roles.read.asks.parts import Parts
from roles.read.asks.vocabulary import lower, stated

_CHINESE = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_NUMBER = r"(\d{1,3}|[一二两三四五六七八九十])"
# "招聘3人", "招2名", "3 HC", "HC: 5", "需求人数：2"; not "带领10人团队"
_STATED = re.compile(
    rf"(?:招聘?|需求|诚聘|拟招)(?:人数|名额|数量)?\s*[:：]?\s*{_NUMBER}(?!\d)\s*(?:人|名|位|个(?!月))"
    rf"|(?<![a-z0-9])hc\s*[:：]?\s*{_NUMBER}(?!\d)|(?<!\d){_NUMBER}\s*(?:个\s*)?hc(?![a-z])"
)
_CUES = ("招", "需求", "诚聘", "hc")  # a line without one states no number of people
_IN_TITLE = re.compile(rf"(?:[(\[]|[师家理员岗]\s?){_NUMBER}\s?[人名位](?:[)\]]|\Z)")  # "…工程师（2人）", "…经理1名"


def read_headcount(value: str) -> int | None:
    """A stated value: "3", "3人", "2-5人" (the lower), "两名"; None for 若干, 多名 and the like."""
    match = re.match(rf"(?:约|招聘|招)? ?{_NUMBER}(?![\d.])", stated(value))
    return _number(match[1]) if match else None


def find_headcount(parts: Parts, title: str | None = None) -> int | None:
    """What the title or the lines at the top of an ad say: "招2名", "3个HC", "算法工程师（2人）"."""
    if title and (match := _IN_TITLE.search(stated(title))):
        return _number(match[1])
    for part in parts.having(_CUES):
        if part.section == "head" and (match := _STATED.search(lower(part.text))):
            return _number(match[1] or match[2] or match[3])
    return None


def _number(word: str) -> int | None:
    number = int(word) if word.isascii() and word.isdigit() else _CHINESE.get(word, 0)
    return number or None
