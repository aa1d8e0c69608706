"""`join` and `split` on real files: the user's word stands, nothing is lost, no number is used twice."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from roles.errors import StoreError
from roles.record import RoleFilter
from rolewatch.cli.app import app
from rolewatch.lock import recorder_lock
from storage import schema
from storage.questions import Questions
from storage.store import Store
from tests.market import ad, day
from tests.test_store import crawl, opened, rows

TEXT = (
    "岗位职责\n- 负责{0}集群的作业编排与抢占\n- 排查{0}节点的网络抖动\n任职要求\n- 熟悉Slurm或自研调度器，{1}年以上经验"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "jobs.db"


def numbered(store: Store, *names: str) -> None:
    """A first crawl per ad, so that role and posting n are those of the n-th name."""
    for number in range(1, len(names) + 1):
        crawl(store, day(1, hour=number), *map(ad, names[:number]))


def judged(store: Store, *roles: int) -> None:
    with store.writing() as transaction:
        transaction.join(roles, day(2))


def test_joined_roles_are_one_line_and_the_old_number_leads_on(path: Path) -> None:
    with opened(path) as store:
        numbered(store, "a", "b", "c")
        events = rows(path, "SELECT count(*) FROM events")
        judged(store, 1, 3)
    assert rows(path, "SELECT role_id, title, status FROM roles ORDER BY 1") == [
        (1, "a 推理工程师", "open"),
        (2, "b 推理工程师", "open"),
    ]
    assert rows(path, "SELECT * FROM role_aliases") == [(3, 1)]
    assert rows(path, "SELECT posting_id, role_id, joined FROM postings ORDER BY 1") == [
        (1, 1, ""), (2, 2, ""), (3, 1, "joined by you on 2026-01-02 (was role 3)")
    ]  # fmt: skip
    assert rows(path, "SELECT count(*) FROM events") == events, "no event"
    with Questions(path) as questions:
        history = questions.history(3)
        assert history is not None
        assert history.role["role_id"] == 1
        assert [event["role_id"] for event in history.events] == [1, 3], "nothing of its history is lost"
        assert len(questions.roles(RoleFilter(everything=True, search="推理"))) == 2


def test_a_later_crawl_leaves_together_what_the_user_joined(path: Path) -> None:
    with opened(path) as store:
        crawl(store, day(1), ad("a"), ad("b"))
        judged(store, 1, 2)
        assert crawl(store, day(3), ad("a"), ad("b")).events == ()
        assert crawl(store, day(4), ad("a")).events == (), "one of its ads is open still"
        assert [event.kind for event in crawl(store, day(5)).events] == []
        assert [event.kind for event in crawl(store, day(6)).events] == ["closed"]
        again = crawl(store, day(7), ad("b"))
        assert [(event.kind, event.role) for event in again.events] == [("reopened", 1)]
    assert rows(path, "SELECT role_id, status FROM roles") == [(1, "open")]


def test_a_new_ad_like_a_joined_one_belongs_to_the_role(path: Path) -> None:
    """The joined ad is not the one that leads, and a crawl of another source finds its like."""
    with opened(path, "acme", "list") as store:
        crawl(
            store,
            day(1),
            ad("a", title="调度工程师", text=TEXT.format("训练", 3)),
            ad("b", title="网络运维工程师", text=TEXT.format("存储", 5)),
        )
        judged(store, 1, 2)
        crawl(store, day(3), ad("a", title="调度工程师", text=TEXT.format("训练", 3)))
        like = ad("z", title="网络运维工程师", text=TEXT.format("存储", 5), key="url:/z")
        assert crawl(store, day(3), like, source="list").events == ()
    assert rows(path, "SELECT DISTINCT role_id FROM postings") == [(1,)]


def test_a_split_makes_a_new_role_without_an_event(path: Path) -> None:
    with opened(path, "acme", "list") as store:
        crawl(store, day(1), ad("a"))
        crawl(store, day(1), replace(ad("a"), key="url:/other"), source="list")
        assert rows(path, "SELECT DISTINCT role_id FROM postings") == [(1,)]
        with store.writing() as transaction:
            assert transaction.split(1, [2], day(2)) == 2
        assert rows(path, "SELECT posting_id, role_id FROM postings ORDER BY 1") == [(1, 1), (2, 2)]
        assert rows(path, "SELECT kind FROM events") == [("new",)]
        assert crawl(store, day(3), ad("a")).events == ()
        assert crawl(store, day(3), replace(ad("a"), key="url:/other"), source="list").events == ()
        assert rows(path, "SELECT posting_id, role_id FROM postings ORDER BY 1") == [(1, 1), (2, 2)]
        assert [event.kind for event in crawl(store, day(4), ad("b"), source="acme").events] == ["new", "closed"]
    assert rows(path, "SELECT status FROM roles WHERE role_id IN (1, 2) ORDER BY role_id") == [("closed",), ("open",)]


def test_a_new_ad_does_not_join_what_the_user_split(path: Path) -> None:
    """The ad that was split off goes and its like comes elsewhere: it is that role's, not the one it was split from."""
    near, far = (
        TEXT.format("训练", 3),
        TEXT.format("训练", 3).replace("排查训练节点的网络抖动", "支持科学计算用户的作业"),
    )
    with opened(path, "acme", "list", "third", "fourth") as store:
        crawl(store, day(1), ad("a", title="调度工程师", text=near))
        crawl(store, day(1), ad("b", title="调度工程师", text=far), source="list")
        assert rows(path, "SELECT DISTINCT role_id FROM postings") == [(1,)]
        with store.writing() as transaction:
            transaction.split(1, [2], day(2))
        crawl(store, day(3), ad("c", title="调度工程师", text=far), source="third")
        crawl(store, day(3), ad("d", title="调度工程师", text=near), source="fourth")
    assert rows(path, "SELECT key, role_id FROM posting ORDER BY posting_id") == [
        ("url:/a", 1), ("url:/b", 2), ("url:/c", 2), ("url:/d", 1)
    ]  # fmt: skip


