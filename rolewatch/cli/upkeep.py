"""`rolewatch prune` and `rolewatch backup`."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path

import click

from roles.errors import StoreError
from rolewatch.cli.context import clock, stamp
from rolewatch.lock import recorder_lock
from storage import upkeep
from storage.file import check


def prune(database: Path, before: str, keep_days: int, *, dry_run: bool, vacuum: bool) -> None:
    """Forgets what is old; not while somebody records into the file."""
    check(database)
    if not database.exists():
        raise StoreError(f"{database} does not exist yet: `rolewatch crawl` makes it")
    now = clock()
    bound = clock(before) if before else stamp(datetime.fromisoformat(now) - timedelta(days=keep_days))
    if bound > now:
        raise click.BadParameter(f"{bound} is still to come; --before takes a time that is over")
    reopen = stamp(datetime.fromisoformat(now) - timedelta(days=upkeep.MAY_REOPEN))
    with recorder_lock(database):
        found = upkeep.prune(database, bound, reopen, dry_run=dry_run, vacuum=vacuum)
    done = "would be forgotten" if dry_run else "forgotten"
    sys.stdout.write(
        f"older than {bound}: {found.events} events, {found.roles} closed roles with {found.postings} ads, "
        f"{found.runs} runs and {found.digests} digests {done}\n"
    )
    if bound > reopen:
        sys.stdout.write(
            f"roles closed since {reopen} stay: one that comes back within {upkeep.MAY_REOPEN} days is the same role\n"
        )


def backup(database: Path, target: Path, *, replace: bool) -> None:
    """Copies the file and checks the copy."""
    if target.exists() and (not replace or target.samefile(database)):
        raise click.BadParameter(f"{target} exists already; name another, or take its place with --replace")
    if not target.absolute().parent.is_dir():
        raise click.BadParameter(f"{target.parent} is no folder; make it first")
    size = upkeep.backup(database, target)
    sys.stdout.write(f"{target}: {size / 1e6:.1f} MB, checked\n")
