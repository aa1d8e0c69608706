"""What a worker of a cluster does: packed order in, packed result out. It opens no store and raises nothing.

The threads of a worker share a crawl child, as the sources of an embedded crawl do: starting one takes longer than
reading a small source. Each recorder has a child of its own there, which is ended as soon as it is no longer wanted.
"""

from __future__ import annotations

import logging
import queue
import shutil
import tempfile
import threading
import time
import weakref
from collections.abc import Callable
from pathlib import Path

from roles import wire
from roles.crawl import CrawlOrder
from roles.errors import FormatError
from roles.parcel import Answer, Job, OtherRelease, pack_result, unpack_order
from roles.url import host_of
from rolewatch.children import Children, Lost
from rolewatch.release import release

# A child is told so often that its worker lives (seconds), and ends when nobody gave it an order for so long.
PULSE, IDLE = 2.0, 20.0
# So often a waiting thread asks whether its order is still wanted.
_LOOK_UP = 0.5

Heard = Path | Lost


class Bench:
    """One crawl child, whom the threads of a worker give their orders."""

    def __init__(self, job: Job, folder: str | None) -> None:
        spools = tempfile.mkdtemp(prefix="rolewatch-", dir=folder)
        weakref.finalize(self, shutil.rmtree, spools, ignore_errors=True)
        self.children = Children(1, Path(spools), megabytes=job.megabytes, silence=job.silence)
        self.ended = threading.Event()
        self._waiting: dict[str, queue.SimpleQueue[Heard]] = {}
        self._lock = threading.Lock()
        threading.Thread(target=self._listen, daemon=True).start()

    def crawl(self, order: CrawlOrder, wanted: Callable[[], bool]) -> Heard:
        """The file with the result of an order, or why there is none. Ends the bench once it is no longer `wanted`."""
        heard: queue.SimpleQueue[Heard] = queue.SimpleQueue()
        with self._lock:
            if self.ended.is_set() or order.source_id in self._waiting:
                return Lost((order,), "the crawl process was about to end")
            self._waiting[order.source_id] = heard
        try:
            self.children.give(order)
        except OSError as error:
            self.end(f"no crawl process could be started: {error}")
        if self.ended.is_set():  # meanwhile: a child that was started for this order is nobody's
            self.children.__exit__()
        while True:
            try:
                return heard.get(timeout=_LOOK_UP)
            except queue.Empty:
                if not wanted():
                    self.end("it is no longer wanted here")

    def end(self, why: str) -> None:
        """Kills the child and lets everyone go who waits for it."""
        with self._lock:
            self.ended.set()
            waiting, self._waiting = self._waiting, {}
        for heard in waiting.values():
            heard.put(Lost((), why))
        self.children.__exit__()

    def _listen(self) -> None:
        pulsed, busy = 0.0, time.monotonic()
        while not self.ended.is_set():
            now = time.monotonic()
            if now - pulsed >= PULSE:
                self.children.pulse()
                pulsed = now
            match self.children.hear(_LOOK_UP):
                case wire.Done(source_id=source_id, spool=spool):
                    self._tell(source_id, Path(spool))
                case Lost(orders=orders, why=why):
                    for order in orders:
                        self._tell(order.source_id, Lost((order,), why))
            if self._waiting:
                busy = time.monotonic()
            elif time.monotonic() - busy > IDLE:
                self.end("nothing to do")
        with _opening:
            for recorder in [name for name, bench in _benches.items() if bench is self]:
                del _benches[recorder]

    def _tell(self, source_id: str, heard: Heard) -> None:
        with self._lock:
            waits = self._waiting.pop(source_id, None)
        if waits is not None:
            waits.put(heard)


_benches: dict[str, Bench] = {}
_opening = threading.Lock()


def _bench(job: Job, folder: str | None) -> Bench:
    with _opening:
        bench = _benches.get(job.recorder)
        if bench is None or bench.ended.is_set():
            bench = _benches[job.recorder] = Bench(job, folder)
        return bench


def crawl_packed(packed: bytes, wanted: Callable[[], bool] = lambda: True, folder: str | None = None) -> bytes:
    """The packed result of a packed order; whatever goes wrong is told in it.

    `wanted` is asked now and then while it is crawled. Results pass through `folder`, by default the system's for
    temporary files.
    """
    try:
        job, order = unpack_order(packed, release())
    except OtherRelease as other:
        why = f"the worker's Rolewatch is {release()}, and the order is of {other.release}: install the same on both"
        return pack_result(Answer(release(), why=why))
    except FormatError as error:
        return pack_result(Answer(release(), why=f"the worker does not understand the order: {error}"))
    try:
        return _crawled(job, order, wanted, folder)
    except Exception as error:  # whatever it is, it must not end the worker's trust in us, nor the recorder's
        logging.getLogger(__name__).exception("crawl of %s", order.source_id)
        return _without(order, f"the worker failed: {type(error).__name__}: {error}", again=True)


def _crawled(job: Job, order: CrawlOrder, wanted: Callable[[], bool], folder: str | None) -> bytes:
    if not host_of(order.url):
        return _without(order, "a worker reads no files")
    bench = Bench(job, folder) if job.alone else _bench(job, folder)
    try:
        heard = bench.crawl(order, wanted)
        if isinstance(heard, Lost):
            return _without(order, heard.why, again=True)
        try:
            with heard.open("rb") as lines:
                return pack_result(Answer(release(), order.run_id, order.source_id), lines)
        except (OSError, FormatError) as error:
            return _without(order, f"the crawl left no whole result ({error})")
        finally:
            heard.unlink(missing_ok=True)
    finally:
        if job.alone:
            bench.end("done")


def _without(order: CrawlOrder, why: str, *, again: bool = False) -> bytes:
    return pack_result(Answer(release(), order.run_id, order.source_id, why, again))
