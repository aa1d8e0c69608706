"""What kind of employment an ad offers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, get_args

from roles.read.asks.parts import Part, Parts
from roles.read.asks.vocabulary import expression, lower, stated
from roles.read.facts.campus import CUES, addresses_graduates, names_graduates
from roles.read.words import load

Employment = Literal["full_time", "part_time", "contract", "internship", "postdoc"]

_SEVERAL = re.compile(r"[,/、|;&+]|或|和|及|\bor\b|\band\b")
_HEADLINE = re.compile(r"\s[-–—|·]\s.*\s[-–—|·]\s")  # "Acme - GPU Engineer - Berlin - Full-time"
# "本岗位适用于社会招聘"
_APPLIES = re.compile(r"(?:岗位|职位)[^,;。]{0,6}(?:适用|面向|招聘)|招聘(?:类型|类别|对象|范围)|面向")
_OFFERS = re.compile(
    r"(?:full|part)[- ]?time (?:position|role|job|opportunity|employee)"
    r"|(?:permanent|contract|internship) (?:position|role|opportunity)"
    r"|(?:position|role|job) is (?:an? )?(?:(?:full|part)[- ]?time|permanent|contract|internship)"
)
_OFFER_CUES = ("time", "permanent", "contract", "internship")  # a line without one makes no such offer
_APPLY_CUES = ("适用", "面向", "招聘")  # … nor says whom it is for
_INTERN_CUES = ("每周", "实习")
# What an intern's ad says without the word: "每周到岗4天", "连续实习3个月".
_INTERN_DAYS = re.compile(
    r"每周(?:至少|能|可|保证|到岗|出勤|工作|实习)*\s*[3-5三四五]\s*天|(?:连续|至少|长期|能够|可)实习"
    r"|实习(?:期|时间|时长)?[^,;。]{0,6}\d\s*个?月"
)
_FACTS = 100  # characters of a line of facts; longer lines are prose …
_HEADLINE_FACTS = 400  # … but for a headline


@cache
def _kinds() -> dict[Employment, re.Pattern[str]]:
    known: dict[str, Employment] = {kind: kind for kind in get_args(Employment)}
    return {known[kind]: expression(words) for kind, words in load("facts")["employment"].items()}


def _named(text: str) -> list[Employment]:
    return [kind for kind, pattern in _kinds().items() if pattern.search(text)]


def read_employment(value: str) -> Employment | None:
    """A stated value: "全职", "社招", "实习", "FULL_TIME"; None where it offers several ("社招/校招/实习") or says
    nothing."""
    text = stated(value)
    if text in ("是", "yes"):  # asked whether full time
        return "full_time"
    found = _named(text)
    if len(found) == 2 and found[1] == "full_time" and found[0] != "part_time" and not _SEVERAL.search(text):
        return found[0]  # "全职实习", "full-time contract"
    if len(found) != 1 or (names_graduates(text) and found[0] != "postdoc"):
        return None
    return found[0]


def find_employment(parts: Parts, title: str | None = None) -> Employment | None:
    """What the title says, else the lines of facts at the top, else the days a week that only interns are asked for."""
    if title and (kind := read_employment(title)) and kind != "full_time":
        return kind
    facts = [lower(part.text) for part in _stating_facts(parts)]
    prose = [part.text for part in parts.having(_OFFER_CUES) if part.section != "company"]
    offers = [offer[0] for text in prose for offer in _OFFERS.finditer(lower(text))]
    found = {kind for text in (*facts, *offers) for kind in _named(text)}
    if len(found) == 2:
        found.discard("full_time")  # "全职实习生"
    if found:
        besides = found == {"internship"} and any(names_graduates(text) and "实习" in text for text in facts)
        return found.pop() if len(found) == 1 and not besides else None
    asked = (part.text for part in parts.having(_INTERN_CUES) if part.section in ("requirements", "other"))
    return "internship" if any(_INTERN_DAYS.search(text) for text in asked) else None


def is_campus(value: str) -> bool:
    """True where a stated kind of hiring is campus hiring and nothing else: "校招", "2026届校园招聘"."""
    text = stated(value)
    return names_graduates(text) and not set(_named(text)) - {"postdoc"}


def find_campus(parts: Parts, text: str, title: str | None = None) -> bool:
    """True where an ad addresses the graduates of a year (`text` is the ad with its links)."""
    cued = parts.having(CUES)
    lines = [part.text for part in cued if part.section not in ("company", "benefits", "plus", "responsibilities")]
    return addresses_graduates(lines, text, title)


def _stating_facts(parts: Parts) -> Iterator[Part]:
    """The first line where it is a headline, short lines at the top, and lines that say whom the role is for."""
    yield from (part for part in parts[:1] if len(part.text) <= _HEADLINE_FACTS and _HEADLINE.search(part.text))
    yield from (part for part in parts if part.section == "head" and len(part.text) <= _FACTS)
    yield from (part for part in parts.having(_APPLY_CUES) if _APPLIES.search(part.text[:_FACTS]))
