"""HTML → plain lines that survive re-rendering, with the marks that `roles.read` understands.

Headings become "## …", list items "- …" or "1. …", rules "---", table rows "| a | b |", short bold text "**…**". A
blank line parts paragraphs and lists (two lists in a row may be two roles). Why our own: inscriptis has no heading
marks and joins two adjacent lists; markdownify parses every page a second time, with BeautifulSoup.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from roles.text import clean, squeeze

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SKIPPED = frozenset(
    "script style template noscript svg iframe object button select option input textarea head nav footer aside"
    " audio video canvas map dialog".split()
)
_LISTS = frozenset(("ul", "ol", "menu"))
_PARAGRAPHS = frozenset("p dl table blockquote pre h1 h2 h3 h4 h5 h6 article section fieldset".split())
_BLOCKS = _PARAGRAPHS | frozenset(
    "div li dt dd tr td th main header address figure figcaption details summary hgroup center tbody thead tfoot"
    " caption form body html ul ol menu".split()
)
_HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
_BOLD = frozenset(("b", "strong"))
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_LONGEST_BOLD, _LONGEST_CELL = 60, 200
# A line of the source that opens with a list mark is a list item, even where the markup lost its list.
_LOST_ITEM = re.compile(r"[ \t]*\n\s*(?=(?:[-*+•●·]\s|\d{1,2}[.、)）]\s*|[(（]\d{1,2}[)）]|[①-⑳])\S)")
_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]{0,2000}|!--)>")
# Deeper markup than this is hostile (pages that people read stay under 60): what lies below is taken as bare words.
_DEEPEST = 150


class _Writer:
    """Walks a tree and collects lines: words go to the current line, blocks end it, paragraphs leave a blank one."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.prefix = ""
        self.blank = False
        self.items: list[int] = []  # one entry per open list: the next number, 0 in a list with bullets
        self.in_item = 0
        self.in_heading = 0

    def words(self, text: str) -> None:
        for index, piece in enumerate(_LOST_ITEM.split(text) if "\n" in text else (text,)):
            if index:
                self.end_line()
            shown = _spaced(piece)
            if shown != " " or self.line:
                self.line.append(shown)

    def end_line(self) -> None:
        if not self.line:
            return
        # A piece by itself has its spaces in order.
        shown = self.line[0].strip(" ") if len(self.line) == 1 else squeeze("".join(self.line))
        self.line.clear()
        if not shown:
            return
        if self.blank and self.lines:
            self.lines.append("")
        self.blank = False
        self.lines.append(self.prefix + shown)
        self.prefix = " " * len(self.prefix)

    def paragraph(self) -> None:
        self.end_line()
        # Within an item a paragraph is no more than a line: a loose list is still one list.
        self.blank = self.blank or not self.in_item

    def write(self, node: HtmlElement, depth: int = 0) -> None:
        tag = node.tag
        if tag in _SKIPPED or _is_hidden(node):
            return
        if depth > _DEEPEST:
            self.words(" ".join(node.itertext()))
        elif tag == "br":
            self.end_line()
        elif tag == "hr":
            self.paragraph()
            self.line.append("---")
            self.paragraph()
        elif (tag in _BOLD or tag == "span") and not self.in_heading and (bold := _bold(node, tag)):
            inside = "".join(node.itertext())
            before, behind = (" " if edge.isspace() else "" for edge in (inside[:1], inside[-1:]))
            self.line.append(f"{before}**{bold}**{behind}")
        elif tag == "tr" and (row := _row(node)):
            self.end_line()
            self.line.append(row)
            self.end_line()
        elif tag in _LISTS:
            self._list(node, tag, depth)
        elif tag == "li":
            self._item(node, depth)
        elif tag in _BLOCKS:
            self._block(node, tag, depth)
        else:
            self._inside(node, depth)

    def _inside(self, node: HtmlElement, depth: int) -> None:
        if node.text:
            self.words(node.text)
        for child in node:
            if isinstance(child.tag, str):
                self.write(child, depth + 1)
            if tail := child.tail:
                self.words(tail)

    def _block(self, node: HtmlElement, tag: str, depth: int) -> None:
        end = self.paragraph if tag in _PARAGRAPHS else self.end_line
        end()
        if tag in _HEADINGS:
            self.line.append(_HEADINGS[tag] + " ")
            before = len(self.lines)
            self.in_heading += 1
            self._inside(node, depth)
            self.in_heading -= 1
            if len(self.lines) == before and "".join(self.line).strip(" #") == "":
                self.line.clear()
        else:
            self._inside(node, depth)
        end()

    def _list(self, node: HtmlElement, tag: str, depth: int) -> None:
        self.paragraph()
        start = node.get("start", "1")
        self.items.append(0 if tag != "ol" else int(start) if start.isdecimal() and len(start) < 4 else 1)
        self._inside(node, depth)
        self.items.pop()
        self.paragraph()

    def _item(self, node: HtmlElement, depth: int) -> None:
        self.end_line()
        number = self.items[-1] if self.items else 0
        outer, self.prefix = self.prefix, "  " * max(len(self.items) - 1, 0) + (f"{number}. " if number else "- ")
        if number:
            self.items[-1] += 1
        self.in_item += 1
        self._inside(node, depth)
        self.end_line()
        self.in_item -= 1
        self.prefix = outer


