"""Workable: the API of its widget, one JSON answer with the whole board of an employer.

As read by open adapters (August 2026). People know apply.workable.com/acme, a job at apply.workable.com/acme/j/CODE,
and the older acme.workable.com. With details=true the answer has the descriptions; up to 259 jobs were seen, never
pages. All employers share one host, which answers 429 quickly and asks for long pauses. The Markdown lists (jobs.md)
end after 30 rows and are not asked for.

Oddities: short addresses (apply.workable.com/j/CODE) do not name the employer. A location may be `hidden`: it is left
out here. `created_at` is older than `published_on`. The employer's own name stands once, above the jobs.
"""

from __future__ import annotations

import re

from crawler.board import Ask, Covers, Listing
from crawler.errors import NotThisBoard
from crawler.extract import fields
from crawler.extract.fields import Node
from crawler.page import Page
from roles.model import RawPosting

NAME = "workable"
COVERS: Covers = "all"
HOSTS = ("apply.workable.com",)

_API = "https://apply.workable.com/api/v1/widget/accounts/{}?details=true"
_TENANT = re.compile(r"/accounts/([^/?#]+)")
# Hosts of Workable itself.
_NO_TENANT = frozenset(("apply", "jobs", "help", "resources", "careers", "api", "get", "developers", "workable"))


def entry(url: str) -> tuple[Ask, ...] | None:
    """apply.workable.com/acme, a job of it, acme.workable.com, or the API → the widget's whole list."""
    host, path = fields.host_and_path(url)
    slug = ""
    if host == "apply.workable.com":
        if path[:1] == ("api",):
            slug = path[path.index("accounts") + 1] if "accounts" in path[:-1] else ""
        elif path and path[0] != "j":
            slug = path[0]
    elif host.endswith(".workable.com"):
        slug = host.removesuffix(".workable.com")
        slug = "" if slug in _NO_TENANT or "." in slug else slug
    return (Ask(url=_API.format(fields.quoted(slug))),) if slug else None


def embedded(page: Page) -> tuple[str, tuple[Ask, ...]] | None:
    """Frames, scripts and links of an employer's board at Workable."""
    return fields.embedded_board(page, "Workable", entry)


def recognise(page: Page) -> str | None:
    """Jobs with a shortcode, or an empty list of them under an employer's name."""
    tree = fields.json_of(page)
    if not isinstance(tree, dict) or not isinstance(tree.get("jobs"), list) or "name" not in tree:
        return None
    first = fields.first_of(tree, "jobs")
    known = {"shortcode", "title"} <= first.keys() if first else tree.keys() <= {"name", "description", "jobs"}
    return "the answer has the jobs of Workable's widget" if known else None


def read_listing(page: Page) -> Listing:
    """All jobs of the answer. Without details=true they have no text, which a note says."""
    tree = fields.tree_of(page, "jobs of Workable")
    rows = fields.list_at(tree, "jobs", page)
    bare = sum("description" not in row for row in rows)
    return Listing(
        postings=tuple(_posting(page, row, fields.words(tree.get("name"))) for row in rows),
        notes=(f"jobs without a description: {bare}; ask for the list with ?details=true",) if bare else (),
    )


def read_posting(page: Page) -> tuple[RawPosting, ...]:
    """The widget has no answers for single postings."""
    raise NotThisBoard(
        f"{page.url} is no list of Workable's widget; give the employer's board (apply.workable.com/NAME)"
    )


def _posting(page: Page, row: Node, company: str | None) -> RawPosting:
    code = fields.stated_at(row, "shortcode", page)
    listed = [_place(each) for each in fields.rows_of(row.get("locations")) if each.get("hidden") is not True]
    own = fields.joined(row.get("city"), row.get("state"), row.get("country"))
    return RawPosting(
        url=fields.words(row.get("url")) or fields.words(row.get("shortlink")) or page.url,
        external_id=code,
        tenant=fields.tenant_of(_TENANT, page.url),
        requisition_id=fields.words(row.get("code")),
        title=fields.title_at(row, "title", page),
        text=fields.text_from((None, row.get("description"))),
        company=company,
        department=fields.words(row.get("department")),
        locations=fields.places(listed if row.get("locations") else [own]),
        workplace=fields.workplace_of(remote=row.get("telecommuting")),
        employment_type=fields.words(row.get("employment_type")),
        experience=fields.words(row.get("experience")),
        education=fields.words(row.get("education")),
        posted=fields.words(row.get("published_on")),
        apply_to=fields.words(row.get("application_url")),
    )


def _place(place: Node) -> str | None:
    return fields.joined(place.get("city"), place.get("region"), place.get("country"))
