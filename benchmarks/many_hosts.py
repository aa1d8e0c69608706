"""How long a crawl of many hosts takes, beside the slowest host's own chain.

    python -m benchmarks.many_hosts [--hosts 300] [--pages 10] [--delay 1.0]

Every host is an address of its own on the loopback network (127.1.x.y, Linux only) with a listing and ads. The
yardstick is the chain of one host alone, crawled in the same run: its requests one after the other with the delay.
"""

from __future__ import annotations

import argparse
import multiprocessing
import socketserver
import sys
import time
from http.server import BaseHTTPRequestHandler

from roles.crawl import CrawlOrder
from rolewatch.engine import crawl

_AD = """<html><body><main><h1>GPU engineer {n}</h1><h3>Responsibilities</h3><ul><li>Keep kernel {n} fast</li></ul>
<h3>Requirements</h3><ul><li>3 years of CUDA</li></ul></main></body></html>"""


class _Handler(BaseHTTPRequestHandler):
    pages = 10

    def do_GET(self) -> None:
        if self.path == "/robots.txt":
            body = "User-agent: *\nAllow: /\n"
        elif self.path == "/jobs":
            links = "".join(f'<li><a href="/jobs/{n}">GPU engineer {n}</a></li>' for n in range(self.pages - 1))
            body = f"<html><body><main><h1>Jobs</h1><ul>{links}</ul></main></body></html>"
        else:
            body = _AD.format(n=self.path.rpartition("/")[2])
        data = body.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        pass


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 512


def serve(port: int, pages: int) -> None:
    """Serves so many pages of every host until it is killed."""
    _Handler.pages = pages
    _Server(("0.0.0.0", port), _Handler).serve_forever()


def orders_for(hosts: int, port: int, delay: float, pages: int) -> list[CrawlOrder]:
    """An order for each of so many hosts."""
    return [
        CrawlOrder(
            run_id=1,
            source_id=f"h{number}",
            url=f"http://127.1.{number // 250}.{number % 250 + 1}:{port}/jobs",
            now="2026-03-02T00:30:00Z",
            delay=delay,
            max_pages=pages + 5,
        )
        for number in range(hosts)
    ]


def _timed(orders: list[CrawlOrder]) -> tuple[float, int]:
    begin = time.perf_counter()
    complete = sum(result.report.verdict == "complete" for result in crawl(orders, lambda _: None))
    return time.perf_counter() - begin, complete


def main() -> int:
    """Prints two lines and their ratio."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--hosts", type=int, default=300)
    options.add_argument("--pages", type=int, default=10)
    options.add_argument("--delay", type=float, default=1.0)
    chosen = options.parse_args()
    port = 18931
    server = multiprocessing.Process(target=serve, args=(port, chosen.pages), daemon=True)
    server.start()
    time.sleep(0.5)
    try:
        one, _ = _timed(orders_for(1, port, chosen.delay, chosen.pages))
        print(f"one host, {chosen.pages} pages at {chosen.delay:g} s delay: {one:.1f} s", flush=True)
        many, complete = _timed(orders_for(chosen.hosts, port, chosen.delay, chosen.pages))
        print(f"{chosen.hosts} hosts, {complete} complete: {many:.1f} s, {many / one:.2f} times the one host")
    finally:
        server.kill()
    return 0


if __name__ == "__main__":
    sys.exit(main())
