"""Words of others in a terminal or a spreadsheet: harmless."""

from __future__ import annotations

import re
from typing import Any

from roles.text import clean, squeeze

# What a line may be broken between: wide characters, and words with the space behind them. Closing marks stay with what
# they close.
_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60"
_CLOSING = "，。、；：！？）】》」』”’"
_PIECE = re.compile(rf"(?:[{_WIDE}]|[^\s{_WIDE}]+)[{_CLOSING}]*\s*|\s+")
# How a spreadsheet knows a formula; the full-width signs too, which some take for the plain ones.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def plain(value: Any) -> str:
    """A value for one line on a terminal: no control characters, no escapes, no line breaks."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(plain(one) for one in value)
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return squeeze(clean(str(value)))


def spreadsheet(value: Any) -> str:
    """A value for a CSV cell that no spreadsheet takes for a formula (https://owasp.org/www-community/attacks/CSV_Injection)."""
    shown = plain(value) if not isinstance(value, str) else clean(value)
    risky = shown.lstrip().startswith(_FORMULA) or shown.startswith("\t")
    return f"'{shown}" if risky and not _is_number(shown) else shown


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def wrapped(text: str, first: int, further: int) -> list[str]:
    """A line broken into lines of at most so many columns: the first one, and those after it.

    Wide characters count as two. An address stays whole, so that it can be clicked and copied.
    """
    from rich.cells import cell_len, chop_cells

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
