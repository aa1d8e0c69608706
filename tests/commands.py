"""The commands as a user runs them: real processes, a configuration and a file in a folder of the test's own."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

ROLEWATCH = [sys.executable, "-m", "rolewatch"]


def _as_at_a_terminal() -> None:
    """A test run in the background of a shell inherits that Ctrl-C is ignored; what a user starts heeds it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Desk:
    """A folder with a sources.toml and a jobs.db."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "jobs.db"

    def configure(self, sources: dict[str, str], *, more: str = "", **keys: str) -> None:
        """Writes sources.toml: id → address; `keys` are further keys of every source."""
        extra = "".join(f'{key} = "{value}"\n' for key, value in keys.items())
        entries = "".join(f'[[source]]\nid = "{name}"\nurl = "{url}"\n{extra}\n' for name, url in sources.items())
        crawl = "" if "[crawl]" in more else "[crawl]\ndelay = 0\n"
        (self.folder / "sources.toml").write_text(f"{crawl}{more}\n{entries}", encoding="utf-8")

    def run(self, *words: str, check: int | None = None) -> subprocess.CompletedProcess[str]:
        """Runs a command in the folder; with `check` its exit status must be that."""
        done = subprocess.run([*ROLEWATCH, *words], cwd=self.folder, capture_output=True, text=True, timeout=120,
                              env={**os.environ, "COLUMNS": "120"})  # fmt: skip
        if check is not None:
            assert done.returncode == check, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Starts a command and does not wait for it."""
        return subprocess.Popen([*ROLEWATCH, *words], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                preexec_fn=_as_at_a_terminal)  # fmt: skip

    def crawl(self, now: str, *words: str, check: int | None = 0) -> subprocess.CompletedProcess[str]:
        """Crawls at a time of the test's choosing."""
        return self.run("crawl", "--now", now, *words, check=check)

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Asks the file as a user would, with plain SQLite."""
        connection = sqlite3.connect(self.database)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    def events(self) -> list[tuple[str, str]]:
        """All events so far: kind and title."""
        return self.ask("SELECT kind, title FROM events JOIN roles USING (role_id) ORDER BY event_id")  # type: ignore[return-value]
