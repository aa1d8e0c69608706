"""A job text as lines with their marks told apart: headings, list items, table rows, rules, plain text.

Ads are written by hand: Markdown without its blank lines, 【岗位职责】 for a heading, "1、" or "●" for a list.
So lines are read one by one, without the block rules of a Markdown parser (CommonMark would join two lists
that only a blank line parts, and that blank line may part two roles).
"""

from __future__ import annotations

import re
from html import unescape
from typing import Literal, NamedTuple

from roles.read.layout.glued import unglue
from roles.read.repeated import repeated
from roles.text import clean

Kind = Literal["heading", "item", "row", "rule", "text", "blank"]


class Line(NamedTuple):
    """One line of an ad.

    `text` is its words without marks (list mark, heading mark, emphasis, link address). `level` is the
    heading's level (1-6) or the item's depth (0 for the outermost). `number` is an ordered item's number.
    `lead` is the bold opening of the line ("**岗位职责：** …" → "岗位职责："), `bold` says that it is the
    whole line. `cells` are a table row's cells. `quoted` is a line behind ">", `link` one that is a link and no more.
    """

    kind: Kind
    text: str
    raw: str
    level: int = 0
    number: int | None = None
    lead: str = ""
    bold: bool = False
    cells: tuple[str, ...] = ()
    quoted: bool = False
    link: bool = False


_BULLET = re.compile(
    # "- x", "* x", "-【x】", "-熟悉", "• x"; not "-5", "*x*", "+86", "--"
    r"(?:[-+*](?=\s|[^\s\w*+-])|-(?=[\u3400-\u9fff])|[•·●○■□◆◇▪▶►➢➤✓✔√])\s*(?=\S)"
)
_NUMBER = re.compile(
    # "（1）x", "1)x", "1、x", "1. x", "一、x", "一）x", "①x", "1️⃣ x", "a) x"; "1 负责" but not "3 年以上", not "3.5"
    r"(?:[(（](\d{1,2}|[一二三四五六七八九十]{1,3})[)）]|(\d{1,2})(?:[)）、]|[.．](?!\d)|\ufe0f?\u20e3"
    r"|[ \t]+(?=[\u3400-\u9fff])(?![年个月名届位天次人万级种项条周家小]))"
    r"|([一二三四五六七八九十]{1,3})[、)）.．]|([①-⑳])|[a-h](?:[)）]|[.．](?![\w.])|[.．](?=[\u3400-\u9fff])))[\s、.．]*(?=\S)"
)
_LINK = re.compile(
    # "[前端工程师](https://…)", "![图](a.png "title")"; one bracket inside the words, one inside the address
    r"!?\[((?:[^\[\]\n]|\[[^\[\]\n]{0,80}\]){0,300})\]"
    r"\([^()\s]{0,2000}(?:\([^()\s]{0,500}\)[^()\s]{0,500})?(?:\s\"[^\"]{0,200}\")?\)"
)
_EMPHASIS = re.compile(  # "*x*", "__x__"; not "20k*14 … 30k*15"
    r"(?<![A-Za-z0-9*])\*([^*\s][^*\n]{0,200})\*(?![A-Za-z0-9*])|(?<!\w)__([^_\n]{1,200})__(?!\w)"
)
_MARKED = re.compile(r"[<\]*`~\\&]|__")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")  # "7\*24"
_BOLD_TAG = re.compile(r"</?(?:b|strong)\b[^<>]{0,500}>", re.I)
_HEADING_TAG = re.compile(r"\s*<h([1-6])\b[^<>]{0,500}>", re.I)
_BREAK_TAG = re.compile(r"<br\b[^<>]{0,20}>", re.I)
_TAG = re.compile(
    r"<(?:/?(?:p|div|span|em|i|u|s|a|font|center|details|summary|img|h[1-6]|ul|ol|li|sub|sup|small)\b[^<>]{0,500}"
    r"|!--[^<>]{0,500}--)>",
    re.I,
)
_EMPTY = Line("blank", "", "")
_BULLETS = frozenset("-+*•·●○■□◆◇▪▶►➢➤✓✔√")
_DIGITS = frozenset("(（0123456789０１２３４５６７８９一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳abcdefgh")
_RULE_MARKS = frozenset("-*_=~—─━–")
_ORDINALS = {digit: number for number, digit in enumerate("一二三四五六七八九十", 1)}


def plain(text: str) -> str:
    """Markdown marks inside a line taken off: emphasis, code, links (their words stay), HTML line tags."""
    if _MARKED.search(text):
        text = _unmarked(text)
    return " ".join(text.split())


def _unmarked(text: str) -> str:
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "](" in text:
        text = _LINK.sub(r"\1", text)
        if "](" in text:  # an image inside a link
            text = _LINK.sub(r"\1", text)
    text = text.replace("**", "").replace("`", "").replace("~~", "")
    if "*" in text or "__" in text:
        text = _EMPHASIS.sub(lambda found: found[1] or found[2], text)
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    return unescape(text) if "&" in text else text


def ordinal(digits: str) -> int | None:
    """The number that list digits stand for: "12", "十二", "⑫" → 12."""
    if digits.isdecimal():
        return int(digits)
    if "①" <= digits <= "⑳":
        return ord(digits) - ord("①") + 1
    tens, ten, ones = digits.rpartition("十")
    if ten:
        return 10 * _ORDINALS.get(tens, 1) + _ORDINALS.get(ones, 0)
    return _ORDINALS.get(digits)


