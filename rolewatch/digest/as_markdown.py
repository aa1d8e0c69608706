"""The digest as Markdown: for chat tools, repositories and notes."""

from __future__ import annotations

import re

from roles.text import clean, squeeze
from rolewatch.digest.build import GROUPS, Digest, Entry
from rolewatch.digest.words import Language, Phrases

# Every character that may start markup, HTML included (https://spec.commonmark.org/0.31.2/#ascii-punctuation-character).
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+!|~&-])")


def as_markdown(digest: Digest, language: Language) -> str:
    """The digest as Markdown, ending in a line break. Words of others stand escaped."""
    say = Phrases(language, digest.timezone)
    lines = [
        f"# {say.say('title')}",
        f"{say.when(digest.since)} – {say.when(digest.until)} ({digest.timezone})",
        f"**{say.summary(digest)}**",
    ]
    for group in GROUPS:
        if entries := digest.groups[group]:
            lines += [f"## {say.say(group)}", "\n".join(_line(entry, say) for entry in entries)]
    if digest.baselines:
        lines += [f"## {say.say('baselines')}"]
        lines += ["\n".join(f"- {say.say('baseline', source=one.source_id, n=one.roles)}" for one in digest.baselines)]
    if digest.troubles:
        lines += [f"## {say.say('sources')}"]
        told = []
        for trouble in digest.troubles:
            since = say.say("since", when=say.when(trouble.since)) if trouble.since else say.say("never")
            told.append(
                f"- **{trouble.source_id}** {say.say(trouble.health)}{say.say('comma')}{since}"
                f"{say.say('stop')}{escaped(trouble.message)}"
            )
        lines += ["\n".join(told)]
    if digest.out_of_scope:
        lines += [say.say("outside", n=digest.out_of_scope)]
    return "\n\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Words of others, so that no Markdown and no HTML in them takes effect."""
    return _MARKUP.sub(r"\\\1", squeeze(clean(text)))


def _line(entry: Entry, say: Phrases) -> str:
    title = f"**{escaped(entry.title)}**"
    if entry.url.startswith(("http://", "https://")):
        title = f"[{title}](<{entry.url.replace('<', '%3C').replace('>', '%3E')}>)"
    parts = [title, escaped(say.where(entry)), escaped(say.note(entry)), f"\\#{entry.role_id}"]
    return "- " + " · ".join(part for part in parts if part)
