"""schema.org JobPosting, as JSON-LD and as microdata → raw postings.

Properties: https://schema.org/JobPosting; the shapes that sites really write: https://developers.google.com/search/docs/
appearance/structured-data/job-posting and FORMATS.md section 2. Values are copied as stated.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from crawler.board import Link
from crawler.extract.microdata import items
from crawler.extract.prose import text_of_html
from crawler.page import Page
from roles.identity import fragments
from roles.model import RawPosting
from roles.text import clean, squeeze
from roles.url import canonical, same_site, with_fragment

_INVALID_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
_WRAPPING = re.compile(r"\A\s*(?://\s*)?(?:<!\[CDATA\[|<!--)|(?:(?://\s*)?\]\]>|-->)\s*\Z")
# JSON nests this deep at most in real pages; deeper is hostile.
_DEEPEST = 40
# Texts that some sites give apart from the description, under headings that say what they are.
_FURTHER = (
    ("responsibilities", "Responsibilities"), ("qualifications", "Qualifications"), ("skills", "Skills"),
    ("jobbenefits", "Benefits"), ("incentivecompensation", "Incentive compensation"),
)  # fmt: skip

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Markup:
    """What a page's structured data holds: postings, links of an ItemList, and blocks that could not be read."""

    postings: tuple[Node, ...]
    links: tuple[Link, ...]
    errors: tuple[str, ...]
    total: int | None = None


@lru_cache(maxsize=2)  # a page is recognised and then read: its markup is parsed once
def read_markup(page: Page) -> Markup:
    """The JobPosting nodes of a page, JSON-LD before microdata, with keys in lower case."""
    found: list[Node] = []
    links: list[Link] = []
    errors: list[str] = []
    total = None
    for block in page.html.xpath("//script[contains(translate(@type, 'LD', 'ld'), 'ld+json')]/text()").getall():
        try:
            tree = _parse(block)
        except ValueError as error:
            if "jobposting" in block.lower():
                errors.append(f"a JSON-LD block with a JobPosting is not JSON ({error})")
            continue
        for node in _walk(tree):
            if _is_a(node, "jobposting"):
                found.append(node)
            elif _is_a(node, "itemlist"):
                links += _links(page, node)
                count = node.get("numberofitems")
                total = int(count) if isinstance(count, int | str) and str(count).isdecimal() else total
    if not found:
        found = [_lower(item) for item in items(page.html.root, "jobposting")]
    return Markup(tuple(found), tuple(links), tuple(errors), total)


def raw_postings(page: Page, nodes: Iterable[Node], *, in_listing: bool) -> tuple[RawPosting, ...]:
    """One raw posting per node.

    In a listing a posting is known by the address that it states; else, or on its own page, by the page's address, and
    where several would share that by their titles.
    """
    several = list(nodes)
    own = [_own_address(page, node) for node in several]
    names = fragments([_text(node.get("title") or node.get("name")) for node in several],
                      [_text(node.get("description")) or "" for node in several])  # fmt: skip
    result = []
    for node, address, name in zip(several, own, names, strict=True):
        if address and (in_listing or len(several) > 1):
            url, derived = address, False
        elif len(several) == 1:
            url, derived = page.identity, False
        else:
            url, derived = with_fragment(page.identity, name), True
        result.append(_raw(node, url, derived))
    return tuple(result)


def has_text(raw: RawPosting) -> bool:
    """Whether a posting says more than its title: a stub in a listing does not."""
    return len(raw.text) > 2 * len(raw.title or "") + 40


def _raw(node: Node, url: str, derived: bool) -> RawPosting:
    parts = [text_of_html(_text(node.get("description"), keep_lines=True) or "")]
    for key, heading in _FURTHER:
        further = text_of_html(_text(node.get(key), keep_lines=True) or "")
        if further and further not in parts[0]:
            parts.append(f"## {heading}\n{further}")
    return RawPosting(
        url=url,
        derived_id=derived,
        external_id=None,
        requisition_id=_identifier(node.get("identifier")),
        title=_text(node.get("title") or node.get("name")),
        text="\n\n".join(filter(None, parts)),
        company=_name(node.get("hiringorganization")),
        department=_name(node.get("employmentunit") or node.get("department")),
        locations=tuple(_places(node)),
        workplace=_text(node.get("joblocationtype")),
        employment_type=_text(node.get("employmenttype")),
        salary=_salary(node),
        experience=_experience(node.get("experiencerequirements")),
        education=_education(node.get("educationrequirements")),
        headcount=_text(node.get("totaljobopenings")),
        posted=_text(node.get("dateposted")),
        expires=_text(node.get("validthrough")),
        apply_to=_apply(node),
        locale=_text(node.get("inlanguage")),
    )


def _without_stray_backslashes(text: str) -> str:
    return _INVALID_ESCAPE.sub("", text)


# What is tried in turn on a block that is not JSON as it stands.
_MENDING: tuple[Callable[[str], str], ...] = (str, html.unescape, _without_stray_backslashes)


def _parse(block: str) -> Any:
    """Strict JSON first, then with what real pages get wrong: control characters, escaped markup, `\\$`."""
    text = block.strip()
    if text[:1] not in ("{", "[") or text[-1:] not in ("}", "]"):
        text = _WRAPPING.sub("", text)
    last: ValueError | None = None
    for mend in _MENDING:
        try:
            return json.loads(mend(text), strict=False)
        except ValueError as error:
            last = last or error
        except RecursionError:
            raise ValueError("nested too deeply") from None
    raise last or ValueError("empty")


