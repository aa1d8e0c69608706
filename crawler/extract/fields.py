"""What boards that answer in JSON share: keys that must be there, words of values, sections, pay, further addresses.

A board reads its answer with `tree_of`, takes what it needs with `list_at` and `stated_at` (which raise a BoardChanged
that names the page and what is missing), and copies the rest with `words`, `name_of`, `joined`, `place`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from crawler.board import Ask
from crawler.errors import BoardChanged
from crawler.extract.prose import text_of_html
from crawler.page import Page

Node = dict[str, Any]

# What to do when an answer is not what a board needs.
_TRY = "look at it with `rolewatch preview`, or give the address of the public careers page"
_OPENS_JSON = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*[\[{]")
# Addresses in the scripts of a page, also with their slashes escaped as in JSON.
_ADDRESS = re.compile(r"https?:(?:\\?/){2}[^\s\"'<>`,;)\\]{4,300}(?:\\/[^\s\"'<>`,;)\\]{0,300}){0,8}")
# How much of a page's scripts is searched for addresses.
_SCRIPTS = 500_000


# -- the answer


@lru_cache(maxsize=2)  # a page is shown to every board before one of them reads it
def _parsed(page: Page) -> Any:
    try:
        return page.json()
    except RecursionError:
        raise BoardChanged(f"{page.url} is not JSON that can be read (nested too deeply)") from None


def json_of(page: Page) -> Any:
    """The JSON of a page, or None where it is none: for `recognise`, which never raises. Parsed once per page."""
    if not _OPENS_JSON.match(page.body):
        return None
    try:
        return _parsed(page)
    except BoardChanged:
        return None


def tree_of(page: Page, what: str) -> Any:
    """The JSON of a page. Raises BoardChanged where it is none; `what` names what it should be ("jobs of Lever")."""
    if page.looks_like_html and not _OPENS_JSON.match(page.body):
        raise BoardChanged(f"{page.url} answered with an HTML page where {what} were expected; {_TRY}")
    try:
        tree = _parsed(page)
    except BoardChanged as error:
        raise BoardChanged(f"{error}, where {what} were expected; it may be cut off: try again, or {_TRY}") from error
    if tree in ([], {}) and page.content_type in ("text/html", "application/xhtml+xml"):
        # An empty list is a statement only where it comes as data.
        raise BoardChanged(f"{page.url} answered with nothing, as HTML, where {what} were expected; {_TRY}")
    return tree


def first_of(tree: Any, key: str | None = None) -> Node | None:
    """The first object of a list (of the list under `key`): what `recognise` looks at. None where there is none."""
    rows = tree.get(key) if key is not None and isinstance(tree, dict) else tree
    return rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else None


# -- what must be there


def object_at(tree: Any, key: str, page: Page) -> Node:
    """The object under a key. Raises BoardChanged where there is none."""
    value = tree.get(key) if isinstance(tree, dict) else None
    if not isinstance(value, dict):
        raise BoardChanged(f"{page.url} has no object “{key}”{_instead(tree)}; {_TRY}")
    return value


def list_at(tree: Any, key: str | None, page: Page) -> list[Node]:
    """The list of objects under a key; with `key` None the tree itself. An empty list is an answer.

    Raises BoardChanged where there is no such list, or where something in it is no object.
    """
    name = f"list “{key}”" if key is not None else "list of postings"
    rows = tree if key is None else tree.get(key) if isinstance(tree, dict) else None
    if not isinstance(rows, list):
        raise BoardChanged(f"{page.url} has no {name}{_instead(tree)}; {_TRY}")
    if not rows and isinstance(tree, dict) and (tree.get("error") or tree.get("errors")):
        raise BoardChanged(f"{page.url} reports an error beside its empty {name}; try again later, or {_TRY}")
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise BoardChanged(f"{page.url}: entry {number} of its {name} is no object; {_TRY}")
    return rows


def one_object(tree: Any, page: Page) -> Node:
    """The tree of a page that should be one object: an ad's own answer. Raises BoardChanged where it is none."""
    if not isinstance(tree, dict):
        raise BoardChanged(f"{page.url} is no posting{_instead(tree)}; {_TRY}")
    return tree


