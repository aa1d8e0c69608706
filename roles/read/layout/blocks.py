"""Pages that compile untitled roles: one heading over n blocks of duties, one over n blocks of requirements.

Blank lines part the blocks. The n-th block of duties belongs to the n-th of requirements; where their numbers differ,
nobody can tell, so nothing is paired.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from roles.read.layout.page import Page
from roles.read.layout.titlewords import collects

_LONGEST_TITLE = 40
_LONGEST_SUBJECT = 24
_SHORTEST_CLAUSE = 6
_CLAUSE = re.compile(r"[，,；;。：:（(！!]")
_VERB = re.compile(r"\A(?:主要)?(?:负责|参与|負責|參與)(?:并|並)?")
_BREAKS = "/、 与和及的"


class Block(NamedTuple):
    """One list of a section: its lines from `begin` to `end`, its first words, how many items it has."""

    begin: int
    end: int
    words: str
    number: int | None
    items: int


class Compiled(NamedTuple):
    """The blocks under the two headings of a compiling page, with the lines of the headings."""

    duties_heading: int
    duties: list[Block]
    requirements_heading: int
    requirements: list[Block]

    @property
    def paired(self) -> bool:
        """True where the n-th of one kind belongs to the n-th of the other."""
        return len(self.duties) == len(self.requirements)


def compiled(page: Page, subject: str | None) -> Compiled | None:
    """The two sequences of blocks of a compiling page; None for any other page."""
    if len(page.chief) != 2 or {name for _, name in page.chief} != {"responsibilities", "requirements"}:
        return None
    duties, asked = sorted(page.chief, key=lambda opener: opener[1], reverse=True)
    found = Compiled(duties[0], _blocks(page, duties[0]), asked[0], _blocks(page, asked[0]))
    first = min(duties[0], asked[0])
    if any(label.name in ("title", "salary") and label.index < first for label in page.labels):
        return None  # one ad, whose lists have gaps
    return found if _compiles(page, found, subject) else None


def _compiles(page: Page, found: Compiled, subject: str | None) -> bool:
    """True where blank lines part roles, not items: a blank line after every item is a habit of writing."""
    both = (found.duties, found.requirements)
    if any(len(blocks) < 2 for blocks in both) or not any(
        sum(block.items > 1 for block in blocks) > 1 for blocks in both
    ):
        return False
    headings = (found.duties_heading, found.requirements_heading)
    if collects(subject or "") or any(collects(page.lines[at].text) for at in headings):
        return True
    counted_anew = all(block.number == 1 for blocks in both for block in blocks)
    return found.paired and (counted_anew or (bool(subject) and len(found.duties) > 2))


def _blocks(page: Page, heading: int) -> list[Block]:
    """The lists under a heading that blank lines part; none where they are one list or something else stands there."""
    names = page.sectioned.names
    blocks: list[Block] = []
    parted, last = True, 0
    for index in range(heading + 1, len(page.lines)):
        line = page.lines[index]
        if names[index] != names[heading] or index in page.sectioned.openers:
            break
        if line.kind in ("blank", "rule"):
            parted = True
            continue
        if line.kind == "item" and parted and line.level == 0:
            if line.number is not None and line.number == last + 1 and last:
                return []  # "1. …", a blank line, "2. …" is one list
            blocks.append(Block(index, index, line.text, line.number, 0))
        elif not blocks or (line.kind != "item" and (parted or line.kind != "text")):
            return []
        more = line.kind == "item" and line.level == 0
        blocks[-1] = blocks[-1]._replace(end=index + 1, items=blocks[-1].items + more)
        last, parted = line.number or 0, False
    return blocks


def made_title(subject: str | None, words: str) -> str:
    """A title from the page's subject and a role's own first duty: "AI部署工程师：推理引擎在车端的移植与优化"."""
    subject = subject[:_LONGEST_SUBJECT] if subject else ""
    room = _LONGEST_TITLE - len(subject) - 1
    duty = _VERB.sub("", words).strip()
    ends = [*(cut.start() for cut in _CLAUSE.finditer(duty)), len(duty)]
    end = ends[0]
    if end < _SHORTEST_CLAUSE:  # "了解AI，算法，…" tells nothing yet
        end = next((end for end in ends if end > _SHORTEST_CLAUSE + 2), ends[-1])
    duty = duty[:end].strip()
    if len(duty) > room:
        cut = max(duty.rfind(mark, room // 2, room + 1) for mark in _BREAKS)
        duty = duty[: cut if cut > 0 else room].strip(_BREAKS)
    return f"{subject}：{duty}" if subject else duty
