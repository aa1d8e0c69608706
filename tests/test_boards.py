"""Every board against its saved pages: tests/boards/<board>/<case>/.

A case is a folder with `case.toml` (the page's address and file, what is asked of it, the error it must raise if any),
the page itself, and `expected.json`. A case without one gets it written and fails once: read it, then commit it.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from crawler import boards
from crawler.board import Listing
from crawler.errors import BoardChanged, NotThisBoard
from crawler.page import Page

HERE = Path(__file__).parent / "boards"
CASES = sorted(path.parent for path in HERE.glob("*/*/case.toml"))
ERRORS = {"BoardChanged": BoardChanged, "NotThisBoard": NotThisBoard}


def name_of(case: Path) -> str:
    return f"{case.parent.name}/{case.name}"


def load(case: Path) -> tuple[dict[str, Any], Page]:
    about = tomllib.loads((case / "case.toml").read_text(encoding="utf-8"))
    headers = {"content-type": about["content_type"]} if "content_type" in about else {}
    return about, Page(url=about.get("final_url", about["url"]), asked=about["url"],
                       body=(case / about["page"]).read_bytes(), headers=headers, select=about.get("select", {}))  # fmt: skip


def read(case: Path) -> dict[str, Any]:
    """What the board makes of a case's page, without empty fields."""
    about, page = load(case)
    board = boards.get(case.parent.name)
    listing = board.read_listing(page) if about["asks"] == "listing" else Listing(postings=board.read_posting(page))
    tree = asdict(listing)
    for name in ("postings", "links"):
        tree[name] = [{k: v for k, v in one.items() if v not in (None, "", (), False)} for one in tree[name]]
    return json.loads(json.dumps({name: value for name, value in tree.items() if value not in (None, (), [], "")}))  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", boards.names())
def test_every_board_has_cases(name: str) -> None:
    cases = {case.name for case in CASES if case.parent.name == name}
    assert "basic" in cases, f"tests/boards/{name}/basic is missing: a board without a saved page proves nothing"
    refusals = [c for c in CASES if c.parent.name == name and "raises" in load(c)[0]]
    assert refusals, f"{name} has no case of a page that it must refuse"


def test_hosts_are_told_without_a_parser_for_every_board_that_knows_addresses() -> None:
    for name in boards._WITHOUT_ADDRESS:
        assert not hasattr(importlib.import_module(f"crawler.boards.{name}"), "entry"), name
    asks = (
        "import sys; from crawler.boards import hosts_for; hosts_for('https://careers.example/', 'jsonld', 'greenhouse');"
        " sys.exit(' '.join({'parsel', 'lxml', 'feedparser', 'yaml'} & sys.modules.keys()) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), "what the recorder holds while it waits"


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_case_is_read_as_expected(case: Path, request: pytest.FixtureRequest) -> None:
    about, _ = load(case)
    if "raises" in about:
        with pytest.raises(ERRORS[about["raises"]], match=about["words"]):
            read(case)
        return
    found = read(case)
    file = case / "expected.json"
    if request.config.getoption("--accept") or not file.exists():
        file.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        if not request.config.getoption("--accept"):
            pytest.fail(f"{file} was written: read it, then run again")
    expected = json.loads(file.read_text(encoding="utf-8"))
    assert found.keys() == expected.keys()
    for name in expected:
        assert found[name] == expected[name], name


@pytest.mark.parametrize("case", [c for c in CASES if "raises" not in load(c)[0]], ids=name_of)
def test_reading_twice_gives_the_same(case: Path) -> None:
    assert read(case) == read(case)


@pytest.mark.parametrize("case", [c for c in CASES if "raises" not in load(c)[0]], ids=name_of)
def test_a_page_that_is_cut_off_never_passes_for_an_empty_listing(case: Path) -> None:
    _, page = load(case)
    board = boards.get(case.parent.name)
    whole = read(case)
    if not whole.get("postings") and not whole.get("links"):
        return
    for share in (0.02, 0.1, 0.3):
        cut = Page(url=page.url, asked=page.asked, body=page.body[: int(len(page.body) * share)], headers=page.headers)
        try:
            listing = board.read_listing(cut)
        except BoardChanged:
            continue
        assert listing.postings or listing.links, f"{share:.0%} of the page reads as an empty listing"


@pytest.mark.parametrize("case", [c for c in CASES if load(c)[0].get("detected", False)], ids=name_of)
def test_the_board_is_found_by_its_page(case: Path) -> None:
    _, page = load(case)
    found = boards.detect(page)
    assert found is not None
    assert found[0].name == case.parent.name
    assert found[1]


@pytest.mark.parametrize("name", boards.names())
def test_a_board_says_what_it_reads(name: str) -> None:
    assert len(boards.get(name).biography) > 200, "whose software, which pages, what is odd about them"


@pytest.mark.parametrize("name", boards.names())
@pytest.mark.parametrize(
    "body",
    [
        b"", b"{}", b"[]", b"null", b"<html></html>", b"\x00\x01\x02", b"<html><body><h1>Sign in</h1><form>Password</form></body></html>",
        b"<html><body><h1>502 Bad Gateway</h1></body></html>", b"<rss></rss>", b"---\n---\n",
    ],
)  # fmt: skip
def test_what_is_no_listing_is_refused(name: str, body: bytes) -> None:
    """A login page, an error page or nothing at all is not an empty listing."""
    board = boards.get(name)
    with pytest.raises(BoardChanged):
        board.read_listing(Page(url="https://acme.example/jobs", body=body, headers={"content-type": "text/html"}))
