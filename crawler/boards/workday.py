"""Workday: the JSON (CXS) behind an employer's careers site, a list that is asked by POST and an answer for each text.

As read by many open adapters (August to October 2026); the vendor documents none of it. People know
acme.wd5.myworkdayjobs.com/en-US/Careers, a posting of it (…/job/Berlin/Title_R-1042), and the same under
wd5.myworkdaysite.com/recruiting/acme/Careers. The list is POST /wday/cxs/acme/Careers/jobs, at most 20 postings a page;
a posting's own answer is GET /wday/cxs/acme/Careers/job/….

Oddities: the total stands on the first page, later ones may say 0, so the pages are all planned from the first. One
search shows at most 2000 postings, whatever there are (the counts of its filters tell). A place may be no more than
"3 Locations", and a twentieth of postings have none: their own answers have all. "Posted 30+ Days Ago" is no date; the
own answer has one (startDate). `bulletFields` mostly begins with the requisition's number, but employers choose what is
in it. A posting in several sites, or posted again, has the number with -1, -2 behind it. At weekends live postings may
answer with errors.
"""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

from crawler.board import Ask, Covers, Link, Listing
from crawler.errors import BoardChanged
from crawler.extract import fields
from crawler.extract.employer_host import on_host, stated_or
from crawler.extract.fields import Node
from crawler.page import Page
from roles.model import RawPosting

NAME = "workday"
COVERS: Covers = "all"

_HOST = re.compile(r"([a-z0-9_-]+)\.(?:wd\d+\.)?myworkdayjobs(?:-impl)?\.com\Z")
_SITE_HOST = re.compile(r"(?:[a-z0-9_-]+\.)?wd\d+\.myworkdaysite\.com\Z")
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[A-Za-z]{2,4})?\Z")
_CXS = re.compile(r"/wday/cxs/([^/]+)/([^/]+)(?=/|\Z)")
_AS_JSON = (("content-type", "application/json"), ("accept", "application/json"))
_SEVERAL_PLACES = re.compile(r"\d+\s+\D{1,30}\Z")  # "3 Locations", "2 Standorte"
_AFTER_LAST_LINE = re.compile(r"_([^_/]+)/?\Z")
_PAGE_SIZE, _MOST = 20, 2000
_ONE_VALUE_EACH = frozenset(("timeType", "workerSubType"))


def entry(url: str) -> tuple[Ask, ...] | None:
    """A careers site, a posting of it, or its CXS address at any host → the first page of the list."""
    host, path = fields.host_and_path(url)
    if path[:2] == ("wday", "cxs") and len(path) >= 4:
        here = urlsplit(url.strip())
        return (_ask(f"{here.scheme}://{here.netloc}", path[2], path[3], 0),)
    site = path[1:] if path and _LANGUAGE.match(path[0]) else path
    if (found := _HOST.match(host)) and site and site[0] != "wday":
        return (_ask(f"https://{host}", found[1], site[0], 0),)
    if _SITE_HOST.match(host) and site[:1] == ("recruiting",) and len(site) > 2:
        return (_ask(f"https://{host}", site[1], site[2], 0),)
    return None


def embedded(page: Page) -> tuple[str, tuple[Ask, ...]] | None:
    """Frames, scripts and links of an employer's careers site at Workday."""
    return fields.embedded_board(page, "Workday", entry)


def recognise(page: Page) -> str | None:
    """A page of the list with Workday's keys, or a posting's own answer."""
    tree = fields.json_of(page)
    if not isinstance(tree, dict):
        return None
    if isinstance(tree.get("jobPostingInfo"), dict):
        return "the answer is a posting of Workday"
    known = isinstance(tree.get("jobPostings"), list) and "total" in tree
    return "the answer is a list of Workday's postings" if known else None


def read_listing(page: Page) -> Listing:
    """The postings of one page of the list, each with its own answer to ask for, and all pages behind the first."""
    tree = fields.tree_of(page, "postings of Workday")
    if isinstance(tree, dict) and "jobPostingInfo" in tree:
        return Listing(postings=read_posting(page))
    if isinstance(tree, dict) and "errorCode" in tree:
        raise BoardChanged(f"{page.url} answered with an error ({fields.words(tree['errorCode'])}); try again later")
    rows = fields.list_at(tree, "jobPostings", page)
    total = fields.count_at(tree, "total")
    if total is None:
        raise BoardChanged(f"{page.url} does not state how many postings there are (“total”); try again later")
    if total and not rows:
        raise BoardChanged(f"{page.url} has no postings and states that there are {total}; try again later")
    at_the_bound = f"{page.url} states {total} postings, as many as a search of Workday shows: there may be more"
    return Listing(
        links=tuple(_link(page, row) for row in rows),
        next_pages=tuple(_following(page, total)),
        # On a page behind the first a total of 0 says nothing.
        declared=_stated(tree, total) if total or not rows else None,
        cut=at_the_bound if total >= _MOST else "",
    )


