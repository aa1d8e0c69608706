"""`rolewatch sources`: addresses are looked at, added, refused and probed; the catalogue."""

from __future__ import annotations

import json
import os
import stat
import time
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from rolewatch import catalogue
from rolewatch.cli.same import employer_in, places, same
from tests.commands import Desk
from tests.pages import TITLES, careers, detail, listing
from tests.site import Site

# A file as people write it: comments, odd spaces, tables between and after the sources, no line break at its end.
OWN = """\
# my boards
timezone   =  "Asia/Shanghai"   # home

[crawl]
delay = 0

[[source]]          # the first
id = "notes"
url = 'https://notes.example/jobs'   # quoted otherwise

[digest]
lang = "en"

[[source]]
id = "other"
url = "https://other.example/"
# the end"""


def sources_of(desk: Desk) -> list[dict[str, str]]:
    return tomllib.loads((desk.folder / "sources.toml").read_text(encoding="utf-8"))["source"]  # type: ignore[no-any-return]


def written(desk: Desk, text: str = OWN) -> Path:
    path = desk.folder / "sources.toml"
    path.write_bytes(text.encode())
    return path


def said(errors: str) -> str:
    """An error without the frame and the line breaks of the terminal."""
    return " ".join(word for word in errors.split() if word != "│")


# -- add


def test_an_address_is_shown_and_added_and_every_other_byte_stays(desk: Desk, site: Site) -> None:
    path = written(desk)
    entry = careers(site)
    done = desk.run("sources", "add", entry, "--id", "lanting", "--company", '澜汀"智算"', check=0)
    for words in ("board     jsonld (", "complete  complete", "postings  4", TITLES["compiler"], "as lanting"):
        assert words in done.stdout, words
    text = path.read_bytes().decode()
    assert text.startswith(OWN + "\n")
    assert sources_of(desk)[-1] == {"id": "lanting", "url": entry, "company": '澜汀"智算"'}
    assert "3 sources, 3 enabled, all right" in desk.run("sources", "check", check=0).stdout
    assert [path.name for path in desk.folder.iterdir()] == ["sources.toml"], "no temporary file stays"


def test_a_file_that_is_not_there_is_made(desk: Desk, site: Site) -> None:
    entry = careers(site, ("inference",), pages=1)
    desk.run("sources", "add", entry, check=0)
    (source,) = sources_of(desk)
    assert source == {"id": "127-0-0-1", "url": entry}
    done = desk.run("crawl", "--quiet", check=0)
    assert done.stderr == ""
    assert desk.ask("SELECT title FROM roles") == [(TITLES["inference"],)]


def test_what_was_added_is_crawled_next_time_as_it_was_shown(desk: Desk, site: Site) -> None:
    written(desk, "[crawl]\ndelay = 0\n")
    done = desk.run("sources", "add", careers(site), "--board", "jsonld", check=0)
    assert sources_of(desk)[0]["board"] == "jsonld"
    assert "the configuration names it" in done.stdout
    desk.crawl("2026-03-02T00:30:00Z")
    assert desk.ask("SELECT count(*) FROM roles") == [(4,)]


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
def test_line_endings_and_permissions_stay(desk: Desk, site: Site, ending: str) -> None:
    path = written(desk, OWN.replace("\n", ending))
    path.chmod(0o640)
    link = desk.folder / "mine.toml"
    link.symlink_to(path.name)
    desk.run("sources", "add", careers(site), "--config", "mine.toml", check=0)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert link.is_symlink()
    text = path.read_bytes().decode()
    assert text.startswith(OWN.replace("\n", ending))
    assert text.count("\n") == text.count(ending) > OWN.count("\n")
    assert len(sources_of(desk)) == 3


