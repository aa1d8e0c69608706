"""How many roles a text offers, and which of its lines belong to which: none, one, or several.

What stands before the first role or behind the last one and belongs to all of them (place, mail, pay, the company) is
common. No line is lost: every line is in a part, in `common` or in `unassigned`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from roles.read.layout.blocks import Compiled, compiled, made_title
from roles.read.layout.headings import CHIEF
from roles.read.layout.headline import read_title
from roles.read.layout.lines import Line, read_lines
from roles.read.layout.page import Page
from roles.read.layout.roletitle import role_title
from roles.read.layout.spans import Span, merged, read_spans
from roles.read.layout.vacancy import offers
from roles.text import clean

_LINES_READ = 6000  # no page of ads has more; what stands behind them is kept and not read
_MATTER = re.compile(
    # a front matter block: "---", keys with values, "---"; not a role between two rules
    r"\s*(\+\+\+|---)[ \t]*\n(?=[ \t]*(?:#|[\"']?[A-Za-z][\w -]{0,40}[\"']?[ \t]*[:=]))(.*?)\n\1[ \t]*(?:\n|\Z)",
    re.S,
)
_MATTER_TITLE = re.compile(r"^[ \t]{0,8}[\"']?tit[a-z]{0,4}[\"']?[ \t]{0,8}[:=](.{0,300})$", re.I | re.M)  # title = "…"


@dataclass(frozen=True, slots=True)
class Part:
    """One role of a text: its title as written (None where the text has none) and its lines.

    `made_title` says that the title was made of the page's subject and the role's first duty.
    """

    title: str | None
    text: str
    made_title: bool = False


@dataclass(frozen=True, slots=True)
class Split:
    """The roles of a text in reading order, and what the text says once for all of them.

    `unassigned` holds lines that belong to roles, but nothing says to which; `notes` say so in words.
    """

    parts: tuple[Part, ...]
    common: str = ""
    notes: tuple[str, ...] = ()
    unassigned: str = ""


def split_postings(text: str, subject: str | None = None) -> Split:
    """The roles that a text (Markdown or plain, without front matter) offers.

    `subject` is what the page is about where its text does not say (the title of its front matter, an h1).
    """
    body, title = _front_matter(clean(text))
    lines = read_lines(body)
    split = _split(Page.read(lines[:_LINES_READ]), subject or title)
    if len(lines) <= _LINES_READ:
        return split
    note = f"only the first {_LINES_READ} lines were read"
    return replace(split, notes=(*split.notes, note), unassigned=_join(lines[_LINES_READ:]))


def lone_title(page: Page) -> str | None:
    """The title of the only role that a page offers; None where it offers none or several."""
    parts = _split(page, None).parts
    return parts[0].title if len(parts) == 1 else None


def _split(page: Page, subject: str | None) -> Split:
    about = subject or next((line.text for line in page.lines if line.kind == "heading" and line.level == 1), None)
    if blocks := compiled(page, about):
        return _of_blocks(page, blocks, about)
    spans = read_spans(page)
    if not offers(page, spans, subject):
        return Split((), _join(page.lines))
    if len(spans) > 1:
        return _of_spans(page, spans)
    return Split((Part(read_title(page, spans[0].title if spans else ""), _join(page.lines)),))


def _front_matter(text: str) -> tuple[str, str | None]:
    """The text behind a front matter block, and the title in the block."""
    if not (found := _MATTER.match(text)):
        return text, None
    title = _MATTER_TITLE.search(found[2])
    return text[found.end() :], title[1].strip("\"' \t") or None if title else None


def _join(lines: Iterable[Line]) -> str:
    return "\n".join(line.raw for line in lines).strip("\n")


def _of_spans(page: Page, spans: list[Span]) -> Split:
    taken = {at for span in spans for at in range(span.begin, span.end)}
    parts = tuple(
        Part(role_title(group[0].title) if group[0].title else None, "\n".join(_text(page, span) for span in group))
        for group in merged(page, spans)
    )
    return Split(parts, _join(line for at, line in enumerate(page.lines) if at not in taken))


def _text(page: Page, span: Span) -> str:
    """The lines of a role, led by the heading over all roles where one is ("## 岗位要求", then title after title)."""
    text = _join(page.lines[span.begin : span.end])
    name = page.sectioned.names[span.begin]
    if name not in CHIEF or page.opened(span.begin, span.end):
        return text
    over = next((index for index, own in reversed(page.opened(0, span.begin)) if own == name), None)
    return text if over is None else f"{page.lines[over].raw}\n{text}"


def _of_blocks(page: Page, found: Compiled, subject: str | None) -> Split:
    """The n-th block of duties with the n-th of requirements, under their two headings."""
    name = (role_title(subject) or subject) if subject else None
    duties_heading, asked_heading = (page.lines[at].raw for at in (found.duties_heading, found.requirements_heading))
    parts = []
    for number, duties in enumerate(found.duties):
        pieces = [duties_heading, _join(page.lines[duties.begin : duties.end])]
        if found.paired:
            asked = found.requirements[number]
            pieces += ["", asked_heading, _join(page.lines[asked.begin : asked.end])]
        parts.append(Part(made_title(name, duties.words), "\n".join(pieces), made_title=True))
    asked_lines = [at for block in found.requirements for at in range(block.begin, block.end)]
    taken = {found.duties_heading, found.requirements_heading, *asked_lines}
    taken.update(at for block in found.duties for at in range(block.begin, block.end))
    common = _join(line for at, line in enumerate(page.lines) if at not in taken)
    if found.paired:
        return Split(tuple(parts), common)
    note = (
        f"{len(found.duties)} blocks of duties and {len(found.requirements)} of requirements: which belong together "
        "is not said, so the requirements are in no role"
    )
    return Split(tuple(parts), common, (note,), "\n".join([asked_heading, *(page.lines[at].raw for at in asked_lines)]))
