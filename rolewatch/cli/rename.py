"""`rolewatch sources rename`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from crawler.boards import names
from roles.errors import StoreError
from rolewatch.lock import recorder_lock
from rolewatch.sources_file import Draft, opened
from storage.store import Store


def rename(old: str, new: str, config: Path, database: Path) -> None:
    """Renames a source in the configuration and in the file, in both or in neither.

    Where the configuration has the new id already (the user changed it there), only the file is left to do.
    """
    if not re.fullmatch(r"[a-z0-9-]+", new):
        raise click.BadParameter(f"{new}: an id may hold only a to z, 0 to 9 and -")
    if old == new:
        raise click.BadParameter("the two ids are the same")
    with opened(config, names()) as draft:
        known = {source.id for source in draft.config.source}
        if old not in known and new not in known:
            raise click.BadParameter(f"{config} has no source {old}; it has: {', '.join(sorted(known)) or 'none'}")
        if old in known and new in known:
            raise click.BadParameter(f"{config} has a source {new} already")
        before = draft.text
        if not database.exists():
            _in_configuration(draft, old, new)
            sys.stdout.write(f"{old} is {new} now in {config}; {database} does not exist yet\n")
            return
        with recorder_lock(database), Store(database) as store:
            _in_configuration(draft, old, new)
            try:
                ads = store.rename_source(old, new) if store.has_source(old) else 0
            except StoreError:
                draft.restore(before)
                raise
        sys.stdout.write(f"{old} is {new} now, in {config} and in {database} ({ads} ads keep their history)\n")


def _in_configuration(draft: Draft, old: str, new: str) -> None:
    if any(source.id == old for source in draft.config.source):
        draft.rename(old, new)
