"""Questions → digest → words, for one window or one run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from rolewatch.config import Filter
from rolewatch.digest.as_json import as_json
from rolewatch.digest.as_markdown import as_markdown
from rolewatch.digest.as_text import as_text
from rolewatch.digest.build import Digest, Notice, build
from rolewatch.digest.pick import picker
from rolewatch.digest.words import Language
from storage.questions import Questions

Format = Literal["text", "md", "html", "json", "atom"]


def _as_html(digest: Digest, language: Language) -> str:
    from rolewatch.digest.as_html import as_html  # here: a crawl prints text, and templates take 0.1 s to load

    return as_html(digest, language)


def _as_atom(digest: Digest, language: Language) -> str:
    from rolewatch.digest.as_atom import as_atom

    return as_atom(digest, language)


_RENDER: dict[Format, Callable[[Digest, Language], str]] = {
    "text": as_text,
    "md": as_markdown,
    "html": _as_html,
    "json": lambda digest, _: as_json(digest),
    "atom": _as_atom,
}


def digest_between(database: Path, since: str, until: str, timezone: str, wanted: Filter | None = None) -> Digest:
    """What changed after `since`, up to and including `until` (UTC, ISO 8601), of what is `wanted`."""
    with Questions(database) as questions:
        gone = [
            Notice(kind="archived" if one.folder else "forgotten", subject=one.folder or "", words=one.before)
            for one in questions.taken_out()
            if since < one.before
        ]
        return build(
            questions.events_between(since, until),
            questions.sources(),
            since=since,
            until=until,
            timezone=timezone,
            wanted=picker(wanted or Filter()),
            notices=gone,
        )


def digest_of_run(database: Path, run_id: int, now: str, timezone: str) -> Digest:
    """What one run changed."""
    with Questions(database) as questions:
        return build(questions.events_of_run(run_id), questions.sources(), since=now, until=now, timezone=timezone)


def render(digest: Digest, form: Format, language: Language) -> str:
    """A digest in words."""
    return _RENDER[form](digest, language)
