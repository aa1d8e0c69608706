"""Why a page was not read, in words for a person: what happened, and what can be done."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    StopDownload,
)
from scrapy.spidermiddlewares.httperror import HttpError

# By status: what the server means, and what a user of ours can do.
_STATUS = {
    401: "a login is asked for; Rolewatch reads public pages only",
    403: "the site refuses us; look whether a public board or feed exists",
    404: "there is no such page; look whether the address has changed",
    410: "the page is gone for good; look for its successor or take the source out",
    429: "the site asks for fewer requests; raise `delay` under [crawl]",
    451: "the page is withheld for legal reasons",
}
TOO_LARGE = "the answer is larger than a page may be (5 MB; 64 MB for JSON and XML)"
_ERRORS: tuple[tuple[type[BaseException], str], ...] = (
    (CannotResolveHostError, "the host name is unknown; check the address"),
    (DownloadConnectionRefusedError, "the connection was refused; check host and port, or try again later"),
    (DownloadTimeoutError, "no answer in time; try again later"),
    (ResponseDataLossError, "the answer was cut off; try again later"),
    (DownloadCancelledError, TOO_LARGE),
    (StopDownload, TOO_LARGE),
    (FileNotFoundError, "there is no such file; check the path (it starts from the configuration's folder)"),
    (IsADirectoryError, "this is a folder; name a file in it"),
    (PermissionError, "the file may not be read; check its permissions"),
    (DownloadFailedError, "the connection broke; try again later"),
)


def reason_of(error: BaseException) -> str:
    """What happened to a request that brought no page."""
    if isinstance(error, HttpError):
        return reason_of_status(error.response.status)
    if isinstance(error, IgnoreRequest):
        return str(error) or "the request was refused before it was made"
    for kind, words in _ERRORS:
        if isinstance(error, kind):
            return words
    return f"{type(error).__name__}: {str(error)[:200]}"


def reason_of_status(status: int) -> str:
    """What an HTTP status says, with what can be done."""
    if status in _STATUS:
        return f"HTTP {status}: {_STATUS[status]}"
    if 300 <= status < 400:
        return f"HTTP {status}: it redirects to where we do not follow (a file, another scheme); check the address"
    if status >= 500:
        return f"HTTP {status}: the site has trouble; try again later"
    return f"HTTP {status}"


def status_of(error: BaseException) -> int | None:
    """The HTTP status with which a request failed; 404 for a file that is not there; None for anything else."""
    if isinstance(error, HttpError):
        return int(error.response.status)
    return 404 if isinstance(error, FileNotFoundError) else None
