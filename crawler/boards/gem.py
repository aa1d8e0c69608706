"""Gem: the public job board API, one JSON list shaped like Greenhouse's jobs.

https://api.gem.com/job_board/v0/reference (as read by open adapters, August 2026). People know jobs.gem.com/acme, whose
pages are drawn by scripts from an undocumented query; the API answers a plain GET with every posting and its text, in
one list without pages or a total. The address ends in a slash.

Oddities: `first_published_at` is the date of posting, `updated_at` moves with any edit. `location_type` and
`employment_type` are words of the API ("in_office", "full_time"). Pay stands in the text only. The list of an employer
without open posts is empty, which by itself could be anybody's: such an address needs board = "gem" or its own host.
"""

from __future__ import annotations

import re

from crawler.board import Ask, Covers, Listing
from crawler.extract import fields
from crawler.extract.fields import Node
from crawler.page import Page
from roles.model import RawPosting

NAME = "gem"
COVERS: Covers = "all"
HOSTS = ("api.gem.com",)

_API = "https://api.gem.com/job_board/v0/{}/job_posts/"
_TENANT = re.compile(r"(?:/job_board/v0/|jobs\.gem\.com/)([^/?#]+)")


def entry(url: str) -> tuple[Ask, ...] | None:
    """jobs.gem.com/acme, a job of it, or its API → the API's whole list."""
    host, path = fields.host_and_path(url)
    if host == "api.gem.com" and path[:2] == ("job_board", "v0"):
        path = path[2:]
    elif host != "jobs.gem.com":
        return None
    return (Ask(url=_API.format(fields.quoted(path[0]))),) if path else None


def embedded(page: Page) -> tuple[str, tuple[Ask, ...]] | None:
    """Frames, scripts and links of jobs.gem.com."""
    return fields.embedded_board(page, "Gem", entry)


def recognise(page: Page) -> str | None:
    """A list of posts with Gem's keys. An empty list could be anybody's."""
    first = fields.first_of(fields.json_of(page))
    known = first is not None and {"id", "title", "absolute_url", "content", "first_published_at"} <= first.keys()
    return "the answer has the posts of Gem's job board API" if known else None


def read_listing(page: Page) -> Listing:
    """All posts of the list."""
    rows = fields.list_at(fields.tree_of(page, "job posts of Gem"), None, page)
    return Listing(postings=tuple(_posting(page, row) for row in rows))


def read_posting(page: Page) -> tuple[RawPosting, ...]:
    """One post, as it stands in the list."""
    return (_posting(page, fields.one_object(fields.tree_of(page, "a job post of Gem"), page)),)


def _posting(page: Page, row: Node) -> RawPosting:
    post_id = fields.stated_at(row, "id", page)
    hosted = fields.words(row.get("absolute_url"))
    offices = [
        fields.name_of(office.get("location")) or fields.words(office.get("name"))
        for office in fields.rows_of(row.get("offices"))
    ]
    place = fields.name_of(row.get("location"))
    return RawPosting(
        url=hosted or page.url,
        external_id=post_id,
        tenant=fields.tenant_of(_TENANT, page.url, hosted),
        requisition_id=fields.words(row.get("requisition_id")),
        title=fields.title_at(row, "title", page),
        text=fields.text_from((None, row.get("content"))),
        department=fields.joined(*map(fields.name_of, fields.rows_of(row.get("departments")))),
        locations=fields.places([place] if place else offices),
        workplace=fields.words(row.get("location_type")),
        employment_type=fields.words(row.get("employment_type")),
        posted=fields.words(row.get("first_published_at")),
    )