def test_ids_are_made_of_the_employer_or_the_host_and_are_unique(desk: Desk, site: Site) -> None:
    written(desk, "[crawl]\ndelay = 0\n")
    employer = {"hiringOrganization": {"@type": "Organization", "name": "Northlake Compute, Inc."}}
    for number in (1, 2):
        site.html(f"/{number}/jobs/a", detail("Compiler Engineer", **employer))
        site.html(f"/{number}", listing({f"/{number}/jobs/a": "Compiler Engineer"}))
        desk.run("sources", "add", f"{site.url}/{number}", check=0)
    assert [source["id"] for source in sources_of(desk)] == ["northlake-compute-inc", "northlake-compute-inc-2"]


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://boards.greenhouse.io/acme/jobs/123", "acme"),
        ("https://boards.greenhouse.io/embed/job_board?for=acme", "acme"),
        ("https://jobs.lever.co/acme", "acme"),
        ("https://jobs.ashbyhq.com/acme.ai", "acme.ai"),
        ("https://acme.recruitee.com/", "acme"),
        ("https://careers.acme.example/jobs", "acme"),
        ("https://www.acme.example/jobs", "acme"),
        ("http://127.0.0.1:8000/jobs", "127-0-0-1"),
        ("file:///srv/boards/acme/index.html", "acme"),
    ],
)
def test_the_employer_in_an_address(url: str, name: str) -> None:
    assert employer_in(url) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://boards.greenhouse.io/acme", "https://job-boards.greenhouse.io/Acme/jobs/17?gh_src=x"),
        ("https://boards.greenhouse.io/acme", "https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true"),
        ("https://boards.greenhouse.io/embed/job_board?for=acme", "https://boards.greenhouse.io/acme/"),
        ("https://jobs.lever.co/acme", "https://api.lever.co/v0/postings/acme?mode=json"),
        ("https://jobs.ashbyhq.com/acme", "https://jobs.ashbyhq.com/Acme/?utm_source=x"),
        ("https://acme.example/jobs", "http://www.acme.example/jobs/?utm_campaign=a#open"),
        ("https://acme.example/jobs?b=2&a=1", "https://ACME.example:443/jobs?a=1&b=2&ref=mail"),
    ],
)
def test_spellings_of_one_board_are_the_same(one: str, other: str) -> None:
    assert same(places(one), places(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://boards.greenhouse.io/acme", "https://boards.greenhouse.io/zenith"),
        ("https://jobs.lever.co/acme", "https://jobs.eu.lever.co/acme"),
        ("https://jobs.lever.co/acme", "https://jobs.ashbyhq.com/acme"),
        ("https://acme.example/jobs", "https://acme.example/jobs?team=infra"),
        ("https://acme.example/jobs", "https://acme.example/Jobs"),
        ("https://acme.example/jobs", "https://jobs.acme.example/jobs"),
    ],
)
def test_two_boards_are_two(one: str, other: str) -> None:
    assert not same(places(one), places(other))


@pytest.mark.parametrize("spelling", ["/jobs", "/jobs/", "/jobs?utm_source=mail", "/jobs#open"])
def test_a_source_that_is_there_is_refused_unasked(desk: Desk, site: Site, spelling: str) -> None:
    path = written(desk, f'[crawl]\ndelay = 0\n[[source]]\nid = "lanting"\nurl = "{careers(site)}"\n')
    before = path.read_bytes()
    done = desk.run("sources", "add", site.url + spelling, check=2)
    assert "is already the source lanting of sources.toml" in said(done.stderr)
    assert path.read_bytes() == before
    assert site.log == []


def test_a_source_behind_a_redirect_is_refused(desk: Desk, site: Site) -> None:
    path = written(desk, f'[crawl]\ndelay = 0\n[[source]]\nid = "lanting"\nurl = "{careers(site)}"\n')
    before = path.read_bytes()
    site.put("/old", status=301, headers={"Location": "/jobs"})
    done = desk.run("sources", "add", site.url + "/old", "--force", check=2)
    assert "is already the source lanting" in said(done.stderr)
    assert path.read_bytes() == before


def test_a_page_without_postings_is_not_added_but_by_force(desk: Desk, site: Site) -> None:
    path = written(desk, "[crawl]\ndelay = 0\n")
    before = path.read_bytes()
    for entry, reason in (
        (site.html("/about", "<html><body><h1>关于我们</h1><p>故事</p></body></html>"), "try the address of the page"),
        (site.url + "/nothing", "HTTP 404: there is no such page; look whether the address has changed"),
        (site.html("/empty", listing({}, words="<p>暂无职位</p>", total=0)), "that nothing is open there now"),
    ):
        done = desk.run("sources", "add", entry, check=1)
        assert "postings  0" in done.stdout
        assert reason in done.stderr
        assert "--force adds it nevertheless" in done.stderr
        assert path.read_bytes() == before
    desk.run("sources", "add", site.url + "/about", "--force", "--id", "about", check=0)
    assert sources_of(desk) == [{"id": "about", "url": site.url + "/about"}]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("https://a.example/", "--id", "A b"), "cannot be an id"),
        (("https://a.example/", "--id", "notes"), "has a source notes already"),
        (("https://a.example/", "--board", "nope"), "nope is no board"),
        (("ftp://a.example/",), "has a scheme that is not crawled"),
        ((), "give an address, or the name of a row"),
        (("https://a.example/", "--catalogue", "nvidia"), "give an address, or the name of a row"),
        (("--catalogue", "nobody"), "the catalogue has no nobody"),
    ],
)
def test_wrong_usage_of_add_is_2_and_writes_nothing(desk: Desk, words: tuple[str, ...], message: str) -> None:
    path = written(desk)
    done = desk.run("sources", "add", *words, check=2)
    assert message in said(done.stderr)
    assert path.read_bytes() == OWN.encode()


