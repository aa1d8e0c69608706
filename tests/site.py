"""A real HTTP server on loopback whose pages, faults and log belong to the test."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType


@dataclass
class Answer:
    """What the server says to a path: `length` may lie about the body, `wait` is in seconds."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    wait: float = 0.0


@dataclass(frozen=True)
class Asked:
    """One request that the server got."""

    path: str
    at: float
    headers: dict[str, str]


def gone(connection: socket.socket) -> bool:
    """Whether the other side has closed a connection."""
    try:
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


class Site:
    """Pages by path. Use as a context manager."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer | Callable[[], Answer]] = {"/robots.txt": Answer(status=404)}
        self.log: list[Asked] = []
        # Requests under way at once; one whose asker was killed is under way no longer.
        self.most_busy = 0
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Site:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def html(self, path: str, body: str, **about: object) -> str:
        """Serves an HTML page; gives its address."""
        return self.put(path, body.encode(), **{"headers": {"Content-Type": "text/html; charset=utf-8"}, **about})

    def put(self, path: str, body: bytes = b"", **about: object) -> str:
        """Serves anything; gives its address."""
        self.pages[path] = Answer(body=body, **about)  # type: ignore[arg-type]
        return self.url + path

    def asked(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(one.path == path for one in self.log)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page = site.pages.get(self.path, Answer(b"not here", status=404))
                page = page() if callable(page) else page
                with site._lock:
                    site.log.append(Asked(self.path, time.monotonic(), dict(self.headers.items())))
                    site._open = [one for one in site._open if not gone(one)] + [self.connection]
                    site.most_busy = max(site.most_busy, len(site._open))
                time.sleep(page.wait)
                with site._lock:  # before the answer: the next request may come while we still write
                    site._open = [one for one in site._open if one is not self.connection]
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    self.answer(page)

            def answer(self, page: Answer) -> None:
                tag, date = page.headers.get("ETag"), page.headers.get("Last-Modified")
                if page.status == 200 and (
                    (tag and self.headers.get("If-None-Match") == tag)
                    or (date and not tag and self.headers.get("If-Modified-Since") == date)
                ):
                    page = Answer(status=304, headers=page.headers)
                self.send_response(page.status)
                for name, value in page.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(page.body) if page.length is None else page.length))
                self.end_headers()
                self.wfile.write(page.body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
                pass

        return Handler
