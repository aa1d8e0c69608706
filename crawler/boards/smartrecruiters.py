"""SmartRecruiters: the Posting API, a list in pages of at most 100 and an answer of its own for every posting's text.

https://developers.smartrecruiters.com/docs/posting-api and open adapters (August to October 2026). People know
careers.smartrecruiters.com/Acme and jobs.smartrecruiters.com/Acme/7439…-title; the case of names does not matter. The
list states its total (`totalFound`); it has places, dates and kinds of work, while the text stands under `jobAd` of
the posting's own answer, so that every posting costs a request.

Oddities: a name that nobody has seems to be answered like an employer without postings (0 found), which a note says.
The work model is two flags. A list that is asked without `limit` comes in pages of the API's own size.
"""

from __future__ import annotations

import re

from crawler.board import Ask, Covers, Link, Listing
from crawler.errors import BoardChanged
from crawler.extract import fields
from crawler.extract.fields import Node
from crawler.page import Page
from roles.model import RawPosting

NAME = "smartrecruiters"
COVERS: Covers = "all"
HOSTS = ("api.smartrecruiters.com",)

_API = "https://api.smartrecruiters.com/v1/companies/{}/postings?limit=100&offset=0"
_PUBLIC = "https://jobs.smartrecruiters.com/{}/{}"
_TENANT = re.compile(r"/v1/companies/([^/?#]+)")
# First parts of paths that are no employer's.
_NO_TENANT = frozenset(("oneclick-ui", "job-search", "search", "sr-jobs", "static"))
_SECTIONS = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")


def entry(url: str) -> tuple[Ask, ...] | None:
    """careers. or jobs.smartrecruiters.com/Acme, a posting of it, or its API → the first page of the API's list."""
    host, path = fields.host_and_path(url)
    if host == "api.smartrecruiters.com":
        path = path[2:] if path[:2] == ("v1", "companies") else ()
    elif host not in ("careers.smartrecruiters.com", "jobs.smartrecruiters.com"):
        return None
    elif path[:2] == ("oneclick-ui", "company"):
        path = path[2:]
    if not path or path[0] in _NO_TENANT:
        return None
    return (Ask(url=_API.format(fields.quoted(path[0]))),)


def embedded(page: Page) -> tuple[str, tuple[Ask, ...]] | None:
    """Frames, scripts and links of an employer's board at SmartRecruiters."""
    return fields.embedded_board(page, "SmartRecruiters", entry)


def recognise(page: Page) -> str | None:
    """A page of the list with its total, or a posting with the sections of its ad."""
    tree = fields.json_of(page)
    if not isinstance(tree, dict):
        return None
    if isinstance(tree.get("content"), list) and {"totalFound", "offset", "limit"} <= tree.keys():
        return "the answer is a list of SmartRecruiters' Posting API"
    known = {"id", "name", "jobAd", "company"} <= tree.keys()
    return "the answer is a posting of SmartRecruiters' Posting API" if known else None


def read_listing(page: Page) -> Listing:
    """The postings of one page of the list, each with its own answer to ask for, and the page behind it."""
    tree = fields.tree_of(page, "postings of SmartRecruiters")
    if isinstance(tree, dict) and "jobAd" in tree:
        return Listing(postings=read_posting(page))
    rows = fields.list_at(tree, "content", page)
    total = fields.count_at(tree, "totalFound")
    if total is None:
        raise BoardChanged(f"{page.url} does not state how many postings there are (“totalFound”); try again later")
    end = (fields.count_at(tree, "offset") or 0) + len(rows)
    if not rows and end < total:
        raise BoardChanged(f"{page.url} is empty where postings {end + 1} to {total} should follow; try again later")
    unsure = "0 postings found; SmartRecruiters may say so of a name that it does not know: check the spelling"
    return Listing(
        links=tuple(_link(page, row) for row in rows),
        next_pages=(fields.with_query(page, offset=str(end)),) if end < total else (),
        declared=total,
        notes=() if total else (unsure,),
    )


def read_posting(page: Page) -> tuple[RawPosting, ...]:
    """The posting of a …/postings/{id} answer, with its sections under their titles."""
    row = fields.one_object(fields.tree_of(page, "a posting of SmartRecruiters"), page)
    if "jobAd" not in row and isinstance(row.get("message"), str):
        raise BoardChanged(f"{page.url} answered: {row['message'][:200]}; the posting is gone or was never there")
    sections = fields.object_at(fields.object_at(row, "jobAd", page), "sections", page)
    parts = [fields.node_of(sections.get(name)) for name in _SECTIONS]
    return (_posting(page, row, fields.text_from(*((fields.words(p.get("title")), p.get("text")) for p in parts))),)


def _link(page: Page, row: Node) -> Link:
    stub = _posting(page, row, "")
    told = (row.get("releasedDate"), row.get("refNumber"), row.get("name"), *stub.locations)
    own = fields.below(page, stub.external_id or "")
    return Link(url=own, title=stub.title or "", stub=stub, changed=fields.joined(*told, by=" · ") or "")


def _posting(page: Page, row: Node, text: str) -> RawPosting:
    posting_id = fields.stated_at(row, "id", page)
    company = fields.node_of(row.get("company"))
    employer = fields.words(company.get("identifier"))
    place = fields.node_of(row.get("location"))
    pay = fields.node_of(fields.node_of(row.get("compensation")).get("salary"))
    address = _PUBLIC.format(fields.quoted(employer), posting_id) if employer else None
    return RawPosting(
        url=fields.words(row.get("postingUrl")) or address or page.url,
        external_id=posting_id,
        tenant=fields.tenant_of(_TENANT, page.url) or (employer.lower() if employer else None),
        requisition_id=fields.words(row.get("refNumber")),
        title=fields.title_at(row, "name", page),
        text=text,
        company=fields.words(company.get("name")),
        department=fields.name_of(row.get("department"), "label"),
        locations=fields.places(
            [
                fields.words(place.get("fullLocation"))
                or fields.joined(place.get("city"), place.get("region"), place.get("country"))
            ]
        ),
        workplace=fields.workplace_of(remote=place.get("remote"), hybrid=place.get("hybrid")),
        employment_type=fields.name_of(row.get("typeOfEmployment"), "label"),
        salary=fields.pay(pay.get("min"), pay.get("max"), pay.get("currency"), pay.get("period")),
        experience=fields.name_of(row.get("experienceLevel"), "label"),
        posted=fields.words(row.get("releasedDate")),
        apply_to=fields.words(row.get("applyUrl")),
        state="inactive" if row.get("active") is False else None,
        locale=fields.name_of(row.get("language"), "code"),
    )
