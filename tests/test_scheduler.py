"""The background process: what is due, how it stops, what it does with an edited configuration and a second of its kind."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from roles.errors import StoreError
from roles.told import Telling
from rolewatch import agenda, bounded, logs
from rolewatch.config import Config, DigestSettings, Source
from rolewatch.lock import recorder_lock, recorder_of, scheduler_lock, scheduler_of
from scheduler import Scheduler
from tests import ledgerfile
from tests.commands import Desk
from tests.hook import Hook
from tests.pages import TITLES, careers
from tests.site import Site

ROOT = Path(__file__).parent.parent


class Running:
    """A background process that a test started."""

    def __init__(self, desk: Desk, *words: str) -> None:
        self.log = desk.folder / "log.jsonl"
        command = [sys.executable, str(ROOT / "scheduler.py"), "--log", str(self.log), *words]
        self.process = subprocess.Popen(
            command, cwd=desk.folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def lines(self, event: str) -> list[dict[str, object]]:
        text = self.log.read_text(encoding="utf-8") if self.log.exists() else ""
        return [line for line in map(json.loads, text.splitlines()) if line["event"] == event]

    def until(self, what: Callable[[], object], seconds: float = 40) -> None:
        end = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < end, self.log.read_text() if self.log.exists() else "no log"
            time.sleep(0.05)

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        self.process.communicate(timeout=40)
        return self.process.returncode


@pytest.fixture
def started(desk: Desk) -> Iterator[Callable[..., Running]]:
    found: list[Running] = []

    def start(*words: str) -> Running:
        found.append(Running(desk, *words))
        return found[-1]

    yield start
    for one in found:
        one.process.kill()
        one.process.communicate()


def left(desk: Desk) -> list[int]:
    """Processes that still work in the test's folder."""
    shown = subprocess.run(["pgrep", "-f", str(desk.folder)], capture_output=True, text=True).stdout.split()
    return [int(pid) for pid in shown if int(pid) != os.getpid()]


def test_it_crawls_what_is_due_and_stops_when_told(desk: Desk, site: Site, started: Callable[..., Running]) -> None:
    desk.configure({"lanting": careers(site)})
    running = started()
    running.until(lambda: running.lines("crawled"))
    assert running.stop() == 0
    assert running.lines("crawled")[0]["sources"] == ["lanting"]
    assert desk.ask("SELECT count(*) FROM roles") == [(len(TITLES),)]
    assert running.lines("stopped")


def test_the_first_signal_lets_the_source_finish(desk: Desk, site: Site, started: Callable[..., Running]) -> None:
    entry = careers(site)
    for name in TITLES:
        site.pages[f"/jobs/{name}"].wait = 1.0  # type: ignore[union-attr]
    # The second source of the host has its turn after the first: it is not begun.
    desk.configure({"first": entry, "second": site.url + "/jobs?page=2"})
    running = started()
    running.until(lambda: site.asked("/jobs/inference"))
    assert running.stop() == 0
    assert desk.ask("SELECT source_id, health FROM sources ORDER BY 1") == [("first", "ok"), ("second", "new")]
    assert desk.ask("SELECT count(*) FROM roles") == [(len(TITLES),)]
    assert left(desk) == []


def test_a_second_signal_stops_at_once_and_leaves_no_child(
    desk: Desk, site: Site, started: Callable[..., Running]
) -> None:
    entry = careers(site)
    site.html("/jobs", "<h1>x</h1>", wait=25.0)
    desk.configure({"lanting": entry})
    running = started()
    running.until(lambda: site.asked("/jobs"))
    begin = time.monotonic()
    running.process.send_signal(signal.SIGTERM)
    time.sleep(1.0)
    assert running.process.poll() is None, "it waits for the source"
    assert running.stop() == 130
    assert time.monotonic() - begin < 15
    assert left(desk) == []


