"""Rippling Recruiting: the API behind ats.rippling.com, a list of rows and an answer of its own for every posting.

As read by open adapters (August 2026); the vendor documents none of it. People know ats.rippling.com/acme/jobs, with a
language before the name (/en-GB/acme/jobs) and with "us1" in the host. The list is one JSON array without pages or a
total; text, pay, date and kind of employment stand in the posting's own answer.

Oddities: a posting has one row per place, so rows of one uuid are put together. `description` is two texts, that of the
employer and that of the role. Pay is a list of ranges, one per place, each with its own frequency. Of `employmentType`
one of `id` and `label` is a code (SALARIED_FT), and which of them differs; the one in words is taken.
"""

from __future__ import annotations

import re
from typing import Any

from crawler.board import Ask, Covers, Link, Listing
from crawler.extract import fields
from crawler.extract.fields import Node
from crawler.page import Page
from roles.model import RawPosting

NAME = "rippling"
COVERS: Covers = "all"
HOSTS = ("api.rippling.com",)

_API = "https://api.rippling.com/platform/api/ats/v1/board/{}/jobs"
_HOST = re.compile(r"ats(?:\.[a-z]{2}\d)?\.rippling\.com\Z")
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[A-Za-z]{2})?\Z")
_TENANT = re.compile(r"(?:/ats/v1/board/|ats(?:\.[a-z]{2}\d)?\.rippling\.com/(?:[a-z]{2}-[A-Z]{2}/)?)([^/?#]+)")


def entry(url: str) -> tuple[Ask, ...] | None:
    """ats.rippling.com/acme/jobs in any language, a posting of it, or its API → the API's list."""
    host, path = fields.host_and_path(url)
    if host == "api.rippling.com":
        path = path[path.index("board") + 1 :] if "ats" in path and "board" in path else ()
    elif not _HOST.match(host):
        return None
    elif len(path) > 1 and path[1] != "jobs" and _LANGUAGE.match(path[0]):
        path = path[1:]
    return (Ask(url=_API.format(fields.quoted(path[0]))),) if path else None


def embedded(page: Page) -> tuple[str, tuple[Ask, ...]] | None:
    """Frames, scripts and links of ats.rippling.com."""
    return fields.embedded_board(page, "Rippling", entry)


def recognise(page: Page) -> str | None:
    """A list of rows with Rippling's keys, or a posting. An empty list could be anybody's."""
    tree = fields.json_of(page)
    if isinstance(tree, dict):
        known = {"uuid", "name", "description", "workLocations"} <= tree.keys()
        return "the answer is a posting of Rippling's API" if known else None
    first = fields.first_of(tree)
    known = first is not None and {"uuid", "name", "url", "workLocation"} <= first.keys()
    return "the answer has the rows of Rippling's API" if known else None


def read_listing(page: Page) -> Listing:
    """The postings of the list, each with all its places and its own answer to ask for."""
    tree = fields.tree_of(page, "jobs of Rippling")
    if isinstance(tree, dict) and "description" in tree:
        return Listing(postings=read_posting(page))
    rows: dict[str, list[Node]] = {}
    for row in fields.list_at(tree, None, page):
        rows.setdefault(fields.stated_at(row, "uuid", page), []).append(row)
    return Listing(links=tuple(_link(page, uuid, same) for uuid, same in rows.items()))


def read_posting(page: Page) -> tuple[RawPosting, ...]:
    """The posting of a …/jobs/{uuid} answer."""
    row = fields.one_object(fields.tree_of(page, "a job of Rippling"), page)
    told = row.get("description")
    about = fields.object_at(row, "description", page) if not isinstance(told, str) else {"role": told}
    ranges = fields.rows_of(row.get("payRangeDetails"))
    places = row.get("workLocations")
    return (
        RawPosting(
            url=fields.words(row.get("url")) or page.url,
            external_id=fields.words(row.get("uuid")),
            tenant=fields.tenant_of(_TENANT, page.url, fields.words(row.get("url"))),
            title=fields.title_at(row, "name", page),
            text=fields.text_from((None, about.get("role")), ("About the company", about.get("company"))),
            company=fields.words(row.get("companyName")),
            department=_department(row.get("department")),
            locations=fields.places(map(fields.name_of, places if isinstance(places, list) else ())),
            employment_type=_employment(fields.node_of(row.get("employmentType"))),
            salary=fields.several(
                fields.pay(each.get("rangeStart"), each.get("rangeEnd"), each.get("currency"), each.get("frequency"))
                for each in ranges
            ),
            posted=fields.words(row.get("createdOn")),
        ),
    )


def _link(page: Page, uuid: str, rows: list[Node]) -> Link:
    hosted = fields.words(rows[0].get("url"))
    stub = RawPosting(
        url=hosted or fields.below(page, uuid),
        external_id=uuid,
        tenant=fields.tenant_of(_TENANT, page.url, hosted),
        title=fields.title_at(rows[0], "name", page),
        text="",
        department=_department(rows[0].get("department")),
        locations=fields.places(fields.name_of(row.get("workLocation")) for row in rows),
    )
    return Link(url=fields.below(page, uuid), title=stub.title or "", stub=stub)


def _department(value: Any) -> str | None:
    if isinstance(value, dict) and "base_department" in value:
        return fields.joined(value.get("base_department"), value.get("name"))
    return fields.name_of(value, "label", "name")


def _employment(kind: Node) -> str | None:
    """The words of the two: "Salaried, full-time" rather than SALARIED_FT."""
    both = [stated for key in ("label", "id") if (stated := fields.words(kind.get(key)))]
    return next((stated for stated in both if not stated.isupper()), both[0] if both else None)
