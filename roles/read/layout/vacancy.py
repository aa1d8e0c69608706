"""Whether a text offers a role at all: a README, an article, a list of links does not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from roles.read.layout.headings import CHIEF
from roles.read.layout.page import Page
from roles.read.layout.roletitle import headline_title, numbered_title, role_title, title_strength, wanted_title
from roles.read.layout.spans import Span
from roles.read.layout.titlewords import hires

_LONGEST_TITLE = 60
_BARE_TITLES = 3  # titles without a description: from here on a list of them, not an ad
_TOP = 4  # short lines from the top of a text in which its subject stands
_SHORTEST = 20  # characters of description without which there is no ad
_JOB_HEADING = re.compile(
    # a heading of duties or requirements that only an ad has: "岗位职责", "What you'll do"
    r"岗位|职位|职务|任职|应聘|招聘|崗位|職位|任職|responsibilit|qualification|duties"
    r"|(?<![a-z])(?:job|role|candidate|you|your|hiring)(?![a-z])",
    re.I,
)
_ASKED = re.compile(  # what an applicant must have: "本科及以上", "3年以上", "5+ years"
    r"(?:大专|本科|硕士|学历|專科|學歷|碩士).{0,6}以上|\d\s*年(?:及)?以上|(?<!\d)\d\+? years"
)
_OWN_LABELS = frozenset({"salary", "experience", "education", "headcount"})
_SHARED_LABELS = frozenset({"title", "location", "workplace", "department", "company", "employment_type"})


def offers(page: Page, spans: Sequence[Span], subject: str | None) -> bool:
    """True for a text in which somebody offers a role. `spans` are the roles that it would have."""
    lines = page.lines
    parts = page.parts(0, len(lines)) - {"plus"}
    told = {name for at, name in enumerate(page.sectioned.names) if page.weigh(at, at + 1)} & CHIEF  # in prose too
    stated = {label.name for label in page.labels if not label.unknown}
    first = next((line.text for line in lines if line.text), "")
    titles = [line.text for line in lines if 0 < len(line.text) <= _LONGEST_TITLE and title_strength(line.text) == 2]
    several = sum(title_strength(span.title) == 2 for span in spans) > 1
    texts = [line.text for line in lines if line.text and line.kind != "row"]
    # What only an ad has, and what other texts have too.
    own = (
        any(_JOB_HEADING.search(lines[at].text) for at, _ in page.chief if page.weigh(at, len(lines)))
        + bool(stated & _OWN_LABELS)
        + bool(titles)
        + (title_strength(role_title(subject or "") or "") == 2)
        + 2 * (headline_title(first) is not None)
        + 2 * (numbered_title(first) is not None)
        + 2 * several
    )
    shared = (
        len(told - {"plus"})
        + bool(stated & _SHARED_LABELS)
        + (bool(stated & {"apply", "expires"}) or any("apply" in names for names in page.closing))
    )
    if sum(line.raw.lstrip().startswith("```") for line in lines) > 3:  # code blocks are what a manual shows
        own -= 2
    if (parts or several) and own > 0 and own + shared > 1:
        return True  # what the lines say besides could only add to it
    own += (
        any(map(hires, texts))
        + any(map(_ASKED.search, texts))
        + any(wanted_title(text) is not None for text in texts if text[:1].isascii())
    )
    if parts or several:
        return own > 0 and own + shared > 1
    bare = sum(title != first for title in titles)
    # Without headings only the top says what a text is about: a title further down may stand in any article.
    top = [text for text in texts if len(text) <= _LONGEST_TITLE][:_TOP]
    named = (
        any(title_strength(text) == 2 for text in top)
        or title_strength(role_title(subject or "") or "") == 2
        or any(form(first) is not None for form in (headline_title, numbered_title))
        or any(wanted_title(text) is not None for text in texts if text[:1].isascii())
        or any(map(hires, top))
    )
    return named and own > 1 and own + shared > 2 and bare < _BARE_TITLES and page.weigh(0, len(lines)) >= _SHORTEST