def test_a_wrong_configuration_is_2_and_starts_nothing(desk: Desk, started: Callable[..., Running]) -> None:
    for text, words in (
        ("speed = 1\n", "sources.toml:1: speed is no key"),
        ('[digest]\nto = ["nosuch://hunter2"]\n', "digest.to, entry 1: nosuch://…"),
    ):
        (desk.folder / "sources.toml").write_text(text)
        running = started()
        _, errors = running.process.communicate(timeout=30)
        assert running.process.returncode == 2
        assert words in errors
        assert "hunter2" not in errors
        assert not desk.database.exists()


def test_a_second_one_is_refused_with_the_first_ones_number(
    desk: Desk, site: Site, started: Callable[..., Running]
) -> None:
    desk.configure({"lanting": careers(site)})
    first = started()
    first.until(lambda: first.lines("started"))
    second = started()
    _, errors = second.process.communicate(timeout=30)
    assert second.process.returncode == 2
    assert f"(process {first.process.pid})" in errors
    first.until(lambda: first.lines("crawled"))
    status = desk.run("status")
    assert f"running: process {first.process.pid}" in status.stdout
    assert "next crawl" in status.stdout
    first.stop()
    assert "not running" in desk.run("status").stdout


def test_a_file_has_one_lock_by_whatever_name_it_is_opened(tmp_path: Path) -> None:
    ledgerfile.start(tmp_path / "jobs.db", "lanting")
    (tmp_path / "link.db").symlink_to("jobs.db")
    with scheduler_lock(tmp_path / "jobs.db"), recorder_lock(tmp_path / "link.db"):
        assert scheduler_of(tmp_path / "link.db") == recorder_of(tmp_path / "jobs.db") == str(os.getpid())
        with pytest.raises(StoreError, match=f"process {os.getpid()}"), scheduler_lock(tmp_path / "link.db"):
            pass


def test_a_crawl_by_hand_is_refused_while_the_background_process_crawls_and_is_waited_for(
    desk: Desk, site: Site, started: Callable[..., Running]
) -> None:
    entry = careers(site)
    site.pages["/jobs/inference"].wait = 25.0  # type: ignore[union-attr]
    desk.configure({"lanting": entry})
    running = started()
    running.until(lambda: site.asked("/jobs/inference"))
    refused = desk.run("crawl")
    assert (refused.returncode, "is in use by another Rolewatch (process " in refused.stderr) == (2, True)
    running.process.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    assert running.stop() == 130
    scheduler = Scheduler(desk.folder / "sources.toml", desk.database, lambda: datetime(2027, 3, 1, tzinfo=UTC))
    asked = site.asked("/jobs/inference")
    with recorder_lock(desk.database):
        assert not scheduler.crawl_due()
        assert scheduler.waits_for == str(os.getpid())
    assert scheduler.setbacks == {}
    assert site.asked("/jobs/inference") == asked, "nothing was asked while another records"


def test_the_log_is_turned_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "MOST_BYTES", 2000)
    logs.start(tmp_path / "log.jsonl")
    try:
        for number in range(200):
            logs.note(logging.INFO, "crawled", sources=[f"s{number}"], words="推理")
        try:
            raise ValueError("mailto://user:hunter2@host")
        except ValueError:
            logging.getLogger(logs.LOGGER).exception("failed", extra={"about": {"job": "tell"}})
    finally:
        for handler in logging.getLogger(logs.LOGGER).handlers:
            handler.close()
    files = sorted(tmp_path.glob("log.jsonl*"))
    assert len(files) == 1 + logs.KEPT
    assert all(file.stat().st_size <= 2000 for file in files)
    lines = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    assert {line["event"] for line in lines} == {"crawled", "failed"}
    [failed] = [line for line in lines if line["event"] == "failed"]
    assert failed["error"].startswith("ValueError in test_scheduler.py:")
    assert "hunter2" not in json.dumps(failed)


