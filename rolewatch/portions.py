"""A long text as messages that a service takes: cut between lines, the last one saying what is left out. Pure."""

from __future__ import annotations

# More messages than these in a row are a nuisance; the rest is left out and said so.
MOST = 4


def portions(text: str, limit: int, note: str, most: int = MOST) -> list[str]:
    """A text as at most `most` messages of at most `limit` characters each; `note` ends one that was cut.

    The same text, limit and note give the same messages, so that a delivery that broke off can go on where it was.
    """
    pieces: list[str] = []
    current = ""
    for line in text.splitlines(keepends=True):
        while len(line) > limit:
            room = limit - len(current)
            pieces.append(current + line[:room])
            current, line = "", line[room:]
        if len(current) + len(line) > limit:
            pieces.append(current)
            current = ""
        current += line
    if current.strip():
        pieces.append(current)
    if len(pieces) <= most:
        return pieces
    kept = pieces[:most]
    ending = f"\n{note}\n"[:limit]
    body = kept[-1][: limit - len(ending)]
    kept[-1] = (body.rpartition("\n")[0] or body) + ending
    return kept
