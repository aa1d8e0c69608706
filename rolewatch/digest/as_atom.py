"""The digest as an Atom feed: one entry per event (RFC 4287)."""

from __future__ import annotations

from rolewatch.digest.as_html import environment
from rolewatch.digest.build import GROUPS, Digest
from rolewatch.digest.words import Language, Phrases


def as_atom(digest: Digest, language: Language) -> str:
    """The digest as an Atom document. An entry's id is that of its event, so readers show each once."""
    say = Phrases(language, digest.timezone)
    entries = sorted((entry for group in GROUPS for entry in digest.groups[group]), key=lambda one: -one.event_id)
    return environment().get_template("digest.atom.j2").render(digest=digest, say=say, entries=entries)
