"""A crawl that is asked of another machine, and its answer, as packed bytes that name their release.

Both begin with a line that says who made them. It is read by itself and first, so that two machines of different
releases can tell each other so, whatever else changed between them.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import TypeVar

import msgspec

from roles import wire
from roles.crawl import CrawlOrder, CrawlResult
from roles.errors import FormatError

FORMAT = 1
# Bounds of one parcel, in bytes: packed, unpacked, and of one of its lines. A result of 10,000 long ads has 150 MB.
MOST_PACKED, MOST_UNPACKED, LONGEST_LINE = 64 << 20, 256 << 20, 32 << 20
_CHUNK = 1 << 18


class Job(msgspec.Struct, frozen=True):
    """What comes with an order: `recorder` names the process that asks, and crawls that it asks for share a child.

    `alone` gives the order a child of its own. `megabytes` bounds the child's memory; it leaves when its worker says
    nothing for `silence` seconds.
    """

    release: str
    recorder: str
    alone: bool = False
    megabytes: int = 4096
    silence: float = 20.0
    format: int = FORMAT


class Answer(msgspec.Struct, frozen=True):
    """What comes before a result. `why` says why there is none; `again` whether it may go well when asked once more."""

    release: str
    run_id: int = 0
    source_id: str = ""
    why: str = ""
    again: bool = False
    format: int = FORMAT


class OtherRelease(Exception):
    """A parcel of another release, which it names."""

    def __init__(self, release: str) -> None:
        super().__init__(release)
        self.release = release


T = TypeVar("T")
_encode = msgspec.json.Encoder().encode
_jobs, _answers = msgspec.json.Decoder(Job), msgspec.json.Decoder(Answer)


def pack_order(job: Job, order: CrawlOrder) -> bytes:
    """An order and what comes with it."""
    return zlib.compress(_encode(job) + b"\n" + wire.encode_order(order), 1)


def unpack_order(packed: bytes, release: str) -> tuple[Job, CrawlOrder]:
    """What `pack_order` packed. Raises OtherRelease where another release did, FormatError where it is damaged."""
    lines = _lines(packed)
    job = _first(_jobs, lines)
    if (job.release, job.format) != (release, FORMAT):
        raise OtherRelease(job.release)
    order = wire.decode_order(next(lines, b""))
    return job, order


def pack_result(answer: Answer, lines: Iterable[bytes] = ()) -> bytes:
    """An answer and the JSON lines of the result. Raises FormatError where that is larger than will be unpacked."""
    packer = zlib.compressobj(1)
    packed, size = [packer.compress(_encode(answer) + b"\n")], 0
    total = 0
    for line in lines:
        size += len(line)
        packed.append(packer.compress(line))
        total += len(packed[-1])
        if size > MOST_UNPACKED - LONGEST_LINE or total > MOST_PACKED - _CHUNK or len(line) > LONGEST_LINE:
            raise FormatError(f"the result is larger than is sent between machines ({size >> 20} MB so far)")
    return b"".join([*packed, packer.flush()])


def unpack_result(packed: object, order: CrawlOrder, release: str) -> tuple[Answer, CrawlResult | None]:
    """What `pack_result` packed: the answer to this order, and no result where it says why there is none.

    Raises OtherRelease where another release packed it, FormatError where it is damaged, too large, or answers
    another order.
    """
    if not isinstance(packed, bytes):
        raise FormatError(f"it is a {type(packed).__name__}, not bytes")
    try:
        lines = _lines(packed)
        answer = _first(_answers, lines)
        if (answer.release, answer.format) != (release, FORMAT):
            raise OtherRelease(answer.release)
        if answer.why:
            return answer, None
        result = wire.decode_result(lines)
    except RecursionError as error:
        raise FormatError("it is nested too deeply") from error
    if (result.run_id, result.source_id) != (order.run_id, order.source_id):
        raise FormatError(f"it answers run {result.run_id} of {result.source_id[:60]}")
    return answer, result


def _first(decoder: msgspec.json.Decoder[T], lines: Iterator[bytes]) -> T:
    try:
        return decoder.decode(next(lines, b""))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FormatError(f"it does not say who made it: {error}") from error


def _lines(packed: bytes) -> Iterator[bytes]:
    """The lines that were packed, unpacked as they are asked for and never beyond the bounds."""
    if len(packed) > MOST_PACKED:
        raise FormatError(f"it has {len(packed) >> 20} MB, and {MOST_PACKED >> 20} are allowed")
    unpacker, rest, size = zlib.decompressobj(), packed, 0
    begun: list[bytes] = []
    while not unpacker.eof:
        try:
            chunk = unpacker.decompress(rest, _CHUNK)
        except zlib.error as error:
            raise FormatError(f"it cannot be unpacked: {error}") from error
        rest = unpacker.unconsumed_tail
        if not chunk and not rest and not unpacker.eof:
            raise FormatError("it is cut off")
        size += len(chunk)
        if size > MOST_UNPACKED:
            raise FormatError(f"it unpacks to more than {MOST_UNPACKED >> 20} MB")
        *whole, last = chunk.split(b"\n")
        for line in whole:
            yield b"".join([*begun, line, b"\n"])
            begun = []
        begun.append(last)
        if sum(map(len, begun)) > LONGEST_LINE:
            raise FormatError(f"it has a line of more than {LONGEST_LINE >> 20} MB")
    if any(begun):
        yield b"".join(begun)