def _walk(tree: Any, depth: int = 0) -> Iterator[Node]:
    """All objects of a JSON tree, outer before inner, with lower-case keys. A posting's own parts are not walked."""
    if depth > _DEEPEST:
        return
    if isinstance(tree, list):
        for item in tree:
            yield from _walk(item, depth + 1)
    elif isinstance(tree, dict):
        node = _lower(tree)
        yield node
        if not _is_a(node, "jobposting"):
            for value in node.values():
                if isinstance(value, list | dict):
                    yield from _walk(value, depth + 1)


def _lower(node: Node) -> Node:
    return {str(key).rpartition("/")[2].rpartition(":")[2].lower(): value for key, value in node.items()}


def _is_a(node: Node, wanted: str) -> bool:
    kinds = node.get("@type") or node.get("type")
    several = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and re.split(r"[/:#]", kind)[-1].lower() == wanted for kind in several)


def _links(page: Page, item_list: Node) -> list[Link]:
    elements = item_list.get("itemlistelement")
    found = []
    for element in elements if isinstance(elements, list) else [elements]:
        node = _lower(element) if isinstance(element, dict) else {"url": element}
        item = node.get("item")
        inner = _lower(item) if isinstance(item, dict) else {"url": item}
        if _is_a(inner, "jobposting") and has_description(inner):
            continue
        address = _text(node.get("url") or inner.get("url") or inner.get("@id"))
        if address:
            found.append(Link(url=page.link(address), title=_text(node.get("name") or inner.get("name")) or ""))
    return found


def has_description(node: Node) -> bool:
    """Whether a node is a posting of its own rather than the name of one."""
    return bool(_text(node.get("description")))


def _own_address(page: Page, node: Node) -> str | None:
    named = (_text(node.get(key)) or "" for key in ("url", "@id", "mainentityofpage"))
    address = next((one for one in named if one.startswith(("http:", "https:", "/"))), None)
    if address is None:
        return None
    absolute = page.link(address)
    return absolute if canonical(absolute) != canonical(page.identity) and same_site(absolute, page.url) else None


def _text(value: Any, *, keep_lines: bool = False) -> str | None:
    """A value as the words it states: a string, a number, a list of them, or the name of a thing."""
    if isinstance(value, list):
        several = [_text(item, keep_lines=keep_lines) for item in value]
        return ("\n" if keep_lines else ", ").join(filter(None, several)) or None
    if isinstance(value, dict):
        inner = _lower(value)
        return _text(inner.get("@value") or inner.get("name") or inner.get("value"), keep_lines=keep_lines)
    if value is None or isinstance(value, bool):
        return None
    shown = clean(str(value))
    return (shown.strip() if keep_lines else squeeze(html.unescape(shown))) or None


def _name(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        inner = _lower(value)
        return _text(inner.get("name") or inner.get("legalname"))
    return _text(value)


def _identifier(value: Any) -> str | None:
    if isinstance(value, dict):
        inner = _lower(value)
        return _text(inner.get("value") or inner.get("@id"))
    return _text(value)


def _places(node: Node) -> Iterator[str]:
    places = node.get("joblocation")
    for place in places if isinstance(places, list) else [places]:
        if isinstance(place, dict):
            inner = _lower(place)
            address = inner.get("address")
            if isinstance(address, list):
                address = address[0] if address else None
            if isinstance(address, dict):
                parts = _lower(address)
                known = [_text(parts.get(key)) for key in ("addresslocality", "addressregion", "addresscountry")]
                yield from filter(None, [", ".join(dict.fromkeys(filter(None, known)))])
            else:
                yield from filter(None, [_text(address) or _text(inner.get("name"))])
        else:
            yield from filter(None, [_text(place)])


def _salary(node: Node) -> str | None:
    """The `baseSalary` as JSON, with a currency that stands beside it.

    `estimatedSalary`, the site's guess, is left out.
    """
    stated = node.get("basesalary")
    if stated in (None, "", [], {}):
        return None
    currency = _text(node.get("salarycurrency"))
    if isinstance(stated, str) and not currency:
        return squeeze(clean(stated))
    if currency and isinstance(stated, dict) and not any(key.lower() == "currency" for key in stated):
        stated = {**stated, "currency": currency}
    elif currency and not isinstance(stated, dict):
        stated = {"@type": "MonetaryAmount", "currency": currency, "value": stated}
    return clean(json.dumps(stated, ensure_ascii=False, sort_keys=True))


def _experience(value: Any) -> str | None:
    if isinstance(value, dict):
        months = _text(_lower(value).get("monthsofexperience"))
        if months:
            return f"{months} months"
    return _text(value)


def _education(value: Any) -> str | None:
    if isinstance(value, dict):
        return _text(_lower(value).get("credentialcategory")) or _text(value)
    if isinstance(value, list):
        return ", ".join(filter(None, map(_education, value))) or None
    return _text(value)


def _apply(node: Node) -> str | None:
    contact = node.get("applicationcontact")
    if isinstance(contact, dict):
        inner = _lower(contact)
        return _text(inner.get("email") or inner.get("url"))
    return None
