"""`rolewatch digest`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from rolewatch.cli.context import clock, configuration, stamp
from rolewatch.cli.options import DigestFormat, Language
from rolewatch.config import read_interval
from rolewatch.digest.build import Digest, merged
from rolewatch.digest.keep import from_text
from rolewatch.tell import digest_between, render
from storage.outbox import Outbox


def run(
    config_path: Path,
    database: Path,
    since: str,
    until: str,
    form: DigestFormat,
    output: Path | None,
    lang: Language | None,
    numbers: Sequence[int] = (),
) -> None:
    """Writes the digest of a window, or those that were told under some numbers, to standard output or a file."""
    config = configuration(config_path, needed=False)
    if numbers:
        digest = _told(database, numbers)
    else:
        end = clock(until)
        digest = digest_between(database, _start(since, end), end, config.timezone, config.digest.filter)
    language = lang.value if lang else config.digest.lang
    text = render(digest, form.value, "zh" if language == "zh" else "en")
    if output is None:
        sys.stdout.write(text)
        return
    try:
        # Written beside and put in place at once: whoever reads the file never sees half of it.
        beside = output.with_name(f"{output.name}.{os.getpid()}.part")
        beside.write_text(text, encoding="utf-8")
        beside.replace(output)
    except OSError as error:
        raise click.BadParameter(f"{output} cannot be written: {error.strerror}") from error


def _told(database: Path, numbers: Sequence[int]) -> Digest:
    with Outbox(database, to_read=True) as outbox:
        digests = []
        for number in sorted(set(numbers)):
            bodies = outbox.bodies([number])
            if not bodies:
                raise click.BadParameter(
                    f"there is no digest {number} in {database}; `rolewatch status` names the last"
                )
            digests += [from_text(bodies[0], number=number)]
    return merged(digests)


def _start(since: str, end: str) -> str:
    try:
        return stamp(datetime.fromisoformat(end) - read_interval(since))
    except ValueError:
        return clock(since)
