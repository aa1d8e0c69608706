"""Who offers the role, where no label says so: the name as the ad writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from roles.read.asks.parts import Part
from roles.read.asks.vocabulary import Finder, lower, one_line
from roles.read.facts.cities import find_place
from roles.read.words import load

_FIRST_LINES = 4
_LONGEST_NAME = 30  # characters
_LONGEST_LINE = 400
# "[上海/北京] ", "【社招】"
_TAGS = re.compile(r"[\s#>*]*(?:[\[【(「『][^\[\]【】()「」『』]{0,40}[\])】」』][\s:：·-]*)*")
# "某某科技公司诚聘 …", "Acme 招聘 …", "「阿里巴巴」急招一位 …"; not "招聘人数"
_HIRES = re.compile(
    r"\s*(?:公司|团队)?\s*(?:[高社校]?[薪招]?诚[聘招]|急[聘招]|直招|招募"
    r"|招聘(?!信息|需求|类型|类别|人数|岗位|职位|要求|范围|对象|专员|经理))"
)
# "这是来自某某员工的内推", "「算法工程师招聘」_某某科技招聘-某网站"
_STATED = re.compile(r"来自([^,。的]{2,20}?)(?:员工|同学)?的内推|招聘」_([^_」]{2,20}?)招聘")
# "某某科技（Acme）成立于2019年", "某某是一家…"; "Acme is a …", "About Acme"
_ABOUT = re.compile(
    r"([^\s,。;:!?()]{2,24}?)\s*(?:[(][^()]{1,40}[)])?\s*"
    r"(?:成立于|创立于|创办于|创建于|,?是(?:一家|全球|国内|中国|国际|业内|业界|行业)|隶属于)"
    r"|(?:About )?([A-Z][\w&.'-]*(?: [A-Z][\w&.'-]*){0,3})(?: \([^()]{1,40}\))? "
    r"(?:is|are) (?:an?|the|building|hiring|looking|on a)\b"
)
_NO_NAME = re.compile(
    r"我们|详细|具体|更多|公司|本公司|团队|部门|岗位|职位|该|这|其|作为|目前|我司|平台|项目|主要|企业|我|你|初创|知名|某|头部|顶级"
    r"|有限|校园|社会|(?:20)?\d\d届|20\d\d年|[春秋]季|暑期|wh?e|this|our|the|you|it|here|there|about|remote|job|role|position|team|who|what|senior|staff|engineer",
    re.I,
)
_NOBODY = re.compile(r"某|知名|头部|顶级|一线|大厂|保密|一家|世界500强|confidential|stealth|undisclosed", re.I)
_NO_NAME_END = ("团队", "部门", "社区")
_SEGMENT = re.compile(r"\s+[-–—|·]\s+|\s*[|｜]\s*")
_FACTS = re.compile(r"remote|on-?site|hybrid|full[- ]?time|part[- ]?time|contract|intern|\$|€|£|visa|https?:", re.I)
_TITLE = re.compile(
    r"\b(?:engineer|developer|scientist|manager|researcher|architect|intern)s?\b|工程师|专家|经理", re.I
)
_ASIDE = re.compile(r"\s*\([^()]{0,80}\)|\s*https?://\S+")
_WORD = re.compile(r"[^\s\[\]【】()「」『』#>*/|·,-]")


def read_company(value: str) -> str | None:
    """A stated value as written, up to what it says besides the name; None where it names nobody ("某知名大厂")."""
    name = re.split("[，。；;|]", value, maxsplit=1)[0].strip()
    return None if not name or _NOBODY.search(name) else name


def find_company(parts: Sequence[Part], title: str | None = None) -> str | None:
    """The employer's name in the first lines of an ad or in what it says of itself; None where it names none."""
    first = [part.text[:_LONGEST_LINE] for part in parts[:_FIRST_LINES]]
    for read in (_in_front, _hiring, _in_facts):
        if name := next((name for text in first if (name := read(text))), None):
            return name
    if title and (name := _in_front(one_line(title))):
        return name
    return next(_described(parts), None)


@cache
def _employers() -> Finder:
    return Finder(load("employers")["names"])


def _named(text: str) -> str | None:
    """A name without its surroundings, where it can be one."""
    name = _ASIDE.sub("", text).strip(" \t-–—·:：|,#*>\"'「」『』[]【】")
    if not 1 < len(name) <= _LONGEST_NAME or ":" in name or _NO_NAME.match(name) or name.endswith(_NO_NAME_END):
        return None
    return None if find_place(name) else name


def _in_front(text: str) -> str | None:
    """A known employer at the beginning of a line or in one of its opening brackets."""
    hit = next(iter(_employers().hits(lower(text))), None)
    if hit is None or _WORD.search(_TAGS.sub("", text[: hit.start])):
        return None
    return text[hit.start : hit.end]


def _hiring(text: str) -> str | None:
    if stated := _STATED.search(text):
        return _named(stated[1] or stated[2])
    tags = _TAGS.match(text)
    start = tags.end() if tags else 0
    hires = _HIRES.search(text, start)
    # Somebody must be named in front and a role behind: not "状态：招聘", "校园招聘".
    if not hires or hires.start() <= start or not text[hires.end() :].strip(" !！~。"):
        return None
    legal = "公司" if text[: hires.start()].endswith("有限") and "公司" in hires[0] else ""
    name = text[start : hires.start()] + legal
    return None if _TITLE.search(name) else _named(name)  # "算法工程师招聘" names no employer


def _in_facts(text: str) -> str | None:
    """ "Acme (acme.com) - GPU Engineer - Berlin - REMOTE": the first segment, or the second behind a title."""
    segments = [segment for segment in _SEGMENT.split(text) if segment.strip()]
    if len(segments) < 3 or not any(map(_FACTS.search, segments[1:])):
        return None
    return _named(segments[1] if _TITLE.search(segments[0]) else segments[0])


def _described(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        match = _ABOUT.match(part.text) if part.section in ("company", "head", "other") else None
        if match and (name := _named(match[1] or match[2])):
            yield name
