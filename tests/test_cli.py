"""The commands as a user meets them: output, formats, exit statuses."""

from __future__ import annotations

import csv
import io
import json
import signal
import sqlite3
import time
from xml.etree import ElementTree

import pytest

from tests.commands import Desk
from tests.pages import TITLES, careers, detail, listing
from tests.site import Answer, Site

NOW, LATER = "2026-03-02T00:30:00Z", "2026-03-04T00:30:00Z"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk with one source, crawled on two days: one role's pay was raised, one is closed. Only asked by the tests."""
    desk = Desk(tmp_path_factory.mktemp("crawled"))
    with Site() as site:
        desk.configure({"lanting": careers(site)})
        desk.crawl(NOW)
        site.html("/jobs/inference", detail(TITLES["inference"], pay="35-55K·15薪"))
        careers_without = {name: title for name, title in TITLES.items() if name != "cluster"}
        site.pages["/jobs/cluster"] = Answer(status=404)
        site.html("/jobs", listing({f"/jobs/{name}": title for name, title in careers_without.items()}))
        desk.crawl(LATER)
    return desk


def test_every_command_has_help() -> None:
    import subprocess

    from tests.commands import ROLEWATCH

    for command in ([], ["crawl"], ["digest"], ["roles"], ["export"], ["browse"], ["show"], ["preview"], ["sources"], ["sources", "list"],
                    ["sources", "add"], ["sources", "catalogue"], ["sources", "check"], ["schedule"]):  # fmt: skip
        done = subprocess.run([*ROLEWATCH, *command, "--help"], capture_output=True, text=True)
        assert done.returncode == 0, command
        assert "Usage" in done.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("crawl",), "sources.toml: there is no such file"),
        (("crawl", "--now", "yesterday"), "no such file"),
        (("sources", "check"), "no such file"),
        (("roles",), "rolewatch crawl"),
        (("digest",), "rolewatch crawl"),
        (("show", "1"), "rolewatch crawl"),
        (("frobnicate",), "No such command"),
        (("roles", "--format", "xml"), "xml"),
    ],
)
def test_wrong_usage_is_2_and_says_what_to_do(desk: Desk, words: tuple[str, ...], message: str) -> None:
    done = desk.run(*words, check=2)
    assert message in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr
    assert not desk.database.exists()


def test_a_configuration_that_does_not_validate_writes_nothing(desk: Desk) -> None:
    (desk.folder / "sources.toml").write_text('[[source]]\nid = "a"\nurl = "https://a.example/"\nbord = "x"\n')
    for command in (("crawl",), ("sources", "check"), ("sources", "list"), ("schedule",)):
        done = desk.run(*command, check=2)
        assert "sources.toml:4: source.bord is no key" in done.stderr
    assert [path.name for path in desk.folder.iterdir()] == ["sources.toml"]


def test_a_file_of_another_program_is_refused_untouched(desk: Desk, site: Site) -> None:
    desk.configure({"lanting": careers(site)})
    desk.database.write_text("my notes, not a database\n" * 10)
    before = desk.database.read_bytes()
    for command in (("crawl",), ("roles",), ("digest",), ("show", "1"), ("sources", "list")):
        assert "no Rolewatch database" in desk.run(*command, check=2).stderr
    assert desk.database.read_bytes() == before
    assert site.log == []


def test_digest_in_every_form_and_to_a_file(crawled: Desk) -> None:
    window = ("--since", "2026-03-03T00:00Z", "--until", "2026-03-04T12:00Z")
    text = crawled.run("digest", *window, check=0).stdout
    assert "上调 +12.5%" in text
    assert "Pay moved" in crawled.run("digest", *window, "--lang", "en", check=0).stdout
    assert json.loads(crawled.run("digest", *window, "--format", "json", check=0).stdout)["counts"]["closed"] == 1
    ElementTree.fromstring(crawled.run("digest", *window, "--format", "atom", check=0).stdout)
    assert crawled.run("digest", *window, "--format", "md", check=0).stdout.startswith("# ")
    crawled.run("digest", *window, "--format", "html", "-o", "digest.html", check=0)
    assert "<!doctype html>" in (crawled.folder / "digest.html").read_text()
    assert sorted(path.suffix for path in crawled.folder.iterdir() if "digest" in path.name) == [".html"]


def test_the_window_of_a_digest(crawled: Desk) -> None:
    def counts(*window: str) -> dict[str, int]:
        return json.loads(crawled.run("digest", *window, "--format", "json", check=0).stdout)["counts"]  # type: ignore[no-any-return]

    assert sum(counts("--until", "2026-03-04T01:00Z").values()) == 2
    assert sum(counts("--until", "2026-03-04T01:00Z", "--since", "1h").values()) == 2
    assert sum(counts("--until", "2026-03-05T01:00Z", "--since", "24h").values()) == 0
    assert sum(counts("--until", "2026-03-05T01:00Z", "--since", "7d").values()) == 2
    assert sum(counts().values()) == 0, "today is another day"
    assert "is no time" in crawled.run("digest", "--since", "soon", check=2).stderr.replace("\n", " ")


