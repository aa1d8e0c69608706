"""北森 (Beisen), the older careers portals at {employer}.zhiye.com: pages that are rendered on the server.

As read by open adapters (July to October 2026). Listings are /Social, /Campus, /Intern (a table: name, place, number of
people, day) or /index (a card per role with its whole text); further pages are ?PageIndex=2. They state the records
("共 12 条记录") and the page ("当前第 1 / 2 页"). A role's own page is /zpdetail/190810107, that of a card
/zwxq?jobId=151211126. The pages carry a script with the word new_zhiye_com.

Oddities: a table row has a region and a place, the place stands left of the day. Each of the listings has a total of
its own, so each is a source of its own; the start page only leads to them. The newer portals at the same hosts are an
empty shell (var BSGlobal) that a script fills by POST: they are recognised, and refused with words that say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import ceil
from typing import TYPE_CHECKING, Any

from crawler.board import Ask, Covers, Link, Listing
from crawler.errors import BoardChanged, NotThisBoard
from crawler.extract import fields
from crawler.extract.employer_host import employer_at, on_host
from crawler.extract.empty import says_empty
from crawler.extract.own_page import postings_on
from crawler.extract.prose import main_region, text_of
from crawler.page import Page
from roles.model import RawPosting
from roles.text import squeeze

if TYPE_CHECKING:
    from lxml.html import HtmlElement

NAME = "beisen"
COVERS: Covers = "all"

_VENDORS = ("zhiye.com",)
_LISTS = frozenset(("social", "campus", "intern", "index"))
_MARK = re.compile(rb"_splash\([^)]{0,200}new_zhiye_com")
_NEWER = re.compile(rb"var\s+BSGlobal\s*=")
_OWN_PAGE = re.compile(r"/zpdetail/(\d+)|/zwxq\?(?:[^#]*&)?jobId=(\d+)", re.I)
_TOTAL = re.compile(r"共\s*([\d,]{1,9})\s*条记录")
_PAGE_OF = re.compile(r"当前第\s*\d+\s*/\s*(\d{1,4})\s*页")
_PAGE_INDEX = re.compile(r"[?&]PageIndex=(\d{1,4})(?=&|\Z)", re.I)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_TEXTS = frozenset(("xiangqingtext", "zwlbbm"))
_MOST_PAGES = 500
# Labels of facts → fields of a raw posting.
_FACTS = {
    "工作性质": "employment_type", "薪资范围": "salary", "薪资待遇": "salary", "招聘人数": "headcount",
    "发布时间": "posted", "发布日期": "posted", "截止时间": "expires", "截止日期": "expires", "工作地点": "locations",
    "需求部门": "department", "所属部门": "department", "学历要求": "education", "工作年限": "experience",
    "职位名称": "title",
}  # fmt: skip


def entry(url: str) -> tuple[Ask, ...] | None:
    """A listing of acme.zhiye.com (/Social, /Campus, /Intern, /index) → its first page."""
    host, path = fields.host_and_path(url)
    if employer_at(_VENDORS, url) is None or len(path) != 1 or path[0].lower() not in _LISTS:
        return None
    return (Ask(url=f"https://{host}/{path[0]}"),)


def embedded(page: Page) -> tuple[str, tuple[Ask, ...]] | None:
    """Links to a listing of an employer's portal."""
    return fields.embedded_board(page, "Beisen (zhiye.com)", entry)


def recognise(page: Page) -> str | None:
    """A page of a portal, older by its script, newer by its shell."""
    if not page.looks_like_html:
        return None
    if _MARK.search(page.body):
        return "the page is one of Beisen's older portals (new_zhiye_com)"
    return "the page is one of Beisen's newer portals (BSGlobal)" if _NEWER.search(page.body) else None


def read_listing(page: Page) -> Listing:
    """The roles of one page of a listing: cards with their texts, rows with links to their own pages."""
    _refuse_the_newer(page)
    cards, links = tuple(_cards(page)), tuple(_rows(page))
    text = page.html.xpath("string(//body)").get() or ""
    stated = _TOTAL.search(text)
    total = int(stated[1].replace(",", "")) if stated else None
    found = len(cards) + len(links)
    if not found and total is None:
        if own := _own(page):
            return Listing(postings=(own,))
        if _MARK.search(page.body) and says_empty(text_of(main_region(page.html.root))):
            return Listing()
        raise _none_found(page)
    if not found and total:
        raise BoardChanged(f"{page.url} states {total} records and shows none of them; try again later")
    if total is None and b"</html>" not in page.body[-2000:].lower():
        raise BoardChanged(f"{page.url} states no number of records and has no end: it is cut off; try again later")
    return Listing(postings=cards, links=links, next_pages=_further(page, text, total, found), declared=total)


def read_posting(page: Page) -> tuple[RawPosting, ...]:
    """The role on its own page: of the portal's usual make, else by its markup or its headings."""
    _refuse_the_newer(page)
    own = _own(page)
    return (own,) if own else postings_on(page)


def _refuse_the_newer(page: Page) -> None:
    if not page.looks_like_html:
        raise NotThisBoard(f"{page.url} is no HTML page, so it is none of Beisen's older portals")
    if _NEWER.search(page.body) and not _MARK.search(page.body):
        raise BoardChanged(
            f"{page.url} is one of Beisen's newer portals: an empty shell that a script fills by POST, which is not"
            " read here; look for the employer's own careers page"
        )


