"""Pages that no board reads, by selectors that the user gives in sources.toml: a board without code.

For careers sites with neither markup nor the usual headings: tables of openings, cards, lists written by hand, the
output of a small content system. [source.select] names what is where, in CSS or XPath; docs/ADDING-A-BOARD.md lists the
keys. Because a person wrote the selectors for the page as it was, every one that must find something and does not is an
error with the selector's name: a site that was redesigned is told, and never taken for one without open roles. Ads'
own pages are read with the selectors under "own_", else by their markup or the sections of their text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cssselect import SelectorError
from lxml.html import HtmlElement
from parsel import Selector

from crawler.board import Covers, Link, Listing
from crawler.errors import BoardChanged, NotThisBoard
from crawler.extract.empty import says_empty
from crawler.extract.own_page import postings_on
from crawler.extract.prose import main_region, text_of
from crawler.page import Page
from roles.identity import fragments
from roles.model import RawPosting
from roles.text import squeeze
from roles.url import canonical, same_site, with_fragment

NAME = "css"
COVERS: Covers = "all"

# Facts of an item (or, behind "own_", of an ad's own page) that are copied as they stand.
_FACTS = tuple(
    "title company department workplace employment_type salary experience education headcount posted expires apply_to"
    " state requisition_id".split()
)
_OF_ITEM = ("link", "id", "location", "text", *_FACTS)
_OF_PAGE = ("item", "next", "total", "empty", "common")
_OF_OWN = tuple(f"own_{name}" for name in ("location", "text", *_FACTS))
KEYS = frozenset((*_OF_PAGE, *_OF_ITEM, *_OF_OWN))
# Without these an item is no ad, or the ledger could not be kept.
_NEEDED = ("title", "link", "id")
_XPATH = re.compile(r"\.?/|\(")
_NUMBER = re.compile(r"\d{1,6}")
# Further pages that one page may name.
_MOST_PAGES = 200


def recognise(page: Page) -> str | None:
    """Never by the page: only where its source has selectors."""
    return "the source has selectors of its own" if page.select.get("item") else None


def read_listing(page: Page) -> Listing:
    """One posting, or one link, for each item that the selectors find."""
    _check(page)
    items = _find(page, page.html, "item")
    if not items and not _is_empty(page):
        raise BoardChanged(
            f"the selector item ({page.select['item']}) finds nothing in {page.identity}, which does not say that there"
            " are no openings; the page has changed: mend the selector, or give one for `empty`"
        )
    raws = _known_apart(page, [_item(page, item, number) for number, item in enumerate(items, 1)])
    leads = "link" in page.select and "text" not in page.select
    ads = tuple(raw for raw in raws if leads and same_site(raw.url, page.url) and not raw.derived_id)
    return Listing(
        postings=tuple(raw for raw in raws if raw not in ads),
        links=tuple(Link(url=raw.url, title=raw.title or "", stub=raw) for raw in ads),
        next_pages=_next(page),
        declared=_total(page),
        notes=_unused(page, raws),
    )


def read_posting(page: Page) -> tuple[RawPosting, ...]:
    """An ad's own page: by the selectors under "own_", else by its markup or its sections."""
    names = [name for name in _OF_OWN if name in page.select]
    if not names:
        return postings_on(page)
    _check(page)
    root = page.html
    text = _text(page, root, "own_text") if "own_text" in page.select else text_of(main_region(root.root))
    if not text:
        raise BoardChanged(
            f"the selector own_text ({page.select['own_text']}) finds nothing in {page.identity}; mend it"
        )
    return (_posting(page, root, "own_", page.identity, text),)


def _check(page: Page) -> None:
    """Raises for selectors that cannot be right, and for a page that is no HTML."""
    if not page.select.get("item"):
        raise NotThisBoard(
            f"{page.identity} has no selectors: [source.select] of its source must have an `item`, the selector of one"
            " opening in the list (docs/ADDING-A-BOARD.md)"
        )
    if unknown := sorted(page.select.keys() - KEYS):
        raise BoardChanged(f"[source.select] has no key {unknown[0]}; there are {', '.join(sorted(KEYS))}")
    if not page.looks_like_html:
        raise BoardChanged(
            f"{page.identity} is no HTML page, which the selectors are for ({page.content_type or 'no type'})"
        )


