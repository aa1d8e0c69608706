"""Whether an ad says of itself that it has ended, and whether only a new release of ours reads that out of it."""

from __future__ import annotations

from collections.abc import Callable

from roles.crawl import CloseReason, SeenPosting
from roles.event import KnownAd
from roles.expiry import is_past
from roles.model import Posting, RawPosting
from roles.read.state import says_closed
from roles.version import same_extractor


def ended_by(posting: Posting, raw: RawPosting, now: str, zone: str) -> CloseReason | None:
    """Why an ad that is shown has ended at `now` all the same; None where it is open."""
    if says_closed(raw.state):
        return "marked"
    return "expired" if is_past(posting.expires_at, now, zone) else None


def only_withdrawn(raw: RawPosting | None) -> bool:
    """Whether a listing says of an ad that it is closed, and nothing else: what a deleted comment leaves behind."""
    return raw is not None and not raw.title and not raw.text.strip() and says_closed(raw.state) is not None


def only_read_otherwise(
    known: KnownAd,
    seen: SeenPosting,
    ended: CloseReason | None,
    *,
    reader: str,
    reread: Callable[[RawPosting], Posting],
    now: str,
    zone: str,
) -> bool:
    """Whether an ad opens or closes only because this release reads its words in another way than the last one."""
    if known.reader == reader or known.raw is None or seen.raw is None or seen.posting is None:
        return False
    same = same_extractor(known.reader, reader)
    if known.open and ended == "marked":
        return not same or known.raw.state == seen.raw.state
    if known.open and ended == "expired":
        before = reread(known.raw).expires_at if same else seen.posting.expires_at
        return before == seen.posting.expires_at != known.expires_at
    if not known.open and not ended and known.close_reason in ("marked", "expired"):
        told = known.raw.state if known.close_reason == "marked" else known.expires_at
        return told is not None and ended_by(reread(known.raw), known.raw, now, zone) is None
    return False
