"""Questions at a large file: each is led by an index, and answers as a look at every role would."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from roles.record import RoleFilter
from storage import asking, upkeep
from storage.asking import Asking
from storage.file import VERSION
from storage.questions import Questions
from storage.store import Store
from tests.market import ad, day, pay
from tests.test_store import crawl, opened, rows

CITIES, FAMILIES = ("杭州", "北京", "上海", "深圳"), ("inference_serving", "dl_compiler", "dl_framework")
COMPANIES = ("澜汀智算", "松鶴雲計算", "Northlake Chips", "云舟数据")
OPEN = RoleFilter()
WANTED = [
    OPEN, RoleFilter(status="all", everything=True), RoleFilter(status="closed", everything=True), RoleFilter(family="dl_compiler"),
    RoleFilter(city="杭州"), RoleFilter(city="Hangzhou", family="inference_serving"), RoleFilter(company="松鹤"), RoleFilter(company="LAKE", city="北京"),
    RoleFilter(company="nobody"), RoleFilter(skills=("CUDA",)), RoleFilter(search="研发"), RoleFilter(search="研发", city="杭州", family="dl_compiler"),
    RoleFilter(min_salary=500_000.0), RoleFilter(search="研发", company="云舟", status="all", everything=True),
]  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two hundred roles of four employers at two sources, some closed, some with pay."""
    path = tmp_path_factory.mktemp("filled") / "jobs.db"
    chance = random.Random(5)
    ads = []
    for number in range(200):
        family = chance.choice(FAMILIES)
        low = chance.randrange(20, 60)
        ads.append(
            ad(f"a{number}", company=COMPANIES[number % 4], locations=tuple(chance.sample(CITIES, chance.randrange(1, 3))),
               family=family, families=(family,), skills=("CUDA",) if number % 7 == 0 else ("C++",),
               salary=pay(f"{low}-{low + 20}") if number % 3 else None)
        )  # fmt: skip
    with opened(path, "acme", "list") as store:
        crawl(store, day(1), *ads[:80])
        crawl(store, day(2), *ads[80:150], source="list")
        crawl(store, day(3), *ads[150:], source="list")
        crawl(store, day(4), *ads[10:80])
    Store(path).close()  # notes the names
    return path


def ask(path: Path, wanted: RoleFilter, **more: Any) -> list[int]:
    with Asking(path) as opened_file:
        return opened_file.find(wanted, **more)


