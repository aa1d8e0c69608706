"""Text search that finds two-character Chinese words: CJK runs are indexed as overlapping pairs of characters.

SQLite's own tokenizers either take a whole run for one word or need three characters (STACK.md section 4), and most
Chinese search words have two.
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import add

from roles.text import LIST_MARK, clean, fold, squeeze

_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_TERM = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[^\W_]+")
# Words of a search beyond this many are left out: nobody types them.
MOST_TERMS = 20


def _pairs(run: str) -> str:
    return " ".join(map(add, run, run[1:])) or run


_known_pairs = lru_cache(maxsize=4096)(_pairs)  # headings, and what an employer says of itself, stand in many ads
_LONGEST_KNOWN = 60  # characters: no clause is longer, and what a page brings must not fill the memory


def indexed(text: str | None) -> str:
    """A text as it goes into the index: folded, each run of Chinese characters as its pairs."""
    if not text:
        return ""
    return _indexed_name(text) if len(text) <= _NAME else _indexed(text)


def _parted(run: re.Match[str]) -> str:
    pairs = _known_pairs if run.end() - run.start() <= _LONGEST_KNOWN else _pairs
    return f" {pairs(run[0])} "


def _indexed(text: str) -> str:
    folded = fold(text)
    return folded if folded.isascii() else _RUN.sub(_parted, folded)


# Texts of at most so many characters are names and titles, which many roles share.
_NAME = 80
_indexed_name = lru_cache(maxsize=4096)(_indexed)


def query(text: str) -> str:
    """What a person typed, as an FTS5 query: every word must be there, a Chinese word as the phrase of its pairs.

    Gives "" where nothing that can be searched for was typed.
    """
    terms = []
    for term in _TERM.findall(fold(text))[:MOST_TERMS]:
        quoted = f'"{_pairs(term)}"' if _RUN.match(term) else f'"{term}"'
        single = bool(_RUN.match(term)) and len(term) == 1
        terms.append(quoted + "*" if single or not _RUN.match(term) else quoted)
    return " AND ".join(terms)


# How the parts of a role weigh when roles are ranked: role_id (not searched), title, company, description, skills.
WEIGHTS = (0, 10, 4, 1, 3)
# A word that many roles have says little about any of them: of those, the newest so many are ranked.
RANKED = 2000
_AROUND = 24


def snippet(text: str, typed: str) -> str:
    """The place in a text where the words that were typed are found first and most: one line, "…" where it was cut.

    Gives "" where no line has any of them.
    """
    terms = [term for term in dict.fromkeys(_TERM.findall(fold(typed))) if term]
    best, most = "", 0
    for line in text.split("\n"):
        folded = fold(line)
        found = sum(term in folded for term in terms)
        if found > most:
            best, most = line, found
            if found == len(terms):
                break
    return _around(LIST_MARK.sub("", squeeze(clean(best)).lstrip("# ")), terms) if most else ""


def _around(line: str, terms: list[str]) -> str:
    """The part of a line around the first of some folded words in it."""
    folded = fold(line)
    # Folding rarely changes the number of characters; where it does, the cut is a little off, no more.
    at = min((where for term in terms if (where := folded.find(term)) >= 0), default=0)
    start = max(0, at - _AROUND)
    end = at + 3 * _AROUND
    return ("…" if start else "") + line[start:end].strip() + ("…" if end < len(line) else "")
