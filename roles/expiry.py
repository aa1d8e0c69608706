"""When an ad's last day is over."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_zone = lru_cache(maxsize=8)(ZoneInfo)


def is_past(expires_at: str | None, now: str, zone: str) -> bool:
    """Whether an expiry lies before `now` (UTC, ISO 8601).

    `expires_at` is YYYY, YYYY-MM, YYYY-MM-DD or a UTC time; one without a time lasts to the end of its last day in
    the time zone `zone`. None never expires.
    """
    if expires_at is None:
        return False
    moment = datetime.fromisoformat(now)
    if "T" in expires_at:
        return datetime.fromisoformat(expires_at) < moment
    parts = [int(part) for part in expires_at.split("-")]
    year = parts[0]
    month = parts[1] if len(parts) > 1 else 12
    day = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]
    if year >= 9999:  # a sentinel for "never" that some sites write into validThrough
        return False
    next_day = date(year, month, day) + timedelta(days=1)
    ends = datetime(next_day.year, next_day.month, next_day.day, tzinfo=_zone(zone))
    return ends.astimezone(UTC) <= moment
