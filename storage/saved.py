"""Questions that people want answered, as SQL on the public views: for docs/QUERYING.md and `rolewatch browse`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

_HEAD = re.compile(r"^-- ([a-z0-9-]+): (.+)$", re.M)


@dataclass(frozen=True, slots=True)
class Saved:
    """One question: a name for addresses, what it asks, and its SQL without a semicolon."""

    name: str
    title: str
    sql: str


@cache
def questions() -> tuple[Saved, ...]:
    """All saved questions, in the order of storage/saved.sql."""
    text = (resources.files("storage") / "saved.sql").read_text(encoding="utf-8")
    heads = list(_HEAD.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    return tuple(
        Saved(head[1], head[2], text[head.end() : end].strip().rstrip(";"))
        for head, end in zip(heads, ends, strict=True)
    )
