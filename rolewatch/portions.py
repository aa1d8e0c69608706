"""A long text as messages that a service takes: cut between lines, the last one saying what is left out. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

# More messages than these in a row are a nuisance; the rest is left out and said so.
MOST = 4


def portions(text: str, limit: int, note: str, most: int = MOST, size: Callable[[str], int] = len) -> list[str]:
    """A text as at most `most` messages of at most `limit` each; `note` ends one that was cut.

    `size` measures a text: in characters, unless told otherwise; that of a whole is the sum of its parts'.

    The same text, limit and note give the same messages, so that a delivery that broke off can go on where it was.
    """
    pieces: list[str] = []
    current, used = "", 0
    for line in text.splitlines(keepends=True):
        while size(line) > limit:
            begin = fitting(line, limit - used, size) or ("" if used else line[0])
            pieces.append(current + begin)
            current, used, line = "", 0, line[len(begin) :]
        length = size(line)
        if used + length > limit:
            pieces.append(current)
            current, used = "", 0
        current, used = current + line, used + length
    if current.strip():
        pieces.append(current)
    if len(pieces) <= most:
        return pieces
    kept = pieces[:most]
    ending = fitting(f"\n{note}\n", limit, size)
    body = fitting(kept[-1], limit - size(ending), size)
    kept[-1] = (body.rpartition("\n")[0] or body) + ending
    return kept


def fitting(text: str, limit: int, size: Callable[[str], int]) -> str:
    """The beginning of a text that is no larger than a limit."""
    ends = list(accumulate(map(size, text)))
    return text[: bisect_right(ends, limit)]
