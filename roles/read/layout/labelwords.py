"""Which words are labels of a posting, and which values say that nothing is stated.

The words are data (words/labels.toml); they are compared as headings are.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from roles.read.layout.headings import key, last_characters, may_end
from roles.read.words import load

LONGEST = 24  # characters in front of a colon that can be a label

_WRAPPING = "[]【】()（）<>《》「」{}\"'“”* _。.!！"
_ASIDE = re.compile(r"[(（\[【][^()（）\[\]【】]{0,40}[)）\]】]\s*\Z")


class LabelWords(NamedTuple):
    """The label words by key, and the rules of words/labels.toml."""

    names: dict[str, tuple[str, ...]]
    spaced: frozenset[str]
    attached: tuple[str, ...]
    glued: tuple[str, ...]
    closing: frozenset[str]
    closing_items: frozenset[str]
    unknown: frozenset[str]
    last: frozenset[str]


@lru_cache(maxsize=1)
def label_words() -> LabelWords:
    """The words, read once."""
    data = load("labels")
    names: dict[str, tuple[str, ...]] = {}
    for name, words in data["names"].items():
        for word in words:
            names[key(word)] = (*names.get(key(word), ()), name)
    rules = data["rules"]
    return LabelWords(
        names,
        frozenset(rules["spaced"]),
        tuple(rules["attached"]),
        tuple(rules["glued"]),
        frozenset(rules["closing"]),
        frozenset(rules["closing_items"]),
        frozenset(rules["unknown"]),
        last_characters(names),
    )


@lru_cache(maxsize=8192)
def names_of(word: str) -> tuple[str, ...]:
    """The canonical names of a label word, () where it is none: "经验与学历" → ("experience", "education")."""
    if not 0 < len(word) <= LONGEST + 4 or not may_end(word, label_words().last):
        return ()
    return label_words().names.get(key(word), ())


def is_unknown(value: str) -> bool:
    """True where a value says that nothing is stated: "[未明确]", "N/A", "-", "待定（见官网）"."""
    folded = value.strip().casefold()
    unknown = label_words().unknown
    return folded in unknown or any(
        text.strip(_WRAPPING).strip() in unknown for text in (folded, _ASIDE.sub("", folded)) if len(text) <= 40
    )
