"""The background process: what is due, when the digest comes, how it stops."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler import Scheduler
from tests.commands import Desk
from tests.pages import TITLES, careers
from tests.site import Site

ROOT = Path(__file__).parent.parent


def start(desk: Desk, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, str(ROOT / "scheduler.py"), *words], cwd=desk.folder, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip


def test_it_crawls_what_is_due_and_stops_when_told(desk: Desk, site: Site) -> None:
    desk.configure({"lanting": careers(site)})
    process = start(desk)
    try:
        end = time.monotonic() + 30
        while not (desk.database.exists() and site.asked("/jobs/cluster")):
            assert time.monotonic() < end, "no crawl within half a minute"
            time.sleep(0.1)
        while "crawled lanting" not in (line := process.stdout.readline()):  # type: ignore[union-attr]
            assert line, process.stderr.read()  # type: ignore[union-attr]
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
    assert process.returncode == 0
    assert desk.ask("SELECT count(*) FROM roles") == [(len(TITLES),)]


def test_it_stops_during_a_crawl_too_and_leaves_no_child(desk: Desk, site: Site) -> None:
    entry = careers(site)
    site.html("/jobs", "<h1>x</h1>", wait=20.0)
    desk.configure({"lanting": entry})
    process = start(desk)
    end = time.monotonic() + 30
    while not site.asked("/jobs"):
        assert time.monotonic() < end
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=15)
    left = subprocess.run(["pgrep", "-f", str(desk.folder)], capture_output=True, text=True).stdout.split()
    assert [pid for pid in left if int(pid) != os.getpid()] == []


def test_a_wrong_configuration_is_2_and_starts_nothing(desk: Desk) -> None:
    (desk.folder / "sources.toml").write_text("speed = 1\n")
    process = start(desk)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "sources.toml:1: speed is no key" in errors
    assert not desk.database.exists()


@pytest.fixture
def scheduler(desk: Desk, site: Site) -> Scheduler:
    desk.configure({"daily": careers(site), "hourly": site.url + "/other"}, more='timezone = "Europe/Berlin"\n[crawl]\ndelay = 0\n'
                   '[digest]\nat = "07:15"\n')  # fmt: skip
    text = (desk.folder / "sources.toml").read_text()
    (desk.folder / "sources.toml").write_text(text.rstrip() + '\ninterval = "1h"\n')
    return Scheduler(desk.folder / "sources.toml", desk.database)


def test_a_source_is_due_when_its_interval_is_over(desk: Desk, scheduler: Scheduler) -> None:
    def due(moment: str) -> list[str]:
        return [source.id for source in scheduler.due(datetime.fromisoformat(moment))]

    assert due("2026-03-02T00:30:00+00:00") == ["daily", "hourly"], "what never ran is due"
    desk.crawl("2026-03-02T00:30:00Z", check=1)
    assert due("2026-03-02T01:29:59+00:00") == []
    assert due("2026-03-02T01:30:00+00:00") == ["hourly"]
    assert due("2026-03-03T00:30:00+00:00") == ["daily", "hourly"]


def test_the_digest_comes_at_its_hour_in_its_zone(scheduler: Scheduler) -> None:
    trigger = scheduler.blocking.get_job("digest").trigger
    next_time = trigger.get_next_fire_time(None, datetime(2026, 7, 1, 12, 0, tzinfo=UTC))
    assert next_time.astimezone(UTC) == datetime(2026, 7, 2, 5, 15, tzinfo=UTC)


def test_the_digest_is_printed(desk: Desk, scheduler: Scheduler, capsys: pytest.CaptureFixture[str]) -> None:
    scheduler.print_digest()
    assert capsys.readouterr().out == "", "before the first crawl there is nothing to tell"
    desk.run("crawl", check=1)
    scheduler.print_digest()
    told = capsys.readouterr().out
    assert "daily：首次读取，收录 4 个职位" in told
    assert "hourly" in told
