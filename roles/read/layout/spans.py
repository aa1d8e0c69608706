"""Which lines of a page belong to which of its roles, and which to all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from roles.read.layout.page import Page
from roles.read.layout.roletitle import role_title
from roles.read.layout.rounds import rounds
from roles.read.layout.sections import SectionName
from roles.read.layout.starts import Start, candidates, choose
from roles.text import word_key

_ALIKE = 0.85  # how like two titles must be over the two halves of one role
_NEAR = 20  # lines behind a rule among which there is something, or it ends the role
_MANY = 40  # roles that lack duties or requirements; among more, no likeness is looked for


@dataclass(slots=True)
class Span:
    """The lines of one role from `begin` to `end`, and the words that name it ("" where none do)."""

    begin: int
    end: int
    title: str


def read_spans(page: Page) -> list[Span]:
    """The roles of a page that stand apart from each other; fewer than two where it has but one, or none."""
    size = len(page.lines)
    chosen = choose(page, candidates(page))
    if chosen is None:
        return _without_tail(page, _cut(rounds(page, 0, size), size))
    spans: list[Span] = []
    first = chosen.starts[0].index
    if {"responsibilities", "requirements"} <= page.parts(0, first):  # a role of another form before them
        spans += _cut(rounds(page, 0, first), first)
    for start, end in zip(chosen.starts, chosen.ends, strict=True):
        spans += _cut([start, *rounds(page, start.index + 1, end)[1:]], end)
    return _without_tail(page, _raised(page, spans))


def _cut(starts: Sequence[Start], end: int) -> list[Span]:
    ends = [*(start.index for start in starts), end][1:]
    return [Span(start.index, stop, start.title) for start, stop in zip(starts, ends, strict=True)]


def _raised(page: Page, spans: list[Span]) -> list[Span]:
    """Lets a role begin at the heading right above its title, where several roles have one ("# 公司" over "> 职位").

    Where one of these headings is over several roles, they name groups ("## 面试中"): such a heading is of no role.
    """
    above: dict[int, list[tuple[Span, int]]] = {}
    floor = 0
    for span in spans:
        at = page.above(span.begin, floor)
        if at >= 0 and page.lines[at].kind == "heading" and at not in page.sectioned.openers:
            above.setdefault(page.lines[at].level, []).append((span, at))
        floor = span.end
    for raised in above.values():
        if len(raised) > 1 and not _groups(spans, [at for _, at in raised]):
            for span, at in raised:
                span.begin = at
    return spans


def _groups(spans: list[Span], headings: list[int]) -> bool:
    """Whether one of these headings is over more than one role."""
    return any(
        sum(start < span.begin < end for span in spans) > 1
        for start, end in zip(headings, [*headings[1:], max(span.end for span in spans)], strict=True)
    )


def _without_tail(page: Page, spans: list[Span]) -> list[Span]:
    """Ends the last role where begins what only it seems to have and all share: "## 联系方式", a mail line, a rule."""
    if len(spans) < 2:
        return spans
    last, others = spans[-1], spans[:-1]
    chief = [index for index, _ in page.opened(last.begin, last.end)]
    # "其他要求：" behind lists that have no headings is for all of them.
    headless = not any(page.opened(span.begin, span.end) for span in others)
    begin = (chief[-1] if chief and not headless else last.begin) + 1
    common = {trait for span in others for at in range(span.begin, span.end) for trait in _traits(page, at, span.end)}
    last.end = next((at for at in range(begin, last.end) if _traits(page, at, last.end) - common), last.end)
    return spans


def _traits(page: Page, index: int, end: int) -> set[str]:
    """What a line has that is often said once for all roles: a heading, a rule with more behind it, how to apply."""
    line = page.lines[index]
    if index in page.sectioned.openers:
        return {page.sectioned.names[index]}
    if line.kind == "rule" and line.level == 0:
        inside = any(page.lines[at].kind not in ("blank", "rule") for at in range(index + 1, min(end, index + _NEAR)))
        return {"rule"} if inside else set()
    return {"apply"} if "apply" in page.closing[index] else set()


def merged(page: Page, spans: list[Span]) -> list[list[Span]]:
    """Puts the duties of a role and its requirements together that stand apart under one title, or nearly one."""
    groups: list[list[Span]] = []
    halves: dict[str, tuple[set[SectionName], list[Span]]] = {}  # by title, the roles that lack one of the two
    for span in spans:
        name = word_key(role_title(span.title) or "")
        parts = set(page.parts(span.begin, span.end)) - {"plus"}
        if not name or len(parts) != 1:
            groups.append([span])
            continue
        fitting = [other for other in halves if not halves[other][0] & parts]
        known = name if name in fitting else ""
        if not known and fitting and len(fitting) <= _MANY:
            nearest = max(fitting, key=lambda other: _likeness(other, name))
            known = nearest if _likeness(nearest, name) >= _ALIKE else ""
        if known:
            halves.pop(known)[1].append(span)
        else:
            groups.append([span])
            halves[name] = (parts, groups[-1])
    return groups


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one[:80], other[:80], autojunk=False).ratio()
