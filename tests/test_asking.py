"""`rolewatch roles` and `show`: every filter, orders, pages, search, hostile texts; in files that were really crawled."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from pathlib import Path

import pytest
from rich.cells import cell_len

from rolewatch.cli.wrapping import wrapped
from storage import cards
from storage.asking import Asking
from tests.commands import ROLEWATCH, Desk

NOW, LATER = "2026-03-02T00:30:00Z", "2026-03-04T00:30:00Z"
# name → title, employer, place, pay, asks, posted
ADS = {
    "compiler": ("深度学习编译器工程师", "澜汀智算", "杭州", "40-60K·15薪", "硕士及以上学历，3-5年经验\n- 精通C++与MLIR", "2026-02-20"),
    "serving": ("大模型推理引擎工程师", "松鹤云计算", "北京", "年薪60-90万", "本科及以上学历，5年以上经验\n- 熟悉CUDA与C++", "2026-01-05"),
    "kernels": ("GPU Kernel Engineer", "Northlake Chips", "Singapore", "S$9,000 - S$13,000 per month", "PhD required\n- 2+ years of CUDA", "2026-02-25"),
    "cluster": ("智算集群网络工程师", "云舟数据", "上海", "", "熟悉RDMA与NCCL", "2026-03-01"),
    "training": ("分布式训练工程师", "澜汀智算", "深圳", "30-45K", "大专及以上学历，1年以上经验\n- 熟悉PyTorch与NCCL", "2025-12-01"),
}  # fmt: skip
HOSTILE = (
    "=HYPERLINK(\"http://evil.example\",\"推理\")", "<script>alert(1)</script>推理工程师", "\x1b[31m红色\x1b[0m推理\x1b]0;own\x07工程师",
    "推理\u202e师程工\u2066工程师", "[bold]推理[/bold] :warning: 工程师", "推理" + "超" * 600, "Inference" + "x" * 900, "@SUM(1+1)*cmd|' /C calc'!A0 推理",
)  # fmt: skip


def ad(title: str, company: str, place: str, pay: str, asks: str, posted: str) -> str:
    head = f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\ncompany: {company}\n---\n\n工作地点：{place}\n"
    paid = f"薪资：{pay}\n" if pay else ""
    return (
        f"{head}{paid}发布日期：{posted}\n\n## 岗位职责\n\n- 负责{title}方向的研发与优化\n\n## 任职要求\n\n- {asks}\n"
    )


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Five ads at five sources; on the second day one is gone."""
    desk = Desk(tmp_path_factory.mktemp("market"))
    for name, told in ADS.items():
        (desk.folder / f"{name}.md").write_text(ad(*told), encoding="utf-8")
    desk.configure({name: str(desk.folder / f"{name}.md") for name in ADS})
    desk.crawl(NOW)
    (desk.folder / "training.md").write_text("# 招聘\n\n本职位已关闭\n", encoding="utf-8")
    desk.crawl(LATER, check=None)
    return desk


def titles(desk: Desk, *words: str) -> list[str]:
    rows = json.loads(desk.run("roles", *words, "--all", "--format", "json", check=0).stdout)
    names = {told[0]: name for name, told in ADS.items()}
    return [names[row["title"]] for row in rows]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("--city Hangzhou", "compiler"),
        ("--city 北京市", "serving"),
        ("--city 新加坡", "kernels"),
        ("--company 澜汀 --city 杭州", "compiler"),
        ("--company northlake", "kernels"),
        ("--min-salary 60K --currency CNY --per month", "compiler serving"),
        ("--min-salary 6万 --currency 人民币 --per month", "compiler serving"),
        ("--min-salary 7w --currency cny --per month", "serving"),
        ("--min-salary 900,000", "compiler serving"),
        ("--min-salary 12000 --currency SGD --per month", "kernels"),
        ("--currency SGD", "kernels"),
        ("--experience 3 --skill C++", "compiler"),
        ("--experience 2 --education phd --skill CUDA", "kernels"),
        ("--education bachelor --skill c++", "serving"),
        ("--skill NCCL --skill RDMA", "cluster"),
        ("--posted-since 2026-02-21", "cluster kernels"),
        ("--posted-since 2026-02 --min-salary 1 --currency CNY", "compiler"),
        ("--seen-since 2026-03-02T00:00Z --company 云舟", "cluster"),
        ("--seen-since 2026-03-05", ""),
        ("--family dl_compiler", "compiler"),
        ("--search 编译", "compiler"),
        ("--search 推理引擎", "serving"),
        ("--search 網絡", "cluster"),
        ("--search kern", "kernels"),
        ("--search 推理cuda", "serving"),
        ("--search 推理 --city 杭州", ""),
        ("--search ！！", ""),
    ],
)
def test_filters_combine(market: Desk, words: str, found: str) -> None:
    assert sorted(titles(market, "--status", "all", *words.split())) == found.split()


