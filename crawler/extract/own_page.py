"""An ad's own page, for boards whose listings lead to pages of any kind: its markup, else the sections of its text."""

from __future__ import annotations

from crawler.errors import NotThisBoard
from crawler.extract.jobposting import raw_postings, read_markup
from crawler.extract.parts import postings_in
from crawler.extract.prose import main_region, text_of
from crawler.page import Page
from roles.model import RawPosting
from roles.text import squeeze


def postings_on(page: Page) -> tuple[RawPosting, ...]:
    """The posting, or the postings, on a page. Raises NotThisBoard where it holds none."""
    if not page.looks_like_html:
        raise NotThisBoard(f"{page.identity} is no HTML page: nothing on it can be read as an ad")
    nodes = read_markup(page).postings
    found = tuple(raw for raw in raw_postings(page, nodes, in_listing=False) if raw.title or raw.text)
    heading = squeeze(page.html.xpath("string(//h1)").get() or page.html.xpath("string(//title)").get() or "")
    found = found or postings_in(page, text_of(main_region(page.html.root)), heading or None)
    if not found:
        raise NotThisBoard(
            f"no posting found at {page.identity}: it has neither JobPosting markup nor the sections of a job ad"
            " (such as 岗位职责, Requirements)"
        )
    return found
