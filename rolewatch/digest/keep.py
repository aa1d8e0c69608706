"""A digest as it is kept in the file, so that every attempt to deliver it says the same."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from rolewatch.digest.build import Digest


def to_text(digest: Digest) -> str:
    """A digest as JSON."""
    return msgspec.json.encode(digest).decode()


def from_text(text: str, *, number: int | None = None) -> Digest:
    """The digest that `to_text` wrote, also an older release's; with its number."""
    return replace(msgspec.json.decode(text.encode(), type=Digest), number=number)
