"""Real files: what is written, what is refused, what a reader sees meanwhile, what a kill leaves."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from roles.crawl import CrawlReport, CrawlResult, SeenPosting
from roles.errors import StoreError
from roles.event import Changes
from roles.lifecycle import decide
from roles.record import RoleFilter
from storage import schema
from storage.file import VERSION
from storage.questions import Questions
from storage.store import Store, WatchedSource
from tests.market import ZONE, ad, day, own, pay

SCOPE = ("inference_serving",)
CONTRACT = {
    "roles": """role_id status title company department locations workplace family families seniority employment_type
    campus
        headcount salary_text salary_currency salary_period salary_min salary_max salary_months annual_min annual_max
        experience_min experience_max education skills skills_plus responsibilities requirements nice_to_have benefits
        apply_to first_seen last_seen closed_at posted_at expires_at repost_count in_scope watched url description""",
    "postings": "posting_id role_id source_id external_id url status title first_seen last_seen closed_at",
    "events": "event_id at kind role_id posting_id source_id run_id detail",
    "sources": "source_id url board company last_run_at last_complete_at health message open_roles",
    "runs": "run_id started_at finished_at status",
    "source_runs": """run_id source_id verdict pages_read pages_unchanged pages_failed postings declared seconds
        message""",
    "role_aliases": "old_role_id role_id",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "jobs.db"


def crawl(
    store: Store, now: str, *ads: SeenPosting, source: str = "acme", run_id: int | None = None, **more: object
) -> Changes:
    """One crawl, decided and written as the recorder does it."""
    report = CrawlReport(verdict=more.pop("verdict", "complete"), board="jsonld", pages_read=1)  # type: ignore[arg-type]
    run = run_id if run_id is not None else store.begin_run(now)
    result = CrawlResult(run_id=run, source_id=source, reader="r.x", report=report, postings=ads, **more)  # type: ignore[arg-type]
    snapshot, _ = store.snapshot(result)
    changes = decide(snapshot, result, now=now, zone=ZONE, reread=lambda raw: pytest.fail("one reader only"))
    with store.writing() as transaction:
        if transaction.stale(source, run):
            transaction.refuse(changes)
        else:
            transaction.apply(changes)
    return changes


def opened(path: Path, *sources: str) -> Store:
    store = Store(path)
    store.register([WatchedSource(one, f"https://{one}.example/jobs", "auto", None) for one in sources or ("acme",)],
                   SCOPE, day(1))  # fmt: skip
    return store


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_the_views_are_those_of_the_contract(path: Path) -> None:
    opened(path).close()
    connection = sqlite3.connect(path)
    for view, columns in CONTRACT.items():
        found = [column[0] for column in connection.execute(f"SELECT * FROM {view}").description]
        assert set(columns.split()) <= set(found), view
    connection.execute("SELECT role_id, title, company, description, skills FROM role_search")
    connection.close()


def test_a_role_can_be_asked_for_as_it_was_stated(path: Path) -> None:
    with opened(path) as store:
        crawl(store, day(1), ad("a", salary=pay("30-50*15"), locations=("上海", "北京"), families=SCOPE, family=SCOPE[0],
                                experience_min=3, campus=False, expires_at="2026-06-30", posted_at="2026-02"))  # fmt: skip
    with Questions(path) as questions:
        (role,) = questions.roles(RoleFilter())
    expected = {
        "role_id": 1, "status": "open", "company": "澜汀智算", "locations": ["上海", "北京"], "salary_text": "30-50*15",
        "salary_currency": "CNY", "salary_period": "month", "salary_min": 30000, "salary_max": 50000, "salary_months": 15,
        "annual_min": 450000, "annual_max": 750000, "experience_min": 3, "campus": 0, "posted_at": "2026-02",
        "expires_at": "2026-06-30", "in_scope": 1, "watched": 1, "skills": None, "first_seen": day(1), "repost_count": 0,
    }  # fmt: skip
    assert {name: role[name] for name in expected} == expected


def test_what_is_read_back_is_what_was_written(path: Path) -> None:
    one = ad("a", salary=pay("30-50"), skills=("CUDA",), skills_plus=(), notes=("薪资未读懂",), experience_max=5.5)
    with opened(path) as store:
        crawl(store, day(1), one)
        changed = replace(one, digest="another")
        result = CrawlResult(run_id=2, source_id="acme", reader="r.x", report=CrawlReport(verdict="complete"),
                             postings=(changed,))  # fmt: skip
        known = store.snapshot(result)[0].ads["url:/a"]
    assert known.posting == one.posting
    assert known.raw == one.raw


def test_events_get_numbers_that_grow_and_details_that_can_be_read(path: Path) -> None:
    with opened(path) as store:
        crawl(store, day(1), ad("a", salary=pay("30-50")), ad("b"))
        crawl(store, day(2), ad("a", salary=pay("35-55")))
    told = rows(path, "SELECT event_id, kind, detail FROM events ORDER BY event_id")
    assert [kind for _, kind, _ in told] == ["new", "new", "salary_changed", "closed"]
    assert json.loads(str(told[2][2]))["direction"] == "raised"
    assert [number for number, _, _ in told] == [1, 2, 3, 4]


def test_a_role_number_is_never_used_again(path: Path) -> None:
    with opened(path) as store:
        crawl(store, day(1), ad("a"))
        store.db.execute("DELETE FROM event")
        store.db.execute("DELETE FROM posting")
        store.db.execute("DELETE FROM role")
        crawl(store, day(2), ad("b"))
    assert rows(path, "SELECT role_id FROM roles") == [(2,)]


def test_two_sources_with_one_role_keep_one_line(path: Path) -> None:
    with opened(path, "acme", "list") as store:
        crawl(store, day(1), ad("a"))
        changes = crawl(store, day(1), replace(ad("a"), key="url:/other"), source="list")
        assert changes.events == ()
        crawl(store, day(2), ad("z"))
    assert rows(path, "SELECT role_id, status FROM roles WHERE title LIKE 'a %'") == [(1, "open")], "open elsewhere"
    assert rows(path, "SELECT count(*) FROM postings WHERE role_id = 1") == [(2,)]


def test_a_source_that_is_taken_out_leaves_its_ads_unwatched(path: Path) -> None:
    with opened(path, "acme", "other") as store:
        crawl(store, day(1), ad("a"))
        store.register([WatchedSource("other", "https://other.example/", "auto", None)], SCOPE, day(2))
    assert rows(path, "SELECT status, watched FROM roles") == [("open", 0)]
    assert rows(path, "SELECT source_id, watched FROM sources ORDER BY 1") == [("acme", 0), ("other", 1)]


def test_another_scope_is_applied_to_what_is_known(path: Path) -> None:
    with opened(path) as store:
        crawl(store, day(1), ad("a", families=("dl_compiler",), family="dl_compiler"))
        assert rows(path, "SELECT in_scope FROM roles") == [(0,)]
        store.register([WatchedSource("acme", "https://acme.example/jobs", "auto", None)], ("dl_compiler",), day(2))
    assert rows(path, "SELECT in_scope FROM roles") == [(1,)]


def test_a_result_of_an_older_run_is_kept_as_stale_and_not_applied(path: Path) -> None:
    with opened(path) as store:
        late = store.begin_run(day(1))
        crawl(store, day(2), ad("a"), ad("b"))
        crawl(store, day(1), ad("a"), run_id=late)
        again = store.begin_run(day(3))
        crawl(store, day(3), ad("a"), ad("b"), run_id=again)
        crawl(store, day(3), ad("a"), run_id=again)
    assert rows(path, "SELECT run_id, applied FROM source_runs ORDER BY run_id") == [(1, 0), (2, 1), (3, 1)]
    assert rows(path, "SELECT count(*) FROM roles WHERE status = 'open'") == [(2,)]


def test_text_search_finds_two_chinese_characters_and_prefixes(path: Path) -> None:
    with opened(path) as store:
        crawl(store, day(1), ad("a", title="大模型推理優化工程師", text="岗位职责\n- 優化 KV Cache 與調度", families=SCOPE),
              ad("b", title="Compiler Engineer", text="Work on TVM and MLIR", company="Northlake", families=SCOPE))  # fmt: skip
    with Questions(path) as questions:

        def found(text: str) -> list[str]:
            return [role["title"] for role in questions.roles(RoleFilter(search=text))]

        for text in ("推理", "优化", "工程师", "调度", "推理优化", "kv cache", "ＫＶ", "澜汀", "推", "cach"):
            assert found(text) == ["大模型推理優化工程師"], text
        assert found("MLIR") == ["Compiler Engineer"]
        assert found("compil") == ["Compiler Engineer"]
        for text in ("推优", "量化", '"; DROP TABLE role; --', "*", ""):
            assert found(text) == ([] if text else found("")), text


def test_the_index_follows_what_the_ad_says_now(path: Path) -> None:
    with opened(path) as store:
        crawl(store, day(1), ad("a", title="推理工程师", families=SCOPE))
        crawl(store, day(2), ad("a", title="编译工程师", text="岗位职责\n- 图优化", families=SCOPE))
    with Questions(path) as questions:
        assert questions.roles(RoleFilter(search="推理")) == []
        assert len(questions.roles(RoleFilter(search="编译"))) == 1


def test_the_index_follows_the_ad_that_leads_now(path: Path) -> None:
    with opened(path, "acme", "list") as store:
        crawl(store, day(1), ad("a", skills=("CUDA",), families=SCOPE))
        crawl(store, day(1), replace(ad("a", skills=("MLIR",), families=SCOPE), key="url:/other"), source="list")
        with Questions(path) as questions:
            assert len(questions.roles(RoleFilter(search="CUDA"))) == 1
            assert questions.roles(RoleFilter(search="MLIR")) == []
        crawl(store, day(2), ad("z", families=SCOPE))
    with Questions(path) as questions:
        assert questions.roles(RoleFilter(search="CUDA")) == []
        assert [role["last_seen"] for role in questions.roles(RoleFilter(search="MLIR"))] == [day(1)]


def test_an_ad_with_the_same_words_is_not_written_again_and_was_seen(path: Path) -> None:
    one = ad("a")
    with opened(path) as store:
        crawl(store, day(1), one)
        before = rows(path, "SELECT * FROM posting")
        crawl(store, day(2), replace(one, raw=None, posting=None))
    assert rows(path, "SELECT * FROM posting") == before
    assert rows(path, "SELECT last_seen FROM postings UNION SELECT last_seen FROM roles") == [(day(2),)]


# -- the file itself


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"not a database at all, just notes\n" * 20, "no Rolewatch database"),
        (b"SQLite format 3\x00 cut", "no Rolewatch database"),
    ],
)
def test_a_file_that_is_no_database_is_refused_untouched(path: Path, content: bytes, words: str) -> None:
    path.write_bytes(content)
    for open_it in (Store, Questions):
        with pytest.raises(StoreError, match=words):
            open_it(path)
    assert path.read_bytes() == content
    assert sorted(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("wal", [False, True])
def test_a_database_of_another_program_is_refused_untouched(path: Path, wal: bool) -> None:
    connection = sqlite3.connect(path)
    if wal:
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE notes (text)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    for open_it in (Store, Questions):
        with pytest.raises(StoreError, match="another program"):
            open_it(path)
    assert path.read_bytes() == before
    assert sorted(path.parent.iterdir()) == [path]


def test_a_file_of_a_newer_release_is_refused_untouched(path: Path) -> None:
    opened(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="newer Rolewatch"):
        Store(path)
    assert path.read_bytes() == before


def test_a_folder_and_a_file_that_may_not_be_written_are_refused_with_a_reason(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="folder"):
        Store(tmp_path)
    with pytest.raises(StoreError, match=r"cannot be (?:written|opened)"):
        Store(tmp_path / "missing" / "jobs.db")


def test_asking_a_file_that_is_not_there_makes_none(path: Path) -> None:
    with pytest.raises(StoreError, match="rolewatch crawl"):
        Questions(path)
    assert not path.exists()


def test_an_empty_file_becomes_a_database(path: Path) -> None:
    path.touch()
    with opened(path) as store:
        crawl(store, day(1), ad("a"))
    assert rows(path, "SELECT count(*) FROM roles") == [(1,)]


def test_opening_again_migrates_nothing_twice(path: Path) -> None:
    opened(path).close()
    before = rows(path, "SELECT name, applied_at FROM _sqlite_migrations")
    opened(path).close()
    assert rows(path, "SELECT name, applied_at FROM _sqlite_migrations") == before
    assert len(before) == len(schema.migrations.pending(schema.Database(memory=True))) == VERSION


def test_a_migration_that_fails_leaves_no_half_file_that_passes_for_ours(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(db: object, script: str) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(schema, "_run", broken)
    with pytest.raises(StoreError):
        Store(path)
    monkeypatch.undo()
    with opened(path) as store:
        crawl(store, day(1), ad("a"))


def test_a_reader_sees_the_last_committed_state_while_one_writes(path: Path) -> None:
    with opened(path) as store:
        crawl(store, day(1), ad("a", families=SCOPE))
        with store.writing(), Questions(path) as questions:
            store.db.execute("UPDATE role SET open = 0")
            assert questions.roles(RoleFilter())[0]["status"] == "open"


def test_what_another_connection_writes_meanwhile_is_noticed_under_the_lock(path: Path) -> None:
    with opened(path) as store:
        run = store.begin_run(day(1))
        result = CrawlResult(run_id=run, source_id="acme", reader="r.x", report=CrawlReport(verdict="complete"))
        _, version = store.snapshot(result)
        other = sqlite3.connect(path)
        other.execute("INSERT INTO setting VALUES ('x', 'y')")
        other.commit()
        other.close()
        with store.writing() as transaction:
            assert transaction.moved(version)
        _, version = store.snapshot(result)
        with store.writing() as transaction:
            assert not transaction.moved(version)


def test_an_error_while_writing_leaves_everything_as_it_was(path: Path) -> None:
    with opened(path) as store:
        crawl(store, day(1), ad("a"), ad("b"))
        before = rows(path, "SELECT * FROM posting ORDER BY posting_id"), rows(path, "SELECT * FROM event")
        store.db.execute(
            "CREATE TRIGGER full BEFORE INSERT ON event BEGIN SELECT raise(ABORT, 'database or disk is full'); END"
        )
        with pytest.raises(StoreError, match="disk is full; nothing of this source was recorded"):
            crawl(store, day(2), ad("a", salary=pay("30-50")), ad("c"))
        store.db.execute("DROP TRIGGER full")
        after = rows(path, "SELECT * FROM posting ORDER BY posting_id"), rows(path, "SELECT * FROM event")
        assert after == before
        assert [e.kind for e in crawl(store, day(3), ad("a", salary=pay("30-50")), ad("c")).events].count("closed") == 1


KILLED = textwrap.dedent(
    """
    import os, signal, sys
    from pathlib import Path
    sys.path.insert(0, {root!r})
    from tests.test_store import crawl, opened
    from tests.market import ad, day, own, pay
    store = opened(Path(sys.argv[1]))
    left = int(sys.argv[2])
    def countdown(statement):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    store.db.conn.set_trace_callback(countdown)
    crawl(store, day(2), ad("a", salary=pay("35-55")), ad("c"), own_pages=(own("b", "closed", "gone"),))
    sys.stdout.write(str(left))
    """
)


def test_a_kill_between_any_two_statements_leaves_all_or_nothing(tmp_path: Path) -> None:
    script = tmp_path / "killed.py"
    script.write_text(KILLED.format(root=str(Path(__file__).parent.parent)))

    def state(file: Path) -> tuple[object, ...]:
        return (
            rows(file, "SELECT key, open, salary_min, digest FROM posting ORDER BY key"),
            rows(file, "SELECT role_id, open, closed_at FROM role ORDER BY 1"),
            rows(file, "SELECT kind, at FROM event ORDER BY event_id"),
            rows(file, "SELECT health, last_run_at, baseline_done FROM source"),
            rows(file, "SELECT count(*) FROM role_search"),
        )

    def fresh(name: str) -> Path:
        file = tmp_path / name
        with opened(file) as store:
            crawl(store, day(1), ad("a", salary=pay("30-50")), ad("b"))
        return file

    def run(file: Path, statement: int) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, str(script), str(file), str(statement)], capture_output=True, text=True)

    whole = fresh("whole.db")
    old = state(whole)
    finished = run(whole, 1_000_000)
    assert finished.returncode == 0, finished.stderr
    statements = 1_000_000 - int(finished.stdout)
    new = state(whole)
    assert new != old
    outcomes = set()
    for statement in range(1, statements + 1, max(1, statements // 12)):
        file = fresh(f"{statement}.db")
        killed = run(file, statement)
        assert killed.returncode == -9, killed.stderr
        assert rows(file, "PRAGMA integrity_check") == [("ok",)]
        assert state(file) in (old, new), f"half written at statement {statement}"
        outcomes.add(state(file) == new)
        with opened(file) as store:
            crawl(store, day(2), ad("a", salary=pay("35-55")), ad("c"), own_pages=(own("b", "closed", "gone"),))
        assert state(file) == new, "the next crawl completes what the killed one did not"
    assert False in outcomes


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everything")
def test_a_read_only_file_is_refused_with_a_reason(path: Path) -> None:
    opened(path).close()
    path.chmod(0o444)
    with pytest.raises(StoreError):
        Store(path)
