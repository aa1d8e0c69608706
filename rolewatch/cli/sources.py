"""`rolewatch sources`."""

from __future__ import annotations

import sys
from pathlib import Path

from roles.record import SourceState
from rolewatch.cli.cells import plain
from rolewatch.cli.context import configuration
from rolewatch.config import Source
from rolewatch.digest.words import Phrases
from storage.questions import Questions


def list_sources(config_path: Path, database: Path) -> None:
    """Writes each source with its health; for one that needs a look, the reason and the remedy on a line of its own."""
    config = configuration(config_path)
    say = Phrases("en", config.timezone)
    known: dict[str, SourceState] = {}
    if database.exists():
        with Questions(database) as questions:
            known = {state.source_id: state for state in questions.sources()}
    for source in config.source:
        for line in _lines(source, known.pop(source.id, None), say):
            sys.stdout.write(f"{line}\n")
    for state in known.values():
        sys.stdout.write(f"{state.source_id:<20} unwatched  {plain(state.url)} (no longer in {config_path})\n")


def _lines(source: Source, state: SourceState | None, say: Phrases) -> list[str]:
    health = "disabled" if not source.enabled else state.health if state else "new"
    board = state.board if state else source.board
    roles = f"{state.open_roles} open" if state and state.last_run_at else "never read"
    lines = [f"{source.id:<20} {health:<9}  {board:<10}  {roles}  {plain(source.url)}"]
    if state and state.message:
        since = say.say("since", when=say.when(state.last_complete_at)) if state.last_complete_at else say.say("never")
        shown = f" ({since})" if state.health in ("failing", "suspect") else ""
        lines.append(f"{'':<20} {plain(state.message)}{shown}")
    return lines


def check_sources(config_path: Path) -> None:
    """Says that the configuration is right; the error of one that is not says where and what."""
    config = configuration(config_path)
    sys.stdout.write(f"{config_path}: {len(config.source)} sources, {len(config.enabled)} enabled, all right\n")