def read_posting(page: Page) -> tuple[RawPosting, ...]:
    """The posting of its own answer."""
    tree = fields.one_object(fields.tree_of(page, "a posting of Workday"), page)
    if "errorCode" in tree:
        raise BoardChanged(f"{page.url} answered with an error ({fields.words(tree['errorCode'])}); it may be gone")
    row = fields.object_at(tree, "jobPostingInfo", page)
    more = row.get("additionalLocations")
    path = urlsplit(page.url).path
    return (
        RawPosting(
            url=stated_or(row.get("externalUrl"), page.url),
            external_id=_identity(path, [fields.words(row.get("jobReqId"))]),
            tenant=fields.tenant_of(_CXS, page.url),
            requisition_id=fields.words(row.get("jobReqId")),
            title=fields.title_at(row, "title", page),
            text=fields.text_from((None, row.get("jobDescription"))),
            company=fields.name_of(tree.get("hiringOrganization")),
            locations=fields.places(
                map(fields.words, [row.get("location"), *(more if isinstance(more, list) else [])])
            ),
            workplace=fields.words(row.get("remoteType")),
            employment_type=fields.words(row.get("timeType")),
            posted=fields.words(row.get("startDate")) or fields.words(row.get("postedOn")),
            expires=fields.words(row.get("endDate")),
            state="unpublished" if row.get("posted") is False else None,
        ),
    )


def _ask(origin: str, tenant: str, site: str, offset: int) -> Ask:
    address = f"{origin}/wday/cxs/{fields.quoted(tenant)}/{fields.quoted(site)}/jobs"
    return _page_from(address, offset)


def _page_from(address: str, offset: int) -> Ask:
    body = {"appliedFacets": {}, "limit": _PAGE_SIZE, "offset": offset, "searchText": ""}
    return Ask(url=address, method="POST", body=json.dumps(body, separators=(",", ":")), headers=_AS_JSON)


def _stated(tree: Node, total: int) -> int:
    """How many postings there are: at the bound of a search no longer the total, but the counts of a filter's values.

    Of these filters a posting has one value each, so that their counts add up.
    """
    if total < _MOST:
        return total
    filters = [row for row in fields.rows_of(tree.get("facets")) if row.get("facetParameter") in _ONE_VALUE_EACH]
    values = [[fields.count_at(value, "count") or 0 for value in fields.rows_of(row.get("values"))] for row in filters]
    return max([total, *map(sum, values)])


def _following(page: Page, total: int) -> list[Ask]:
    """The pages behind the first. A later page that states the total again names the same ones."""
    return [_page_from(page.url, offset) for offset in range(_PAGE_SIZE, min(total, _MOST), _PAGE_SIZE)]


def _link(page: Page, row: Node) -> Link:
    path = fields.stated_at(row, "externalPath", page)
    base = urlsplit(page.url).path.removesuffix("/jobs")
    bullets = row.get("bulletFields")
    stated = [fields.words(each) for each in bullets] if isinstance(bullets, list) else []
    place = fields.words(row.get("locationsText"))
    found = _CXS.search(page.url)
    site = f"/{found[2]}" if found else ""
    stub = RawPosting(
        url=on_host(page, f"{site}{path}"),
        external_id=_identity(path, stated),
        tenant=fields.tenant_of(_CXS, page.url),
        requisition_id=_number(path, stated),
        title=fields.title_at(row, "title", page),
        text="",
        locations=fields.places([place if place and not _SEVERAL_PLACES.match(place) else None]),
        workplace=fields.words(row.get("remoteType")),
        employment_type=fields.words(row.get("timeType")),
        posted=fields.words(row.get("postedOn")),
    )
    return Link(url=on_host(page, f"{base}{path}"), title=stub.title or "", stub=stub)


def _identity(path: str, stated: list[str | None]) -> str:
    """The end of a posting's path behind its title: the requisition's number, with -1 where it is posted again."""
    number = _number(path, stated)
    if number:
        return path[path.rindex(f"_{number}") + 1 :].rstrip("/")
    found = _AFTER_LAST_LINE.search(path)
    return found[1] if found else path.rpartition("/job/")[2] or path


def _number(path: str, stated: list[str | None]) -> str | None:
    """Which of some words is the requisition's number: the one that the path ends in, maybe with -1 behind it."""
    return next((word for word in stated if word and re.search(rf"_{re.escape(word)}(?:-\d+)?/?\Z", path)), None)
