"""Text search that finds two-character Chinese words: CJK runs are indexed as overlapping pairs of characters.

SQLite's own tokenizers either take a whole run for one word or need three characters (STACK.md section 4), and most
Chinese search words have two.
"""

from __future__ import annotations

import re

from roles.text import fold

_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_TERM = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[^\W_]+")
# Words of a search beyond this many are left out: nobody types them.
MOST_TERMS = 20


def _pairs(run: str) -> str:
    return run if len(run) == 1 else " ".join(run[i : i + 2] for i in range(len(run) - 1))


def indexed(text: str | None) -> str:
    """A text as it goes into the index: folded, each run of Chinese characters as its pairs."""
    return _RUN.sub(lambda run: f" {_pairs(run[0])} ", fold(text)) if text else ""


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
