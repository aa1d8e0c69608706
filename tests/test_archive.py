"""`rolewatch archive`: old events in Parquet files, none lost, none twice, however it is killed."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from rolewatch.cli.writers import PARQUET_MISSING
from storage.outbox import Outbox
from tests import ledgerfile
from tests.commands import Desk

ROOT = Path(__file__).parent.parent
needs_pyarrow = pytest.mark.skipif(find_spec("pyarrow") is None, reason="pyarrow is an extra and is not installed")
BOUND = ("--before", "2026-03-20")


@pytest.fixture
def kept(desk: Desk) -> Desk:
    """Events of January to April 2026, 20 a month; a digest told all but the last of March and those of April."""
    ledgerfile.start(desk.database, "lanting", now="2026-01-01T00:00:00Z")
    for month in range(1, 5):
        for day in range(1, 21):
            ledgerfile.event(desk.database, "lanting", f"2026-{month:02}-{day:02}T08:00:00Z", f"<{month}.{day}>")
    with sqlite3.connect(desk.database) as db:
        db.execute("INSERT INTO digest VALUES (1, '2026-03-20', 0, 58, '2026-03-20T09:00:00Z', '{}')")
    db.close()
    return desk


def archived(folder: Path) -> dict[str, list[dict[str, Any]]]:
    from pyarrow import parquet

    return {path.name: parquet.read_table(path).to_pylist() for path in sorted(folder.iterdir())}


def live(desk: Desk) -> list[int]:
    return [number for (number,) in desk.ask("SELECT event_id FROM events ORDER BY 1")]


@needs_pyarrow
def test_old_events_that_were_told_go_into_a_file_per_month(kept: Desk) -> None:
    before = {row[0]: row for row in kept.ask("SELECT * FROM events")}
    dry = kept.run("archive", *BOUND, "--dry-run", check=0)
    assert "archive/events-2026-03.parquet: 18 events would be moved there" in dry.stdout
    assert not (kept.folder / "archive").exists()
    done = kept.run("archive", *BOUND, "--vacuum", check=0)
    assert [line.split(": ")[1] for line in done.stdout.splitlines()] == [
        f"{number} events moved there" for number in (20, 20, 18)
    ]
    assert live(kept) == list(range(59, 81)), "what no digest has told stays, however old"
    files = archived(kept.folder / "archive")
    assert list(files) == [f"events-2026-0{month}.parquet" for month in (1, 2, 3)]
    rows = [row for several in files.values() for row in several]
    assert [tuple(row.values())[:8] for row in rows] == [before[number] for number in range(1, 59)]
    assert {(row["title"], row["company"], row["url"]) for row in rows} == {
        ("编译器工程师", "澜汀智算", "https://lanting.example/1")
    }
    assert kept.ask("PRAGMA integrity_check") == [("ok",)]
    again = kept.run("archive", *BOUND, check=0)
    assert "no event that a digest has told is older" in again.stdout
    assert archived(kept.folder / "archive") == files


@needs_pyarrow
def test_a_month_is_taken_up_where_it_was_left_and_a_new_event_gets_a_new_number(kept: Desk) -> None:
    kept.run("archive", "--before", "2026-02-11", check=0)
    assert live(kept)[0] == 31
    kept.run("archive", *BOUND, check=0)
    [file] = [rows for name, rows in archived(kept.folder / "archive").items() if "2026-02" in name]
    assert [row["event_id"] for row in file] == list(range(21, 41))
    with sqlite3.connect(kept.database) as db:
        db.execute("UPDATE digest SET last_event = 80")
    db.close()
    kept.run("archive", "--keep-days", "1", check=0)
    assert live(kept) == []
    ledgerfile.event(kept.database, "lanting", "2026-11-01T00:00:00Z", "<new>")
    assert live(kept) == [81]
    with Outbox(kept.database) as outbox:
        assert outbox.begin("2026-11-02T00:00:00Z", "2026-11-01T00:00:00Z").last_event == 80


@needs_pyarrow
def test_show_and_digest_say_what_is_in_the_archive(kept: Desk) -> None:
    assert "archive" not in kept.run("show", "1", check=0).stdout
    kept.run("archive", *BOUND, check=0)
    folder = str(kept.folder / "archive")
    shown = kept.run("show", "1", check=0).stdout
    assert "events before 2026-03-20 08:00" in shown
    assert "archive" in shown
    digest = kept.run("digest", "--since", "2026-03-01", "--until", "2026-04-01", "--lang", "en", check=0).stdout
    assert f"What happened before 2026-03-20 08:00 is in the archive {folder} and not shown here" in digest
    later = kept.run("digest", "--since", "2026-03-25", "--until", "2026-04-10", "--lang", "en", check=0).stdout
    assert "archive" not in later


@needs_pyarrow
def test_an_archive_of_another_file_or_of_another_copy_is_left_as_it_is(kept: Desk, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    kept.run("archive", "--before", "2026-01-05", check=0)
    shutil.copy(kept.database, copy)
    kept.run("archive", *BOUND, check=0)
    files = archived(kept.folder / "archive")
    with sqlite3.connect(copy) as db:  # the copy went its own way
        db.execute("UPDATE event SET kind = 'closed' WHERE event_id = 30")
    db.close()
    refused = kept.run("archive", *BOUND, "--db", str(copy), check=2)
    assert "another event under the number 30" in refused.stderr
    assert archived(kept.folder / "archive") == files
    assert sqlite3.connect(copy).execute("SELECT count(*) FROM event WHERE event_id >= 21").fetchone() == (60,)
    stranger = tmp_path / "stranger.db"
    ledgerfile.start(stranger, "lanting", now="2026-01-01T00:00:00Z")
    ledgerfile.event(stranger, "lanting", "2026-01-03T00:00:00Z", "<x>")
    refused = kept.run("archive", *BOUND, "--db", str(stranger), check=2)
    assert "holds events of another SQLite file" in refused.stderr
    (kept.folder / "archive" / "events-2026-03.parquet").write_bytes(b"PAR1 no longer")
    stays = live(kept)
    with sqlite3.connect(kept.database) as db:
        db.execute("UPDATE digest SET last_event = 60")
    db.close()
    broken = kept.run("archive", "--before", "2026-04-01", check=2)
    assert "events-2026-03.parquet" in broken.stderr
    assert "Traceback" not in broken.stderr
    assert live(kept) == stays


@needs_pyarrow
def test_a_source_that_was_renamed_between_two_tries_keeps_its_events(kept: Desk) -> None:
    """Killed after the month's file was in its place, its events are in both; then the source gets another name."""
    whole = kept.folder / "whole.db"
    shutil.copy(kept.database, whole)
    with sqlite3.connect(whole) as db:
        db.execute("INSERT INTO setting VALUES ('file_id', 'f')")
    db.close()
    shutil.copy(whole, kept.database)
    kept.run("archive", *BOUND, check=0)
    with sqlite3.connect(whole) as db:
        db.execute("UPDATE event SET source_id = 'renamed'")
    db.close()
    kept.run("archive", *BOUND, "--db", str(whole), check=0)
    rows = [row for several in archived(kept.folder / "archive").values() for row in several]
    assert [row["event_id"] for row in rows] == list(range(1, 59))
    assert {row["source_id"] for row in rows} == {"renamed"}


