"""Which ad of a role its facts are taken from: the employer's own before a gatherer's, structured before prose."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from roles.match.employer import company_key, employers
from roles.match.ids import board_id
from roles.model import Posting
from roles.text import word_key

# Boards on which the employer itself publishes.
_OWN = frozenset(("greenhouse", "lever", "ashby", "workday", "smartrecruiters", "workable", "recruitee", "icims"))
# Sites that gather ads, or where anyone may publish one.
_GATHERERS = re.compile(
    r"(?:^|\.)(?:linkedin|indeed|glassdoor|monster|ziprecruiter|simplyhired|stepstone|github|githubusercontent|zhipin|liepin|lagou|51job"
    r"|zhaopin|nowcoder|maimai|v2ex|weixin\.qq|remoteok|weworkremotely|simplify)\.[a-z.]+$"
)
# The facts that a page with fields states and prose seldom does.
_FACTS = (
    "department", "locations", "workplace", "employment_type", "salary", "experience_min", "education",
    "responsibilities", "requirements",
    "posted_at", "requisition_id",
)  # fmt: skip


def standing_of(posting: Posting) -> int:
    """How near to the employer an ad stands: 0 its own board or site, 1 unknown, 2 a site that gathers ads, 3 an
    agency."""
    stated = company_key(posting.company)
    if stated and stated not in {one.key for one in employers(posting.company, posting.description)}:
        return 3
    host = (urlsplit(posting.url).hostname or "").lower()
    found = board_id(posting.url)
    if found and found.board in _OWN:
        return 0
    if found or _GATHERERS.search(host):
        return 2
    return 0 if len(stated) >= 3 and stated in word_key(host).replace(".", "") else 1


def leads(ads: Mapping[int, Posting]) -> list[int]:
    """The open ads of a role, the one that gives it its facts first.

    Takes the ads by their numbers, gives the numbers: by how near they stand to the employer, then by how many facts
    they state as such, then by who was known first (the lower number; a new ad's negative one comes last).
    """

    def rank(number: int) -> tuple[int, int, bool, int]:
        ad = ads[number]
        facts = sum(getattr(ad, name) not in (None, (), "") for name in _FACTS)
        return standing_of(ad), -facts, number < 0, abs(number)

    return sorted(ads, key=rank)
