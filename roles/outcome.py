"""What a crawl leaves of its source, and the whole of what it changes as one value."""

from __future__ import annotations

from roles.crawl import CrawlResult
from roles.event import AdState, AdWrite, Changes, Event, KnownSource, RoleWrite, SourceRun, SourceWrite
from roles.trust import Belief


def outcome(
    source: KnownSource,
    result: CrawlResult,
    belief: Belief,
    *,
    at: str,
    seen: tuple[int, ...],
    ads: tuple[AdWrite, ...],
    states: tuple[AdState, ...],
    roles: tuple[RoleWrite, ...],
    events: tuple[Event, ...],
) -> Changes:
    """The changes of one crawl at the time `at`, with the health of its source and the row of its run."""
    report = result.report
    good = report.verdict in ("complete", "window") and belief.accepted
    message = report.message if belief.accepted else f"held back: {belief.why}"
    # A crawl that was believed ends what was held back, unless it did not read all of the listing.
    held = belief.held if report.verdict in ("complete", "window") or belief.held else source.held
    return Changes(
        source_id=source.source_id,
        run_id=result.run_id,
        at=at,
        source=SourceWrite(
            health="suspect" if not belief.accepted else "ok" if good else "failing",
            message=message,
            complete=good,
            baseline_done=source.baseline_done or good,
            board=report.board if report.verdict != "failed" else source.board,
            held=held,
            read_url=source.url if good else source.read_url,
            reader=result.reader if good else source.reader,
        ),
        source_run=SourceRun(
            verdict=report.verdict if belief.accepted else "held",
            pages_read=report.pages_read,
            pages_unchanged=report.pages_unchanged,
            pages_failed=report.pages_failed,
            postings=len({posting.key for posting in result.postings}),
            declared=report.declared,
            seconds=report.seconds,
            message=message,
            troubles=report.troubles,
        ),
        seen=seen,
        ads=ads,
        states=states,
        roles=roles,
        events=events,
    )
