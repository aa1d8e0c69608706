"""A disk that is full, a file that another reads: nothing half, nothing lost, and a reason."""

from __future__ import annotations

import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import ROLEWATCH, Desk
from tests.pages import TITLES, careers, detail
from tests.site import Site

FIRST, SECOND = "2026-03-02T00:30:00Z", "2026-03-04T00:30:00Z"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Site]]:
    """A site, and the file after its first crawl."""
    desk = Desk(tmp_path_factory.mktemp("begun"))
    with Site() as site:
        desk.configure({"lanting": careers(site)})
        desk.crawl(FIRST)
        yield desk, site


@pytest.fixture
def site(begun: tuple[Desk, Site]) -> Site:
    """The site as it was at the first crawl."""
    careers(begun[1])
    return begun[1]


@pytest.fixture
def desk(tmp_path: Path, begun: tuple[Desk, Site]) -> Desk:
    """A copy of that file, for this test alone."""
    for name in ("jobs.db", "sources.toml"):
        shutil.copy(begun[0].folder / name, tmp_path)
    return Desk(tmp_path)


@pytest.mark.parametrize("room", [40_000, 60_000, 90_000])
def test_a_full_disk_leaves_the_file_as_it_was_and_the_next_crawl_tells_all(desk: Desk, site: Site, room: int) -> None:
    for name, title in TITLES.items():
        site.html(f"/jobs/{name}", detail(title, pay="60-90K·15薪", duty=f"维护{title}" + "，保证稳定" * 400))
    full = subprocess.run(
        [*ROLEWATCH, "crawl", "--now", SECOND, "--quiet"], cwd=desk.folder, capture_output=True, text=True, timeout=120,
        # No file may grow beyond this: what SQLite sees is what a full disk says.
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )  # fmt: skip
    assert full.returncode in (1, 2), full.stderr
    assert "Traceback" not in full.stderr
    assert "cannot be written" in full.stderr or "failed" in full.stderr
    assert desk.ask("PRAGMA integrity_check") == [("ok",)]
    assert len(desk.events()) in (4, 12), "all of the source's changes or none"
    desk.crawl(SECOND)
    assert sorted(kind for kind, _ in desk.events()) == ["changed"] * 4 + ["new"] * 4 + ["salary_changed"] * 4


def test_who_reads_during_a_crawl_sees_one_state_and_does_not_stop_it(desk: Desk, site: Site) -> None:
    reader = sqlite3.connect(desk.database, isolation_level=None)
    reader.execute("BEGIN")
    before = reader.execute("SELECT count(*) FROM events").fetchone()
    site.html("/jobs/inference", detail(TITLES["inference"], pay="60-90K·15薪"))
    desk.crawl(SECOND)
    assert reader.execute("SELECT count(*) FROM events").fetchone() == before, "what it began to read stays"
    reader.execute("COMMIT")
    assert reader.execute("SELECT count(*) FROM events").fetchone() == (before[0] + 1,)
    reader.close()


def test_two_crawls_at_once_leave_one_to_do_the_work(desk: Desk, site: Site) -> None:
    site.html("/jobs/inference", detail(TITLES["inference"], pay="60-90K·15薪"), wait=0.5)
    both = [desk.start("crawl", "--now", SECOND, "--quiet") for _ in range(2)]
    for one in both:
        one.communicate(timeout=120)
    assert sorted(one.returncode for one in both) == [0, 2]
    assert [kind for kind, _ in desk.events()] == ["new"] * 4 + ["salary_changed"]
