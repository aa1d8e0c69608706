"""Data files with a list of jobs, as repositories on GitHub and small job boards keep them: `listings.json` and others.

SimplifyJobs' repositories keep an array of company_name, title, locations, url, date_posted (seconds since 1970, in
older files "05/12/2023"), `active` (applications are open) and `is_visible` (false for duplicates and mistakes: such
rows are left out, and counted in a note). Other files put the array under a key (jobs, listings, data, offers …) beside
some facts of their own, sometimes with the number of its entries; or a file holds one job only. A notice without a job
may come first ("legal"). Keys vary; the usual ones are known. An id that two rows share names neither of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawler.board import Ask, Covers, Listing
from crawler.errors import BoardChanged, NotThisBoard
from crawler.extract.fields import Node, count_at, json_of, tree_of
from crawler.extract.github import raw_address
from crawler.extract.rows import is_hidden, posting_of, states_job
from crawler.page import Page
from roles.identity import fragments
from roles.model import RawPosting
from roles.url import canonical, with_fragment

NAME = "listings_json"
COVERS: Covers = "all"
HOSTS = ("raw.githubusercontent.com",)

# Keys under which the array stands, and those that count it.
_UNDER = ("jobs", "listings", "postings", "positions", "offers", "openings", "roles", "vacancies", "results",
          "items", "data")  # fmt: skip
_TOTALS = ("total_jobs", "totaljobs", "total", "count", "job_count")
# So many of the first rows are looked at to know a list of jobs.
_LOOKED_AT = 5
_NAMED = re.compile(r"(?:listing|job|posting|position|opening)s?[\w.-]{0,40}\.json\Z", re.I)


def recognise(page: Page) -> str | None:
    """An array of objects with a title, and two of employer, address and place."""
    rows, where = _rows(json_of(page))
    looked_at = (rows or [])[:_LOOKED_AT]
    jobs = sum(isinstance(row, dict) and states_job(row) for row in looked_at)
    if rows is None or not jobs or jobs < len(looked_at) - 1:  # a notice may be among them
        return None
    return f"it is JSON with a list of {len(rows)} jobs{where}"


def entry(url: str) -> tuple[Ask, ...] | None:
    """The file itself for the page on GitHub that shows it."""
    address = raw_address(url, ("json",))
    return (Ask(url=address),) if address else None


def read_listing(page: Page) -> Listing:
    """All jobs of the file, those that it marks as closed too."""
    tree = tree_of(page, "a list of jobs")
    rows, where = _rows(tree)
    if rows is None:
        raise NotThisBoard(
            f"{page.identity} has no list of jobs (looked for an array, or one under {', '.join(_UNDER)}); look at it"
            " with `rolewatch preview`"
        )
    if not rows and not where and (page.looks_like_html or not _NAMED.search(urlsplit(page.url).path)):
        raise BoardChanged(f"{page.identity} is an empty array, and nothing says what of; try another one")
    notes = []
    if (
        len(rows) > 1
        and isinstance(rows[0], dict)
        and not states_job(rows[0])
        and states_job(_object(page, rows[1], 2))
    ):
        notes.append(f"the first entry of {page.identity} is a notice: {', '.join(map(str, rows[0]))[:80]}")
        rows = rows[1:]
    found, hidden = [], 0
    for number, row in enumerate(rows, len(notes) + 1):
        if is_hidden(_object(page, row, number)):
            hidden += 1
            continue
        raw = posting_of(row, page.identity)
        if not raw.title:
            raise BoardChanged(
                f"entry {number} of {page.identity} has no title (it has {', '.join(map(str, row))[:120]}); its keys"
                " may have changed: look at it with `rolewatch preview`"
            )
        found.append(replace(raw, url=urljoin(page.url, raw.url)))
    if hidden:
        notes.append(f"left out of {page.identity}: {hidden} that its owner has hidden")
    return Listing(postings=tuple(_known_apart(page, found)), declared=_declared(tree, hidden), notes=tuple(notes))


def read_posting(page: Page) -> tuple[RawPosting, ...]:
    """The jobs of the file: it is its own only page."""
    return read_listing(page).postings


def _rows(tree: Any) -> tuple[list[Any] | None, str]:
    """The array of jobs, and where it stands; None where there is none."""
    if isinstance(tree, list):
        return tree, ""
    if isinstance(tree, dict):
        for key in _UNDER:
            if isinstance(tree.get(key), list):
                return tree[key], f" under “{key}”"
        if states_job(tree):
            return [tree], " of its own"
    return None, ""


def _object(page: Page, row: Any, number: int) -> Node:
    if not isinstance(row, dict):
        raise NotThisBoard(f"entry {number} of the list in {page.identity} is no object; it is no list of jobs")
    return row


def _declared(tree: Any, hidden: int) -> int | None:
    sources = [tree, tree.get("meta")] if isinstance(tree, dict) else []
    total = next((count for source in sources for key in _TOTALS if (count := count_at(source, key)) is not None), None)
    return None if total is None else max(total - hidden, 0)


def _known_apart(page: Page, found: Sequence[RawPosting]) -> list[RawPosting]:
    """Rows with what each is known by: its id, else its address, else its words. The same row twice is one."""
    once = list(dict.fromkeys(found))
    ids = Counter(raw.external_id for raw in once)
    addresses = Counter(canonical(raw.url) for raw in once)
    names = fragments([raw.title for raw in once], [_telling(raw) for raw in once])
    result = []
    for raw, name in zip(once, names, strict=True):
        if raw.external_id and ids[raw.external_id] == 1:
            result.append(raw)
        elif addresses[canonical(raw.url)] == 1 and canonical(raw.url) != canonical(page.identity):
            result.append(replace(raw, external_id=None))
        else:
            result.append(replace(raw, external_id=None, url=with_fragment(raw.url, name), derived_id=True))
    return result


def _telling(raw: RawPosting) -> str:
    return " ".join(filter(None, [raw.company, *raw.locations, raw.department, raw.text]))
