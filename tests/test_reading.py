"""Processes that read beside the crawl: the result is the same with them, and without them when they are lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from roles import wire
from roles.crawl import CrawlOrder, CrawlResult
from rolewatch.children import Children, Lost
from tests.site import Site

ADS = 900
PATH = "/v1/boards/northlake/jobs"


@pytest.fixture(scope="module")
def order() -> Iterator[CrawlOrder]:
    """A board of so many ads that readers are worth their start."""
    jobs = [
        {
            "id": number, "internal_job_id": number, "title": f"Kernel Engineer {number}", "location": {"name": "Berlin"},
            "absolute_url": f"https://boards.example/jobs/{number}", "updated_at": "2026-02-01T00:00:00Z",
            "content": f"<h3>Requirements</h3><ul>{''.join(f'<li>{years}+ years of experience with part {number} of CUDA</li>' for years in range(1, 9))}</ul>",
        }
        for number in range(ADS)
    ]  # fmt: skip
    with Site() as site:
        site.put(
            PATH,
            json.dumps({"jobs": jobs, "meta": {"total": ADS}}).encode(),
            headers={"Content-Type": "application/json"},
        )
        yield CrawlOrder(run_id=1, source_id="northlake", url=site.url + PATH, now="2026-03-02T00:30:00+00:00", board="greenhouse", delay=0.0)  # fmt: skip


def readers_of(child: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(child)], capture_output=True, text=True).stdout
    return [int(line.split()[0]) for line in found.splitlines() if "crawler.reading" in line]


def crawl(
    order: CrawlOrder, folder: Path, readers: int, meanwhile: Callable[[int], bool] = lambda _: True
) -> CrawlResult:
    """The result of an order. `meanwhile` is given the child's number again and again, until it says that it is done."""
    done = False
    with Children(1, folder, readers=readers) as children:
        children.give(order)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            done = done or meanwhile(children._children[0].process.pid)
            match children.hear(0.01):
                case wire.Done(spool=spool):
                    assert done
                    with Path(spool).open("rb") as lines:
                        return wire.decode_result(lines)
                case Lost(why=why):
                    raise AssertionError(why)
    raise AssertionError("no result within a minute")


def without_time(result: CrawlResult) -> CrawlResult:
    return replace(result, report=replace(result.report, seconds=0.0))


def test_a_result_is_the_same_with_readers_and_without(order: CrawlOrder, tmp_path: Path) -> None:
    seen: list[int] = []

    def look(child: int) -> bool:
        seen.extend(readers_of(child))
        return bool(seen)

    alone = crawl(order, tmp_path, 0)
    shared = crawl(order, tmp_path, 2, look)
    assert seen
    assert len(alone.postings) == ADS
    assert without_time(shared) == without_time(alone)
    assert not any(map(lives, set(seen))), "readers leave with their child"


def test_a_reader_that_is_killed_costs_nothing(order: CrawlOrder, tmp_path: Path) -> None:
    def kill(child: int) -> bool:
        found = readers_of(child)
        time.sleep(0.3 if found else 0.0)  # now it has some of the ads
        for reader in found:
            with suppress(ProcessLookupError):
                os.kill(reader, signal.SIGKILL)
        return bool(found)

    result = crawl(order, tmp_path, 1, kill)
    assert [posting.key.rpartition(":")[2] for posting in result.postings] == [str(number) for number in range(ADS)]
    assert all(posting.posting and posting.posting.experience_min == 8 for posting in result.postings)


def test_readers_leave_when_their_child_is_killed(order: CrawlOrder, tmp_path: Path) -> None:
    with Children(1, tmp_path, readers=1) as children:
        children.give(order)
        child = children._children[0].process.pid
        wait_for(lambda: readers_of(child))
        readers = readers_of(child)
        os.kill(child, signal.SIGKILL)
        while not isinstance(children.hear(1), Lost):
            pass
        wait_for(lambda: not any(map(lives, readers)))


def wait_for(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
