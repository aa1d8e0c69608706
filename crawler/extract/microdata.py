"""HTML microdata → the same nodes as JSON-LD gives (https://html.spec.whatwg.org/multipage/microdata.html)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from crawler.extract.prose import text_of
from roles.text import squeeze

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Where the value of an element stands (the specification's table "values").
_VALUE_IN = {"meta": "content", "a": "href", "area": "href", "link": "href", "img": "src", "data": "value",
             "meter": "value", "time": "datetime"}  # fmt: skip
# Properties whose text has lines.
_PROSE = frozenset(("description", "responsibilities", "qualifications", "skills", "jobBenefits"))
_DEEPEST = 10


def items(root: HtmlElement, kind: str) -> list[dict[str, Any]]:
    """The outermost microdata items of a type such as "jobposting", whatever the address it is written with."""
    found = []
    for node in root.iter():
        if isinstance(node.tag, str) and node.get("itemscope") is not None and _kind(node) == kind:
            found.append(_read(node, 0))
    return found


def _kind(node: HtmlElement) -> str:
    return re.split(r"[/:#]", (node.get("itemtype") or "").strip().rstrip("/"))[-1].lower()


def _read(scope: HtmlElement, depth: int) -> dict[str, Any]:
    node: dict[str, Any] = {"@type": _kind(scope)}
    pending = list(scope)[::-1]
    while pending:
        element = pending.pop()
        if not isinstance(element.tag, str):
            continue
        names = (element.get("itemprop") or "").split()
        nested = element.get("itemscope") is not None
        if names:
            value = _read(element, depth + 1) if nested and depth < _DEEPEST else _value(element, names[0])
            for name in names:
                node[name] = value if name not in node else [*_list(node[name]), value]
        if not nested and not (names and names[0] in _PROSE):
            pending.extend(list(element)[::-1])
    return node


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _value(element: HtmlElement, name: str) -> str:
    stated: str | None = element.get("content") or element.get(_VALUE_IN.get(element.tag, "content"))
    if stated:
        return stated
    return text_of(element) if name in _PROSE else squeeze("".join(element.itertext()))
