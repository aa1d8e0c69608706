"""The words of an HTML fragment, one line per block; plain text passes through."""

from __future__ import annotations

import html
import re

_MARKUP = re.compile(r"</?[a-zA-Z!]|&(?:[a-zA-Z]{2,31}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*|!)[^<>]*>")
_SPACES = re.compile(" {2,}")
_UNSEEN = re.compile(r"<(script|style|template)\b", re.I)
_INLINE = frozenset(
    "a abbr b bdi bdo big code em font i ins kbd label mark s small span strong sub sup time tt u wbr".split()
)


def words_of(text: str) -> str:
    """Text without tags and entities; scripts and styles left out. Escaped markup ("&lt;p&gt;") is undone, too."""
    for _ in range(2):
        if not _MARKUP.search(text):
            break
        text = _SPACES.sub(" ", html.unescape(_TAG.sub(_replace, _without_unseen(text))))
    return text


def _replace(tag: re.Match[str]) -> str:
    return " " if tag[2].lower() in _INLINE else "\n"


def _without_unseen(text: str) -> str:
    kept: list[str] = []
    place = 0
    lower = text.lower()
    while found := _UNSEEN.search(text, place):
        end = lower.find(f"</{found[1].lower()}", found.end())
        if end < 0:
            break
        kept.append(text[place : found.start()])
        place = end
    kept.append(text[place:])
    return "".join(kept)
