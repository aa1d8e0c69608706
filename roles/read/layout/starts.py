"""Where the roles of a page begin: lines of one form that each stand over duties and requirements of their own.

Titles come in every form: headings of one level, bold lines, links, "> …", "岗位一：…", "职位名称：…", list items.
Within a page they keep to one. So each form is tried by itself, and the one is taken under which most roles have a
description.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from roles.read.layout.headings import CHIEF, find, titled
from roles.read.layout.labelwords import names_of
from roles.read.layout.lines import Line
from roles.read.layout.openers import heading_words
from roles.read.layout.page import Page
from roles.read.layout.roletitle import numbered_title, title_strength
from roles.read.layout.sections import SectionName

_TITLE_LABEL = 12  # characters of a label in front of a title
_LONGEST_LABELLED = 80  # of a line that a title stands in behind a label or a number
_LONGEST_BOLD = 60
_LONGEST_PLAIN = 40  # of a line that can be a title without a mark of its own
_ENOUGH = 40  # characters of text that make a description where no heading says so
_SURE = 3  # the strength of a candidate whose form says that a role follows

# A form is its name, and a level where its lines have levels. Of two that name equally many roles the first wins.
Form = tuple[str, int]
_FORMS = ("label", "numbered", "titled", "heading", "quote", "link", "bracket", "bold", "item", "plain")


@dataclass(frozen=True, slots=True)
class Start:
    """Where a role begins, and the words that name it ("" where none do)."""

    index: int
    title: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may name a role: its words, how much they look like a title, the first line behind it."""

    index: int
    title: str
    strength: int
    body: int


class Chosen(NamedTuple):
    """The roles of one form: where each begins, and where the description of each can last at most."""

    starts: list[Start]
    ends: list[int]


def candidates(page: Page) -> dict[Form, list[Candidate]]:
    """All lines that may name a role, by form."""
    found: dict[Form, list[Candidate]] = defaultdict(list)
    for index, line in enumerate(page.lines):
        if line.kind in ("blank", "rule") or index in page.sectioned.commentary:
            continue
        named = _row(page, index) if line.kind == "row" else _stated(page, index) or _shown(page, index)
        if named:
            found[named[0]].append(named[1])
    return found


def _row(page: Page, index: int) -> tuple[Form, Candidate] | None:
    """A table row that states the title; the role begins with its table."""
    cells = page.lines[index].cells
    if len(cells) < 2 or not cells[1] or "title" not in names_of(cells[0]) or names_of(cells[1]):
        return None
    top = index
    while top and page.lines[top - 1].kind == "row":
        top -= 1
    return ("label", 0), Candidate(top, cells[1], _SURE, index + 1)


def _stated(page: Page, index: int) -> tuple[Form, Candidate] | None:
    """A line that says that it names a role: "岗位一：…", "职位名称：…", with the title on it or on the next."""
    text = page.lines[index].text
    if len(text) > _LONGEST_LABELLED:
        return None
    form, words = "numbered", numbered_title(text)
    if words is None:
        label, _, words = text.partition("：") if "：" in text[:_TITLE_LABEL] else text.partition(":")
        if len(label) > _TITLE_LABEL or len(label) == len(text) or "title" not in names_of(label):
            return None
        form, words = "label", words.strip(" *|")
    title, body = (words, index + 1) if words else _title_below(page, index)
    return ((form, 0), Candidate(index, title, _SURE, body)) if title or form == "numbered" else None


def _title_below(page: Page, index: int) -> tuple[str, int]:
    """The title on the line below its opening ("岗位名称：", "Position 6:"), and the first line behind it."""
    for at in range(index + 1, min(index + 3, len(page.lines))):
        line = page.lines[at]
        if line.kind == "blank":
            continue
        following = next((below for below in page.lines[at + 1 : at + 4] if below.kind != "blank"), None)
        alone = line.kind == "item" and (following is None or following.kind != "item") and title_strength(line.text)
        short = line.kind in ("text", "heading") and len(line.text) <= _LONGEST_LABELLED
        if alone or (short and not find(line.text) and not page.closing[at]):
            return line.text, at + 1
        break
    return "", index + 1


def _shown(page: Page, index: int) -> tuple[Form, Candidate] | None:
    """A line that names a role by its form or by its words alone."""
    line = page.lines[index]
    text = line.text
    opens = index in page.sectioned.openers
    if opens and page.sectioned.names[index] in CHIEF and (own := titled(text)):
        strength = title_strength(own[0])
        return (("titled", 0), Candidate(index, own[0], strength, index)) if strength else None
    if opens or _labelled(line) or names_of(text) or (line.kind != "item" and find(text)):
        return None
    head, colon, tail = text[:_LONGEST_LABELLED].replace("：", ":", 1).partition(":")
    told = colon and len(tail) > 20 and title_strength(head) == 2  # "Staff ML Engineer: Own how we …"
    words = head if told else text
    strength = title_strength(words)
    form = _form(page, index, words, strength)
    return (form, Candidate(index, words, strength, index + 1)) if form else None


