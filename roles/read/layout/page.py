"""The lines of a page with what all questions about its roles need, computed once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from roles.read.layout.headings import CHIEF
from roles.read.layout.labels import Label, closing_names, read_labels
from roles.read.layout.labelwords import names_of
from roles.read.layout.lines import Line
from roles.read.layout.roletitle import title_strength
from roles.read.layout.sections import Sectioned, SectionName, read_sections

_LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class Page:
    """A page's lines, their sections and labels.

    `chief` are the headings of duties, requirements and plus by line; `weight[i]` is how many characters of description
    stand before line i; `closing[i]` are the names of a label that line i begins with, if it ends a section.
    """

    lines: Sequence[Line]
    sectioned: Sectioned
    labels: list[Label]
    chief: list[tuple[int, SectionName]]
    weight: list[int]
    closing: list[frozenset[str]]

    @classmethod
    def read(cls, lines: Sequence[Line]) -> Page:
        """The page that lines make up."""
        sectioned = read_sections(lines)
        behind = dict(sectioned.inline)
        chief: list[tuple[int, SectionName]] = []
        weight = [0]
        closing = [closing_names(line) if line.text else frozenset[str]() for line in lines]
        for index, line in enumerate(lines):
            opens = index in sectioned.openers
            if opens and sectioned.names[index] in CHIEF:
                chief.append((index, sectioned.names[index]))
            own = behind.get(index, "") if opens else line.text
            counts = own and line.kind in ("item", "text") and not closing[index] and _describes(line, own)
            weight.append(weight[-1] + (len(own) if counts else 0))
        return cls(lines, sectioned, read_labels(lines, sectioned.commentary), chief, weight, closing)

    def weigh(self, begin: int, end: int) -> int:
        """Characters of description from line `begin` to line `end`: no headings, labels, bare links or bare titles."""
        return self.weight[max(begin, end)] - self.weight[begin]

    def opened(self, begin: int, end: int) -> list[tuple[int, SectionName]]:
        """The headings of duties, requirements and plus between two lines."""
        return self.chief[bisect_left(self.chief, begin, key=_line) : bisect_left(self.chief, end, key=_line)]

    def parts(self, begin: int, end: int) -> set[SectionName]:
        """Which of duties, requirements and plus stand between two lines with words under their headings."""
        opened = self.opened(begin, end)
        ends = [*(index for index, _ in opened[1:]), end]
        return {name for (index, name), stop in zip(opened, ends, strict=False) if self.weigh(index, stop)}

    def above(self, index: int, floor: int = 0) -> int:
        """The line above a line that is not blank; -1 where none is."""
        at = index - 1
        while at >= floor and self.lines[at].kind == "blank":
            at -= 1
        return at if at >= floor else -1


def _line(opener: tuple[int, SectionName]) -> int:
    return opener[0]


def _describes(line: Line, own: str) -> bool:
    if line.link or own.startswith("http") or names_of(own):
        return False
    return len(own) > _LONGEST_TITLE or title_strength(own) < 2  # a list of bare titles describes none of them
