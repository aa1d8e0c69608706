"""The background process with a fast clock, as a process of its own: `python -m tests.background FOLDER BEGAN SPEED`."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rolewatch import logs
from scheduler import Scheduler

# Where the fast clock starts; from there a second of the machine is `SPEED` seconds.
START = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)


def main(folder: Path, began: float, speed: float) -> int:
    def clock() -> datetime:
        return START + timedelta(seconds=(time.time() - began) * speed)

    logs.start(folder / "log.jsonl")
    return Scheduler(folder / "sources.toml", folder / "jobs.db", clock, look_every=0.1).run()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])))
