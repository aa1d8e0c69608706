"""Careers sites whose pages carry schema.org JobPosting: as JSON-LD (all its shapes) or as microdata.

Any content system that wants its ads in search engines writes this (https://developers.google.com/search/docs/appearance/
structured-data/job-posting). Markup belongs on an ad's own page; the listing then has links only. Some sites put all
postings, or an ItemList of their addresses, on the listing itself. A page that says "expired" in a banner often keeps
its markup whole, so markup never proves that a role is open.
"""

from __future__ import annotations

from crawler.board import Covers, Link, Listing
from crawler.errors import NotThisBoard
from crawler.extract.empty import declared_total, says_empty
from crawler.extract.jobposting import Markup, has_text, raw_postings, read_markup
from crawler.extract.links import detail_links, next_pages
from crawler.extract.prose import main_region, text_of
from crawler.page import Page
from roles.model import RawPosting

NAME = "jsonld"
COVERS: Covers = "all"


def recognise(page: Page) -> str | None:
    """Structured data of a posting, or a list of postings' addresses."""
    if not page.looks_like_html:
        return None
    markup = read_markup(page)
    if markup.postings:
        return f"the page carries schema.org JobPosting markup ({len(markup.postings)})"
    if markup.links:
        return f"the page carries a schema.org ItemList of {len(markup.links)} addresses"
    return "; ".join(markup.errors) or None


def read_listing(page: Page) -> Listing:
    """Postings in the page's markup; links to ads' own pages for those that have only a name there."""
    markup = read_markup(page)
    _refuse_errors(page, markup)
    found = raw_postings(page, markup.postings, in_listing=True)
    named_only = [raw for raw in found if not has_text(raw) and not raw.derived_id and raw.url != page.identity]
    links = [*markup.links, *(Link(url=raw.url, title=raw.title or "") for raw in named_only)]
    if not found:
        links += detail_links(page)
    text = text_of(main_region(page.html.root))
    if not found and not links and not says_empty(text):
        raise NotThisBoard(
            f"{page.identity} has no JobPosting markup and no links to postings; give the address of the page that"
            ' lists the open roles, or set board = "headings" for a page without markup'
        )
    listing = bool(links) or len(found) != 1
    return Listing(
        postings=tuple(raw for raw in found if raw not in named_only),
        links=tuple(links),
        next_pages=next_pages(page) if listing else (),
        declared=(markup.total or declared_total(text)) if listing else None,
    )


def read_posting(page: Page) -> tuple[RawPosting, ...]:
    """The posting in the markup of an ad's own page."""
    markup = read_markup(page)
    _refuse_errors(page, markup)
    found = tuple(raw for raw in raw_postings(page, markup.postings, in_listing=False) if raw.title or raw.text)
    if not found:
        raise NotThisBoard(f"{page.identity} carries no JobPosting markup")
    return found


def _refuse_errors(page: Page, markup: Markup) -> None:
    if markup.errors and not markup.postings:
        raise NotThisBoard(f"{page.identity}: {markup.errors[0]}; the site must mend its markup")
