"""Pacing of one source: asks again later what failed for a moment, waits as its host asks, gives up on a dead host.

Scrapy retries at once and does not read Retry-After (RFC 9110, section 10.2.3); three requests within a second are no
answer to "429 Too Many Requests".
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest

from roles.url import host_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

# Answers that are worth asking for again: the server is busy, restarting, or behind a proxy that is.
PASSING = frozenset((408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524))
# A page is asked for at most so often in one crawl, and waited for at most so long (seconds).
TRIES = 3
LONGEST_WAIT = 120.0
# So many answers of a host lost in a row (three pages, each with all its tries), and nothing more is asked of it.
BREAKS_AFTER = 9
# The wait before the second and third try, in delays between two requests; a delay of 0 (tests) counts as a twentieth.
_BACKOFF = (2.0, 8.0)
_LEAST_DELAY = 0.05


class Pace:
    """Holds requests until their host may be asked, and sends those that failed for a moment back to wait."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.passing_errors: Any = RetryMiddleware(crawler.settings).exceptions_to_retry
        self._not_before: dict[str, float] = {}
        self._lost_in_a_row: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Pace:
        """The pace of one crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Waits for the host's turn. Raises IgnoreRequest for a host that was given up."""
        host = host_of(request.url)
        self._refuse_broken(host)
        while (pause := self._not_before.get(host, 0.0) - time.monotonic()) > 0:
            await asyncio.sleep(pause)
            self._refuse_broken(host)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Sends a request back to wait where its answer asks for patience."""
        host = host_of(request.url)
        if response.status not in PASSING:
            self._lost_in_a_row[host] = 0
            return response
        wait = retry_after(response.headers.get("Retry-After"), response.headers.get("Date"))
        self._lost_in_a_row[host] += 1
        if wait is not None and wait > LONGEST_WAIT:
            raise IgnoreRequest(
                f"HTTP {response.status}: the site asks to wait {wait:.0f} seconds, longer than a crawl may; try again"
                " later, and raise `delay` under [crawl] if it happens often"
            )
        return self._again(request, wait) or response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Sends a request back to wait where its connection broke."""
        if isinstance(exception, self.passing_errors) and not isinstance(exception, DownloadCancelledError):
            self._lost_in_a_row[host_of(request.url)] += 1
            return self._again(request, None)
        return None

    def _again(self, request: Request, wait: float | None) -> Request | None:
        tries: int = request.meta.get("tries", 1)
        if tries >= TRIES:
            return None
        delay = max(self.crawler.settings.getfloat("DOWNLOAD_DELAY"), _LEAST_DELAY)
        pause = wait if wait is not None else min(delay * _BACKOFF[tries - 1], LONGEST_WAIT)
        host = host_of(request.url)
        self._not_before[host] = max(self._not_before.get(host, 0.0), time.monotonic() + pause)
        again = request.replace(dont_filter=True)
        again.meta["tries"] = tries + 1
        return again

    def _refuse_broken(self, host: str) -> None:
        if host and self._lost_in_a_row[host] >= BREAKS_AFTER:
            raise IgnoreRequest(f"not asked: {BREAKS_AFTER} answers of {host} in a row were lost; try again later")


def retry_after(header: bytes | None, date: bytes | None) -> float | None:
    """Seconds to wait by a Retry-After header; None where it says nothing that can be understood.

    It is a number or an HTTP date (RFC 9110), which counts from the server's own `date`: clocks differ.
    """
    text = (header or b"").decode("latin-1").strip()
    if text.isdecimal() and len(text) < 10:
        return float(text)
    then, now = _moment(text), _moment((date or b"").decode("latin-1"))
    return max(0.0, then - now) if then is not None and now is not None else None


def _moment(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, IndexError):
        return None