def test_an_edit_is_taken_and_a_broken_one_keeps_the_old_and_is_said(desk: Desk, site: Site) -> None:
    with Hook() as hook:
        entry = careers(site)
        to = f'[digest]\nlang = "en"\nto = ["json://{hook.host}/a"]\n'
        desk.configure({"lanting": entry}, more=to)
        now = [datetime(2026, 3, 1, 12, tzinfo=UTC)]
        scheduler = Scheduler(desk.folder / "sources.toml", desk.database, lambda: now[0])
        assert scheduler.crawl_due()
        assert scheduler.tell()
        (desk.folder / "sources.toml").write_text('[digest]\nto = ["json://hunter2"]\nspeed = 1\n')
        now[0] += timedelta(hours=12, minutes=45)
        assert scheduler.tell(), "the older one is still used"
        [got] = hook.taken()
        assert "does not validate" in got.message
        assert "speed is no key" in got.message
        assert "hunter2" not in got.message
        now[0] += timedelta(hours=24)
        assert [source.id for source in scheduler.due(now[0])] == ["lanting"]
        assert scheduler.crawl_due(), "its children, too"
        desk.configure({"lanting": entry, "more": site.url + "/jobs?page=2"}, more=to)
        assert [source.id for source in scheduler.due(now[0])] == ["more"]
        assert scheduler.config_error == ""


def test_once_does_what_is_due_and_ends(desk: Desk, site: Site, started: Callable[..., Running]) -> None:
    desk.configure({"lanting": careers(site), "gone": site.url + "/nowhere"})
    running = started("--once")
    running.process.communicate(timeout=60)
    assert running.process.returncode == 1, "a source failed"
    assert desk.ask("SELECT count(*) FROM roles") == [(len(TITLES),)]
    again = started("--once")
    again.process.communicate(timeout=60)
    assert again.process.returncode == 0
    assert len(again.lines("crawled")) == 1, "nothing is due so soon"


