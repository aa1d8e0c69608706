"""Orders and results as JSON lines: one line an order; a result is a head, a line per posting, and an end.

Both carry the number of their format, and a reader refuses any other. A result without its end is damaged, so a crawl
that was killed in mid-writing can never pass for a short one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import fields
from operator import attrgetter
from typing import Any, Literal, TypeVar

import msgspec

from roles.crawl import CrawlOrder, CrawlReport, CrawlResult, KnownPage, OwnPage, SeenPosting
from roles.errors import FormatError
from roles.model import Posting, RawPosting

T = TypeVar("T")
_encoder = msgspec.json.Encoder()


class Head(msgspec.Struct, frozen=True, tag="head"):
    run_id: int
    source_id: str
    format: Literal[1] = 1


class Seen(msgspec.Struct, frozen=True, tag="seen"):
    posting: SeenPosting


class Own(msgspec.Struct, frozen=True, tag="own"):
    page: OwnPage


class Remembered(msgspec.Struct, frozen=True, tag="remembered"):
    page: KnownPage


class End(msgspec.Struct, frozen=True, tag="end"):
    report: CrawlReport
    seen: int
    reader: str


class _Order(msgspec.Struct, frozen=True):
    order: CrawlOrder
    format: Literal[1] = 1


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """A crawl child's word on one source: pages that were settled, of those planned so far."""

    source_id: str
    settled: int
    planned: int


class Done(msgspec.Struct, frozen=True, tag="done"):
    """A crawl child's word that the result of one source lies in a file."""

    source_id: str
    spool: str


Word = Progress | Done
Record = Head | Seen | Own | Remembered | End
_records = msgspec.json.Decoder(Record)
_words: msgspec.json.Decoder[Word] = msgspec.json.Decoder(Word)
_orders = msgspec.json.Decoder(_Order)


def encode_order(order: CrawlOrder) -> bytes:
    """One order as one JSON line, with its line break."""
    return _encoder.encode(_Order(order)) + b"\n"


def decode_order(line: bytes) -> CrawlOrder:
    """The order in a JSON line. Raises FormatError for another format or a damaged line."""
    try:
        return _orders.decode(line).order
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FormatError(f"order not understood: {error}") from error


def encode_word(word: Word) -> bytes:
    """What a crawl child says, as one JSON line."""
    return _encoder.encode(word) + b"\n"


def decode_word(line: bytes) -> Word:
    """What a crawl child said. Raises FormatError for anything else."""
    try:
        return _words.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FormatError(f"a crawl child said something else: {error}") from error


def encode_record(record: Record) -> bytes:
    """One record of a result as one JSON line, with its line break."""
    return _encoder.encode(record) + b"\n"


def encode_result(result: CrawlResult) -> Iterator[bytes]:
    """A whole result as JSON lines."""
    yield encode_record(Head(result.run_id, result.source_id))
    for posting in result.postings:
        yield encode_record(Seen(posting))
    for page in result.own_pages:
        yield encode_record(Own(page))
    for remembered in result.pages:
        yield encode_record(Remembered(remembered))
    yield encode_record(End(result.report, len(result.postings), result.reader))


def decode_result(lines: Iterable[bytes]) -> CrawlResult:
    """The result in its JSON lines. Raises FormatError where one is of another format, damaged or missing."""
    head: Head | None = None
    seen: list[SeenPosting] = []
    own: list[OwnPage] = []
    pages: list[KnownPage] = []
    for number, line in enumerate(lines, 1):
        try:
            record = _records.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise FormatError(f"result not understood at line {number}: {error}") from error
        match record:
            case Head():
                head = record
            case Seen(posting=posting):
                seen.append(_sharing(posting))
            case Own(page=page):
                own.append(page)
            case Remembered(page=remembered):
                pages.append(remembered)
            case End(report=report, seen=count, reader=reader):
                if head is None or count != len(seen):
                    break
                return CrawlResult(
                    run_id=head.run_id,
                    source_id=head.source_id,
                    reader=reader,
                    report=report,
                    postings=tuple(seen),
                    own_pages=tuple(own),
                    pages=tuple(pages),
                )
    raise FormatError("result is cut off: it has no end, or not all its postings")


def _sharing(seen: SeenPosting) -> SeenPosting:
    """An ad that was just decoded, with its text in memory once where it stands in it twice: half of a large result."""
    raw, posting = seen.raw, seen.posting
    if raw is not None and posting is not None and raw.text == posting.description:
        object.__setattr__(posting, "description", raw.text)  # nobody else has seen it yet
    return seen


def digest(raw: RawPosting) -> str:
    """A short name for the exact words of an ad: equal digests, equal raw postings."""
    return hashlib.sha256(_encoder.encode(raw)).hexdigest()[:24]


def to_json(value: Any) -> str:
    """A value of ours as JSON text, for a column or a machine-readable output."""
    return _encoder.encode(value).decode()


def from_json(text: str | bytes, kind: type[T]) -> T:
    """The value of a given type in JSON text. Raises FormatError where it does not fit."""
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FormatError(f"{kind.__name__} not understood: {error}") from error


_RAW = tuple(field.name for field in fields(RawPosting))
_raw_values = attrgetter(*_RAW)


def raw_without_text(raw: RawPosting) -> str:
    """A raw posting as JSON text, for a column beside one that holds its text."""
    # `replace` takes three times as long.
    return to_json({**dict(zip(_RAW, _raw_values(raw), strict=True)), "text": ""})


def raw_from_json(text: str | bytes) -> RawPosting:
    """A stored raw posting."""
    return from_json(text, RawPosting)


def posting_from_json(text: str | bytes) -> Posting:
    """A stored posting."""
    return from_json(text, Posting)
