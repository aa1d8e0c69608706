"""What one crawl of one source makes of what was known: new, closed, reopened, reposted, changed.

A pure function: `decide(snapshot, result, now, …)` gives `Changes`, a value that one can print. The rules and the
reasons for them are in docs/RULES.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from roles.crawl import CloseReason, CrawlResult, SeenPosting
from roles.ending import ended_by, only_read_otherwise, only_withdrawn
from roles.event import AdState, AdWrite, Candidate, Changes, KnownAd, RoleWrite, Snapshot
from roles.expiry import is_past
from roles.match import Match, company_key, find_role
from roles.model import Posting, RawPosting
from roles.moves import find_moved
from roles.noise import without_noise
from roles.outcome import outcome
from roles.read.state import says_closed
from roles.renewal import Renewal
from roles.settle import RoleBook, gathers
from roles.trust import HISTORY_KEPT, HISTORY_NEEDED, Belief, Evidence, judge, lost_since
from roles.version import same_extractor

# An ad that comes back within this time is the same vacancy; later it is a new one with a `previous`.
REOPEN_WITHIN = timedelta(days=180)
# How long an own page that stays up contradicts a listing that no longer has it: both bounds must be passed.
CONTRADICTED_CRAWLS, CONTRADICTED_FOR = 5, timedelta(days=7)
# Where so many ads of one part of a site stand in another now, and more than are found there, it was rebuilt: a move,
# not a wave of reposts. So is the last one that leaves a part, and new ids for all of them.
REBUILT_LEAST = 2

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
        self.verdict = result.report.verdict
        self.listed = {posting.key: posting for posting in result.postings}
        self.own = {page.key: page for page in result.own_pages}
        self.open = [ad for ad in snapshot.ads.values() if ad.open]
        self.missing = [ad for ad in self.open if ad.key not in self.listed]
        strangers = {
            key: seen
            for key, seen in self.listed.items()
            if key not in snapshot.ads and seen.posting is not None and not only_withdrawn(seen.raw)
        }
        self.pairs = find_moved(self.missing, strangers)
        self.strangers = {key: seen for key, seen in strangers.items() if key not in self.pairs}
        paired = {ad.posting_id for ad in self.pairs.values()}
        self.lost = [ad for ad in self.missing if ad.posting_id not in paired]
        self.book = RoleBook(snapshot, now, snapshot.source.gatherer or gathers(result))
        self.renewal = Renewal(
            snapshot, result, self.strangers, self.lost, found=len(self.open) - len(self.missing) + len(self.pairs)
        )
        # Of the open ads: how many are listed where they were, and how many went which way, by part of the site. What a
        # partial crawl has not read may stand where it was.
        unread = {ad.key for ad in self.lost} if self.verdict == "partial" else set()
        self.at_home = Counter(_part(ad.key) for ad in self.open if ad.key in self.listed or ad.key in unread)
        self.ways = Counter((_part(old.key), _part(key)) for key, old in self.pairs.items())
        self.seen: list[int] = []
        self.ads: dict[int, AdWrite] = {}
        self.states: dict[int, AdState] = {}

    def changes(self) -> Changes:
        belief = Belief(accepted=True)
        roles: tuple[RoleWrite, ...] = ()
        if self.verdict != "failed":
            belief = judge(self.snap.source, self._evidence(), self.now)
            self._walk(belief.accepted)
            roles = self.book.settle()
        return outcome(
            self.snap.source,
            self.result,
            belief,
            at=self.now,
            seen=tuple(self.seen),
            ads=tuple(self.ads.values()),
            states=tuple(self.states.values()),
            roles=roles,
            events=tuple(self.book.events),
        )

    def _evidence(self) -> Evidence:
        # What earlier crawls missed, though its page is up, is no news today: neither as a loss nor as a base.
        before = {ad.key for ad in self.open if not ad.missed}
        came_back = {ad.key for ad in self.pairs.values()}
        listed = self.listed.keys() | {key for key, page in self.own.items() if page.listed}
        gone = [
            key for key, page in self.own.items() if key in before - came_back and page.reason in ("gone", "marked")
        ]
        return Evidence(
            verdict=self.verdict,
            before=len(before),
            listed=len(listed),
            missing=[ad.key for ad in self.lost if ad.key in before - listed],
            gone=gone,
            gone_though_listed=sum(key in listed for key in gone),
            strangers=len(self.strangers),
            usual=self._usual(),
        )

    def _usual(self) -> int | None:
        """The most ads that the source lost at one crawl lately; None where it is not watched for long enough."""
        first = min((ad.first_seen for ad in self.snap.ads.values()), default=self.now)
        if self._within(first, HISTORY_NEEDED):
            return None
        closed = Counter(ad.closed_at for ad in self.snap.ads.values() if self._within(ad.closed_at, HISTORY_KEPT))
        return max(closed.values(), default=0)

    def _walk(self, believed: bool) -> None:
        matches = self._matches() if believed else {}
        decided: set[int] = set()
        for key, seen in self.listed.items():
            if known := self.snap.ads.get(key):
                self._seen_again(known, seen, believed=believed)
            elif not believed:
                continue
            elif key in self.strangers:
                self._stranger(seen, matches.get(key))
            elif (old := self.pairs.get(key)) and self._came_back(old, seen):
                decided.add(old.posting_id)
        if believed:
            for ad in self.missing:
                if ad.posting_id not in decided:
                    self._not_listed(ad)

    def _came_back(self, old: KnownAd, seen: SeenPosting) -> bool:
        """An ad that is listed under another key: moved with its site, or posted anew.

        False where the other one has only left a feed's window.
        """
        start, end = _part(old.key), _part(seen.key)
        most = self.ways[start, end] > self.at_home[start] if start != end else not self.at_home[start]
        rebuilt = most and self.ways[start, end] >= REBUILT_LEAST
        closed = self._own_closed(old)
        if self.verdict == "window" and not rebuilt and closed is None:
            self._stranger(seen, None)  # a parallel opening
            return False
        if self.verdict == "partial" and not rebuilt:
            return True  # the other one may stand on a page that was not read: the next complete crawl decides on both
        left_alone = start != end and not self.at_home[start]
        by_words = seen.raw is not None and seen.raw.derived_id  # its key is made of its own words
        if rebuilt or left_alone or by_words or self.renewal.moved or self.renewal.other_reader:
            self._seen_again(replace(old, key=seen.key), seen, believed=True)
        else:
            self._repost(old, seen)
        return True

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
        if not known.open and not believed:
            return
        self.seen.append(known.posting_id)
        if seen.posting is None or seen.raw is None:
            self._same_words(known, read=bool(seen.digest))
            return
        ended = ended_by(seen.posting, seen.raw, self.now, self.zone)
        if ended and not believed:
            return
        if only_withdrawn(seen.raw):  # its words are kept as they were
            if known.open:
                self._close(known, "marked", f"the ad says “{seen.raw.state}”")
            return
        role_id = known.role_id
        quiet = only_read_otherwise(
            known, seen, ended, reader=self.result.reader, reread=self.reread, now=self.now, zone=self.zone
        )
        if not ended and self._is_back(known):
            role_id = self._reopen(known, seen.url, quiet=quiet)
        from roles.compare import kept  # here, for it loads the readers of texts, and most crawls change no words

        self.ads[known.posting_id] = AdWrite(
            posting_id=known.posting_id,
            role_id=role_id,
            key=known.key,
            url=seen.url,
            digest=seen.digest,
            reader=self.result.reader,
            open=not ended,
            posting=kept(known.posting, seen.posting),
            raw=seen.raw,
            closed_at=(known.closed_at or self.now) if ended else None,
            close_reason=ended,
        )
        if known.open and ended:
            words = f"was valid until {seen.posting.expires_at}" if ended == "expired" else f"says “{seen.raw.state}”"
            self._close(known, ended, f"the ad {words}", quiet=quiet)
        elif role_id == known.role_id and not ended:
            self._compare(known, seen.posting, known.posting_id)

    def _is_back(self, known: KnownAd) -> bool:
        """Whether an ad that is seen open was closed, or its role was (while its source was not watched)."""
        return not known.open or not self.snap.roles[known.role_id].open

    def _same_words(self, known: KnownAd, *, read: bool) -> None:
        """Listed with the same words as last time (`read`), or listed without its own page having been read."""
        expired = is_past(known.expires_at, self.now, self.zone)
        if known.open and read and expired:
            self._close(known, "expired", f"the ad was valid until {known.expires_at}")
        elif read and not expired and self._is_back(known) and not self._still_marked(known):
            role_id = self._reopen(known, known.url)
            if role_id == known.role_id:
                self.states[known.posting_id] = AdState(posting_id=known.posting_id, open=True)
        elif known.open and known.missed:
            self.states[known.posting_id] = AdState(posting_id=known.posting_id, open=True)

    def _still_marked(self, known: KnownAd) -> bool:
        """Whether words that are as they were say that the ad is closed (a banner on its page is no part of them)."""
        return known.raw is not None and says_closed(known.raw.state) is not None

    def _compare(self, known: KnownAd, after: Posting, posting_id: int) -> None:
        """Tells what changed in a role's leading ad. Both versions of the text are read by the same reader."""
        before = known.posting
        if before is None or known.raw is None or not self.book.led(known.role_id, known.posting_id):
            return
        if known.reader != self.result.reader:
            if not same_extractor(known.reader, self.result.reader):
                return  # another release took the words from the page: its words and the old ones do not compare
            before = self.reread(known.raw)
        from roles.news import news  # here, for it loads the readers of texts

        for kind, detail in news(before, after, told=self.snap.roles[known.role_id].former):
            self.book.changed(known.role_id)
            self.book.tell(kind, known.role_id, posting_id, detail)

    # -- seen and unknown

    def _matches(self) -> dict[str, tuple[Candidate, Match]]:
        """The known roles that unknown ads belong to, each to one ad: two like ads of one day are two openings.

        Independent of the order in which the ads are listed: the strongest match takes its role first, and an ad whose
        role is taken looks again among the others.
        """
        taken = {ad.role_id for key, ad in self.snap.ads.items() if ad.open or key in self.listed}
        found: dict[str, tuple[Candidate, Match]] = {}
        asking = sorted(self.strangers)
        while asking:
            offers = {key: match for key in asking if (match := self._match(key, taken))}
            asking = []
            for key in sorted(offers, key=lambda key: (-offers[key][1].weight, key)):
                role_id = offers[key][0].role_id
                if role_id in taken:
                    asking.append(key)
                else:
                    found[key] = offers[key]
                    taken.add(role_id)
        return found

    def _match(self, key: str, taken: set[int]) -> tuple[Candidate, Match] | None:
        posting = self.strangers[key].posting
        assert posting is not None
        candidates = self.snap.candidates.get(company_key(posting.company), ())
        free = [one for one in candidates if one.role_id not in taken]
        if not free:
            return None
        return find_role(replace(posting, description=without_noise(posting.description)), free)

    def _stranger(self, seen: SeenPosting, found: tuple[Candidate, Match] | None) -> None:
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
        ref = self.book.number()
        ended = ended_by(seen.posting, seen.raw, self.now, self.zone)
        if role_id is None:
            role_id = self.book.new_role(ref)
            if not ended and not self.renewal.knew(seen):
                self._tell_new(role_id, ref, previous)
        if ended:
            self.book.closed_ad(role_id, ref)
        else:
            self.book.came(role_id, ref, seen.url, quiet=self.renewal.knew(seen))
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
        return ref

    def _tell_new(self, role_id: int, posting_id: int, previous: int | None) -> None:
        baseline = not self.snap.source.baseline_done or self.renewal.begins_anew
        detail: dict[str, Any] = {"baseline": baseline}
        if previous is not None:
            detail["previous"] = previous
        self.book.tell("new", role_id, posting_id, detail)

    def _repost(self, old: KnownAd, seen: SeenPosting) -> None:
        ref = self._add(seen, old.role_id, joined="came back under another id while the old one went")
        if seen.posting is not None:
            self._compare(old, seen.posting, ref)
        reason, evidence = self._own_closed(old) or ("delisted", "listed under another id, and closed there")
        self._close(old, reason, evidence)

    # -- known and not seen

    def _not_listed(self, ad: KnownAd) -> None:
        page = self.own.get(ad.key)
        if closed := self._own_closed(ad):
            self._close(ad, *closed)
        elif self.verdict != "complete":
            return
        elif self.renewal.put_aside(ad):
            self._close(ad, "delisted", "", quiet=True)
        elif is_past(ad.expires_at, self.now, self.zone):
            self._close(ad, "expired", f"the ad was valid until {ad.expires_at} and is no longer listed")
        elif page is not None and page.state == "open":
            held = lost_since(self.snap.source.held).get(ad.key)
            since = ad.missed_since or held or self.now
            missed = ad.missed + 1 + (held is not None and not ad.missed)
            if missed >= CONTRADICTED_CRAWLS and not self._within(since, CONTRADICTED_FOR):
                self._close(
                    ad, "delisted", f"not listed in {missed} complete crawls since {since}, though its page is up"
                )
            else:
                self.states[ad.posting_id] = AdState(
                    posting_id=ad.posting_id, open=True, missed_since=since, missed=missed
                )
        elif page is not None and not page.asked:
            return  # more are absent than are asked in one crawl: this one's turn comes
        else:
            asked = "" if page is None else f"; {page.evidence}"
            self._close(ad, "delisted", f"no longer in the listing, which was read completely{asked}")

    # -- states of ads

    def _close(self, ad: KnownAd, reason: CloseReason, evidence: str, *, quiet: bool = False) -> None:
        if ad.posting_id in self.ads:
            write = self.ads[ad.posting_id]
            self.ads[ad.posting_id] = replace(write, open=False, closed_at=self.now, close_reason=reason)
        else:
            self.states[ad.posting_id] = AdState(
                posting_id=ad.posting_id, open=False, closed_at=self.now, close_reason=reason
            )
        self.book.went(ad.role_id, ad.posting_id, ad.url, None if quiet else {"reason": reason, "evidence": evidence})

    def _reopen(self, known: KnownAd, url: str, *, quiet: bool = False) -> int:
        """The role of an ad that is open again: its own, or a new one where that closed too long ago."""
        role, role_id = self.snap.roles[known.role_id], known.role_id
        if not role.open and not self._within(role.closed_at, REOPEN_WITHIN):
            role_id = self.book.new_role(known.posting_id)
            self._tell_new(role_id, known.posting_id, known.role_id)
            self.book.leave(known.role_id, known.posting_id)
        self.book.came(role_id, known.posting_id, url, quiet=quiet)
        return role_id

    def _within(self, since: str | None, span: timedelta) -> bool:
        return since is not None and datetime.fromisoformat(self.now) - datetime.fromisoformat(since) <= span


def _part(key: str) -> str:
    """The part of a site in which an ad stands: its key without the last step."""
    return key.rpartition("/" if key.startswith("url:") else ":")[0]
