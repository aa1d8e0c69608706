"""Which words head a part of a job text, and which part: "【任职要求（满足其一）】", "What you'll do", "一、岗位职责".

The words are data (words/headings.toml); here is only how they are compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, NamedTuple

from roles.read.repeated import repeated
from roles.read.words import load
from roles.text import LIST_MARK, simplify, width

Part = Literal[
    "responsibilities", "requirements", "plus", "benefits", "company", "apply", "head", "whole", "other", "commentary",
    "aspect",
]  # fmt: skip
_PARTS: tuple[Part, ...] = (
    "requirements", "responsibilities", "plus", "benefits", "company", "apply", "head", "whole", "other", "commentary",
)  # fmt: skip
CHIEF: frozenset[Part] = frozenset({"responsibilities", "requirements", "plus"})
_LONGEST = 60  # characters of a line that can be a heading as a whole
_LONGEST_KEY = 32  # characters of a key that can be made up of list words
_LONGEST_WORD = 12  # characters of a filler

_JOINED = re.compile(r"[/、&]|及其|以及|与|和|及|and")  # 职责与要求
_COMMA = re.compile(r"[，,]")
_SENTENCE = re.compile(r"[。；;！!？?，]")
_PROSE = re.compile(r"[，。；;][^)）】\]]*\Z")  # punctuation of a sentence, outside a closing bracket
_CLOSING_BRACKET = re.compile(
    r"[(\[{【「《<][^()\[\]{}【】「」《》<>]{0,30}[)\]}】」》>]\s*[:：]?\s*\Z"  # 要求（必备）
)
_NOT_KEY = re.compile(r"[^\w+&/、]+|_+")
_DECORATION = ":： \t*#】」』》>。.，,、!！"


class Heading(NamedTuple):
    """A heading that we know: what it opens. `weak` ones ("经验要求") name one aspect of the requirements only."""

    part: Part
    weak: bool = False


class _Words(NamedTuple):
    exact: dict[str, Part]
    cores: dict[str, Part]
    fillers: frozenset[str]
    aspects: frozenset[str]
    subjects: frozenset[str]
    starts: dict[str, Part]
    openings: tuple[str, ...]
    tails: tuple[str, ...]
    last: frozenset[str]


@lru_cache(maxsize=1)
def _traditional() -> dict[str, str]:
    """The characters that simplification changes. Most texts have none, and looking is cheaper than converting."""
    characters = [chr(code) for code in range(0x3400, 0xA000)]
    plain = simplify("\n".join(characters)).split("\n")
    return {one: other for one, other in zip(characters, plain, strict=False) if one != other}


@repeated
def folded(text: str) -> str:
    """A short text in half width, simplified characters and lower case."""
    if not text.isascii():
        text = width(text)
        if not _traditional().keys().isdisjoint(text):
            text = simplify(text)
    return text.casefold()


def key(text: str) -> str:
    """The words of a heading without notation: "一、【岗 位 職 責】：" → "岗位职责"."""
    plain = LIST_MARK.sub("", folded(text), count=1).strip()
    bare = _CLOSING_BRACKET.sub("", plain) if plain[-1:] in ")]}】」》>:：" else plain
    return _NOT_KEY.sub("", bare) or _NOT_KEY.sub("", plain)


def last_characters(words: Iterable[str]) -> frozenset[str]:
    """The Chinese characters in which words end, simplified and traditional.

    A text that ends in any other is none of the words: that is nearly every line, and cheap to see (`may_end`).
    """
    last = {word[-1] for word in words if word and word[-1] > "\u3400"}
    return frozenset(last | {one for one, other in _traditional().items() if other in last})


def may_end(text: str, last: frozenset[str]) -> bool:
    """False for a text whose last character shows that it is none of the words whose last characters are `last`."""
    bare = text.rstrip(_DECORATION)
    return not bare or bare[-1] in last or not "\u3400" < bare[-1] < "\ua000"


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = load("headings")
    exact: dict[str, Part] = {}
    cores: dict[str, Part] = {}
    starts: dict[str, Part] = {}
    for part in _PARTS:
        exact |= {key(word): part for word in data[part]["words"]}
        cores |= {key(word): part for word in data[part]["cores"]}
        starts |= {key(word): part for word in data[part].get("starts", ())}
    aspects = frozenset(map(key, data["aspects"]))
    tails = tuple(map(key, data["tails"]))
    return _Words(
        exact,
        cores,
        frozenset(map(key, data["fillers"])),
        aspects,
        frozenset(map(key, data["commentary"]["subjects"])),
        starts,
        tuple(starts),
        tails,
        last_characters([*exact, *cores, *aspects, *tails]),
    )


@lru_cache(maxsize=1)
def chief_last_characters() -> frozenset[str]:
    """The characters in which headings of duties, requirements and what is a plus end."""
    known = [*_words().exact.items(), *_words().cores.items()]
    return last_characters(word for word, part in known if part in CHIEF)


def _made_up(word: str) -> Heading | None:
    """What a key of fillers, aspects and a core word opens: 岗位 + 基本 + 要求."""
    words = _words()
    rest, weak, subject = word, False, False
    while rest:
        if rest in words.exact and rest != word:
            return Heading(words.exact[rest], weak)
        if part := words.cores.get(rest):
            if part == "commentary" and not subject:
                return None
            return Heading(part, weak and part != "commentary")
        if weak and rest in words.aspects:
            return Heading("aspect", True)
        for size in range(min(_LONGEST_WORD, len(rest)), 0, -1):  # the longest word first
            start = rest[:size]
            if start in words.fillers or start in words.aspects or start in words.subjects:
                weak = weak or (start in words.aspects and start not in words.fillers)
                subject = subject or start in words.subjects
                rest = rest[size:]
                break
        else:
            return None
    return Heading("aspect", True) if weak else None


def _joined(word: str) -> Heading | None:
    """What a key of two or three headings opens: 任职资格及要求; "whole" for duties with requirements: 职责与要求."""
    pieces = _JOINED.split(word)
    if not 1 < len(pieces) <= 3 or not all(pieces):
        return None
    exact = _words().exact
    found = [Heading(exact[piece]) if piece in exact else _made_up(piece) for piece in pieces]
    known = [heading for heading in found if heading]
    if len(known) < len(pieces):
        return None
    named = {heading.part for heading in known} - {"aspect"}
    if named == {"responsibilities", "requirements"}:
        return Heading("whole")
    first: Part = next((heading.part for heading in known if heading.part != "aspect"), "aspect")
    return Heading(first, all(heading.weak for heading in known))


@lru_cache(maxsize=8192)
def find(text: str) -> Heading | None:
    """The heading that a short text is, as a whole; None where we do not know it as one."""
    if len(text) > _LONGEST or (text[-1:] not in ":：" and _PROSE.search(text)):
        return None
    words = _words()
    opened = text.startswith(words.openings)
    if not opened and not may_end(text, words.last):
        return None
    word = key(text)
    if part := words.exact.get(word):
        return Heading(part)
    if text[-1:] in ":：":
        word = key(_COMMA.split(text, maxsplit=1)[0])  # "你的工作日常，但不限于此："
    if word.endswith(words.tails):
        word = word[: -len(next(tail for tail in words.tails if word.endswith(tail)))] or word
    if part := words.exact.get(word):
        return Heading(part)
    if not 1 < len(word) <= _LONGEST_KEY:
        return None
    if found := _made_up(word) or _joined(word):
        return found
    if len(word) <= 20 and word.startswith(words.openings):
        return next(Heading(part) for start, part in words.starts.items() if word.startswith(start))
    return None


def titled(text: str) -> tuple[str, Heading] | None:
    """A title and a heading in one: "前端工程师岗位职责：" → ("前端工程师", responsibilities)."""
    if len(text) > 40 or text.isascii() or not may_end(text, chief_last_characters()) or _SENTENCE.search(text):
        return None
    bare = text.rstrip(":： *")
    for size in (5, 4):
        heading = find(bare[-size:]) if len(bare) > size else None
        if heading and heading.part in CHIEF and not heading.weak and key(bare[:-size]):
            return bare[:-size].strip(" -—:：的之"), heading
    return None