def _item(page: Page, item: Selector, number: int) -> RawPosting:
    for name in _NEEDED:
        if (name in page.select or name == "title") and not _first(page, item, name):
            raise BoardChanged(
                f"the selector {name} ({page.select.get(name, 'not given')}) finds nothing in item {number} of"
                f" {page.identity}; mend it, or narrow the selector item"
            )
    link = _first(page, item, "link")
    raw = _posting(page, item, "", page.link(link) if link else page.identity, _text(page, item, "text"))
    common = _text(page, page.html, "common")
    return replace(raw, external_id=_first(page, item, "id"), common=common)


def _posting(page: Page, where: Selector, prefix: str, url: str, text: str) -> RawPosting:
    facts: dict[str, Any] = {name: _first(page, where, prefix + name) for name in _FACTS}
    places = _all(page, where, f"{prefix}location")
    return RawPosting(url=url, text=text, locations=tuple(dict.fromkeys(places)), **facts)


def _known_apart(page: Page, raws: Sequence[RawPosting]) -> list[RawPosting]:
    """Items without an id or an address of their own are known by their titles."""
    places = [canonical(raw.url) for raw in raws]
    shared = Counter(places)
    names = fragments([raw.title for raw in raws], [" ".join((*raw.locations, raw.text)) for raw in raws])
    return [
        raw
        if raw.external_id or (shared[place] == 1 and place != canonical(page.identity))
        else replace(raw, url=with_fragment(raw.url, name), derived_id=True)
        for raw, place, name in zip(raws, places, names, strict=True)
    ]


def _is_empty(page: Page) -> bool:
    """Whether the page says that it offers nothing: where the user says, else in its words."""
    if "empty" in page.select:
        return bool(_find(page, page.html, "empty"))
    return bool(says_empty(text_of(main_region(page.html.root))))


def _next(page: Page) -> tuple[str, ...]:
    found = [
        page.link(href)
        for href in _all(page, page.html, "next")[:_MOST_PAGES]
        if not href.startswith(("#", "javascript:"))
    ]
    here = {canonical(page.identity), canonical(page.url)}
    return tuple(url for url in dict.fromkeys(found) if canonical(url) not in here)


def _total(page: Page) -> int | None:
    if "total" not in page.select:
        return None
    stated = " ".join(_all(page, page.html, "total"))
    numbers = _NUMBER.findall(stated.replace(",", ""))
    if not numbers:
        raise BoardChanged(f"the selector total ({page.select['total']}) finds no number in {page.identity}; mend it")
    return int(numbers[-1])


def _unused(page: Page, raws: Sequence[RawPosting]) -> tuple[str, ...]:
    """Selectors of facts that found nothing in any of several items: perhaps a redesign, perhaps an empty column."""
    if len(raws) < 3:
        return ()
    fields = {"location": "locations"}
    idle = [
        name
        for name in (*_FACTS, "location", "text")
        if name in page.select and not any(getattr(raw, fields.get(name, name)) for raw in raws)
    ]
    return tuple(
        f"the selector {name} ({page.select[name]}) finds nothing in any item of {page.identity}" for name in idle
    )


# -- selectors


def _find(page: Page, where: Selector, name: str) -> list[Selector]:
    """What a selector finds. Raises BoardChanged where it is no selector."""
    words = page.select.get(name, "").strip()
    if not words:
        return []
    if where is not page.html and words.startswith("/"):
        raise BoardChanged(
            f"the selector {name} ({words}) looks at the whole page; within an item it must start with .//"
        )
    try:
        return list(where.xpath(words) if _XPATH.match(words) else where.css(words))
    except (ValueError, SelectorError) as error:
        raise BoardChanged(
            f"the selector {name} ({words}) is neither CSS nor XPath: {squeeze(str(error))[:160]}"
        ) from error


def _all(page: Page, where: Selector, name: str) -> list[str]:
    """The words of all that a selector finds; of a link its address, where an address is wanted."""
    return [words for found in _find(page, where, name) if (words := squeeze(_words(found, name)))]


def _first(page: Page, where: Selector, name: str) -> str | None:
    return next(iter(_all(page, where, name)), None)


def _text(page: Page, where: Selector, name: str) -> str:
    found = _find(page, where, name)
    parts = [text_of(one.root) if isinstance(one.root, HtmlElement) else str(one.root).strip() for one in found]
    return "\n\n".join(filter(None, parts))


def _words(found: Selector, name: str) -> str:
    root = found.root
    if not isinstance(root, HtmlElement):
        return str(root)
    if name in ("link", "next"):
        return root.get("href") or next((inner.get("href", "") for inner in root.iter("a")), "")
    return " ".join(root.itertext())
