"""Pages as they came, in a folder of the user's own machine: what `preview --save` and the checks of addresses look at.

Each page gets a folder of its own that is a board case as tests/test_boards.py reads it (docs/ADDING-A-BOARD.md, step
3): the bytes, `case.toml`, and what the board makes of them. Bounded, so that no site fills a disk.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

from crawler import boards
from crawler.board import Board, Listing
from crawler.errors import BoardChanged
from crawler.page import Page
from roles import wire
from roles.crawl import PAGES_LIST, PageKind, SavedPage

MOST_PAGES = 20
LARGEST = 5_000_000
_ENDINGS = (("html", "html"), ("json", "json"), ("xml", "xml"), ("rss", "xml"), ("markdown", "md"), ("md", "md"))


def keep(folder: str, page: Page, kind: PageKind) -> None:
    """Writes a page and a line about it; nothing more once the folder has as many pages as it may."""
    place = Path(folder)
    number = sum(each.is_dir() for each in place.iterdir())
    if number >= MOST_PAGES or len(page.body) > LARGEST:
        return
    content_type = page.headers.get("content-type", "")
    kind_of_page = content_type.lower() or ("html" if page.looks_like_html else page.extension)
    ending = next((ending for part, ending in _ENDINGS if part in kind_of_page), "txt")
    case = place / f"{number:02}"
    case.mkdir()
    (case / f"page.{ending}").write_bytes(page.body)
    saved = SavedPage(folder=case.name, page=f"page.{ending}", kind=kind, asked=page.identity, url=page.url,
                      status=page.status, content_type=content_type, select=page.select)  # fmt: skip
    with (place / PAGES_LIST).open("a", encoding="utf-8") as lines:
        lines.write(wire.to_json(saved) + "\n")


def finish(folder: str, board: Board | None) -> None:
    """Makes a case of every page that was kept: what it is, and what the board that was found makes of it."""
    place = Path(folder)
    if board is None or not (place / PAGES_LIST).exists():
        return
    for line in (place / PAGES_LIST).read_text(encoding="utf-8").splitlines():
        saved = wire.from_json(line, SavedPage)
        case = place / saved.folder
        page = Page(url=saved.url, asked=saved.asked, body=(case / saved.page).read_bytes(), select=saved.select,
                    headers={"content-type": saved.content_type} if saved.content_type else {})  # fmt: skip
        about: dict[str, Any] = {"url": saved.asked}
        if saved.url != saved.asked:
            about["final_url"] = saved.url
        about |= {"page": saved.page, "asks": "listing" if saved.kind == "listing" else "posting"}
        if saved.content_type:
            about["content_type"] = saved.content_type
        about["detected"] = _is_detected(page, board)
        try:
            expected = _what_it_reads(page, board, about["asks"])
        except BoardChanged as error:
            about |= {"raises": type(error).__name__, "words": re.escape(str(error))}
        except Exception as error:  # a mistake in a board: the case is there to find it
            about["mistake"] = f"{type(error).__name__}: {str(error)[:200]}"
        else:
            text = json.dumps(expected, ensure_ascii=False, indent=2)
            (case / "expected.json").write_text(text + "\n", encoding="utf-8")
        (case / "case.toml").write_text(_toml(about, saved.select), encoding="utf-8")


def _is_detected(page: Page, board: Board) -> bool:
    try:
        found = boards.detect(page)
    except Exception:  # the same mistake again
        return False
    return found is not None and found[0] is board


def _what_it_reads(page: Page, board: Board, asks: str) -> dict[str, Any]:
    """What a board makes of a page, without empty fields."""
    listing = board.read_listing(page) if asks == "listing" else Listing(postings=board.read_posting(page))
    tree = asdict(listing)
    for name in ("postings", "links"):
        tree[name] = [{k: v for k, v in one.items() if v not in (None, "", (), False)} for one in tree[name]]
    return json.loads(json.dumps({k: v for k, v in tree.items() if v not in (None, (), [], "")}))  # type: ignore[no-any-return]


def _toml(about: dict[str, Any], select: dict[str, str]) -> str:
    lines = [f"{key} = {_value(value)}" for key, value in about.items()]
    if select:
        lines += ["[select]", *(f"{_value(key)} = {_value(value)}" for key, value in select.items())]
    return "\n".join(lines) + "\n"


def _value(value: str | bool) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
