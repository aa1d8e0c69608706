"""Tables in Markdown: rows between bars and HTML tables alike → cells with their words, links and what is struck out.

GitHub's rules (https://github.github.com/gfm/#tables-extension-): a header, a line of dashes, rows; a bar within a cell
is written "\\|". Cells hold Markdown and HTML in any mixture: links around pictures, <br>, <details> with a summary,
words struck out between "~~".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roles.text import clean, squeeze

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# "<summary>Inactive roles (40)</summary>" opens a section that "</details>" ends.
_SUMMARY = re.compile(r"\s*(?:<details[^<>]{0,200}>)?\s*<summary[^<>]{0,200}>(.{1,300}?)</summary>\s*\Z", re.I)
_SUMMARY_LEVEL = 7
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_DASHES = re.compile(r" *:?-+:? *\Z")
_HEADING = re.compile(r" {0,3}#{1,6}\s+(\S.{0,300}?)\s*#*\s*\Z")
_BAR = re.compile(r"(?<!\\)\|")
_TABLE_OPENS, _TABLE_ENDS = re.compile(r"<table[\s>]", re.I), re.compile(r"</table\s*>", re.I)
_COMMENT = re.compile(r"<!--(?:[^-]|-(?!->))*-->")
# [text](address "title") and the picture ![text](address); addresses may hold one pair of brackets.
_ADDRESS = r"\(\s*<?((?:[^()\s<>]|\([^()\s]{0,200}\)){0,2000})>?(?:\s+(?:\"[^\"]{0,300}\"|'[^']{0,300}'))?\s*\)"
_PICTURE = re.compile(r"!\[([^\[\]]{0,300})\]" + _ADDRESS)
_LINK = re.compile(r"(?<!!)\[([^\[\]]{0,600})\]" + _ADDRESS)
_BARE = re.compile(r"(?<![\"'=(>\w])<?(https?://[^\s<>\"'|)\]]{3,2000}[^\s<>\"'|)\].,;])>?")
_STRUCK = re.compile(r"~~([^~]{1,600})~~")
_EMPHASIS = re.compile(r"(?<!\\)(?:\*{1,3}|(?<!\w)_{1,2}(?=\S)|(?<=\S)_{1,2}(?!\w)|`)")
_BREAK = re.compile(r"</?br\s*/?>", re.I)
_ESCAPE = re.compile(r"\\([\\|`*_{}\[\]()#+.!~-])")
_STRUCK_TAGS = frozenset(("s", "del", "strike"))
_LARGEST_CELL = 20_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its lines of words, the links in it (words, address), and whether all of its words are struck out."""

    lines: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    struck: bool = False

    @property
    def text(self) -> str:
        """The words of a cell in one line."""
        return squeeze(" ".join(self.lines))


