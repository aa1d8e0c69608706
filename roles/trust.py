"""Is a crawl believable? What is unusual, by itself or against the source's own history, is held back.

Held back means: recorded, told as a source that needs a look, and nothing closed or created by it. It is accepted
when a complete crawl at least six hours later by its clock agrees (docs/RULES.md, "Held back").
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from roles.crawl import Verdict
from roles.event import Held, KnownSource

# Hours between a crawl that is held back and the one that may confirm it: longer than a deployment or a night's
# maintenance window, shorter than the usual interval of 24 h, so that the next daily crawl decides.
CONFIRM_AFTER = timedelta(hours=6)
# More than half of the open ads gone at once is unusual; of fewer than four it happens every week.
DROP_SHARE, DROP_LEAST = 0.5, 4
# So is a fifth, where it is more than twice what the source ever lost in one crawl of the last 30 days. It must have
# been watched for a week: before that there is no history to speak of.
HISTORY_SHARE, HISTORY_TIMES = 0.2, 2
HISTORY_NEEDED, HISTORY_KEPT = timedelta(days=7), timedelta(days=30)
# A listing that still has ads whose own pages are gone contradicts itself: that needs two ads only.
CONTRADICTION_LEAST = 2
# With three ads or more, not one of which is known, an address scheme changed rather than a market.
RENEWAL_LEAST = 3
# A confirming crawl loses what was lost before, nine in ten of it, and of the rest at most half.
AGREEMENT = 0.9


@dataclass(frozen=True, slots=True)
class Belief:
    """Whether a crawl may create and close: if not, `held` is to be remembered and `why` to be shown."""

    accepted: bool
    why: str = ""
    held: Held | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one crawl says of the ads that were open and that no earlier crawl missed: `before` of them.

    `listed` is what it saw in all. `missing` are the keys of those that it did not list and that did not come back
    under another key; `gone` the keys of those whose own page is gone or says that they are closed,
    `gone_though_listed` how many of these it lists all the same; `strangers` are listed ads that are neither known nor
    a known one under another key. `usual` is the most that the source lost in one crawl lately, None where it is not
    known for long enough.
    """

    verdict: Verdict
    before: int
    listed: int
    missing: Collection[str]
    gone: Collection[str]
    gone_though_listed: int
    strangers: int
    usual: int | None


def judge(source: KnownSource, evidence: Evidence, now: str) -> Belief:
    """Judges one crawl. `now` is UTC, ISO 8601.

    A listing that was not read completely says nothing by what it misses, and confirms nothing.
    """
    complete = evidence.verdict == "complete"
    why = (_unusual_listing(evidence) if complete else "") or _unusual_pages(evidence)
    if not why:
        return Belief(accepted=True)
    lost = set(evidence.gone) | (set(evidence.missing) if complete else set())
    before = lost_since(source.held)
    since = {key: before.get(key, now) for key in lost}
    if evidence.verdict == "partial":
        since = before | since
    confirmed = [key for key in lost if _moment(now) - _moment(since[key]) >= CONFIRM_AFTER]
    further = lost - before.keys()
    agrees = len(confirmed) >= AGREEMENT * len(lost) or (
        len(confirmed) >= AGREEMENT * len(before) > 0
        and len(further) <= DROP_SHARE * (evidence.before - len(confirmed))
    )
    if agrees and evidence.verdict != "partial":
        return Belief(accepted=True)
    keys = sorted(since)
    held = Held(since=min(since.values(), default=now), missing=tuple(keys), times=tuple(since[key] for key in keys))
    return Belief(accepted=False, why=why, held=held)


def lost_since(held: Held | None) -> dict[str, str]:
    """The ads that earlier crawls lost, each with the time of the first of those that all did."""
    return dict(zip(held.missing, held.times, strict=True)) if held else {}


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _is_drop(lost: int, before: int, usual: int | None) -> bool:
    if lost < DROP_LEAST:
        return False
    if lost > DROP_SHARE * before:
        return True
    return usual is not None and lost > HISTORY_SHARE * before and lost > HISTORY_TIMES * max(usual, 1)


def _unusual_listing(evidence: Evidence) -> str:
    before, missing = evidence.before, len(evidence.missing)
    pages = f", and the own pages of {len(evidence.gone)} are gone or closed" if evidence.gone else ""
    if before and not evidence.listed:
        return f"no posting listed, {before} were open{pages}"
    if before >= RENEWAL_LEAST and evidence.strangers and missing == before:
        return f"none of the {before} known postings listed, {evidence.strangers} unknown ones instead"
    if _is_drop(missing, before, evidence.usual):
        usual = "" if missing > DROP_SHARE * before else f" (it never lost more than {evidence.usual} at once lately)"
        return f"{missing} of {before} open postings no longer listed{usual}{pages}"
    return ""


def _unusual_pages(evidence: Evidence) -> str:
    gone, before = len(evidence.gone), evidence.before
    if _is_drop(gone, before, None):
        return f"the own pages of {gone} of {before} open postings are gone or closed at once"
    listed = evidence.gone_though_listed
    if listed > DROP_SHARE * before and (listed >= CONTRADICTION_LEAST or listed == before):
        return f"{listed} of {before} open postings are listed although their own pages are gone or closed"
    return ""
