"""Breezy HR: the JSON of an employer's careers site, one array of all published positions without their texts.

As read by open adapters (August to October 2026); the vendor documents only an API with a key. Each employer has a
host, acme.breezy.hr; the list is at /json, has no pages and states no total. The text of a position is on its own page,
/p/{friendly_id}, which carries a schema.org JobPosting.

Oddities: `salary` is the display text ("$115,000 – $145,000 / year"), empty where it is not shown. A position may have
several `locations` beside `location`, and a name in words beside city, state and country. A name that nobody has is led
to Breezy's own site. An empty list is an empty array, which could be anybody's: it counts only at an address of the
board.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from crawler.board import Ask, Covers, Link, Listing
from crawler.extract import fields
from crawler.extract.employer_host import beside, employer_at
from crawler.extract.fields import Node
from crawler.extract.own_page import postings_on
from crawler.page import Page
from roles.model import RawPosting

NAME = "breezy"
COVERS: Covers = "all"

_VENDORS = ("breezy.hr",)


def entry(url: str) -> tuple[Ask, ...] | None:
    """Any address of acme.breezy.hr → its list."""
    host, _ = fields.host_and_path(url)
    return (Ask(url=f"https://{host}/json"),) if employer_at(_VENDORS, url) else None


def embedded(page: Page) -> tuple[str, tuple[Ask, ...]] | None:
    """Frames, scripts and links of an employer's careers site at Breezy."""
    return fields.embedded_board(page, "Breezy HR", entry)


def recognise(page: Page) -> str | None:
    """An array of positions with Breezy's keys. An empty one could be anybody's."""
    first = fields.first_of(fields.json_of(page))
    known = first is not None and {"id", "friendly_id", "name", "url", "location"} <= first.keys()
    return "the answer has the positions of Breezy HR" if known else None


def read_listing(page: Page) -> Listing:
    """The positions of the list, each with its own page to ask for."""
    rows = fields.list_at(fields.tree_of(page, "positions of Breezy HR"), None, page)
    return Listing(links=tuple(_link(page, row) for row in rows))


def read_posting(page: Page) -> tuple[RawPosting, ...]:
    """The position on its own page, from its markup."""
    return postings_on(page)


def _link(page: Page, row: Node) -> Link:
    public = fields.stated_at(row, "url", page)
    kind = fields.node_of(row.get("type"))
    many = fields.rows_of(row.get("locations")) or fields.rows_of([row.get("location")])
    stub = RawPosting(
        url=public,
        external_id=fields.stated_at(row, "id", page),
        tenant=employer_at(_VENDORS, page.url, public),
        title=fields.title_at(row, "name", page),
        text="",
        company=fields.name_of(row.get("company")),
        department=fields.name_of(row.get("department")),
        locations=fields.places(map(_place, many)),
        workplace=fields.workplace_of(remote=any(place.get("is_remote") is True for place in many)),
        employment_type=fields.name_of(kind, "name", "id"),
        salary=fields.words(row.get("salary")),
        posted=fields.words(row.get("published_date")),
    )
    # The position's page on the host that answered: the last part of its address is its name there.
    name = fields.words(row.get("friendly_id")) or urlsplit(public).path.rstrip("/").rpartition("/")[2]
    return Link(url=beside(page, f"p/{fields.quoted(name)}"), title=stub.title or "", stub=stub)


def _place(place: Node) -> str | None:
    parts = (fields.words(place.get("city")), fields.name_of(place.get("state")), fields.name_of(place.get("country")))
    return fields.words(place.get("name")) or fields.joined(*parts)
