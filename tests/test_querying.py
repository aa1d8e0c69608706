"""docs/QUERYING.md: every command, every saved question, every example runs on a file that was really crawled."""

from __future__ import annotations

import html
import json
import re
import shlex
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from importlib.util import find_spec
from pathlib import Path

import pytest

from rolewatch.cli.browse import DATASETTE_MISSING, metadata
from storage import search
from storage.saved import Saved, questions
from tests.commands import ROLEWATCH, Desk

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "QUERYING.md").read_text(encoding="utf-8")
NAMES = [one.name for one in questions()]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The bundled example boards, in two editions."""
    desk = Desk(tmp_path_factory.mktemp("querying"))
    for edition, now in (("earlier", "2026-03-02T00:30Z"), ("later", "2026-03-04T00:30Z")):
        desk.crawl(now, "--config", str(ROOT / "examples" / edition / "sources.toml"), check=None)
    return desk


def answer(desk: Desk, name: str) -> list[dict[str, object]]:
    saved = next(one for one in questions() if one.name == name)
    connection = sqlite3.connect(f"file:{desk.database}?mode=ro", uri=True)
    cursor = connection.execute(saved.sql)
    names = [column[0] for column in cursor.description]
    found = [dict(zip(names, row, strict=True)) for row in cursor]
    connection.close()
    return found


@pytest.mark.parametrize("saved", questions(), ids=NAMES)
def test_the_page_shows_each_saved_question_and_it_runs(file: Desk, saved: Saved) -> None:
    assert f"### {saved.title}\n\n```sql\n{saved.sql}\n```" in PAGE
    answer(file, saved.name)
    plan = file.ask(f"EXPLAIN {saved.sql}")
    assert plan


def test_there_are_a_dozen_and_they_stand_once() -> None:
    assert len(NAMES) == len(set(NAMES)) >= 12
    assert PAGE.count("```sql") == len(NAMES)


def test_answers_are_those_of_the_file(file: Desk) -> None:
    assert sum(row["moves"] for row in answer(file, "pay-moves-this-month")) == len(
        file.ask("SELECT 1 FROM events WHERE kind = 'salary_changed'")
    )  # type: ignore[misc]
    assert sum(row["closed"] for row in answer(file, "who-closed-most")) == len(
        file.ask("SELECT 1 FROM events WHERE kind = 'closed'")
    )  # type: ignore[misc]
    assert {row["median_days"] for row in answer(file, "how-long-open")} == {2.0}
    assert answer(file, "reposted-often") == []
    assert {row["title"] for row in answer(file, "new-in-hangzhou")} >= {"云原生推理平台工程师"}
    assert max(row["place"] for row in answer(file, "skills-by-family")) == 5  # type: ignore[type-var]
    (raise_,) = answer(file, "greatest-raises")
    assert (raise_["before"], raise_["after"], raise_["percent"]) == ("30-50K·15薪", "35-55K·15薪", 12.5)
    assert [row["source_id"] for row in answer(file, "sources-that-need-a-look")] == ["songhe"]
    assert len(answer(file, "came-back")) == 1
    assert answer(file, "per-day")[0]["day"] == "2026-03-04"
    assert {row["company"] for row in answer(file, "who-states-pay")} >= {"澜汀智算"}
    assert answer(file, "search-inference-engine")[0]["title"] == "大模型推理引擎研发工程师"


def test_roles_that_were_reposted_three_times_are_found(file: Desk, tmp_path: Path) -> None:
    copy = Desk(tmp_path)
    copy.database.write_bytes(file.database.read_bytes())
    with sqlite3.connect(copy.database) as db:
        db.execute("UPDATE role SET repost_count = 3 WHERE role_id = 4")
    db.close()
    assert [row["role_id"] for row in answer(copy, "reposted-often")] == [4]


@pytest.mark.parametrize("words", re.findall(r"\| `'(.+?)'` \|", PAGE))
def test_ways_to_match_run(file: Desk, words: str) -> None:
    file.ask("SELECT rowid FROM role_search WHERE role_search MATCH ?", words)


@pytest.mark.parametrize(
    ("typed", "written"), [("推理", '"推理"'), ("推理引擎", '"推理 理引 引擎"'), ("Tensor", '"tensor"*')]
)
def test_the_page_writes_words_as_the_command_does(file: Desk, typed: str, written: str) -> None:
    assert search.query(typed) == written
    found = file.ask("SELECT rowid FROM role_search WHERE role_search MATCH ?", written)
    rows = json.loads(
        file.run("roles", "--all", "--status", "all", "--search", typed, "--format", "json", check=0).stdout
    )
    assert sorted(row["role_id"] for row in rows) == sorted(number for (number,) in found)
    if typed == "推理引擎":
        text = {row["role_id"] for row in rows}
        held = file.ask("SELECT role_id FROM roles WHERE title || description LIKE '%推理引擎%'")
        assert text == {number for (number,) in held}


def commands() -> list[str]:
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.M | re.S)
    return [line for kind, block in blocks if not kind for line in block.splitlines()]


@pytest.mark.parametrize("command", commands())
def test_every_command_of_the_page_runs(file: Desk, command: str) -> None:
    program, *words = shlex.split(command)
    if "parquet" in command and find_spec("pyarrow") is None:
        pytest.skip("pyarrow is an extra and is not installed")
    if program == "pip" or words == ["browse"]:
        pytest.skip("installs an extra, or serves until it is ended: tested below")
    if program == "rolewatch":
        file.run(*words, check=0)
    else:
        assert program == "sqlite-utils"
        done = subprocess.run(
            [sys.executable, "-m", "sqlite_utils", *words], cwd=file.folder, capture_output=True, text=True, check=True
        )
        assert "澜汀智算" in done.stdout


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", PAGE, re.S), ids=("pandas", "duckdb"))
def test_examples_run_where_their_library_is(file: Desk, code: str) -> None:
    for library in ("pandas", "duckdb"):
        if f"import {library}" in code and find_spec(library) is None:
            pytest.skip(f"{library} is not installed")
    file.run("export", "--format", "jsonl", "-o", "roles.jsonl", check=0)
    done = subprocess.run([sys.executable, "-c", code], cwd=file.folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "kernel_operator" in done.stdout or "CUDA" in done.stdout


# -- browse


def test_the_configuration_of_datasette_has_every_question(file: Desk) -> None:
    told = metadata("jobs", ["posting", "roles", "role_search_data"])["databases"]["jobs"]
    assert list(told["queries"]) == NAMES
    assert told["tables"] == {"posting": {"hidden": True}, "role_search_data": {"hidden": True}}


def test_without_datasette_one_line_says_what_to_do(file: Desk) -> None:
    code = "import sys; sys.modules['datasette'] = None\nimport importlib.util as u; find = u.find_spec\nu.find_spec = lambda name, *a: None if name == 'datasette' else find(name, *a)\nsys.argv = ['rolewatch', 'browse']\nfrom rolewatch.cli import main\nmain()"
    done = subprocess.run([ROLEWATCH[0], "-c", code], cwd=file.folder, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr == f"rolewatch: {DATASETTE_MISSING}\n"
    assert DATASETTE_MISSING.split("install ")[1] in (ROOT / "requirements-browse.txt").read_text()


@pytest.mark.skipif(find_spec("datasette") is None, reason="Datasette is an extra and is not installed")
def test_datasette_serves_the_saved_questions_and_writes_nothing(file: Desk) -> None:
    with sqlite3.connect(file.database) as db:
        db.execute("UPDATE posting SET title = '<script>alert(1)</script>推理' WHERE posting_id = 4")
    db.close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [*ROLEWATCH, "browse", "--port", str(port)], cwd=file.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        home = _get(f"http://127.0.0.1:{port}/jobs")
        for saved in questions():
            assert html.escape(saved.title).replace("&#x27;", "&#39;") in home
            rows = json.loads(_get(f"http://127.0.0.1:{port}/jobs/{saved.name}.json?_shape=array"))
            assert isinstance(rows, list), saved.name
        page = _get(f"http://127.0.0.1:{port}/jobs/roles")
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page
    finally:
        server.terminate()
        server.communicate(timeout=20)


def _get(url: str) -> str:
    end = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as got:
                return str(got.read().decode())
        except urllib.error.HTTPError:
            raise
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
