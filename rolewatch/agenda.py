"""What is due: which sources to crawl, which digest to make, which letter to send. Pure: the time is told.

Nothing here remembers anything; what is due follows from (now, configuration, state), so a restart, a sleep or a clock
that is set is the same as any other moment.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from roles.told import Letter, Telling
from rolewatch.config import Config, Source
from rolewatch.targets import Target, scheme_of

# A source's interval is stretched or shortened by at most this share of it and at most this long, differently each
# time, so that sources do not knock in step. It goes both ways: a daily source stays daily.
JITTER, MOST_JITTER = 0.02, timedelta(minutes=5)
# After a crawl that recorded nothing its sources wait, longer each time.
REST, MOST_REST = timedelta(seconds=30), timedelta(minutes=30)
# After so many attempts each, letters wait so long (minutes); the last one holds for all that follow.
WAITS = (1, 2, 5, 15, 30, 60, 120, 240, 360)
# An attempt whose end is unknown is repeated under the same digest, about a week long.
MOST_ATTEMPTS = 32
# A first start tells what happened in the day before it, not the history of an older file.
LOOK_BACK = timedelta(days=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Setback:
    """A source whose crawl recorded nothing: how often in a row, until when it rests, and how the crawl ended."""

    failures: int
    until: datetime
    why: str


def moment(text: str) -> datetime:
    """A stored time (UTC, ISO 8601)."""
    return datetime.fromisoformat(text)


# -- crawls


def jitter(source_id: str, last_run_at: str, interval: timedelta) -> timedelta:
    """By how much the next crawl comes later (or, negative, earlier) than the interval says; the same each time."""
    most = min(interval * JITTER, MOST_JITTER)
    return most * (zlib.crc32(f"{source_id} {last_run_at}".encode()) / 2**31 - 1)


def next_run(source: Source, last_run_at: str | None, now: datetime) -> datetime:
    """When a source is due. One that never ran is due now.

    So is one whose last run lies further ahead than an interval: the clock was wrong then, and waiting would be, too.
    """
    if last_run_at is None or moment(last_run_at) > now + source.interval:
        return now
    return moment(last_run_at) + source.interval + jitter(source.id, last_run_at, source.interval)


def due(sources: Sequence[Source], last: Mapping[str, str | None], now: datetime) -> tuple[Source, ...]:
    """The sources that are to be crawled now; those that never were come first, then the longest overdue.

    A source that missed several of its turns is due once.
    """
    waiting = [source for source in sources if next_run(source, last.get(source.id), now) <= now]
    return tuple(sorted(waiting, key=lambda source: last.get(source.id) or ""))


def batch(
    waiting: Sequence[Source], setbacks: Mapping[str, Setback], now: datetime, on: str = ""
) -> tuple[Source, ...]:
    """Which of the due sources the next crawl takes: all that never failed it, else a single one that has.

    So a source that brings a whole crawl down does so alone, and not at every look. `on` is the cluster that crawls:
    its own setback, which is no source's fault, holds for all of them.
    """
    if on in setbacks and _ahead(setbacks[on].until, now, MOST_REST):
        return ()
    fresh = tuple(source for source in waiting if source.id not in setbacks)
    if fresh:
        return fresh
    rested = [one for one in waiting if not _ahead(setbacks[one.id].until, now, MOST_REST)]
    return tuple(sorted(rested, key=lambda one: setbacks[one.id].until)[:1])


def setback(before: Setback | None, now: datetime, why: str) -> Setback:
    """One more crawl of a source recorded nothing."""
    failures = before.failures + 1 if before else 1
    return Setback(failures, now + min(REST * 2 ** min(failures - 1, 10), MOST_REST), why)


def _ahead(when: datetime, now: datetime, most: timedelta) -> bool:
    """Whether something is still to come. Further ahead than it ever is planned: the clock was set back since."""
    return now < when <= now + most


def overdue(config: Config, last: Mapping[str, str | None], now: datetime) -> tuple[str, ...]:
    """Sources that missed a whole turn and more: what the digest says of them is old."""
    return tuple(
        source.id
        for source in config.enabled
        if (at := last.get(source.id)) is not None and now - moment(at) > 2 * source.interval + timedelta(hours=1)
    )


def most_seconds(config: Config, hosts: Sequence[str]) -> int:
    """How long a crawl of sources at these hosts may take: those of a host take turns, each may be tried twice."""
    longest = max((hosts.count(host) for host in set(hosts)), default=1)
    return 2 * longest * (config.crawl.max_seconds + 60) + 300


# -- the digest


def hour(config: Config) -> time:
    """The time of day at which the digest is made."""
    return time.fromisoformat(config.digest.at)


def last_digest_time(now: datetime, config: Config) -> datetime:
    """The last moment at which a digest was to be made, at or before `now`; its date is the date that it is told for.

    Compared as people read clocks: an hour that a day skips has come when the clock shows a later one, an hour that a
    day has twice has come with its first.
    """
    zone = ZoneInfo(config.timezone)
    local = now.astimezone(zone)
    day = local.date() if local.time() >= hour(config) else local.date() - _DAY
    return datetime.combine(day, hour(config), zone)


def digest_due(now: datetime, config: Config, telling: Telling) -> str | None:
    """The local date (ISO 8601) for which a digest is to be made now; None where none is.

    Each date is told once, whatever the clock does. A date that was slept through is caught up as long as its
    successor's hour has not come.
    """
    if telling.began_at is None:
        return None
    planned = last_digest_time(now, config)
    day = planned.date()
    today = now.astimezone(planned.tzinfo).date()
    if {day.isoformat(), today.isoformat()} & telling.dates:
        return None
    began = moment(telling.began_at)
    if not telling.dates and began <= now + _DAY and planned < began:
        return None  # its hour was over when telling began; a beginning that lies ahead was set by a wrong clock
    return day.isoformat()


def next_digest(now: datetime, config: Config, telling: Telling) -> datetime:
    """When the next digest will be made, as far as the clock can be believed."""
    if digest_due(now, config, telling):
        return now
    zone = ZoneInfo(config.timezone)
    day = last_digest_time(now, config).date() + _DAY
    while day.isoformat() in telling.dates:
        day += _DAY
    return datetime.combine(day, hour(config), zone).astimezone(UTC)


def carried(letters: Sequence[Letter], targets: Sequence[Target]) -> dict[str, tuple[int, ...]]:
    """For each target the earlier digests that a new one takes along: those that surely did not reach it.

    A digest that may have arrived (its attempt has no known end, or part of it was accepted) is not told a second
    time under another number; it stays in the outbox under its own.
    """
    taken: dict[str, set[int]] = {target.name: set() for target in targets}
    for letter in letters:
        if letter.target in taken and letter.status == "waiting" and letter.certain and not letter.parts_done:
            taken[letter.target].update((letter.digest_id, *letter.carries))
    return {name: tuple(sorted(ids)) for name, ids in taken.items()}


# -- letters


def letter_due(letter: Letter, now: datetime) -> bool:
    """Whether an attempt is to be made now. One that was under way when we were killed is repeated at once."""
    if letter.status == "sending":
        return True
    return letter.status == "waiting" and not _ahead(moment(letter.next_try_at), now, timedelta(minutes=WAITS[-1]))


def wait_after(attempts: int) -> timedelta:
    """How long a letter waits after so many attempts."""
    return timedelta(minutes=WAITS[min(max(attempts, 1), len(WAITS)) - 1])


def moved(
    letters: Sequence[Letter], targets: Sequence[Target], known: Collection[tuple[int, str]]
) -> dict[Letter, str | None]:
    """Open letters whose target left the configuration, and where they go instead. `known`: (digest, target) of all.

    A corrected password makes another address of the same service: its letters go there. None: there is no such.
    """
    names: Collection[str] = {target.name for target in targets}
    taken = set(known)
    found: dict[Letter, str | None] = {}
    for letter in letters:
        if letter.target in names:
            continue
        heirs = [
            target.name
            for target in targets
            if target.kind == "service"
            and target.scheme == scheme_of(letter.target)
            and (letter.digest_id, target.name) not in taken
        ]
        found[letter] = heirs[0] if heirs else None
        taken.update((letter.digest_id, heir) for heir in heirs[:1])
    return found
