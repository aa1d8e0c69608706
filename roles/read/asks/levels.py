"""How firmly a line asks for what it names: required, only a plus, or one of several.

Names that nothing but list signs part are one list and share its mark: "熟悉MPI，NCCL，RDMA优先" wishes for all three.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from roles.read.asks.clauses import BRACKETS, CLAUSE, SENTENCE, expression, is_bare, is_plus, masked, spans
from roles.read.asks.mentions import Mention

Level = Literal["required", "any-of", "plus"]
RANK: dict[Level, int] = {"plus": 0, "any-of": 1, "required": 2}

_OR = re.compile(r"或|\bor\b", re.I)
_AND_OR = re.compile(r"\b(?:and|or)\b")
# What may stand between two names of one list: "A、B", "A / B", "A, and B", "A语言、B", also names that we do not know
# ("A、PHP、B").
_SIGN = r"[\s/、,|&+\\)\"']*(?:\((?=或|or ))?(?:(?:以及|或者|和|与|或|及|and/or|and|or)[\s/、,]*)?"
_NAME = r"(?!required|preferred|mandatory|essential|optional)[A-Za-z0-9.+#]{1,16}(?: [A-Za-z0-9.+#]{1,16})?"
_LIST_SIGN = re.compile(rf"(?:编程|语言|开发|框架|脚本|技术)?{_SIGN}(?:{_NAME}\s*[/、,|]{_SIGN}){{0,4}}\Z", re.I)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ENDS_LIST = re.compile(r"[,;:(]|\A\s*(?:和|与|及|以及|并|and|with)")  # what "中的一种" behind it no longer speaks of
_BACK = re.compile(r"\A(?:\(|等?, ?(?=[二两三]者|以上|上述))")  # "Java/Go(至少一种)", "A、B等,二者有其一"
_BEFORE = 20  # characters between a list and "中的一种"
_BEHIND = 40  # … between "至少一种" and its list
_LIST_GAP = 80  # … between two names of one list
_OR_GAP = 16  # … between two names of which either will do: "CUDA编程或Triton"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line, its mentions in reading order and the same line without its asides in brackets."""

    text: str
    found: Sequence[Mention]
    starts: Sequence[int]
    plain: str

    def inside(self, start: int, end: int) -> range:
        """The indexes of the mentions between two offsets."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One sentence of a line: where it is, and its mentions as lists of indexes. `whole` are the lists before a bare
    comma parted them, by each of their indexes."""

    line: _Line
    start: int
    end: int
    lists: tuple[tuple[int, ...], ...]
    whole: dict[int, tuple[int, ...]]


def levels(text: str, found: Sequence[Mention], default: Level = "required") -> list[Level | None]:
    """The level of each mention of a line; None where the line says that it is not needed. `default` is the level
    of what nothing marks ("any-of" below "至少满足一项：")."""
    result: list[Level | None] = [default] * len(found)
    if not found:
        return result
    line = _Line(text, found, [mention.start for mention in found], masked(text))
    for start, end in spans(SENTENCE, text, 0, len(text)):
        if inside := line.inside(start, end):
            runs = list(_runs(line, inside))
            lists = tuple(one for run, gaps in runs for one in _split_at_comma(run, gaps))
            sentence = _Sentence(line, start, end, lists, {index: run for run, _ in runs for index in run})
            for index in _alternatives(sentence):
                result[index] = "any-of"
            for index, level in _marked(sentence):
                result[index] = level
    for index in _ahead(text, found):
        result[index] = "plus"
    return result


def _runs(line: _Line, inside: range) -> Iterator[tuple[tuple[int, ...], list[str]]]:
    """The mentions of a sentence as lists: neighbours that only list signs part, and those signs."""
    run, gaps = [inside[0]], list[str]()
    for before, index in pairwise(inside):
        gap = line.text[line.found[before].end : line.found[index].start]
        if len(gap) > _LIST_GAP or not _LIST_SIGN.match(gap):
            yield tuple(run), gaps
            run, gaps = [], []
        else:
            gaps.append(gap)
        run.append(index)
    yield tuple(run), gaps


