"""What a spider finds: a posting on a page, or only its name in a listing."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from roles.model import RawPosting

# What names an ad: it must be the same whether its own page could be read or not.
_NAMING = ("url", "external_id", "tenant", "derived_id")


@dataclass(frozen=True, slots=True)
class Found:
    """A posting that a page offers.

    Without `raw` its words are those of last time, which `digest` names; without both it is listed, and its own page
    could not be read.
    """

    key: str
    url: str
    raw: RawPosting | None = None
    digest: str = ""


def completed(raw: RawPosting, stub: RawPosting | None) -> RawPosting:
    """What an ad's own page says, with what only the listing states; ids and address are those of the listing."""
    if stub is None:
        return raw
    missing = {
        each.name: getattr(stub, each.name)
        for each in fields(RawPosting)
        if each.name in _NAMING or not getattr(raw, each.name)
    }
    return replace(raw, **missing)
