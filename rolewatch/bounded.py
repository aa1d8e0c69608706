"""A child process within bounds of time and memory, and how it ended."""

from __future__ import annotations

import resource
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

# After it was told to end, a child gets so many seconds to record what is complete; then it is killed.
GRACE = 30.0


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: its exit status (negative: killed by that signal), its last words, whether it overran."""

    status: int
    words: str
    overran: bool = False

    @property
    def why(self) -> str:
        """In words."""
        if self.overran:
            return "it took too long and was ended"
        how = f"it was killed by signal {-self.status}" if self.status < 0 else f"it ended with status {self.status}"
        return f"{how} ({self.words})" if self.words else how


def run_bounded(
    command: Sequence[str],
    seconds: float,
    megabytes: int,
    register: Callable[[subprocess.Popen[bytes] | None], None],
) -> Ended:
    """Runs a command to its end. `megabytes` bound each of its processes; `register` is told of it (None: it ended)."""
    with tempfile.TemporaryFile() as errors:
        # A session of its own, so that Ctrl-C at a terminal reaches only us, and we decide how the child ends.
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True
        )
        bound(process.pid, megabytes)
        register(process)
        overran = False
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            overran = True
            end(process)
        register(None)
        errors.seek(0)
        lines = errors.read()[-4000:].decode("utf-8", "replace").strip().splitlines()
        return Ended(process.returncode, lines[-1] if lines else "", overran)


def bound(pid: int, megabytes: int) -> None:
    """Bounds the memory that a process and each of its later children may ask for. Linux; elsewhere nothing."""
    if hasattr(resource, "prlimit"):
        size = megabytes * 1024 * 1024
        # It may have just ended, or a lower bound is set already.
        with suppress(ProcessLookupError, PermissionError, ValueError):
            resource.prlimit(pid, resource.RLIMIT_AS, (size, size))


def end(process: subprocess.Popen[bytes], grace: float = GRACE) -> None:
    """Tells a process to end, and kills it where it does not."""
    process.terminate()
    try:
        process.wait(timeout=grace)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
