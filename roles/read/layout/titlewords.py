"""The words of role titles (words/roletitles.toml), and the words around them that are no part of a title."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from roles.read.layout.headings import folded
from roles.read.words import load

_LONGEST = 70  # characters of a line that can be a title
_LONGEST_FIELD = 24  # of one that names a field of work only
_LONGEST_LINE = 400  # of a headline that a title can stand in

_STOP = re.compile(r"[。；;！!？?…→@\"]|://|\.\s+[A-Z]|[,，].*[,，].*[,，]")  # a sentence, a link, a listing
PAY = (
    # "13-26K", "20k~40k*16薪", "30-60K RMB", "$120k-$140k", "2-4万/月", "400/天"
    r"(?:[¥￥$€£]\s*)?\d[\d.,]{0,9}\s*(?:[kw万千]|元)?\s*(?:[-~—–至到]\s*(?:[¥￥$€£]\s*)?\d[\d.,]{0,9}\s*)?"
    r"(?:[kw万千]|元|[/／每](?:月|天|年|时|小时))(?:\s*[*x×·,，+]?\s*\d{1,2}(?:\.\d)?\s*[-~]?\s*\d{0,2}\s*(?:薪|个月|m)?)?"
    r"(?:\s*[/／](?:月|年|天|month|year|m|y))?(?:\s*(?:rmb|usd|cny|usdt|u|base))?"
)
_PAY_ALONE = re.compile(PAY, re.I)
_YEARS = re.compile(  # "三年以上", "经验3-5年", "2+年"
    r"(?:经验)?\s*(?:\d{1,2}|[一二两三四五六七八九十])\s*(?:[-~到至]\s*(?:\d{1,2}|[一二两三四五六七八九十]))?\s*年?\s*"
    r"(?:及以上|以上|及|左右|以内|以下|\+)?\s*年?(?:及以上|以上|以内)?(?:经验|工作经验)?"
)
_PEOPLE = re.compile(r"\d{1,3}[人名位]")  # 2人
_CODE = re.compile(r"[A-Za-z]{0,6}[-_]?\d{4,}")  # MJ034962
OPENING, CLOSING = "(（【[〔「『<《", ")）】]〕」』>》"
GROUP = re.compile(r"[(（【\[〔「『<《][^()（）【】\[\]〔〕「」『』<>《》]{0,60}[)）】\]〕」』>》]")
_WHOLE = (("full-time", "全职"), ("part-time", "兼职"), ("on-site", "onsite"))  # the hyphen parts no pieces
_PLACING = frozenset(("in", "at", "or", "based", "located"))  # "onsite in Munich"
_NOISE_PIECES = re.compile(r"[\s/、,，|;；&+·-]+|或|和")
# What stands behind an English job word in a title, not in a sentence: "Engineer (GPU)", "Head of X", "Engineer II".
_AFTER = (
    r"(?=\s*(?:\Z|[^\w\s]|[\u3400-\u9fff]|\d"
    r"|(?:of|for|in|at|and|or|to|i|ii|iii|iv|team|role|position|manager|engineer|intern)(?![a-z0-9])))"
)
EDGES = " \t-—–|｜·•,，、:：/\\*#~_="
_NO_TITLE_ENDS = ("优先", "者", "加分", "经验", "要求", "职责")


class _Words(NamedTuple):
    nouns: re.Pattern[str]
    named: re.Pattern[str]
    fields: tuple[str, ...]
    verbs: tuple[str, ...]
    tails: tuple[str, ...]
    pay: tuple[str, ...]
    hiring: re.Pattern[str]
    calls: re.Pattern[str]
    collections: tuple[str, ...]
    marks: frozenset[str]
    noise: frozenset[str]


def _pattern(words: list[str], behind: str = "", after: str = "") -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    chinese = "|".join(word for word in longest if not word.isascii())
    english = "|".join(re.escape(word) for word in longest if word.isascii())
    return re.compile(rf"(?:{chinese}){behind}|(?<![a-z0-9])(?:{english})(?![a-z0-9]){after}")


def _places(data: dict[str, Any]) -> frozenset[str]:
    """The names of cities in words/places.toml, lower case. "BD Manager - North America" keeps its region."""
    names = list(data["anywhere"]["places"])
    for table in ("cities", "world"):
        for city, others in data[table].items():
            names += [city, *others]
    return frozenset(name.casefold() for name in names)


@lru_cache(maxsize=1)
def title_words() -> _Words:
    """The word lists, read once."""
    data = load("roletitles")
    behind = "|".join(map(re.escape, data["following"]))
    return _Words(
        _pattern(data["nouns"], rf"(?=[^\u3400-\u9fff]|\Z|{behind})", _AFTER),
        re.compile("|".join(re.escape(word) if word.isascii() else word for word in data["nouns"] + data["fields"])),
        tuple(data["fields"]),
        tuple(data["verbs"]),
        tuple(data["tails"]),
        tuple(data["pay"]),
        _pattern(data["hiring"]),
        _pattern(data["calls"]),
        tuple(data["collections"]),
        frozenset(data["marks"]),
        frozenset(data["marks"]) | _places(load("places")),
    )


def lowered(text: str) -> str:
    """A text as the word lists write it: half width, simplified, lower case, straight apostrophes."""
    return folded(text).replace("’", "'")


def balanced(text: str) -> bool:
    """True where every bracket that opens in a text closes in it, and no other closes."""
    depth = 0
    for character in text:
        depth += (character in OPENING) - (character in CLOSING)
        if depth < 0:
            return False
    return depth == 0


def short(text: str) -> bool:
    """True for a text that is no sentence, link or listing, so that it can be a title."""
    return 1 < len(text) <= _LONGEST and not _STOP.search(text)


def rate(text: str) -> int:
    """2 for words that say who is wanted, 1 for a field of work at the end, 0 for any others."""
    if not short(text):
        return 0
    words = title_words()
    plain = lowered(text).strip(EDGES)
    if len(plain) < 2 or plain.startswith(words.verbs):
        return 0
    if words.nouns.search(plain) and not plain.endswith(_NO_TITLE_ENDS):
        return 2
    bare = GROUP.sub("", plain).strip(EDGES)
    return 1 if len(bare) <= _LONGEST_FIELD and bare.endswith(words.fields) else 0


def names_work(text: str) -> bool:
    """False for a text of which no part could be rated above 0: it has none of the words."""
    return bool(title_words().named.search(lowered(text)))


def is_noise(text: str) -> bool:
    """True for words in a title line that are no part of the title: cities, pay, years, link words, codes."""
    plain = lowered(text).strip(EDGES + "()（）【】[]")
    noise = title_words().noise
    if not plain or plain in noise or plain.removesuffix("市") in noise:
        return True
    if _PAY_ALONE.fullmatch(plain) or _CODE.fullmatch(plain) or _PEOPLE.fullmatch(plain):
        return True
    if ("年" in plain or "经验" in plain) and _YEARS.fullmatch(plain):
        return True
    for hyphened, whole in _WHOLE:
        plain = plain.replace(hyphened, whole)
    pieces = [piece for piece in _NOISE_PIECES.split(plain) if piece and piece not in _PLACING]
    return len(pieces) > 1 and all(
        piece.removesuffix("市") in noise
        or _PAY_ALONE.fullmatch(piece)
        or (not piece.isdecimal() and _YEARS.fullmatch(piece))
        for piece in pieces
    )  # fmt: skip


def collects(text: str) -> bool:
    """True for the words of a page or heading that gathers roles of several employers: "招聘网站上相关岗位职责"."""
    plain = lowered(text[:_LONGEST_LINE])
    return any(word in plain for word in title_words().collections)


def hires(text: str) -> bool:
    """True for a line in which somebody says that people are wanted: "诚聘", "we are hiring"."""
    return bool(title_words().calls.search(lowered(text[:_LONGEST_LINE])))
