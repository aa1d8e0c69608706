"""`rolewatch status`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from roles.errors import StoreError
from roles.record import SourceState
from roles.text import clean
from roles.told import Letter, Telling, ToldDigest
from rolewatch.cli.context import clock, configuration, stamp
from rolewatch.cli.options import StatusFormat
from rolewatch.digest.words import Phrases
from rolewatch.health import Standing, standing
from rolewatch.lock import scheduler_of
from storage.outbox import Outbox
from storage.questions import Questions


def run(config_path: Path, database: Path, form: StatusFormat) -> int:
    """Writes how things stand; 0 where nothing needs a look, 1 where something does."""
    config = configuration(config_path)
    sources: list[SourceState] = []
    telling, last, letters = Telling(), None, list[Letter]()
    if database.exists():
        with Questions(database) as questions:
            sources = questions.sources()
        telling, last, letters = _told(database)
    found = standing(
        config,
        datetime.fromisoformat(clock()),
        pid=scheduler_of(database),
        told=_process(database),
        sources=sources,
        telling=telling,
        last_digest=last,
        letters=letters,
        file_bytes=sum(part.stat().st_size for part in (database, Path(f"{database}-wal")) if part.exists()),
        stamp=stamp,
    )
    if form is StatusFormat.json:
        sys.stdout.write(json.dumps(asdict(found), ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("".join(f"{clean(line)}\n" for line in _lines(found, config.timezone)))
    return 1 if found.warnings else 0


def _told(database: Path) -> tuple[Telling, ToldDigest | None, list[Letter]]:
    try:
        with Outbox(database, to_read=True) as outbox:
            last = outbox.latest()
            waiting = outbox.open_letters()
            since = min([*(letter.digest_id for letter in waiting), last.digest_id]) if last else 0
            return outbox.telling(), last, outbox.letters_since(since)
    except StoreError:
        return Telling(), None, []  # an older release wrote it: nothing was told yet


def _process(database: Path) -> dict[str, Any]:
    try:
        found = json.loads(database.with_name(database.name + ".scheduler.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _lines(found: Standing, timezone: str) -> list[str]:
    say = Phrases("en", timezone)

    def when(moment: str | None) -> str:
        return say.when(moment) if moment else "never"

    head = f"running: process {found.pid}, since {when(found.started_at)}" if found.running else "not running"
    lines = [f"{head}  (times in {timezone})"]
    if found.crawling:
        lines.append(f"crawling now: {', '.join(found.crawling)}")
    lines += ["", f"{'source':<20} {'health':<9} {'last crawl':<17} {'next crawl':<17} open"]
    for one in found.sources:
        times = f"{when(one.last_run_at):<17} {when(one.next_run_at):<17}"
        lines.append(f"{one.source_id:<20} {one.health:<9} {times} {one.open_roles}")
    digest = found.last_digest
    told = f"no. {digest.digest_id} for {digest.local_date}, made {when(digest.made_at)}" if digest else "none yet"
    lines += ["", f"last digest: {told}", f"next digest: {when(found.next_digest_at)}"]
    lines += [f"  {one.local_date} -> {one.target}: {_letter(one)}" for one in found.letters]
    lines += ["", f"file: {found.file_bytes / 1e6:.1f} MB", ""]
    lines += [f"warning: {words}" for words in found.warnings] or ["nothing needs a look"]
    return lines


def _letter(letter: Letter) -> str:
    tried = f", {letter.attempts} attempts" if letter.attempts > 1 or letter.last_error else ""
    return f"{letter.status}{tried}{f' ({letter.last_error})' if letter.last_error else ''}"