def test_the_digest_is_printed_where_it_goes_nowhere_else(
    desk: Desk, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.configure({"lanting": careers(site)})
    now = [datetime(2026, 3, 1, 12, tzinfo=UTC)]
    scheduler = Scheduler(desk.folder / "sources.toml", desk.database, lambda: now[0])
    scheduler.tell()
    assert not desk.database.exists(), "before the first crawl there is nothing to tell"
    scheduler.crawl_due()
    scheduler.tell()
    assert capsys.readouterr().out == "", "its hour has not come"
    now[0] += timedelta(hours=13)
    scheduler.tell()
    scheduler.tell()
    assert capsys.readouterr().out.count("lanting：首次读取，收录 4 个职位") == 1


def test_a_child_that_takes_too_long_or_too_much_is_ended() -> None:
    slow = bounded.run_bounded([sys.executable, "-c", "import time; time.sleep(60)"], 1.0, 512, lambda _: None)
    assert slow.overran
    large = "import time; time.sleep(0.5); x = bytearray(900_000_000)"
    greedy = bounded.run_bounded([sys.executable, "-c", large], 30.0, 512, lambda _: None)
    assert (greedy.status, greedy.why) == (1, "it ended with status 1 (MemoryError)")


def source(name: str, interval: str) -> Source:
    return Source.model_validate({"id": name, "url": f"https://{name}.example/", "interval": interval})


DAILY, HOURLY = source("daily", "24h"), source("hourly", "1h")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def names(sources: tuple[Source, ...]) -> list[str]:
    return [one.id for one in sources]


def test_a_source_is_due_when_its_interval_is_over() -> None:
    ran: dict[str, str | None] = {"daily": "2026-03-02T12:00:00Z", "hourly": "2026-03-02T12:00:00Z"}
    both = (DAILY, HOURLY)
    assert names(agenda.due(both, {}, NOON)) == ["daily", "hourly"], "what never ran is due"
    assert names(agenda.due(both, ran, NOON + timedelta(minutes=58))) == []
    assert names(agenda.due(both, ran, NOON + timedelta(minutes=62))) == ["hourly"]
    assert names(agenda.due(both, ran, NOON + timedelta(days=9))) == ["daily", "hourly"], (
        "once, however long it was off"
    )
    assert names(agenda.due(both, ran, NOON - timedelta(hours=2))) == ["hourly"], (
        "a run that lies ahead is a wrong clock's"
    )
    spread = {agenda.jitter(f"s{n}", "2026-03-02T12:00:00Z", DAILY.interval) for n in range(100)}
    assert len(spread) == 100
    assert -agenda.MOST_JITTER <= min(spread) < max(spread) <= agenda.MOST_JITTER


def test_a_source_that_brings_a_crawl_down_does_so_alone_and_ever_more_rarely() -> None:
    first = agenda.setback(None, NOON, "it was killed by signal 9")
    back = {"daily": first, "hourly": first}
    assert names(agenda.batch((DAILY, HOURLY), {}, NOON)) == ["daily", "hourly"]
    assert names(agenda.batch((DAILY, HOURLY), {"daily": first}, NOON)) == ["hourly"]
    assert names(agenda.batch((DAILY, HOURLY), back, NOON)) == []
    assert names(agenda.batch((DAILY, HOURLY), back, first.until)) == ["daily"], "one at a time"
    rests = []
    for _ in range(12):
        first = agenda.setback(first, NOON, "")
        rests.append(first.until - NOON)
    assert rests == sorted(rests)
    assert rests[-1] == agenda.MOST_REST


@pytest.mark.parametrize(
    ("at", "now", "dates", "expected"),
    [
        ("08:30", "2026-03-05T07:29:59Z", ["2026-03-04"], None),
        ("08:30", "2026-03-05T07:30:00Z", ["2026-03-04"], "2026-03-05"),
        ("08:30", "2026-03-05T23:00:00Z", ["2026-03-05"], None),
        ("08:30", "2026-03-05T05:00:00Z", ["2026-03-02"], "2026-03-04"),  # slept through yesterday's hour
        ("23:59", "2026-03-05T23:10:00Z", ["2026-03-04"], "2026-03-05"),  # ... just now, a date ago
        ("08:30", "2026-03-04T12:00:00Z", ["2026-03-04", "2026-03-05"], None),  # set back by a day
        ("08:30", "2026-03-04T06:00:00Z", ["2026-03-04", "2026-03-05"], None),
        ("08:30", "2026-03-06T12:00:00Z", ["2026-03-05", "2026-03-20"], "2026-03-06"),  # was a fortnight ahead
        ("02:30", "2026-03-29T00:59:00Z", ["2026-03-28"], None),  # 01:59, and then it is 03:00
        ("02:30", "2026-03-29T01:00:00Z", ["2026-03-28"], "2026-03-29"),
        ("02:30", "2026-10-25T00:30:00Z", ["2026-10-24"], "2026-10-25"),  # 02:30 for the first time
        ("02:30", "2026-10-25T01:10:00Z", ["2026-10-24", "2026-10-25"], None),  # 02:10 for the second time
        ("02:30", "2026-10-25T01:30:00Z", ["2026-10-24", "2026-10-25"], None),
        ("08:30", "2026-03-01T07:40:00Z", [], None),  # its hour was over when telling began
        ("08:30", "2026-03-02T07:40:00Z", [], "2026-03-02"),
    ],
)
def test_which_date_is_told_when(at: str, now: str, dates: list[str], expected: str | None) -> None:
    config = Config(timezone="Europe/Berlin", digest=DigestSettings(at=at))
    telling = Telling(began_at="2026-03-01T07:35:00Z", dates=frozenset(dates), last_event=1)
    moment = datetime.fromisoformat(now)
    assert agenda.digest_due(moment, config, telling) == expected
    assert (agenda.next_digest(moment, config, telling) == moment) == (expected is not None)