def _bold(body: str) -> tuple[str, bool]:
    """The bold opening of a line and whether it is the whole line: "**职责：** …" → ("职责：", False)."""
    mark = "**" if body.startswith("**") else "__" if body.startswith("__") else ""
    if not mark:
        return "", False
    inner = body.lstrip(mark[0])
    end = inner.find(mark)
    lead = inner[:end].strip()
    if end < 1 or not lead:
        return "", False
    whole = inner[end:].strip(mark[0] + " \t:：") == ""
    return (plain(lead), whole) if whole or len(lead) <= 60 else ("", False)


def _is_rule(body: str) -> bool:
    return len(body) >= 3 and body[0] in _RULE_MARKS and len(set(body) - {" ", "\t"}) == 1 and body.count(body[0]) >= 3


def _row(body: str, raw: str) -> Line:
    if "--" in body and not body.strip("|:- \t"):
        return Line("rule", "", raw, level=1)
    inner = body[1:-1] if body.endswith("|") and len(body) > 1 else body[1:]
    cells = tuple(plain(cell) for cell in inner.split("|"))
    return Line("row", " ".join(cell for cell in cells if cell), raw, cells=cells)


def _untagged(raw: str) -> str:
    """A line of HTML as Markdown: "<h2>职责</h2>" → "## 职责", "<b>职责：</b>" → "**职责：**". "" for tags alone."""
    source = raw
    if heading := _HEADING_TAG.match(raw):
        source = "#" * int(heading[1]) + " " + raw[heading.end() :]
    elif raw.lstrip()[:3].lower() == "<hr":
        return "---"
    elif raw.lstrip()[:3].lower() == "<li":
        source = "- " + raw
    source = _BOLD_TAG.sub("**", source)
    return source if plain(source) else ""


def read_line(raw: str) -> Line:
    """Reads one line without its line break."""
    source = _untagged(raw) if "<" in raw else raw
    body = source.strip()
    if not body or body.startswith("```"):
        return Line("blank", "", raw)
    quoted = body[0] == ">"
    if quoted or body[0] == "｜":  # a full-width bar stands there as an ornament
        source = body = body.lstrip("> \t｜").rstrip()
        if not body:
            return Line("blank", "", raw, quoted=quoted)
    first = body[0]
    if first == "#":
        words = body.lstrip("#")
        level = len(body) - len(words)
        if level <= 6 and (text := plain(words.rstrip("# \t"))):
            return Line("heading", text, raw, level=level, quoted=quoted)
    elif first == "|":
        return _row(body, raw)
    elif first in _RULE_MARKS and _is_rule(body):
        return Line("rule", "", raw, quoted=quoted)
    kind: Kind = "text"
    level, number = 0, None
    if first in _BULLETS and (mark := _BULLET.match(body)):
        kind, level, body = "item", _depth(source), body[mark.end() :]
    elif first in _DIGITS and (mark := _NUMBER.match(body)):
        digits = mark[1] or mark[2] or mark[3] or mark[4]
        kind, level, body = "item", _depth(source), body[mark.end() :]
        number = ordinal(digits) if digits else None
    if not (text := plain(body)):
        return Line("blank", "", raw, quoted=quoted)
    lead, bold = _bold(body) if body[0] in "*_" else ("", False)
    link = body[-1] in ")*" and "](" in body and bool(_LINK.fullmatch(body.strip("*")))
    return Line(kind, text, raw, level, number, lead, bold, (), quoted, link)


def _depth(source: str) -> int:
    indent = source[: len(source) - len(source.lstrip())]
    return len(indent.expandtabs(4)) // 2


def _underlined(lines: list[Line]) -> None:
    """Turns a short line of its own with a line of "---" or "===" right under it into the heading that it is."""
    for index in range(1, len(lines)):
        mark = lines[index].raw.strip()
        above = lines[index - 1]
        if (
            lines[index].kind == "rule"
            and mark[:1] in "-="
            and len(set(mark)) == 1
            and above.kind == "text"
            and not above.quoted
            and len(above.text) <= 60
            and not re.search(r"[。；;：:!?！？]", above.text)
            and (index < 2 or lines[index - 2].kind in ("blank", "rule"))
        ):
            lines[index - 1] = above._replace(kind="heading", level=1 if mark[0] == "=" else 2)
            lines[index] = lines[index]._replace(kind="blank")


def read_lines(text: str) -> list[Line]:
    """The lines of a job text (plain text or Markdown), blank ones included: they may part two roles.

    What a renderer or a careless paste has joined ("任职要求：1、… 2、…", two lines with "<br>" between) is taken
    apart first, so a line here can be a piece of one there.
    """
    lines: list[Line] = []
    for raw in clean(text).split("\n"):
        if raw:
            lines += _pieces(raw)
        else:
            lines.append(_EMPTY)
    _underlined(lines)
    return lines


@repeated
def _pieces(raw: str) -> tuple[Line, ...]:
    """The lines that one line of a text holds."""
    broken = "<" in raw and not raw.lstrip().startswith("|")
    return tuple([read_line(part) for piece in (_BREAK_TAG.split(raw) if broken else [raw]) for part in unglue(piece)])
