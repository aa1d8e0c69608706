"""What an ad's own page says of it: open, closed or unknown, with the words or the status that say so.

Three-valued, because 200 is not open and 403 is not closed. Only the top of the posting is searched for closing words:
inside a description they speak of something else.
"""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from crawler.extract.jobposting import raw_postings, read_markup
from crawler.extract.prose import main_region, text_of
from crawler.page import Page
from roles.crawl import KnownPosting, OwnPage
from roles.expiry import is_past
from roles.read.facts.dates import read_date
from roles.read.state import closing_phrase
from roles.text import fold, word_key
from roles.url import canonical

# Statuses that say that a page is gone; every other error says nothing of the role.
GONE = (404, 410)
_CHALLENGE = (
    "just a moment", "checking your browser", "cf-ray", "_waf_", "__jsl_clearance", "acw_sc__v2", "security_verify",
    "安全验证", "访问频繁", "登录后查看", "请先登录", "verify you are human", "verify you are a human",
    "enable javascript and cookies", "access denied", "captcha",
)  # fmt: skip
# A short page is searched whole for the marks of a challenge, a long one only in its head.
_CHALLENGE_WITHIN = 4000
# Lines from the top of a posting in which a banner or a state field stands.
_TOP_LINES, _TOP_CHARACTERS = 12, 600


def challenge(page: Page) -> str | None:
    """The words by which a page is a challenge or a login wall instead of what was asked for."""
    if not page.looks_like_html:
        return None
    head = fold(page.text[:_CHALLENGE_WITHIN])
    found = next((words for words in _CHALLENGE if words in head), None)
    return found if found and len(text_of(main_region(page.html.root))) < 1000 else None


def judge_page(page: Page, known: KnownPosting, now: datetime, zone: str) -> OwnPage:
    """What a page that was answered says of a known ad. `now` is the crawl's clock, `zone` the configured time zone."""
    if words := challenge(page):
        return OwnPage(key=known.key, state="unknown", evidence=f"a challenge page ({words})")
    if re.search(r"[?&]error=true", page.url):
        return OwnPage(key=known.key, state="closed", reason="gone", evidence=f"redirected to {page.url}")
    if _elsewhere(page):
        return OwnPage(key=known.key, state="unknown", evidence=f"redirected to {page.url}")
    text = text_of(main_region(page.html.root)) if page.looks_like_html else page.text
    top = "\n".join(text.split("\n")[:_TOP_LINES])[:_TOP_CHARACTERS]
    if phrase := closing_phrase(top):
        return OwnPage(key=known.key, state="closed", reason="marked", evidence=f"the page says “{phrase}”")
    for raw in raw_postings(page, read_markup(page).postings, in_listing=False) if page.looks_like_html else ():
        expires = read_date(raw.expires, now, ZoneInfo(zone)) if raw.expires else None
        if is_past(expires, now.isoformat(), zone):
            return OwnPage(key=known.key, state="closed", reason="expired", evidence=f"valid through {raw.expires}")
    if word_key(known.title) and word_key(known.title) in word_key(text):
        return OwnPage(key=known.key, state="open", evidence="its page is up and has its title")
    return OwnPage(key=known.key, state="unknown", evidence="its page is up but does not have its title")


def judge_status(status: int, known: KnownPosting) -> OwnPage:
    """What an error status says of a known ad."""
    if status in GONE:
        return OwnPage(key=known.key, state="closed", reason="gone", evidence=f"its page answers {status}")
    return OwnPage(key=known.key, state="unknown", evidence=f"its page answers {status}")


def _elsewhere(page: Page) -> bool:
    """Whether a redirect led away from the ad: its id or name is not in the final address any more."""
    asked, final = canonical(page.asked or page.url), canonical(page.url)
    if asked == final:
        return False
    parts = urlsplit(asked)
    last = parts.query if parts.query else parts.path.rstrip("/").rpartition("/")[2]
    # As a whole name: "12" is in "/jobs/12-engineer", and neither in "/2012/home" nor in "?from=112".
    return not last or re.search(rf"(?<![^/?&=_.-]){re.escape(last)}(?![^/?&=_.#-])", final) is None