def test_orders_and_pages(market: Desk) -> None:
    by_title = titles(market, "--status", "all", "--sort", "title")
    assert by_title[0] == "kernels"
    assert [*titles(market, "--status", "all", "--sort", "title", "--limit", "2"),
            *titles(market, "--status", "all", "--sort", "title", "--offset", "2")] == by_title  # fmt: skip
    assert titles(market, "--status", "all", "--sort", "posted")[:2] == ["cluster", "kernels"]
    paid = titles(market, "--status", "all", "--sort", "pay")
    assert [name for name in paid if name in ("compiler", "serving", "training")][:2] in (
        ["compiler", "serving"],
        ["serving", "compiler"],
    )
    assert paid[-1] == "cluster", "what states no pay comes last"
    table = market.run("roles", "--all", "--status", "all", "--limit", "2", check=0).stdout
    assert "--offset 2 shows the next" in table


def test_search_ranks_titles_first_and_shows_where(market: Desk) -> None:
    rows = json.loads(market.run("roles", "--search", "网络", "--format", "json", "--all", check=0).stdout)
    assert "网络" in rows[0]["snippet"]
    assert "网络" in market.run("roles", "--search", "网络", "--all", check=0).stdout
    cells = list(
        csv.DictReader(io.StringIO(market.run("roles", "--search", "网络", "--all", "--format", "csv", check=0).stdout))
    )
    assert cells[0]["snippet"] == rows[0]["snippet"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--min-salary much", "is no amount of money"),
        ("--currency shells", "is no currency"),
        ("--family cooks", "is no role family"),
        ("--per fortnight", "fortnight"),
        ("--posted-since 2026-13", "is no time"),
        ("--seen-since soon", "is no time"),
        ("--limit -1", "--limit"),
        ("--config nowhere.toml", "no such file"),
    ],
)
def test_wrong_conditions_are_2(market: Desk, words: str, message: str) -> None:
    done = market.run("roles", *words.split(), check=2)
    assert message in " ".join(done.stderr.replace("│", " ").split())
    assert "Traceback" not in done.stderr


def test_cards_are_what_roles_and_ads_say(market: Desk) -> None:
    names = ", ".join(cards.COLUMNS)
    assert market.ask(f"SELECT {names} FROM role_card ORDER BY 1") == market.ask(f"{cards.SELECT} ORDER BY 1")
    market.run("join", "1", "2", check=0)
    assert market.ask(f"SELECT {names} FROM role_card ORDER BY 1") == market.ask(f"{cards.SELECT} ORDER BY 1")
    ((moved,),) = market.ask("SELECT max(posting_id) FROM posting WHERE role_id = 1")
    market.run("split", "1", str(moved), check=0)
    assert market.ask(f"SELECT {names} FROM role_card ORDER BY 1") == market.ask(f"{cards.SELECT} ORDER BY 1")
    assert len(market.ask("SELECT 1 FROM role_card")) == 5


def test_a_file_without_cards_answers_too(market: Desk, tmp_path: Path) -> None:
    copy = Desk(tmp_path)
    copy.database.write_bytes(market.database.read_bytes())
    import sqlite3

    with sqlite3.connect(copy.database) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        db.execute("DROP TABLE role_card")
    assert titles(copy, "--city", "杭州", "--skill", "MLIR") == ["compiler"]
    assert titles(copy, "--search", "编译") == ["compiler"]


