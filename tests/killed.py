"""The command, killed between two statements of a transaction: `python -m tests.killed NUMBER crawl …`.

NUMBER is which source's transaction it is, from 1; its ads and events are written then, its run is not.
"""

from __future__ import annotations

import os
import signal
import sys
from itertools import count
from typing import Any

from rolewatch.cli import main
from storage import apply


def arm(number: int) -> None:
    """Lets the process die where the transaction of that number is half written."""
    transactions, write = count(1), apply.write_source_run

    def dies(*words: Any, **more: Any) -> None:
        if next(transactions) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        write(*words, **more)

    apply.write_source_run = dies


if __name__ == "__main__":
    arm(int(sys.argv.pop(1)))
    main()
