"""Processes that read postings beside a crawl.

To read a posting takes longer than to fetch it from a site that is quick, and much longer than to find it in a board's
one answer. Where a source has hundreds to be read and cores have nothing to do, other processes get some of them, while
the child fetches on and reads what they have no time for. What comes back is the same, whoever read it.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections import deque
from contextlib import suppress

from crawler.reading import LENGTH, Task, framed_task

# Tasks that one reader has before it: enough that it never waits, few enough to be bound in memory.
_AHEAD = 32


class Readers:
    """Up to `most` processes that read. They are started at the first call of `start`."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._readers: list[_Reader] = []
        self._starting: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Starts them in the background; nothing happens where they were started before."""
        if self.most and self._starting is None:
            self._starting = asyncio.get_running_loop().create_task(self._start())

    async def _start(self) -> None:
        for _ in range(self.most):
            try:
                process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-m",
                    "crawler.reading",
                    stdin=asyncio.subprocess.PIPE,
                    stdout=asyncio.subprocess.PIPE,
                )
            except OSError as error:  # no memory, no process left: the child reads all itself, as it does without them
                logging.getLogger(__name__).warning("no reader could be started: %s", error)
                return
            self._readers.append(_Reader(process))

    def give(self, task: Task) -> asyncio.Future[bytes] | None:
        """The line of a posting in time, or EOFError where its reader ended; None where no reader has time for it."""
        idle = min((one for one in self._readers if one.alive), key=lambda one: len(one.waiting), default=None)
        return idle.give(task) if idle is not None and len(idle.waiting) < _AHEAD else None

    async def close(self) -> None:
        """Ends them and waits until they are gone."""
        if self._starting is not None:
            await self._starting
        for reader in self._readers:
            await reader.close()


class _Reader:
    """One process, which answers in the order in which it is asked."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.waiting: deque[asyncio.Future[bytes]] = deque()
        self.alive = True
        self._listening = asyncio.get_running_loop().create_task(self._listen())

    def give(self, task: Task) -> asyncio.Future[bytes]:
        assert self.process.stdin is not None
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.waiting.append(answer)
        self.process.stdin.write(framed_task(task))
        return answer

    async def _listen(self) -> None:
        assert self.process.stdout is not None
        try:
            while True:
                length = int.from_bytes(await self.process.stdout.readexactly(LENGTH), "big")
                line = await self.process.stdout.readexactly(length)
                self.waiting.popleft().set_result(line)
        except (EOFError, OSError):
            self.alive = False
            for answer in self.waiting:
                answer.set_exception(EOFError("its reader ended"))
            self.waiting.clear()

    async def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        with suppress(OSError):
            await self.process.stdin.wait_closed()
        await self._listening
        await self.process.wait()
