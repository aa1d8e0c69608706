"""腾讯招聘 (careers.tencent.com): the JSON behind Tencent's own careers site, one of few in China with a plain GET.

As read by open adapters (2019 to September 2026); nobody documents it. People know careers.tencent.com/search.html and
jobdesc.html?postId=…. The list is /tencentcareer/api/post/Query with its total (`Data.Count`) and as many postings a
page as are asked for, up to 100 here; it has the duties of every posting. The requirements stand only in the posting's
own answer, …/post/ByPostId?postId=….

Oddities: LastUpdateTime ("2026年06月23日") moves with every edit and is no date of publication; there is none. Beyond
the last page `Posts` is null. Names begin with an internal number ("31504-…"), and subsidiaries write themselves in
brackets behind it. `Code` is 200 where all is well, whatever HTTP says.
"""

from __future__ import annotations

from crawler.board import Ask, Covers, Link, Listing
from crawler.errors import BoardChanged
from crawler.extract import fields
from crawler.extract.employer_host import beside, on_host, stated_or
from crawler.extract.fields import Node
from crawler.page import Page
from roles.model import RawPosting

NAME = "tencent"
COVERS: Covers = "all"

_HOST = "careers.tencent.com"
_QUERY = f"https://{_HOST}/tencentcareer/api/post/Query?pageIndex=1&pageSize=100&language=zh-cn&area=cn"


def entry(url: str) -> tuple[Ask, ...] | None:
    """The careers site, a search or a posting of it → the first page of the whole list; its API as it was given."""
    host, path = fields.host_and_path(url)
    if host != _HOST:
        return None
    return (Ask(url=url if path[-1:] == ("Query",) else _QUERY),)


def embedded(page: Page) -> tuple[str, tuple[Ask, ...]] | None:
    """Links of Tencent's careers site."""
    return fields.embedded_board(page, "Tencent", entry)


def recognise(page: Page) -> str | None:
    """A page of the list, or a posting, with Tencent's keys."""
    tree = fields.json_of(page)
    data = fields.node_of(tree.get("Data")) if isinstance(tree, dict) else {}
    if {"PostId", "RecruitPostName"} <= data.keys():
        return "the answer is a posting of Tencent's careers site"
    first = fields.first_of(data, "Posts") or {}
    known = {"PostId", "RecruitPostName"} <= first.keys() or ("Posts" in data and data.get("Count") == 0)
    return "the answer has the postings of Tencent's careers site" if known else None


def read_listing(page: Page) -> Listing:
    """The postings of one page of the list, each with its own answer to ask for, and the page behind it."""
    data = _data(page, "postings of Tencent")
    if "RecruitPostName" in data:
        return Listing(postings=read_posting(page))
    total = fields.count_at(data, "Count")
    if total is None:
        raise BoardChanged(f"{page.url} does not state how many postings there are (“Count”); try again later")
    rows = [] if total == 0 and data.get("Posts", ()) is None else fields.list_at(data, "Posts", page)
    query = fields.query_of(page.url)
    number, size = (int(found) if (found := query.get(key, "")).isdecimal() else 0 for key in ("pageIndex", "pageSize"))
    end = (max(number, 1) - 1) * (size or len(rows)) + len(rows)
    if not rows and end < total:
        raise BoardChanged(f"{page.url} is empty where postings {end + 1} to {total} should follow; try again later")
    following = fields.with_query(page, pageIndex=str(max(number, 1) + 1), pageSize=str(size or len(rows)))
    return Listing(
        links=tuple(_link(page, row) for row in rows),
        next_pages=(following,) if end < total else (),
        declared=total,
    )


def read_posting(page: Page) -> tuple[RawPosting, ...]:
    """The posting of a …/ByPostId answer."""
    row = _data(page, "a posting of Tencent")
    parts = (("岗位职责", row.get("Responsibility")), ("岗位要求", row.get("Requirement")))
    return (_posting(page, row, fields.text_from(*parts)),)


def _data(page: Page, what: str) -> Node:
    tree = fields.one_object(fields.tree_of(page, what), page)
    if tree.get("Code", 200) != 200:
        raise BoardChanged(
            f"{page.url} answered with code {fields.words(tree['Code'])}; it may be gone: try again later"
        )
    return fields.object_at(tree, "Data", page)


def _link(page: Page, row: Node) -> Link:
    stub = _posting(page, row, fields.text_from(("岗位职责", row.get("Responsibility"))))
    language = fields.query_of(page.url).get("language", "zh-cn")
    own = beside(page, f"ByPostId?postId={fields.quoted(stub.external_id or '')}&language={fields.quoted(language)}")
    return Link(url=own, title=stub.title or "", stub=stub, changed=fields.words(row.get("LastUpdateTime")) or "")


def _posting(page: Page, row: Node, text: str) -> RawPosting:
    posting_id = fields.stated_at(row, "PostId", page)
    return RawPosting(
        url=stated_or(row.get("PostURL"), on_host(page, f"/jobdesc.html?postId={fields.quoted(posting_id)}")),
        external_id=posting_id,
        title=fields.title_at(row, "RecruitPostName", page),
        text=text,
        department=fields.joined(row.get("BGName"), row.get("ProductName")),
        locations=fields.places([fields.joined(row.get("CountryName"), row.get("LocationName"), by=" ")]),
        experience=fields.words(row.get("RequireWorkYearsName")),
        state="inactive" if row.get("IsValid") is False else None,
        locale=fields.query_of(page.url).get("language"),
    )
