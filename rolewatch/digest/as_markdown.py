"""The digest as Markdown: for chat tools, repositories and notes."""

from __future__ import annotations

import re

from roles.text import clean, squeeze
from rolewatch.digest.build import GROUPS, Digest, Entry, clusters
from rolewatch.digest.words import Language, Phrases

# Every character that may start markup, HTML included (https://spec.commonmark.org/0.31.2/#ascii-punctuation-character).
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+!|~&-])")


def as_markdown(digest: Digest, language: Language) -> str:
    """The digest as Markdown, ending in a line break. Words of others stand escaped."""
    say = Phrases(language, digest.timezone)
    lines = [f"# {say.title(digest)}", say.window(digest), f"**{say.summary(digest)}**"]
    for group in GROUPS:
        if entries := digest.groups[group]:
            lines += [f"## {say.say(group)} ({len(entries)})"]
            for company, family, several in clusters(entries):
                lines += [f"### {escaped(say.cluster(company, family))}", "\n".join(_line(one, say) for one in several)]
    if digest.left_out:
        lines += [escaped(say.left_out(digest))]
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
                f"{say.say('stop')}{escaped(say.reason(trouble.message))}"
            )
        lines += ["\n".join(told), *map(escaped, say.remedies(digest))]
    if digest.notices:
        lines += [f"## {say.say('notices')}", "\n".join(f"- {escaped(say.notice(one))}" for one in digest.notices)]
    if digest.out_of_scope:
        lines += [say.say("outside", n=digest.out_of_scope)]
    if digest.number is not None:
        lines += [say.say("footer", n=digest.number)]
    return "\n\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Words of others, so that no Markdown and no HTML in them takes effect."""
    return _MARKUP.sub(r"\\\1", squeeze(clean(text)))


def _line(entry: Entry, say: Phrases) -> str:
    title = f"**{escaped(entry.title)}**"
    if entry.url.startswith(("http://", "https://")):
        title = f"[{title}](<{entry.url.replace('<', '%3C').replace('>', '%3E')}>)"
    parts = [title, escaped(say.places(entry)), escaped(say.note(entry)), f"\\#{entry.role_id}"]
    return "- " + " · ".join(part for part in parts if part)
