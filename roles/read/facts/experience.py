"""Years of experience that an ad asks for. Numbers are years; what is only a plus is not asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from roles.model import Number
from roles.read.asks.clauses import plus_spans
from roles.read.asks.parts import Parts
from roles.read.asks.vocabulary import lower, one_line, stated
from roles.read.repeated import repeated

_LONGEST = 20  # nobody asks for more years; "23年以上" is list item 2 and three years
_WORDS: dict[str, Number] = {
    "半": 0.5, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "fifteen": 15,
}  # fmt: skip
_ENGLISH = "|".join(word for word in _WORDS if word.isascii())
_NUMBER = rf"(?:\d{{1,2}}(?:\.5)?|[一二两三四五六七八九]?十[一二三四五六七八九]?|[半一二两三四五六七八九]|{_ENGLISH})"
_UNIT = r"(?:个?整?年|years?\b|yrs?\b|jahren?\b|(?<= )ans\b|años\b)"
_TO = r"(?P<sign>-|–|—|~|〜|至|到|或|\bto\b|\band\b|\bor\b)"
_ITEM = r"(?<![\d.a-z])(?:\d{1,2}\.(?!5))?"  # what stands in front: "1.3年以上" is item 1, "1.5年" a year and a half
_YEARS = re.compile(
    # "3-5年", "三至五年", "3~5年以上"; "3-5 years", "between 3 and 5 yrs"
    rf"{_ITEM}(?P<low>{_NUMBER}) ?\+? ?{_UNIT}? ?{_TO} ?(?P<high>{_NUMBER}) ?(?P<plus>\+|以上)? ?{_UNIT}"
    r"(?P<above>[及或含]?以上)?"
    # "3年以上", "3+年", "3 年及以上", "2年以内", "5+ yrs", "3 or more years", "+3 years", "five (5) years"
    rf"|{_ITEM}(?P<first>\+)?(?P<one>{_NUMBER}) ?(?P<more>\+|多|余|plus\b|or more\b|\(\w+\) ?\+?)? ?{_UNIT}"
    r"(?P<tail> ?(?:\(含\))?(?:[及或含]?以上|左右|以内|之内|及?以下|内|起|\+|or more|plus\b))?"
)
_MONTHS = re.compile(r"(\d{1,3}) ?(?:个月|months?)")
_AT_MOST = frozenset({"以内", "之内", "以下", "及以下", "内"})
_UNLIMITED = re.compile(
    # "经验不限", "无经验要求"; not "能力优秀者经验不限"
    r"(?<!者)(?<!优秀)(?:工作)?(?:经验|年限|经历)(?:要求)? ?[:：]? ?(?:不限|无要求|不作?要求)"
    r"|不限(?:工作)?(?:经验|年限)"
    r"|无[需须]?(?:工作|相关)?经验(?:要求|亦可|也?可|均可)|(?:不要求|无需)[^,;。]{0,6}经验"
    r"|no (?:prior |previous |work )?experience (?:is )?(?:required|needed|necessary)|any experience level"
)
_UNLIMITED_CUES = ("不限", "要求", "无", "no ", "any experience")
# What makes years experience, in the clause behind the number or in front of it.
_EXPERIENCE = re.compile(r"经验|经历|experience")
_ABOUT = re.compile(
    r"经验|经历|工作|从业|从事|开发|研发|背景|实践|项目|积累|年限|管理|应用|使用|exp\b|experience|industry|professional"
    r"|background|working|building|developing|writing|designing|managing|track record|hands"
    r"|erfahrung|experiencia|expérience"
)
# "近3年", "成立10年", "毕业2年内", "签订3年合同", "3年级", "10 years ago", "the last 5 years", "4-year degree"
_OTHER_BEFORE = re.compile(
    r"(?:近|过去|未来|周期|为期|耗时|成立|创立|创办|毕业|第|每|连续|签订?|实习|服务期|经历|历经|历时|已有|已经"
    r"|(?<!有)(?<!备)超过|深耕|长达|了) ?\Z"
    r"|\b(?:last|past|next|every|first|within|for over|founded|since|after|in) ?\Z"
)
_OTHER_AFTER = re.compile(
    # not 3年后台开发经验, 3年前端经验
    r" ?(?:级|合同|制|历史|以?来|之?前(?!端)|之?后(?![台端])|毕业|薪|终|度|轮|期|龄|的?发展|的?积淀|\d)"
    r"| ?-? ?(?:ago|old|program|degree|contract|vest|cliff|of age|of history)"
)
# Words in front of the years, each of which names one of several groups: "高级岗位8年以上"; "硕士3年".
_LEVEL = re.compile(
    r"(?:初级|中级|高级|高端|资深|专家|junior|senior|mid|\b[pt]\d)(?:[^,;。]*|[^,;。]{0,6}(?:岗位?|职位|人员|候选人)[^;。]*)\Z"
)
_DEGREE = re.compile(r"(?:本科|硕士|博士|学士|bachelor|master|ph\.?d|\bbs\b|\bms\b)[^,;。]*\Z")
_UP_TO = re.compile(r"(?:up to|at most|no more than|less than|最多|不超过|至多) ?\Z")
_CUES = ("年", "year", "yr", "jahr", " ans", "años", "经验", "经历", "experience")  # a line without one states no years
_LINE_OF_FACTS = 80  # characters: longer lines at the top are prose
_BARE = 12  # characters besides the years that leave a line nothing but years: "（五年以上）"
_IN_FRONT = 24  # characters in front of years that can say of whom or of what they are
_BEHIND = 60  # characters behind the years that can say what they are …
_BEFORE = 40  # … and in front of them
_MOST = 20  # statements of one line
_CLAUSE_END = re.compile(r"[,;。!?\n]")


@dataclass(frozen=True, slots=True)
class Experience:
    """Years asked for: at least `min`, at most `max`; None where an end is open or nothing is stated."""

    min: Number | None = None
    max: Number | None = None


@dataclass(frozen=True, slots=True)
class _Statement:
    """Years in a line. `level` and `degree`: those of one group of several. `open`: "以上", "+", "以内", "3-5"."""

    years: Experience
    level: bool
    degree: bool
    open: bool
    start: int
    end: int


def read_experience(value: str) -> Experience:
    """A stated value: "经验3-5年", "5+ years", "36 months", "1年以下"; both None for "不限"."""
    text = stated(value)
    if "不限" in text or _is_unlimited(text):
        return Experience()
    if found := _combined(list(_statements(text))):
        return found
    months = _MONTHS.search(text)
    return Experience(min=_tidy(int(months[1]) / 12)) if months else Experience()


def states_experience(value: str) -> bool:
    """True where a stated value is about years at all ("不限" is, "熟悉深度学习" is not)."""
    text = stated(value)
    return "不限" in text or _is_unlimited(text) or bool(_MONTHS.search(text) or any(_statements(text)))


def find_experience(parts: Parts, title: str | None = None) -> Experience:
    """What the lines of an ad ask for. The title and the lines of facts at the top outrank the requirements."""
    hinting = parts.having(_CUES)
    top = [one_line(title)] if title else []
    top += [part.text for part in hinting if part.section == "head" and len(part.text) <= _LINE_OF_FACTS]
    headed = any(part.section == "requirements" for part in parts)
    sections = ("requirements",) if headed else ("head", "other", "responsibilities")
    asked = [part.text for part in hinting if part.section in sections]
    beside = [part.text for part in hinting if part.section in ("head", "other")]
    if any(_is_unlimited(lower(text)) for text in (*top, *asked)):
        return Experience()
    return _combined(_asked(top)) or _combined(_asked(asked)) or _combined(_asked(beside, strict=True)) or Experience()


def _is_unlimited(text: str) -> bool:
    return any(map(text.__contains__, _UNLIMITED_CUES)) and bool(_UNLIMITED.search(text))


def _asked(texts: Iterable[str], *, strict: bool = False) -> list[_Statement]:
    """The statements that are about experience and no mere plus; `strict`: that say so themselves ("3年以上…经验")."""
    return [one for text in texts for one in _asked_in(text, strict)]


@repeated
def _asked_in(line: str, strict: bool) -> tuple[_Statement, ...]:
    found = []
    text = lower(line)
    statements = list(_statements(text))
    pluses = list(plus_spans(line)) if statements else []  # capitals say where sentences begin
    for one in statements:
        clause_end = _CLAUSE_END.search(text, one.end, one.end + _BEHIND)
        behind = text[one.end : clause_end.start() if clause_end else one.end + _BEHIND]
        if strict:
            about = one.open and one.years.max is None and bool(_EXPERIENCE.search(behind))
        else:
            before = text[max(0, one.start - _BEFORE) : one.start]
            bare = len(text) - (one.end - one.start) < _BARE
            about = one.open or bare or bool(_ABOUT.search(behind) or _ABOUT.search(before))
        if about and not any(start <= one.start < end for start, end in pluses):
            found.append(one)
    return tuple(found)


def _statements(text: str) -> Iterator[_Statement]:
    for match in islice(_YEARS.finditer(text), _MOST):
        before = text[max(0, match.start() - _IN_FRONT) : match.start()]
        if _OTHER_BEFORE.search(before) or _OTHER_AFTER.match(text, match.end()):
            continue
        if years := _years(match):
            if match["one"] and _UP_TO.search(before):
                years = Experience(max=years.max or years.min)
            is_open = any(match[name] for name in ("low", "first", "more", "tail"))
            level, degree = bool(_LEVEL.search(before)), bool(_DEGREE.search(before))
            yield _Statement(years, level, degree, is_open, match.start(), match.end())


def _years(match: re.Match[str]) -> Experience | None:
    if match["one"] is None:
        low, high = _value(match["low"]), _value(match["high"])
        if low > high or high > _LONGEST + 10:
            return None
        unbounded = match["above"] or match["plus"] or match["sign"] in ("or", "或")
        return Experience(min=low or None, max=None if unbounded else high)
    years = _value(match["one"])
    if years > _LONGEST:
        years %= 10  # the number of a list item stuck to it
    if not years:
        return None
    at_most = (match["tail"] or "").strip() in _AT_MOST
    return Experience(max=years) if at_most else Experience(min=years)


def _combined(found: list[_Statement]) -> Experience | None:
    """One demand of several. Groups ("初级3-5年, 高级8年以上", "本科5年或硕士3年") offer a choice, so the lowest is the
    floor; what is asked besides ("5年以上经验，2年以上管理经验") is all asked, so the highest is."""
    if not found:
        return None
    floors = [one.years.min for one in found if one.years.min is not None]
    if any(one.level for one in found) or sum(one.degree for one in found) > 1:
        tops = [one.years.max for one in found if one.years.max is not None]
        return Experience(min(floors, default=None), max(tops) if len(tops) == len(found) else None)
    return max((one.years for one in found), key=lambda years: years.min or 0)


def _value(word: str) -> Number:
    if word[0].isdigit():
        return _tidy(float(word))
    if word in _WORDS:
        return _WORDS[word]
    tens, _, ones = word.partition("十")
    return _WORDS.get(tens, 1) * 10 + _WORDS.get(ones, 0)


def _tidy(years: float) -> Number:
    return int(years) if years.is_integer() else round(years, 1)
