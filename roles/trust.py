"""Is a complete crawl believable? What is unusual against the source's own history is held back.

Held back means: recorded, told as a source that needs a look, and nothing closed or created by it. It is accepted
when a complete crawl at least six hours later by its clock misses the same ads (docs/RULES.md, "Held back").
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from roles.event import Held, KnownSource

# Hours between a crawl that is held back and the one that may confirm it: longer than a deployment or a night's
# maintenance window, shorter than the usual interval of 24 h, so that the next daily crawl decides.
CONFIRM_AFTER = timedelta(hours=6)
# More than half of the open ads gone at once is unusual; of fewer than four it happens every week.
DROP_SHARE, DROP_LEAST = 0.5, 4
# With three ads or more, not one of which is known, an address scheme changed rather than a market.
RENEWAL_LEAST = 3
# A confirming crawl misses the same ads: nine in ten of them.
AGREEMENT = 0.9


@dataclass(frozen=True, slots=True)
class Belief:
    """Whether a complete crawl may create and close: if not, `held` is to be remembered and `why` to be shown."""

    accepted: bool
    why: str = ""
    held: Held | None = None


def judge(
    source: KnownSource,
    *,
    now: str,
    known_open: int,
    listed: int,
    missing: Collection[str],
    strangers: int,
    own_gone: int,
) -> Belief:
    """Judges one complete crawl.

    `known_open` ads were open before; `listed` is what the crawl saw in all; `missing` are the keys of open ads that it
    did not list and that did not come back under another key; `strangers` are listed ads that are neither known nor
    a known one under another key; `own_gone` of the known ads' own pages are gone. `now` is UTC, ISO 8601.
    """
    why = _unusual(known_open, listed, len(missing), strangers, own_gone)
    if not why:
        return Belief(accepted=True)
    if source.held is None:
        return Belief(accepted=False, why=why, held=Held(since=now, missing=tuple(sorted(missing))))
    before = set(source.held.missing)
    both = before & set(missing)
    agrees = len(both) >= AGREEMENT * max(len(before), len(missing))
    if not agrees:
        return Belief(accepted=False, why=why, held=Held(since=now, missing=tuple(sorted(missing))))
    if _moment(now) - _moment(source.held.since) < CONFIRM_AFTER:
        return Belief(accepted=False, why=why, held=source.held)
    return Belief(accepted=True)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _unusual(known_open: int, listed: int, missing: int, strangers: int, own_gone: int) -> str:
    if known_open and not listed:
        return f"no posting listed, {known_open} were open"
    if known_open >= RENEWAL_LEAST and strangers and missing == known_open:
        return f"none of the {known_open} known postings listed, {strangers} unknown ones instead"
    if missing >= DROP_LEAST and missing > DROP_SHARE * known_open:
        return f"{missing} of {known_open} open postings no longer listed"
    if own_gone >= DROP_LEAST and own_gone > DROP_SHARE * known_open:
        return f"the own pages of {own_gone} of {known_open} open postings are gone at once"
    return ""
