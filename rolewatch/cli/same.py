"""When two addresses are one source: where the same pages would be asked for, however they are written."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from roles.url import canonical

Places = frozenset[str]


def places(url: str, board: str = "auto") -> Places:
    """What is asked for first at an address, in one spelling for all spellings.

    A board's own addresses count by what its module asks for them, in any letter case: boards take their employers'
    names in any.
    """
    from crawler.boards import by_address, get, names

    asks = get(board).entry(url) if board in names() else None
    if not asks and (found := by_address(url)):
        asks = found[1]
    if asks:
        return frozenset(spelt(ask.url).lower() + f" {ask.body}".rstrip() for ask in asks)
    return frozenset({spelt(url)})


def spelt(url: str) -> str:
    """An address without scheme, "www.", fragment and what `canonical` leaves out."""
    parts = urlsplit(canonical(url))
    if parts.scheme == "file":
        return urlunsplit(parts._replace(fragment=""))
    return urlunsplit(("", parts.netloc.removeprefix("www."), parts.path, parts.query, "")).removeprefix("//")


def same(one: Places, other: Iterable[str]) -> bool:
    """Whether two sets of places share one."""
    return not one.isdisjoint(other)


def employer_in(url: str) -> str:
    """The part of an address that names the employer: of a shared host its path, else its own name; "" if none."""
    from crawler.boards import by_address

    parts = urlsplit(canonical(url))
    labels = (parts.hostname or "").split(".")
    shared = labels[0] in _GENERAL
    while len(labels) > 2 and labels[0] in _GENERAL:
        labels = labels[1:]
    if shared and by_address(url):
        named = dict(parse_qsl(parts.query)).get("for")
        steps = [step for step in parts.path.split("/") if step.lower() not in _NOT_EMPLOYERS]
        return named or (steps[0] if steps else "")
    if not labels[0]:
        steps = [step.partition(".")[0] for step in parts.path.split("/")]
        return next((step for step in reversed(steps) if step.lower() not in _NOT_EMPLOYERS), "")
    return "-".join(labels) if all(label.isdigit() for label in labels) else labels[0]


_GENERAL = frozenset(
    "www jobs job careers career boards boards-api job-boards apply api ats talent hr join work hire eu".split()
)
_NOT_EMPLOYERS = frozenset(
    "|v0|v1|api|boards|board|jobs|postings|posting-api|job-board|job_board|embed|widget|accounts|companies|en|en-us"
    "|zh-cn|careers|index|page|hiring|career".split("|")
)
