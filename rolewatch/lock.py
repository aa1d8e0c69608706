"""One recorder and one scheduler per file: a second one is refused with the first one's process number."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from roles.errors import StoreError

# A look whether a lock is free holds it for an instant; who starts in that instant tries again, so long (seconds).
_PATIENCE = 0.5


@contextmanager
def recorder_lock(database: Path) -> Iterator[None]:
    """Holds the file's recorder lock. Raises StoreError where another process holds it."""
    with _held(_recorder(database)) as holder:
        if holder is not None:
            raise StoreError(f"{database} is in use by another Rolewatch (process {holder}): wait for it to end")
        yield


@contextmanager
def scheduler_lock(database: Path) -> Iterator[None]:
    """Holds the file's scheduler lock. Raises StoreError where another process holds it."""
    with _held(_scheduler(database)) as holder:
        if holder is not None:
            raise StoreError(
                f"a scheduler is at work on {database} already (process {holder}): stop it, or leave it to its work"
            )
        yield


def recorder_of(database: Path) -> str | None:
    """The process number of who records into the file now; None where nobody does."""
    return _holder(_recorder(database))


def scheduler_of(database: Path) -> str | None:
    """The process number of the scheduler that is at work on the file; None where there is none."""
    return _holder(_scheduler(database))


def _recorder(database: Path) -> Path:
    return _beside(database, ".lock")


def _scheduler(database: Path) -> Path:
    return _beside(database, ".scheduler.lock")


def _beside(database: Path, ending: str) -> Path:
    # Links are followed, as SQLite does: one file has one lock, by whatever name it is opened.
    whole = database.resolve()
    return whole.with_name(whole.name + ending)


def _holder(path: Path) -> str | None:
    if not path.exists():
        return None
    with path.open("r", encoding="ascii", errors="replace") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return file.read().strip() or "unknown"
    return None


@contextmanager
def _held(path: Path) -> Iterator[str | None]:
    """Holds a lock and gives None; gives the holder's process number where another holds it.

    The system gives the lock up when its process ends, however it ends; the small file beside the database stays,
    because taking it away would let two processes lock two files of the same name.
    """
    try:
        file = path.open("a+", encoding="ascii")
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}") from error
    with file:
        patience = time.monotonic() + _PATIENCE
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > patience:
                    file.seek(0)
                    yield file.read().strip() or "unknown"
                    return
                time.sleep(0.05)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield None
