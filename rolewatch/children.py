"""The crawl children: started when needed, handed orders, listened to, and ended with us.

Each holds the other end of its standard input: when we are gone, however we went, it reads the end of it and leaves.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from roles import wire
from roles.crawl import CrawlOrder
from roles.errors import FormatError
from rolewatch.bounded import bound

# A child bounds its crawls itself; this much later it hangs and is killed (seconds).
GRACE = 60
# The last lines that a child wrote to its error output are kept for the message that says why it ended.
_KEPT_LINES = 20


@dataclass(frozen=True, slots=True)
class Lost:
    """Orders whose child ended before their results, and how it ended."""

    orders: tuple[CrawlOrder, ...]
    why: str


@dataclass
class _Child:
    process: subprocess.Popen[bytes]
    orders: dict[str, tuple[CrawlOrder, float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    hung: bool = False
    writing: threading.Lock = field(default_factory=threading.Lock)


class Children:
    """Up to `most` crawl children, whose results go into `folder`. Use as a context manager.

    Each may have up to `readers` processes that read postings beside it. `megabytes` bounds the memory of each. With
    `silence` (seconds) a child leaves when it hears nothing of us for so long; `pulse` is heard. One thread hears, any
    may give.
    """

    def __init__(
        self,
        most: int,
        folder: Path,
        *,
        readers: int = 0,
        megabytes: int | None = None,
        silence: float | None = None,
    ) -> None:
        self.most, self.folder, self.readers, self.megabytes, self.silence = most, folder, readers, megabytes, silence
        self._lock = threading.RLock()
        self._children: list[_Child] = []
        self._heard: queue.Queue[tuple[_Child, wire.Word | None]] = queue.Queue()

    def __enter__(self) -> Children:
        return self

    def __exit__(self, *exc: object) -> None:
        with self._lock:
            for child in self._children:
                _kill(child) if child.orders else _close(child)
            for child in self._children:
                child.process.wait()

    def give(self, order: CrawlOrder) -> None:
        """Hands an order to the child with the least to do, or to a new one."""
        with self._lock:
            idle = min(self._children, key=lambda child: len(child.orders), default=None)
            if idle is None or (idle.orders and len(self._children) < self.most):
                idle = self._start()
            idle.orders[order.source_id] = (order, time.monotonic() + order.max_seconds + GRACE)
        with idle.writing:  # outside the lock: a child that hangs may let us wait here, until hear() kills it
            _say(idle, wire.encode_order(order))

    def dismiss(self) -> None:
        """Ends the children that have nothing to do: no other order will come. Their memory is free for recording."""
        with self._lock:
            for child in self._children:
                if not child.orders:
                    _close(child)

    def pulse(self) -> None:
        """Tells every child that we live."""
        with self._lock:
            for child in self._children:
                if child.writing.acquire(blocking=False):
                    try:
                        _say(child, b"\n")
                    finally:
                        child.writing.release()

    def hear(self, seconds: float) -> wire.Word | Lost | None:
        """What a child says next; None where none says anything for that long."""
        now = time.monotonic()
        with self._lock:
            for child in self._children:
                if any(deadline < now for _, deadline in child.orders.values()):
                    child.hung = True
                    _kill(child)
        try:
            child, word = self._heard.get(timeout=seconds)
        except queue.Empty:
            return None
        with self._lock:
            if isinstance(word, wire.Done):
                child.orders.pop(word.source_id, None)
            if word is not None:
                return word
            self._children.remove(child)
            lost = tuple(order for order, _ in child.orders.values())
        return Lost(lost, _how_it_ended(child)) if lost else None

    def _start(self) -> _Child:
        command = [sys.executable, "-m", "crawler.run", str(self.folder), str(self.readers)]
        process = subprocess.Popen(
            command if self.silence is None else [*command, str(self.silence)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # A group of its own, so that Ctrl-C at a terminal reaches only us, and we end the child with its readers.
            start_new_session=True,
        )
        if self.megabytes is not None:
            bound(process.pid, self.megabytes)
        child = _Child(process)
        self._children.append(child)
        threading.Thread(target=self._listen, args=(child,), daemon=True).start()
        threading.Thread(target=_keep_errors, args=(child,), daemon=True).start()
        return child

    def _listen(self, child: _Child) -> None:
        assert child.process.stdout is not None
        try:
            for line in child.process.stdout:
                self._heard.put((child, wire.decode_word(line)))
        except FormatError as error:
            child.errors.append(str(error))
            _kill(child)
        child.process.wait()
        self._heard.put((child, None))


def _say(child: _Child, line: bytes) -> None:
    assert child.process.stdin is not None
    try:
        child.process.stdin.write(line)
        child.process.stdin.flush()
    except (BrokenPipeError, ValueError):
        pass  # it has just ended, or we have ended it: its listener will say so, and its orders come back as lost


def _kill(child: _Child) -> None:
    """Ends a child and its readers: one that hangs in a posting would not notice that its child is gone."""
    with suppress(ProcessLookupError):
        os.killpg(child.process.pid, signal.SIGKILL)


def _close(child: _Child) -> None:
    if child.process.stdin is not None:
        child.process.stdin.close()


def _keep_errors(child: _Child) -> None:
    assert child.process.stderr is not None
    for line in child.process.stderr:
        child.errors.append(line.decode("utf-8", "replace").rstrip())
        del child.errors[:-_KEPT_LINES]


def _how_it_ended(child: _Child) -> str:
    if child.hung:
        return "the crawl process did not end in time and was killed"
    status = child.process.returncode
    how = f"was killed by signal {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
    last = f" ({child.errors[-1]})" if child.errors else ""
    return f"the crawl process {how}{last}"
