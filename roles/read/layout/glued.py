"""Lines that a paste or a renderer has joined, taken apart.

"任职要求：1、… 2、…", "…能力。加分项", "**职责：** - … - …". Works on one raw line, before its marks are read. A
heading stays on the line of its first item.
"""

from __future__ import annotations

import re
from itertools import islice

from roles.read.layout.headings import CHIEF, Part, chief_last_characters, find, may_end, titled
from roles.read.layout.roletitle import title_strength

_SHORTEST = 14  # characters of a line in which two can be joined
_LONGEST_HEADING = 32  # characters of a heading behind the last sentence of a line
_COLONS_READ = 20  # colons of one line that are looked at: a line with more is no line of an ad
_GLUED: frozenset[Part] = CHIEF | {"benefits", "company"}  # parts whose headings are found in the middle of a line

_NUMBER = re.compile(r"(?<![\dA-Za-z.])[(（]?(\d{1,2})(?:([)）、])|([.．])(?!\d))|([①-⑳])")  # "2、", "（2）", "2.", "②"
_FIRST = re.compile(r"[1１①]")
_STOP = re.compile(r"[。；;！!]")
_COLON = re.compile(r"[:：]")
_BULLETS = re.compile(r"(?<=[。；;！!])\s*(?=[-•●]\s+\S)")  # "…；- 负责"
_LEAD = re.compile(
    # "**职责：** - ", "【职责】- ", "职责：- "
    r"\s*(?:\*\*([^*]{1,30})\*\*|【([^【】]{1,20})】|([^:：*]{1,20}))[:：]?\s*(?:\*\*)?\s*(?=[-•]\s)"
)
_DASH = re.compile(r"\s(?=[-•]\s+\S)")
_TITLED = re.compile("(?:职位|岗位|職位|崗位)(?:描述|要求|职责|職責)|任(?:职|職)要求|工作(?:职责|職責)")
_EDGE = " \t:：*】"
_ENDS = "。；;！!）) "


def _list_cuts(raw: str) -> tuple[list[int], list[int]]:
    """Where the items 2, 3, … of numbered lists begin, and where their first ones do."""
    cuts: list[int] = []
    firsts: list[int] = []
    last, style = 0, ""
    for mark in _NUMBER.finditer(raw):
        number = int(mark[1]) if mark[1] else ord(mark[4]) - ord("①") + 1
        form = mark[2] or mark[3] or "①"
        if number == 1:
            last, style = 1, form
            firsts.append(mark.start())
        elif last and number == last + 1 and form == style:
            last = number
            cuts.append(mark.start())
    return cuts, firsts


def _heading_start(raw: str, end: int) -> int:
    """Where the heading words that end at `end` begin, if words of another kind stand before them; else -1."""
    while end and raw[end - 1] in _EDGE:
        end -= 1
    if end < 4 or not may_end(raw[end - 1 : end], chief_last_characters()):
        return -1
    start, part = -1, ""
    for size in range(2, min(9, end)):
        words = raw[end - size : end]
        if words[0] in " \t" or (size == 2 and raw[end - size - 1] not in _ENDS):
            continue
        if (heading := find(words)) and heading.part in _GLUED and not heading.weak:
            start, part = end - size, heading.part
    while start > 0 and raw[start - 1] in "【[*#":
        start -= 1
    if start < 0:
        return -1
    # "前端岗位职责：" is one heading with a title, not a sentence and a heading.
    before = raw[:start].rstrip()
    return start if before[-1:] in tuple(_ENDS.strip()) or (len(before) > 20 and part in CHIEF) else -1


def _tail(raw: str) -> int:
    """Where a heading behind the last sentence of a line begins ("…能力强。加分项"); -1 where none does."""
    body = raw.rstrip(" 。；;")
    if not _STOP.search(body, max(0, len(body) - _LONGEST_HEADING)) or not may_end(body, chief_last_characters()):
        return -1
    begin = max(body.rfind(stop, max(0, len(body) - _LONGEST_HEADING)) for stop in "。；;！!") + 1
    if not begin:
        return -1
    words = body[begin:].strip(" *：:")
    first = words.split(" ", 1)[0]  # "职位要求 基础要求"
    heading = find(words) or (find(first) if len(first) > 3 else None)
    known = heading is not None and heading.part in CHIEF and not heading.weak
    return begin if known or titled(words) else -1


def _titled_cuts(raw: str) -> list[int]:
    """Where a title with its heading begins and ends in the middle of a line: "…。推荐算法工程师职位描述本职位…"."""
    cuts: list[int] = []
    for words in _TITLED.finditer(raw, 4):
        at = words.start()
        begin = max((stop.end() for stop in _STOP.finditer(raw, max(0, at - 40), at)), default=-1)
        if begin >= 0 and title_strength(raw[begin:at].strip()) == 2:
            cuts += [begin, words.end()]
    return cuts


def _bullet_cuts(raw: str) -> list[int]:
    cuts = [found.start() for found in _BULLETS.finditer(raw)]
    if lead := _LEAD.match(raw):
        heading = find(lead[1] or lead[2] or lead[3])
        if heading and heading.part in CHIEF:
            cuts += [found.start() for found in _DASH.finditer(raw, lead.end() + 1)]
        elif lead[3] is None:  # "**理论基础**： - … - …": a heading of its own
            cuts += [lead.end(), *(found.start() for found in _DASH.finditer(raw, lead.end() + 1))]
    return cuts


def unglue(raw: str) -> list[str]:
    """The lines that one raw line holds, in order; joined, they are the line again."""
    if len(raw) < _SHORTEST or raw.lstrip().startswith("|"):
        return [raw]
    cuts: list[int] = []
    if (tail := _tail(raw)) > 0:
        cuts.append(tail)
    if _FIRST.search(raw):
        items, firsts = _list_cuts(raw)
        if items:
            cuts += items
            cuts += [_heading_start(raw, first) for first in firsts]
    if "：" in raw or ":" in raw:
        cuts += [_heading_start(raw, colon.start()) for colon in islice(_COLON.finditer(raw, 6), _COLONS_READ)]
    if len(raw) > 60 and not raw.isascii():
        cuts += _titled_cuts(raw)
    if " - " in raw or "•" in raw:
        cuts += _bullet_cuts(raw)
    inner = sorted({cut for cut in cuts if cut > 0})
    if not inner:
        return [raw]
    pieces = [raw[begin:end] for begin, end in zip([0, *inner], [*inner, len(raw)], strict=True)]
    return [piece for piece in pieces if piece.strip()]
