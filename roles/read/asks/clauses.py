"""Sentences and clauses of a line, and which of them a marker makes a mere plus.

A marker reaches its own clause, not the line: "熟悉C++，有CUDA经验者优先" wishes for CUDA only. A clause that is
nothing but a marker ("…，优先考虑") speaks of the clause before it, and an aside in brackets has its own say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from roles.read.words import load

# "…; …", "…。…", "… a plus. Knows …", "…经验.熟悉…"; not "(e.g. Python)"
SENTENCE = re.compile(
    r"[;。!?]+|(?<!e\.g)(?<!i\.e)(?<!etc)\.(?=\s+[A-Z\u4e00-\u9fff]|\s*$)|(?<=[\u4e00-\u9fff)])\.(?=[\u4e00-\u9fff])"
)
CLAUSE = re.compile(r",|\s(?=(?:熟悉|精通|掌握|了解|具备|具有|有)[^\s,])")
BRACKETS = re.compile(r"[(【\[][^()【】\[\]]{0,400}[)】\]]")
# A text without one of these has no marker of a plus: to look for them takes a twentieth of the time of the expression.
_PLUS_CUES = (
    "优", "佳", "加分", "可选", "更好", "最好", "非必", "强制", "硬性", "锦上添花", "prefer", "desir", "advantage",
    "ideally", "bonus", "beneficial", "nice", "good", "helpful", "extra", "asset", "plus", "optional", "not required",
)  # fmt: skip


@cache
def expression(name: str) -> re.Pattern[str]:
    """One list of words/levels.toml as an expression."""
    data = load("levels")
    return re.compile("|".join(data[name]).replace("~U", data["unit"]), re.I)


def spans(separator: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What separators part between two offsets, each with the separator behind it."""
    for match in separator.finditer(text, start, end):
        yield start, match.end()
        start = match.end()
    yield start, end


def masked(text: str) -> str:
    """The text with its asides in brackets blanked out; offsets stay."""
    return BRACKETS.sub(lambda aside: "\0" * len(aside[0]), text)


def is_plus(text: str) -> bool:
    """True where a marker stands in a piece of text."""
    lowered = text.lower()
    return any(map(lowered.__contains__, _PLUS_CUES)) and bool(expression("plus").search(text))


def is_bare(text: str) -> bool:
    """True for a piece of text that is a marker and nothing else: "优先考虑", "would be a plus"."""
    return not expression("filler").sub("", expression("plus").sub("", text))


def plus_spans(text: str) -> Iterator[tuple[int, int]]:
    """The clauses and asides of a line that are a mere plus, as (start, end)."""
    if not is_plus(text):
        return
    plain = masked(text)
    for sentence in spans(SENTENCE, text, 0, len(text)):
        before = None
        for start, end in spans(CLAUSE, plain, *sentence):
            outside = plain[start:end].replace("\0", "")
            if is_plus(outside):
                yield before if before and is_bare(outside) else (start, end)
            else:
                for aside in BRACKETS.finditer(text, start, end):
                    if is_plus(aside[0]):
                        yield (start, end) if is_bare(aside[0]) else aside.span()
            before = (start, end)
