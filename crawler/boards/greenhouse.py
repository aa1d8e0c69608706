"""Greenhouse: the Job Board API, one JSON answer with every open posting of an employer.

https://developers.greenhouse.io/job-board.html (as of November 2026). People know boards.greenhouse.io/acme,
job-boards.greenhouse.io/acme, the frames under /embed/, and careers pages whose links carry gh_jid. The list is never
paged and states its total. Without content=true it has no text, without pay_transparency=true no pay.

Oddities: `content` is HTML that was escaped once more inside the JSON. Pay is in cents, a range per zone, without a
period. `location.name` is free text; some employers write the work model there ("Hybrid") and the city only into
`offices`. `updated_at` moves with any mass edit and is no posting date. Employment type, workplace and pay are often
`metadata` that employers name as they like. A general application has a post but no job (`internal_job_id` is null).
"""

from __future__ import annotations

import re
from typing import Any

from crawler.board import Ask, Covers, Link, Listing
from crawler.errors import BoardChanged
from crawler.extract import fields
from crawler.extract.fields import Node
from crawler.page import Page
from roles.model import RawPosting

NAME = "greenhouse"
COVERS: Covers = "all"
HOSTS = ("boards-api.greenhouse.io",)

_API = "https://boards-api.greenhouse.io/v1/boards/{}/jobs?content=true&pay_transparency=true"
_HOST = re.compile(r"(?:boards|job-boards|boards-api|api)(?:\.eu)?\.greenhouse\.io\Z")
# First parts of paths that are no employer's.
_NO_TENANT = frozenset(("embed", "v1", "api", "js", "css", "assets"))
_TENANT = re.compile(r"(?:/v1/boards/|greenhouse\.io/)(?!embed/|v1/)([^/?#]+)")
# How careers pages that ask the API themselves name their board.
_TOKEN = re.compile(r"(?:urlToken|boardToken|board_token)[\"']?\s*[:=]\s*[\"']([\w-]{2,60})[\"']")
# Work models that stand where a place should.
_MODELS = frozenset(("hybrid", "remote", "in-office", "in office", "on-site", "onsite", "on site", "distributed"))
_PER_HOUR = re.compile(r"\bhour|\bhr\b", re.I)


def entry(url: str) -> tuple[Ask, ...] | None:
    """boards.greenhouse.io/acme, a job of it, its embedded forms and its API → the API's whole list."""
    host, path = fields.host_and_path(url)
    if not _HOST.match(host):
        return None
    token = fields.query_of(url).get("for", "")
    if path[:2] == ("v1", "boards"):
        token = path[2] if len(path) > 2 else ""
    elif path and path[0] not in _NO_TENANT:
        token = path[0]
    return (Ask(url=_API.format(fields.quoted(token))),) if token else None


def embedded(page: Page) -> tuple[str, tuple[Ask, ...]] | None:
    """A frame, script or link of Greenhouse, or the name of a board beside links with gh_jid."""
    if shown := fields.embedded_board(page, "Greenhouse", entry):
        return shown
    if not page.looks_like_html or not ("gh_jid" in page.text or "greenhouse" in page.text):
        return None
    tokens = set(_TOKEN.findall(page.text))
    if len(tokens) != 1:
        return None
    token = tokens.pop()
    return f"the page names the Greenhouse board {token}", (Ask(url=_API.format(token)),)


def recognise(page: Page) -> str | None:
    """A list of jobs with the API's total, or a job with its keys."""
    tree = fields.json_of(page)
    if not isinstance(tree, dict):
        return None
    if _is_job(tree):
        return "the answer is a job of Greenhouse's API"
    first = fields.first_of(tree, "jobs")
    stated = isinstance(tree.get("meta"), dict) and "total" in tree["meta"] and tree.get("jobs") == []
    return "the answer has the jobs of Greenhouse's API" if stated or (first and _is_job(first)) else None


def _is_job(tree: Node) -> bool:
    return {"id", "title", "absolute_url", "location"} <= tree.keys() and "updated_at" in tree


