"""Words of others in a terminal or a spreadsheet: harmless."""

from __future__ import annotations

from typing import Any

from roles.text import clean, squeeze

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
