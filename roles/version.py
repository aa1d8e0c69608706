"""Which reader read a text: a name that changes with the code and the word lists, so that nobody can forget to."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable


def fingerprint(*parts: Traversable) -> str:
    """Ten hexadecimal digits that name the exact content of files; a folder stands for its .py and .toml files."""
    digest = hashlib.sha256()
    for part in parts:
        for file in sorted(_files(part), key=lambda one: str(one)):
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:10]


def _files(part: Traversable) -> list[Traversable]:
    if part.is_file():
        return [part] if part.name.endswith((".py", ".toml")) else []
    return [file for inner in part.iterdir() if inner.name != "__pycache__" for file in _files(inner)]


@cache
def reader_version() -> str:
    """The name of this release's way of reading a raw posting."""
    home = resources.files("roles")
    return fingerprint(home / "read", *(home / name for name in ("normalise.py", "text.py", "model.py")))


def same_extractor(one: str, other: str) -> bool:
    """Whether two postings' readers took their raw texts from pages in the same way: only then do raw texts compare."""
    return one.rpartition(".")[2] == other.rpartition(".")[2]
