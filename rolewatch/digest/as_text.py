"""The digest for a terminal or a plain mail: short lines, no control characters from anybody's page."""

from __future__ import annotations

from roles.text import clean, squeeze
from rolewatch.digest.build import GROUPS, Digest, Entry, clusters
from rolewatch.digest.words import Language, Phrases


def as_text(digest: Digest, language: Language) -> str:
    """The digest as plain text, ending in a line break."""
    say = Phrases(language, digest.timezone)
    lines = [f"{say.title(digest)}  {say.window(digest)}", say.summary(digest)]
    for group in GROUPS:
        if entries := digest.groups[group]:
            lines += ["", f"{say.say(group)} ({len(entries)})"]
            for company, family, several in clusters(entries):
                lines.append(f"  {say.cluster(company, family)}")
                lines += [line for entry in several for line in _entry(entry, say)]
    if digest.left_out:
        lines += ["", say.left_out(digest)]
    if digest.baselines:
        lines += ["", say.say("baselines")]
        lines += [f"  {say.say('baseline', source=one.source_id, n=one.roles)}" for one in digest.baselines]
    if digest.troubles:
        lines += ["", say.say("sources")]
        for trouble in digest.troubles:
            since = say.say("since", when=say.when(trouble.since)) if trouble.since else say.say("never")
            lines.append(f"  {trouble.source_id}  {say.say(trouble.health)}{say.say('comma')}{since}")
            lines.append(f"      {say.reason(trouble.message)}")
        lines += [f"  {line}" for line in say.remedies(digest)]
    if digest.notices:
        lines += ["", say.say("notices"), *(f"  {say.notice(one)}" for one in digest.notices)]
    if digest.out_of_scope:
        lines += ["", say.say("outside", n=digest.out_of_scope)]
    if digest.number is not None:
        lines += ["", say.say("footer", n=digest.number)]
    return "\n".join(_plain(line) for line in lines) + "\n"


def _entry(entry: Entry, say: Phrases) -> list[str]:
    lines = [f"    #{entry.role_id} {entry.title}  {say.places(entry)}"]
    if note := say.note(entry):
        lines.append(f"        {note}")
    if entry.url.startswith(("http://", "https://")):
        lines.append(f"        {entry.url}")
    return lines


def _plain(line: str) -> str:
    indent = len(line) - len(line.lstrip(" "))
    return " " * indent + squeeze(clean(line)) if line.strip() else ""
