"""How long a command takes that only asks, from its start to its end.

    python -m benchmarks.start [--rounds 15]

Timed is the CPU of the whole process (user and system), at the median and at best, on a file with a thousand roles. As
wherever it is installed, Python keeps the modules that it has compiled, here in a folder of the benchmark's own. The
yardsticks are an interpreter that does nothing, and one that imports what a list cannot do without: `sqlite3` and
`rich`. The commands take turns, so that what slows the machine slows all of them. For each it is said which of the
large packages it imports: none should import what it does not need.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.growth import SEEDS, make, settings

# Seconds of process time in which `rolewatch roles` answers (issue 11).
GOAL = 0.3
LARGE = ("scrapy", "twisted", "lxml", "apprise", "apscheduler", "jinja2", "opencc", "rapidfuzz", "pydantic", "rich",
         "sqlite_utils", "pandas", "numpy", "dask", "distributed")  # fmt: skip
_IMPORTED = re.compile(r"\|\s+(\w+)$", re.M)


def process_time(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Seconds of CPU of a process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=environment
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def imported(command: Sequence[str]) -> list[str]:
    """Which of the large packages a command imports."""
    done = subprocess.run([sys.executable, "-X", "importtime", *command], capture_output=True, text=True, check=False)
    names = set(_IMPORTED.findall(done.stderr))
    return [name for name in LARGE if name in names]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one line per command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        make(folder / "jobs.db", SEEDS)
        options = ["--config", str(settings(folder, None)), "--db", str(folder / "jobs.db")]
        asked = {
            "pass": ["-c", "pass"],
            "import sqlite3, rich": ["-c", "import sqlite3, rich"],
            "roles": ["-m", "rolewatch", "roles", *options],
            "roles --search 性能": ["-m", "rolewatch", "roles", "--search", "性能", *options],
            "show 1": ["-m", "rolewatch", "show", "1", *options],
            "status": ["-m", "rolewatch", "status", *options],
            "sources list": ["-m", "rolewatch", "sources", "list", *options],
            "digest": ["-m", "rolewatch", "digest", "--until", "2026-03-02T00:00:00Z", *options],
            "--help": ["-m", "rolewatch", "--help"],
        }
        environment = os.environ | {"PYTHONPYCACHEPREFIX": str(folder / "compiled")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        found: dict[str, list[float]] = {name: [] for name in asked}
        for turn in range(chosen.rounds + 1):  # the first one compiles
            for name, command in asked.items():
                taken = process_time(command, environment)
                if turn:
                    found[name].append(taken)
        nothing = statistics.median(found["pass"])
        for name, command in asked.items():
            taken = statistics.median(found[name])
            goal = f" (goal: under {1000 * GOAL:.0f})" if name == "roles" else ""
            print(
                f"{name:<22} {1000 * taken:6.0f} ms of CPU{goal}, {1000 * min(found[name]):.0f} at best, "
                f"{taken / nothing:4.1f} times an empty interpreter; "
                f"imports {', '.join(imported(command)) or 'nothing large'}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
