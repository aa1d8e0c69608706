"""Pinpoint: the JSON of an employer's careers site, one answer with every published posting and its whole text.

As read by open adapters (August to October 2026). Each employer has a host, acme.pinpointhq.com, or a domain of its own
whose pages come from pinpointhq.com; the list is /postings.json, has no pages and states no total. A posting's own page
is /en/postings/{uuid}.

Oddities: `deadline_at` is the last day to apply, and there is no day of publication. The text is in four parts with
headings of the employer's. Pay is stated twice, as a text and in fields, and `compensation_visible` may say that it
must not be shown: then it is not read. The department is that of the `job`, of which there may be several postings.
"""

from __future__ import annotations

from crawler.board import Ask, Covers, Listing
from crawler.extract import fields
from crawler.extract.employer_host import employer_at, on_host, stated_or
from crawler.extract.fields import Node
from crawler.extract.own_page import postings_on
from crawler.page import Page
from roles.model import RawPosting

NAME = "pinpoint"
COVERS: Covers = "all"

_VENDORS = ("pinpointhq.com",)
_SECTIONS = ("description", "key_responsibilities", "skills_knowledge_expertise", "benefits")


def entry(url: str) -> tuple[Ask, ...] | None:
    """Any address of acme.pinpointhq.com → its list."""
    host, _ = fields.host_and_path(url)
    return (Ask(url=f"https://{host}/postings.json"),) if employer_at(_VENDORS, url) else None


def embedded(page: Page) -> tuple[str, tuple[Ask, ...]] | None:
    """Frames, scripts and links of an employer's careers site at Pinpoint."""
    return fields.embedded_board(page, "Pinpoint", entry)


def recognise(page: Page) -> str | None:
    """Postings with Pinpoint's keys. An empty list under `data` could be anybody's."""
    first = fields.first_of(fields.json_of(page), "data")
    known = first is not None and {"id", "title", "path", "key_responsibilities", "deadline_at"} <= first.keys()
    return "the answer has the postings of Pinpoint" if known else None


def read_listing(page: Page) -> Listing:
    """The postings of the list, with their texts."""
    rows = fields.list_at(fields.tree_of(page, "postings of Pinpoint"), "data", page)
    return Listing(postings=tuple(_posting(page, row) for row in rows))


def read_posting(page: Page) -> tuple[RawPosting, ...]:
    """The posting on its own page, from its markup or its text."""
    return postings_on(page)


def _posting(page: Page, row: Node) -> RawPosting:
    posting_id = fields.stated_at(row, "id", page)
    path = fields.words(row.get("path")) or f"/en/postings/{fields.quoted(posting_id)}"
    url = stated_or(row.get("url"), on_host(page, path))
    job, place = fields.node_of(row.get("job")), fields.node_of(row.get("location"))
    headed = ((fields.words(row.get(f"{name}_header")), row.get(name)) for name in _SECTIONS)
    return RawPosting(
        url=url,
        external_id=posting_id,
        tenant=employer_at(_VENDORS, page.url, url),
        requisition_id=fields.words(job.get("requisition_id")),
        title=fields.title_at(row, "title", page),
        text=fields.text_from(*headed),
        department=fields.joined(fields.name_of(job.get("department")), fields.name_of(job.get("division"))),
        locations=fields.places(
            [fields.joined(place.get("city"), place.get("province")) or fields.words(place.get("name"))]
        ),
        workplace=fields.words(row.get("workplace_type_text")) or fields.words(row.get("workplace_type")),
        employment_type=fields.words(row.get("employment_type_text")) or fields.words(row.get("employment_type")),
        salary=_pay(row),
        expires=fields.words(row.get("deadline_at")),
    )


def _pay(row: Node) -> str | None:
    """Pay in fields, which say whose currency a "$" is; else the text. None where it must not be shown."""
    if row.get("compensation_visible") is False:
        return None
    low, high, currency, period = (
        row.get(f"compensation_{name}") for name in ("minimum", "maximum", "currency", "frequency")
    )
    stated = fields.pay(low, high, currency, period) if currency and period else None
    return stated or fields.words(row.get("compensation"))