def stated_at(row: Node, key: str, page: Page) -> str:
    """The words under a key that a posting cannot do without (its id). Raises BoardChanged where there are none."""
    found = words(row.get(key))
    if found is None:
        raise BoardChanged(f"{page.url}: a posting ({_telling(row)}) has no “{key}”{_instead(row)}; {_TRY}")
    return found


def title_at(row: Node, key: str, page: Page) -> str | None:
    """A posting's title. An empty one is the employer's affair; a key that is gone is a board that changed."""
    if key not in row:
        raise BoardChanged(f"{page.url}: a posting ({_telling(row)}) has no “{key}”{_instead(row)}; {_TRY}")
    return words(row[key])


def count_at(tree: Any, key: str) -> int | None:
    """A total; None where none is stated."""
    value = tree.get(key) if isinstance(tree, dict) else None
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _instead(tree: Any) -> str:
    """What stands there instead, for a person."""
    if isinstance(tree, dict):
        return f" (it has {', '.join(list(map(str, tree))[:8])})" if tree else " (it is an empty object)"
    return f" (it is a {type(tree).__name__})" if not isinstance(tree, list) else " (it is a list)"


def _telling(row: Node) -> str:
    known = (words(row.get(key)) for key in ("title", "name", "text", "id"))
    return next(filter(None, known), "without a name")[:80]


# -- words of values


def words(value: Any) -> str | None:
    """A text, or a number as it would be written; None for an empty one, true, false, lists and objects."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None


def name_of(value: Any, *keys: str) -> str | None:
    """The name of something that is an object in one place and a plain text in another: {"label": "Full-time"}."""
    if isinstance(value, dict):
        return next(filter(None, (words(value.get(key)) for key in keys or ("name", "label"))), None)
    return words(value)


def joined(*parts: Any, by: str = ", ") -> str | None:
    """The parts that say something, each once, joined; None where none does."""
    return by.join(dict.fromkeys(filter(None, map(words, parts)))) or None


def places(values: Iterable[str | None]) -> tuple[str, ...]:
    """Places as stated, each once, without empty ones."""
    return tuple(dict.fromkeys(filter(None, values)))


def text_from(*sections: tuple[str | None, Any]) -> str:
    """The text of an ad from its sections: (heading or None, HTML or plain text). Sections without text go."""
    found = []
    for heading, markup in sections:
        text = text_of_html(markup) if isinstance(markup, str) else ""
        if text:
            found.append(f"## {heading.strip()}\n\n{text}" if heading and heading.strip() else text)
    return "\n\n".join(found)


def pay(low: Any, high: Any, currency: Any, period: Any, *, name: Any = None) -> str | None:
    """Pay that a board states in fields, as the JSON of a schema.org MonetaryAmount; None where no amount is stated.

    Amounts, currency and period are the payload's own values; `name` is what the range is for ("Zone A").
    """
    value = {"minValue": low, "maxValue": high, "unitText": words(period)}
    value = {key: amount for key, amount in value.items() if amount not in (None, "", 0, "0")}
    if not value.keys() & {"minValue", "maxValue"}:
        return None
    amount = {"@type": "MonetaryAmount", "name": words(name), "currency": words(currency),
              "value": {"@type": "QuantitativeValue", **value}}  # fmt: skip
    return json.dumps({key: what for key, what in amount.items() if what is not None}, ensure_ascii=False)


def workplace_of(*, remote: Any = None, hybrid: Any = None, on_site: Any = None) -> str | None:
    """The work models that a board states by true and false, as words."""
    stated = (("Remote", remote), ("Hybrid", hybrid), ("On-site", on_site))
    return ", ".join(word for word, flag in stated if flag is True) or None


def rows_of(value: Any) -> list[Node]:
    """The objects of a list that need not be there."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def node_of(value: Any) -> Node:
    """An object that need not be there."""
    return value if isinstance(value, dict) else {}


