"""A recording notification server on loopback: says what it is told to say, and keeps what it got."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Got:
    """One notification: when (seconds, monotonic), where, and what; `status` is our answer (0: none)."""

    at: float
    path: str
    title: str
    message: str
    status: int


class Hook:
    """`answer` gives the status for each request; 0 hangs until the server ends. `body` goes with it; `bodies` came.

    Use as a context manager.
    """

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.answer: Callable[[str], int] = lambda path: 200
        self.body, self.bodies = b"", list[bytes]()
        self._over = threading.Event()
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(length := int(self.headers["Content-Length"]))
                if len(body) < length:
                    return  # whoever sent it was killed in the middle
                hook.bodies.append(body)
                tree: dict[str, Any] = {"title": "", "message": "", **json.loads(body)}
                status = hook.answer(self.path)
                hook.got.append(Got(time.monotonic(), self.path, tree["title"], tree["message"], status))
                if not status:
                    hook._over.wait(60)
                    return
                with contextlib.suppress(OSError):
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(hook.body)))
                    self.end_headers()
                    self.wfile.write(hook.body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.host = f"127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Hook:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()

    def taken(self, path: str = "") -> list[Got]:
        """What was accepted, at a path or anywhere."""
        return [one for one in self.got if one.status == 200 and path in one.path]
