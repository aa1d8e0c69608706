"""What comes from a worker: whole results pass, anything else is refused within bounds of size and time."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles import parcel, wire
from roles.crawl import CrawlOrder, CrawlResult
from roles.errors import FormatError
from roles.parcel import Answer, Job, OtherRelease, pack_order, pack_result, unpack_order, unpack_result
from tests.test_wire import ORDER, RESULT

OURS = "0.1.0 (abc)"
ANSWER = Answer(OURS, RESULT.run_id, RESULT.source_id)


def packed(result: CrawlResult = RESULT, answer: Answer = ANSWER) -> bytes:
    return pack_result(answer, wire.encode_result(result))


def test_orders_and_results_come_through_unchanged() -> None:
    job = Job(OURS, "r1", alone=True, megabytes=512, silence=5.0)
    assert unpack_order(pack_order(job, ORDER), OURS) == (job, ORDER)
    assert unpack_result(packed(), ORDER, OURS) == (ANSWER, RESULT)
    why = Answer(OURS, ORDER.run_id, ORDER.source_id, "the crawl process was killed", again=True)
    assert unpack_result(pack_result(why), ORDER, OURS) == (why, None)


def test_another_release_or_format_is_named_whatever_else_it_says() -> None:
    with pytest.raises(OtherRelease, match=r"0\.2"):
        unpack_order(pack_order(Job("0.2", "r1"), ORDER), OURS)
    with pytest.raises(OtherRelease, match=r"0\.2"):
        unpack_result(zlib.compress(b'{"release": "0.2", "format": 7, "colour": "blue"}\n...'), ORDER, OURS)
    with pytest.raises(OtherRelease):
        unpack_result(packed(answer=Answer(OURS, format=2)), ORDER, OURS)


def bomb(size: int) -> bytes:
    """A parcel that unpacks to a line of so many bytes."""
    packer = zlib.compressobj(9)
    head = wire.to_json(ANSWER).encode() + b"\n"
    return b"".join(
        [packer.compress(head), *(packer.compress(b"a" * (1 << 20)) for _ in range(size >> 20)), packer.flush()]
    )


def lines_bomb(size: int) -> Iterator[bytes]:
    line = wire.encode_record(wire.Head(RESULT.run_id, RESULT.source_id)) * 1000
    return (line for _ in range(size // len(line)))


DAMAGED = {
    "nothing": b"",
    "no parcel": b"\x80\x04 certainly not",
    "a pickled object": pickle.dumps(RESULT),
    "a packed pickle": zlib.compress(pickle.dumps(RESULT)),
    "no JSON": zlib.compress(b"no JSON\n"),
    "cut off": packed()[:-9],
    "cut in its first line": packed()[:20],
    "no end": pack_result(ANSWER, list(wire.encode_result(RESULT))[:-1]),
    "another order's": packed(replace(RESULT, source_id="other")),
    "another run's": packed(replace(RESULT, run_id=RESULT.run_id - 1)),
    "a deep hole": pack_result(ANSWER, [b'{"type":"seen","posting":' + b"[" * 100_000 + b"\n"]),
    "a deep hole in its first line": zlib.compress(b'{"a":' * 100_000 + b"\n"),
    "a long line": bomb(80 << 20),
    "too many bytes": b"\0" * (parcel.MOST_PACKED + 1),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_no_whole_result_is_refused(name: str) -> None:
    with pytest.raises(FormatError):
        unpack_result(DAMAGED[name], ORDER, OURS)


def test_many_small_lines_are_refused_before_they_are_all_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parcel, "MOST_UNPACKED", 4 << 20)
    lines = b"".join([wire.to_json(ANSWER).encode(), b"\n", *lines_bomb(8 << 20)])
    with pytest.raises(FormatError, match="more than 4 MB"):
        unpack_result(zlib.compress(lines, 9), ORDER, OURS)


@given(st.integers(min_value=0, max_value=len(packed()) - 1), st.integers(1, 255))
def test_a_flipped_byte_is_noticed(place: int, flip: int) -> None:
    whole = bytearray(packed())
    whole[place] ^= flip
    try:
        found = unpack_result(bytes(whole), ORDER, OURS)
    except (FormatError, OtherRelease):
        return
    assert found == (ANSWER, RESULT), "zlib's checksum"


@given(st.binary(max_size=300))
def test_bytes_from_anywhere_are_refused_with_our_own_errors(noise: bytes) -> None:
    for data in (noise, zlib.compress(noise)):
        with pytest.raises((FormatError, OtherRelease)):
            unpack_order(data, OURS)
        with pytest.raises((FormatError, OtherRelease)):
            unpack_result(data, ORDER, OURS)


def test_a_result_that_would_not_be_unpacked_is_not_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parcel, "MOST_UNPACKED", parcel.LONGEST_LINE + (1 << 20))
    with pytest.raises(FormatError, match="larger than is sent"):
        pack_result(ANSWER, lines_bomb(8 << 20))


def test_an_order_keeps_what_is_known() -> None:
    known = CrawlOrder(run_id=1, source_id="s", url="https://a.example/", now="", known=ORDER.known * 500)
    assert unpack_order(pack_order(Job(OURS, "r"), known), OURS)[1] == known
