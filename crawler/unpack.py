"""Compressed answers, unpacked within a bound, and refused where the compressed stream has no end.

Scrapy's own middleware gives what it could unpack of a damaged stream: half a listing would pass for a whole one.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

from crawler.reasons import TOO_LARGE
from crawler.size import ANSWER

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

# What we ask for; the standard library unpacks both.
ACCEPTED = b"gzip, deflate"
_STEP = 1_000_000


class Unpack:
    """Asks for compressed answers and unpacks them."""

    def process_request(self, request: Request) -> None:
        """Says what we can unpack."""
        request.headers.setdefault("Accept-Encoding", ACCEPTED)

    def process_response(self, request: Request, response: Response) -> Response:
        """The answer as it was before it was compressed. Raises IgnoreRequest for one that cannot be had whole."""
        encoding = (response.headers.get("Content-Encoding") or b"").strip().lower().decode("latin-1")
        if encoding in ("", "identity") or not response.body:
            return response
        if encoding not in ("gzip", "x-gzip", "deflate"):
            raise IgnoreRequest(f"the answer is packed as {encoding}, which was not asked for; try again later")
        body = unpacked(response.body, encoding, ANSWER)
        headers = response.headers.copy()
        del headers["Content-Encoding"]
        return response.replace(body=body, headers=headers)


def unpacked(body: bytes, encoding: str, most: int) -> bytes:
    """Unpacks gzip or deflate up to `most` bytes. Raises IgnoreRequest for more, and for a stream that is not whole."""
    # deflate is a zlib stream by RFC 9110 and a bare one by the habit of some servers
    kinds = (31,) if "gzip" in encoding else (15, -15)
    for number, kind in enumerate(kinds, 1):
        try:
            return _run(body, kind, most)
        except zlib.error as error:
            if number == len(kinds):
                raise IgnoreRequest(f"the answer was cut off or damaged ({error}); try again later") from None
    raise AssertionError(encoding)


def _run(body: bytes, kind: int, most: int) -> bytes:
    pieces, size = [], 0
    rest = body
    while rest:  # gzip may hold several members in a row
        stream = zlib.decompressobj(kind)
        while not stream.eof:
            piece = stream.decompress(rest, _STEP)
            rest = stream.unconsumed_tail
            size += len(piece)
            pieces.append(piece)
            if size > most:
                raise IgnoreRequest(TOO_LARGE)
            if not rest and len(piece) < _STEP and not stream.eof:
                raise zlib.error("it has no end")
        rest = stream.unused_data.lstrip(b"\0") if kind == 31 else b""
    return b"".join(pieces)