@dataclass(frozen=True, slots=True)
class Row:
    """A row and the line of the file on which it starts, counted from 1."""

    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table, the headings above it (outermost first) and whether its end was seen."""

    line: int
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    section: tuple[str, ...] = ()
    ended: bool = True


def tables(text: str) -> tuple[Table, ...]:
    """All tables of a Markdown text, in its order. Code between fences holds none."""
    return tuple(_tables(text.split("\n")))


def _tables(lines: list[str]) -> Iterator[Table]:
    headings: dict[int, str] = {}
    fenced, at = False, 0
    while at < len(lines):
        line = lines[at]
        if _FENCE.match(line):
            fenced = not fenced
        elif fenced:
            pass
        elif found := _HEADING.match(line):
            level = len(line.lstrip()) - len(line.lstrip().lstrip("#"))
            headings = {depth: words for depth, words in headings.items() if depth < level}
            headings[level] = cell(found[1]).text
        elif found := _SUMMARY.match(line):
            headings[_SUMMARY_LEVEL] = cell(found[1]).text
        elif line.strip().lower() == "</details>":
            headings.pop(_SUMMARY_LEVEL, None)
        elif _TABLE_OPENS.search(line):
            table, at = _html(lines, at, tuple(headings.values()))
            if table:
                yield table
            continue
        elif "|" in line and at + 1 < len(lines) and _is_rule(lines[at + 1]) and "|" in lines[at + 1]:
            table, at = _bars(lines, at, tuple(headings.values()))
            yield table
            continue
        at += 1


# -- rows between bars


def _split(line: str) -> list[str]:
    inner = line.strip()
    inner = inner.removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return _BAR.split(inner)


def _is_rule(line: str) -> bool:
    return "-" in line and len(line) < 5000 and all(_DASHES.match(part) for part in _split(line))


def _bars(lines: list[str], at: int, section: tuple[str, ...]) -> tuple[Table, int]:
    headers = tuple(cell(part).text for part in _split(lines[at]))
    start, at, rows = at, at + 2, []
    while at < len(lines) and "|" in lines[at] and not _HEADING.match(lines[at]):
        rows.append(Row(at + 1, tuple(cell(part) for part in _split(lines[at]))))
        at += 1
    return Table(start + 1, headers, tuple(rows), section), at


# -- HTML


def _html(lines: list[str], at: int, section: tuple[str, ...]) -> tuple[Table | None, int]:
    end = next((number for number in range(at, len(lines)) if _TABLE_ENDS.search(lines[number])), None)
    last = len(lines) - 1 if end is None else end
    root = _tree("\n".join(lines[at : last + 1]).replace("\x00", "") or "<p/>")
    table = next(root.iter("table"), None)
    if table is None:
        return None, last + 1
    rows = []
    for row in table.iter("tr"):
        cells = [node for node in row if node.tag in ("td", "th")]
        if cells:
            line = at + max(row.sourceline or 1, 1)
            rows.append((all(node.tag == "th" for node in cells), Row(line, tuple(_spread(cells)))))
    if not rows:
        return None, last + 1
    (is_head, head), body = rows[0], rows[1:]
    headers = tuple(one.text for one in head.cells) if is_head else ()
    found = tuple(row for _, row in (body if is_head else rows))
    return Table(at + 1, headers, found, section, ended=end is not None), last + 1


def _tree(markup: str) -> HtmlElement:
    from parsel import Selector

    return Selector(text=markup, type="html").root


def _spread(cells: list[HtmlElement]) -> Iterator[Cell]:
    """The cells of an HTML row, one that spans columns once for each."""
    for node in cells:
        span = node.get("colspan", "1")
        yield from [_cell(node)] * (int(span) if span.isdecimal() and 0 < int(span[:3]) < 50 else 1)


# -- cells


def cell(markup: str) -> Cell:
    """A cell written in Markdown and HTML."""
    source = clean(_COMMENT.sub("", markup[:_LARGEST_CELL])).replace("\\|", "|")
    source = _PICTURE.sub(lambda found: f'<img alt="{_quoted(found[1])}">', source)
    source = _LINK.sub(lambda found: f'<a href="{_quoted(found[2])}">{found[1]}</a>', source)
    source = _BARE.sub(lambda found: f'<a href="{_quoted(found[1])}">{found[1]}</a>', source)
    source = _STRUCK.sub(r"<del>\1</del>", source)
    if "<" not in source and "&" not in source:
        words = _plain(source)
        return Cell(lines=(words,) if words else ())
    return _cell(_tree(f"<div>{_BREAK.sub('<br>', source)}</div>"))


def _cell(node: HtmlElement) -> Cell:
    lines: list[str] = [""]
    links: list[tuple[str, str]] = []
    struck: list[bool] = []

    def add(words: str | None, is_struck: bool) -> None:
        if words:
            lines[-1] += words
            struck.extend([is_struck] if any(letter.isalnum() for letter in words) else [])

    def walk(element: HtmlElement, is_struck: bool, depth: int) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in ("summary", "script", "style") or depth > 40:
            return
        is_struck = is_struck or tag in _STRUCK_TAGS
        if tag in ("br", "div", "p", "li", "details"):
            lines.append("")
        before = len(lines), len(lines[-1])
        add(element.text, is_struck)
        for child in element:
            walk(child, is_struck, depth + 1)
            add(child.tail, is_struck)
        if tag == "img" and any(up.tag == "a" for up in element.iterancestors()):
            add(f"{element.get('alt') or ''} ", is_struck)
        if tag == "a" and (element.get("href") or "").strip():
            inner = " ".join([lines[before[0] - 1][before[1] :], *lines[before[0] :]])
            links.append((_plain(inner), element.get("href", "").strip()))
        if tag in ("div", "p", "li", "details"):
            lines.append("")

    walk(node, False, 0)
    shown = tuple(words for line in lines if (words := _plain(line)))
    return Cell(lines=shown, links=tuple(links), struck=bool(struck) and all(struck))


def _plain(words: str) -> str:
    return squeeze(_ESCAPE.sub(r"\1", _EMPHASIS.sub("", clean(words))))


def _quoted(words: str) -> str:
    return words.replace('"', "&quot;").replace("<", "&lt;")