@pytest.mark.parametrize(
    ("words", "without"),
    [
        (("roles",), ("scrapy", "parsel", "crawler", "pydantic", "rolewatch.config", "roles.match", "roles.read", "roles.record", "csv")),
        (("roles", "--search", "推理"), ("scrapy", "parsel", "crawler", "pydantic", "rolewatch.config", "roles.match", "roles.read")),
        (("roles", "--city", "杭州"), ("scrapy", "crawler", "pydantic", "rolewatch.config", "roles.match", "roles.read.job")),
        (("roles", "--help"), ("rich", "pydantic", "sqlite3", "opencc", "roles.record")),
        (("--help",), ("rich", "pydantic", "sqlite3", "opencc", "roles.record")),
        (("sources", "list"), ("scrapy", "tomlkit", "roles.match", "roles.read", "roles.event", "rich")),
        (("status",), ("scrapy", "tomlkit", "roles.match", "roles.read", "rich")),
        (("digest",), ("scrapy", "tomlkit", "roles.match", "rich", "jinja2")),
        (("show", "1"), ("scrapy", "tomlkit", "roles.event", "jinja2")),
    ],
)  # fmt: skip
def test_a_question_loads_only_what_it_needs(market: Desk, words: tuple[str, ...], without: tuple[str, ...]) -> None:
    code = f"import sys; sys.argv = ['rolewatch', *{words!r}]\nfrom rolewatch.cli import main\ntry: main()\nexcept SystemExit: pass\n"
    code += f"print([name for name in {without!r} if name in sys.modules])"
    done = subprocess.run([ROLEWATCH[0], "-c", code], cwd=market.folder, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


# -- show


def test_show_stays_within_eighty_columns(market: Desk) -> None:
    for (role,) in market.ask("SELECT role_id FROM roles"):
        done = subprocess.run([*ROLEWATCH, "show", str(role)], cwd=market.folder, capture_output=True, text=True, check=True,
                              env={**os.environ, "COLUMNS": "80"})  # fmt: skip
        for line in done.stdout.splitlines():
            assert cell_len(line) <= 80 or "://" in line, line
        assert "posted at" in done.stdout
        assert "history" in done.stdout


def test_lines_break_by_columns_not_by_characters() -> None:
    assert wrapped("编译器工程师", 8, 8) == ["编译器工", "程师"]
    assert wrapped("平台与编译，优化", 10, 10) == ["平台与编", "译，优化"], "a closing mark begins no line"
    assert wrapped("see https://a.example/very/long/address here", 12, 12) == [
        "see",
        "https://a.example/very/long/address",
        "here",
    ]
    assert wrapped("", 10, 10) == [""]
    assert "".join(wrapped("x" * 95, 10, 20)) == "x" * 95
    assert wrapped("one two", 40, 40) == ["one two"]


# -- hostile texts


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("hostile"))
    for number, title in enumerate(HOSTILE):
        told = ad(title, f"公司{number}", "上海", "20-30K", f"熟悉{title}", "2026-02-01")
        (desk.folder / f"{number}.md").write_text(told, encoding="utf-8")
    desk.configure({f"s{number}": str(desk.folder / f"{number}.md") for number in range(len(HOSTILE))})
    desk.crawl(NOW, check=None)
    assert len(desk.ask("SELECT 1 FROM roles")) >= len(HOSTILE) - 1
    # Worse than any reader of ours would store: as if another program had written it.
    import sqlite3

    with sqlite3.connect(desk.database) as db:
        for number, title in enumerate(HOSTILE, 1):
            db.execute("UPDATE posting SET title = ?, company = ?, salary_text = ?, description = ? || char(10) || description WHERE posting_id = ?",
                       [title, title, title, title, number])  # fmt: skip
    return desk


def harmless(text: str) -> None:
    for bad in ("\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\u200f"):
        assert bad not in text, repr(bad)


def test_hostile_texts_are_harmless_on_a_terminal(hostile: Desk) -> None:
    table = hostile.run("roles", "--all", check=0).stdout
    harmless(table)
    assert "[bold]" in table, "markup of the table's own is text"
    assert all(cell_len(line) <= 120 for line in table.splitlines())
    harmless(hostile.run("roles", "--all", "--search", "推理", check=0).stdout)
    for (role,) in hostile.ask("SELECT role_id FROM roles"):
        harmless(hostile.run("show", str(role), check=0).stdout)


def test_hostile_texts_are_harmless_in_json_and_kept(hostile: Desk) -> None:
    out = hostile.run("roles", "--all", "--format", "json", check=0).stdout
    harmless(out)
    assert {row["title"] for row in json.loads(out)} >= set(HOSTILE[:3])


def test_hostile_texts_are_harmless_in_csv(hostile: Desk) -> None:
    out = hostile.run("roles", "--all", "--format", "csv", check=0).stdout
    harmless(out)
    for row in csv.DictReader(io.StringIO(out)):
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@")) or cell.lstrip("-").replace(".", "").isdigit(), cell


def test_asking_is_one_state_of_the_file(market: Desk) -> None:
    import sqlite3

    with Asking(market.database) as asking:
        before = len(list(asking.rows("events", [1, 2, 3, 4, 5])))
        with sqlite3.connect(market.database) as other:
            other.execute(
                "INSERT INTO event SELECT NULL, at, kind, role_id, posting_id, source_id, run_id, detail FROM event LIMIT 1"
            )
            added = other.execute("SELECT max(event_id) FROM event").fetchone()[0]
        other.close()
        assert len(list(asking.rows("events", [1, 2, 3, 4, 5]))) == before
    with sqlite3.connect(market.database) as other:
        other.execute("DELETE FROM event WHERE event_id = ?", [added])
    other.close()
