"""Events → Digest: what matters first, one line per role and kind, and the sources that need a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any, Literal

from roles.event import Health
from roles.record import SourceState, ToldEvent
from rolewatch.digest.moves import without_moves

Group = Literal["pay", "new", "closed", "reopened", "reposted", "changed"]
GROUPS: tuple[Group, ...] = ("pay", "new", "closed", "reopened", "reposted", "changed")
_GROUP_OF: dict[str, Group] = {
    "salary_changed": "pay", "new": "new", "closed": "closed", "reopened": "reopened", "reposted": "reposted",
    "changed": "changed",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the digest: one event of one role."""

    event_id: int
    at: str
    group: Group
    role_id: int
    source_id: str
    title: str
    company: str | None
    locations: tuple[str, ...]
    family: str | None
    salary_text: str | None
    url: str
    first_seen: str
    detail: dict[str, Any]
    repost_count: int = 0

    @property
    def days_open(self) -> int:
        """How many days the role had been known when this happened."""
        return max((datetime.fromisoformat(self.at) - datetime.fromisoformat(self.first_seen)).days, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """A source that was read for the first time, summed up in a line."""

    source_id: str
    roles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A source that needs a look. `since` is when it last was read as far as it can be; None: never."""

    source_id: str
    health: Health
    message: str
    since: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something about Rolewatch itself that its user should know; `kind` names the phrase that says it.

    config: the configuration does not validate and the older one is still used. crawl: a crawl recorded nothing.
    overdue: a source missed its turns. delivery: an earlier digest did not reach a target. archived, forgotten: the
    window begins before events that are no longer in the file. The words of the last two and of overdue are a time.
    """

    kind: Literal["config", "crawl", "overdue", "delivery", "archived", "forgotten"]
    subject: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What changed in a window: after `since`, up to and including `until` (UTC, ISO 8601), shown in `timezone`.

    A digest that the background process tells has a `number` and the local date that it is told for. `left_out` are
    entries that a short form does not show; `whole` says where all of them stand ("": ask for the window). Of
    `sources_ok`, so many were `unread` in the window, the one that was read longest ago at `oldest`.
    """

    since: str
    until: str
    timezone: str
    groups: dict[Group, tuple[Entry, ...]]
    baselines: tuple[Baseline, ...]
    troubles: tuple[Trouble, ...]
    sources: int
    sources_ok: int
    out_of_scope: int
    notices: tuple[Notice, ...] = ()
    number: int | None = None
    date: str | None = None
    left_out: int = 0
    whole: str = ""
    unread: int = 0
    oldest: str | None = None

    @property
    def quiet(self) -> bool:
        """Whether nothing in scope changed."""
        return not any(self.groups.values())


def build(
    events: Sequence[ToldEvent],
    sources: Sequence[SourceState],
    *,
    since: str,
    until: str,
    timezone: str,
    wanted: Callable[[ToldEvent], bool] = lambda _: True,
    notices: Sequence[Notice] = (),
    date: str | None = None,
) -> Digest:
    """Groups the events of a window.

    What is not in scope or not `wanted` is only counted, what belongs to a source's baseline is summed up. Within a
    group employers stand together and their families too; those with the largest moves of pay come first.
    """
    events = without_moves(events)
    told = [event for event in events if event.in_scope and wanted(event)]
    baselines = Counter(event.source_id for event in told if _is_baseline(event))
    entries: dict[Group, list[Entry]] = {group: [] for group in GROUPS}
    for event in told:
        if not _is_baseline(event):
            group = _GROUP_OF[event.kind]
            entries[group].append(_entry(event, group))
    watched = [source for source in sources if source.watched]
    # A source that nobody asked for news is no proof that there were none.
    unread = sorted(one.last_run_at or "" for one in watched if one.health == "ok" and (one.last_run_at or "") < since)
    return Digest(
        since=since,
        until=until,
        timezone=timezone,
        groups={group: _ordered(entries[group]) for group in GROUPS},
        baselines=tuple(Baseline(source_id=source, roles=count) for source, count in sorted(baselines.items())),
        troubles=tuple(
            Trouble(
                source_id=source.source_id,
                health=source.health,
                message=source.message,
                since=source.last_complete_at,
            )
            for source in watched
            if source.health in ("failing", "suspect")
        ),
        sources=len(watched),
        sources_ok=sum(source.health == "ok" for source in watched),
        out_of_scope=len(events) - len(told),
        notices=tuple(notices),
        date=date,
        unread=len(unread),
        oldest=unread[0] if unread else None,
    )


def merged(digests: Sequence[Digest]) -> Digest:
    """Several digests, oldest first, as one: the last one's day, sources and notices, and what all of them tell."""
    last = digests[-1]
    baselines = Counter[str]()
    for digest in digests:
        baselines.update({one.source_id: one.roles for one in digest.baselines})
    return replace(
        last,
        since=min(digest.since for digest in digests),
        groups={group: _ordered([e for digest in digests for e in digest.groups.get(group, ())]) for group in GROUPS},
        baselines=tuple(Baseline(source_id=source, roles=count) for source, count in sorted(baselines.items())),
        out_of_scope=sum(digest.out_of_scope for digest in digests),
    )


def shortened(digest: Digest, most: int) -> Digest:
    """A digest with at most so many entries; what is left out is counted. The groups that matter most stay whole.

    Of what stands below them (sources, notices) it has at most a third as many each.
    """
    room, kept, left_out = most, dict[Group, tuple[Entry, ...]](), 0
    for group in GROUPS:
        entries = digest.groups[group]
        kept[group] = entries[:room]
        room -= len(kept[group])
        left_out += len(entries) - len(kept[group])
    below = max(most // 3, 1)
    left_out += sum(max(len(one) - below, 0) for one in (digest.baselines, digest.troubles, digest.notices))
    return replace(
        digest,
        groups=kept,
        left_out=left_out,
        baselines=digest.baselines[:below],
        troubles=digest.troubles[:below],
        notices=digest.notices[:below],
    )


def clusters(entries: Sequence[Entry]) -> list[tuple[str | None, str | None, tuple[Entry, ...]]]:
    """Entries that stand together: employer, family, and what is told of them."""
    return [
        (company, family, tuple(several))
        for (company, family), several in groupby(entries, key=lambda entry: (entry.company, entry.family))
    ]


def _is_baseline(event: ToldEvent) -> bool:
    return event.kind == "new" and bool(event.detail.get("baseline"))


def _entry(event: ToldEvent, group: Group) -> Entry:
    return Entry(
        event_id=event.event_id,
        at=event.at,
        group=group,
        role_id=event.role_id,
        source_id=event.source_id,
        title=event.title,
        company=event.company,
        locations=event.locations,
        family=event.family,
        salary_text=event.salary_text,
        url=event.url,
        first_seen=event.first_seen,
        detail=event.detail,
        repost_count=event.repost_count,
    )


def _ordered(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Employers and, within them, families together, each by its largest move of pay, then by name."""
    largest: dict[tuple[str | None, ...], float] = {}
    for entry in entries:
        for key in ((entry.company,), (entry.company, entry.family)):
            largest[key] = max(largest.get(key, 0.0), _moved(entry))

    def order(entry: Entry) -> tuple[float, str, float, str, float, str, int]:
        company, family = entry.company, entry.family
        return (
            -largest[(company,)], company or "\uffff", -largest[(company, family)], family or "\uffff", -_moved(entry),
            entry.title, entry.event_id,
        )  # fmt: skip

    return tuple(sorted(entries, key=order))


def _moved(entry: Entry) -> float:
    return abs(entry.detail.get("percent") or 0.0) if entry.group == "pay" else 0.0