def _spaced(text: str) -> str:
    """Every run of white space as one space, at the ends too."""
    words = " ".join(text.split())
    if not words:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{words}{' ' if text[-1].isspace() else ''}"


def _is_hidden(node: HtmlElement) -> bool:
    style = node.get("style")
    return node.get("hidden") is not None or (style is not None and bool(_HIDDEN_STYLE.search(style)))


def _bold(node: HtmlElement, tag: str) -> str:
    """The words of a short bold element: a page's own headings are often no more than that."""
    if tag not in _BOLD and not _BOLD_STYLE.search(node.get("style", "")):
        return ""
    if any(child.tag in _BLOCKS or child.tag == "br" for child in node.iterdescendants()):
        return ""
    words = squeeze("".join(node.itertext()))
    return words if len(words) <= _LONGEST_BOLD else ""


def _row(node: HtmlElement) -> str:
    """A table row of short cells as "| a | b |"; "" for one that only lays out a page."""
    cells = [cell for cell in node if cell.tag in ("td", "th")]
    words = [squeeze(" ".join(cell.itertext())) for cell in cells]
    layout = any(
        len(text) > _LONGEST_CELL or cell.find(".//table") is not None or cell.find(".//li") is not None
        for cell, text in zip(cells, words, strict=True)
    )
    if len(cells) < 2 or layout or not any(words):
        return ""
    return "| " + " | ".join(text.replace("|", "/") for text in words) + " |"


def text_of(root: HtmlElement) -> str:
    """The text of an element as lines. Navigation, scripts, the controls of forms and hidden parts are left out."""
    writer = _Writer()
    writer.write(root)
    writer.end_line()
    return clean("\n".join(writer.lines)).strip()


def text_of_html(markup: str) -> str:
    """The text of a piece of HTML, of escaped HTML, or of plain text with its line breaks.

    Escapes are undone only where no real tags are present (FORMATS.md section 2: descriptions come in all three forms).
    """
    if not markup:
        return ""
    if not _TAG.search(markup):
        markup = html.unescape(markup)
        if not _TAG.search(markup):
            return clean(markup).strip()
    from parsel import Selector  # here, for much is plain text, and whoever only asks for names has none

    return text_of(Selector(text=f"<div>{markup}</div>", type="html").root)


def main_region(root: HtmlElement) -> HtmlElement:
    """The part of a page that is about its subject: its only <main> or <article>, else its body."""
    for path in (".//main", ".//*[@role='main']", ".//article"):
        found = root.findall(path)
        if len(found) == 1 and squeeze("".join(found[0].itertext())):
            return found[0]
    body = root.find(".//body")
    return root if body is None else body
