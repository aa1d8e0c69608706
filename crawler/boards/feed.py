"""Feeds of job ads: RSS 2.0 and Atom (read by feedparser, which is given bytes and never an address) and JSON Feed.

WordPress job plugins, applicant systems, universities and job boards publish one. A feed shows the ads of the last
weeks, so an ad that left it may well be open. An item is an ad where it brings the whole text (content:encoded,
content_html); where it has a few words only, the ad is on the page that it links to, unless that is another site's.
A feed that was retired often answers 200 with an HTML page. Further facts stand in namespaced elements, of which the
prefixes job_listing: (WP Job Manager), g: (Google Base, as SuccessFactors writes), joblisting: (NEOGOV) and tt: are
known. Some job boards give partners XML of their own instead (<offers><offer>…, <jobs><job>…), whose elements are
matched by the usual names. "Role at Company" in titles is split only where most items are written so. Teamtailor has a
board of its own.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

import feedparser  # type: ignore[import-untyped]  # it has no type hints

from crawler.board import Ask, Covers, Link, Listing
from crawler.errors import BoardChanged, NotThisBoard
from crawler.extract.fields import json_of, list_at, pay, places, text_from, tree_of, words
from crawler.extract.jobwords import looks_like_role, says_jobs
from crawler.extract.own_page import postings_on
from crawler.extract.prose import text_of_html
from crawler.extract.rows import posting_of
from crawler.extract.xml import local_name, xml_tree
from crawler.page import Page
from roles.model import RawPosting
from roles.text import squeeze
from roles.url import canonical, same_site

NAME = "feed"
COVERS: Covers = "recent"

_OPENS = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*|<\?[^>]{0,300}\?>\s*)*"
                    rb"<(rss|feed|rdf:RDF)[\s>]", re.S | re.I)  # fmt: skip
_PLAIN = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?<(jobs|offers|vacancies|positions|jobfeed)[\s>]", re.I
)
_ENDS = re.compile(rb"</(?:\w{1,20}:)?(?:rss|feed|RDF)\s*>\s*(?:<!--.{0,5000}-->\s*)?\Z", re.S | re.I)
# A feed shows what is new; one that is longer than this is an attack or a whole archive.
_MOST_ITEMS = 5000
_ENTITY = re.compile(rb"<!ENTITY", re.I)
_JSON_FEED = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/")
_FEED_TYPES = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/xml", "text/xml")
)
# A shorter text announces an ad and is none, unless it has list items (duties). A Chinese character counts for two.
_AD_LENGTH, _AD_LENGTH_WITH_ITEMS = 400, 200
_CHINESE = re.compile(r"[\u3400-\u9fff]")
# "Senior Engineer at Northlake Robotics"
_AT = re.compile(r"(.{2,140}\S) at (\S.{1,79})\Z")
_MOST = 0.6
# Elements (without prefix, lower case) → fields of a raw posting; `_PREFIXES` are those that feedparser puts before.
_PREFIXES = ("", "job_listing_", "g_", "joblisting_", "tt_", "job_", "jobs_")
_FIELDS = {
    "company": ("company", "employer", "companyname", "company_name"),
    "department": ("department", "job_function"),
    "locations": ("location", "joblocation", "city"),
    "workplace": ("remotestatus",),
    "employment_type": ("job_type", "jobtype", "employmenttype", "employment_type"),
    "salary": ("salary", "compensation", "salary_range"),
    "expires": ("expiration_date", "advertisetodatetimeutc", "expires", "deadline", "closingdate"),
    "requisition_id": ("jobid", "requisitionid", "referencenumber", "job_id"),
    "experience": ("experience",),
    "education": ("education",),
}  # fmt: skip
# Sections that some feeds keep apart from the description.
_SECTIONS = (
    ("Duties", "examplesofduties"),
    ("Qualifications", "qualifications"),
    ("Further information", "supplementalinformation"),
)

Entry = dict[str, Any]


def recognise(page: Page) -> str | None:
    """The first bytes of RSS or Atom, or the version of a JSON Feed. A Teamtailor feed has its own board."""
    head = page.body[:4096]
    if b"teamtailor.com/locations" in head:
        return None
    if found := _OPENS.match(head):
        return f"it is a feed ({found[1].decode().lower()})"
    if found := _PLAIN.match(head):
        return f"it is XML with a list of jobs ({found[1].decode().lower()})"
    tree = json_of(page)
    if not isinstance(tree, dict) or not _JSON_FEED.match(str(tree.get("version"))):
        return None
    items = tree.get("items")
    of_teamtailor = isinstance(items, list) and any(isinstance(one, dict) and "_jobposting" in one for one in items[:3])
    return None if of_teamtailor else "it is a JSON Feed"


def embedded(page: Page) -> tuple[str, tuple[Ask, ...]] | None:
    """A feed that an HTML page announces, where its title or its address says that it is one of jobs."""
    if not page.looks_like_html:
        return None
    for node in page.html.xpath("//link[@href][contains(concat(' ', @rel, ' '), ' alternate ')]"):
        kind, href = (node.attrib.get("type") or "").lower(), node.attrib["href"]
        title = node.attrib.get("title") or ""
        path = urljoin(page.url, href).removeprefix(page.url)
        if kind in _FEED_TYPES and same_site(page.link(href), page.url) and (says_jobs(title) or says_jobs(path)):
            return f"the page announces a feed of jobs, {title or href}", (Ask(url=page.link(href)),)
    return None


def read_listing(page: Page) -> Listing:
    """Ads whose whole text is in the feed, and links to those of which it has a few words."""
    if _OPENS.match(page.body[:4096]):
        name, found, following = _xml_feed(page)
    elif _PLAIN.match(page.body[:4096]):
        name, found, following = _plain_xml(page)
    else:
        name, found, following = _json_feed(page)
    if found and not _is_of_jobs(name, found):
        raise NotThisBoard(
            f"the feed {page.identity} (“{name[:80]}”) does not say that it is one of jobs, and its items do not"
            " look like roles; give the address of the feed of jobs"
        )
    raws = _employers_in_titles(found)
    ads = tuple(raw for raw in raws if _is_whole(raw.text) or not _has_page_here(raw, page))
    stubs = tuple(raw for raw in raws if raw not in ads)
    return Listing(
        postings=ads,
        links=tuple(Link(url=raw.url, title=raw.title or "", stub=raw) for raw in stubs),
        next_pages=tuple(
            url for url in following if same_site(url, page.url) and canonical(url) != canonical(page.url)
        ),
    )


def read_posting(page: Page) -> tuple[RawPosting, ...]:
    """The ad on a page that a feed links to: its markup where it has some, else its text."""
    return postings_on(page)


# -- RSS and Atom


def _xml_feed(page: Page) -> tuple[str, list[RawPosting], list[str]]:
    if _ENTITY.search(page.body):
        raise BoardChanged(f"the feed {page.identity} declares XML entities of its own, which are not read")
    if not _ENDS.search(page.body[-6000:]):
        raise BoardChanged(f"the feed {page.identity} is cut off: its last element is not closed; try again later")
    if (items := page.body.count(b"<item") + page.body.count(b"<entry")) > _MOST_ITEMS:
        raise BoardChanged(
            f"the feed {page.identity} has {items} items, more than {_MOST_ITEMS}; give the feed of one page"
        )
    # As a file object: bytes alone would first be tried as the name of a file.
    tree = feedparser.parse(io.BytesIO(page.body), response_headers=_headers(page), resolve_relative_uris=False)
    if not tree.version or not tree.feed.get("title"):
        raise BoardChanged(
            f"{page.identity} is no feed that can be read (it has no title); open it in a browser to see why"
        )
    found = [_entry(entry, page, number) for number, entry in enumerate(tree.entries, 1)]
    following = [link["href"] for link in tree.feed.get("links", []) if link.get("rel") == "next" and link.get("href")]
    return squeeze(tree.feed.title), found, [urljoin(page.url, href) for href in following]


def _headers(page: Page) -> dict[str, str]:
    """What the answer says of its encoding; feedparser reads the rest from the bytes."""
    return {"content-type": page.headers["content-type"]} if "xml" in page.content_type else {}


def _entry(entry: Entry, page: Page, number: int) -> RawPosting:
    title = squeeze(text_of_html(entry.get("title") or ""))
    whole = max([*(one.get("value") or "" for one in entry.get("content", [])), entry.get("summary") or ""], key=len)
    stated = {field: value for field, names in _FIELDS.items() if (value := _element(entry, names))}
    city = stated.pop("locations", None)
    return _raw(
        page,
        number,
        title=title,
        link=entry.get("link"),
        guid=entry.get("id"),
        text=text_from((None, whole), *((heading, _element(entry, (name,))) for heading, name in _SECTIONS)),
        posted=words(entry.get("published")),
        locale=words(entry.get("language")),
        locations=places([city]),
        **({"salary": salary} if (salary := _salary(entry)) else {}) | stated,
    )


def _element(entry: Entry, names: Iterable[str]) -> str | None:
    """What the first of some elements states, whichever known prefix it has."""
    keys = (prefix + name for name in names for prefix in _PREFIXES)
    return next(
        (squeeze(value) if len(value) < 300 else value for key in keys if (value := words(entry.get(key)))), None
    )


def _salary(entry: Entry) -> str | None:
    low, high, currency, period = (
        _element(entry, (name,)) for name in ("minimumsalary", "maximumsalary", "salarycurrency", "salaryinterval")
    )
    return pay(low, high, currency, period)


# -- XML with elements of a job board's own


def _plain_xml(page: Page) -> tuple[str, list[RawPosting], list[str]]:
    root = xml_tree(page.body, page.identity)
    found = []
    for number, element in enumerate(root, 1):
        row = {local_name(one): _stated(one) for one in element}
        raw = posting_of(row, page.identity)
        if not raw.title or (raw.url == page.identity and not raw.external_id):
            raise BoardChanged(
                f"entry {number} of {page.identity} has no title, or neither a link nor an id (it has"
                f" {', '.join(row)[:120]}); look at it with `rolewatch preview`"
            )
        found.append(replace(raw, url=urljoin(page.url, raw.url)))
    return f"jobs ({local_name(root)})", found, []


def _stated(element: Any) -> str | list[str]:
    return [(one.text or "").strip() for one in element] if len(element) else (element.text or "").strip()


# -- JSON Feed (https://www.jsonfeed.org/version/1.1/)


def _json_feed(page: Page) -> tuple[str, list[RawPosting], list[str]]:
    if page.looks_like_html and not page.body.lstrip().startswith(b"{"):
        raise NotThisBoard(
            f"{page.identity} answered with an HTML page where a feed was expected; it may have been retired: give the"
            " address of the page that lists the open roles"
        )
    if page.body.lstrip().startswith(b"<"):
        raise NotThisBoard(f"{page.identity} is XML, but neither RSS nor Atom; look at it with `rolewatch preview`")
    tree = tree_of(page, "the items of a feed")
    if not isinstance(tree, dict) or not _JSON_FEED.match(str(tree.get("version"))):
        raise NotThisBoard(f"{page.identity} is neither RSS, Atom nor a JSON Feed; look at it with `rolewatch preview`")
    found = []
    for number, item in enumerate(list_at(tree, "items", page), 1):
        found.append(
            _raw(
                page,
                number,
                title=squeeze(words(item.get("title")) or ""),
                link=words(item.get("url")) or words(item.get("external_url")),
                guid=words(item.get("id")),
                text=text_from((None, item.get("content_html") or item.get("content_text") or item.get("summary"))),
                posted=words(item.get("date_published")),
                locale=words(item.get("language")) or words(tree.get("language")),
                locations=(),
            )
        )
    following = words(tree.get("next_url"))
    return words(tree.get("title")) or "", found, [urljoin(page.url, following)] if following else []


# -- both


def _raw(
    page: Page, number: int, *, title: str, link: str | None, guid: str | None, text: str, **stated: Any
) -> RawPosting:
    if not title and not text:
        raise BoardChanged(f"item {number} of the feed {page.identity} has neither a title nor a text")
    if not link and not guid:
        raise BoardChanged(f"item {number} of the feed {page.identity} (“{title[:80]}”) has neither a link nor an id")
    url = urljoin(page.url, link) if link else page.identity
    # An id that is only the link again says nothing more, and would not survive a move to https as the address does.
    own = guid if guid and not ("://" in guid and canonical(guid) == canonical(url)) else None
    return RawPosting(url=url, title=title or None, text=text, external_id=own, **stated)


def _is_whole(text: str) -> bool:
    length = len(text) + len(_CHINESE.findall(text))
    return length >= (_AD_LENGTH_WITH_ITEMS if text.count("\n- ") > 2 else _AD_LENGTH)


def _has_page_here(raw: RawPosting, page: Page) -> bool:
    return same_site(raw.url, page.url) and canonical(raw.url) != canonical(page.identity)


def _is_of_jobs(name: str, found: Sequence[RawPosting]) -> bool:
    titled = sum(looks_like_role(raw.title or "") for raw in found)
    return says_jobs(name) or titled > len(found) / 2 or any(raw.locations or raw.employment_type for raw in found)


def _employers_in_titles(found: list[RawPosting]) -> list[RawPosting]:
    """ "Role at Company" as two facts, where it is how the feed writes its titles rather than part of one of them."""
    split = [None if raw.company else _AT.match(raw.title or "") for raw in found]
    if len(found) < 2 or sum(match is not None for match in split) <= _MOST * len(found):
        return found
    pairs = zip(found, split, strict=True)
    return [replace(raw, title=match[1], company=match[2]) if match else raw for raw, match in pairs]
