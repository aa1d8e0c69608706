"""kill -9 at random moments.

Each source is entirely old or entirely new, nothing orphaned, and the next crawl completes it.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from tests.commands import Desk
from tests.pages import TITLES, careers, detail, listing
from tests.site import Answer, Site

FIRST, SECOND = "2026-03-02T00:30:00Z", "2026-03-04T00:30:00Z"
SOURCES = 5
# A crawl of the second edition takes about this long, in seconds; kills fall anywhere within it.
LASTS = 3.5


class Market:
    """Several sites with an earlier and a later edition, and what an undisturbed crawl of both leaves."""

    def __init__(self, sites: list[Site], folder: Path) -> None:
        self.sites = {f"s{number}": site for number, site in enumerate(sites)}
        self.before = Desk(folder / "before")
        self.before.folder.mkdir()
        self.edition(1)
        self.before.configure({name: site.url + "/jobs" for name, site in self.sites.items()})
        self.before.crawl(FIRST)
        self.edition(2)
        undisturbed = self.copy(folder / "undisturbed")
        undisturbed.crawl(SECOND)
        self.old = {name: state(self.before, name) for name in self.sites}
        self.new = {name: state(undisturbed, name) for name in self.sites}
        self.events = events(undisturbed)
        assert all(self.old[name] != self.new[name] for name in self.sites)
        assert {kind for kind, _, _ in self.events} == {"new", "closed", "salary_changed"}

    def edition(self, number: int) -> None:
        """Sets what the sites serve; in the second edition pay moved, a role closed and one came."""
        for name, site in self.sites.items():
            careers(site, tuple(TITLES), pages=2, total=False)
            for path, title in ((f"/jobs/{slug}", f"{TITLES[slug]} {name}") for slug in TITLES):
                site.html(path, detail(title, hiringOrganization=f"{name}科技"))
            if number == 2:
                site.html(
                    "/jobs/inference",
                    detail(f"{TITLES['inference']} {name}", pay="36-60K·15薪", hiringOrganization=f"{name}科技"),
                )
                site.html("/jobs/quant", detail(f"模型量化工程师 {name}", hiringOrganization=f"{name}科技"))
                site.pages["/jobs/cluster"] = Answer(status=404)
                site.html(
                    "/jobs?page=2", listing({"/jobs/operators": TITLES["operators"], "/jobs/quant": "模型量化工程师"})
                )
            for path, page in site.pages.items():
                assert isinstance(page, Answer)
                site.pages[path] = replace(page, wait=0.02)

    def copy(self, folder: Path) -> Desk:
        """A desk as it was after the first edition."""
        shutil.copytree(self.before.folder, folder)
        return Desk(folder)


def state(desk: Desk, source: str) -> list[tuple[object, ...]]:
    return desk.ask(
        """SELECT title, status, salary_text, close_reason,
            (SELECT count(*) FROM events WHERE events.posting_id = postings.posting_id)
        FROM postings WHERE source_id = ? ORDER BY title""",
        source,
    )


def events(desk: Desk) -> list[tuple[str, str, str]]:
    return sorted(desk.ask("SELECT kind, source_id, title FROM events JOIN roles USING (role_id)"))  # type: ignore[type-var]


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    with ExitStack() as stack:
        yield Market([stack.enter_context(Site()) for _ in range(SOURCES)], tmp_path_factory.mktemp("market"))


def crawl_children(recorder: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(recorder)], capture_output=True, text=True).stdout
    return [int(line.split()[0]) for line in found.splitlines() if "crawler.run" in line]


def check_all_or_nothing(market: Market, desk: Desk) -> int:
    """Each source is as before or as after; gives how many are as after."""
    states = {name: state(desk, name) for name in market.sites}
    for name, found in states.items():
        assert found in (market.old[name], market.new[name]), f"{name} is half recorded"
    assert desk.ask("PRAGMA integrity_check") == [("ok",)]
    return sum(states[name] == market.new[name] for name in states)


def kill_the_recorder(market: Market, folder: Path, moment: float) -> int:
    desk = market.copy(folder)
    process = desk.start("crawl", "--now", SECOND, "--quiet")
    time.sleep(moment)
    children = crawl_children(process.pid)
    process.kill()
    process.communicate()
    end = time.monotonic() + 10
    while any(_alive(child) for child in children):
        assert time.monotonic() < end, "a crawl child outlived its recorder"
        time.sleep(0.02)
    recorded = check_all_or_nothing(market, desk)
    desk.crawl(SECOND)
    assert check_all_or_nothing(market, desk) == SOURCES, "the next crawl completes the rest"
    assert events(desk) == market.events, "each event once"
    return recorded


def kill_the_children(market: Market, folder: Path, moment: float) -> int:
    desk = market.copy(folder)
    process = desk.start("crawl", "--now", SECOND, "--quiet")
    time.sleep(moment)
    killed = crawl_children(process.pid)
    for child in killed:
        os.kill(child, signal.SIGKILL)
    process.communicate(timeout=120)
    assert process.returncode == 0, "a killed child's sources are crawled again"
    assert check_all_or_nothing(market, desk) == SOURCES
    assert events(desk) == market.events
    return len(killed)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{process}/stat").read_text().split(")")[-1].split()[0] != "Z"


def _moments(times: int, seed: int) -> list[float]:
    """Random moments, spread over a crawl."""
    dice = random.Random(seed)
    return [LASTS * (number + dice.random()) / times for number in range(times)]


def test_the_recorder_is_killed(market: Market, tmp_path: Path) -> None:
    recorded = [kill_the_recorder(market, tmp_path / str(n), moment) for n, moment in enumerate(_moments(6, 1))]
    assert min(recorded) < SOURCES, "some kill fell into the crawl"


def test_the_crawl_child_is_killed(market: Market, tmp_path: Path) -> None:
    killed = [kill_the_children(market, tmp_path / str(n), moment) for n, moment in enumerate(_moments(4, 2))]
    assert max(killed) > 0, "some kill hit a child"


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_hundred_kills(market: Market, tmp_path: Path) -> None:
    for number, moment in enumerate(_moments(60, 3)):
        kill_the_recorder(market, tmp_path / f"r{number}", moment)
    for number, moment in enumerate(_moments(40, 4)):
        kill_the_children(market, tmp_path / f"c{number}", moment)
