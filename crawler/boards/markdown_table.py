"""Tables of jobs in README files on GitHub: | Company | Role | Location | Application | Date |, one row per role.

SimplifyJobs, speedyapply, Pitt CSC and hundreds of lists after them keep such files; most are written by a script, many
are corrected by hand. "↳" means the company of the row above; a lock (🔒), struck-out words or "Closed" mean that the
role is closed, and take the link away. Cells hold Markdown and HTML; some files write the whole table in HTML. Several
tables stand below headings, closed roles sometimes in a section of their own. Ages ("16d") count from the day of the
crawl. A role is known by its application link; without one by company, title and place. A table whose rows do not fit
its header is refused with the line, because a shifted column would turn places into titles.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin

from crawler.board import Ask, Covers, Listing
from crawler.errors import BoardChanged, NotThisBoard
from crawler.extract.empty import says_empty
from crawler.extract.github import raw_address
from crawler.extract.table import Cell, Row, Table, tables
from crawler.page import Page
from roles.identity import fragments
from roles.model import RawPosting
from roles.text import fold, squeeze
from roles.url import canonical, with_fragment

NAME = "markdown_table"
COVERS: Covers = "all"
HOSTS = ("raw.githubusercontent.com",)

_EXTENSIONS = ("md", "markdown", "mdown", "mkd")
# Headers, folded → fields. What is in none of them goes into the text under its own header.
_HEADERS = {
    name: field
    for field, names in {
        "company": "company,employer,organization,organisation,company name,firm,公司,企业,公司名称,单位",
        "title": "role,position,title,job title,job,roles,positions,opening,职位,岗位,职位名称,岗位名称,招聘岗位",
        "locations": "location,locations,city,cities,place,where,地点,城市,工作地点,工作城市",
        "link": "application,application/link,apply,link,links,posting,url,apply link,application link,job link"
        ",apply now,投递,链接,投递链接,申请链接,投递地址,招聘链接,官网,官网链接",
        "posted": "date,date posted,posted,posted on,added,date added,published,age,日期,发布日期,发布时间,更新日期"
        ",更新时间",
        "expires": "deadline,due,closes,closing date,apply by,截止,截止日期,截止时间",
        "salary": "salary,pay,compensation,salary range,薪资,薪酬,薪水,薪资范围,月薪",
        "state": "status,state,open,open?,状态,招聘状态",
        "workplace": "work model,workplace,work mode,remote,remote?,工作方式",
        "employment_type": "type,job type,employment type,类型,招聘类型,工作性质",
        "department": "department,team,部门,团队",
        "experience": "experience,years,经验,工作经验",
        "education": "education,degree,学历,学历要求",
    }.items()
    for name in names.split(",")
}  # fmt: skip
_COPIED = frozenset("company posted expires salary workplace employment_type department experience education".split())
_SAME = frozenset('↳⤷└┗〃"″')
_LOCK = "🔒"
_CLOSED = re.compile(
    r"(?<![a-z])(?:closed|inactive|archived|expired|filled)(?![a-z])|已关闭|已结束|已截止|已过期|已下线"
)
_STATES = re.compile(r"closed|inactive|archived|expired|filled|已关闭|已结束|已截止|已过期|已下线")
_AGE = re.compile(r"\d{1,4} ?(?:h|d|w|mo|m|y|days?|weeks?|months?)\Z", re.I)
_DECORATION = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF\ufe0f\u200d]+")
_START = re.compile(r"<!--[^<>]{0,200}TABLE\w{0,40}START[^<>]{0,200}-->")
_END = re.compile(r"<!--[^<>]{0,200}TABLE\w{0,40}END[^<>]{0,200}-->")


@dataclass(frozen=True, slots=True)
class _Found:
    """A table of jobs: the fields of its columns ("" for others) and whether rows of it mean anything else."""

    table: Table
    fields: tuple[str, ...]


def recognise(page: Page) -> str | None:
    """A Markdown file with a table whose header names roles, and employers or links, and that has a row."""
    if not _is_markdown(page) or (b"|" not in page.body and b"<table" not in page.body):
        return None
    try:
        found = _job_tables(page)
    except BoardChanged:
        return None
    rows = sum(len(one.table.rows) for one in found)
    return f"the file has {len(found)} table(s) of jobs with {rows} rows" if rows else None


def entry(url: str) -> tuple[Ask, ...] | None:
    """The file itself for the page on GitHub that shows it."""
    address = raw_address(url, _EXTENSIONS)
    return (Ask(url=address),) if address else None


def read_listing(page: Page) -> Listing:
    """The rows of all tables of jobs in the file."""
    if page.looks_like_html:
        raise NotThisBoard(
            f"{page.identity} is an HTML page; give the address of the Markdown file itself (“Raw” on GitHub)"
        )
    found = _job_tables(page)
    opened, closed = len(_START.findall(page.text)), len(_END.findall(page.text))
    if opened > closed or any(not one.table.ended for one in found):
        raise BoardChanged(f"{page.identity} is cut off: a table opens that does not end; try again later")
    if not found:
        raise NotThisBoard(
            f"{page.identity} has no table of jobs (looked for a header with a role, and a company or a link); give the"
            ' address of the file that holds it, or set board = "markdown" for ads written as text'
        )
    raws = [raw for one in found for raw in _rows(page, one)]
    if not raws and not (opened or says_empty(page.text)):
        raise BoardChanged(
            f"the table in line {found[0].table.line} of {page.identity} has no rows, and nothing says why"
        )
    return Listing(postings=tuple(_known_apart(page, raws)))


def read_posting(page: Page) -> tuple[RawPosting, ...]:
    """The rows of the file: it is its own only page."""
    return read_listing(page).postings


def _is_markdown(page: Page) -> bool:
    if page.looks_like_html:
        return False
    plain = page.content_type in ("", "text/plain", "application/octet-stream")
    return page.content_type in ("text/markdown", "text/x-markdown") or (plain and page.extension in _EXTENSIONS)


@lru_cache(maxsize=2)  # a page is recognised and then read
def _job_tables(page: Page) -> tuple[_Found, ...]:
    found = []
    for table in tables(page.text):
        fields = tuple(_HEADERS.get(_header(name), "") for name in table.headers)
        if "title" in fields and {"company", "link", "locations"}.intersection(fields) and len(table.headers) > 2:
            found.append(_Found(table, fields))
    return tuple(found)


def _header(name: str) -> str:
    return fold(_DECORATION.sub("", name)).strip(" :/")


def _rows(page: Page, found: _Found) -> list[RawPosting]:
    table, fields = found.table, found.fields
    named = [name for name in map(_header, table.headers) if name]
    if doubled := [name for name, count in Counter(named).items() if count > 1]:
        raise BoardChanged(
            f"{page.identity}, line {table.line}: the header names “{doubled[0]}” twice; the file must be mended"
        )
    result: list[RawPosting] = []
    above: Cell | None = None
    for row in table.rows:
        if not any(cell.text or cell.links for cell in row.cells):
            continue  # a row of nothing parts two groups
        if len(row.cells) != len(fields):
            raise BoardChanged(
                f"{page.identity}, line {row.line}: the row has {len(row.cells)} cells where the header has"
                f" {len(fields)}; the file must be mended (a bar within a cell is written \\|)"
            )
        cells = _cells(row, fields)
        company = cells.get("company")
        if company and company.text and set(company.text) <= _SAME:
            if above is None:
                raise BoardChanged(f"{page.identity}, line {row.line}: “{company.text}” has no company above it")
            cells["company"] = above
        elif company:
            above = company
        result.append(_posting(page, row, found, cells))
    return result


def _cells(row: Row, fields: Sequence[str]) -> dict[str, Cell]:
    """The first cell of each field; links from all columns that hold some."""
    cells: dict[str, Cell] = {}
    for field, cell in zip(fields, row.cells, strict=True):
        if field == "link" and "link" in cells:
            cells["link"] = Cell(cells["link"].lines + cell.lines, cells["link"].links + cell.links, cell.struck)
        elif field:
            cells.setdefault(field, cell)
    return cells


def _posting(page: Page, row: Row, found: _Found, cells: dict[str, Cell]) -> RawPosting:
    title = squeeze(_DECORATION.sub(" ", cells["title"].text))
    marks = " ".join(_DECORATION.findall(cells["title"].text.replace(_LOCK, "")))
    if not title:
        raise BoardChanged(f"{page.identity}, line {row.line}: the row has no title; the file must be mended")
    stated: dict[str, Any] = {field: cell.text for field, cell in cells.items() if field in _COPIED and cell.text}
    if "company" in stated:
        stated["company"] = squeeze(_DECORATION.sub(" ", stated["company"])) or None
    if "posted" in stated and _AGE.match(stated["posted"]):
        stated["posted"] += " ago"  # "16d" below "Age"
    links = cells["link"].links if "link" in cells else cells["title"].links
    others = [
        f"{header}: {cell.text}"
        for header, field, cell in zip(found.table.headers, found.fields, row.cells, strict=True)
        if not field and header and cell.text
    ]
    return RawPosting(
        url=urljoin(page.url, links[0][1]) if links else page.identity,
        title=title,
        text="\n".join([*([f"Marks: {marks}"] if marks else []), *others]),
        locations=cells["locations"].lines if "locations" in cells else (),
        state=_state(row, found, cells),
        common=f"Section: {' / '.join(found.table.section[-2:])}" if found.table.section else "",
        **stated,
    )


def _state(row: Row, found: _Found, cells: dict[str, Cell]) -> str | None:
    """The row's own word; else "closed" for the marks that mean it; else that of the section."""
    if "state" in cells and cells["state"].text and _LOCK not in cells["state"].text:
        return cells["state"].text
    if any(_LOCK in cell.text for cell in row.cells) or cells["title"].struck:
        return "closed"
    link = cells.get("link")
    if link and not link.links and (word := _CLOSED.search(fold(link.text))):
        return word[0]
    section = _STATES.search(fold(found.table.section[-1])) if found.table.section else None
    return section[0] if section else None


def _known_apart(page: Page, raws: Sequence[RawPosting]) -> list[RawPosting]:
    """Rows with addresses of their own; the same role twice is one, with all of its places."""
    once: dict[tuple[str, ...], RawPosting] = {}
    for raw in raws:
        key = (
            canonical(raw.url),
            raw.company or "",
            raw.title or "",
            *(raw.locations if raw.url == page.identity else ()),
        )
        before = once.get(key)
        once[key] = replace(before, locations=_both(before, raw)) if before else raw
    several = list(once.values())
    addresses = Counter(canonical(raw.url) for raw in several)
    names = fragments(
        [" ".join(filter(None, [raw.company, raw.title])) for raw in several],
        [" ".join(raw.locations) or raw.text for raw in several],
    )
    return [
        raw
        if addresses[canonical(raw.url)] == 1 and raw.url != page.identity
        else replace(raw, url=with_fragment(raw.url, name), derived_id=True)
        for raw, name in zip(several, names, strict=True)
    ]


def _both(one: RawPosting, other: RawPosting) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one.locations, *other.locations)))
