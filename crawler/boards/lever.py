"""Lever: the Postings API, one JSON list with every public posting of an employer.

https://github.com/lever/postings-api (read April 2026). People know jobs.lever.co/acme and jobs.eu.lever.co/acme; the
two regions are two APIs that do not know each other's employers. A call without `limit` gives the whole board; with
one, a page that is shorter than it is the last. Without mode=json a browser's Accept header gets an HTML widget.

Oddities: `createdAt` is when the posting was created (epoch in milliseconds), not when it was last published.
`location` is the first of `allLocations` only. `lists[].content` is bare list items. The API leaves confidential
postings out while their pages are up, so "Document not found" for one posting proves nothing. An employer without open
postings answers with an empty list, an unknown one with 404.
"""

from __future__ import annotations

import re
from typing import Any

from crawler.board import Ask, Covers, Listing
from crawler.errors import BoardChanged
from crawler.extract import fields
from crawler.extract.fields import Node
from crawler.page import Page
from roles.model import RawPosting

NAME = "lever"
COVERS: Covers = "all"
HOSTS = ("api.lever.co", "api.eu.lever.co")

_API = "https://api{}.lever.co/v0/postings/{}?mode=json"
_AS_JSON = (("Accept", "application/json"),)
_HOST = re.compile(r"(?:jobs|api)(\.eu)?\.lever\.co\Z")
_TENANT = re.compile(r"(?:/v0/postings/|jobs(?:\.eu)?\.lever\.co/)([^/?#]+)")


def entry(url: str) -> tuple[Ask, ...] | None:
    """jobs.lever.co/acme, a job of it, or its API → the API's whole list, in the same region."""
    host, path = fields.host_and_path(url)
    found = _HOST.match(host)
    if not found:
        return None
    path = path[2:] if path[:2] == ("v0", "postings") else path if host.startswith("jobs") else ()
    region = found[1] or ""
    return (Ask(url=_API.format(region, fields.quoted(path[0])), headers=_AS_JSON),) if path else None


def embedded(page: Page) -> tuple[str, tuple[Ask, ...]] | None:
    """A script or link of jobs.lever.co."""
    return fields.embedded_board(page, "Lever", entry)


def recognise(page: Page) -> str | None:
    """A list of postings with Lever's keys, or one of them. An empty list could be anybody's."""
    tree = fields.json_of(page)
    first = tree if isinstance(tree, dict) else fields.first_of(tree)
    return "the answer has the postings of Lever's API" if first and _is_posting(first) else None


def _is_posting(row: Node) -> bool:
    return {"id", "text", "categories", "hostedUrl"} <= row.keys()


def read_listing(page: Page) -> Listing:
    """All postings of the list, and its next page where it was asked for in pages and this one is full."""
    tree = fields.tree_of(page, "postings of Lever")
    if isinstance(tree, dict):
        return Listing(postings=read_posting(page))
    rows = fields.list_at(tree, None, page)
    return Listing(postings=tuple(_posting(page, row) for row in rows), next_pages=_next(page, len(rows)))


def read_posting(page: Page) -> tuple[RawPosting, ...]:
    """The posting of a …/postings/acme/{id} answer."""
    tree = fields.tree_of(page, "a posting of Lever")
    if isinstance(tree, dict) and tree.get("ok") is False:
        raise BoardChanged(
            f"{page.url} answered: {fields.words(tree.get('error'))}; Lever knows no such employer in this region"
            " (jobs.lever.co or jobs.eu.lever.co), or no such public posting"
        )
    return (_posting(page, fields.one_object(tree, page)),)


def _next(page: Page, count: int) -> tuple[Ask, ...]:
    query = fields.query_of(page.url)
    limit, skip = (query.get(name, "") for name in ("limit", "skip"))
    if not limit.isdecimal() or count == 0 or count != int(limit):
        return ()  # more than the limit come from a mirror that does not count
    start = int(skip) if skip.isdecimal() else 0
    return (Ask(url=fields.with_query(page, skip=str(start + count)), headers=_AS_JSON),)


def _posting(page: Page, row: Node) -> RawPosting:
    posting_id = fields.stated_at(row, "id", page)
    hosted = fields.words(row.get("hostedUrl"))
    about = fields.node_of(row.get("categories"))
    cities = about.get("allLocations") if isinstance(about.get("allLocations"), list) else []
    pay = fields.node_of(row.get("salaryRange"))
    model = fields.words(row.get("workplaceType"))
    return RawPosting(
        url=hosted or page.url,
        external_id=posting_id,
        tenant=fields.tenant_of(_TENANT, page.url, hosted),
        title=fields.title_at(row, "text", page),
        text=_text(row),
        department=fields.joined(about.get("department"), about.get("team")),
        locations=fields.places([*map(fields.words, cities or ()), fields.words(about.get("location"))]),
        workplace=None if model == "unspecified" else model,
        employment_type=fields.words(about.get("commitment")),
        salary=fields.pay(pay.get("min"), pay.get("max"), pay.get("currency"), pay.get("interval")),
        posted=fields.words(row.get("createdAt")),
        apply_to=fields.words(row.get("applyUrl")),
    )


def _text(row: Node) -> str:
    """The description (which opens with `opening` where both are given), the lists under their names, and the rest."""
    opening: list[Any] = (
        [row["description"]] if row.get("description") else [row.get("opening"), row.get("descriptionBody")]
    )
    lists = fields.rows_of(row.get("lists"))
    return fields.text_from(
        *((None, part) for part in opening),
        *((fields.words(each.get("text")), f"<ul>{each.get('content') or ''}</ul>") for each in lists),
        (None, row.get("additional")),
        ("Salary", row.get("salaryDescription")),
    )