def _form(page: Page, index: int, words: str, strength: int) -> Form | None:
    line = page.lines[index]
    if line.kind == "heading":
        return "heading", line.level
    if line.quoted or line.link:
        return ("quote" if line.quoted else "link", 0) if strength else None
    if line.kind == "item":
        sure = strength == 2 and len(words) <= _LONGEST_BOLD
        return ("item", 2 * line.level + (line.number is not None)) if sure else None
    if line.bold:
        return ("bold", 0) if len(line.text) <= _LONGEST_BOLD else None
    if line.text[0] in "【〖" and line.text[-1] in "】〗":
        return "bracket", 0
    above = page.lines[index - 1].kind if index else "blank"
    sure = strength == 2 and len(words) <= _LONGEST_PLAIN and above != "item"
    return ("plain", 0) if sure or (strength and above == "rule") else None


def _labelled(line: Line) -> bool:
    """True for a line that begins with a label other than that of the title."""
    head, colon, _ = line.text[:26].replace("：", ":", 1).partition(":")
    names = names_of(head) if colon else ()
    return bool(names) and "title" not in names


def choose(page: Page, found: dict[Form, list[Candidate]]) -> Chosen | None:
    """The form whose lines name the most roles, if it names at least two."""
    best: tuple[tuple[int, int, int, int], Chosen] | None = None
    for form, named in found.items():
        following = [*(candidate.index for candidate in named[1:]), len(page.lines)]
        ends = [_end(page, form, candidate.index, stop) for candidate, stop in zip(named, following, strict=True)]
        verdicts = [_accepted(page, form, candidate, end) for candidate, end in zip(named, ends, strict=True)]
        kept = _alike(page, named, ends, [place for place, verdict in enumerate(verdicts) if verdict is not None])
        parts = [verdicts[place] or set() for place in kept]
        if len(kept) < 2 or not _several([named[place] for place in kept], parts):
            continue
        # A line of the same form between two roles, with a text of its own, is a role whose title was not known.
        kept = [
            place
            for place in range(kept[0], kept[-1] + 1)
            if verdicts[place] is not None or page.weigh(named[place].body, ends[place]) >= _ENOUGH
        ]
        sure = sum(named[place].strength >= 2 for place in kept)
        rank = (len(kept), sure, -_FORMS.index(form[0]), -form[1])
        if best is None or rank > best[0]:
            starts = [Start(named[place].index, named[place].title) for place in kept]
            best = (rank, Chosen(starts, [ends[place] for place in kept]))
    return best[1] if best else None


def _alike(page: Page, named: list[Candidate], ends: list[int], kept: list[int]) -> list[int]:
    """Leaves out a line in which nothing says title, unless the headings under it come again under another line."""
    words = {
        place: {heading_words(page.lines[index]) for index, _ in page.opened(named[place].index, ends[place])}
        for place in kept
    }
    often = Counter(word for own in words.values() for word in own)
    return [place for place in kept if named[place].strength or any(often[word] > 1 for word in words[place])]


def _end(page: Page, form: Form, index: int, following: int) -> int:
    """Where the description under a title ends: at a heading that stands above it, else where the next title begins."""
    if form[0] in ("label", "numbered"):
        return following
    for at in range(index + 1, following):
        line = page.lines[at]
        if line.kind != "heading" or page.sectioned.names[at] in CHIEF:
            continue
        over = line.level <= form[1] if form[0] == "heading" else at not in page.sectioned.openers
        if over:
            return at
    return following


def _accepted(page: Page, form: Form, candidate: Candidate, end: int) -> set[SectionName] | None:
    """The parts that stand under a title, the empty set where its description has no headings; None for no role."""
    index, strength = candidate.index, candidate.strength
    parts = page.parts(index, end)
    unmarked = form[0] in ("plain", "item")
    if parts - {"plus"} and (strength == 2 or not (unmarked or form[0] == "titled")):
        return parts
    if not strength or (unmarked and strength < 2 and page.lines[index - 1].kind != "rule"):
        return None
    # A title under "岗位要求" is a role; "模型研发" under "岗位职责" is a part of one.
    sure = strength == _SURE or (strength == 2 and form[0] in ("heading", "bold", "bracket"))
    if not sure and page.sectioned.names[index] in (*CHIEF, "benefits", "apply"):
        return None
    # "- ML Engineer: Build …" says what the role is on its own line.
    own = len(page.lines[index].text) - len(candidate.title) if form[0] in ("heading", "item") else 0
    if form[0] == "item" and own < _ENOUGH and not _has_more(page, index):
        return None
    return set() if page.weigh(candidate.body, end) + max(0, own) >= _ENOUGH else None


def _has_more(page: Page, index: int) -> bool:
    """True where an item has a list or a paragraph of its own."""
    below = next((line for line in page.lines[index + 1 : index + 3] if line.kind != "blank"), None)
    if below is None or below.kind == "text":
        return below is not None
    return below.kind == "item" and below.level > page.lines[index].level


def _several(named: list[Candidate], parts: list[set[SectionName]]) -> bool:
    """True where two titles stand over parts of the same kind, or two different lines are titles by their own words.

    One line over the duties and another over the requirements are the two halves of one role.
    """
    if len({candidate.title for candidate in named if candidate.strength >= 2}) > 1:
        return True
    return any(sum(part in own for own in parts) > 1 for part in ("responsibilities", "requirements"))
