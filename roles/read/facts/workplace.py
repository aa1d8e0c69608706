"""Where the work is done: on site, hybrid or remote."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from roles.read.asks.parts import Parts
from roles.read.asks.vocabulary import expression, lower, one_line, stated
from roles.read.words import load

Workplace = Literal["onsite", "hybrid", "remote"]

_ORDER: tuple[Workplace, ...] = ("hybrid", "remote", "onsite")
_YES = re.compile(r"(?:是|可|可以|支持|yes|true|y)\Z")
_NO = re.compile(r"(?:否|不|不可|不支持|不可以|no|false|n)\Z")
# A line without one of these says nothing of it.
_CUES = (
    "远程", "混合", "居家", "在家", "办公", "坐班", "到岗", "remote", "hybrid", "on-site", "on site", "onsite", "home",
    "office", "wfh", "in-person", "in person", "anywhere", "telecommut",
)  # fmt: skip
_FIRST_LINES = 3
_LINE_OF_FACTS = 300  # characters; a longer first line is prose


@cache
def _words(name: str) -> re.Pattern[str]:
    return expression(load("facts")["workplace"][name])


def read_workplace(value: str) -> Workplace | None:
    """A stated value: "Hybrid", "远程办公", "是" (asked whether remote), schema.org's TELECOMMUTE."""
    text = stated(value)
    if _YES.match(text):
        return "remote"
    if _NO.match(text) or _words("not_remote").search(text):
        return "onsite"
    if found := next((place for place in _ORDER if _words(place).search(text)), None):
        return found
    return "onsite" if text in ("office", "in office", "on location") else None


def find_workplace(parts: Parts, title: str | None = None) -> Workplace | None:
    """What an ad says of it in its title, its first lines, or outright anywhere but among benefits. "Onsite or remote"
    is remote, a hybrid of the two is hybrid."""
    texts = [one_line(title)] if title else []
    first = parts[:_FIRST_LINES]
    for part in parts.having(_CUES):
        facts = part.section == "head" and part in first and len(part.text) <= _LINE_OF_FACTS
        if facts or (part.section not in ("company", "benefits") and _words("said").search(lower(part.text))):
            texts.append(part.text)
    found = {read_workplace(text) for text in texts}
    return next((place for place in _ORDER if place in found), None)