def read_listing(page: Page) -> Listing:
    """All jobs of the answer; those without a text (asked without content=true) as links to their own pages."""
    tree = fields.tree_of(page, "jobs of Greenhouse")
    if isinstance(tree, dict) and _is_job(tree):
        return Listing(postings=read_posting(page))
    rows = fields.list_at(tree, "jobs", page)
    if not rows and (total := fields.count_at(tree.get("meta"), "total")):
        raise BoardChanged(f"{page.url} has no jobs and states that there are {total} (meta.total); try again later")
    general = [fields.words(row.get("title")) or "" for row in rows if row.get("internal_job_id", 0) is None]
    return Listing(
        postings=tuple(_posting(page, row) for row in rows if "content" in row),
        links=tuple(_link(page, row) for row in rows if "content" not in row),
        declared=fields.count_at(tree.get("meta"), "total"),
        notes=(f"no job stands behind {'; '.join(general)}: a general application",) if general else (),
    )


def read_posting(page: Page) -> tuple[RawPosting, ...]:
    """The job of a …/jobs/{id} answer."""
    tree = fields.tree_of(page, "a job of Greenhouse")
    if isinstance(tree, dict) and "error" in tree:
        raise BoardChanged(f"{page.url} answered: {fields.words(tree['error'])}; the job is gone or was never there")
    return (_posting(page, fields.one_object(tree, page)),)


def _link(page: Page, row: Node) -> Link:
    stub = _posting(page, row)
    own = fields.below(page, stub.external_id or "", pay_transparency="true")
    return Link(url=own, title=stub.title or "", stub=stub, changed=fields.words(row.get("updated_at")) or "")


def _posting(page: Page, row: Node) -> RawPosting:
    posting_id = fields.stated_at(row, "id", page)
    hosted = fields.words(row.get("absolute_url"))
    offices = [_office(office) for office in fields.rows_of(row.get("offices"))]
    place = fields.name_of(row.get("location"))
    model = place if place and place.lower() in _MODELS and any(offices) else None
    departments = map(fields.name_of, fields.rows_of(row.get("departments")))
    about = _metadata(row.get("metadata"))
    return RawPosting(
        url=hosted or page.url,
        external_id=posting_id,
        tenant=fields.tenant_of(_TENANT, page.url, hosted),
        requisition_id=fields.words(row.get("requisition_id")),
        title=fields.title_at(row, "title", page),
        text=fields.text_from((None, row.get("content")), *_pay_words(row)),
        company=fields.words(row.get("company_name")),
        department=fields.joined(*departments),
        locations=fields.places([place] if place and not model else offices),
        workplace=model or about.get("workplace"),
        employment_type=about.get("employment"),
        salary=fields.several(_pay(range_) for range_ in _ranges(row)) or about.get("pay"),
        posted=fields.words(row.get("first_published")),
        expires=fields.words(row.get("application_deadline")),
        locale=fields.words(row.get("language")),
    )


def _office(office: Node) -> str | None:
    return fields.words(office.get("location")) or fields.words(office.get("name"))


def _ranges(row: Node) -> list[Node]:
    return fields.rows_of(row.get("pay_input_ranges"))


def _pay(range_: Node) -> str | None:
    """A range in whole units. The API has no period: only "hourly" in its words says one, else the amount tells."""
    about = f"{range_.get('title') or ''} {range_.get('blurb') or ''}"
    period = "HOUR" if _PER_HOUR.search(about) else None
    low, high = (_units(range_.get(key)) for key in ("min_cents", "max_cents"))
    return fields.pay(low, high, range_.get("currency_type"), period, name=range_.get("title"))


def _units(cents: Any) -> int | float | None:
    if isinstance(cents, bool) or not isinstance(cents, int | float):
        return None
    return int(cents) // 100 if cents % 100 == 0 else cents / 100


def _pay_words(row: Node) -> list[tuple[str | None, Any]]:
    """What the ad says of its pay ranges besides the amounts."""
    return [(fields.words(range_.get("title")), range_.get("blurb")) for range_ in _ranges(row)]


# What employers call the facts that they add, the first word that fits: the fact of ours.
_METADATA = (
    (re.compile(r"employment type|job type|contract type|time type", re.I), "employment"),
    (re.compile(r"remote|workplace|work(?:ing)? (?:model|arrangement|mode)|location type", re.I), "workplace"),
    (re.compile(r"salary|pay range|base pay|compensation", re.I), "pay"),
)


def _metadata(rows: Any) -> dict[str, str]:
    """Facts that the employer added under a name that tells what they are, where they are words."""
    found: dict[str, str] = {}
    for row in fields.rows_of(rows):
        value = row.get("value")
        stated = fields.joined(*value) if isinstance(value, list) else fields.words(value)
        fact = next((fact for name, fact in _METADATA if name.search(str(row.get("name") or ""))), None)
        if fact and stated:
            found.setdefault(fact, stated)
    return found
