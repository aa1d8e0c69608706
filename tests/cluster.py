"""A cluster on loopback: real scheduler and worker processes, certificates made as docs/MANY-MACHINES.md says."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

from rolewatch import config

ROOT = Path(__file__).parent.parent


def needed() -> pytest.MarkDecorator:
    """Skips without the extra; with ROLEWATCH_NEEDS_CLUSTER=1 that is a failure."""
    missing = find_spec("distributed") is None
    if missing and os.environ.get("ROLEWATCH_NEEDS_CLUSTER") == "1":
        raise RuntimeError("ROLEWATCH_NEEDS_CLUSTER=1, and distributed is not installed (requirements-cluster.txt)")
    return pytest.mark.skipif(missing, reason="the extra [cluster] is not installed")


def commands(heading: str) -> str:
    """The shell commands under a heading of the document."""
    text = (ROOT / "docs" / "MANY-MACHINES.md").read_text(encoding="utf-8")
    found = re.search(rf"### {re.escape(heading)}\n.*?```sh\n(.*?)```", text, re.S)
    assert found, heading
    return found[1]


def certificates(folder: Path) -> Path:
    """A folder with an authority and the certificates of three machines that it signed."""
    folder.mkdir()
    subprocess.run(["bash", "-euc", commands("Certificates")], cwd=folder, check=True, capture_output=True)
    return folder


def table(keys: Path, name: str = "crawl-a") -> str:
    """[cluster] of a configuration."""
    return f'[cluster]\nca = "{keys}/ca.pem"\ncertificate = "{keys}/{name}.pem"\nkey = "{keys}/{name}.key"\n'


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def until(what: Callable[[], object], seconds: float = 30, words: Callable[[], str] = lambda: "") -> None:
    """Waits until something is so."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, words()
        time.sleep(0.05)


def children_of(pid: int) -> list[int]:
    """The processes that a process started, and those that they started."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True).stdout
    parents = [tuple(map(int, line.split())) for line in listed.splitlines()]
    found, look = [], [pid]
    while look:
        below = [child for child, parent in parents if parent in look]
        found += below
        look = below
    return found


def command_of(pid: int) -> str:
    """How a process was started; "" once it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return ""


class Cluster:
    """One scheduler and its workers. `ttl` is how long a silent worker is borne with, in seconds.

    An order whose workers died more than `failures` times is given up.
    """

    def __init__(self, keys: Path, folder: Path, *, ttl: float = 60, threads: int = 8, failures: int = 3) -> None:
        self.keys, self.folder, self.threads = keys, folder, threads
        self.settings = {
            "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": f"{ttl}s",
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(failures),
        }
        self.port = free_port()
        self.address = f"tls://127.0.0.1:{self.port}"
        self.scheduler: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []
        self.started = 0
        # Where workers are started: empty, and not to be written into.
        self.empty = folder / "empty"
        self.empty.mkdir()
        self.empty.chmod(0o555)

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *exc: object) -> None:
        for process in [*self.workers, self.scheduler]:
            if process is not None and process.poll() is None:
                self.kill(process)

    def files(self, name: str = "crawl-a") -> config.Cluster:
        """The certificate of one of the machines."""
        return config.Cluster(
            ca=f"{self.keys}/ca.pem", certificate=f"{self.keys}/{name}.pem", key=f"{self.keys}/{name}.key"
        )

    def start_scheduler(self) -> None:
        """Starts the scheduler and waits until it listens."""
        self.scheduler = self._start(
            "scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--protocol", "tls", "--no-dashboard",
            "--dashboard-address", "127.0.0.1:0",
        )  # fmt: skip
        until(self._listens, words=self.log)

    def have(self, workers: int) -> None:
        """Sees to it that there is a scheduler and so many workers, without nannies."""
        if self.scheduler is None or self.scheduler.poll() is not None:
            self.start_scheduler()
        self.workers = [one for one in self.workers if one.poll() is None]
        for worker in self.workers[workers:]:
            self.kill(worker)
        self.workers = self.workers[:workers]
        while len(self.workers) < workers:
            self.start_worker(nanny=False)

    def start_worker(self, name: str = "crawl-b", *, nanny: bool = True) -> subprocess.Popen[bytes]:
        """Starts a worker. With a nanny it is started anew when it is killed."""
        self.started += 1
        worker = self._start(
            "worker", self.address, "--nworkers", "1", "--nthreads", str(self.threads), "--no-dashboard", "--dashboard-address",
            "127.0.0.1:0", "--host", "127.0.0.1", "--local-directory", str(self.folder / "scratch"), "--name",
            f"w{self.started}", "--nanny" if nanny else "--no-nanny", "--death-timeout", "60", name=name,
        )  # fmt: skip
        self.workers.append(worker)
        return worker

    def _start(self, what: str, *words: str, name: str = "crawl-a") -> subprocess.Popen[bytes]:
        keys = [
            f"--tls-ca-file={self.keys}/ca.pem",
            f"--tls-cert={self.keys}/{name}.pem",
            f"--tls-key={self.keys}/{name}.key",
        ]
        log = (self.folder / "cluster.log").open("ab")
        return subprocess.Popen(
            [sys.executable, "-m", "dask", what, *words, *keys], cwd=self.empty, stdout=log, stderr=log,
            # The path is for `tests.pretend`, the tests' own function in the place of a worker's.
            env={**os.environ, **self.settings, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    def _listens(self) -> bool:
        with socket.socket() as knocking:
            return knocking.connect_ex(("127.0.0.1", self.port)) == 0

    def log(self) -> str:
        """What the cluster said last."""
        return (self.folder / "cluster.log").read_text(encoding="utf-8", errors="replace")[-3000:]

    def log_lines(self) -> list[str]:
        """All that the cluster said."""
        return (self.folder / "cluster.log").read_text(encoding="utf-8", errors="replace").splitlines()

    def crawl_children(self, worker: subprocess.Popen[bytes]) -> list[int]:
        """The crawl children of a worker."""
        return [pid for pid in children_of(worker.pid) if "crawler.run" in command_of(pid)]

    def worker_process(self, worker: subprocess.Popen[bytes]) -> int:
        """The process that runs the orders: with a nanny it is one below the one that was started."""
        below = [pid for pid in children_of(worker.pid) if "spawn_main" in command_of(pid)]
        return below[0] if below else worker.pid

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """kill -9 of a process that we started, and of what its nanny started; not of crawl children."""
        for pid in [process.pid, *[one for one in children_of(process.pid) if "spawn_main" in command_of(one)]]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()
