"""How the background process is doing, as one value from what the file, the lock and the process itself say. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from roles.record import SourceState
from roles.told import Letter, Telling, ToldDigest
from rolewatch import agenda
from rolewatch.config import Config

# A running scheduler that has not looked for so long hangs.
SILENT = timedelta(minutes=10)
# A timer that has done its work so lately is no reason to worry.
TIMER = timedelta(hours=25)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStanding:
    """One source: its health, when it was crawled, when it will be (None: not while nothing runs)."""

    source_id: str
    health: str
    last_run_at: str | None
    next_run_at: str
    open_roles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The whole answer of `rolewatch status`. Times are UTC, ISO 8601; sizes are in bytes."""

    running: bool
    pid: str | None
    started_at: str | None
    crawling: tuple[str, ...]
    sources: tuple[SourceStanding, ...]
    last_digest: ToldDigest | None
    next_digest_at: str
    letters: tuple[Letter, ...]
    file_bytes: int
    warnings: tuple[str, ...] = field(default=())


def standing(
    config: Config,
    now: datetime,
    *,
    pid: str | None,
    told: Mapping[str, Any],
    sources: Sequence[SourceState],
    telling: Telling,
    last_digest: ToldDigest | None,
    letters: Sequence[Letter],
    file_bytes: int,
    stamp: Any,
) -> Standing:
    """Puts the answer together. `told` is what the process wrote of itself, `pid` who holds the lock now."""
    known = {state.source_id: state for state in sources}
    last = {name: state.last_run_at for name, state in known.items()}
    rows = tuple(
        SourceStanding(
            source_id=source.id,
            health=known[source.id].health if source.id in known else "new",
            last_run_at=last.get(source.id),
            next_run_at=stamp(agenda.next_run(source, last.get(source.id), now)),
            open_roles=known[source.id].open_roles if source.id in known else 0,
        )
        for source in config.enabled
    )
    return Standing(
        running=pid is not None,
        pid=pid,
        started_at=told.get("started_at") if pid else None,
        crawling=tuple(told.get("crawling", ())) if pid else (),
        sources=rows,
        last_digest=last_digest,
        next_digest_at=stamp(agenda.next_digest(now, config, telling)),
        letters=tuple(letters),
        file_bytes=file_bytes,
        warnings=tuple(_warnings(config, now, pid, told, known, letters)),
    )


def _warnings(
    config: Config,
    now: datetime,
    pid: str | None,
    told: Mapping[str, Any],
    known: Mapping[str, SourceState],
    letters: Sequence[Letter],
) -> list[str]:
    found = []
    looked = told.get("looked_at")
    if pid is None and not (looked and now - agenda.moment(looked) < TIMER):
        found.append("nothing runs: start `rolewatch schedule`, or let a timer start `rolewatch schedule --once`")
    elif pid is not None and looked and not told.get("crawling") and now - agenda.moment(looked) > SILENT:
        found.append(f"process {pid} has not looked since {looked}: restart it, and see its log")
    if pid is not None and told.get("config_error"):
        found.append(f"the configuration does not validate, the one before the edit is used: {told['config_error']}")
    if pid is not None:
        for name, one in told.get("setbacks", {}).items():
            found.append(f"a crawl of {name} recorded nothing: {one['why']}; it is tried again at {one['until']}")
    for name in agenda.overdue(config, {name: state.last_run_at for name, state in known.items()}, now):
        found.append(f"{name} missed its turns; it was last crawled {known[name].last_run_at}")
    for source in config.enabled:
        state = known.get(source.id)
        if state is not None and state.health in ("failing", "suspect"):
            found.append(f"{source.id} is {state.health}: {state.message}")
    for letter in letters:
        if letter.status == "given_up":
            found.append(f"the digest of {letter.local_date} was given up for {letter.target}: {letter.last_error}")
        elif letter.status in ("waiting", "sending") and letter.last_error:
            found.append(
                f"the digest of {letter.local_date} did not reach {letter.target} in {letter.attempts} attempts: "
                f"{letter.last_error}; next attempt {letter.next_try_at}"
            )
    return found
