"""How large an answer may be: 5 MB for a page that people read, 64 MB for a board's whole list as JSON or XML.

Scrapy knows one bound for all; it is the larger, and what is no machine's answer is cut off at the smaller one while it
still arrives, and measured again after decompression (a small answer may unpack to a large one).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import IgnoreRequest, StopDownload

from crawler.reasons import TOO_LARGE

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Headers, Response

PAGE, ANSWER = 5_000_000, 64_000_000
_MACHINE = ("json", "xml", "ndjson")


class Size:
    """Bounds the answers of one crawl."""

    def __init__(self) -> None:
        self._arrived: dict[Request, int] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Size:
        """The bounds of one crawl."""
        size = cls()
        crawler.signals.connect(size.begun, signal=signals.headers_received)
        crawler.signals.connect(size.arrived, signal=signals.bytes_received)
        return size

    def begun(self, headers: Headers, body_length: int, request: Request) -> None:
        """Stops a page whose own word for its length is too much. A page that may be large is not counted."""
        if body_length and body_length > _most(headers.get("Content-Type")):
            raise StopDownload(fail=True)
        if _most(headers.get("Content-Type")) == PAGE:
            self._arrived[request] = 0

    def arrived(self, data: bytes, request: Request) -> None:
        """Stops a page that goes on and on."""
        if request in self._arrived:
            self._arrived[request] += len(data)
            if self._arrived[request] > PAGE:
                del self._arrived[request]
                raise StopDownload(fail=True)

    def process_response(self, request: Request, response: Response) -> Response:
        """Refuses a page that was small on its way and is large unpacked."""
        self._arrived.pop(request, None)
        if len(response.body) > _most(response.headers.get("Content-Type")):
            raise IgnoreRequest(TOO_LARGE)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Forgets a page that was lost."""
        self._arrived.pop(request, None)


def _most(content_type: bytes | None) -> int:
    kind = (content_type or b"").partition(b";")[0].decode("latin-1").lower()
    return ANSWER if kind.rpartition("/")[2].rpartition("+")[2] in _MACHINE else PAGE
