"""The report: numbers from plain values, files that are harmless and the same each time, and the page in a real browser."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from roles.record import SourceState, ToldEvent
from rolewatch.config import FAMILIES
from rolewatch.report import build, pages
from rolewatch.report.overview import overview, pay_bands, per_day
from storage.store import Store
from tests.market import ZONE
from tests.reporting import HOSTILE, make, write

ROOT = Path(__file__).parent.parent
REPORT = ROOT / "rolewatch" / "report"
VENDOR = Path(__file__).parent / "vendor"
DAYS = build.Days(ZONE)


# ---- numbers from plain values


def role(number: int, **about: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "role_id": number, "status": "open", "title": f"第{number}号推理工程师", "company": "澜汀智算", "locations": ["上海"], "workplace": None,
        "family": "inference_serving", "families": ["inference_serving"], "seniority": None, "salary_text": None, "salary_currency": None,
        "annual_min": None, "annual_max": None, "skills": ["CUDA"], "first_seen": "2026-02-01T00:30:00Z", "last_seen": "2026-03-04T00:30:00Z",
        "closed_at": None, "repost_count": 0,
    }  # fmt: skip
    return {**base, **about}


def event(number: int, kind: str, at: str, **detail: Any) -> ToldEvent:
    return ToldEvent(event_id=number, at=at, kind=kind, role_id=number, source_id="s", detail=detail, title="推理工程师", company="澜汀智算",  # type: ignore[arg-type]
                     locations=("上海",), family="inference_serving", salary_text=None, url="https://x.example", first_seen=at, in_scope=True)  # fmt: skip


def told(
    rows: list[dict[str, Any]], events: list[ToldEvent] | None = None, sources: list[SourceState] | None = None
) -> dict[str, Any]:
    return overview(
        build.employers(rows), events or [], sources or [], survivors={7: 1}, moment="2026-03-04T00:30:00Z", days=DAYS
    )


def test_one_employer_under_two_spellings_stands_once() -> None:
    found = build.employers([role(3, company="Halden  Systems"), role(4, company="HALDEN Systems"), role(5, company=None),
                             role(6, company="HALDEN Systems", status="closed")])  # fmt: skip
    assert [(one.number, one.name, one.count("open"), one.count("closed")) for one in found] == [
        (3, "HALDEN Systems", 2, 1),
        (5, "", 1, 0),
    ]


def test_days_are_those_of_the_configured_zone_and_every_day_is_there() -> None:
    events = [event(1, "new", "2026-03-01T17:00:00Z"), event(2, "new", "2026-03-01T00:00:00Z", baseline=True),
              event(3, "closed", "2026-03-03T00:00:00Z", reason="gone"), event(4, "reopened", "2026-03-04T00:00:00Z")]  # fmt: skip
    assert per_day(events, "2026-03-04", DAYS) == [("2026-03-02", 1, 0), ("2026-03-03", 0, 1), ("2026-03-04", 1, 0)]
    assert per_day([], "2026-03-04", DAYS) == [("2026-03-04", 0, 0)]
    old = [event(1, "new", "2025-01-01T00:00:00Z")]
    assert len(per_day(old, "2026-03-04", DAYS)) == 60


def test_pay_is_counted_by_family_and_level_within_its_currency() -> None:
    rows = [
        role(1, salary_currency="CNY", annual_min=300_000, annual_max=500_000, seniority="senior"),
        role(2, salary_currency="CNY", annual_min=500_000, annual_max=700_000),
        role(3, salary_currency="CNY", annual_min=400_000, annual_max=None, seniority="senior"),
        role(4, salary_currency="USD", annual_min=None, annual_max=200_000), role(5),
    ]  # fmt: skip
    assert pay_bands(rows) == {
        "CNY": {
            "inference_serving": {
                "": [3, 400_000, 400_000, 500_000],
                "-": [1, 500_000, 600_000, 700_000],
                "senior": [2, 350_000, 400_000, 450_000],
            }
        },
        "USD": {"inference_serving": {"": [1, 200_000, 200_000, 200_000], "-": [1, 200_000, 200_000, 200_000]}},
    }
    assert list(pay_bands(rows)) == ["CNY", "USD"], "the most frequent first"


def test_the_overview_counts_open_roles_only() -> None:
    rows = [role(1, locations=["上海", "北京"]), role(2, families=["dl_compiler", "inference_serving"], family="dl_compiler", repost_count=2),
            role(3, status="closed", closed_at="2026-03-01T00:00:00Z"), role(4, first_seen="2026-01-01T00:00:00Z", locations=None)]  # fmt: skip
    moves = [event(7, "salary_changed", "2026-03-03T00:00:00Z", direction="raised", percent=12.5, before={"text": "30K"}, after={"text": "35K"}),
             event(8, "salary_changed", "2026-03-03T00:00:00Z", direction="withdrawn", before={"text": "30K"}, after=None)]  # fmt: skip
    made = told(rows, moves)
    assert made["counts"] == {"open": 3, "employers": 1, "new": 0, "closed": 0, "paid": 0}
    assert made["families"] == [("inference_serving", 3), ("dl_compiler", 1)]
    assert made["cities"] == [["上海", "Shanghai", 2], ["北京", "Beijing", 1]]
    assert [one["id"] for one in made["longest"]] == [4, 1, 2]
    assert [(one["id"], one["reposts"]) for one in made["reposted"]] == [(2, 2)]
    assert [(one["id"], one["employer"], one["before"], one["after"]) for one in made["moves"]] == [
        (8, None, "30K", ""),
        (1, 1, "30K", "35K"),
    ]


def test_a_market_without_roles_is_told_too() -> None:
    made = told([])
    assert made["counts"]["open"] == 0
    assert "Rolewatch" in pages.index(made, "zh", ZONE)


def test_words_of_others_are_cleaned_and_only_web_addresses_are_links() -> None:
    (one,) = build.employers([role(1)])
    details = [{"role_id": 1, "url": "javascript:alert(1)", "description": "a\u202eb\x1b", "skills_plus": None}]
    ads = [{"role_id": 1, "source_id": "s", "url": url, "status": "open", "first_seen": "2026-02-01T00:30:00Z", "last_seen": "2026-02-01T00:30:00Z"}
           for url in ("file:///home/me/jobs.md", "https://x.example/1")]  # fmt: skip
    (made,) = build.file_of(one, details, ads, [], DAYS)["roles"]
    assert made["description"] == "ab"
    assert "url" not in made
    assert [ad["url"] for ad in made["ads"]] == [None, "https://x.example/1"]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_data_cannot_end_their_script(words: str) -> None:
    script = pages.data("x", {words: words})
    assert not set("<>&\u2028\u2029") & set(script)
    assert json.loads(script.removeprefix('Rolewatch.put("x",').removesuffix(");\n")) == {words: words}


# ---- what is shipped


def test_every_phrase_is_there_in_both_languages_with_the_same_values() -> None:
    said = pages.phrases()
    assert said["zh"].keys() == said["en"].keys()
    for key, words in said["zh"].items():
        assert set(re.findall(r"{\w+}", words)) == set(re.findall(r"{\w+}", said["en"][key])), key
    assert {f"name.{family}" for family in FAMILIES} <= said["zh"].keys()


def test_every_phrase_that_the_scripts_say_exists() -> None:
    known = pages.phrases()["en"]
    for path in (REPORT / "assets").glob("*.js"):
        for key in re.findall(r"""\b(?:say|field)\("(\w+)\"""", path.read_text(encoding="utf-8")):
            assert key in known or key == "event_", f"{path.name}: {key}"


