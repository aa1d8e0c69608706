"""Reading one posting, in the crawl child or in a process beside it (`python -m crawler.reading`).

Such a reader takes tasks from its input and gives a line of the result for each. It leaves when its input ends, and so
with its child, however that went.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import IO

import msgspec

from roles import wire
from roles.crawl import SeenPosting
from roles.model import RawPosting

LENGTH = 4  # bytes in front of each message, which tell its length


class Task(msgspec.Struct, frozen=True):
    """A posting to be read. `company`, `now` (UTC, ISO 8601) and `zone` are those of its order."""

    key: str
    url: str
    digest: str
    raw: RawPosting
    company: str | None
    now: str
    zone: str


_encoder = msgspec.json.Encoder()
_tasks = msgspec.json.Decoder(Task)


def framed_task(task: Task) -> bytes:
    """A task as a reader takes it."""
    return framed(_encoder.encode(task))


def read(task: Task) -> bytes:
    """The line of a result that holds the posting, raw and read."""
    from roles.normalise import normalise  # here: its vocabularies take 0.1 s, and most days nothing is to be read

    posting = normalise(task.raw, company=task.company, now=task.now, zone=task.zone)
    seen = SeenPosting(key=task.key, url=task.url, digest=task.digest, raw=task.raw, posting=posting)
    return wire.encode_record(wire.Seen(seen))


def framed(message: bytes) -> bytes:
    """A message with its length in front."""
    return len(message).to_bytes(LENGTH, "big") + message


def serve(tasks: IO[bytes], answers: IO[bytes]) -> None:
    """Reads task after task until there is no more."""
    while head := tasks.read(LENGTH):
        task = _tasks.decode(tasks.read(int.from_bytes(head, "big")))
        answers.write(framed(read(task)))
        answers.flush()


if __name__ == "__main__":
    with suppress(BrokenPipeError, msgspec.DecodeError):  # its child is gone, in the middle of a task perhaps
        serve(sys.stdin.buffer, sys.stdout.buffer)