def test_roles_as_table_json_and_csv(crawled: Desk) -> None:
    table = crawled.run("roles", check=0).stdout
    assert TITLES["inference"] in table
    assert TITLES["cluster"] not in table
    rows = json.loads(crawled.run("roles", "--format", "json", check=0).stdout)
    assert {row["title"] for row in rows} == {TITLES[name] for name in ("inference", "compiler", "operators")}
    assert rows[0]["locations"] == ["上海"]
    cells = list(
        csv.DictReader(io.StringIO(crawled.run("roles", "--format", "csv", "--status", "all", check=0).stdout))
    )
    assert len(cells) == 4
    assert {cell["status"] for cell in cells} == {"open", "closed"}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("--status", "closed"), {"cluster"}),
        (("--city", "上海"), {"inference", "compiler", "operators"}),
        (("--city", "上海市"), {"inference", "compiler", "operators"}),
        (("--city", "Shanghai"), {"inference", "compiler", "operators"}),
        (("--min-salary", "99999999"), set()),
        (("--city", "北京"), set()),
        (("--company", "澜汀"), {"inference", "compiler", "operators"}),
        (("--min-salary", "800000"), {"inference"}),
        (("--search", "编译"), {"compiler"}),
        (("--search", "推理引擎"), {"inference"}),
        (("--search", "不存在"), set()),
        (("--family", "dl_compiler"), {"compiler"}),
    ],
)
def test_filters_of_roles(crawled: Desk, words: tuple[str, ...], found: set[str]) -> None:
    rows = json.loads(crawled.run("roles", *words, "--format", "json", check=0).stdout)
    assert {row["title"] for row in rows} == {TITLES[name] for name in found}


def test_show_tells_facts_places_and_history(crawled: Desk) -> None:
    ((role,),) = crawled.ask("SELECT role_id FROM roles WHERE title = ?", TITLES["inference"])
    text = crawled.run("show", str(role), check=0).stdout
    for words in (
        TITLES["inference"],
        "澜汀智算",
        "35-55K·15薪",
        "/jobs/inference",
        "salary_changed",
        "raised",
        "percent: 12.5",
        "run 1: complete, 4 postings",
    ):
        assert words in text, words
    assert "there is no role 999" in crawled.run("show", "999", check=2).stderr.replace("\n", " ")


def test_preview_writes_nothing(desk: Desk, site: Site) -> None:
    entry = careers(site, ("inference", "compiler"))
    done = desk.run("preview", entry, check=0)
    assert "jsonld" in done.stdout
    assert "complete" in done.stdout
    rows = json.loads(desk.run("preview", entry, "--format", "json", check=0).stdout)
    assert {row["title"] for row in rows} == {TITLES["inference"], TITLES["compiler"]}
    columns = [row[1] for row in _columns()]
    assert list(rows[0]) == columns
    assert list(desk.folder.iterdir()) == []
    gone = desk.run("preview", site.url + "/nothing", check=1)
    assert "HTTP 404" in gone.stdout
    assert "is no board" in desk.run("preview", entry, "--board", "nope", check=2).stderr


def _columns() -> list[tuple[int, str]]:
    from sqlite_utils import Database

    from storage.schema import create_views, migrations

    db = Database(memory=True)
    migrations.apply(db)
    create_views(db)
    return db.execute("PRAGMA table_info(roles)").fetchall()  # type: ignore[no-any-return]


def test_sources_list_and_check(crawled: Desk) -> None:
    assert "1 sources, 1 enabled" in crawled.run("sources", "check", check=0).stdout
    listed = crawled.run("sources", check=0).stdout
    assert "lanting" in listed
    assert "ok" in listed
    assert "3 open" in listed


def test_a_second_recorder_is_refused_with_the_first_ones_process(desk: Desk, site: Site) -> None:
    entry = careers(site)
    site.html("/jobs", "<h1>x</h1>", wait=4.0)
    desk.configure({"lanting": entry})
    first = desk.start("crawl")
    try:
        _until(lambda: site.asked("/jobs") > 0)
        done = desk.run("crawl", check=2)
        assert f"(process {first.pid})" in done.stderr
    finally:
        first.kill()
        first.communicate()


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_crawl_is_130_and_what_was_complete_is_recorded(desk: Desk, site: Site, told: int) -> None:
    with Site() as slow:
        slow.html("/jobs", "<h1>x</h1>", wait=8.0)
        desk.configure({"lanting": careers(site), "slow": slow.url + "/jobs"})
        process = desk.start("crawl", "--now", NOW)
        _until(lambda: desk.database.exists() and _recorded(desk) == ["lanting"])
        process.send_signal(told)
        _, errors = process.communicate(timeout=20)
        assert process.returncode == 130
        assert b"interrupted" in errors
        assert desk.ask("SELECT status FROM runs") == [("interrupted",)]
        assert desk.ask("SELECT count(*) FROM roles") == [(4,)]


def _recorded(desk: Desk) -> list[str]:
    try:
        return [name for (name,) in desk.ask("SELECT source_id FROM source_runs")]
    except sqlite3.OperationalError:
        return []


def _until(holds, seconds: float = 15.0) -> None:  # type: ignore[no-untyped-def]
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
