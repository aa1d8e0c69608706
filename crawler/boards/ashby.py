"""Ashby: the public posting API, one JSON answer with the whole job board of an employer.

https://developers.ashbyhq.com/docs/public-job-posting-api (as read by open adapters, August 2026). People know
jobs.ashbyhq.com/acme; names hold points and escapes (jobs.ashbyhq.com/rivianvw.tech). Neither pages nor single postings
can be asked for, and the pages for people are drawn by scripts. Answers take ten seconds and more.

Oddities: pay comes as words that mix in equity ("$81K – $87K • Offers Equity") and as components with an interval of
"1 YEAR", "0.5 MONTH"; only those of the type Salary are base pay. `shouldDisplayCompensationOnJobPostings` false means
that pay is not to be shown. `isListed` false is a posting that the board does not show: its state is "unlisted".
"""

from __future__ import annotations

import re

from crawler.board import Ask, Covers, Listing
from crawler.errors import NotThisBoard
from crawler.extract import fields
from crawler.extract.fields import Node
from crawler.page import Page
from roles.model import RawPosting

NAME = "ashby"
COVERS: Covers = "all"
HOSTS = ("api.ashbyhq.com",)

_API = "https://api.ashbyhq.com/posting-api/job-board/{}?includeCompensation=true"
_TENANT = re.compile(r"(?:/posting-api/job-board/|jobs\.ashbyhq\.com/)([^/?#]+)")


def entry(url: str) -> tuple[Ask, ...] | None:
    """jobs.ashbyhq.com/acme, a job or the embedded form of it, or its API → the API's whole list."""
    host, path = fields.host_and_path(url)
    if host == "api.ashbyhq.com" and path[:2] == ("posting-api", "job-board"):
        path = path[2:]
    elif host != "jobs.ashbyhq.com":
        return None
    return (Ask(url=_API.format(fields.quoted(path[0]))),) if path else None


def embedded(page: Page) -> tuple[str, tuple[Ask, ...]] | None:
    """The embedding script (jobs.ashbyhq.com/acme/embed) or links of Ashby."""
    return fields.embedded_board(page, "Ashby", entry)


def recognise(page: Page) -> str | None:
    """Jobs with Ashby's keys, or an empty list of them beside the API's version."""
    tree = fields.json_of(page)
    if not isinstance(tree, dict) or not isinstance(tree.get("jobs"), list):
        return None
    first = fields.first_of(tree, "jobs")
    known = {"id", "title", "jobUrl", "applyUrl"} <= first.keys() if first else tree.keys() == {"jobs", "apiVersion"}
    return "the answer has the jobs of Ashby's posting API" if known else None


def read_listing(page: Page) -> Listing:
    """All jobs of the answer, with those that are not listed marked as such."""
    rows = fields.list_at(fields.tree_of(page, "jobs of Ashby"), "jobs", page)
    return Listing(postings=tuple(_posting(page, row) for row in rows))


def read_posting(page: Page) -> tuple[RawPosting, ...]:
    """Ashby has no answers for single postings."""
    raise NotThisBoard(f"{page.url} is no posting of Ashby, whose API has no single postings; give the board's address")


def _posting(page: Page, row: Node) -> RawPosting:
    posting_id = fields.stated_at(row, "id", page)
    hosted = fields.words(row.get("jobUrl"))
    others = [fields.words(each.get("location")) for each in fields.rows_of(row.get("secondaryLocations"))]
    shown = row.get("shouldDisplayCompensationOnJobPostings") is not False
    pay = fields.node_of(row.get("compensation")) if shown else {}
    return RawPosting(
        url=hosted or page.url,
        external_id=posting_id,
        tenant=fields.tenant_of(_TENANT, page.url, hosted),
        title=fields.title_at(row, "title", page),
        text=fields.text_from(
            (None, row.get("descriptionHtml") or row.get("descriptionPlain")),
            ("Compensation", pay.get("compensationTierSummary")),
        ),
        department=fields.joined(row.get("department"), row.get("team")),
        locations=fields.places([fields.words(row.get("location")) or _address(row), *others]),
        workplace=fields.words(row.get("workplaceType")) or fields.workplace_of(remote=row.get("isRemote")),
        employment_type=fields.words(row.get("employmentType")),
        salary=_salary(pay),
        posted=fields.words(row.get("publishedAt")),
        apply_to=fields.words(row.get("applyUrl")),
        state="unlisted" if row.get("isListed") is False else None,
    )


def _address(row: Node) -> str | None:
    address = fields.node_of(fields.node_of(row.get("address")).get("postalAddress"))
    return fields.joined(*(address.get(f"address{part}") for part in ("Locality", "Region", "Country")))


def _salary(pay: Node) -> str | None:
    """Base pay: of the whole posting, else of its tiers, else in the board's words."""
    tiers = fields.rows_of(pay.get("compensationTiers"))
    for components in (
        fields.rows_of(pay.get("summaryComponents")),
        [each for tier in tiers for each in fields.rows_of(tier.get("components"))],
    ):
        base = [each for each in components if each.get("compensationType") == "Salary"]
        if found := fields.several(_component(each) for each in base):
            return found
    return fields.words(pay.get("scrapeableCompensationSalarySummary"))


def _component(each: Node) -> str | None:
    return fields.pay(each.get("minValue"), each.get("maxValue"), each.get("currencyCode"), each.get("interval"))
