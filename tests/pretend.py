"""A worker that answers wrongly on purpose: a function in the place of the worker's own."""

from __future__ import annotations

import os
import time
import zlib
from pathlib import Path

import pytest

from roles import wire
from roles.crawl import CrawlReport, CrawlResult, SeenPosting
from roles.model import RawPosting
from roles.parcel import Answer, pack_result, unpack_order
from rolewatch import on_dask
from rolewatch.release import release


def come_alive(path: str, pid: int) -> Exception:
    """Leaves a file, in the process whose harm it means; elsewhere it looks innocent."""
    if os.getpid() == pid:
        Path(path).touch()
    return RuntimeError("nothing to see here")


class Surprise:
    """An object that does so where it is unpickled."""

    def __init__(self, *words: object) -> None:
        self.words = words

    def __reduce__(self) -> tuple[object, ...]:
        return (come_alive, self.words)


class Disguised(Exception):
    """An exception that does so."""

    def __reduce__(self) -> tuple[object, ...]:
        return (come_alive, self.args)


def answer(packed: bytes, key: str) -> object:
    """What a source is called says how it is answered; company and max_pages are the file and the victim of surprises."""
    job, order = unpack_order(packed, release())
    kind, _, rest = order.source_id.partition("--")
    number = rest.partition("-")[0]
    whole = Answer(release(), order.run_id, order.source_id)
    match kind:
        case "object":
            return {"verdict": "complete"}
        case "pickled":
            return Surprise(order.company, order.max_pages)
        case "nothing":
            return None
        case "raises":
            raise ValueError("no such luck")
        case "raises-surprise":
            raise Disguised(order.company, order.max_pages)
        case "dies":
            os._exit(9)
        case "garbage":
            return os.urandom(5000)
        case "cut":
            return pack_result(whole, [b"x" * 1000])[:-4]
        case "no-json":
            return pack_result(whole, [b"no JSON\n"])
        case "other-release":
            return pack_result(Answer("0.0.1 (old)", order.run_id, order.source_id))
        case "other-source":
            return pack_result(whole, wire.encode_result(_result(order.run_id, "mthreads", 10)))
        case "bomb":
            return zlib.compress(wire.to_json(whole).encode() + b"\n" + b"a" * (100 << 20))
        case "dead-child" if not job.alone:
            return pack_result(
                Answer(release(), order.run_id, order.source_id, "the crawl process was killed", again=True)
            )
        case "sleeps":
            time.sleep(float(number))
    size = int(number) if kind == "large" else 10
    return pack_result(whole, wire.encode_result(_result(order.run_id, order.source_id, size)))


def _result(run_id: int, source_id: str, size: int) -> CrawlResult:
    """A result with a posting whose text does not pack: so many bytes."""
    raw = RawPosting(url="https://a.example/1", title="推理工程师", text=os.urandom(size // 2).hex())
    seen = SeenPosting(key="url:/1", url=raw.url, digest=wire.digest(raw), raw=raw)
    report = CrawlReport(verdict="complete", message="alone" if source_id.startswith("dead-child") else "")
    return CrawlResult(run_id=run_id, source_id=source_id, reader="r", report=report, postings=(seen,))


@pytest.fixture
def pretending(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers answer what this file says."""
    monkeypatch.setattr(on_dask, "_work", answer)


def resident(pid: int | str = "self") -> float:
    """Resident memory of a process, in MB."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