def test_numbers_of_roles_are_never_used_twice(path: Path) -> None:
    with opened(path) as store:
        numbered(store, "a", "b", "c")
        judged(store, 3, 2, 1)
        assert rows(path, "SELECT * FROM role_aliases ORDER BY 1") == [(1, 3), (2, 3)]
        with store.writing() as transaction:
            assert transaction.split(1, [1], day(3)) == 4, "by an old number; the ad gets no old one"
        judged(store, 4, 3)
        assert rows(path, "SELECT * FROM role_aliases ORDER BY 1") == [(1, 4), (2, 4), (3, 4)], (
            "all lead to the survivor"
        )
        crawl(store, day(4), ad("a"), ad("b"), ad("c"), ad("e"))
    assert rows(path, "SELECT role_id FROM roles ORDER BY 1") == [(4,), (5,)]


def test_a_role_is_open_while_one_of_the_joined_is(path: Path) -> None:
    with opened(path) as store:
        numbered(store, "a", "b", "c")
        crawl(store, day(2), ad("b"), ad("c"))
        judged(store, 1, 2)
        assert rows(path, "SELECT title, status, closed_at FROM roles WHERE role_id = 1") == [
            ("b 推理工程师", "open", None)
        ]
        with store.writing() as transaction:
            transaction.split(1, [2], day(3))
    assert [row[1:] for row in rows(path, "SELECT role_id, title, status FROM roles ORDER BY 1")] == [
        ("a 推理工程师", "closed"), ("c 推理工程师", "open"), ("b 推理工程师", "open")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (lambda t: t.join([1, 9], day(2)), "there is no role 9"),
        (lambda t: t.join([1], day(2)), "one role already"),
        (lambda t: t.join([1, 1], day(2)), "one role already"),
        (lambda t: t.split(9, [1], day(2)), "there is no role 9"),
        (lambda t: t.split(1, [2], day(2)), "posting 2 is not of role 1, which has the postings 1"),
        (lambda t: t.split(1, [1], day(2)), "none would stay"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_written(path: Path, what: object, words: str) -> None:
    with opened(path) as store:
        crawl(store, day(1), ad("a"), ad("b"))
        before = (
            rows(path, "SELECT * FROM role"),
            rows(path, "SELECT * FROM posting"),
            rows(path, "SELECT * FROM judgement"),
        )
        with pytest.raises(StoreError, match=words), store.writing() as transaction:
            what(transaction)  # type: ignore[operator]
        after = (
            rows(path, "SELECT * FROM role"),
            rows(path, "SELECT * FROM posting"),
            rows(path, "SELECT * FROM judgement"),
        )
    assert before == after


def run(path: Path, *arguments: str) -> tuple[int, str]:
    """A command as the entry point runs it: exit status and all that it wrote."""
    result = CliRunner().invoke(app, [*arguments, "--db", str(path)])
    return (2 if isinstance(result.exception, StoreError) else result.exit_code), result.output + str(
        result.exception or ""
    )


def test_the_commands(path: Path) -> None:
    with opened(path) as store:
        crawl(store, day(1), ad("a"), ad("b"), ad("c"))
    assert run(path, "join", "1", "2") == (0, "#2 is now part of #1 (2 ads)\n")
    assert run(path, "join", "3", "2") == (0, "#1 is now part of #3 (3 ads)\n")
    code, shown = run(path, "show", "1")
    assert code == 0
    assert "(role 1 turned out to be this one)" in shown
    assert "joined by you on" in shown
    assert run(path, "split", "3", "1", "2") == (0, "postings 1, 2 of #3 now make #4\n")
    code, shown = run(path, "show", "4")
    assert "split by you from role 3" in shown
    for wrong in (("join", "3", "99"), ("join", "3"), ("split", "3", "1"), ("split", "77", "1"), ("join", "x", "3")):
        assert run(path, *wrong)[0] == 2, wrong
    with recorder_lock(path):
        code, words = run(path, "join", "3", "4")
        assert (code, "in use by another Rolewatch" in words) == (2, True)
    assert run(path.with_name("none.db"), "join", "1", "2")[0] == 2
    assert not path.with_name("none.db").exists()


def test_a_file_from_before_gets_its_keys(path: Path) -> None:
    """The migration makes the keys of ads that are there already; a new ad then finds them."""
    with opened(path, "acme", "list") as store:
        crawl(store, day(1), ad("a"), ad("b"))
        before = rows(path, "SELECT * FROM face ORDER BY 1, 2, 3")
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE face")
    connection.execute("DROP TABLE judgement")
    connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'm030_judgements_and_faces'")
    connection.execute(f"PRAGMA user_version = {len(schema.migrations.pending(schema.Database(memory=True))) - 1}")
    connection.commit()
    connection.close()
    with opened(path, "acme", "list") as store:
        assert rows(path, "SELECT * FROM face ORDER BY 1, 2, 3") == before
        assert before
        assert crawl(store, day(2), replace(ad("a"), key="url:/other"), source="list").events == ()
