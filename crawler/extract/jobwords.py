"""Whether an address or a few words look like those of a job ad: the rule of `crawler.extract.links`, for other lists.

Sitemaps have addresses without words, feeds and tables have words without anchors.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from crawler.extract.links import JOB_PATH, NOT_AD, TITLE_WORD
from roles.text import fold

_LONGEST_TITLE = 160
_DIGIT = re.compile(r"\d")
# Words that the index of ads ends in: /careers, /jobs/all, /en/open-positions/ are listings, not ads.
_INDEX = re.compile(
    r"(?:all|index|list|search|results?|openings?|open-?(?:positions|roles|jobs))(?:\.\w{2,5})?\Z", re.I
)
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2,4})?\Z", re.I)


def says_jobs(words: str) -> bool:
    """Whether a name ("Jobs at Acme", /careers.xml) speaks of job ads."""
    return bool(JOB_PATH.search(words[:2000]))


def looks_like_role(words: str) -> bool:
    """Whether a short line is worded like the title of a role."""
    return 2 <= len(words) <= _LONGEST_TITLE and bool(TITLE_WORD.search(fold(words)))


def looks_like_ad(url: str) -> bool:
    """Whether an address is worded like that of one ad.

    A word for jobs in its path or its parameters, and behind the word something that names one of them:
    /jobs/platform-engineer, /zhiwei/88.html, /show?jobId=12. The index of ads (/careers/, /en/jobs/all) is none.
    """
    parts = urlsplit(url)
    path = unquote(parts.path)
    if NOT_AD.search(path.rstrip("/")):
        return False
    if JOB_PATH.search(unquote(parts.query)) and _DIGIT.search(parts.query):
        return True
    steps = [step for step in path.split("/") if step]
    at = next((number for number, step in enumerate(steps) if JOB_PATH.search(step)), None)
    if at is None:
        return False
    behind = [step for step in steps[at + 1 :] if not _INDEX.match(step) and not _LANGUAGE.match(step)]
    return bool(behind) or bool(_DIGIT.search(steps[at]) or _DIGIT.search(parts.query))
