"""400 sources on 100 hosts while worker, recorder and scheduler are killed and a worker freezes. `make soak`."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import threading
import time
from collections import Counter, defaultdict
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests import cluster as clusters
from tests.cluster import Cluster, table
from tests.commands import Desk
from tests.pages import detail, listing
from tests.site import gone

pytestmark = [clusters.needed(), pytest.mark.soak, pytest.mark.timeout(1200)]
HOSTS, PER_HOST, ADS = 100, 4, 4
WAIT = 0.15
NOW = "2026-03-02T00:30:00Z"


class Hosts:
    """Many hosts, addresses of the loopback network (Linux): counts for itself what each was asked at once."""

    def __init__(self) -> None:
        self.asked: Counter[tuple[str, str]] = Counter()
        self.overlaps: list[str] = []
        self._open: defaultdict[str, list[socket.socket]] = defaultdict(list)
        self._lock = threading.Lock()
        self.server = ThreadingHTTPServer(("0.0.0.0", 0), self._handler())
        self.server.request_queue_size = 256
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, host: int, source: int) -> str:
        return f"http://127.7.0.{host + 1}:{self.server.server_address[1]}/{source}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        hosts = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host = self.connection.getsockname()[0]
                with hosts._lock:
                    hosts.asked[host, self.path] += 1
                    hosts._open[host] = [one for one in hosts._open[host] if not gone(one)]
                    if hosts._open[host]:
                        hosts.overlaps.append(f"{host}{self.path}")
                    hosts._open[host].append(self.connection)
                time.sleep(WAIT)
                with hosts._lock:
                    hosts._open[host] = [one for one in hosts._open[host] if one is not self.connection]
                with suppress(BrokenPipeError, ConnectionResetError):
                    self.answer(host)

            def answer(self, host: str) -> None:
                source, _, ad = self.path.strip("/").partition("/")
                body = listing({f"/{source}/{n}": f"推理工程师 {n}" for n in range(ADS)}, total=ADS)
                if ad:
                    body = detail(f"推理工程师 {source} {ad}", duty=f"维护{host}的{ad}号集群")
                data = b"" if self.path == "/robots.txt" else body.encode()
                self.send_response(200 if data else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
                pass

        return Handler


class Exercise:
    """The cluster, its supervisor, and a recorder that is started again as long as something is left."""

    def __init__(self, cluster: Cluster, desk: Desk, sources: dict[str, str]) -> None:
        self.cluster, self.desk, self.sources = cluster, desk, sources
        self.recorder: subprocess.Popen[bytes] | None = None
        self.starts, self.ends = 0, []
        self.frozen: list[int] = []

    def recorded(self) -> set[str]:
        if not self.desk.database.exists():
            return set()
        with suppress(Exception):
            return {name for (name,) in self.desk.ask("SELECT source_id FROM source_runs")}
        return set()

    def supervise(self) -> bool:
        """Starts again what is not there; true once everything is recorded."""
        if self.cluster.scheduler is None or self.cluster.scheduler.poll() is not None:
            self.cluster.start_scheduler()
        self.cluster.workers = [one for one in self.cluster.workers if one.poll() is None]
        while len(self.cluster.workers) < 2:
            self.cluster.start_worker()
        if self.recorder is not None and self.recorder.poll() is None:
            return False
        if self.recorder is not None:
            self.ends.append((self.recorder.returncode, self.recorder.communicate()[1].decode().strip()[-200:]))
        left = sorted(set(self.sources) - self.recorded())
        if not left:
            return True
        self.starts += 1
        self.recorder = self.desk.start("crawl", "--now", NOW, "--on", self.cluster.address, "--quiet", *left)
        return False

    def whole(self) -> bool:
        """Whether there is a recorder, and a worker under each nanny."""
        workers = [one for one in self.cluster.workers if self.cluster.worker_process(one) != one.pid]
        return len(workers) == 2 and self.recorder is not None and self.recorder.poll() is None

    def harm(self, what: str, dice: random.Random) -> None:
        worker = self.cluster.worker_process(dice.choice(self.cluster.workers))
        match what:
            case "worker":
                os.kill(worker, signal.SIGKILL)
            case "freeze":
                os.kill(worker, signal.SIGSTOP)
                self.frozen.append(worker)
            case "thaw":
                with suppress(ProcessLookupError):
                    os.kill(self.frozen.pop(), signal.SIGCONT)
            case "recorder":
                assert self.recorder is not None
                self.recorder.kill()
            case "scheduler":
                assert self.cluster.scheduler is not None
                self.cluster.kill(self.cluster.scheduler)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_source_is_recorded_once_whoever_is_killed(seed: int, keys: Path, tmp_path: Path, desk: Desk) -> None:
    dice, hosts = random.Random(seed), Hosts()
    sources = {f"h{host}s{n}": hosts.url(host, n) for host in range(HOSTS) for n in range(PER_HOST)}
    (tmp_path / "cluster").mkdir()
    with Cluster(keys, tmp_path / "cluster", ttl=10, threads=8) as cluster:
        desk.configure(sources, more=table(keys))
        exercise = Exercise(cluster, desk, sources)
        while not exercise.supervise() and len(exercise.recorded()) < 20:
            time.sleep(0.1)
        begin = time.monotonic()
        planned = sorted(
            [(dice.uniform(1, 6), "worker"), (dice.uniform(6, 10), "freeze"), (dice.uniform(26, 30), "thaw"),
             (dice.uniform(12, 20), "recorder"), (dice.uniform(30, 38), "scheduler"), (dice.uniform(38, 50), "worker")]
        )  # fmt: skip
        done = []
        while not exercise.supervise():
            if planned and time.monotonic() - begin > planned[0][0] and exercise.whole():
                done.append(planned.pop(0)[1])
                exercise.harm(done[-1], dice)
            time.sleep(0.2)
        seconds = time.monotonic() - begin
    entries = [count for (_, path), count in hosts.asked.items() if path.count("/") == 1 and path != "/robots.txt"]
    again = sum(entries) - len(sources)
    print(
        f"seed {seed}: {seconds:.0f} s, {done}, {again} crawled again, {len(hosts.overlaps)} overlaps, {exercise.ends}"
    )
    assert set(done) >= {"worker", "freeze", "recorder", "scheduler"}, "the crawl was over too soon"
    assert desk.ask("SELECT count(*), count(DISTINCT source_id), sum(verdict = 'complete') FROM source_runs") == [
        (len(sources), len(sources), len(sources))
    ]
    assert desk.ask("PRAGMA integrity_check") == [("ok",)]
    assert desk.ask("SELECT count(*) FROM postings") == [(len(sources) * ADS,)]
    assert desk.ask("SELECT count(*) FROM postings GROUP BY source_id HAVING count(*) <> 4") == []
    assert hosts.overlaps == []
    assert again <= 40 * (len(done) - 1), "each loss repeats at most what was under way: a window"
