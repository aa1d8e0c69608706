"""Markdown files: one role or several, with or without front matter, over HTTP or as files.

Hiring posts in blogs (Jekyll and Hugo keep facts in front matter; their keys vary and are sometimes misspelt), README
files of teams, notes that compile the duties and requirements of untitled ads. A post that is marked as a draft or
as not published is no longer offered. Nothing identifies a role in a file but its title.
"""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from crawler.board import Covers, Listing
from crawler.errors import BoardChanged
from crawler.extract.front_matter import opens_with_facts, split, stated
from crawler.extract.parts import postings_in
from crawler.extract.prose import text_of_html
from crawler.page import Page
from roles.model import RawPosting
from roles.read.layout.lines import read_lines
from roles.read.layout.roletitle import role_title, title_strength

NAME = "markdown"
COVERS: Covers = "all"

_EXTENSIONS = frozenset(("md", "markdown", "mdown", "mkd", "txt"))
_TYPES = frozenset(("text/markdown", "text/x-markdown"))
# Keys of front matter → fields of a raw posting (FORMATS.md section 2, "Jekyll/Hugo posts").
_KEYS = {
    "title": "title", "job_title": "title", "position": "title", "company": "company", "organization": "company",
    "employer": "company", "department": "department", "team": "department", "location": "locations",
    "locations": "locations", "city": "locations", "salary": "salary", "compensation": "salary", "pay": "salary",
    "date": "posted", "posted": "posted", "published_at": "posted", "date_posted": "posted", "created": "posted",
    "expires": "expires",
    "expiry": "expires", "expirydate": "expires", "deadline": "expires", "valid_through": "expires",
    "closing_date": "expires", "close_date": "expires", "closes": "expires", "app_close_date": "expires",
    "application_deadline": "expires", "apply_by": "expires", "type": "employment_type",
    "employment_type": "employment_type",
    "contract": "employment_type",
    "experience": "experience", "education": "education", "apply": "apply_to", "apply_to": "apply_to",
    "email": "apply_to", "contact_email": "apply_to", "requisition_id": "requisition_id", "lang": "locale",
}  # fmt: skip
# Facts that differ from role to role, with the label under which a text states them.
_PER_ROLE = {
    "locations": "Location", "salary": "Salary", "employment_type": "Employment type", "experience": "Experience",
    "education": "Education", "apply_to": "Apply",
}  # fmt: skip
# Keys that say whether a post is still offered: the value that says no (any where None), and what that is called.
_STATES: dict[str, tuple[str | None, str | None]] = {
    "published": ("false", "unpublished"), "draft": ("true", "draft"), "closed": ("true", "closed"),
    "archived": ("true", "archived"), "expired": ("true", "expired"), "status": (None, None), "state": (None, None),
}  # fmt: skip
# Facts of which an ad states several and an article none.
_OF_A_JOB = frozenset(("company", "locations", "salary", "employment_type", "apply_to", "expires", "experience"))
# What a page's template takes from its front matter (Jekyll, Liquid): "{{ page.location }}", with or without a filter.
_SLOT = re.compile(r"\{\{-?\s*page\.(\w{1,40})\s*(?:\|[^{}\n]{0,200})?-?\}\}")
_TAGS = re.compile(r"</(?:p|li|ul|h[1-6]|div)>", re.I)
# A key this close to a known one is a slip of the pen: "titile".
_CLOSE = 0.85


def recognise(page: Page) -> str | None:
    """A text file by its type or its name, which is no HTML."""
    if page.looks_like_html:
        return None
    if opens_with_facts(page.body):
        return "it opens with front matter"
    if page.content_type in _TYPES:
        return f"it is sent as {page.content_type}"
    plain = page.content_type in ("", "text/plain", "application/octet-stream")
    return f"its name ends in .{page.extension}" if plain and page.extension in _EXTENSIONS else None


def read_listing(page: Page) -> Listing:
    """The roles in the file. A file without any is an error, for nothing in it says that there are none."""
    return Listing(postings=read_posting(page))


def read_posting(page: Page) -> tuple[RawPosting, ...]:
    """The roles in the file, with the facts of its front matter."""
    keys, body = split(page.text, page.identity)
    if _TAGS.search(body):
        body = text_of_html(body)
    body = _SLOT.sub(lambda slot: stated(keys.get(slot[1].lower())) or "", body)
    facts = _facts(keys)
    title = facts.pop("title", None)
    named = bool(title) and title_strength(title) == 2
    found = postings_in(page, body, title or _first_heading(body), of_one=named)
    if named and len(found) == 1:  # the file's own name for its role, before any that stands in its text
        found = (replace(found[0], title=role_title(title)),)
    if not found and title and len(_OF_A_JOB & facts.keys()) > 1 and body.strip():
        # The facts say that it is an ad, so its text needs no headings to be one.
        found = (RawPosting(url=page.identity, title=role_title(title), text=body.strip()),)
    if not found:
        raise BoardChanged(
            f"no postings found at {page.identity}, because its text has no sections of a job ad (such as 岗位职责,"
            " 任职要求, Requirements); try the file that holds the ads themselves"
        )
    return tuple(_with_facts(raw, facts, alone=len(found) == 1) for raw in found)


def _facts(keys: dict[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    deeper = {
        f"{key}_{inner}": value for key, of in keys.items() if isinstance(of, dict) for inner, value in of.items()
    }
    for key, value in (keys | deeper).items():
        words = stated(value)
        close = [key] if key in _KEYS else get_close_matches(key, _KEYS, n=1, cutoff=_CLOSE)
        if close and words and key not in _STATES:
            facts.setdefault(_KEYS[close[0]], words)
    for key, (gone_when, state) in _STATES.items():
        words = stated(keys.get(key))
        if words and (gone_when is None or words.lower() == gone_when):
            facts.setdefault("state", state or words)
    return facts


def _with_facts(raw: RawPosting, facts: dict[str, Any], *, alone: bool) -> RawPosting:
    """A posting with what the front matter says.

    Of several roles each may say otherwise of itself, so there the file's word only stands among what is common to all.
    """
    own = {name: value for name, value in facts.items() if alone or name not in _PER_ROLE}
    if "locations" in own:
        own["locations"] = (own["locations"],)
    shared = [f"{_PER_ROLE[name]}: {value}" for name, value in facts.items() if name not in own]
    return replace(raw, common="\n".join(filter(None, [raw.common, *shared])), **own)


def _first_heading(body: str) -> str | None:
    return next((line.text for line in read_lines(body) if line.kind == "heading" and line.text), None)
