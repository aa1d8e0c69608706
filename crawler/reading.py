"""Reading postings, in the crawl child or beside it.

To read a posting takes longer than to fetch it from a site that is quick, and much longer than to find it in a board's
one answer. Where a source has hundreds to be read and cores have nothing to do, `Readers` gives some of them to other
processes (`python -m crawler.reading`), while the child fetches on and reads what they have no time for. What comes
back is the same, whoever read it. A reader leaves when its input ends, and so with its child, however that went.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections import deque
from contextlib import suppress
from typing import IO

import msgspec

from roles import wire
from roles.crawl import SeenPosting
from roles.model import RawPosting

# Tasks that one reader has before it: enough that it never waits, few enough to be bound in memory.
_AHEAD = 32
_LENGTH = 4  # bytes in front of each message, which tell its length

_encoder = msgspec.json.Encoder()


class Task(msgspec.Struct, frozen=True):
    """A posting to be read. `company`, `now` (UTC, ISO 8601) and `zone` are those of its order."""

    key: str
    url: str
    digest: str
    raw: RawPosting
    company: str | None
    now: str
    zone: str


_tasks = msgspec.json.Decoder(Task)


def read(task: Task) -> bytes:
    """The line of a result that holds the posting, raw and read."""
    from roles.normalise import normalise  # here: its vocabularies take 0.1 s, and most days nothing is to be read

    posting = normalise(task.raw, company=task.company, now=task.now, zone=task.zone)
    seen = SeenPosting(key=task.key, url=task.url, digest=task.digest, raw=task.raw, posting=posting)
    return wire.encode_record(wire.Seen(seen))


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
        self.process.stdin.write(_framed(_encoder.encode(task)))
        return answer

    async def _listen(self) -> None:
        assert self.process.stdout is not None
        try:
            while True:
                length = int.from_bytes(await self.process.stdout.readexactly(_LENGTH), "big")
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


def _framed(message: bytes) -> bytes:
    return len(message).to_bytes(_LENGTH, "big") + message


def serve(tasks: IO[bytes], answers: IO[bytes]) -> None:
    """Reads task after task until there is no more."""
    while head := tasks.read(_LENGTH):
        task = _tasks.decode(tasks.read(int.from_bytes(head, "big")))
        answers.write(_framed(read(task)))
        answers.flush()


if __name__ == "__main__":
    with suppress(BrokenPipeError, msgspec.DecodeError):  # its child is gone, in the middle of a task perhaps
        serve(sys.stdin.buffer, sys.stdout.buffer)
