"""XML sitemaps (https://www.sitemaps.org/protocol.html): the list of a site's addresses, for sites without a listing.

Of all its addresses those that are worded like ads are followed; what stands behind them is read as on any careers site
(JobPosting markup, else the sections of an ad). A sitemap index names further sitemaps: where some are named after jobs
only those are read. Packed ones (.xml.gz) are unpacked up to 50 MB. The namespace is written with http or https. What
is odd: a sitemap lags, it misses new ads and keeps addresses of ads that ended months ago. So presence does not mean
open, and absence alone never closes a role here (COVERS is "recent"): the ad's own page does, which is asked again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from crawler.board import Ask, Covers, Link, Listing
from crawler.errors import BoardChanged, NotThisBoard
from crawler.extract.jobwords import looks_like_ad, says_jobs
from crawler.extract.own_page import postings_on
from crawler.extract.xml import local_name, unpacked, xml_tree
from crawler.page import Page
from roles.model import RawPosting
from roles.text import squeeze
from roles.url import canonical, same_site

NAME = "sitemap"
COVERS: Covers = "recent"

_OPENS = re.compile(rb"<(?:\w{1,20}:)?(urlset|sitemapindex)[\s>]", re.I)
_PACKED = re.compile(r"sitemap[^/]*\.gz\Z|\.xml\.gz\Z", re.I)


@dataclass(frozen=True, slots=True)
class _Place:
    url: str
    changed: str


def recognise(page: Page) -> str | None:
    """The root element of a sitemap in the first bytes, or a packed file of that name."""
    head = page.body[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<") and (found := _OPENS.search(head)):
        return f"it is a sitemap ({found[1].decode().lower()})"
    packed = head.startswith(b"\x1f\x8b") and _PACKED.search(urlsplit(page.url).path)
    return "it is a packed sitemap, by its name" if packed else None


def embedded(page: Page) -> tuple[str, tuple[Ask, ...]] | None:
    """A sitemap that a page announces, where its name says that it is one of jobs."""
    if not page.looks_like_html:
        return None
    for href in page.html.xpath("//link[@rel='sitemap']/@href").getall():
        url = page.link(href)
        if same_site(url, page.url) and says_jobs(urlsplit(url).path):
            return f"the page announces a sitemap of jobs, {href}", (Ask(url=url),)
    return None


def read_listing(page: Page) -> Listing:
    """Links to what looks like ads; of an index, the sitemaps that it names."""
    kind, places = _places(page)
    here = [place for place in places if same_site(place.url, page.url)]
    elsewhere = len(places) - len(here)
    notes = (f"left out of {page.identity}: {elsewhere} addresses of other sites",) if elsewhere else ()
    if kind == "sitemapindex":
        if not here:
            raise BoardChanged(
                f"the sitemap index {page.identity} names no sitemap of its site; give a sitemap's address"
            )
        named = [place for place in here if says_jobs(urlsplit(place.url).path)]
        return Listing(next_pages=tuple(dict.fromkeys(place.url for place in named or here)), notes=notes)
    ads = {canonical(place.url): place for place in here if looks_like_ad(place.url)}
    if not ads and places:
        # A part of an index may hold no ads; alone it must, or nobody would learn that the rule does not fit.
        note = f"none of the {len(places)} addresses in {page.identity} looks like an ad's (/jobs/…, /zhiwei/…)"
        return Listing(notes=(*notes, note)) if _is_part(page) else _refused(note)
    return Listing(
        links=tuple(Link(url=place.url, sure=False, changed=place.changed) for place in ads.values()), notes=notes
    )


def read_posting(page: Page) -> tuple[RawPosting, ...]:
    """The ad on a page that the sitemap names: its markup where it has some, else its text."""
    return postings_on(page)


def _refused(note: str) -> Listing:
    raise BoardChanged(f"{note}; give the address of the page that lists the open roles")


def _is_part(page: Page) -> bool:
    """Whether a sitemap is one of several, by its name: sitemap-3.xml, page-sitemap.xml."""
    name = urlsplit(page.url).path.rpartition("/")[2].lower()
    return name.removesuffix(".gz") not in ("sitemap.xml", "sitemap") and not says_jobs(name)


def _places(page: Page) -> tuple[str, list[_Place]]:
    """What kind of sitemap a page is, and the addresses in it."""
    if page.looks_like_html and not _OPENS.search(page.body[:2048]):
        raise NotThisBoard(
            f"{page.identity} is an HTML page where a sitemap was expected; look for its address in robots.txt"
        )
    root = xml_tree(unpacked(page.body, page.identity), page.identity)
    kind = local_name(root)
    if kind not in ("urlset", "sitemapindex"):
        raise NotThisBoard(f"{page.identity} is no sitemap: its root is <{kind}>; look for its address in robots.txt")
    found = []
    for number, entry in enumerate((node for node in root if local_name(node)), 1):
        stated = {local_name(child): squeeze(child.text or "") for child in entry}
        if local_name(entry) not in ("url", "sitemap") or not stated.get("loc"):
            raise BoardChanged(f"entry {number} of the sitemap {page.identity} has no <loc>; its owner must mend it")
        found.append(_Place(urljoin(page.url, stated["loc"]), stated.get("lastmod", "")))
    return kind, found
