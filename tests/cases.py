"""Tables of tests in tests/meaning/*.txt: a line that is read, " => " and what is to be found in it."""

from __future__ import annotations

from pathlib import Path


def cases(name: str) -> list[tuple[str, str]]:
    """The lines of one table as (what is read, what is to be found)."""
    path = Path(__file__).parent / "meaning" / f"{name}.txt"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("# ")]
    return [(text, found.strip()) for text, _, found in (line.partition(" =>") for line in lines)]
