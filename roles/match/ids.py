"""The ids under which a board knows an ad, as its address or its source id shows them.

An aggregator's link that leads to the employer's own board carries that board's id: the strongest evidence that two
ads are one vacancy. The address forms are those of the boards' public pages (FORMATS.md, "Recognise").
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from roles.url import canonical

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# (board, pattern over host + path: tenant, id). A tenant of "" says that the board's ids are unique for all.
_FORMS = (
    ("greenhouse", re.compile(r"(?:job-)?boards(?:\.[a-z]{2})?\.greenhouse\.io/([^/]+)/jobs/(\d+)")),
    ("lever", re.compile(rf"jobs(?:\.[a-z]{{2}})?\.lever\.co/([^/]+)/({_UUID})")),
    ("ashby", re.compile(rf"jobs\.ashbyhq\.com/([^/]+)/({_UUID})")),
    ("workday", re.compile(r"([a-z0-9_-]+)\.(?:wd\d+\.)?myworkday(?:jobs|site)\.com/.*_([a-z0-9_-]*\d[a-z0-9-]*)")),
    ("smartrecruiters", re.compile(rf"(?:jobs|careers)\.smartrecruiters\.com/([^/]+)/(?:job/)?(\d{{6,}}|{_UUID})")),
    ("workable", re.compile(r"apply\.workable\.com/([^/]+)/j/([0-9a-z]{6,})")),
    ("recruitee", re.compile(r"([a-z0-9-]+)\.recruitee\.com/o/([a-z0-9-]+)")),
    ("icims", re.compile(r"([a-z0-9-]+)\.icims\.com/jobs/(\d+)")),
    ("zhipin", re.compile(r"()(?:www\.|m\.)?zhipin\.com/job_detail/([\w~-]{8,})\.html")),
    ("liepin", re.compile(r"()(?:www\.|m\.)?liepin\.com/(?:job|a)/(\d+)")),
    ("51job", re.compile(r"()jobs\.51job\.com/[^/]+/(\d+)")),
    ("lagou", re.compile(r"()(?:www\.|m\.)?lagou\.com/(?:wn/)?jobs/(\d+)")),
    ("zhaopin", re.compile(r"()(?:jobs|www)\.zhaopin\.com/(?:jobdetail/)?(c[c0-9]\w+)")),
    ("linkedin", re.compile(r"()(?:[a-z]{2,3}\.)?linkedin\.com/(?:comm/)?jobs/view/(?:.*?-)?(\d{8,})")),
)
# Boards whose ids stand in a parameter of the employer's own page: parameter → board.
_PARAMETERS = {"gh_jid": "greenhouse", "ashby_jid": "ashby", "lever-id": "lever"}
# Most addresses hold none of these words, and then no board's id either.
_KNOWN = re.compile(
    "greenhouse|lever|ashby|myworkday|smartrecruiters|workable|recruitee|icims|zhipin|liepin|51job|lagou|zhaopin|linkedin"
    "|indeed|gh_jid|%"
)
_INDEED = re.compile(r"(?:[a-z]{2,3}\.)?indeed\.com\Z")
# The number that Workday sets behind a requisition that is posted again or in another place: JR2013056-1.
_WORKDAY_COPY = re.compile(r"-\d{1,2}\Z")


class BoardId(NamedTuple):
    """An id on a board; `tenant` is the employer's name there, "" where the address does not show it."""

    board: str
    tenant: str
    number: str


@lru_cache(maxsize=2048)
def board_id(url: str) -> BoardId | None:
    """The id of an ad on the board that its address leads to, None where we know no such board."""
    if not _KNOWN.search(url.lower()):
        return None
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").lower()
    place = f"{host}{parts.path}".lower().rstrip("/")
    for board, form in _FORMS:
        if found := form.match(place):
            tenant, number = found[1], found[2]
            if board == "workday":
                number = _WORKDAY_COPY.sub("", number)
            return BoardId(board, tenant, number)
    for name, value in parse_qsl(parts.query):
        # "…?gh_jid=123?ref=elsewhere": some lists append their own parameter with a second question mark.
        if holder := _PARAMETERS.get(name.lower()):
            return BoardId(holder, "", value.partition("?")[0].lower())
        if name == "jk" and _INDEED.match(host):
            return BoardId("indeed", "", value)
    return None


def same_id(a: BoardId, b: BoardId) -> bool:
    """Whether two ids are one: a tenant that one address does not show may be the other's."""
    return a.board == b.board and a.number == b.number and (not a.tenant or not b.tenant or a.tenant == b.tenant)


def other_id(a: BoardId, b: BoardId) -> bool:
    """Whether one board keeps two ads as two."""
    return a.board == b.board and a.number != b.number


def last_part(url: str) -> str:
    """The end of an address's path: where it differs, the addresses do, and that is soon seen."""
    return url.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2].casefold()


@lru_cache(maxsize=2048)
def address(url: str) -> str:
    """An address for comparing: canonical, without scheme, "www." and a language in front of the path."""
    if not url.strip():
        return ""
    parts = urlsplit(canonical(url))
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{parts.netloc.removeprefix('www.')}{parts.path}{query}{fragment}"
