"""Label lines of a posting: "工作地点：上海", "**Salary**: $100k", "| 招聘人数 | 3 |", a label and its value below it.

Words are data (words/labels.toml). A label that says of itself that it is not stated ("发布时间：[未明确]") is kept,
marked `unknown`: it outranks any other statement of that name on the page, so nothing is guessed in its place.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from roles.read.layout.headings import find
from roles.read.layout.labelwords import LONGEST, is_unknown, label_words, names_of
from roles.read.layout.lines import Line
from roles.read.repeated import repeated

_LONGEST_VALUE = 80  # characters of a value that states one fact
_PROSE = frozenset({"apply", "skills", "experience", "education", "salary", "source", "hours", "workplace"})
_COLONS_READ = 40  # of one line: a line with more is no label line
_COLON = re.compile(r"[:：](?!//)")
_SEPARATORS = frozenset("|｜;；,，、。·•/&\t )）】]」』")
_EDGES = " \t|｜;；,，、·•/&-—*"
_OTHER_LABEL = re.compile(r"\s+[^\s:：\d]{2,10}[:：](?!//)")  # a label that we do not know: "… 面试方式：线上"
_BRACKETED = re.compile(  # 【工作地点】上海
    r"[【\[〖「『]\s*([^【】\[\]〖〗「」『』]{1,20})\s*[】\]〗」』]\s*[:：]?\s*"
)
_SENTENCES = re.compile(r"。.|，[^，]{8,}，")  # prose behind "团队：", not "北京，上海，杭州"
_AMOUNT = re.compile(r"[¥￥$]?\d[\d.,]*\s*(?:[-~—–]\s*\d|[kKwW万千])")
_AT = ("@", "#", "＠", "(at)", "[at]")
_MAIL = re.compile(  # name@firm.com, name#firm.com, name(at)firm.com
    r"(?<![\w.+-])[\w.+-]{2,40}\s?(?:[@#＠]|\(at\)|\[at\])\s?[\w-]{2,30}\.[a-z]{2,4}(?![a-z])", re.I
)


@dataclass(frozen=True, slots=True)
class Label:
    """One stated fact: its canonical name, its value as written, the index of the line of the value.

    `unknown` says that the label is there and its value says that nothing is stated.
    """

    name: str
    value: str
    index: int
    unknown: bool = False


def closing_names(line: Line) -> frozenset[str]:
    """The names of the label that a line begins with, if such a label is no part of the section above it.

    A short line with a mail address in it is one that says how to apply.
    """
    return _closing_names(line.text, line.kind == "item")


@repeated
def _closing_names(text: str, item: bool) -> frozenset[str]:
    if len(text) <= 100 and any(map(text.__contains__, _AT)) and _MAIL.search(text):
        return frozenset({"apply"})
    colons = [at for at in (text.find(":", 1, 26), text.find("：", 1, 26)) if at > 0]
    if not colons or (item and len(text) > 60):
        return frozenset()
    rules = label_words()
    return (rules.closing_items if item else rules.closing).intersection(names_of(text[: min(colons)]))


def _made(names: tuple[str, ...], value: str, index: int) -> list[Label]:
    value = value.strip(_EDGES) or value.strip()
    if not value or "{{" in value or "{%" in value:  # a template that nobody has filled
        return []
    unknown = is_unknown(value)
    if names == ("location",) and _AMOUNT.match(value):
        names = ("salary",)  # "base：20-30k*14薪"
    return [
        Label(name, value, index, unknown)
        for name in names
        if name in _PROSE or (len(value) <= _LONGEST_VALUE and not _SENTENCES.search(value))
    ]  # fmt: skip


def _word_before(text: str, start: int, colon: int) -> tuple[int, tuple[str, ...]]:
    """Where the label word that ends at a colon begins, and its names; (-1, ()) where none does."""
    start = max(start, colon - LONGEST)
    left = text[start:colon]
    if '"' in left:
        return -1, ()  # JSON
    if names := names_of(left):
        return start, names
    for cut in range(1, len(left)):  # the longest words first: "Job Type", not "Type"
        if left[cut - 1] in _SEPARATORS and left[cut] not in _SEPARATORS and (names := names_of(left[cut:])):
            return start + cut, names
    # "住宿业务地点:上海状态:招聘": nothing parts the words. Only in a line that is all labels, hence short.
    if len(text) <= 60:
        for word in label_words().glued:
            if left.endswith(word):
                return colon - len(word), names_of(word)
    return -1, ()


def _inline(text: str, index: int) -> tuple[list[Label], tuple[str, ...]]:
    """The "label: value" pairs of one line, and the names of a last label whose value is not on it."""
    found: list[tuple[int, int, tuple[str, ...]]] = []
    past = 0
    for colon in islice(_COLON.finditer(text), _COLONS_READ):
        at = colon.start()
        if at and text[at - 1].isdecimal() and text[at + 1 : at + 2].isdecimal():
            continue  # 9:30
        start, names = _word_before(text, past, at)
        if names:
            found.append((start, colon.end(), names))
            past = colon.end()
    labels: list[Label] = []
    for number, (_, begin, names) in enumerate(found):
        end = found[number + 1][0] if number + 1 < len(found) else len(text)
        if other := _OTHER_LABEL.search(text, begin + 1, end):
            end = other.start()
        labels += _made(names, text[begin:end], index)
    open_names = found[-1][2] if found and not text[found[-1][1] :].strip(_EDGES) else ()
    return labels, open_names


def _opening(text: str, index: int) -> tuple[list[Label], tuple[str, ...]]:
    """Labels at the head of a line without a colon: "【地点】上海", "工作地点 上海", "base上海", a label alone."""
    if len(text) > 60:
        return [], ()
    if names := names_of(text):
        return [], names
    if text[0] in "【[〖「『" and (bracket := _BRACKETED.match(text)):
        # "【远程】某公司" states the place itself; it is no label.
        names = tuple(name for name in names_of(bracket[1]) if name != "workplace")
        rest = text[bracket.end() :]
        return (_made(names, rest, index), ()) if rest.strip() else ([], names)
    word, space, value = text.partition(" ")
    words = label_words()
    if space and len(word) < LONGEST and ("\u3400" < word[-1:] < "\ua000" or word.casefold() in words.attached):
        names = tuple(name for name in names_of(word) if name in words.spaced and (name != "title" or len(word) > 3))
        if names_of(f"{word} {value.partition(' ')[0]}"):
            names = ()  # "Base salary $105,123": the first word of another label
        if names and value and len(value) <= 40:
            return _made(names, value, index), ()
    if text[:8].casefold().startswith(words.attached):
        start = next(start for start in words.attached if text.casefold().startswith(start))
        rest = text[len(start) :]
        if rest and "\u3400" < rest[0] < "\ua000" and len(rest) <= 20:
            return _made(names_of(start), rest, index), ()
    return [], ()


def _below(lines: Sequence[Line], index: int, names: tuple[str, ...]) -> list[Label]:
    """The value of a label that stands alone: the next line, or the short items of the list below it."""
    values: list[str] = []
    at = index
    for below in range(index + 1, min(index + 8, len(lines))):
        line = lines[below]
        if line.kind == "blank":
            if values and lines[at].kind != "item":
                break
            continue
        short = 0 < len(line.text) <= 60 and line.kind in ("text", "item") and line.text[-1] not in ":："
        if not short or find(line.text) or names_of(line.text) or _inline(line.text, below)[0]:
            break
        if values and line.kind != "item":
            break
        values.append(line.text)
        at = below
        if line.kind != "item":
            break
    if not values or (len(values) > 1 and ("title" in names or len(values) > 4)):
        return []
    return _made(names, "、".join(values), at)


def _table(rows: list[tuple[int, tuple[str, ...]]], ruled: bool) -> Iterator[Label]:
    """Labels of one table: header row and a value row, or a label and a value beside it in each row."""
    header = [names_of(cell) for cell in rows[0][1]]
    if len(header) > 1 and sum(map(bool, header)) * 2 > len(header) and sum(map(bool, header)) > 1 and len(rows) > 1:
        second = [names_of(cell) for cell in rows[1][1]]
        if ruled or not any(second):
            if len(rows) == 2:  # more rows list several ads: their facts are not one ad's
                for names, value in zip(header, rows[1][1], strict=False):
                    yield from _made(names, value, rows[1][0])
            return
    for index, cells in rows:
        paired = False
        for place in range(0, len(cells) - 1, 2):
            if (names := names_of(cells[place])) and not names_of(cells[place + 1]):
                paired = True
                yield from _made(names, cells[place + 1], index)
        if not paired:
            for cell in cells:
                yield from _inline(cell, index)[0]


def read_labels(lines: Sequence[Line], skip: Collection[int] = ()) -> list[Label]:
    """The labels of a job text in reading order, as often as they stand there.

    `skip` holds the indexes of lines that are not the employer's words (`Sectioned.commentary`).
    """
    labels: list[Label] = []
    rows: list[tuple[int, tuple[str, ...]]] = []
    ruled = False
    for index, line in enumerate(lines):
        if line.kind == "row":
            if index not in skip:
                rows.append((index, line.cells))
            continue
        if line.kind == "rule" and line.level == 1 and rows:
            ruled = ruled or len(rows) == 1
            continue
        if rows:
            labels += _table(rows, ruled)
            rows, ruled = [], False
        if line.kind in ("blank", "rule") or index in skip:
            continue
        labels += _line_labels(lines, index)
    if rows:
        labels += _table(rows, ruled)
    return labels


def _line_labels(lines: Sequence[Line], index: int) -> list[Label]:
    text = lines[index].text
    found: list[Label] = []
    open_names: tuple[str, ...] = ()
    if ":" in text or "：" in text:
        found, open_names = _inline(text, index)
    if not found and not open_names:
        found, open_names = _opening(text, index)
    if open_names and "skills" not in open_names:  # a list below "技能要求" is a section, no value
        found = found + _below(lines, index, open_names)
    return found
