"""What was told, and to whom: the values between the scheduler's decisions and the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# waiting: for its (next) attempt; sending: an attempt was begun and its end is not noted; delivered; carried: what it
# held is in a later digest to the same target; given_up: attempted too often; dropped: its target is gone.
LetterStatus = Literal["waiting", "sending", "delivered", "carried", "given_up", "dropped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldDigest:
    """One digest: the events after `after_event` up to and including `last_event`, told for a local date (ISO 8601)."""

    digest_id: int
    local_date: str
    after_event: int
    last_event: int
    made_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One digest to one target. Times are UTC, ISO 8601.

    `target` is a name without secrets. `parts_done` counts the messages of a split digest that were accepted.
    `certain`: it is known that no attempt reached the target unnoticed. `carries` are earlier digests that were not
    delivered to this target and stand in this one.
    """

    digest_id: int
    local_date: str
    target: str
    status: LetterStatus
    attempts: int = 0
    parts_done: int = 0
    certain: bool = True
    next_try_at: str = ""
    last_error: str = ""
    carries: tuple[int, ...] = ()
    done_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What the file knows of digests: where telling began, which local dates were told, and up to which event.

    `began_at` is None before the file has a starting point; `told_at` is when the last digest was made.
    """

    began_at: str | None = None
    dates: frozenset[str] = frozenset()
    last_event: int = 0
    told_at: str | None = None