def several(pays: Iterable[str | None]) -> str | None:
    """Several results of `pay` as one: alone as it is, more of them as a JSON list."""
    found = list(dict.fromkeys(filter(None, pays)))
    return found[0] if len(found) == 1 else f"[{', '.join(found)}]" if found else None


# -- addresses


def tenant_of(pattern: re.Pattern[str], *addresses: str | None) -> str | None:
    """The employer's name on the board: group 1 of the first address that the pattern is found in, in lower case.

    The address of the page comes first, the posting's own second, so that a mirror with other paths gives the same.
    """
    for address in addresses:
        if address and (found := pattern.search(address)):
            return unquote(found[1]).lower()
    return None


def below(page: Page, *parts: str, **query: str) -> str:
    """An address below that of a page, on the host that answered: /v1/boards/acme/jobs + "12" → …/jobs/12?…"""
    here = urlsplit(page.url)
    path = "/".join([here.path.rstrip("/"), *(quote(part, safe="") for part in parts)])
    return urlunsplit((here.scheme, here.netloc, path, urlencode(query), ""))


def with_query(page: Page, **query: str) -> str:
    """The address of a page with some of its parameters replaced: the next page of a listing."""
    here = urlsplit(page.url)
    kept = [(key, value) for key, value in parse_qsl(here.query, keep_blank_values=True) if key not in query]
    return urlunsplit((here.scheme, here.netloc, here.path, urlencode([*kept, *query.items()]), ""))


def host_and_path(url: str) -> tuple[str, tuple[str, ...]]:
    """The host of an address in lower case without "www.", and the parts of its path, unescaped: for `entry`."""
    try:
        here = urlsplit(url.strip())
        host = (here.hostname or "").removeprefix("www.")
    except ValueError:
        return "", ()
    if here.scheme not in ("http", "https"):
        return "", ()
    return host, tuple(unquote(part) for part in here.path.split("/") if part)


def quoted(name: str) -> str:
    """An employer's name as one part of a path: names hold points, spaces and Chinese."""
    return quote(name.strip(), safe="")


def query_of(url: str) -> dict[str, str]:
    """The parameters of an address."""
    return dict(parse_qsl(urlsplit(url.strip()).query))


def embedded_board(
    page: Page, vendor: str, entry: Callable[[str], tuple[Ask, ...] | None]
) -> tuple[str, tuple[Ask, ...]] | None:
    """Whether a page of another site shows a board: by its frames and scripts, then by its links.

    `entry` is the board's own. A page that leads to the boards of several employers shows none of them.
    """
    if not page.looks_like_html:
        return None
    for what, addresses in _leads_to(page):
        # By name, for the same board may be spelt in two ways.
        asked = {ask[0].name.lower(): (url, ask) for url in addresses if (ask := entry(url))}
        if len(asked) == 1:
            address, asks = next(iter(asked.values()))
            return f"the page {what} {address}, a board of {vendor}", asks
        if asked:
            return None
    return None


@lru_cache(maxsize=2)  # every board asks the same of a page
def _leads_to(page: Page) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The addresses that a page embeds, asks for in its scripts, and links to; each once, absolute."""
    scripts = "\n".join(page.html.xpath("//script[not(@src)]/text()").getall())[:_SCRIPTS]
    found = (
        ("embeds", page.html.xpath("//iframe/@src | //script/@src | //iframe/@data-src").getall()),
        ("asks for", [address.replace("\\/", "/") for address in _ADDRESS.findall(scripts)]),
        ("links to", page.html.xpath("//a/@href | //link[@rel='canonical']/@href").getall()),
    )
    return tuple((what, tuple(dict.fromkeys(map(page.link, addresses)))) for what, addresses in found)