def test_a_file_that_does_not_validate_is_not_added_to(desk: Desk, site: Site) -> None:
    for text, message in (
        ('[[source]]\nid = "a"\nurl = "https://a.example/"\nbord = "x"\n', "sources.toml:4: source.bord is no key"),
        ("timezone = \n", "sources.toml:1: this is not TOML"),
    ):
        path = written(desk, text)
        done = desk.run("sources", "add", careers(site), check=2)
        assert message in done.stderr
        assert path.read_bytes() == text.encode()
    assert site.log == []


def test_sources_in_one_line_are_refused_instead_of_broken(desk: Desk, site: Site) -> None:
    text = 'source = [{id = "a", url = "https://a.example/"}]\n[crawl]\ndelay = 0\n'
    path = written(desk, text)
    done = desk.run("sources", "add", careers(site), check=2)
    assert "nothing was written" in done.stderr
    assert path.read_bytes() == text.encode()


def test_a_folder_that_may_not_be_written_leaves_the_file(desk: Desk, site: Site) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    path = written(desk, "[crawl]\ndelay = 0\n")
    desk.folder.chmod(0o500)
    try:
        assert "cannot be written" in desk.run("sources", "add", careers(site), check=2).stderr
    finally:
        desk.folder.chmod(0o700)
    assert path.read_bytes() == b"[crawl]\ndelay = 0\n"


def test_two_that_add_at_once_both_find_their_place(desk: Desk, site: Site) -> None:
    written(desk, "[crawl]\ndelay = 0\n")
    entries = []
    for name in ("a", "b", "c"):
        site.html(f"/{name}/jobs/x", detail(TITLES["inference"]))
        entries.append(site.html(f"/{name}", listing({f"/{name}/jobs/x": TITLES["inference"]}), wait=0.2))
    adding = [desk.start("sources", "add", entry, "--id", entry[-1]) for entry in entries]
    for process in adding:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    assert sorted(source["id"] for source in sources_of(desk)) == ["a", "b", "c"]


def test_a_file_below_the_configuration_is_written_as_a_path(desk: Desk) -> None:
    written(desk, "[crawl]\ndelay = 0\n")
    (desk.folder / "boards").mkdir()
    (desk.folder / "boards" / "northlake.html").write_text(detail("Compiler Engineer"), encoding="utf-8")
    desk.run("sources", "add", "./boards/northlake.html", check=0)
    assert sources_of(desk) == [{"id": "northlake", "url": "boards/northlake.html"}]
    assert "is already the source" in said(desk.run("sources", "add", "boards/northlake.html", check=2).stderr)


def test_only_the_first_pages_of_a_large_board_are_looked_at(desk: Desk, site: Site) -> None:
    written(desk, "[crawl]\ndelay = 0\n")
    names = [f"/jobs/{number}" for number in range(40)]
    for name in names:
        site.html(name, detail(f"推理工程师{name[6:]}"))
    done = desk.run("sources", "add", site.html("/jobs", listing(dict.fromkeys(names, "推理工程师"))), check=0)
    assert "only its first 25 pages were looked at; a crawl reads them all" in done.stdout
    assert "max_pages" not in done.stdout
    assert len([one for one in site.log if one.path.startswith("/jobs")]) == 25


# -- check --online


def test_every_source_is_asked_once_and_told_apart(desk: Desk, site: Site) -> None:
    fine = careers(site)
    site.html("/one", detail(TITLES["inference"]))
    site.put("/old", status=301, headers={"Location": "/one"})
    site.html("/shut", "no", status=403)
    desk.configure({"fine": fine, "one": site.url + "/one", "moved": site.url + "/old", "shut": site.url + "/shut",
                    "gone": site.url + "/gone", "closed": "http://127.0.0.1:9/jobs"})  # fmt: skip
    path = desk.folder / "sources.toml"
    path.write_text(path.read_text() + f'[[source]]\nid = "off"\nurl = "{site.url}/off"\nenabled = false\n')
    before = path.read_bytes()
    done = desk.run("sources", "check", "--online", check=1)
    states = {line.split()[0]: line.split()[1] for line in done.stdout.splitlines()[:-1]}
    assert states == {"fine": "fine", "one": "fine", "moved": "moved", "shut": "fails", "gone": "fails",
                      "closed": "fails", "off": "disabled"}  # fmt: skip
    assert f"now {site.url}/one; read as jsonld, 1 postings" in done.stdout
    assert "HTTP 403: the site refuses us" in done.stdout
    assert "HTTP 404" in done.stdout
    assert "the connection was refused" in done.stdout
    assert "2 fine, 1 moved, 3 failing" in done.stdout
    assert site.asked("/jobs") == 1
    assert [one.path for one in site.log if one.path.startswith("/jobs")] == ["/jobs"]
    assert path.read_bytes() == before
    assert not desk.database.exists()


