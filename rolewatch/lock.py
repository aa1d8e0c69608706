"""One recorder per file: a second one is refused with the first one's process number."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from roles.errors import StoreError


@contextmanager
def recorder_lock(database: Path) -> Iterator[None]:
    """Holds the file's recorder lock. Raises StoreError where another process holds it.

    The system gives the lock up when its process ends, however it ends; the small file beside the database stays,
    because taking it away would let two processes lock two files of the same name.
    """
    path = database.with_name(database.name + ".lock")
    try:
        file = path.open("a+", encoding="ascii")
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise StoreError(
                f"{database} is in use by another Rolewatch (process {holder}): wait for it to end"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