def _none_found(page: Page) -> BoardChanged:
    lists = {page.link(href) for href in page.html.xpath("//a/@href").getall() if _is_list(page.link(href))}
    if lists:
        return BoardChanged(
            f"{page.url} shows no roles, it only leads to the listings; give one of them, each is a source of its own:"
            f" {', '.join(sorted(lists)[:6])}"
        )
    return NotThisBoard(
        f"{page.url} has neither roles nor a number of records (共 0 条记录), as the listings of Beisen's older portals"
        " have; try /Social, /Campus or /index of the same host"
    )


def _is_list(url: str) -> bool:
    _, path = fields.host_and_path(url)
    return len(path) == 1 and path[0].lower() in _LISTS


# -- pages of a listing


def _further(page: Page, text: str, total: int | None, shown: int) -> tuple[str, ...]:
    """All pages behind the first: as many as are stated, else as the links name, else as the records need."""
    named = [int(found[1]) for href in page.html.xpath("//a/@href").getall() if (found := _PAGE_INDEX.search(href))]
    stated = _PAGE_OF.search(text)
    if stated:
        named.append(int(stated[1]))
    here = _PAGE_INDEX.search(page.url)
    this = int(here[1]) if here else 1
    if not named and total and shown and this == 1:
        named.append(ceil(total / shown))
    last = min(max(named, default=1), _MOST_PAGES)
    return tuple(fields.with_query(page, PageIndex=str(number)) for number in range(2, last + 1) if number != this)


def _rows(page: Page) -> Iterator[Link]:
    seen = set()
    for anchor in page.html.root.iter("a"):
        found = _OWN_PAGE.search(anchor.get("href") or "")
        number = found and (found[1] or found[2])
        if not number or number in seen:
            continue
        seen.add(number)
        row = next((up for up in anchor.iterancestors() if up.tag in ("tr", "li")), None)
        cells = [] if row is None else [cell.get("title") or _words(cell) for cell in row if cell.tag in ("td", "span")]
        day = next((index for index, cell in enumerate(cells) if _DAY.match(cell)), None)
        stub = RawPosting(
            url=page.link(anchor.get("href")).partition("?PageIndex")[0],
            external_id=number,
            tenant=employer_at(_VENDORS, page.url),
            title=squeeze(anchor.get("title") or "") or _words(anchor) or None,
            text="",
            locations=fields.places([cells[day - 1] if day else None]),
            posted=cells[day] if day is not None else None,
        )
        yield Link(url=stub.url, title=stub.title or "", stub=stub)


def _cards(page: Page) -> Iterator[RawPosting]:
    for button in page.html.xpath("//li//a[@jobadid]"):
        number = button.attrib["jobadid"].strip()
        card = next(up for up in button.root.iterancestors() if up.tag == "li")
        spans = [_words(span) for head in card.iter("h2") for span in head.iter("span")]
        facts = _facts(card)
        if not number or not spans:
            raise BoardChanged(f"{page.url} has a card of a role without a number or a name; try again later")
        yield RawPosting(
            **{
                "posted": next(filter(_DAY.match, spans), None),
                "locations": fields.places([spans[-2]]) if len(spans) > 2 and _DAY.match(spans[-1]) else (),
                **facts,
                "url": on_host(page, f"/zwxq?jobId={number}"),
                "external_id": number,
                "tenant": employer_at(_VENDORS, page.url),
                "title": spans[0] or None,
                "text": _text(card),
            }
        )


# -- a role


def _own(page: Page) -> RawPosting | None:
    """The role on its own page; None where the page has not the make of one."""
    root = main_region(page.html.root)
    text = _text(root)
    if not text:
        return None
    heading = next((words for name in ("h1", "h2") for node in root.iter(name) if (words := _words(node))), None)
    found = _OWN_PAGE.search(page.url)
    known = {"title": heading, **_facts(root), "text": text, "url": page.identity}
    return RawPosting(**known, external_id=found and (found[1] or found[2]), tenant=employer_at(_VENDORS, page.url))


def _text(root: HtmlElement) -> str:
    return "\n\n".join(filter(None, (text_of(node) for node in root.iter() if _TEXTS & _classes(node))))


def _facts(root: HtmlElement) -> dict[str, Any]:
    """Facts by their labels: a list of titles and values in turn, or spans with the value in bold."""
    stated: dict[str, str] = {}
    for node in root.iter("li", "span"):
        label, _, value = _words(node).replace(":", "：").partition("：")
        if "ntitle" in _classes(node) and node.getnext() is not None:
            value = node.getnext().get("title") or _words(node.getnext())
        elif node.tag == "li":
            continue
        if label in _FACTS and value.strip():
            stated.setdefault(_FACTS[label], value.strip())
    place = stated.pop("locations", None)
    return {**stated, **({"locations": (place,)} if place else {})}


def _classes(node: HtmlElement) -> set[str]:
    return set((node.get("class") or "").split()) if isinstance(node.tag, str) else set()


def _words(node: HtmlElement) -> str:
    return squeeze("".join(node.itertext()))
