"""What becomes of roles while the ads of one crawl are walked through, and which events follow.

A role is open while one of its watched ads is. Its leading ad is the first of those that are open, an employer's own
before one at a source that gathers several employers. Closed, reopened and reposted follow from where a role stood
before and stands after the whole walk, so that an ad that goes and another that comes are one story.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from roles.crawl import CrawlResult
from roles.event import Event, EventKind, KnownRole, RoleWrite, Snapshot
from roles.match import company_key


def gathers(result: CrawlResult) -> bool:
    """Whether a source shows ads of several employers."""
    return len({company_key(seen.posting.company) for seen in result.postings if seen.posting} - {""}) > 1


@dataclass(frozen=True, slots=True)
class _Gone:
    """An ad that closed in this crawl: which, where it stood, and what `closed` would tell (None: nothing)."""

    posting: int
    url: str
    detail: dict[str, Any] | None


@dataclass
class RoleBook:
    """The roles of a snapshot, changed step by step; `settle` ends it. `gatherer` says what this source is."""

    snapshot: Snapshot
    now: str
    gatherer: bool
    events: list[Event] = field(default_factory=list)
    roles: dict[int, KnownRole] = field(init=False)
    ads: dict[int, dict[int, bool]] = field(init=False)
    _touched: set[int] = field(default_factory=set)
    _gone: dict[int, list[_Gone]] = field(default_factory=dict)
    _came: dict[int, tuple[int, str]] = field(default_factory=dict)
    _quiet: set[int] = field(default_factory=set)
    _changed: set[int] = field(default_factory=set)
    _open_before: dict[int, list[int]] = field(default_factory=dict)
    _last: int = 0

    def __post_init__(self) -> None:
        self.roles = dict(self.snapshot.roles)
        self.ads = {}
        for ad in self.snapshot.ads.values():
            self.ads.setdefault(ad.role_id, {})[ad.posting_id] = ad.open
            if ad.open:
                self._open_before.setdefault(ad.role_id, []).append(ad.posting_id)

    def number(self) -> int:
        """A number for a role or an ad that does not exist yet."""
        self._last -= 1
        return self._last

    def led(self, role_id: int, posting_id: int) -> bool:
        """Whether an ad led its role before this crawl: its changes are the role's.

        Where the leading ad stands at a source that is not watched any more, the best of the watched ones leads.
        """
        role = self.snapshot.roles[role_id]
        return self._lead(role, [*role.open_elsewhere, *self._open_before.get(role_id, ())]) == posting_id

    # -- what happens to ads

    def new_role(self, lead: int) -> int:
        """A role that did not exist, with no ad yet."""
        role_id = self.number()
        self.roles[role_id] = KnownRole(role_id=role_id, open=False, lead_id=lead)
        return role_id

    def came(self, role_id: int, posting_id: int, url: str, *, quiet: bool = False) -> None:
        """An ad is open that was not: new, or open again. Where the role was closed, it is reopened by it."""
        self.ads.setdefault(role_id, {})[posting_id] = True
        self._touched.add(role_id)
        if quiet:
            self._quiet.add(role_id)
        self._came.setdefault(role_id, (posting_id, url))

    def closed_ad(self, role_id: int, posting_id: int) -> None:
        """An ad is known that is closed and makes no event."""
        self.ads.setdefault(role_id, {})[posting_id] = False
        self._touched.add(role_id)

    def went(self, role_id: int, posting_id: int, url: str, detail: dict[str, Any] | None) -> None:
        """An ad has closed. Without a `detail` nothing is told of it."""
        self.ads[role_id][posting_id] = False
        self._touched.add(role_id)
        self._gone.setdefault(role_id, []).append(_Gone(posting_id, url, detail))

    def changed(self, role_id: int) -> None:
        """A change of a role is told: what was told before no longer counts."""
        self._changed.add(role_id)
        if self.roles[role_id].former_id is not None:
            self._touched.add(role_id)

    def leave(self, role_id: int, posting_id: int) -> None:
        """An ad belongs to another role from now on."""
        self.ads[role_id].pop(posting_id)

    def tell(self, kind: EventKind, role: int, posting: int, detail: dict[str, Any]) -> None:
        """Adds an event."""
        self.events.append(Event(kind=kind, role=role, posting=posting, detail=detail))

    # -- the end

    def settle(self) -> tuple[RoleWrite, ...]:
        """Closes the book: events for what became of the roles, and the roles that are to be written."""
        written: dict[int, RoleWrite] = {}
        for role_id in sorted(self._touched | self._led_by_others(), key=lambda ref: (ref < 0, abs(ref))):
            role = self.roles[role_id]
            here = [ad for ad, is_open in self.ads.get(role_id, {}).items() if is_open]
            open_ads = [*role.open_elsewhere, *here]
            moved = role_id in self._came or role_id in self._gone or role_id < 0
            is_open = bool(open_ads) if moved else role.open
            again = self._tell(role, is_open=is_open) if role_id > 0 and moved else 0
            lead = self._lead(role, open_ads)
            written[role_id] = RoleWrite(
                role_id=role_id,
                open=is_open,
                lead_id=lead,
                closed_at=None if is_open else (role.closed_at if role_id > 0 and not role.open else self.now),
                repost_count=role.repost_count + again,
                former_id=self._former(role, lead, open_ads),
            )
        return tuple(written[role_id] for role_id in sorted(written))

    def _tell(self, role: KnownRole, *, is_open: bool) -> int:
        """Tells what became of a role; gives 1 where it was reposted."""
        gone, came = self._gone.get(role.role_id, []), self._came.get(role.role_id)
        if role.open and not is_open:
            if told := [one for one in gone if one.detail is not None]:
                self.tell("closed", role.role_id, told[-1].posting, told[-1].detail or {})
        elif role.open and came:
            if old := next((one for one in gone if self.led(role.role_id, one.posting)), None):
                self.tell("reposted", role.role_id, came[0], {"before": old.url, "after": came[1]})
                return 1
        elif is_open and not role.open and came and role.role_id not in self._quiet:
            self.tell("reopened", role.role_id, came[0], {"closed_at": role.closed_at} if role.closed_at else {})
        return 0

    def _former(self, role: KnownRole, lead: int, open_ads: list[int]) -> int | None:
        """The ad that led before an ad of another source did, until something is told of the role."""
        if role.role_id in self._changed or role.role_id < 0:
            return None
        here = self.ads.get(role.role_id, {})
        if lead == role.lead_id or role.lead_id in open_ads or (role.lead_id in here) == (lead in here):
            return role.former_id
        return role.former_id or role.lead_id

    def _led_by_others(self) -> set[int]:
        """Open roles with an open ad here that are not led by the ad that should lead them."""
        return {
            role_id
            for role_id, ads in self.ads.items()
            if (role := self.roles[role_id]).open
            and (here := [ad for ad, is_open in ads.items() if is_open])
            and self._lead(role, [*role.open_elsewhere, *here]) != role.lead_id
        }

    def _lead(self, role: KnownRole, open_ads: list[int]) -> int:
        """The first open ad of the best kind; as long as it is open, the one that leads now stays."""
        if not open_ads:
            return role.lead_id

        def rank(ad: int) -> tuple[bool, bool, bool, int]:
            gathered = ad in role.gathered if ad in role.open_elsewhere else self.gatherer
            return gathered, ad != role.lead_id, ad < 0, abs(ad)

        return min(open_ads, key=rank)
