"""Recruitee (Tellent): the careers site's own list of offers, one JSON answer with every published offer.

https://docs.recruitee.com/reference/offers and open adapters (August 2026). Each employer has its own host,
acme.recruitee.com, or a domain of its own whose pages load recruiteecdn.com; the list is at /api/offers/ of either.
It has no pages and states no total.

Oddities: the amounts of `salary` are texts ("18.50"), and its period is what the employer entered, sometimes wrongly
(18.50 a "month"). Description and requirements are two texts. The work model is three flags of which several may be
true. An employer that left answers 404 on its host. Every offer has an address for mail that names the employer's host.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.board import Ask, Covers, Listing
from crawler.errors import NotThisBoard
from crawler.extract import fields
from crawler.extract.fields import Node
from crawler.page import Page
from roles.model import RawPosting

NAME = "recruitee"
COVERS: Covers = "all"

_OFFERS = "/api/offers/"
_TENANT = re.compile(r"(?:@|//)([a-z0-9-]+)\.recruitee\.com", re.I)
# Hosts of Recruitee itself.
_NO_TENANT = frozenset(("app", "api", "docs", "support", "help", "auth", "static", "blog", "status"))
_MARK = re.compile(r"recruiteecdn\.com|window\.recruitee\b", re.I)


def entry(url: str) -> tuple[Ask, ...] | None:
    """Any address of acme.recruitee.com → its list of offers."""
    host, _ = fields.host_and_path(url)
    slug = host.removesuffix(".recruitee.com")
    if slug == host or slug in _NO_TENANT or "." in slug:
        return None
    return (Ask(url=f"https://{host}{_OFFERS}"),)


def embedded(page: Page) -> tuple[str, tuple[Ask, ...]] | None:
    """A page that Recruitee serves under an employer's own domain, or one that links to its board."""
    if page.looks_like_html and (mark := _MARK.search(page.text)):
        here = urlsplit(page.url)
        asks = (Ask(url=f"{here.scheme}://{here.netloc}{_OFFERS}"),)
        return f"the page is made by Recruitee (it has {mark[0]})", asks
    return fields.embedded_board(page, "Recruitee", entry)


def recognise(page: Page) -> str | None:
    """Offers with Recruitee's keys, or an empty list of offers and nothing else."""
    tree = fields.json_of(page)
    if not isinstance(tree, dict) or not isinstance(tree.get("offers"), list):
        return None
    first = fields.first_of(tree, "offers")
    known = {"id", "title", "careers_url"} <= first.keys() if first else tree.keys() == {"offers"}
    return "the answer has the offers of Recruitee" if known else None


def read_listing(page: Page) -> Listing:
    """All offers of the answer, with the status of those that are not published."""
    rows = fields.list_at(fields.tree_of(page, "offers of Recruitee"), "offers", page)
    return Listing(postings=tuple(_posting(page, row) for row in rows))


def read_posting(page: Page) -> tuple[RawPosting, ...]:
    """Offers are read from the list, which has their texts."""
    raise NotThisBoard(f"{page.url} is no list of Recruitee's offers; give the address of the board itself")


def _posting(page: Page, row: Node) -> RawPosting:
    offer_id = fields.stated_at(row, "id", page)
    hosted = fields.words(row.get("careers_url"))
    pay = fields.node_of(row.get("salary"))
    status = fields.words(row.get("status"))
    return RawPosting(
        url=hosted or page.url,
        external_id=offer_id,
        tenant=fields.tenant_of(_TENANT, fields.words(row.get("mailbox_email")), page.url, hosted),
        title=fields.title_at(row, "title", page),
        text=fields.text_from((None, row.get("description")), ("Requirements", row.get("requirements"))),
        company=fields.words(row.get("company_name")),
        department=fields.words(row.get("department")),
        locations=_places(row),
        workplace=fields.workplace_of(remote=row.get("remote"), hybrid=row.get("hybrid"), on_site=row.get("on_site")),
        employment_type=fields.words(row.get("employment_type_code")),
        salary=fields.pay(pay.get("min"), pay.get("max"), pay.get("currency"), pay.get("period")),
        experience=fields.words(row.get("experience_code")),
        education=fields.words(row.get("education_code")),
        posted=fields.words(row.get("published_at")),
        expires=fields.words(row.get("close_at")),
        apply_to=fields.words(row.get("careers_apply_url")),
        state=None if status == "published" else status,
    )


def _places(row: Node) -> tuple[str, ...]:
    """All places of work; an offer without a list of them has one in a line of its own."""
    listed = [
        fields.joined(place.get("city") or place.get("name"), place.get("state"), place.get("country"))
        for place in fields.rows_of(row.get("locations"))
    ]
    one = fields.words(row.get("location")) or fields.joined(row.get("city"), row.get("country"))
    return fields.places(listed) or fields.places([one])
