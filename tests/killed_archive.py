"""`rolewatch archive`, killed at each of its lines in turn: `python -m tests.killed_archive DB STEP`.

For every STEP-th line that it executes (the command's own module and the storage's) a copy of the file is archived by a
process that is killed there, and then once more by one that is not. Prints, as JSON, how often it was killed, and the
end states that were found: what the archive and the file hold.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import shutil
import signal
import sqlite3
import sys
import tempfile
from pathlib import Path
from types import FrameType
from typing import Any

from rolewatch.cli import archive
from storage import old_events

TRACED = {archive.__file__, old_events.__file__}


def killed_after(lines: int) -> Any:
    """A trace function under which the process kills itself after so many lines."""
    left = lines

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal left
        if frame.f_code.co_filename not in TRACED:
            return None
        if event == "line":
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace


def in_a_process(lines: int, database: Path, folder: Path) -> bool:
    """Archives in a process of its own; whether it came to its end."""
    child = os.fork()
    if not child:
        status = 1
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                sys.settrace(killed_after(lines) if lines else None)
                archive.run(database, folder, "2026-03-20T00:00:00Z", 90, dry_run=False, vacuum=False)
            status = 0
        finally:
            sys.settrace(None)
            os._exit(status)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, status
    return not os.WIFSIGNALED(status)


def state(database: Path, folder: Path) -> str:
    """What is where, read in a process of its own, as one line."""
    reading, writing = os.pipe()
    if not (child := os.fork()):
        parquet = importlib.import_module("pyarrow.parquet")
        held = {one.name: sorted(map(repr, parquet.read_table(one).to_pylist())) for one in sorted(folder.iterdir())}
        db = sqlite3.connect(database)
        live = db.execute("SELECT * FROM event ORDER BY 1").fetchall()
        notes = db.execute("SELECT value FROM setting WHERE name = 'taken_out'").fetchall()
        told = repr((held, live, notes, db.execute("PRAGMA integrity_check").fetchone()))
        with os.fdopen(writing, "w") as out:
            out.write(told)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        told = answer.read()
    os.waitpid(child, 0)
    return told


def main(original: Path, step: int) -> None:
    """Kills it until it comes to its end unharmed."""
    # Once, before all forks: the first array brings pandas along, where it is installed.
    importlib.import_module("pyarrow.parquet")
    importlib.import_module("pyarrow").array([1])
    # In memory where there is such a place: what is killed is a process, and hundreds of syncs take minutes.
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="rolewatch-", dir=memory if os.access(memory, os.W_OK) else None))
    work = folder / "work"
    states: dict[str, int] = {}
    halves: set[str] = set()
    kills, lines, ended = 0, 0, False
    while not ended:
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        shutil.copy(original, work / "jobs.db")
        ended = in_a_process(lines, work / "jobs.db", work / "archive") and lines > 0
        if lines and not ended:
            kills += 1
            files = len(list((work / "archive").glob("*.parquet"))) if (work / "archive").exists() else 0
            db = sqlite3.connect(work / "jobs.db")
            halves.add(f"{files} files, {db.execute('SELECT count(*) FROM event').fetchone()[0]} events")
            db.close()
            assert in_a_process(0, work / "jobs.db", work / "archive")
        found = state(work / "jobs.db", work / "archive")
        states[found] = states.get(found, 0) + 1
        lines += step if lines else 1
    shutil.rmtree(folder)
    json.dump({"kills": kills, "halves": sorted(halves), "states": states}, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
