"""Hacker News, "Ask HN: Who is hiring?": the monthly thread of the account whoishiring, one comment per employer.

Asked are public APIs: Algolia's (hn.algolia.com/api/v1/items/ID, the whole thread with its comments in one answer) for
the addresses that people know, and Firebase's (hacker-news.firebaseio.com/v0/item/ID.json, one answer per comment)
where it is given itself. news.ycombinator.com/submitted?id=whoishiring stands for the newest thread. Text is HTML
without closing tags; its first line reads "Company | Role | Place | REMOTE | Pay | address", in any order after the
company, and is free: what cannot be told apart stays in the text. Comments without that line are no ads. A comment with
a list of roles and their addresses is one posting for each. Nothing is ever closed here: a thread ends with its month,
so COVERS is "recent"; a comment that its author deleted says "withdrawn".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from crawler.board import Ask, Covers, Link, Listing
from crawler.errors import BoardChanged, NotThisBoard
from crawler.extract.fields import Node, json_of, list_at, stated_at, tree_of, words
from crawler.extract.jobwords import looks_like_role
from crawler.extract.prose import text_of_html
from crawler.page import Page
from roles.identity import fragments
from roles.model import RawPosting
from roles.text import squeeze
from roles.url import with_fragment

NAME = "hn"
COVERS: Covers = "recent"
HOSTS = ("hn.algolia.com", "hacker-news.firebaseio.com")

_API = "https://hn.algolia.com/api/v1/"
_THREAD = re.compile(r"who is hiring\b", re.I)
_BARS = re.compile(r"\s*\|\s*")
_DASHES = re.compile(r"\s+[–—•·-]\s+")
_ADDRESS = re.compile(r"https?://\S+|\A(?:[a-z0-9-]{1,40}\.){1,3}[a-z]{2,10}(?:/\S*)?\Z")
_WORKPLACE = re.compile(r"(?<![a-z])(?:remote|on-?site|hybrid|in[- ]office|in[- ]person|wfh)(?![a-z])", re.I)
_PAY = re.compile(
    r"[$€£¥₹]\s?\d|(?<!\d)\d{2,3} ?[-–]? ?\d{0,3} ?k(?![a-z])|\d{2,3},\d{3}|(?:USD|EUR|GBP|CHF|CAD) ?\d", re.I
)
_KINDS = r"(?:full[- ]?time|part[- ]?time|contract(?:or)?|permanent|internships?|freelance)"
_KIND = re.compile(rf"{_KINDS}(?:\s*(?:/|,|&|or|and)\s*{_KINDS}){{0,3}}\Z", re.I)
_UNNAMED = re.compile(
    r"(?:multiple|various|several|many|all|different)\b.{0,30}\b(?:roles|positions|openings|jobs)\Z", re.I
)
_VISA = re.compile(r"(?:no )?visa\b.{0,40}\Z", re.I)
# "- ML Engineer: https://…", "Platform Engineer (https://…)"
_ROLE_LINE = re.compile(r"(?:[-*•] ?)?(\S.{1,100}?)\s*[:–—(|-]?\s*(https?://[^\s)]+)\)?\Z")
_LONGEST_FIRST_LINE, _LONGEST_PART = 600, 160


def recognise(page: Page) -> str | None:
    """A thread, or the list of threads, as either API answers it."""
    tree = json_of(page)
    if not isinstance(tree, dict):
        return None
    of_the_account = tree.get("author") == "whoishiring" or tree.get("by") == "whoishiring"
    if of_the_account and tree.get("type") == "story" and ("children" in tree or "kids" in tree):
        return f"it is a thread of Hacker News, “{tree.get('title')}”"
    hits = tree.get("hits")
    if isinstance(hits, list) and hits and all(_is_of_account(hit) for hit in hits):
        return "it is the list of threads of the account whoishiring on Hacker News"
    return None


def _is_of_account(hit: Any) -> bool:
    return isinstance(hit, dict) and hit.get("author") == "whoishiring"


def entry(url: str) -> tuple[Ask, ...] | None:
    """The API's address for a thread of news.ycombinator.com, or for the newest one of the account whoishiring."""
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or parts.hostname != "news.ycombinator.com":
        return None
    number = (parse_qs(parts.query).get("id") or [""])[0]
    if parts.path == "/item" and number.isdecimal():
        return (Ask(url=f"{_API}items/{number}"),)
    if parts.path in ("/submitted", "/user") and number == "whoishiring":
        return (Ask(url=f"{_API}search_by_date?tags=story,author_whoishiring"),)
    return None


def read_listing(page: Page) -> Listing:
    """The ads of a thread; of a list the newest thread; links where the API gives only the comments' numbers."""
    tree = tree_of(page, "a thread of Hacker News")
    if isinstance(tree, dict) and "hits" in tree:
        return Listing(next_pages=(_newest(page, tree),))
    if not isinstance(tree, dict) or not _THREAD.search(words(tree.get("title")) or ""):
        raise NotThisBoard(f"{page.identity} is no thread “Who is hiring?” of Hacker News; give its address there")
    thread = stated_at(tree, "id", page)
    if "kids" in tree or tree.get("by"):
        return Listing(links=tuple(_link(page, thread, number) for number in _numbers(page, tree)))
    comments = list_at(tree, "children", page)
    found = [raw for comment in comments for raw in _postings(comment, thread, page)]
    others = len(comments) - len({raw.url.partition("#")[2].partition("-")[0] for raw in found})
    if comments and not found:
        raise BoardChanged(
            f"none of the {len(comments)} comments in {page.identity} starts with a line “Company | Role | Place”; the"
            " thread's form may have changed"
        )
    note = f"{others} of {len(comments)} comments do not start with a line “Company | Role | Place” and are left out"
    return Listing(postings=tuple(found), notes=(note,) if others else ())


