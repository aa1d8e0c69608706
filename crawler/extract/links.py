"""Links of a listing page: which of them lead to an ad's own page, and which to the next page of the listing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.board import Link
from crawler.extract.prose import main_region
from crawler.page import Page
from roles.text import fold, squeeze
from roles.url import canonical, same_site

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Path words of ads and listings: /careers/1234, /zhiwei/88.html, /job-detail/platform-engineer.
JOB_PATH = re.compile(
    r"(?:job|career|position|posting|vacanc|opening|requisition|recruit|hiring|zhaopin|zhiwei|gangwei|zpdetail|stellen"
    r"|emploi|招聘|岗位|职位)",
    re.I,
)
# Words that end or stand in the title of a role, folded.
TITLE_WORD = re.compile(
    r"工程师|研发|开发|算法|架构师|科学家|研究员|专家|经理|实习|负责人|顾问|博士后|总监|运维|测试|产品|运营|设计师|"
    r"(?<![a-z])(?:engineers?|engineering|developers?|scientists?|researchers?|research|architects?|interns?|managers?|"
    r"leads?|head|directors?|specialists?|analysts?|designers?|consultants?|technicians?|programmers?|postdoc\w*|sre|"
    r"devops|administrators?|representatives?|associates?|recruiters?|fellows?)(?![a-z])"
)
NOT_AD = re.compile(
    r"\.(?:pdf|docx?|xlsx?|zip|png|jpe?g|gif|svg|css|js|ico|mp4|rss|xml)\Z"
    r"|/(?:login|signin|sign-in|register|apply|search|tags?|categor(?:y|ies)|page|privacy|terms|about|contact|benefits"
    r"|faq|blog|news|teams?|locations?|departments?|culture|life|share)(?:/|\.\w+)?\Z",
    re.I,
)
_NEXT_WORD = re.compile(
    r"(?:下一?页|后一?页|加载更多|查看更多|更多职位|次へ"
    r"|next(?: page)?|older|more jobs|load more|show more|[›»>→]{1,2})(?:\s*[›»>→]{1,2})?\Z"
)
_PAGE_PARAMETER = re.compile(
    r"(?:page|p|pg|pageindex|page_?no|page_?num(?:ber)?|paged|cur_?page|offset|start|from|skip)\Z", re.I
)
# /jobs/page/2, /jobs/page-2.html, /list_3.html
_PAGE_PATH = re.compile(r"(?:/(?:page|p)[/_-]?\d{1,4}|[/_-](?:page|p|index|list)[_-]?\d{1,4})(?:\.\w{2,5})?/?\Z", re.I)
_DIGITS = re.compile(r"\d+")
# A title is a few words; a sentence is not one.
_LONGEST_TITLE = 120
# Without a job word in their addresses, links are those of ads where more than this share reads like titles.
MOST = 0.6
# What stands around the content of a page.
_AROUND = frozenset(("nav", "header", "footer", "aside"))


@dataclass(frozen=True, slots=True)
class _Anchor:
    url: str
    text: str
    rel: str
    label: str


def _anchors(page: Page, root: HtmlElement, *, content_only: bool = False) -> list[_Anchor]:
    found = []
    for node in root.iter("a"):
        href = (node.get("href") or "").strip()
        if not href or href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
            continue
        if content_only and any(up.tag in _AROUND for up in node.iterancestors()):
            continue
        found.append(
            _Anchor(
                url=page.link(href),
                text=squeeze(" ".join(node.itertext())),
                rel=(node.get("rel") or "").lower(),
                label=squeeze(node.get("aria-label") or node.get("title") or ""),
            )
        )
    return found


def detail_links(page: Page) -> tuple[Link, ...]:
    """Links that look like ads' own pages, in page order, each address once.

    Links are judged by the shape of their addresses (the path up to its last part): a shape is that of ads where a link
    whose address has a job word is worded like a title, or where most of several links are. Links worded like a title
    are sure then, the others of the shape come with them.
    """
    here = {canonical(url).partition("#")[0] for url in (page.identity, page.url)}
    pages = {canonical(url) for url in next_pages(page)}
    found: dict[str, _Anchor] = {}
    for anchor in _anchors(page, main_region(page.html.root), content_only=True):
        exact = canonical(anchor.url).partition("#")[0]
        path = unquote(urlsplit(exact).path)
        if exact in here or exact in pages or not same_site(anchor.url, page.url) or NOT_AD.search(path):
            continue
        if exact not in found or len(anchor.text) > len(found[exact].text):
            found[exact] = anchor
    titled = {exact for exact, anchor in found.items() if _looks_like_title(anchor)}
    by_shape: dict[str, list[str]] = {}
    for exact in found:
        by_shape.setdefault(_shape(exact), []).append(exact)
    shapes = {
        shape
        for shape, members in by_shape.items()
        if any(exact in titled and JOB_PATH.search(_path(exact)) for exact in members)
        or (len(members) > 1 and len(titled.intersection(members)) > MOST * len(members))
    }
    return tuple(
        Link(url=anchor.url.partition("#")[0], title=anchor.text, sure=exact in titled)
        for exact, anchor in found.items()
        if _shape(exact) in shapes and 2 <= len(anchor.text or anchor.label) <= _LONGEST_TITLE
    )


@lru_cache(maxsize=2)  # a listing is asked for its links and then for what follows it
def next_pages(page: Page) -> tuple[str, ...]:
    """Addresses of further pages of a listing: rel=next, "next" in words, and numbered pages of the same address."""
    root = page.html.root
    found = [page.link(href) for href in page.html.xpath("//link[@rel='next']/@href").getall()]
    for anchor in _anchors(page, root):
        says_next = "next" in anchor.rel.split() or _NEXT_WORD.match(fold(anchor.text or anchor.label))
        is_number = anchor.text.isdecimal() and len(anchor.text) < 5 and anchor.text != "1"  # the first is the entry
        if says_next or (is_number and _is_page_of(anchor.url, page)):
            found.append(anchor.url)
    here = {canonical(page.identity), canonical(page.url)}
    unique = {canonical(url): url for url in found if same_site(url, page.url)}
    return tuple(url for exact, url in unique.items() if exact.partition("#")[0] not in here)


def _is_page_of(url: str, page: Page) -> bool:
    """Whether an address is the page's own with another page number."""
    there, here = urlsplit(url), urlsplit(page.url)
    numbered = any(_PAGE_PARAMETER.match(key) for key, _ in parse_qsl(there.query))
    if numbered and there.path.rstrip("/") == here.path.rstrip("/"):
        return True
    if not _PAGE_PATH.search(there.path):
        return False
    base = _PAGE_PATH.sub("", there.path).rstrip("/")
    first = re.sub(r"(?:/index)?\.\w{2,5}\Z|/index\Z", "", _PAGE_PATH.sub("", here.path)).rstrip("/")
    return first == base


def _path(url: str) -> str:
    parts = urlsplit(url)
    return unquote(f"{parts.path}?{parts.query}")


def _shape(url: str) -> str:
    parts = urlsplit(url)
    keys = "&".join(sorted(key for key, _ in parse_qsl(parts.query)))
    return f"{_DIGITS.sub('0', parts.path.rpartition('/')[0])}/*?{keys}"


def _looks_like_title(anchor: _Anchor) -> bool:
    text = anchor.text or anchor.label
    return 2 <= len(text) <= _LONGEST_TITLE and bool(TITLE_WORD.search(fold(text)))
