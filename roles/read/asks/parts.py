"""What the readers of meaning read: the lines of an ad in one notation, each with its section."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from roles.read.asks.vocabulary import lower
from roles.read.layout.lines import Line
from roles.read.layout.sections import Sectioned, SectionName
from roles.text import simplify, width

_CIRCLED = re.compile(r"[①-⑳❶-❿⑴-⒇]")  # "①3年以上" is no 13 years: such a number ends an item and begins another


class Part(NamedTuple):
    """One line that says something. `text` is half width, simplified and without marks.

    `depth` and `number` are those of a list item (0 and None elsewhere); `apart` is true after a blank line;
    `opener` marks the heading of a section.
    """

    section: SectionName
    text: str
    depth: int = 0
    number: int | None = None
    apart: bool = False
    opener: bool = False


class Parts(tuple[Part, ...]):
    """The lines of an ad in reading order, with a quick way to those that a reader has to look at."""

    def having(self, words: Iterable[str]) -> list[Part]:
        """The lines in which one of several words or beginnings of words stands, in reading order.

        A word in small letters is found in any case, one with capitals only as written. To look for a word takes a
        hundredth of the time of an expression, and most lines have nothing that a given reader reads.
        """
        found: set[int] = set()
        for word in words:
            text = self._lowered if word.islower() or not word.isascii() else self._text
            at = text.find(word)
            while at >= 0:
                line = bisect_right(self._starts, at) - 1
                found.add(line)
                at = text.find(word, self._starts[line + 1]) if line + 1 < len(self._starts) else -1
        return [self[line] for line in sorted(found)]

    @cached_property
    def _text(self) -> str:
        return "\n".join([part.text for part in self])

    @cached_property
    def _lowered(self) -> str:
        return lower(self._text)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(len(part.text) + 1 for part in self[:-1])]


def parts_of(sectioned: Sectioned) -> Parts:
    """The lines of a sectioned ad that are not blank, in reading order, without what others say about it. A heading's
    own words are left out where something stands behind them on the same line ("任职要求：熟悉C++" → "熟悉C++")."""
    behind = dict(sectioned.inline)
    shown = [
        behind.get(index, line.text) if index in sectioned.openers else line.text
        for index, line in enumerate(sectioned.lines)
    ]
    # One call for the whole ad: a line break never changes, so lines stay lines. read_lines has cleaned them.
    plain = simplify(width(_CIRCLED.sub("; ", "\n".join(shown)))).split("\n")
    return Parts(_parts(sectioned, plain, behind))


def _parts(sectioned: Sectioned, plain: list[str], behind: dict[int, str]) -> Iterable[Part]:
    apart = False
    for index, (line, text) in enumerate(zip(sectioned.lines, plain, strict=True)):
        if index in sectioned.commentary:
            continue
        if not text.strip():
            apart = apart or line.kind in ("blank", "rule")
            continue
        opener = index in sectioned.openers and index not in behind
        yield Part(sectioned.names[index], text.removeprefix("; "), _depth(line), line.number, apart, opener)
        apart = False


def _depth(line: Line) -> int:
    return line.level if line.kind == "item" else 0
