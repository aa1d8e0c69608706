"""Which part of an ad a line belongs to: duties, requirements, what is only a plus, benefits, company, how to apply.

Headings open a part (`headings` knows their words); the part lasts until a heading of the same rank. Ranks
follow the form: Markdown headings by their level, then lines in bold or 【】, then plain lines ("要求："), then list
items that open a list of their own. A heading that we do not know closes the part unless it stands below its heading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from roles.read.layout.headings import CHIEF, Part, folded
from roles.read.layout.labels import closing_names
from roles.read.layout.lines import Line
from roles.read.layout.openers import ASIDE, ITEM, PLAIN, PROSE, Opener, opener, prose_part
from roles.read.words import load

_VERB = 16  # characters of a line that hold its first verb
SectionName = Literal["head", "responsibilities", "requirements", "plus", "benefits", "company", "apply", "other"]


@dataclass(frozen=True, slots=True)
class Sectioned:
    """The lines of one ad with the section of each; `names[i]` belongs to `lines[i]`.

    "head" is what stands before the first heading (title, label lines); heading lines themselves carry the
    section that they open and are marked in `openers`. `inline` holds, for an opener that says something on its own
    line ("任职要求：熟悉C++"), the words behind the heading. `commentary` are the lines (all "other") in which a third
    party comments on the ad: nothing in them is the employer's word.
    """

    lines: tuple[Line, ...]
    names: tuple[SectionName, ...]
    openers: frozenset[int] = frozenset()
    inline: tuple[tuple[int, str], ...] = ()
    commentary: frozenset[int] = frozenset()

    def of(self, *names: SectionName) -> list[tuple[int, str]]:
        """(line index, words without marks) of all lines in these sections, in reading order; headings left out."""
        behind = dict(self.inline)
        return [
            (index, behind.get(index, line.text) if index in self.openers else line.text)
            for index, line in enumerate(self.lines)
            if self.names[index] in names and line.text and (index not in self.openers or index in behind)
        ]

    def text(self, name: SectionName) -> str:
        """The text of one section as it stands, without its heading lines; "" where the ad has none.

        A line that is a heading and says something too is kept whole.
        """
        behind = dict(self.inline)
        kept = [
            line.raw
            for index, line in enumerate(self.lines)
            if self.names[index] == name and line.text and (index not in self.openers or index in behind)
        ]
        return "\n".join(kept).strip()


_NAMES: dict[Part, SectionName] = {
    "responsibilities": "responsibilities",
    "requirements": "requirements",
    "plus": "plus",
    "benefits": "benefits",
    "company": "company",
    "apply": "apply",
    "head": "head",
    "whole": "responsibilities",
    "other": "other",
    "commentary": "other",
}


@dataclass(slots=True)
class _Frame:
    """One open heading: its rank and the section of the lines under it."""

    rank: int
    name: SectionName
    part: Part


@lru_cache(maxsize=1)
def _begins() -> dict[SectionName, tuple[str, ...]]:
    data = load("headings")["begins"]
    return {"responsibilities": tuple(data["responsibilities"]), "requirements": tuple(data["requirements"])}


class _Walk:
    """Goes through the lines once and keeps the stack of open headings."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.frames: list[_Frame] = []
        self.seen = False  # a heading that we know
        self.paused = False  # a label line stood in the section: only a list goes on with it
        self.names: list[SectionName] = []
        self.openers: set[int] = set()
        self.inline: list[tuple[int, str]] = []
        self.commentary: set[int] = set()

    @property
    def current(self) -> SectionName:
        if self.frames:
            return self.frames[-1].name
        return "other" if self.seen else "head"

    def close(self, rank: int) -> None:
        while self.frames and self.frames[-1].rank >= rank:
            self.frames.pop()

    def run(self) -> None:
        below = _next_lines(self.lines)
        blank_before = True
        for index, line in enumerate(self.lines):
            if line.kind in ("blank", "rule", "row"):
                self.add(index, self.current)
                blank_before = line.kind != "row"
                continue
            top = self.frames[-1].rank if self.frames else 0
            if line.kind == "item" and ITEM <= top < PROSE:
                self.close(ITEM + line.level)
            elif line.kind != "item" and blank_before and top == PROSE:
                self.frames.pop()
            self.line(index, line, opener(line, below[index]), blank_before)
            blank_before = False

    def add(self, index: int, name: SectionName) -> None:
        self.names.append(name)
        if self.commentary_rank():
            self.commentary.add(index)

    def commentary_rank(self) -> int:
        """The rank of the open heading of a third party's commentary; 0 where none is open."""
        for frame in self.frames:
            if frame.part == "commentary":
                return frame.rank
        return 0

    def line(self, index: int, line: Line, found: Opener | None, blank_before: bool) -> None:
        # "### 软素质" behind "### 加分项" goes back to the heading over both; elsewhere it changes nothing.
        back = found is not None and len(self.frames) > 1 and self.frames[-1].rank >= found.rank > self.frames[0].rank
        if found is None or (found.part == "aspect" and not back):
            self.content(index, line)
        elif found.part in (None, "aspect"):
            self.unknown(index, line, found, blank_before)
        else:
            self.known(index, found, found.part)

    def known(self, index: int, found: Opener, part: Part) -> None:
        if 0 < self.commentary_rank() < found.rank:
            self.add(index, "other")
            return
        self.seen, self.paused = True, False
        self.close(found.rank)
        name = self.mixed(index) if part == "whole" else _NAMES[part]
        if part == "requirements" and self.frames and self.frames[-1].part == "responsibilities":
            self.frames[-1].part = "whole"  # "职位描述" over both
        self.frames.append(_Frame(found.rank, name, part))
        self.openers.add(index)
        if found.behind:
            self.inline.append((index, found.behind))
        self.add(index, name)

    def mixed(self, index: int) -> SectionName:
        """A heading of both ("职责与要求"): what most lines under it begin with decides, duties where nothing does."""
        counts: dict[SectionName, int] = {"responsibilities": 0, "requirements": 0}
        for line in self.lines[index + 1 : index + 13]:
            for name, starts in _begins().items():
                counts[name] += folded(line.text[:_VERB]).startswith(starts)
        return "requirements" if counts["requirements"] > counts["responsibilities"] else "responsibilities"

    def unknown(self, index: int, line: Line, found: Opener, blank_before: bool) -> None:
        top = self.frames[-1] if self.frames else None
        if found.rank == PLAIN and not blank_before and top and top.rank <= PLAIN:
            self.content(index, line)  # "包括：" in the middle of a section
            return
        self.close(found.rank)
        self.paused = False
        if self.frames and self.frames[-1].part == "whole":
            self.frames[-1].name = "other"
        self.add(index, self.current)

    def content(self, index: int, line: Line) -> None:
        name = self.current
        if names := closing_names(line):
            closing: SectionName = "apply" if "apply" in names else "other"
            if line.kind == "text":
                self.paused = self.paused or name not in ("head", "other")
            name = name if name in ("head", "company", "benefits", "apply") and closing != "apply" else closing
        elif line.kind == "item":
            self.paused = False
        elif self.paused:
            name = "other"
        elif (
            (name in ("head", "other", "company") or self.frames[-1].rank == PROSE)
            and (part := prose_part(line.text))
            and not self.commentary_rank()
        ):
            name = self.prose(part, PROSE)
        elif line.kind == "text" and name in CHIEF and self.seen and (part := prose_part(line.text)) in ASIDE:
            name = self.prose(part, PLAIN)
        self.add(index, name)

    def prose(self, part: Part, rank: int) -> SectionName:
        """Opens a part that a paragraph of prose names with its first words; `rank` is the highest that it ends."""
        self.close(rank)
        self.frames.append(_Frame(PROSE, _NAMES[part], part))
        return _NAMES[part]


