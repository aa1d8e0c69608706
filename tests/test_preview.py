"""`rolewatch preview`: what it tells of several postings, of failures, and the cases that it saves."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from tests.commands import Desk
from tests.pages import TITLES, careers, detail, listing
from tests.site import Answer, Site
from tests.test_boards import load, read

ESC = "\x1b"


@pytest.fixture(autouse=True)
def at_once(desk: Desk) -> None:
    desk.configure({})


def test_a_preview_tells_board_pages_postings_and_completeness(desk: Desk, site: Site) -> None:
    text = desk.run("preview", careers(site), check=0).stdout
    for words in ("board     jsonld (", "pages     6 read, 0 failed", f"listing  {site.url}/jobs\n",
                  f"posting  {site.url}/jobs/compiler\n", "complete  complete", "declared  4 postings", "postings  4"):  # fmt: skip
        assert words in text, words
    for title in TITLES.values():
        assert f"\n  {title}\n" in text
    for fact in ("salary_text       30-50K·15薪", "annual_min        450000", "locations         上海",
                 "company           澜汀智算", "posted_at         2026-02-01"):  # fmt: skip
        assert text.count(fact) == 4, fact


def test_what_could_not_be_read_is_named_with_its_reason(desk: Desk, site: Site) -> None:
    entry = careers(site)
    site.pages["/jobs/cluster"] = Answer(status=403)
    site.pages["/jobs?page=2"] = Answer(b"x" * 50, headers={"Content-Type": "text/html"}, length=500)
    text = desk.run("preview", entry, check=1).stdout
    assert "complete  partial: page 2 of 2 of the listing was not read: " in text
    assert f"not read  {site.url}/jobs?page=2: the answer was cut off" in text
    assert f"\n  {TITLES['inference']}\n" in text


def test_a_posting_whose_own_page_is_refused_is_listed(desk: Desk, site: Site) -> None:
    entry = careers(site)
    site.pages["/jobs/cluster"] = Answer(status=403)
    text = desk.run("preview", entry, check=1).stdout
    assert f"{site.url}/jobs/cluster: listed, but its own page could not be read" in text
    assert f"not read  {site.url}/jobs/cluster: HTTP 403: the site refuses us" in text
    assert "1 of 4 postings' own pages failed" in text


def test_several_addresses_each_with_its_own_words(desk: Desk, site: Site) -> None:
    entry = careers(site, ("inference",), pages=1)
    moved = site.put("/old", status=301, headers={"Location": "/jobs"})
    done = desk.run("preview", entry, moved, site.url + "/nothing", check=1)
    assert f"listing  {moved} → {site.url}/jobs" in done.stdout
    assert "none found" in done.stdout
    assert "failed: HTTP 404" in done.stdout
    rows = json.loads(desk.run("preview", entry, site.url + "/nothing", "--format", "json", check=1).stdout)
    assert [row["title"] for row in rows] == [TITLES["inference"]]


def test_words_of_a_page_cannot_steer_the_terminal(desk: Desk, site: Site) -> None:
    evil = f"推理{ESC}]0;owned\x07工程师{ESC}[2J\u202e\x9b31m"
    site.html("/jobs/evil", detail(evil, duty=f"维护{ESC}[1A服务", pay=f"30-50K{ESC}[8m"))
    entry = site.html("/jobs", listing({"/jobs/evil": evil}))
    done = desk.run("preview", entry, "--company", "甲公司", check=0)
    assert "推理" in done.stdout
    for forbidden in (ESC, "\x07", "\x9b", "\u202e"):
        assert forbidden not in done.stdout + done.stderr
    broken = desk.run("preview", f"{site.url}/x{ESC}[2J", check=1)
    assert ESC not in broken.stdout + broken.stderr


# -- --save


def cases_in(folder: Path) -> list[Path]:
    return sorted(path.parent for path in folder.glob("*/*/case.toml"))


def test_saved_pages_are_cases_as_the_board_tests_read_them(desk: Desk, site: Site) -> None:
    done = desk.run("preview", careers(site), "--save", "kept", check=0)
    assert "never commit them" in done.stderr
    cases = cases_in(desk.folder / "kept")
    assert len(cases) == 6
    assert {case.parent.name for case in cases} == {"jsonld"}
    for case in cases:
        about, page = load(case)
        assert page.body == site.pages[about["url"].removeprefix(site.url)].body  # type: ignore[union-attr]
        assert about["content_type"] == "text/html; charset=utf-8"
        if "raises" not in about:
            assert read(case) == json.loads((case / "expected.json").read_text(encoding="utf-8"))
    own = [case for case in cases if case.name.startswith("posting-")]
    assert [load(case)[0]["asks"] for case in own] == ["posting"] * 4
    assert all(load(case)[0]["detected"] for case in own)
    assert json.loads((own[0] / "expected.json").read_text(encoding="utf-8"))["postings"]
    assert sorted(path.name for path in desk.folder.iterdir()) == ["kept", "sources.toml"]
    assert [path.name for path in (desk.folder / "kept").iterdir()] == ["jsonld"], "nothing but cases stays"


def test_a_page_that_is_refused_is_saved_as_such_a_case(desk: Desk, site: Site) -> None:
    entry = site.html("/about", "<html><body><h1>关于我们</h1><p>我们的故事</p></body></html>")
    desk.run("preview", entry, "--board", "jsonld", "--save", "kept", check=1)
    (case,) = cases_in(desk.folder / "kept")
    about = tomllib.loads((case / "case.toml").read_text(encoding="utf-8"))
    assert about["raises"] in ("BoardChanged", "NotThisBoard")
    with pytest.raises(Exception, match=about["words"]):
        read(case)
    assert not (case / "expected.json").exists()


def test_saving_again_keeps_what_was_saved_before(desk: Desk, site: Site) -> None:
    entry = careers(site, ("inference",), pages=1)
    for _ in range(2):
        desk.run("preview", entry, "--save", "kept", check=0)
    names = [case.name for case in cases_in(desk.folder / "kept")]
    assert len(names) == len(set(names)) == 4
    assert sum(name.endswith("-2") for name in names) == 2


def test_no_more_than_twenty_pages_are_saved(desk: Desk, site: Site) -> None:
    for number in range(25):
        site.html(f"/jobs/{number}", detail(f"推理工程师{number}"))
    entry = site.html("/jobs", listing({f"/jobs/{number}": f"推理工程师{number}" for number in range(25)}, total=25))
    done = desk.run("preview", entry, "--save", "kept", check=0)
    assert len(cases_in(desk.folder / "kept")) == 20
    assert "postings  25" in done.stdout
    assert "and 6 more\n" in done.stdout


def test_a_folder_that_cannot_be_is_wrong_usage(desk: Desk, site: Site) -> None:
    (desk.folder / "kept").write_text("a file")
    done = desk.run("preview", careers(site), "--save", "kept", check=2)
    assert "cannot be a folder for pages" in done.stderr.replace("\n", " ")
    assert site.log == []


def test_an_address_of_the_configuration_is_read_with_its_selectors(desk: Desk, site: Site) -> None:
    rows = "".join(f'<li class="job"><a href="/j/{name}">{title}</a></li>' for name, title in TITLES.items())
    page = site.put(
        "/list",
        f"<html><body><ul>{rows}</ul></body></html>".encode(),
        headers={"Content-Type": "text/html; charset=utf-8"},
    )
    desk.configure({"own": page}, board="css", company="澜汀智算")
    with (desk.folder / "sources.toml").open("a", encoding="utf-8") as file:
        file.write('[source.select]\nitem = "li.job"\ntitle = "a"\ntext = "a"\n')
    shown = desk.run("preview", page, "--format", "json", check=0)
    assert [(row["title"], row["company"]) for row in json.loads(shown.stdout)] == [
        (title, "澜汀智算") for title in TITLES.values()
    ]