def _split_at_comma(run: tuple[int, ...], gaps: list[str]) -> Iterator[tuple[int, ...]]:
    """One bare comma between names parts them ("C++，CUDA优先"); several make a list ("MPI，NCCL，RDMA优先")."""
    commas = [place for place, gap in enumerate(gaps) if "," in gap]
    if len(commas) == 1 and gaps[commas[0]].strip() == "," and not any(map(_AND_OR.search, gaps)):
        cut = commas[0] + 1
        yield run[:cut]
        yield run[cut:]
    else:
        yield run


def _alternatives(sentence: _Sentence) -> Iterator[int]:
    """The mentions of which one is enough."""
    text, found = sentence.line.text, sentence.line.found
    firsts = [found[one[0]].start for one in sentence.lists]
    for cue in expression("any_of").finditer(text, sentence.start, sentence.end):
        behind = bisect_left(firsts, cue.start())
        yield from _list_of(cue, sentence, sentence.lists[max(0, behind - 1) : behind + 1])
    for one in sentence.lists:
        if any(_OR.search(text, found[a].end, found[b].start) for a, b in pairwise(one)):
            yield from one
        elif others := expression("or_other").match(text, found[one[-1]].end):
            yield from one if _CHINESE.search(others[0]) else sentence.whole[one[0]]
    for one, other in pairwise(sentence.lists):
        gap = text[found[one[-1]].end : found[other[0]].start]
        if len(gap) <= _OR_GAP and _OR.search(gap) and not re.search("[,;:(]", gap):
            yield from (*one, *other)


def _list_of(cue: re.Match[str], sentence: _Sentence, around: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """The list that "至少一种", "one of" or the like speaks of, of the two around it: Chinese looks back first, English
    ahead."""
    text, found = sentence.line.text, sentence.line.found
    before: tuple[int, ...] = ()
    behind: tuple[int, ...] = ()
    for one in around:
        first, last = found[one[0]], found[one[-1]]
        if any(cue.start() <= found[index].start < cue.end() for index in one):
            return one  # "至少熟悉Go、Rust一种"
        if last.end <= cue.start():
            gap = _BACK.sub("", text[last.end : cue.start()])
            near = len(gap) <= _BEFORE and not _ENDS_LIST.search(gap) and not expression("asks").search(gap)
            before = one if near else ()
        elif first.start >= cue.end():
            gap = text[cue.end() : first.start]
            behind = one if len(gap) <= _BEHIND and not expression("asks").search(gap) else ()
    if _CHINESE.search(cue[0]):
        return before or behind
    return sentence.whole[behind[0]] if behind else before


def _marked(sentence: _Sentence) -> Iterator[tuple[int, Level | None]]:
    """The mentions that the clauses of a sentence call a plus, or not needed (None)."""
    line, start, end = sentence.line, sentence.start, sentence.end
    if not is_plus(line.text[start:end]) and not expression("not_asked").search(line.text, start, end):
        return
    member = {index: one for one in sentence.lists for index in one}
    previous = range(0)
    plus_before = False
    for start, end in spans(CLAUSE, line.plain, sentence.start, sentence.end):
        own = line.inside(start, end)
        outside = line.plain[start:end].replace("\0", "")
        marked: list[int] = []
        if is_plus(outside):
            subject = previous if not own and is_bare(outside) else own
            marked = [other for index in subject for other in member[index]]
        elif plus_before and expression("examples").match(outside.lstrip()):
            marked = list(own)
        else:
            marked = list(_marked_in_brackets(line, own, start, end))
            if not marked and expression("not_asked").search(outside):
                yield from ((index, None) for index in own)
        yield from ((index, "plus") for index in marked)
        previous, plus_before = own, bool(marked) or is_plus(outside)


def _marked_in_brackets(line: _Line, own: range, start: int, end: int) -> Iterator[int]:
    """ "熟悉CUDA（有CUTLASS经验者优先）" marks CUTLASS; "熟悉CUDA（加分）" marks CUDA."""
    for aside in BRACKETS.finditer(line.text, start, end) if own else ():
        if is_plus(aside[0]):
            yield from line.inside(*aside.span()) or line.inside(start, aside.start())


def _ahead(text: str, found: Sequence[Mention]) -> list[int]:
    """What follows "加分项：" up to the end of the line, or "bonus points for" up to the end of its sentence."""
    marker = expression("plus_ahead").search(text)
    if not marker:
        return []
    stop = None if marker[0].endswith(":") else SENTENCE.search(text, marker.end())
    end = stop.start() if stop else len(text)
    return [index for index, mention in enumerate(found) if marker.start() <= mention.start < end]
