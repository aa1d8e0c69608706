"""The roles in one text → raw postings, each with an address of its own on the page that they share."""

from __future__ import annotations

import re
from dataclasses import replace

from crawler.page import Page
from roles.identity import fragments
from roles.model import RawPosting
from roles.read.layout.lines import read_lines
from roles.read.layout.roletitle import role_title, title_strength
from roles.read.layout.split import Part, Split, split_postings
from roles.text import word_key
from roles.url import with_fragment

# Rules that part a role from its neighbours belong to neither.
_RULES = re.compile(r"\A(?:\s*-{3,}\s*\n)+|(?:\n\s*-{3,}\s*)+\Z")


def postings_in(page: Page, text: str, subject: str | None, *, of_one: bool = False) -> tuple[RawPosting, ...]:
    """One raw posting per role in a page's text. `subject` is what the page says it is about: title, first heading.

    A lone role is known by the page's address; several by their titles or, where those are ours, by their first words.
    `of_one` says that the subject is a role: parts under other words than a role's title are sections of its ad.
    """
    split = split_postings(text, subject)
    parts = split.parts
    if of_one and subject and len(parts) > 1 and not any(_names_another(part, subject) for part in parts):
        split, parts = Split(()), (Part(role_title(subject), text.strip()),)
    if len(parts) == 1:
        lone = parts[0] if parts[0].title or not subject else replace(parts[0], title=role_title(subject))
        return (_raw(lone, split.common, page.identity, derived=False),)
    names = fragments(
        [None if part.made_title else part.title for part in parts],
        [_telling(part) for part in parts],
    )
    return tuple(
        _raw(part, split.common, with_fragment(page.identity, name), derived=True)
        for part, name in zip(parts, names, strict=True)
    )


def _names_another(part: Part, subject: str) -> bool:
    """Whether a part is a role of its own beside the one that the page is about."""
    title = part.title or ""
    return part.made_title or (title_strength(title) > 0 and word_key(title) not in word_key(subject))


def _raw(part: Part, common: str, url: str, *, derived: bool) -> RawPosting:
    return RawPosting(url=url, title=part.title, text=_RULES.sub("", part.text), common=common, derived_id=derived)


def _telling(part: Part) -> str:
    """What tells a role from others of its title: its first list item, else its first line."""
    lines = [line for line in read_lines(part.text) if line.text and line.kind != "heading" and not line.bold]
    items = [line.text for line in lines if line.kind == "item"]
    return (items or [line.text for line in lines] or [part.text])[0]
