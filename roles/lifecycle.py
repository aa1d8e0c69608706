"""What one crawl of one source makes of what was known: new, closed, reopened, reposted, changed.

A pure function: `decide(snapshot, result, now, …)` gives `Changes`, a value that one can print. The rules and the
reasons for them are in docs/RULES.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from roles.compare import compare_postings, compare_salaries, percent
from roles.crawl import CloseReason, CrawlResult, SeenPosting
from roles.event import (
    AdState,
    AdWrite,
    Changes,
    Event,
    KnownAd,
    KnownRole,
    RoleWrite,
    Snapshot,
    SourceRun,
    SourceWrite,
)
from roles.expiry import is_past
from roles.match import company_key, find_role, moved
from roles.model import Posting, RawPosting, Salary
from roles.read.state import says_closed
from roles.trust import Belief, judge
from roles.version import same_extractor

# An ad that comes back within this time is the same vacancy; later it is a new one with a `previous`.
REOPEN_WITHIN = timedelta(days=180)
# How long an own page that stays up contradicts a listing that no longer has it: both bounds must be passed.
CONTRADICTED_CRAWLS, CONTRADICTED_FOR = 5, timedelta(days=7)
# A site that gives this share of its ads new addresses at once was rebuilt: a move, not a wave of reposts.
REBUILT_SHARE, REBUILT_LEAST = 0.5, 2

Reread = Callable[[RawPosting], Posting]


def decide(snapshot: Snapshot, result: CrawlResult, *, now: str, zone: str, reread: Reread) -> Changes:
    """Decides what one crawl changes.

    `now` is the crawl's clock (UTC, ISO 8601), `zone` the configured time zone (a date without a time ends with
    its day there). `reread` reads a stored raw posting with the reader of this crawl, so that two readings compare.
    """
    return _Decision(snapshot, result, now, zone, reread).changes()


class _Decision:
    """One walk through the three sets: seen and known, seen and unknown, known and not seen."""

    def __init__(self, snapshot: Snapshot, result: CrawlResult, now: str, zone: str, reread: Reread) -> None:
        self.snap, self.result, self.now, self.zone, self.reread = snapshot, result, now, zone, reread
        self.listed = {posting.key: posting for posting in result.postings}
        self.own = {page.key: page for page in result.own_pages}
        self.seen: list[int] = []
        self.ads: dict[int, AdWrite] = {}
        self.states: dict[int, AdState] = {}
        self.roles: dict[int, KnownRole] = dict(snapshot.roles)
        self.role_ads: dict[int, dict[int, bool]] = {}
        for ad in snapshot.ads.values():
            self.role_ads.setdefault(ad.role_id, {})[ad.posting_id] = ad.open
        self.touched_roles: set[int] = set()
        self.events: list[Event] = []
        self.reposts: dict[int, dict[str, Any]] = {}
        self.closing: dict[int, tuple[int, dict[str, Any]]] = {}
        self.arrived: dict[int, int] = {}
        self.last_ref = 0

    def changes(self) -> Changes:
        report, source = self.result.report, self.snap.source
        complete = report.verdict == "complete"
        missing = [ad for ad in self.snap.ads.values() if ad.open and ad.key not in self.listed]
        strangers = {
            key: seen for key, seen in self.listed.items() if key not in self.snap.ads and seen.posting is not None
        }
        pairs = moved(missing, strangers)
        paired = {ad.posting_id for ad in pairs.values()}
        gone = [key for key, page in self.own.items() if page.state == "closed" and page.reason == "gone"]
        belief = Belief(accepted=True)
        if complete:
            belief = judge(
                source,
                now=self.now,
                known_open=sum(ad.open for ad in self.snap.ads.values()),
                listed=len(self.listed),
                missing=[ad.key for ad in missing if ad.posting_id not in paired],
                strangers=len(strangers) - len(pairs),
                own_gone=len(gone),
            )
        if report.verdict != "failed":
            self._walk(missing, pairs, complete, belief)
            self._settle_roles()
        return self._result(belief)

    def _walk(self, missing: list[KnownAd], pairs: dict[str, KnownAd], complete: bool, belief: Belief) -> None:
        known_open = sum(ad.open for ad in self.snap.ads.values())
        rebuilt = len(pairs) >= REBUILT_LEAST and len(pairs) > REBUILT_SHARE * known_open
        came_back: set[int] = set()
        for key, seen in self.listed.items():
            old = pairs.get(key)
            if known := self.snap.ads.get(key):
                self._seen_again(known, seen, believed=belief.accepted)
            elif seen.posting is None or not belief.accepted:
                continue
            elif old is None:
                self._stranger(seen)
            elif complete or self._own_closed(old):
                came_back.add(old.posting_id)
                if rebuilt or (seen.raw is not None and seen.raw.derived_id):
                    self._seen_again(replace(old, key=key), seen, believed=True)
                else:
                    self._repost(old, seen)
            elif self.result.report.verdict == "window":
                self._stranger(seen)
            # else: the ad it looks like may stand on a page that was not read, so the next complete crawl decides.
        for ad in missing:
            if ad.posting_id not in came_back:
                self._not_listed(ad, absent=complete and belief.accepted, believed=belief.accepted)

    def _own_closed(self, ad: KnownAd) -> tuple[CloseReason, str] | None:
        """The reason and the evidence where the ad's own page says that it is closed."""
        page = self.own.get(ad.key)
        if page is None or page.state != "closed" or page.reason is None:
            return None
        return page.reason, page.evidence

    # -- seen and known

    def _seen_again(self, known: KnownAd, seen: SeenPosting, *, believed: bool) -> None:
        closed = self._own_closed(known)
        if closed and believed:
            if known.open:
                self._close(known, *closed)
            return
        self.seen.append(known.posting_id)
        if seen.posting is None or seen.raw is None:
            self._same_words(known, read=bool(seen.digest))
            return
        ended = self._ended(seen.posting, seen.raw)
        role_id = known.role_id
        if not ended and not known.open:
            role_id = self._reopen(known)
        self.ads[known.posting_id] = AdWrite(
            posting_id=known.posting_id,
            role_id=role_id,
            key=known.key,
            url=seen.url,
            digest=seen.digest,
            reader=self.result.reader,
            open=not ended,
            posting=seen.posting,
            raw=seen.raw,
            closed_at=(known.closed_at or self.now) if ended else None,
            close_reason=ended,
        )
        if known.open and ended:
            self._close(known, ended, f"the ad says {seen.raw.expires if ended == 'expired' else seen.raw.state}")
        elif role_id == known.role_id and not ended:
            self._compare(known, seen.posting, known.posting_id)

    def _same_words(self, known: KnownAd, *, read: bool) -> None:
        """Listed with the same words as last time (`read`), or listed without its own page having been read."""
        expired = is_past(known.expires_at, self.now, self.zone)
        if known.open:
            if read and expired:
                self._close(known, "expired", f"the ad was valid until {known.expires_at}")
            elif known.missed:
                self.states[known.posting_id] = AdState(posting_id=known.posting_id, open=True)
        elif read and not expired and known.close_reason != "marked":
            role_id = self._reopen(known)
            if role_id == known.role_id:
                self.states[known.posting_id] = AdState(posting_id=known.posting_id, open=True)

    def _compare(self, known: KnownAd, after: Posting, posting_id: int) -> None:
        """Tells what changed in a role's leading ad. Both versions of the text are read by the same reader."""
        before = known.posting
        if before is None or known.raw is None or self.roles[known.role_id].lead_id != known.posting_id:
            return
        if known.reader != self.result.reader:
            if not same_extractor(known.reader, self.result.reader):
                return  # another release took the words from the page: its words and the old ones do not compare
            before = self.reread(known.raw)
        kind = compare_salaries(before.salary, after.salary)
        if kind != "none":
            detail: dict[str, Any] = {
                "direction": kind,
                "before": _pay(before.salary),
                "after": _pay(after.salary),
            }
            if before.salary and after.salary and (moved_by := percent(before.salary, after.salary)) is not None:
                detail["percent"] = moved_by
            self._tell("salary_changed", known.role_id, posting_id, detail)
        if fields := compare_postings(before, after):
            self._tell("changed", known.role_id, posting_id, {"fields": fields})

    # -- seen and unknown

    def _stranger(self, seen: SeenPosting) -> None:
        assert seen.posting is not None
        found = find_role(
            seen.posting,
            [
                candidate
                for candidate in self.snap.candidates.get(company_key(seen.posting.company), ())
                if not any(self.role_ads.get(candidate.role_id, {}).values())
            ],
        )
        if found is None:
            self._add(seen, None)
        elif found[0].open or self._within(found[0].closed_at, REOPEN_WITHIN):
            self._add(seen, found[0].role_id, joined=found[1].evidence)
        else:
            self._add(seen, None, previous=found[0].role_id)

    def _add(self, seen: SeenPosting, role_id: int | None, joined: str = "", previous: int | None = None) -> int:
        """A new ad, of a known role or of a new one. Closed when first seen, it makes no event."""
        assert seen.posting is not None
        assert seen.raw is not None
        ref = self._next()
        ended = self._ended(seen.posting, seen.raw)
        if role_id is not None:
            if not ended:
                self.arrived.setdefault(role_id, ref)
        elif ended:
            role_id = self._next()
            self.roles[role_id] = KnownRole(role_id=role_id, open=False, lead_id=ref)
        else:
            role_id = self._new_role(ref, previous)
        self.ads[ref] = AdWrite(
            posting_id=ref,
            role_id=role_id,
            key=seen.key,
            url=seen.url,
            digest=seen.digest,
            reader=self.result.reader,
            open=not ended,
            posting=seen.posting,
            raw=seen.raw,
            closed_at=self.now if ended else None,
            close_reason=ended,
            joined=joined,
        )
        self.role_ads.setdefault(role_id, {})[ref] = not ended
        self.touched_roles.add(role_id)
        return ref

    def _repost(self, old: KnownAd, seen: SeenPosting) -> None:
        ref = self._add(seen, old.role_id, joined="came back under another id while the old one went")
        closed = self._own_closed(old)
        self.states[old.posting_id] = AdState(
            posting_id=old.posting_id, open=False, closed_at=self.now, close_reason=closed[0] if closed else "delisted"
        )
        self.role_ads[old.role_id][old.posting_id] = False
        self.reposts[old.role_id] = {"posting": ref, "before": old.url, "after": seen.url}
        if seen.posting is not None:
            self._compare(old, seen.posting, ref)

    # -- known and not seen

    def _not_listed(self, ad: KnownAd, *, absent: bool, believed: bool) -> None:
        page = self.own.get(ad.key)
        if closed := self._own_closed(ad):
            if believed:
                self._close(ad, *closed)
            return
        if not absent:
            return
        if is_past(ad.expires_at, self.now, self.zone):
            self._close(ad, "expired", f"the ad was valid until {ad.expires_at} and is no longer listed")
        elif page is not None and page.state == "open":
            since = ad.missed_since or self.now
            missed = ad.missed + 1
            if missed >= CONTRADICTED_CRAWLS and not self._within(since, CONTRADICTED_FOR):
                self._close(
                    ad, "delisted", f"not listed in {missed} complete crawls since {since}, though its page is up"
                )
            else:
                self.states[ad.posting_id] = AdState(
                    posting_id=ad.posting_id, open=True, missed_since=since, missed=missed
                )
        else:
            self._close(ad, "delisted", "no longer in the listing, which was read completely")

    def _close(self, ad: KnownAd, reason: CloseReason, evidence: str) -> None:
        if ad.posting_id in self.ads:
            write = self.ads[ad.posting_id]
            self.ads[ad.posting_id] = replace(write, open=False, closed_at=self.now, close_reason=reason)
        else:
            self.states[ad.posting_id] = AdState(
                posting_id=ad.posting_id, open=False, closed_at=self.now, close_reason=reason
            )
        self.role_ads[ad.role_id][ad.posting_id] = False
        self.closing[ad.role_id] = (ad.posting_id, {"reason": reason, "evidence": evidence})
        self.touched_roles.add(ad.role_id)

    def _reopen(self, known: KnownAd) -> int:
        """The role of an ad that is open again: its own, or a new one where that closed too long ago."""
        role = self.roles[known.role_id]
        if not role.open and not self._within(role.closed_at, REOPEN_WITHIN):
            role_id = self._new_role(known.posting_id, previous=known.role_id)
            self.role_ads[known.role_id].pop(known.posting_id)
        else:
            role_id = known.role_id
            self.arrived.setdefault(role_id, known.posting_id)
        self.role_ads.setdefault(role_id, {})[known.posting_id] = True
        self.touched_roles.add(role_id)
        return role_id

    def _new_role(self, lead: int, previous: int | None) -> int:
        role_id = self._next()
        self.roles[role_id] = KnownRole(role_id=role_id, open=False, lead_id=lead)
        detail: dict[str, Any] = {"baseline": not self.snap.source.baseline_done}
        if previous is not None:
            detail["previous"] = previous
        self._tell("new", role_id, lead, detail)
        return role_id

    def _next(self) -> int:
        self.last_ref -= 1
        return self.last_ref

    # -- roles

    def _settle_roles(self) -> None:
        """A role is open while one of its ads is; its first open ad leads. Events follow from what became of it."""
        for role_id in sorted(self.touched_roles, key=lambda ref: (ref < 0, abs(ref))):
            role = self.roles[role_id]
            open_here = [ad for ad, is_open in self.role_ads.get(role_id, {}).items() if is_open]
            open_ads = [*role.open_elsewhere, *open_here]
            is_open = bool(open_ads)
            lead = role.lead_id if role.lead_id in open_ads or not open_ads else min(open_ads, key=_age)
            if role_id > 0:
                self._tell_role(role, is_open)
            self.roles[role_id] = replace(
                role,
                open=is_open,
                lead_id=lead,
                closed_at=None if is_open else (role.closed_at if role_id > 0 and not role.open else self.now),
                repost_count=role.repost_count + (role_id in self.reposts),
            )

    def _tell_role(self, role: KnownRole, is_open: bool) -> None:
        if role.role_id in self.reposts:
            detail = dict(self.reposts[role.role_id])
            self._tell("reposted", role.role_id, detail.pop("posting"), detail)
        elif role.open and not is_open:
            posting, detail = self.closing[role.role_id]
            self._tell("closed", role.role_id, posting, detail)
        elif not role.open and is_open:
            detail = {"closed_at": role.closed_at} if role.closed_at else {}
            self._tell("reopened", role.role_id, self.arrived[role.role_id], detail)

    # -- helpers

    def _tell(self, kind: Any, role: int, posting: int, detail: dict[str, Any]) -> None:
        self.events.append(Event(kind=kind, role=role, posting=posting, detail=detail))

    def _ended(self, posting: Posting, raw: RawPosting) -> CloseReason | None:
        if says_closed(raw.state):
            return "marked"
        return "expired" if is_past(posting.expires_at, self.now, self.zone) else None

    def _within(self, since: str | None, span: timedelta) -> bool:
        return since is not None and datetime.fromisoformat(self.now) - datetime.fromisoformat(since) <= span

    def _result(self, belief: Belief) -> Changes:
        report, source = self.result.report, self.snap.source
        good = report.verdict in ("complete", "window") and belief.accepted
        message = report.message if belief.accepted else f"held back: {belief.why}"
        return Changes(
            source_id=source.source_id,
            run_id=self.result.run_id,
            at=self.now,
            source=SourceWrite(
                health="suspect" if not belief.accepted else "ok" if good else "failing",
                message=message,
                complete=good,
                baseline_done=source.baseline_done or good,
                board=report.board if report.verdict != "failed" else source.board,
                held=belief.held if report.verdict == "complete" else source.held,
            ),
            source_run=SourceRun(
                verdict=report.verdict if belief.accepted else "held",
                pages_read=report.pages_read,
                pages_unchanged=report.pages_unchanged,
                pages_failed=report.pages_failed,
                postings=len(self.listed),
                declared=report.declared,
                seconds=report.seconds,
                message=message,
                troubles=report.troubles,
            ),
            seen=tuple(self.seen),
            ads=tuple(self.ads.values()),
            states=tuple(self.states.values()),
            roles=tuple(
                RoleWrite(
                    role_id=role.role_id,
                    open=role.open,
                    lead_id=role.lead_id,
                    closed_at=role.closed_at,
                    repost_count=role.repost_count,
                )
                for role_id in sorted(self.touched_roles)
                for role in [self.roles[role_id]]
            ),
            events=tuple(self.events),
        )


def _age(posting_id: int) -> tuple[bool, int]:
    """Known ads before new ones, each in the order in which they were first seen."""
    return posting_id < 0, abs(posting_id)


def _pay(salary: Salary | None) -> dict[str, Any] | None:
    """Pay in the detail of an event: what was stated, and its value."""
    if salary is None:
        return None
    return {
        "text": salary.text,
        "currency": salary.currency,
        "period": salary.period,
        "min": salary.min,
        "max": salary.max,
        "months": salary.months,
        "annual_min": salary.annual_min,
        "annual_max": salary.annual_max,
    }
