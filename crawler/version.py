"""Which release of ours took a raw posting from its page."""

from __future__ import annotations

from functools import cache
from importlib import resources

from roles.version import fingerprint, reader_version


@cache
def extractor_version(board: str) -> str:
    """The name of the code that a board's pages go through; it changes with that code."""
    home = resources.files("crawler")
    module = [home / "boards" / f"{board}.py"] if board else []
    return fingerprint(home / "extract", home / "page.py", *module)


def version(board: str) -> str:
    """Which readers read a source: that of the texts, a point, and that of its board's pages."""
    return f"{reader_version()}.{extractor_version(board)}"
