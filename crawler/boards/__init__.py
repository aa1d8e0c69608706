"""One module per board, found by its name: no list is edited when one is added."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, get_args
from urllib.parse import urlsplit

if TYPE_CHECKING:  # whoever only asks for names, as a list does, needs no parser
    from crawler.board import Ask, Board
    from crawler.page import Page

# Boards that read any page of their kind are asked in this order, after all that know their own pages.
LAST = ("listings_json", "markdown_table", "markdown", "feed", "sitemap", "jsonld", "headings")
# Boards that any address may have, so that none is known by it.
_WITHOUT_ADDRESS = ("css", "feed", "headings", "jsonld", "markdown", "sitemap")
_NEEDED = ("NAME", "COVERS", "recognise", "read_listing", "read_posting")


@cache
def names() -> tuple[str, ...]:
    """The names of all boards, in the order in which they are asked whether a page is theirs."""
    found = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(name for name in found if name not in LAST) + tuple(name for name in LAST if name in found)


@cache
def get(name: str) -> Board:
    """The board of that name. Raises LookupError where there is none, TypeError where its module is no board."""
    from crawler.board import Board, Covers

    if name not in names():
        raise LookupError(f"no board is called {name}; there are: auto, {', '.join(names())}")
    module = importlib.import_module(f"{__name__}.{name}")
    lacking = [needed for needed in _NEEDED if not hasattr(module, needed)]
    if lacking or name != module.NAME or module.COVERS not in get_args(Covers) or not module.__doc__:
        what = ", ".join(lacking) or "a fitting NAME, COVERS or docstring"
        raise TypeError(f"crawler/boards/{name}.py is no board: it lacks {what}")
    further = {field: getattr(module, name) for field, name in _FURTHER.items() if hasattr(module, name)}
    return Board(
        name=name,
        covers=module.COVERS,
        recognise=module.recognise,
        read_listing=module.read_listing,
        read_posting=module.read_posting,
        biography=module.__doc__,
        **further,
    )


_FURTHER = {"hosts": "HOSTS", "entry": "entry", "embedded": "embedded"}


def by_address(url: str) -> tuple[Board, tuple[Ask, ...]] | None:
    """The board whose public addresses include this one, and what to ask; None where no board knows it."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:  # "http://[": no address of anything
        return None
    if not any(map(str.isalpha, host)):  # files and bare addresses: no public board, so none need be loaded
        return None
    for name in names():
        if name not in _WITHOUT_ADDRESS and (asks := get(name).entry(url)):
            return get(name), asks
    return None


def hosts_for(url: str, *board_names: str | None) -> tuple[str, ...]:
    """The hosts that crawling an address may ask besides its own: those of its board, as far as one is known."""
    known = [get(name) for name in board_names if name in names()]
    if found := by_address(url):
        known.append(found[0])
    return tuple(dict.fromkeys(host for board in known for host in board.hosts))


def detect(page: Page) -> tuple[Board, str] | None:
    """The board that a page belongs to and why, as far as the page itself tells; None where no board knows it."""
    for name in names():
        board = get(name)
        if why := board.recognise(page):
            return board, why
    return None