def test_sources_of_one_host_rest_in_between(desk: Desk, site: Site) -> None:
    for name in ("a", "b", "c"):
        site.html(f"/{name}", detail(TITLES["inference"]))
    desk.configure({name: f"{site.url}/{name}" for name in ("a", "b", "c")}, more="[crawl]\ndelay = 0.4\n")
    desk.run("sources", "check", "--online", check=0)
    asked = [one.at for one in site.log if one.path != "/robots.txt"]
    assert all(later - earlier >= 0.35 for earlier, later in pairwise(asked))
    assert site.most_busy == 1


def test_robots_are_heeded_by_a_check(desk: Desk, site: Site) -> None:
    site.put("/robots.txt", b"User-agent: *\nDisallow: /jobs\n")
    desk.configure({"lanting": careers(site)})
    assert "robots.txt forbids it" in desk.run("sources", "check", "--online", check=1).stdout
    assert site.asked("/jobs") == 0


def test_a_board_that_moved_off_its_site_says_where_to(desk: Desk, site: Site) -> None:
    with Site() as elsewhere:
        site.put("/jobs", status=302, headers={"Location": careers(elsewhere)})
        desk.configure({"lanting": site.url + "/jobs"})
        done = desk.run("sources", "check", "--online", check=1)
        assert f"it leads off the site to {elsewhere.url}" in done.stdout
        assert elsewhere.log == []


def test_check_without_online_asks_nobody(desk: Desk, site: Site) -> None:
    desk.configure({"lanting": careers(site)})
    started = time.monotonic()
    assert "all right" in desk.run("sources", "check", check=0).stdout
    assert time.monotonic() - started < 10
    assert site.log == []
    assert "--catalogue needs --online" in said(desk.run("sources", "check", "--catalogue", check=2).stderr)


# -- the catalogue


def test_every_row_of_the_catalogue_is_sound() -> None:
    from crawler.boards import by_address

    rows = catalogue.rows()
    assert len({row.name for row in rows}) == len({row.url for row in rows}) == len(rows)
    for row in rows:
        assert not row.probed, "a row that was asked must say when and by whom: extend this file first"
        if found := by_address(row.url):
            assert row.board in ("auto", found[0].name), row.name
    for at, row in enumerate(rows):
        for other in rows[:at]:
            assert not same(places(row.url), places(other.url)), f"{row.name} is {other.name}"


def test_the_catalogue_is_listed_and_filtered(desk: Desk) -> None:
    text = desk.run("sources", "catalogue", check=0).stdout
    assert f"{len(catalogue.rows())} boards" in text
    assert "not asked yet" in text
    rows = json.loads(desk.run("sources", "catalogue", "--region", "cn", "--format", "json", check=0).stdout)
    assert rows
    assert {row["region"] for row in rows} == {"CN"}
    assert {"name", "company", "url", "board", "families", "evidence", "evidence_date", "probed"} <= rows[0].keys()
    family = json.loads(desk.run("sources", "catalogue", "--family", "dl_compiler", "--format", "json", check=0).stdout)
    assert all("dl_compiler" in row["families"] for row in family)
    assert "is no role family" in said(desk.run("sources", "catalogue", "--family", "cooks", check=2).stderr)
    assert "is no region" in said(desk.run("sources", "catalogue", "--region", "Mars", check=2).stderr)
    assert list(desk.folder.iterdir()) == []


def test_a_row_of_the_catalogue_that_is_there_under_another_spelling_is_refused(desk: Desk) -> None:
    row = next(row for row in catalogue.rows() if row.board == "greenhouse")
    token = row.url.rpartition("/")[2]
    path = written(desk, f'[[source]]\nid = "mine"\nurl = "https://boards.greenhouse.io/{token}/"\n')
    before = path.read_bytes()
    for name in (row.name, row.company.upper()):
        done = desk.run("sources", "add", "--catalogue", name, check=2)
        assert "is already the source mine" in said(done.stderr)
    assert path.read_bytes() == before
