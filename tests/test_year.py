"""A year of the background process with a clock of the test's own: which crawls, which digests, and what is in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from rolewatch import agenda, morning
from rolewatch.cli.context import stamp
from rolewatch.config import Config, DigestSettings, Source
from rolewatch.deliver import Message, Sent
from rolewatch.targets import PRINTED, Target
from storage.outbox import Outbox
from tests import ledgerfile

BERLIN = ZoneInfo("Europe/Berlin")
BEGIN, END = datetime(2026, 1, 1, 12, 0, tzinfo=UTC), datetime(2027, 1, 1, 12, 0, tzinfo=UTC)
STEP = timedelta(minutes=10)
# Switched off from noon to noon; and what the clock showed too much, from when to when.
OFF = (datetime(2026, 6, 1, 12, 0, tzinfo=UTC), datetime(2026, 6, 8, 12, 0, tzinfo=UTC))
WRONG = (
    (datetime(2026, 4, 10, 9, 0, tzinfo=UTC), datetime(2026, 4, 12, 9, 0, tzinfo=UTC), timedelta(hours=5)),
    (datetime(2026, 9, 3, 20, 0, tzinfo=UTC), datetime(2026, 9, 4, 3, 0, tzinfo=UTC), timedelta(days=-2)),
)
SOURCES = tuple(
    Source.model_validate({"id": name, "url": f"https://{name}.example/", "interval": interval})
    for name, interval in (("daily", "24h"), ("often", "6h"), ("weekly", "7d"))
)


def looks() -> list[tuple[datetime, datetime]]:
    """The moments at which the process looks: the true time, and what the clock shows."""
    found, moment = [], BEGIN
    while moment < END:
        if not OFF[0] <= moment < OFF[1]:
            wrong = sum((off for start, end, off in WRONG if start <= moment < end), timedelta())
            found.append((moment, moment + wrong))
        moment += STEP
    return found


EXACT = {"daily": 358, "often": 1407, "weekly": 52}


class Year:
    """Plays a year; keeps the crawls per source (true time, clock) and what was delivered."""

    def __init__(self, folder: Path, at: str) -> None:
        self.config = Config(timezone="Europe/Berlin", source=SOURCES, digest=DigestSettings(at=at, lang="en"))
        self.file = folder / "jobs.db"
        ledgerfile.start(self.file, *(source.id for source in SOURCES), now=stamp(BEGIN - timedelta(days=2)))
        self.last: dict[str, str | None] = {}
        self.crawls: dict[str, list[tuple[datetime, datetime]]] = {source.id: [] for source in SOURCES}
        self.marks: list[str] = []
        self.told: list[tuple[str, list[str]]] = []

    def play(self, down: Callable[[datetime], bool] = lambda _: False, until: datetime = END) -> None:
        # While another connection is open, the last one to close does not fold the journal in, hundreds of times.
        other = Outbox(self.file)
        telling = other.begin(stamp(BEGIN), stamp(BEGIN - agenda.LOOK_BACK))
        for true, now in looks():
            if true >= until:
                break
            for source in agenda.due(SOURCES, self.last, now):
                self.crawls[source.id].append((true, now))
                mark = f"<{source.id}.{len(self.crawls[source.id])}>"
                self.last[source.id] = stamp(now)
                self.marks.append(mark)
                ledgerfile.event(self.file, source.id, stamp(now), mark)
            if agenda.digest_due(now, self.config, telling):
                morning.make(self.file, self.config, [PRINTED], now, stamp)
                answer = Sent(False, "the connection was refused") if down(true) else None
                morning.deliver_due(self.file, self.config, [PRINTED], now, stamp,
                                    lambda *given, answer=answer: answer or self.take(*given))  # fmt: skip
                with Outbox(self.file, to_read=True) as outbox:
                    telling = outbox.telling()
        other.db.close()

    def take(self, target: Target, message: Message, done: int, accepted: object) -> Sent:
        self.told.append((message.date, re.findall(r"<[a-z]+\.\d+>", message.text)))
        return Sent(True)

    @property
    def shown_dates(self) -> set[str]:
        """The dates on which the clock, while the process ran, was seen at or after the digest's hour."""
        hour = agenda.hour(self.config)
        local = [now.astimezone(BERLIN) for _, now in looks()]
        return {moment.date().isoformat() for moment in local if moment.time() >= hour}


@pytest.mark.parametrize("at", ["08:30", "02:30"])  # the second is an hour that one day skips and another has twice
def test_a_year_with_both_summer_times_a_week_off_and_two_wrong_clocks(tmp_path: Path, at: str) -> None:
    year = Year(tmp_path, at)
    year.play()
    dates = [date for date, _ in year.told]
    assert len(dates) == len(set(dates)), "never two of a date"
    # 1 January's hour was over when the process began; of the week off six dates have none, the seventh is caught up.
    expected = year.shown_dates - {"2026-01-01"}
    assert set(dates) == expected
    assert len(dates) == 365 - 6
    assert {"2026-03-29", "2026-10-25"} < set(dates), "the days of 23 and of 25 hours"
    assert {f"2026-06-0{day}" for day in range(2, 8)}.isdisjoint(dates)
    told = [mark for _, marks in year.told for mark in marks]
    assert len(told) == len(set(told)), "nothing twice"
    assert set(told) == set(year.marks[: len(told)]), "nothing left out"
    assert len(year.marks) - len(told) <= 5, "only what came after the last digest is still to be told"
    back = next(marks for date, marks in year.told if date == "2026-06-08")
    assert {mark.partition(".")[0] for mark in back} >= {"<daily", "<often"}, (
        "what the week off left is in the next one"
    )

    for source in SOURCES:
        runs = year.crawls[source.id]
        most = min(source.interval * agenda.JITTER, agenda.MOST_JITTER)
        for (before, shown_before), (after, shown) in pairwise(runs):
            if shown - shown_before == after - before and not before < OFF[1] <= after + STEP:
                assert source.interval - most <= after - before <= source.interval + most + STEP, (source.id, before)
        caught_up = [true for true, _ in runs if OFF[1] <= true < OFF[1] + STEP]
        assert len(caught_up) <= 1, "a source that missed many turns is crawled once"
    counts = {name: len(runs) for name, runs in year.crawls.items()}
    assert counts == {source.id: oracle(source) for source in SOURCES}
    assert counts == EXACT


def test_what_a_dead_service_did_not_take_is_in_the_next_digest_that_it_takes(tmp_path: Path) -> None:
    year = Year(tmp_path, "08:30")
    year.play(down=lambda true: true.month == 5 and 3 <= true.day <= 9, until=datetime(2026, 5, 20, tzinfo=UTC))
    dates = [date for date, _ in year.told]
    assert not {f"2026-05-0{day}" for day in range(3, 10)} & set(dates)
    whole = dict(year.told)["2026-05-10"]
    assert len([mark for mark in whole if mark.startswith("<daily")]) == 8, "seven days that were lost, and its own"
    told = [mark for _, marks in year.told for mark in marks]
    assert len(told) == len(set(told))
    assert set(told) == set(year.marks[: len(told)])


def oracle(source: Source) -> int:
    """The number of crawls by another way: from run to run instead of from look to look."""
    moments, count, at = looks(), 0, 0
    while at < len(moments):
        count += 1
        _, now = moments[at]
        wait = source.interval + agenda.jitter(source.id, stamp(now), source.interval)
        at += 1
        while at < len(moments) and not (moments[at][1] >= now + wait or now - moments[at][1] > source.interval):
            at += 1
    return count
