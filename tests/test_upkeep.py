"""Status, retention and copies, on files that real crawls made."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import upkeep
from storage.outbox import Outbox
from tests import ledgerfile
from tests.commands import Desk
from tests.pages import TITLES, careers
from tests.site import Answer, Site

KEPT = ("inference", "compiler")


@pytest.fixture(scope="module")
def aged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Site]]:
    """Two roles closed in 2024; two are open still."""
    desk = Desk(tmp_path_factory.mktemp("aged"))
    with Site() as site:
        desk.configure({"lanting": careers(site, total=False)})
        desk.crawl("2024-01-02T00:00:00Z")
        careers(site, KEPT, pages=1, total=False)
        for name in set(TITLES) - set(KEPT):
            site.pages[f"/jobs/{name}"] = Answer(status=404)
        desk.crawl("2024-02-02T00:00:00Z")
        desk.crawl("2026-03-02T00:00:00Z")
        assert desk.ask("SELECT status, count(*) FROM roles GROUP BY 1 ORDER BY 1") == [("closed", 2), ("open", 2)]
        yield desk, site


@pytest.fixture
def old(desk: Desk, aged: tuple[Desk, Site]) -> Desk:
    """A copy of that file, for this test alone."""
    for name in ("jobs.db", "sources.toml"):
        shutil.copy(aged[0].folder / name, desk.folder)
    return desk


def test_prune_says_what_it_would_forget_and_then_forgets_it(old: Desk, aged: tuple[Desk, Site]) -> None:
    before = old.ask("SELECT count(*) FROM events")
    dry = old.run("prune", "--before", "2025-01-01", "--dry-run", check=0)
    assert "6 events, 2 closed roles with 2 ads" in dry.stdout
    assert "would be forgotten" in dry.stdout
    assert old.ask("SELECT count(*) FROM events") == before
    done = old.run("prune", "--before", "2025-01-01", "--vacuum", check=0)
    assert "2 closed roles with 2 ads" in done.stdout
    assert old.ask("SELECT status, count(*) FROM roles GROUP BY 1") == [("open", 2)]
    assert old.ask("SELECT count(*) FROM events") == [(0,)]
    assert old.ask("PRAGMA foreign_key_check") == []
    assert old.ask("PRAGMA integrity_check") == [("ok",)]
    assert old.ask("SELECT count(*) FROM role_search") == [(2,)]
    old.crawl("2026-03-03T00:00:00Z")
    assert old.events() == [], "what is still open is no news"
    careers(aged[1], (*KEPT, "cluster"), pages=1, total=False)
    old.crawl("2026-03-04T00:00:00Z")
    assert old.events() == [("new", TITLES["cluster"])]
    assert old.ask("SELECT min(event_id) > 6, (SELECT max(role_id) > 4 FROM roles) FROM events") == [(1, 1)], (
        "no number twice"
    )


def test_prune_keeps_what_may_reopen_what_was_not_told_and_what_the_user_said(old: Desk, tmp_path: Path) -> None:
    recent = old.run("prune", "--keep-days", "1", "--dry-run", check=0)
    assert "roles closed since" in recent.stdout
    with sqlite3.connect(old.database) as db:  # one digest told the first four events
        db.execute("INSERT INTO digest VALUES (1, '2024-01-03', 0, 4, '2024-01-03T00:00:00Z', '{}')")
        db.execute(
            "INSERT INTO outbox (digest_id, target, status, next_try_at) VALUES (1, 'x', 'waiting', '2024-01-03T00:00:00Z')"
        )
    db.close()
    told = old.run("prune", "--before", "2025-01-01", check=0)
    assert "4 events, 0 closed roles" in told.stdout
    assert "0 digests" in told.stdout, "one that waits is kept"
    assert old.run("prune", "--before", "2099-01-01").returncode == 2


def test_prune_keeps_what_the_first_digest_is_to_tell(old: Desk) -> None:
    with Outbox(old.database) as outbox:  # telling begins after the first four events; no digest was made yet
        outbox.begin("2024-01-03T00:00:00Z", "2024-01-02T12:00:00Z")
    assert "4 events, 0 closed roles" in old.run("prune", "--before", "2025-01-01", check=0).stdout
    assert old.events() == [("closed", TITLES[name]) for name in TITLES if name not in KEPT]
    shown = old.run("digest", "--since", "2024-01-01", "--until", "2024-03-01", "--lang", "en", check=0).stdout
    assert "What happened before 2025-01-01 08:00 was forgotten (rolewatch prune)" in shown


def test_a_copy_is_whole_also_during_a_crawl(old: Desk, tmp_path: Path) -> None:
    stop, marks = threading.Event(), []

    def write() -> None:
        while not stop.is_set():
            marks.append(f"<{len(marks)}>")
            ledgerfile.event(old.database, "lanting", "2026-03-05T00:00:00Z", marks[-1])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(20):
            upkeep.backup(old.database, tmp_path / f"copy{number}.db")
            db = sqlite3.connect(tmp_path / f"copy{number}.db")
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            db.close()
    finally:
        stop.set()
        writer.join()
    assert len(marks) > 5
    assert not list(tmp_path.glob("copy*-wal"))
    shown = old.run("roles", "--db", str(tmp_path / "copy19.db"), check=0)
    assert TITLES["inference"] in shown.stdout


def test_a_copy_takes_no_place_unasked(old: Desk) -> None:
    assert "checked" in old.run("backup", "copy.db", check=0).stdout
    assert old.run("backup", "copy.db").returncode == 2
    assert old.run("backup", "jobs.db", "--replace").returncode == 2
    old.run("backup", "copy.db", "--replace", check=0)
    assert old.run("backup", "nowhere/copy.db").returncode == 2


def test_status_says_what_needs_a_look(desk: Desk, site: Site) -> None:
    desk.configure(
        {"lanting": careers(site), "gone": site.url + "/nowhere"},
        more='[digest]\nto = ["json://127.0.0.1:9/hunter2"]\n',
    )
    before = desk.run("status")
    assert before.returncode == 1
    assert "nothing runs" in before.stdout
    assert not desk.database.exists()
    desk.run("schedule", "--once", check=1)
    after = desk.run("status")
    assert "not running" in after.stdout
    assert "warning: gone is failing: " in after.stdout
    assert "last digest: none yet" in after.stdout
    tree = json.loads(desk.run("status", "--format", "json").stdout)
    assert tree["running"] is False
    assert {one["source_id"]: one["health"] for one in tree["sources"]} == {"lanting": "ok", "gone": "failing"}
    assert tree["file_bytes"] > 10_000
    assert "hunter2" not in after.stdout + json.dumps(tree)