@pytest.mark.parametrize("wanted", WANTED, ids=str)
@pytest.mark.parametrize("order", [None, "newest", "pay", "posted", "company", "title"])
@pytest.mark.parametrize("walked", [0, 3, 5000])
def test_a_part_of_a_list_is_that_part_of_the_whole(
    filled: Path, wanted: RoleFilter, order: Any, walked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ask(filled, wanted, order=order)
    monkeypatch.setattr(asking, "WALKED", walked)
    monkeypatch.setattr(asking, "SEARCHED", walked)
    for limit, offset in ((1, 0), (7, 0), (5, 4), (500, 0)):
        assert ask(filled, wanted, order=order, limit=limit, offset=offset) == whole[offset : offset + limit]


@pytest.mark.parametrize("wanted", WANTED, ids=str)
def test_a_file_of_an_earlier_release_answers_the_same(filled: Path, wanted: RoleFilter, tmp_path: Path) -> None:
    old = earlier(filled, tmp_path)
    for order in (None, "pay", "title"):
        assert ask(old, wanted, order=order, limit=20) == ask(filled, wanted, order=order, limit=20)  # type: ignore[arg-type]
    with Questions(old) as before, Questions(filled) as now:
        assert before.sources() == now.sources()
        asked = (1, "dl_compiler", "杭州", "CNY")
        assert sorted(before.pay_of_peers(*asked)) == sorted(now.pay_of_peers(*asked))


def earlier(path: Path, folder: Path) -> Path:
    """A copy as version 7 of the file would be: other cards, no labels, no counts."""
    old = folder / "old.db"
    old.write_bytes(path.read_bytes())
    db = sqlite3.connect(old, isolation_level=None)
    added = ("label_lead", "label_ad", "source_crawled", "source_ad_moved", "source_ad_gone")
    kept = [
        name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'") if name not in added
    ]
    for name in (*added, *kept):
        db.execute(f"DROP TRIGGER {name}")
    for statement in (
        "DROP TABLE role_card", "DROP TABLE label", "DROP INDEX role_alias_of_role", "DROP VIEW sources",
        "ALTER TABLE source DROP COLUMN open_roles",
        """CREATE VIEW sources AS SELECT source_id, url, coalesce(kept_board, board) AS board, company, last_run_at,
            last_complete_at, health, message, (SELECT count(DISTINCT ad.role_id) FROM posting AS ad
            WHERE ad.source_id = source.source_id AND ad.open = 1) AS open_roles, watched FROM source""",
        "CREATE TABLE role_card (role_id INTEGER PRIMARY KEY, company TEXT)",
        "CREATE TRIGGER role_card_role_gone AFTER DELETE ON role BEGIN SELECT 1; END",
        "DELETE FROM setting WHERE name = 'labelled'",
        "DELETE FROM _sqlite_migrations WHERE name = 'm080_questions'", "PRAGMA user_version = 7",
    ):  # fmt: skip
        db.execute(statement)
    db.close()
    return old


def test_a_file_of_an_earlier_release_is_brought_to_this_one_with_nothing_lost(filled: Path, tmp_path: Path) -> None:
    old = earlier(filled, tmp_path)
    Store(old).close()
    things = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2"
    # The column that was added by hand stands in the text of its table in another way.
    assert [one for one in rows(old, things) if one[1] != "source"] == [
        one for one in rows(filled, things) if one[1] != "source"
    ]
    for table in ("role", "posting", "role_card", "label", "source", "event", "setting"):
        assert sorted(map(repr, rows(old, f"SELECT * FROM {table}"))) == sorted(
            map(repr, rows(filled, f"SELECT * FROM {table}"))
        ), table
    assert rows(old, "PRAGMA user_version") == [(VERSION,)]
    assert rows(old, "PRAGMA integrity_check") == [("ok",)]


class Traced:
    """A connection that notes how SQLite answers each question."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.plans: list[str] = []

    def execute(self, sql: str, values: Any = ()) -> sqlite3.Cursor:
        if sql.lstrip().startswith(("SELECT", "WITH")):
            self.plans += [row[3] for row in self.db.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
        return self.db.execute(sql, values)

    def close(self) -> None:
        self.db.close()

    def whole(self) -> list[str]:
        """What reads a whole table that grows, or an index of it that is no order of a list."""
        grows = ("card", "role_card", "ad", "lead", "posting", "role", "event", "role_alias")
        led = ("USING INDEX role_card_newest", "USING INDEX role_card_pay", "USING COVERING INDEX role_card_newest",
               "USING COVERING INDEX role_card_pay")  # fmt: skip
        return [
            plan
            for plan in self.plans
            if plan.startswith("SCAN ") and plan.split()[1] in grows and not plan.endswith(led)
        ]


@pytest.mark.parametrize(
    ("wanted", "order"),
    [
        (OPEN, None),
        (OPEN, "pay"),
        (RoleFilter(city="杭州", family="inference_serving"), None),
        (RoleFilter(company="松鹤"), None),
        (RoleFilter(company="松鹤"), "pay"),
        (RoleFilter(search="研发"), None),
        (RoleFilter(search="研发", city="杭州"), None),
    ],
    ids=str,
)
def test_the_usual_questions_look_at_no_whole_table(filled: Path, wanted: RoleFilter, order: Any) -> None:
    with Asking(filled) as asked:
        asked.db = traced = Traced(asked.db)  # type: ignore[assignment]
        found = asked.find(wanted, order, 50)
        list(asked.rows("roles", found))
    assert found
    assert traced.whole() == []
    if wanted is OPEN:
        assert not any("TEMP B-TREE" in plan for plan in traced.plans), "the order is that of the index"


def test_one_role_and_the_sources_are_asked_for_by_index(filled: Path) -> None:
    with Questions(filled) as questions:
        questions.db = traced = Traced(questions.db)  # type: ignore[assignment]
        assert questions.history(5) is not None
        questions.sources()
        questions.events_between(day(1), day(2))
    assert traced.whole() == []
    with Asking(filled) as asked:
        asked.db = peers = Traced(asked.db)  # type: ignore[assignment]
        assert asked.pay_of_peers(5, "dl_compiler", "杭州", "CNY")
    assert any("USING COVERING INDEX role_card_by_locations" in plan for plan in peers.plans)


def counted(path: Path) -> list[tuple[object, ...]]:
    sql = "SELECT source_id, (SELECT count(DISTINCT role_id) FROM posting AS ad WHERE ad.source_id = source.source_id AND ad.open) FROM source"
    assert rows(path, "SELECT source_id, open_roles FROM sources ORDER BY 1") == rows(path, f"{sql} ORDER BY 1")
    return rows(path, "SELECT source_id, open_roles FROM source ORDER BY 1")


def test_the_number_of_open_roles_is_kept_whatever_happens(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    with opened(path, "acme", "list") as store:
        crawl(store, day(1), ad("a"), ad("b"), ad("c"))
        crawl(store, day(1), ad("x", company="松鹤云计算"), source="list")
        assert counted(path) == [("acme", 3), ("list", 1)]
        crawl(store, day(2), ad("a"), ad("b"))
        crawl(store, day(4), ad("a"), ad("b"))
        known = counted(path)
        assert known[1] == ("list", 1)
        with store.writing() as transaction:
            transaction.join([1, 2], day(5))
        assert counted(path)[0] == ("acme", None), "to be counted"
        crawl(store, day(6), ad("a"), ad("b"))
        assert counted(path)[0][1] is not None
        with store.writing() as transaction:
            transaction.split(1, [2], day(7))
        counted(path)
        store.rename_source("acme", "other")
        assert [name for name, _ in counted(path)] == ["list", "other"]
    with sqlite3.connect(path) as db:
        db.execute("DELETE FROM sighting WHERE posting_id = 4")
        db.execute("DELETE FROM posting WHERE source_id = 'list'")
    db.close()
    counted(path)


def labels(path: Path, kind: str = "company") -> dict[object, object]:
    return dict(rows(path, f"SELECT value, folded FROM label WHERE kind = '{kind}'"))  # type: ignore[arg-type]


def test_a_new_name_is_found_at_once_and_noted_when_the_file_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    with opened(path) as store:
        crawl(store, day(1), ad("a", families=("inference_serving",), company="松鶴雲計算", locations=("杭州",)))
    assert labels(path) == {}
    assert ask(path, RoleFilter(company="松鹤云", city="杭州")) == [1]
    with opened(path) as store:
        assert labels(path) == {"松鶴雲計算": "松鹤云计算"}
        crawl(store, day(2), ad("a", families=("inference_serving",), company="雲舟數據", locations=("北京",)))
        assert labels(path)["雲舟數據"] is None
        assert ask(path, RoleFilter(company="云舟", city="北京")) == [1]
        assert ask(path, RoleFilter(company="松鹤云")) == []
    Store(path).close()
    assert labels(path)["雲舟數據"] == "云舟数据"
    assert labels(path, "locations") == {'["杭州"]': '["杭州"]', '["北京"]': '["北京"]'}
    assert ask(path, RoleFilter(company="云舟", city="北京")) == [1]


def test_what_is_forgotten_leaves_no_name(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    with opened(path) as store:
        crawl(store, day(1), ad("a"), ad("b", company="松鹤云计算"), ad("c"), ad("d"))
        crawl(store, day(3), ad("a"), ad("c"), ad("d"))
        crawl(store, day(5), ad("a"), ad("c"), ad("d"))
    Store(path).close()
    assert "松鹤云计算" in labels(path)
    assert upkeep.prune(path, day(50), day(50), dry_run=False, vacuum=False).roles == 1
    assert list(labels(path)) == ["澜汀智算"]