def read_posting(page: Page) -> tuple[RawPosting, ...]:
    """The ads of one comment."""
    tree = tree_of(page, "a comment of Hacker News")
    thread = words(tree.get("parent")) or words(tree.get("parent_id")) if isinstance(tree, dict) else None
    if not thread:
        raise NotThisBoard(f"{page.identity} is no comment of Hacker News")
    found = _postings(tree, thread, page)
    if not found:
        raise NotThisBoard(f"the comment {page.identity} does not start with a line “Company | Role | Place”")
    return tuple(found)


def _newest(page: Page, tree: Node) -> str:
    hits = list_at(tree, "hits", page)
    threads = [hit for hit in hits if _THREAD.search(words(hit.get("title")) or "")]
    if not threads:
        raise BoardChanged(f"{page.identity} lists no thread “Who is hiring?”; give the address of one")
    newest = max(threads, key=lambda hit: words(hit.get("created_at")) or "")
    return urljoin(page.url, f"items/{stated_at(newest, 'objectID', page)}")


def _numbers(page: Page, tree: Node) -> list[str]:
    kids = tree.get("kids", [])
    if not isinstance(kids, list) or not all(isinstance(kid, int) for kid in kids):
        raise BoardChanged(f"{page.identity}: “kids” is no list of numbers")
    return list(dict.fromkeys(map(str, kids)))


def _link(page: Page, thread: str, number: str) -> Link:
    stub = RawPosting(url=_address(thread, number), text="", external_id=number)
    return Link(url=urljoin(page.url, f"{number}.json"), sure=False, stub=stub)


def _address(thread: str, number: str) -> str:
    """Where a person reads a comment. Within its thread, for comments are not asked for one by one."""
    return with_fragment(f"https://news.ycombinator.com/item?id={thread}", number)


def _postings(comment: Node, thread: str, page: Page) -> list[RawPosting]:
    number = stated_at(comment, "id", page)
    url = _address(thread, number)
    posted = words(comment.get("created_at")) or words(comment.get("time"))
    if comment.get("deleted") or comment.get("dead") or ("text" in comment and comment["text"] is None):
        return [RawPosting(url=url, text="", external_id=number, state="withdrawn")]
    text = text_of_html(words(comment.get("text")) or "")
    first = squeeze(text.partition("\n")[0].replace("**", ""))
    parts = _parts(first)
    if len(parts) < 2:
        return []
    facts = _facts(parts[1:])
    named = _roles(text)
    if len(named) < 2:
        return [RawPosting(url=url, text=text, external_id=number, company=parts[0], posted=posted, **facts)]
    names = fragments([title for title, _ in named], [address for _, address in named])
    return [
        RawPosting(
            url=with_fragment(url, f"{number}-{name}"),
            text=f"{title}: {address}",
            common=text,
            derived_id=True,
            company=parts[0],
            posted=posted,
            **facts | {"title": title, "apply_to": address},
        )
        for (title, address), name in zip(named, names, strict=True)
    ]


def _parts(first: str) -> list[str]:
    if len(first) > _LONGEST_FIRST_LINE:
        return []
    parts = _BARS.split(first) if "|" in first else _DASHES.split(first)
    found = [part.strip(" ,") for part in parts if part.strip(" ,")]
    # With dashes only a line of several short parts is one of facts, not a sentence.
    return found if "|" in first or (len(found) > 2 and len(first) < _LONGEST_PART) else []


def _facts(parts: Sequence[str]) -> dict[str, Any]:
    """What the parts behind the company are, each by its words; what is left is the role, then the place."""
    facts: dict[str, Any] = {"locations": ()}
    left: list[str] = []
    for part in parts:
        if len(part) > _LONGEST_PART or _VISA.match(part):
            continue
        if found := _ADDRESS.search(part):
            facts.setdefault("apply_to", found[0])
        elif "title" not in facts and (looks_like_role(part) or _UNNAMED.match(part)):
            facts["title"] = part
        elif _PAY.search(part):
            facts.setdefault("salary", part)
        elif _KIND.match(part):
            facts.setdefault("employment_type", part)
        elif _WORKPLACE.search(part):
            facts.setdefault("workplace", part)
            if _WORKPLACE.sub("", part).strip(" ()/,-"):
                facts["locations"] += (part,)
        else:
            left.append(part)
    if "title" not in facts and len(left) > 1:
        facts["title"] = left.pop(0)
    facts["locations"] = (*left[:1], *facts["locations"])
    return facts


def _roles(text: str) -> list[tuple[str, str]]:
    """The roles that a comment lists with an address each."""
    found = (_ROLE_LINE.match(line) for line in text.split("\n")[1:] if len(line) < 500)
    return [(squeeze(one[1]), one[2]) for one in found if one and looks_like_role(one[1])]
