"""Long lines on a terminal, broken where a reader would: wide characters count as two columns."""

from __future__ import annotations

import re

from rich.cells import cell_len, chop_cells

# What a line may be broken between: wide characters, and words with the space behind them. Closing marks stay with what
# they close.
_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60"
_CLOSING = "，。、；：！？）】》」』”’"
_PIECE = re.compile(rf"(?:[{_WIDE}]|[^\s{_WIDE}]+)[{_CLOSING}]*\s*|\s+")


def wrapped(text: str, first: int, further: int) -> list[str]:
    """A line broken into lines of at most so many columns: the first one, and those after it.

    Wide characters count as two. An address stays whole, so that it can be clicked and copied.
    """
    lines: list[str] = []
    line, used = "", 0
    pieces = _PIECE.findall(text)
    while pieces:
        piece = pieces.pop(0)
        room, size = max(8, further if lines else first), cell_len(piece.rstrip())
        if used + size <= room:
            line, used = line + piece, used + cell_len(piece)
        elif used:
            lines.append(line.rstrip())
            line, used = "", 0
            pieces.insert(0, piece)
        elif "://" in piece:
            lines.append(piece.rstrip())
        else:
            head, *rest = chop_cells(piece, room)
            lines.append(head)
            pieces[:0] = ["".join(rest)]
    return [*lines, line.rstrip()] if line or not lines else lines
