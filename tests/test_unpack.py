"""Compressed answers come out whole or not at all."""

from __future__ import annotations

import gzip
import zlib

import pytest
from scrapy.exceptions import IgnoreRequest

from crawler.unpack import unpacked

TEXT = "推理引擎 ".encode() * 50_000


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(TEXT)), ("x-gzip", gzip.compress(TEXT)), ("deflate", zlib.compress(TEXT)), ("deflate", raw_deflate(TEXT)),
        ("gzip", gzip.compress(TEXT[:1000]) + gzip.compress(TEXT[1000:])), ("gzip", gzip.compress(TEXT) + b"\0" * 20),
    ],
)  # fmt: skip
def test_what_was_packed_comes_out(encoding: str, packed: bytes) -> None:
    assert unpacked(packed, encoding, 10_000_000) == TEXT


@pytest.mark.parametrize("cut", [1, 8, 30, 100])
@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_stream_without_its_end_is_refused(encoding: str, cut: int) -> None:
    packed = gzip.compress(TEXT) if encoding == "gzip" else zlib.compress(TEXT)
    with pytest.raises(IgnoreRequest, match="cut off or damaged"):
        unpacked(packed[:-cut], encoding, 10_000_000)


def test_what_is_not_packed_at_all_is_refused() -> None:
    with pytest.raises(IgnoreRequest, match="damaged"):
        unpacked(b"<html>plain</html>", "gzip", 1000)


def test_a_bomb_is_refused_before_it_is_whole() -> None:
    with pytest.raises(IgnoreRequest, match="larger than a page may be"):
        unpacked(gzip.compress(b"a" * 50_000_000), "gzip", 5_000_000)