def _duties_without_heading(walk: _Walk) -> None:
    """Names the list right above the requirements, where the ad has no heading of duties and the list tells of them."""
    first = next((index for index in sorted(walk.openers) if walk.names[index] == "requirements"), 0)
    if not first or "responsibilities" in walk.names:
        return
    verbs = _begins()["responsibilities"]
    items: list[int] = []
    for index in range(first - 1, -1, -1):
        line = walk.lines[index]
        if line.kind == "item" and walk.names[index] in ("head", "other", "company") and not closing_names(line):
            items.append(index)
        elif line.kind != "blank":
            break
    if items and 2 * sum(folded(walk.lines[index].text[:_VERB]).startswith(verbs) for index in items) >= len(items):
        for index in items:
            walk.names[index] = "responsibilities"


def _next_lines(lines: Sequence[Line]) -> list[Line | None]:
    """For each line the next one that is not blank."""
    below: list[Line | None] = [None] * len(lines)
    following: Line | None = None
    for index in range(len(lines) - 1, -1, -1):
        below[index] = following
        if lines[index].kind != "blank":
            following = lines[index]
    return below


def read_sections(lines: Sequence[Line]) -> Sectioned:
    """The section of every line of one ad."""
    walk = _Walk(lines)
    walk.run()
    _duties_without_heading(walk)
    return Sectioned(
        tuple(lines), tuple(walk.names), frozenset(walk.openers), tuple(walk.inline), frozenset(walk.commentary)
    )
