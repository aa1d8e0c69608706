"""The title of a page's only role: its label, else its headline."""

from __future__ import annotations

import re

from roles.read.layout.headings import find, titled
from roles.read.layout.page import Page
from roles.read.layout.roletitle import headline_title, role_title, title_strength, wanted_title
from roles.read.layout.titlewords import hires

_LINES = 12  # lines from the top that can name the only role of a page
_LONGEST_HEADLINE = 300
_LONGEST_PLAIN = 60  # characters of a line without a mark of its own that can be a title
_SHORT_HEADING = 40  # of a heading that can be a title although nothing in it says so
_SENTENCES = 40  # lines of text that are looked through for "We are hiring a …"
_SENTENCE = re.compile(r"[，。！!？?]")


def read_title(page: Page, found: str = "") -> str | None:
    """The title of the only role of a page, None where nothing names it. `found` are words that may name it."""
    for label in page.labels:
        if label.name == "title" and not label.unknown and (title := role_title(label.value)):
            return title
    stop = _description(page)
    return (
        _right_above(page, stop)
        or _headline(page, stop, role_title(found) if found else None)
        or _heading_over(page, stop)
        or _wanted(page, stop)
    )


def _description(page: Page) -> int:
    """The first heading of the description; one with nothing under it ("JD:") only leads to the next."""
    ends = [*(index for index, _ in page.chief[1:]), len(page.lines)]
    found = (index for (index, _), end in zip(page.chief, ends, strict=False) if page.weigh(index, end))
    return next(found, len(page.lines))


def _right_above(page: Page, stop: int) -> str | None:
    at = page.above(stop) if stop < len(page.lines) else -1
    line = page.lines[at] if at >= 0 else None
    if line and line.kind == "text" and len(line.text) <= _LONGEST_PLAIN and title_strength(line.text) == 2:
        return role_title(line.text)
    return None


def _headline(page: Page, stop: int, weak: str | None) -> str | None:
    """The first line from the top that names a role; `weak` where only a lesser one does."""
    shown = 0
    for index, line in enumerate(page.lines):
        if line.kind in ("blank", "rule", "row") or index in page.sectioned.openers:
            continue
        shown += 1
        inside = index > stop  # the first line under "职位描述" can still be the title
        if shown > _LINES or (inside and not (index <= stop + 2 and title_strength(line.text) == 2)):
            break
        if page.closing[index]:
            continue
        if shown == 1 and (title := headline_title(line.text)):
            return title
        if not (line.kind == "heading" or line.bold or line.link or line.quoted or shown == 1):
            if weak is None and len(line.text) <= _LONGEST_PLAIN and title_strength(line.text) == 2:
                return role_title(line.text)
            continue
        words = line.text if len(line.text) <= _LONGEST_HEADLINE else ""
        title = wanted_title(words) or role_title(words)
        strength = title_strength(title or "")
        if strength == 2:
            return title
        if strength == 1:
            weak = weak or title
    return weak


def _heading_over(page: Page, stop: int) -> str | None:
    """The title that stands over the description although nothing in its words says so: the only heading above it.

    English headings of that kind are "Overall Purpose" or the firm's name.
    """
    if stop < len(page.lines) and (named := titled(page.lines[stop].text)):
        return role_title(named[0])
    above = [line.text for line in page.lines[:stop] if line.kind == "heading"]
    text = above[0] if len(above) == 1 else ""
    if text.isascii() or len(text) > _SHORT_HEADING or find(text) or _SENTENCE.search(text):
        return None
    title = role_title(text)
    return None if title and hires(title) else title


def _wanted(page: Page, stop: int) -> str | None:
    lines = (line.text for line in page.lines[:stop][:_SENTENCES] if line.kind == "text")
    return next((title for text in lines if (title := wanted_title(text))), None)
