"""A job site that misbehaves on purpose, in a process of its own: `python -m tests.faults` prints its address.

The path says where the fault is: /<fault>/<place>/jobs, with place = entry, listing, detail or robots (for robots the
site has a port of its own, see `Server`). All else on that site is as it should be, so the verdict shows the one fault.
"""

from __future__ import annotations

import gzip
import itertools
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.pages import detail, listing

HTML = {"Content-Type": "text/html; charset=utf-8"}
ADS = ("推理引擎工程师", "编译器工程师", "算子开发工程师", "集群调度工程师")
Handler = BaseHTTPRequestHandler
Fault = Callable[[BaseHTTPRequestHandler, bytes], None]


def send(handler: Handler, body: bytes, status: int = 200, length: int | None = None, **headers: str) -> None:
    """One answer. `length` may lie."""
    handler.send_response(status)
    for name, value in {**HTML, **{name.replace("_", "-"): value for name, value in headers.items()}}.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body) if length is None else length))
    handler.end_headers()
    handler.wfile.write(body)


def status(code: int, **headers: str) -> Fault:
    return lambda handler, body: send(handler, b"<h1>no</h1>", code, **headers)


def redirect(target: str) -> Fault:
    return lambda handler, body: send(handler, b"", 302, Location=target)


def page(body: bytes, **headers: str) -> Fault:
    return lambda handler, _: send(handler, body, **headers)


def cut_off(handler: Handler, body: bytes) -> None:
    send(handler, body[: len(body) // 2], length=len(body))
    handler.close_connection = True


def reset(handler: Handler, body: bytes) -> None:
    handler.connection.close()


def endless(handler: Handler, body: bytes) -> None:
    """A body without end, as fast as the line carries it."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    for _ in range(4000):  # 256 MB
        handler.wfile.write(b"<p>" + b"x" * 65_000 + b"</p>")


def gzip_bomb(handler: Handler, body: bytes) -> None:
    send(handler, _bomb(), Content_Encoding="gzip")


def _bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(b"a" * 1_000_000) for _ in range(300)) + packer.flush()  # 300 MB


def endless_redirect(handler: Handler, body: bytes) -> None:
    path, _, hops = handler.path.partition("&hop=")
    send(handler, b"", 302, Location=f"{path}{'' if '?' in path else '?'}&hop={int(hops or 0) + 1}")


def deep(handler: Handler, body: bytes) -> None:
    send(handler, b"<html><body>" + b"<div>" * 100_000 + b"</body></html>")


def many_links(handler: Handler, body: bytes) -> None:
    links = "".join(f'<a href="/x/jobs/{n}">GPU工程师{n}</a>' for n in range(90_000))
    send(handler, f"<html><body>{links}</body></html>".encode()[:4_900_000])


def nul_bytes(handler: Handler, body: bytes) -> None:
    send(handler, body.replace(b"<h1>", b"<h1>\x00\x01\x02"))


def damaged_gzip(handler: Handler, body: bytes) -> None:
    send(handler, gzip.compress(body)[:-30], Content_Encoding="gzip")


FAULTS: dict[str, Fault] = {
    "none": lambda handler, body: send(handler, body),
    "404": status(404), "410": status(410), "403": status(403), "401": status(401), "451": status(451), "500": status(500),
    "503": status(503), "429": status(429), "429-soon": status(429, Retry_After="0"), "503-hour": status(503, Retry_After="3600"),
    "cut": cut_off, "reset": reset, "endless": endless, "bomb": gzip_bomb, "loop": endless_redirect,
    "offsite": redirect("http://elsewhere.invalid/"), "other-port": redirect("http://127.0.0.1:1/"),
    "file": redirect("file:///etc/passwd"), "private": redirect("http://169.254.169.254/latest/"),
    "challenge": page("<p>安全验证：请完成验证后继续访问</p>".encode()), "denied": page(b"<h1>Access Denied</h1><p>You do not have access.</p>"),
    "login": page("<h1>请先登录</h1><form>账号 密码</form>".encode()), "shell": page(b"<div id=app></div><script src=/app.js></script>"),
    "maintenance": page("<h1>系统维护中</h1><p>请稍后再来</p>".encode()), "blank": page(b""), "json-error": page(b'{"error": "try later"}', Content_Type="application/json"),
    "noise": page(bytes(itertools.islice(itertools.cycle(range(128, 256)), 3000))), "deep": deep, "links": many_links, "nul": nul_bytes,
    "damaged": damaged_gzip,
}  # fmt: skip


class Server(ThreadingHTTPServer):
    """One site per fault and place on a port of its own, since robots.txt belongs to a port."""

    daemon_threads = True

    def __init__(self, fault: str, place: str) -> None:
        self.fault, self.place = FAULTS[fault], place
        self.asked: list[tuple[str, float]] = []
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append((self.path, time.monotonic()))
        path = urlsplit(self.path).path
        try:
            if path == "/robots.txt":
                rules = b"User-agent: *\nAllow: /\n"
                self.server.fault(self, rules) if self.server.place == "robots" else send(self, rules)
                return
            asked = self.path.partition("&hop=")[0].removesuffix("?")
            found = next(((place, body) for place, exact, body in _pages() if exact == asked), None)
            if found is None:
                send(self, b"<h1>not here</h1>", 404)
                return
            place, body = found
            self.server.fault(self, body) if self.server.place == place else send(self, body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        pass


def _pages() -> Iterator[tuple[str, str, bytes]]:
    """(place, path, body) of the site: a listing of two pages and four ads, of which the first is the faulty one."""
    links = {f"/jobs/{number}": title for number, title in enumerate(ADS)}
    first, second = dict(list(links.items())[:2]), dict(list(links.items())[2:])
    yield "entry", "/jobs", listing(first, following="/jobs?page=2", total=4).encode()
    yield "listing", "/jobs?page=2", listing(second, total=4).encode()
    for number, title in enumerate(ADS):
        yield ("detail" if number == 0 else "other"), f"/jobs/{number}", detail(title).encode()


def serve(fault: str, place: str) -> Server:
    """A site with one fault, served until the process ends."""
    server = Server(fault, place)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return server


def main() -> None:
    """Serves the site of every fault and place asked for on standard input, a line each: prints its address."""
    for line in sys.stdin:
        fault, place = line.split()
        print(serve(fault, place).url, flush=True)


if __name__ == "__main__":
    main()
