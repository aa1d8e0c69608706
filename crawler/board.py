"""What a board is: a module that turns pages of one kind into postings, and says when it cannot.

A board module has a docstring that tells whose software it reads (its biography) and these names:

`NAME`      the word that stands for it in sources.toml; the module has the same name
`COVERS`    "all" where a listing that was read completely holds every open posting, "recent" where it is a window
`recognise(page)`       → why this page is one of the board's, or None
`read_listing(page)`    → a `Listing`: postings, links to their own pages, further pages, the total it states
`read_posting(page)`    → the `RawPosting`s on an ad's own page

and, where the addresses that people know are not those that are asked,

`HOSTS`     hosts that it asks besides the source's own
`entry(url)`            → what to ask for a public address of the board, or None for any other address
`embedded(page)`        → why a page of another site shows this board, and what to ask instead, or None

Boards copy text as stated; what it means is decided in `roles`. They never say that a role is open or closed, and they
raise instead of returning nothing: an empty listing is a statement that the page must make.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from crawler.page import Page
from roles.model import RawPosting

Covers = Literal["all", "recent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A page to ask for: most are plain addresses, a few boards want a body."""

    url: str
    method: Literal["GET", "POST"] = "GET"
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """What the page is called in the ledger: two bodies at one address are two pages."""
        return f"{self.url} {self.body}" if self.body else self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A posting that a listing names: the address of its own page, and what the listing says of it.

    `stub` holds what the listing states; the own page adds to it and wins. `sure` is false where the link only looks
    like a posting's: a page behind it without a posting is then no failure. `changed` is the board's own word for the
    state of the page (updated_at, lastmod): while it stays the same, the page is asked for once a week only.
    """

    url: str
    title: str = ""
    sure: bool = True
    stub: RawPosting | None = None
    changed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What one page of a listing offers.

    `declared` is the total that it states for the whole listing. `cut` says why the board holds more than it shows,
    where it does: such a listing is never complete.
    """

    postings: tuple[RawPosting, ...] = ()
    links: tuple[Link, ...] = ()
    next_pages: tuple[str | Ask, ...] = ()
    declared: int | None = None
    cut: str = ""
    notes: tuple[str, ...] = field(default=())


def _no_entry(url: str) -> tuple[Ask, ...] | None:
    return None


def _not_embedded(page: Page) -> tuple[str, tuple[Ask, ...]] | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A board module as a value."""

    name: str
    covers: Covers
    recognise: Callable[[Page], str | None]
    read_listing: Callable[[Page], Listing]
    read_posting: Callable[[Page], tuple[RawPosting, ...]]
    biography: str
    hosts: tuple[str, ...] = ()
    entry: Callable[[str], tuple[Ask, ...] | None] = _no_entry
    embedded: Callable[[Page], tuple[str, tuple[Ask, ...]] | None] = _not_embedded
