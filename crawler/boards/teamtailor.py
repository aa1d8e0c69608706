"""Teamtailor: the JSON Feed and the RSS feed of an employer's careers site, each with the whole text of every ad.

https://support.teamtailor.com/en/articles/11171756-rss-feed-how-to-guide and open adapters (August to October 2026).
Sites are at acme.teamtailor.com (also acme.na.teamtailor.com) or under a domain of the employer's own, whose pages load
teamtailor-cdn.com. /jobs.json is asked: each item carries a schema.org JobPosting (`_jobposting`), which has places,
dates and, where the employer shows it, pay; a feed that goes on names its next page (`next_url`). It is not documented.
/jobs.rss is, and is read where it is given: at most 100 items a page, further ones by `offset`.

Oddities: ids of the two feeds differ, the number in an ad's address is the same in both and in its own page. Neither
feed states a total. `remoteStatus` is none, hybrid, fully or temporary. An ad's own page keeps its whole markup when it
is closed; a banner says so. The feeds of jobs at other vendors look alike, so Teamtailor's own names must be in them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.board import Ask, Covers, Listing
from crawler.errors import BoardChanged, NotThisBoard
from crawler.extract import fields
from crawler.extract.elements import named, words_in
from crawler.extract.employer_host import employer_at, on_host
from crawler.extract.fields import Node
from crawler.extract.jobposting import raw_postings
from crawler.extract.own_page import postings_on
from crawler.extract.xml import xml_tree
from crawler.page import Page
from roles.model import RawPosting

if TYPE_CHECKING:
    from lxml import etree

NAME = "teamtailor"
COVERS: Covers = "all"

_VENDORS = ("teamtailor.com", "na.teamtailor.com")
_RSS = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>)?\s*<rss\b[^>]{0,2000}teamtailor\.com/locations")
_NUMBER = re.compile(r"/jobs/(\d+)")
_PER_PAGE = 100
_REMOTE = {"fully": "Fully remote", "temporary": "Temporarily remote", "none": None}


def entry(url: str) -> tuple[Ask, ...] | None:
    """Any address of acme.teamtailor.com → its JSON Feed; its RSS feed where that was given."""
    if employer_at(_VENDORS, url) is None:
        return None
    host, path = fields.host_and_path(url)
    name = f"jobs.rss?offset=0&per_page={_PER_PAGE}" if path[-1:] == ("jobs.rss",) else "jobs.json"
    return (Ask(url=f"https://{host}/{name}"),)


def embedded(page: Page) -> tuple[str, tuple[Ask, ...]] | None:
    """A page that Teamtailor serves under an employer's own domain, or one that links to its site."""
    if page.looks_like_html and "teamtailor-cdn.com" in page.text:
        return "the page is made by Teamtailor (it has teamtailor-cdn.com)", (Ask(url=on_host(page, "/jobs.json")),)
    return fields.embedded_board(page, "Teamtailor", entry)


def recognise(page: Page) -> str | None:
    """RSS that declares Teamtailor's names, or a JSON Feed whose items carry `_jobposting`."""
    if _RSS.match(page.body[:4096]):
        return "it is an RSS feed of Teamtailor"
    tree = fields.json_of(page)
    rows = fields.rows_of(tree.get("items")) if isinstance(tree, dict) else []
    return "it is a JSON Feed of Teamtailor" if any("_jobposting" in row for row in rows[:3]) else None


def read_listing(page: Page) -> Listing:
    """The ads of one page of a feed, and the page behind it."""
    if _RSS.match(page.body[:4096]):
        return _rss(page)
    if page.body.lstrip().startswith(b"<?xml"):
        raise NotThisBoard(f"{page.url} is XML, but no RSS feed of Teamtailor (it does not declare its names)")
    tree = fields.tree_of(page, "the items of Teamtailor's feed")
    rows = fields.list_at(tree, "items", page)
    if "jsonfeed.org" not in str(tree.get("version")):
        raise NotThisBoard(f"{page.url} is no JSON Feed (“version” does not say so), so it is none of Teamtailor")
    following = fields.words(tree.get("next_url"))
    return Listing(
        postings=tuple(_item(page, row) for row in rows),
        next_pages=(_here(page, following),) if following else (),
    )


def read_posting(page: Page) -> tuple[RawPosting, ...]:
    """The ad on its own page, from its markup."""
    return postings_on(page)


def _item(page: Page, row: Node) -> RawPosting:
    title, url = fields.title_at(row, "title", page), fields.stated_at(row, "url", page)
    stated = fields.node_of(row.get("_jobposting"))
    (raw,) = raw_postings(page, [{key.lower(): value for key, value in stated.items()}], in_listing=True)
    text = fields.text_from((None, row.get("content_html") or row.get("content_text")))
    return _known_as(
        replace(
            raw,
            title=title or raw.title,
            text=text or raw.text,
            posted=raw.posted or fields.words(row.get("date_published")),
            # Here `identifier` is Teamtailor's own number, not the employer's.
            requisition_id=None,
        ),
        page,
        url,
        fields.words(row.get("id")),
    )


def _known_as(raw: RawPosting, page: Page, url: str, feed_id: str | None) -> RawPosting:
    """An ad under the number in its address, which both feeds share; else under the feed's own id."""
    number = _NUMBER.search(url)
    return replace(
        raw,
        url=url,
        external_id=number[1] if number else feed_id,
        tenant=employer_at(_VENDORS, page.url, url),
        derived_id=False,
    )


def _here(page: Page, url: str) -> str:
    """A next page on the host that answered, for feeds name their own host also on a mirror."""
    there = urlsplit(urljoin(page.url, url))
    here = urlsplit(page.url)
    return there._replace(scheme=here.scheme, netloc=here.netloc).geturl()


# -- RSS


def _rss(page: Page) -> Listing:
    channels = named(xml_tree(page.body, page.url), "channel")
    if len(channels) != 1:
        raise BoardChanged(f"{page.url} is an RSS feed without a channel; open it in a browser to see what it is")
    items = named(channels[0], "item")
    query = fields.query_of(page.url)
    offset, size = (int(found) if (found := query.get(key, "")).isdecimal() else 0 for key in ("offset", "per_page"))
    # Asked without a size, a page has as many items as the site likes: one more is asked for until one is short.
    more = bool(items) if not size else len(items) >= size
    following = fields.with_query(page, offset=str(offset + len(items)), per_page=str(size or _PER_PAGE))
    return Listing(postings=tuple(_rss_item(page, item) for item in items), next_pages=(following,) if more else ())


def _rss_item(page: Page, item: etree._Element) -> RawPosting:
    title, url, guid = (words_in(item, name) for name in ("title", "link", "guid"))
    if not url:
        raise BoardChanged(f"{page.url}: an item ({title or guid or 'without a title'}) has no “link”; try again later")
    remote = words_in(item, "remotestatus") or "none"
    return _known_as(
        RawPosting(
            url=url,
            title=title,
            text=fields.text_from((None, words_in(item, "description"))),
            company=words_in(item, "company_name"),
            department=fields.joined(words_in(item, "department"), words_in(item, "role")),
            locations=fields.places(map(_place, named(item, "locations", "location"))),
            workplace=_REMOTE.get(remote, remote),
            posted=words_in(item, "pubdate"),
        ),
        page,
        url,
        guid,
    )


def _place(node: etree._Element) -> str | None:
    city, country, name = (words_in(node, key) for key in ("city", "country", "name"))
    return fields.joined(city, country) if city else fields.joined(name, country)
