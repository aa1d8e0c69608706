"""BambooHR: the JSON behind an employer's careers page, a list of openings and an answer of its own for each text.

As read by open adapters (August to October 2026); the vendor documents none of it. Each employer has a host,
acme.bamboohr.com, and people know its /careers, /careers/86, and the older /jobs/, /jobs/embed2.php and
/jobs/view.php?id=86. The list is /careers/list, with its total under `meta`; /careers/86/detail has the text, the date
and the pay of an opening.

Oddities: places stand in `location` or, for openings that name a country, in `atsLocation`, and half of their keys are
null. `locationType` is a code: 0 on site, 1 remote, 2 hybrid. Pay is a text as the employer wrote it. The name of an
employer that left is led to BambooHR's own site, which is no answer.
"""

from __future__ import annotations

from crawler.board import Ask, Covers, Link, Listing
from crawler.errors import BoardChanged
from crawler.extract import fields
from crawler.extract.employer_host import beside, employer_at, on_host, stated_or
from crawler.extract.fields import Node
from crawler.page import Page
from roles.model import RawPosting

NAME = "bamboohr"
COVERS: Covers = "all"

_VENDORS = ("bamboohr.com",)
_AS_JSON = (("accept", "application/json"),)
_MODELS = {"0": "On-site", "1": "Remote", "2": "Hybrid"}


def entry(url: str) -> tuple[Ask, ...] | None:
    """The careers pages of acme.bamboohr.com, an opening of them, and the older addresses → the list."""
    host, path = fields.host_and_path(url)
    if employer_at(_VENDORS, url) is None or path[:1] not in ((), ("careers",), ("jobs",)):
        return None
    return (Ask(url=f"https://{host}/careers/list", headers=_AS_JSON),)


def embedded(page: Page) -> tuple[str, tuple[Ask, ...]] | None:
    """Frames, scripts and links of an employer's careers page at BambooHR."""
    return fields.embedded_board(page, "BambooHR", entry)


def recognise(page: Page) -> str | None:
    """Openings with BambooHR's keys beside a total, or an opening."""
    tree = fields.json_of(page)
    if not isinstance(tree, dict):
        return None
    opening = fields.node_of(fields.node_of(tree.get("result")).get("jobOpening"))
    if "jobOpeningName" in opening:
        return "the answer is an opening of BambooHR"
    first = fields.first_of(tree, "result")
    empty = tree.get("result") == [] and fields.count_at(tree.get("meta"), "totalCount") == 0
    known = empty or (first is not None and {"id", "jobOpeningName"} <= first.keys())
    return "the answer has the openings of BambooHR" if known else None


def read_listing(page: Page) -> Listing:
    """The openings of the list, each with its own answer to ask for."""
    tree = fields.tree_of(page, "openings of BambooHR")
    if isinstance(tree, dict) and "jobOpening" in fields.node_of(tree.get("result")):
        return Listing(postings=read_posting(page))
    rows = fields.list_at(tree, "result", page)
    total = fields.count_at(tree.get("meta"), "totalCount")
    if not rows and total is None:
        raise BoardChanged(f"{page.url} has no openings and does not state that there are 0 (meta.totalCount)")
    return Listing(links=tuple(_link(page, row) for row in rows), declared=total)


def read_posting(page: Page) -> tuple[RawPosting, ...]:
    """The opening of a …/careers/{id}/detail answer."""
    tree = fields.one_object(fields.tree_of(page, "an opening of BambooHR"), page)
    row = fields.object_at(fields.object_at(tree, "result", page), "jobOpening", page)
    number = fields.words(row.get("id")) or _number_in(page)
    return (_posting(page, row, number, fields.text_from((None, row.get("description")))),)


def _link(page: Page, row: Node) -> Link:
    number = fields.stated_at(row, "id", page)
    stub = _posting(page, row, number, "")
    return Link(url=beside(page, f"{fields.quoted(number)}/detail"), title=stub.title or "", stub=stub)


def _posting(page: Page, row: Node, number: str | None, text: str) -> RawPosting:
    status = fields.words(row.get("jobOpeningStatus"))
    code = fields.words(row.get("locationType")) or ""
    return RawPosting(
        url=stated_or(row.get("jobOpeningShareUrl"), on_host(page, f"/careers/{fields.quoted(number or '')}")),
        external_id=number,
        tenant=employer_at(_VENDORS, page.url, fields.words(row.get("jobOpeningShareUrl"))),
        title=fields.title_at(row, "jobOpeningName", page),
        text=text,
        department=fields.words(row.get("departmentLabel")),
        locations=fields.places([_place(row)]),
        workplace=_MODELS.get(code) or fields.workplace_of(remote=row.get("isRemote")),
        employment_type=fields.words(row.get("employmentStatusLabel")),
        salary=fields.words(row.get("compensation")),
        experience=fields.words(row.get("minimumExperience")),
        posted=fields.words(row.get("datePosted")),
        state=status if status and status.lower() != "open" else None,
    )


def _place(row: Node) -> str | None:
    for place in (fields.node_of(row.get("atsLocation")), fields.node_of(row.get("location"))):
        region = place.get("state") or place.get("province")
        if found := fields.joined(place.get("city"), region, place.get("country") or place.get("addressCountry")):
            return found
    return None


def _number_in(page: Page) -> str | None:
    """The number in /careers/86/detail, for the answer itself may not repeat it."""
    _, path = fields.host_and_path(page.url)
    return path[-2] if path[-1:] == ("detail",) and len(path) > 1 else None