@needs_pyarrow
def test_killed_at_any_line_it_ends_the_same(kept: Desk) -> None:
    assert killed(kept, every=37) > 15


@needs_pyarrow
@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_killed_at_every_line_it_ends_the_same(kept: Desk) -> None:
    assert killed(kept, every=1) > 300


def killed(desk: Desk, every: int) -> int:
    """Kills it at every so many lines, and gives how often."""
    done = subprocess.run([sys.executable, "-m", "tests.killed_archive", str(desk.database), str(every)],
                          cwd=ROOT, capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert len(told["states"]) == 1, "one end, wherever it was killed"
    assert {"0 files, 80 events", "1 files, 60 events", "3 files, 40 events"} <= set(told["halves"]), told["halves"]
    assert any(half in told["halves"] for half in ("1 files, 80 events", "2 files, 60 events", "3 files, 40 events"))
    [state] = told["states"]
    assert state.count("event_id") == 58
    print(f"{told['kills']} kills, after which there were {told['halves']}")
    return int(told["kills"])


@needs_pyarrow
@pytest.mark.skipif(find_spec("duckdb") is None, reason="duckdb is not installed")
def test_the_question_of_the_page_reads_archive_and_file_together(kept: Desk) -> None:
    page = (ROOT / "docs" / "RUNNING.md").read_text(encoding="utf-8")
    [code] = re.findall(r"```python\n(.*?)```", page, re.S)
    [export] = re.findall(r"^rolewatch (export .*)$", page, re.M)
    kept.run("archive", *BOUND, check=0)
    kept.run(*export.split(), check=0)

    def answer() -> str:
        return subprocess.run([sys.executable, "-c", code], cwd=kept.folder, capture_output=True, text=True, check=True).stdout  # fmt: skip

    shown = answer()
    for month in ("2026-01", "2026-02", "2026-03", "2026-04"):
        assert re.search(rf"{month}\W+changed\W+20\b", shown), shown
    # As after a kill between the file's place and the transaction: what is in both counts once.
    with sqlite3.connect(kept.database) as db:
        db.execute("INSERT INTO event SELECT 58, '2026-03-18T08:00:00Z', kind, role_id, posting_id, source_id, run_id, detail FROM event WHERE event_id = 59")  # fmt: skip
    db.close()
    kept.run(*export.split(), check=0)
    assert answer() == shown


def test_without_pyarrow_one_line_says_what_to_do(kept: Desk) -> None:
    code = "import sys; sys.modules['pyarrow'] = None\nsys.argv = ['rolewatch', 'archive']\nfrom rolewatch.cli import main\nmain()"
    done = subprocess.run([sys.executable, "-c", code], cwd=kept.folder, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, f"rolewatch: {PARQUET_MISSING}\n")
    assert live(kept) == list(range(1, 81))
