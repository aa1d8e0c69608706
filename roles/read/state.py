"""Whether an ad or a page says of itself that the role is closed."""

from __future__ import annotations

import re
from functools import lru_cache

from roles.read.words import load
from roles.text import fold, squeeze


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    words = load("closing")
    phrases = "|".join(re.escape(fold(phrase)) for phrase in sorted(words["phrases"], key=len, reverse=True))
    excluded = "|".join(re.escape(fold(phrase)) for phrase in words["not_closed"])
    return re.compile(phrases), re.compile(excluded), frozenset(fold(state) for state in words["states"])


def closing_phrase(text: str) -> str | None:
    """The words in a short text (a banner, the top of a posting) that say the role is closed; None where none do."""
    phrases, excluded, _ = _patterns()
    found = phrases.search(excluded.sub(" ", fold(text)))
    return found[0] if found else None


def says_closed(state: str | None) -> str | None:
    """The words of a state field that say the role is closed; None where it is open or says nothing of it."""
    if not state:
        return None
    value = fold(state)
    _, _, states = _patterns()
    return squeeze(state) if value.strip(" 。.!") in states or closing_phrase(state) else None
