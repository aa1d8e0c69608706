"""Events → Digest: what matters first, one line per role and kind, and the sources that need a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from roles.event import Health
from roles.record import SourceState, ToldEvent

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
class Digest:
    """What changed in a window: after `since`, up to and including `until` (UTC, ISO 8601), shown in `timezone`."""

    since: str
    until: str
    timezone: str
    groups: dict[Group, tuple[Entry, ...]]
    baselines: tuple[Baseline, ...]
    troubles: tuple[Trouble, ...]
    sources: int
    sources_ok: int
    out_of_scope: int

    @property
    def quiet(self) -> bool:
        """Whether nothing in scope changed."""
        return not any(self.groups.values())


def build(
    events: Sequence[ToldEvent], sources: Sequence[SourceState], *, since: str, until: str, timezone: str
) -> Digest:
    """Groups the events of a window.

    What is not in scope is only counted, what belongs to a source's baseline is summed up. Within a group employers
    stand together, the largest moves of pay first.
    """
    told = [event for event in events if event.in_scope]
    baselines = Counter(event.source_id for event in told if _is_baseline(event))
    entries: dict[Group, list[Entry]] = {group: [] for group in GROUPS}
    for event in told:
        if not _is_baseline(event):
            group = _GROUP_OF[event.kind]
            entries[group].append(_entry(event, group))
    watched = [source for source in sources if source.watched]
    return Digest(
        since=since,
        until=until,
        timezone=timezone,
        groups={group: tuple(sorted(entries[group], key=_order)) for group in GROUPS},
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
    )


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
    )


def _order(entry: Entry) -> tuple[float, str, str, str, int]:
    moved = abs(entry.detail.get("percent") or 0.0) if entry.group == "pay" else 0.0
    return -moved, entry.company or "\uffff", entry.family or "", entry.title, entry.event_id
