"""Whether an ad addresses the graduates of a year: 校招, "2026届", a link to the employer's campus site.

Where graduates are welcome besides others ("应届生均可", "社招/校招") it does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from roles.read.asks.vocabulary import lower, stated

_GRADUATES = re.compile(
    # "2026届", "26/27届", "2026年毕业", "应届毕业生", "校招", "new grad", "graduating in 2026"
    r"(?<!\d)(?:20)?[23]\d\s*(?:[/、~-]\s*(?:20)?[23]\d\s*)?届|20[23]\d[-年./]?\s*\d{0,2}\s*月?\s*(?:应届)?毕业"
    r"|毕业时间[^,;。\d]{0,8}20[23]\d|毕业的大学生|校园招聘|校招|秋招|春招|提前批|补录|应届|new[- ]?grads?\b"
    r"|campus (?:hire|hiring|recruit\w*)|graduat(?:ing|e) (?:in|by|between) (?:\w+ )?20[23]\d|class of 20[23]\d"
    r"|20[23]\d graduates?\b|university grad(?:uate)?s?\b|recent (?:university |college )?graduates?\b"
    r"|(?<!under)(?<!post)graduate (?:program(?:me)?|scheme|hiring)\b(?! in)"
)
_WITH_YEAR = re.compile(r"(?:20)?[23]\d")  # "2026届均可投" is campus hiring, "应届生均可" is not
# Graduates are welcome too, or are not meant: "应届生均可", "优秀应届毕业生可放宽", "非应届", "应届优先".
_ALSO_BEHIND = re.compile(
    r"(?:毕业)?(?:生|同学|者|的|本科|硕士|博士|研究生|、|/|以及|或)*[^,;。]{0,6}?"
    r"(?:均可|亦可|也可|都可|可投|欢迎|放宽|优先|不限|可考虑|可以|可培养|勿|除外|面议|都行|至少|or\b)"
    r"|,? (?:are |is )?(?:also )?(?:welcome|encouraged|considered|may apply|can apply|or\b|and experienced)"
    r"|(?:毕业)?(?:生|同学)?\s*(?:或|和|与|及|、|/)|[^,;。]{0,6}或[^,;。]{0,6}年"
)
_ALSO_BEFORE = re.compile(
    r"(?:优秀|能力[强者]|非|包括|含|无论|或|和|与|及|、|/)的?\s*\Z|(?:招|接受|考虑|欢迎)[^,;。]{0,6}\Z"
    r"|(?:负责|参与|组织|支撑|主导)[^,;。]{0,8}\Z"
)
_ALSO = re.compile(r"也|亦|优先|放宽|勿|除外|或|与|及")
_SEVERAL = re.compile(r"[,/、|;&+]|或|和|及")
_EXPERIENCED = re.compile(r"社招|社会招聘")
_LINK = re.compile(r"https?://[^\s)\]>\"']{0,300}?(?<!off-)(?:\bcampus\b(?!-)|/graduate/|xiaozhao|=campus)", re.I)
# A line without one names no graduates, nor the experienced.
CUES = ("届", "校", "招", "应届", "毕业", "提前批", "补录", "grad", "campus", "class of")
_BEFORE = 12  # characters in front of a word that can say that others are meant too


def names_graduates(text: str) -> bool:
    """True where a text (small letters) names graduates or campus hiring."""
    return bool(_GRADUATES.search(text))


def addresses_graduates(lines: Sequence[str], text: str, title: str | None) -> bool:
    """True where the title, one of the lines or a link in the text addresses graduates and no line the experienced.
    Of the lines of an ad those without any of `CUES` can be left out."""
    if title and _meant(stated(title)):
        return True
    if any(_EXPERIENCED.search(line) for line in lines):
        return False
    return any(_meant(lower(line)) for line in lines) or bool(_LINK.search(text))


def _meant(text: str) -> bool:
    if re.search(r"社招|社会招聘|实习", text) and _SEVERAL.search(text):
        return False
    for found in _GRADUATES.finditer(text):
        before = text[max(0, found.start() - _BEFORE) : found.start()]
        behind = _ALSO_BEHIND.match(text, found.end())
        if behind and _WITH_YEAR.match(found[0]) and not _ALSO.search(behind[0]):
            behind = None
        if not behind and not _ALSO_BEFORE.search(before):
            return True
    return False
