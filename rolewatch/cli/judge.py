"""`rolewatch join` and `rolewatch split`: the user's own judgement on what is one role."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from roles.errors import StoreError
from rolewatch.cli.context import clock
from rolewatch.lock import recorder_lock
from storage.file import check
from storage.store import Store, Writing


@contextmanager
def _judging(database: Path) -> Iterator[Writing]:
    """One transaction on a file that exists and that nobody records into."""
    check(database)
    if not database.exists() or not database.stat().st_size:
        raise StoreError(f"{database} does not exist yet: `rolewatch crawl` makes it")
    with recorder_lock(database), Store(database) as store, store.writing() as transaction:
        yield transaction


def join(role_ids: Sequence[int], database: Path) -> None:
    """Makes one role of several and says which one is left."""
    with _judging(database) as transaction:
        made = transaction.join(role_ids, clock())
    gone = ", ".join(f"#{one}" for one in made.gone)
    sys.stdout.write(f"{gone} {'is' if len(made.gone) == 1 else 'are'} now part of #{made.role_id} ({made.ads} ads)\n")


def split(role_id: int, posting_ids: Sequence[int], database: Path) -> None:
    """Takes ads out of a role and says which role they make."""
    with _judging(database) as transaction:
        made = transaction.split(role_id, posting_ids, clock())
    ads = ", ".join(map(str, posting_ids))
    sys.stdout.write(f"posting{'' if len(posting_ids) == 1 else 's'} {ads} of #{role_id} now make #{made}\n")
