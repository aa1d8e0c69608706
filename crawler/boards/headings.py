"""Pages written by hand: one or several roles in one HTML page, told apart by headings, rules or label lines.

Universities, institutes, small companies and most Chinese careers pages look like this: no markup but headings
("岗位职责", "Requirements"), sometimes only bold lines; several roles on one page, or a listing whose links lead to
such pages. Also pages that compile untitled blocks of duties and requirements. Nothing identifies an ad there but its
page's address and, where several share a page, its title.
"""

from __future__ import annotations

from functools import lru_cache

from crawler.board import Covers, Listing
from crawler.errors import BoardChanged, NotThisBoard
from crawler.extract.empty import declared_total, says_empty
from crawler.extract.links import detail_links, next_pages
from crawler.extract.parts import postings_in
from crawler.extract.prose import main_region, text_of
from crawler.page import Page
from roles.model import RawPosting
from roles.text import squeeze

NAME = "headings"
COVERS: Covers = "all"


def recognise(page: Page) -> str | None:
    """An HTML page whose text has the sections of a job ad."""
    if not page.looks_like_html:
        return None
    found = _postings(page)
    return f"the page's text has the sections of {len(found)} job ad(s)" if found else None


def read_listing(page: Page) -> Listing:
    """The roles in a page's text; where it has none, the links to ads' own pages."""
    text = _text(page)
    found = _postings(page)
    links = () if found else detail_links(page)
    if not found and not links and not says_empty(text):
        raise BoardChanged(f"no postings found at {page.identity}, because {_why_none(page, text)}")
    return Listing(
        postings=found,
        links=links,
        next_pages=next_pages(page) if links or len(found) > 1 else (),
        declared=declared_total(text) if links else None,
    )


def read_posting(page: Page) -> tuple[RawPosting, ...]:
    """The role, or the roles, on an ad's own page."""
    found = _postings(page)
    if not found:
        raise NotThisBoard(f"no posting found at {page.identity}, because {_why_none(page, _text(page))}")
    return found


@lru_cache(maxsize=2)  # a page is recognised and then read
def _postings(page: Page) -> tuple[RawPosting, ...]:
    return postings_in(page, _text(page), _subject(page))


def _text(page: Page) -> str:
    return text_of(main_region(page.html.root))


def _subject(page: Page) -> str | None:
    """What a page says it is about: its only h1, else its title without the site's name behind a dash or bar."""
    headings = [squeeze("".join(node.itertext())) for node in page.html.root.iter("h1")]
    if len([words for words in headings if words]) == 1:
        return next(filter(None, headings))
    title = squeeze(page.html.xpath("string(//title)").get() or "")
    for mark in (" | ", " - ", " – ", " — ", "_", "|", "-"):
        title = title.partition(mark)[0] if len(title.partition(mark)[0]) > 1 else title
    return title.strip() or None


def _why_none(page: Page, text: str) -> str:
    scripts = len(page.html.xpath("//script"))
    if len(text) < 200 and scripts:
        return "it is an empty shell that a script fills; try the address of the board behind it (its JSON or its feed)"
    return (
        "its text has no sections of a job ad (such as 岗位职责, 任职要求, Requirements) and it links to no postings;"
        " try the address of the page that lists the open roles"
    )
