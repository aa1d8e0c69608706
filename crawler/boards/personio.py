"""Personio: the XML feed of an employer's careers site, one answer with every published position.

https://developer.personio.de/docs/retrieving-open-job-positions and open adapters (August to October 2026). Each
employer has a host, acme.jobs.personio.de or .com; a tenant may answer on one of the two only. The feed is at /xml, has
no pages and states no total; a position's own page is /job/{id}.

Oddities: the root is called workzag-jobs, after Personio's first name. `language` chooses the texts and may drop
positions that nobody has translated, so the feed is asked without it and comes in the employer's default language.
The kind of employment is two words (permanent, full-time). Some feeds have salaryInformation (min, max, currencyCode,
type), most have no pay; none has an expiry. An unknown tenant is led to Personio's own site, which is no feed, and new
careers sites may have no feed at all. Personio answers 429 after few requests.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.board import Ask, Covers, Listing
from crawler.errors import BoardChanged, NotThisBoard
from crawler.extract import fields
from crawler.extract.elements import children, named, words_in
from crawler.extract.employer_host import employer_at, on_host
from crawler.extract.xml import local_name, xml_tree
from crawler.page import Page
from roles.model import RawPosting

if TYPE_CHECKING:
    from lxml import etree

NAME = "personio"
COVERS: Covers = "all"

_VENDORS = ("jobs.personio.de", "jobs.personio.com")
_OPENS = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>)?\s*(?:<!--.{0,2000}?-->\s*)?<workzag-jobs\b", re.S
)


def entry(url: str) -> tuple[Ask, ...] | None:
    """Any address of acme.jobs.personio.de or .com → its feed; a language that was asked for is kept."""
    if employer_at(_VENDORS, url) is None:
        return None
    host, path = fields.host_and_path(url)
    language = fields.query_of(url).get("language", "") if path == ("xml",) else ""
    return (Ask(url=f"https://{host}/xml" + (f"?language={fields.quoted(language)}" if language else "")),)


def embedded(page: Page) -> tuple[str, tuple[Ask, ...]] | None:
    """Frames, scripts and links of an employer's careers site at Personio."""
    return fields.embedded_board(page, "Personio", entry)


def recognise(page: Page) -> str | None:
    """XML whose root element is called workzag-jobs."""
    return "it is a feed of positions of Personio (workzag-jobs)" if _OPENS.match(page.body[:4096]) else None


def read_listing(page: Page) -> Listing:
    """The positions of the feed, with their texts."""
    return Listing(postings=read_posting(page))


def read_posting(page: Page) -> tuple[RawPosting, ...]:
    """The positions of the feed; a position's own page is not needed, for the feed has all of its text."""
    if page.looks_like_html and not _OPENS.match(page.body[:4096]):
        raise NotThisBoard(
            f"{page.url} answered with an HTML page where the positions of Personio were expected; the employer has no"
            " feed there: try the same name at jobs.personio.com or jobs.personio.de"
        )
    root = xml_tree(page.body, page.url)
    if local_name(root) != "workzag-jobs":
        raise NotThisBoard(
            f"{page.url} is XML of another kind (“{local_name(root)}”), not the positions of Personio (workzag-jobs)"
        )
    return tuple(_posting(page, node) for node in children(root, "position"))


def _posting(page: Page, node: etree._Element) -> RawPosting:
    title, posting_id = words_in(node, "name"), words_in(node, "id")
    if posting_id is None:
        raise BoardChanged(f"{page.url}: a position ({title or 'without a name'}) has no “id”; try again later")
    offices = [words_in(node, "office"), *(office.text for office in named(node, "additionaloffices", "office"))]
    sections = named(node, "jobdescriptions", "jobdescription")
    return RawPosting(
        url=on_host(page, f"/job/{fields.quoted(posting_id)}"),
        external_id=posting_id,
        tenant=employer_at(_VENDORS, page.url),
        title=title,
        text=fields.text_from(*((words_in(part, "name"), words_in(part, "value")) for part in sections)),
        company=words_in(node, "subcompany"),
        department=words_in(node, "department"),
        locations=fields.places(map(fields.words, offices)),
        workplace=words_in(node, "workplacetype"),
        employment_type=fields.joined(words_in(node, "employmenttype"), words_in(node, "schedule"), by=" "),
        salary=fields.several(_pay(pay) for pay in children(node, "salaryinformation")),
        experience=_experience(words_in(node, "yearsofexperience")),
        posted=words_in(node, "createdat"),
        locale=fields.query_of(page.url).get("language"),
    )


def _pay(node: etree._Element) -> str | None:
    low, high, currency, period = (words_in(node, name) for name in ("min", "max", "currencycode", "type"))
    return fields.pay(low, high, currency, period)


def _experience(stated: str | None) -> str | None:
    """ "7-10" with the unit that the element's name has: yearsOfExperience. Words stay as they are ("lt-1", "more")."""
    return f"{stated} years" if stated and stated.replace("-", "").isdecimal() else stated
