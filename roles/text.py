"""Folding: when two texts mean the same although they are written another way.

Width (NFKC), letter case, simplified and traditional characters, spaces, quotes, list marks and the order of
lines are notation; words, numbers and their signs are meaning. docs/RULES.md ("What is noise") says so to users.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

# Zero-width and bidi controls, soft hyphen, BOM: invisible, so never meaning.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
# Control characters, halves of surrogate pairs and noncharacters: no encoding and no XML may hold them.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
# Marks that open a list item: "- ", "* ", "1. ", "（1）", "①", "一、".
LIST_MARK = re.compile(
    r"\A\s*(?:[-*+•·●○■□◆◇▪▶►➢➤✓√]+\s*|[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:[)）、]|[.．](?!\d))\s*|[①-⑳]\s*)"
)
_SENTENCE_END = re.compile(r"(?<=[。！？；;!?])|(?<=\.)\s+(?=[A-Z\u3400-\u9fff])|\n+")
# A dash, tilde or point between two digits carries meaning (3-5 is not 35); elsewhere they are punctuation.
_RANGE = re.compile(r"(?<=\d)\s*[-~]+\s*(?=\d)")
_NOT_WORD = re.compile(r"[^\w%+#$€£¥₹₩.-]+|(?<!\d)[.-]+|[.-]+(?!\d)|_+")
_QUOTES = {c: q for chars, q in (("‘’‚‛`´", "'"), ("“”„‟", '"'), ("‐‑‒–—―−", "-"), ("〜～", "~")) for c in chars}
_QUOTE = re.compile(f"[{''.join(_QUOTES)}]")
# The full-width signs of Chinese prose with their NFKC forms: most texts are in that form once these are replaced,
# and to see that takes a tenth of the time that normalising takes.
_WIDE_SIGNS = tuple(zip("，：；（）！？～％＋－／＆\u3000", ",:;()!?~%+-/& ", strict=True))


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")  # loaded on first use: 35 ms that most commands do not need


def simplify(text: str) -> str:
    """Traditional Chinese characters as simplified ones (OpenCC's t2s tables); other text unchanged."""
    return _converter().convert(text) if _CJK.search(text) else text


def clean(text: str) -> str:
    """Text without control and invisible characters; line breaks are "\\n". Nothing visible is lost."""
    if text.isprintable() or text.replace("\n", " ").isprintable():  # most texts: nothing of the kind is in them
        return text
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _CONTROL.sub("", _INVISIBLE.sub("", unified))


def squeeze(text: str) -> str:
    """One line: every run of white space as one space."""
    return " ".join(text.split())


def width(text: str) -> str:
    """NFKC: full-width letters, digits and signs as half-width ones, compatibility forms as plain ones."""
    if text.isascii():
        return text
    for wide, plain in _WIDE_SIGNS:
        text = text.replace(wide, plain)
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def fold(text: str) -> str:
    """Notation off, words kept: for comparing and for keys. Never shown to anyone."""
    return squeeze(simplify(_QUOTE.sub(lambda found: _QUOTES[found[0]], width(clean(text)))).casefold())


def word_key(text: str) -> str:
    """Only the folded words of a text, without spaces or punctuation: "C++ 开发（上海）" → "c++开发上海"."""
    return _NOT_WORD.sub("", _RANGE.sub("-", fold(text)))


def sentences(text: str) -> list[str]:
    """The sentences and list items of a text as they stand, list marks taken off, empty ones left out."""
    found = []
    for piece in _SENTENCE_END.split(clean(text)):
        item = LIST_MARK.sub("", piece, count=1).strip(" \t#*>|")
        if item:
            found.append(item)
    return found


def meaning(text: str) -> frozenset[str]:
    """What a text says, without how: the set of its folded sentences. Equal sets mean no change."""
    return frozenset(key for key in map(word_key, sentences(text)) if key)


def same_meaning(before: str, after: str) -> bool:
    """True where two texts differ in notation or order only."""
    return before == after or word_key(before) == word_key(after) or meaning(before) == meaning(after)
