"""Python's search for garbage, switched off where there is none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def not_collected() -> Iterator[None]:
    """What is read and recorded of a source are values without cycles, for which nothing needs to be collected.

    To look for garbage among hundreds of thousands of them again and again takes a third of the time of a crawl in
    which nothing changed (benchmarks/recording.py).
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
