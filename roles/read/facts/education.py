"""The degree that an ad asks for at least. "硕士优先" is a wish, no floor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

from roles.read.asks.clauses import is_plus
from roles.read.asks.parts import Parts
from roles.read.asks.vocabulary import one_line
from roles.read.words import load

Education = Literal["none", "college", "bachelor", "master", "phd"]
_LEVELS: tuple[Education, ...] = ("none", "college", "bachelor", "master", "phd")

_UNLIMITED = re.compile(
    # "学历不限", "no degree required"; not "能力突出者学历不限"
    r"(?<!者专业)(?<!者)(?<!优秀)学历(?:要求)?\s*[:：]?\s*(?:专业)?不限|不限制?学历|(?:不看|无)学历(?:要求)?"
    r"|不(?:看重|要求)学历|\b(?:no degree (?:is )?(?:required|needed)|degree not required)",
    re.I,
)
# "本科及以上", "本科(含)以上学历", "bachelor or above"
_FLOOR = re.compile(
    r" ?(?:\(含\)|生|学历|学位|毕业|大学|研究生)? ?(?:及|或|含|和|、)? ?其?以上"
    r"| ?(?:degree )?(?:or|and) (?:above|higher|equivalent)",
    re.I,
)
# What shows that a degree is asked for, where no heading does.
_ASKED = re.compile(r"学历|学位|以上|在读|毕业|专业|本科生|degree|Ph\.?D|BS|MS|bachelor|master", re.I)
# Between two degrees of one list: "硕士、博士", "硕士及以上或博士", "BS/MS"
_LISTED = re.compile(r" ?(?:生|学历|学位|研究生)?(?:及以上|以上|或以上)? ?(?:[、/,]|或|和|与|及|or|and) ?者? ?\Z")
_CLAUSE = re.compile(r"[,;。!?\n]|\.(?=\s|$)")
# "Ideally a degree in …", "最好硕士"
_WISH_AHEAD = re.compile(
    r"(?:最好|优先(?:考虑|录用)|\b(?:ideally|preferably|preferred:?|we prefer))[^,;。.]{0,40}\Z", re.I
)
_ASIDE = re.compile(r"\([^()]*\)")  # "本科以上学历(985优先)" wishes for no degree
# Most lines have none of these, and so no degree. In abbreviations capitals tell ("MS", not "systems").
_CUES = (
    "博士", "硕士", "学士", "研究生", "本科", "专科", "大专", "高职", "大学", "学历", "phd", "ph.", "ph d", "doctora",
    "master", "bachelor", "degree", "undergraduate", "BS", "MS", "BA", "BE", "BTech", "B.", "M.", "MEng", "MBA",
)  # fmt: skip
_REACH = 80  # characters on either side of a degree that can be about it
_LISTED_DEGREES = 4
_MOST = 40  # degrees in one ad


class _Degree(NamedTuple):
    level: Education
    floor: bool  # "…及以上"


@cache
def _expression() -> re.Pattern[str]:
    words = load("facts")["degrees"]
    degrees = "|".join(f"(?P<{level}>{'|'.join(words[level])})" for level in words)
    return re.compile(rf"(?:{degrees})(?: ?[Dd]egrees?)?")  # "PhD degree in physics" is one degree


def read_education(value: str) -> Education | None:
    """A stated value: "本科及以上", "学历不限", "Bachelor's degree"; schema.org's "postgraduate degree" too."""
    text = one_line(value)
    if _UNLIMITED.search(text) or text in ("不限", "无要求", "none", "no requirements"):
        return "none"
    return _lowest(list(_degrees(text)))


def find_education(parts: Parts) -> Education | None:
    """The floor that the lines of an ad ask for; None where none is asked. Of several the lowest: "BS/MS/PhD"."""
    headed = any(part.section == "requirements" for part in parts)
    found: list[_Degree] = []
    for part in parts.having(_CUES):
        if part.opener or part.section in ("plus", "benefits", "company", "apply"):
            continue
        if part.section == "requirements" or (_ASKED.search(part.text) and (not headed or part.section == "head")):
            if _UNLIMITED.search(part.text):
                return "none"
            found += _degrees(part.text)
            if len(found) > _MOST:
                break
    return _lowest(found)


def _lowest(found: list[_Degree]) -> Education | None:
    """ "及以上" says the floor; without it all degrees named are welcome."""
    levels = [degree.level for degree in found if degree.floor] or [degree.level for degree in found]
    return min(levels, key=_LEVELS.index, default=None)


def _degrees(text: str) -> Iterator[_Degree]:
    """The degrees of a line that are no mere wish."""
    found = [match for match in _expression().finditer(text) if not match["none"]][:_MOST]
    for number, match in enumerate(found):
        if not _wished(text, match, found[number + 1 : number + 1 + _LISTED_DEGREES]):
            level = next(level for level in _LEVELS if match[level])
            yield _Degree(level, bool(_FLOOR.match(text, match.end())))


def _wished(text: str, degree: re.Match[str], following: Sequence[re.Match[str]]) -> bool:
    """True where the clause around a degree, up to the next degree that is not listed with it, calls it a plus."""
    at = degree.end()
    clause = _CLAUSE.search(text, at, at + _REACH)
    end = clause.start() if clause else at + _REACH
    for other in following:
        if other.start() >= end:
            break
        if not _LISTED.match(text[at : other.start()]):
            end = other.start()
            break
        at = other.end()
    before = text[max(0, degree.start() - _REACH) : degree.start()]
    return is_plus(_ASIDE.sub("", text[at:end])) or bool(_WISH_AHEAD.search(before))
