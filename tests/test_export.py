"""`rolewatch export`: what spreadsheets, scripts and notebooks read back."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from rolewatch.cli.cells import spreadsheet
from rolewatch.cli.writers import PARQUET_MISSING, json_text
from tests.commands import ROLEWATCH, Desk
from tests.test_asking import ADS, HOSTILE, LATER, NOW, ad

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Five roles, one of them closed, one raised; and one whose words are an attack."""
    desk = Desk(tmp_path_factory.mktemp("export"))
    for name, told in ADS.items():
        (desk.folder / f"{name}.md").write_text(ad(*told), encoding="utf-8")
    (desk.folder / "evil.md").write_text(
        ad("推理工程师", "恶意公司", "上海", "20-30K", "熟悉CUDA", "2026-02-01"), encoding="utf-8"
    )
    desk.configure({name: str(desk.folder / f"{name}.md") for name in (*ADS, "evil")})
    desk.crawl(NOW)
    (desk.folder / "training.md").unlink()
    title, company, place, _, asks, posted = ADS["compiler"]
    (desk.folder / "compiler.md").write_text(ad(title, company, place, "50-70K·15薪", asks, posted), encoding="utf-8")
    desk.crawl(LATER, check=None)
    with sqlite3.connect(desk.database) as db:
        db.execute(
            "UPDATE posting SET department = ?, apply_to = ?, benefits = ? WHERE company = '恶意公司'",
            [HOSTILE[0], HOSTILE[7], HOSTILE[3] + HOSTILE[2]],
        )
        db.execute(
            "UPDATE role SET open = 0, closed_at = ? WHERE lead_id IN (SELECT posting_id FROM posting WHERE source_id = 'training')",
            [LATER],
        )
    db.close()
    return desk


def test_csv_opens_in_a_spreadsheet(market: Desk) -> None:
    done = market.run("export", "-o", "roles.csv", "--all", check=0)
    assert done.stdout == "5 roles in roles.csv\n"
    raw = (market.folder / "roles.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf"), "Excel reads a file without the mark in the code page of its country"
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    by_company = {row["company"]: row for row in rows}
    assert by_company["澜汀智算"]["locations"] == "杭州"
    evil = by_company["恶意公司"]
    assert evil["department"].startswith("'=HYPERLINK")
    assert evil["apply_to"].startswith("'@SUM")
    assert not set("\u202e\u2066\x1b\x07") & set(evil["benefits"])
    assert list(rows[0]) == [row[1] for row in market.ask("PRAGMA table_info(roles)")]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+1", "-1+1", "@A1", "\t=1", "\n=1", "  =1", "＝1+1", "＠A1", "－2+3", '=cmd|"/C calc"!A0']
)
def test_what_a_spreadsheet_takes_for_a_formula_is_text(text: str) -> None:
    assert spreadsheet(text).startswith("'")


@pytest.mark.parametrize(
    ("value", "cell"),
    [(-5, "-5"), ("-5.5", "-5.5"), (None, ""), (["a", "b"], "a, b"), (25000.0, "25000"), ("C++", "C++")],
)
def test_numbers_and_words_stay_as_they_are(value: object, cell: str) -> None:
    assert spreadsheet(value) == cell


def test_json_and_lines_hold_the_same_as_the_view(market: Desk) -> None:
    market.run("export", "--format", "json", "-o", "roles.json", "--status", "all", "--all", check=0)
    market.run("export", "--format", "jsonl", "-o", "roles.jsonl", "--status", "all", "--all", check=0)
    whole = json.loads((market.folder / "roles.json").read_text(encoding="utf-8"))
    lines = [json.loads(line) for line in (market.folder / "roles.jsonl").read_text(encoding="utf-8").splitlines()]
    assert whole == lines
    assert len(whole) == 6
    assert {row["benefits"] for row in whole} >= {HOSTILE[3] + HOSTILE[2]}, "nothing is lost"
    listed = json.loads(market.run("roles", "--format", "json", "--status", "all", "--all", check=0).stdout)
    assert listed == whole
    market.run("export", "--format", "json", "-o", "none.json", "--city", "拉萨", check=0)
    assert json.loads((market.folder / "none.json").read_text()) == []


def test_unseen_characters_are_numbers_in_json() -> None:
    for text in HOSTILE:
        shown = json_text({"title": text})
        assert json.loads(shown) == {"title": text}
        assert not set("\u202e\u2066\x1b\x07\x9b") & set(shown)