def test_every_asset_is_shipped_and_the_vendored_ones_are_what_their_readme_says() -> None:
    shipped = {name for name, _ in pages.assets()} - {"data/words.js"}
    assert shipped == {
        f"{folder}/{path.name}" for folder in ("assets", "vendor") for path in (REPORT / folder).iterdir()
    }
    for folder in (REPORT / "vendor", VENDOR):
        sums = dict(
            re.findall(
                r"^\| `([^`]+)` .*`([0-9a-f]{64})` \|$", (folder / "README.md").read_text(encoding="utf-8"), re.M
            )
        )
        assert set(sums) == {path.name for path in folder.glob("*.js")}
        for name, digest in sums.items():
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name


# ---- the command


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("market") / "jobs.db"
    make(path)
    return path


@pytest.fixture(scope="module")
def report(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out") / "report"
    done = write(database, folder)
    assert done.exit_code == 0, done.output
    assert done.output == f"{folder / 'index.html'}\n"
    return folder


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_same_file_gives_the_same_report(database: Path, report: Path, tmp_path: Path) -> None:
    again = tmp_path / "report"
    for _ in range(2):  # over itself as well
        assert write(database, again).exit_code == 0
        assert everything_in(again) == everything_in(report)


def test_files_of_employers_that_are_no_more_go_and_those_of_others_stay(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    (folder / "data").mkdir(parents=True)
    for name in ("data/employer-999.js", "notes.txt", "data/mine.js"):
        (folder / name).write_text("x", encoding="utf-8")
    assert write(database, folder).exit_code == 0
    assert not (folder / "data" / "employer-999.js").exists()
    assert (folder / "notes.txt").exists()
    assert (folder / "data" / "mine.js").exists()


def test_a_page_of_ones_own_is_left_as_it_is(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text("<h1>mine</h1>", encoding="utf-8")
    done = write(database, folder)
    assert done.exit_code == 2
    assert "no report of ours" in " ".join(done.output.split())
    assert [path.name for path in folder.iterdir()] == ["index.html"]


def test_a_file_without_a_crawl_and_a_folder_that_is_a_file_are_refused(database: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.db"
    Store(empty).close()
    assert write(empty, tmp_path / "out").exit_code == 2
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    assert write(database, tmp_path / "taken").exit_code == 2
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "x"


def test_roles_outside_the_scope_are_told_on_request(database: Path, report: Path, tmp_path: Path) -> None:
    assert "版图工程师" not in (report / "data" / "roles.js").read_text(encoding="utf-8")
    assert write(database, tmp_path / "all", "--all").exit_code == 0
    assert "版图工程师" in (tmp_path / "all" / "data" / "roles.js").read_text(encoding="utf-8")


def test_the_page_names_nothing_from_elsewhere(report: Path) -> None:
    page = (report / "index.html").read_text(encoding="utf-8")
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    for path in report.glob("assets/*"):
        assert not re.search(
            r"\b(?:fetch|XMLHttpRequest|import|eval|innerHTML|outerHTML|insertAdjacentHTML|document\.write)\b",
            path.read_text(encoding="utf-8"),
        ), path.name
