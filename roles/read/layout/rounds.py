"""Roles of which only the sequence of headings tells: duties, requirements, duties, requirements."""

from __future__ import annotations

from roles.read.layout.headings import titled
from roles.read.layout.openers import heading_words
from roles.read.layout.page import Page
from roles.read.layout.roletitle import numbered_title, title_strength
from roles.read.layout.sections import SectionName
from roles.read.layout.starts import Start
from roles.text import meaning

_LINES_ABOVE = 8  # lines over the first heading of a role among which its title can be
_LONGEST_TITLE = 60
_SAMPLE = 40  # lines that show whether a text says the same as another

_Round = list[tuple[int, SectionName]]


def rounds(page: Page, begin: int, end: int) -> list[Start]:
    """Where each role between two lines begins. Fewer than two starts mean that there is one role or none.

    The headings of another role have a title over them, or both duties and requirements come again under the same words
    with another text: a page that repeats an ad in other words, another language or as a summary has one role.
    """
    starts: list[Start] = []
    found = _rounds(page, begin, end)
    floor = begin
    for number, round_ in enumerate(found):
        start = _title_above(page, round_[0][0], floor)
        if number == 0 or start.title or _again(page, found[number - 1], round_, end):
            starts.append(start)
        floor = round_[-1][0] + 1
    return starts


def _rounds(page: Page, begin: int, end: int) -> list[_Round]:
    """The headings of duties and requirements, cut wherever one comes again; two in a row of one kind are one."""
    found: list[_Round] = []
    last: SectionName | None = None
    for index, name in page.opened(begin, end):
        if name in ("plus", last):
            continue
        if not found or name in [other for _, other in found[-1]]:
            found.append([])
        found[-1].append((index, name))
        last = name
    return found


def _again(page: Page, before: _Round, after: _Round, end: int) -> bool:
    """True where the headings of one round come again over another text."""
    words = [{(name, heading_words(page.lines[index])) for index, name in round_} for round_ in (before, after)]
    if len(before) < 2 or words[0] != words[1]:
        return False
    first, second = (
        meaning("\n".join(line.text for line in page.lines[begin : min(stop, begin + _SAMPLE)]))
        for begin, stop in ((before[0][0], after[0][0]), (after[0][0], end))
    )
    return 2 * len(second & first) < len(second)


def _title_above(page: Page, index: int, floor: int) -> Start:
    """The title line above the first heading of a role, a few lines up at most; else the role starts at the heading."""
    if (named := titled(page.lines[index].text)) and title_strength(named[0]):
        return Start(index, named[0])
    at = index
    for _ in range(_LINES_ABOVE):
        at = page.above(at, floor)
        if at < 0 or (page.lines[at].kind == "item" and page.lines[at].number is None):
            break
        text = page.lines[at].text
        own = numbered_title(text) or text
        plain = at not in page.sectioned.openers and not page.closing[at]
        if plain and len(own) <= _LONGEST_TITLE and title_strength(own) == 2:
            return Start(at, own)
    return Start(index, "")