def test_ads_and_events_of_the_roles_that_match(market: Desk) -> None:
    market.run(
        "export", "--what", "postings", "--format", "jsonl", "-o", "ads.jsonl", "--all", "--city", "杭州", check=0
    )
    (line,) = (market.folder / "ads.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["source_id"] == "compiler"
    market.run("export", "--what", "events", "--format", "jsonl", "-o", "events.jsonl", "--all", check=0)
    events = [json.loads(one) for one in (market.folder / "events.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [event["event_id"] for event in events] == sorted(event["event_id"] for event in events)
    assert len(events) == len(market.ask("SELECT 1 FROM events"))
    raised = [event for event in events if event["kind"] == "salary_changed"]
    assert raised[0]["detail"]["direction"] == "raised"
    market.run("export", "--what", "events", "-o", "events.csv", "--all", check=0)
    text = (market.folder / "events.csv").read_text(encoding="utf-8-sig")
    assert (
        json.loads(next(row["detail"] for row in csv.DictReader(text.splitlines()) if row["kind"] == "salary_changed"))[
            "direction"
        ]
        == "raised"
    )
    market.run(
        "export", "--what", "events", "--format", "jsonl", "-o", "some.jsonl", "--all", "--status", "closed", check=0
    )
    assert len((market.folder / "some.jsonl").read_text().splitlines()) < len(events)


def test_the_file_is_replaced_at_once_or_left_alone(market: Desk) -> None:
    target = market.folder / "kept.csv"
    target.write_text("of yesterday")
    assert "is no currency" in " ".join(
        market.run("export", "-o", "kept.csv", "--currency", "shells", check=2).stderr.split()
    )
    assert target.read_text() == "of yesterday"
    done = market.run("export", "-o", "nowhere/kept.csv", check=2)
    assert "cannot be written" in " ".join(done.stderr.replace("│", " ").split())
    market.run("export", "-o", "kept.csv", "--all", check=0)
    assert target.read_text(encoding="utf-8-sig").startswith("role_id,")
    assert not list(market.folder.glob("*.part"))
    assert "rolewatch crawl" in market.run("export", "-o", "x.csv", "--db", "none.db", check=2).stderr
    assert not (market.folder / "x.csv").exists()


@pytest.mark.skipif(find_spec("pyarrow") is None, reason="pyarrow is an extra and is not installed")
def test_parquet_has_types(market: Desk) -> None:
    from pyarrow import parquet

    for what in ("roles", "postings", "events"):
        market.run(
            "export",
            "--what",
            what,
            "--format",
            "parquet",
            "-o",
            f"{what}.parquet",
            "--all",
            "--status",
            "all",
            check=0,
        )
    table = parquet.read_table(market.folder / "roles.parquet")
    market.run("export", "--format", "json", "-o", "roles.json", "--status", "all", "--all", check=0)
    assert table.to_pylist() == json.loads((market.folder / "roles.json").read_text(encoding="utf-8"))
    kinds = {field.name: str(field.type) for field in table.schema}
    assert kinds["annual_max"] == "double"
    assert kinds["role_id"] == kinds["watched"] == "int64"
    assert kinds["skills"].startswith("list<")
    events = parquet.read_table(market.folder / "events.parquet").to_pylist()
    assert json.loads(events[0]["detail"])


def test_without_pyarrow_one_line_says_what_to_do(market: Desk) -> None:
    code = "import sys; sys.modules['pyarrow'] = None\nsys.argv = ['rolewatch', 'export', '--format', 'parquet', '-o', 'p.parquet']\nfrom rolewatch.cli import main\nmain()"
    done = subprocess.run([ROLEWATCH[0], "-c", code], cwd=market.folder, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr == f"rolewatch: {PARQUET_MISSING}\n"
    assert not list(market.folder.glob("p.parquet*"))
    assert PARQUET_MISSING.split("install ")[1] in (ROOT / "requirements-parquet.txt").read_text()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the memory of a process is read from /proc")
def test_a_big_export_is_not_held_in_memory(market: Desk, tmp_path: Path) -> None:
    """Twenty times the rows need hardly more memory: they are written as they are read."""
    big = Desk(tmp_path)
    big.database.write_bytes(market.database.read_bytes())
    with sqlite3.connect(big.database) as db:
        lead = db.execute("SELECT lead_id FROM role WHERE role_id = 1").fetchone()[0]
        db.execute("UPDATE posting SET description = ? WHERE posting_id = ?", ["长" * 20_000, lead])
        db.executemany("INSERT INTO role (open, lead_id, first_seen) VALUES (1, ?, ?)", [(lead, NOW)] * 4000)
    db.close()
    # Not `getrusage`: a child that was forked begins with its parent's highest figure there, and ours is a big one.
    code = "import sys; from pathlib import Path; sys.argv = ['rolewatch', 'export', '--all', '--format', 'jsonl', '-o', 'big.jsonl']\nfrom rolewatch.cli import main\ntry: main()\nexcept SystemExit: pass\n"
    code += "print(*[line.split()[1] for line in Path('/proc/self/status').open() if line.startswith('VmHWM')])"
    done = subprocess.run([ROLEWATCH[0], "-c", code], cwd=big.folder, capture_output=True, text=True, check=True)
    written = (big.folder / "big.jsonl").stat().st_size
    assert written > 200_000_000
    assert int(done.stdout.split()[-1]) * 1024 < written, "kilobytes of memory at the most"
