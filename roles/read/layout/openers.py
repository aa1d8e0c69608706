"""Whether one line opens a part of an ad, by its form and its words: "## 任职要求", "【描述】负责…", "加分项 1. …"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from roles.read.layout.headings import CHIEF, Heading, Part, find, folded, key, titled
from roles.read.layout.labelwords import names_of
from roles.read.layout.lines import Line
from roles.read.layout.roletitle import title_strength
from roles.read.words import load
from roles.text import LIST_MARK

# Ranks of headings by form; Markdown headings have their level, 1 to 6.
BOLD, PLAIN, ITEM, PROSE = 7, 8, 9, 99
ASIDE: tuple[Part, ...] = ("benefits", "apply")  # what a paragraph of prose may speak of at the end of any section

_BRACKET = re.compile(r"[【\[〖「『《]\s*([^【】\[\]〖〗「」『』《》]{1,24})\s*[】\]〗」』》]\s*[:：]?\s*")  # 【描述】…
_MARK = re.compile(  # " 1.", " - ", "（一）", "①"
    r"\s*(?:[-–—•·●*]\s|[(（]?\d{1,2}[)）、.．]|[(（]?[一二三四五六七八九十]{1,2}[)）、]|[①-⑳])"
)
_LONGEST = 60  # characters of a line that can be a heading as a whole
# Without one of these no mark stands in a text.
_MARK_SIGNS = frozenset("-–—•·●*0123456789０１２３４５６７８９一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_SENTENCE = re.compile(r"[。；;！!？?]|[,，、].*[,，、]|\.\s")
_NAME = re.compile(r"[^。；;，,！!]{1,30}")  # what a label says behind its colon
_COLONS = ":："
_COLON = re.compile(r"[:：]")


class Opener(NamedTuple):
    """A heading as it stands in a text.

    `part` is what it opens, None for a heading that we do not know. `behind` are the words on the same line behind it.
    """

    part: Part | None
    rank: int
    behind: str = ""


@lru_cache(maxsize=1)
def _phrases() -> tuple[re.Pattern[str], re.Pattern[str]]:
    phrases = load("headings")["phrases"]
    pointing, preferring = ("|".join(map(re.escape, phrases[name])) for name in ("pointing", "preferring"))
    return re.compile(pointing), re.compile(preferring)


@lru_cache(maxsize=1)
def _prose() -> tuple[tuple[str, Part], ...]:
    data = load("headings")["prose"]
    pairs: list[tuple[str, Part]] = []
    for part in (*CHIEF, *ASIDE):
        pairs += [(start, part) for start in data.get(part, ())]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=1)
def _prose_starts() -> tuple[str, ...]:
    return tuple(start for start, _ in _prose())


def prose_part(text: str) -> Part | None:
    """The part that a paragraph of prose names with its first words: "We're looking for …" → requirements."""
    start = text[:40].casefold().replace("’", "'")
    if not start.startswith(_prose_starts()):
        return None
    return next(part for opening, part in _prose() if start.startswith(opening))


def prefers(text: str) -> bool:
    """True for a line that opens a list of what is only a plus: "具有以下条件者优先：", not an item that is one."""
    if len(text) > 45:
        return False
    pointing, preferring = _phrases()
    plain = folded(text)
    return bool(preferring.search(plain) and pointing.search(plain))


def _rank(line: Line) -> int:
    if line.kind == "heading":
        return line.level
    if line.kind == "item":
        return ITEM + line.level
    return BOLD if line.bold or line.text[:1] in "【〖《" else PLAIN


def _split(line: Line) -> tuple[str, str]:
    """The words of a line that may be a heading, and the words behind them."""
    text = line.text
    if len(text) < 4:
        return text, ""
    if text[0] in "【[〖「『《" and (bracket := _BRACKET.match(text)):
        return bracket[1], text[bracket.end() :]
    if line.lead and not line.bold and text.startswith(line.lead):
        return line.lead, text[len(line.lead) :].lstrip(_COLONS + " ")
    if colon := _COLON.search(text, 1, 60):
        return text[: colon.start()], text[colon.end() :].strip()
    start = text[:12]
    if start.isalpha():
        return text, ""
    word, _, rest = text.partition(" ")
    if rest and (_MARK.match(rest) or (len(word) > 2 and "\u3400" < word[-1] < "\ua000")):
        return word, rest.strip()
    if not _MARK_SIGNS.isdisjoint(start) and (mark := _MARK.search(start, 2)):  # 任职要求1、…
        return text[: mark.start()], text[mark.start() :]
    return text, ""


def heading_words(line: Line) -> str:
    """The heading at the front of a line that opens a part, as a key: "【描述】负责…" → "描述"."""
    return key(_split(line)[0])


def opener(line: Line, below: Line | None) -> Opener | None:
    """The heading that a line is or begins with; None for a line that is neither.

    `below` is the next line that is not blank: an item is a heading only where its form or what stands below says so.
    """
    text = line.text
    if text[0] in '"{':  # JSON
        return None
    rank = _rank(line)
    if whole := find(text):
        return _whole(line, below, whole, rank)
    words, behind = _split(line)
    if words is text and len(text) > _LONGEST and line.kind != "heading":
        return None
    heading = find(words) if words != text else None
    if heading and heading.part == "company" and _NAME.fullmatch(behind) and "company" in names_of(words):
        return None  # "公司：某某科技" is a label, "公司：我们是…" a section
    if heading and heading.part != "aspect":
        return _whole(line, below, heading, rank) if not behind else _leading(line, heading, behind, rank)
    return _phrase(line, below, words, behind, rank) or _unknown(line, rank)


def _whole(line: Line, below: Line | None, heading: Heading, rank: int) -> Opener | None:
    """A line that is a heading and no more. List items and short words are one only where something else says so."""
    marked = line.kind == "heading" or line.bold or line.text[-1] in _COLONS or line.text[0] in "【[〖《"
    if line.kind == "item":
        if _opens_list(line, below):
            return Opener(heading.part, rank)
        # "一、岗位职责" and "- 加分项" open the list that goes on at their own depth.
        chief = heading.part in CHIEF and not heading.weak and (marked or len(key(line.text)) > 2)
        other = heading.part in ("benefits", "company", "apply", "whole") and marked
        return Opener(heading.part, PLAIN) if chief or other else None
    if not marked and heading.part not in CHIEF and len(key(line.text)) < 3:
        return None
    return Opener(heading.part, rank)


def _leading(line: Line, heading: Heading, behind: str, rank: int) -> Opener | None:
    """A heading with words behind it: "【描述】负责…". "工作地点：上海" and "经验要求：3年" are labels, no headings."""
    listed = bool(_MARK.match(behind))
    if heading.part in ("other", "head", "commentary") or (heading.weak and not listed):
        return _unknown(line, rank)
    if line.kind != "item" or listed or heading.part in CHIEF or heading.part == "whole":
        # "一、岗位职责：1、…" goes on with the items 2, 3, … that stood on its line.
        return Opener(heading.part, PLAIN if listed and line.kind == "item" else rank, behind)
    return None


def _phrase(line: Line, below: Line | None, words: str, behind: str, rank: int) -> Opener | None:
    """A sentence that opens a part ("具有以下条件者优先："), or a title with a heading ("前端工程师岗位职责")."""
    item = line.kind == "item"
    if not item or _opens_list(line, below):
        if prefers(line.text) and (not item or not behind or line.text[-1] in _COLONS + "。"):
            # An item is a sentence of the list, not a heading: its own words are part of what it opens.
            return Opener("plus", rank, line.text if item else behind if prefers(words) else "")
        if not item and (found := titled(line.text)):
            return Opener(found[1].part, rank)
    elif (found := titled(line.text)) and title_strength(found[0]) == 2:
        return Opener(found[1].part, PLAIN)
    return None


def _opens_list(line: Line, below: Line | None) -> bool:
    return below is not None and below.kind == "item" and below.level > line.level


def _unknown(line: Line, rank: int) -> Opener | None:
    """The opener of a heading that we do not know; None where the form does not make a line a heading."""
    text = line.text
    if line.kind == "heading":
        return Opener(None, rank) if len(text) <= 80 else None
    bracketed = text[0] in "【〖《" and text[-1] in "】〗》"
    if line.kind != "text" or len(text) > 40 or not (line.bold or bracketed or text[-1] in _COLONS):
        return None
    text = LIST_MARK.sub("", text, count=1) or text
    if _SENTENCE.search(text):
        return None
    if line.bold or bracketed:
        return Opener(None, BOLD)
    return Opener(None, PLAIN) if len(text) <= 16 else None
