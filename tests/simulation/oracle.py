"""What was told against what happened: false events, misses, delays."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.simulation.world import Happened, Source, World

# A true event is told at the latest at the second complete crawl after it could be known.
ALLOWED = 2
STAYS_CRAWLS, STAYS_DAYS = 5, 7


@dataclass
class Oracle:
    """Listens to one market."""

    world: World
    false: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    confused: list[str] = field(default_factory=list)
    delays: Counter[int] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)

    def hear(self, source: Source, events: list[tuple[str, int, dict[str, Any]]], true: set[str], verdict: str) -> None:
        """One crawl of a source: the events it made (kind, vacancy, detail), and the keys whose truth it could see."""
        vacancies = {source.vacancies[key] for key in true}
        day = self.world.day
        pending = [one for one in self.world.happened if not one.told and one.kind != "wait"]
        for one in pending:
            if one.source == source.name and one.vacancy in vacancies and one.day <= day:
                if one.stays and not one.looks and source.accident_day:  # an accident had hidden it already
                    one.looks, one.first_look = 1, source.accident_day
                one.looks += 1
                one.first_look = one.first_look or day
                if not one.stays or self._settled(one, source):
                    one.due += 1
        source.most_lost = max(source.most_lost, sum(kind == "closed" for kind, _, _ in events))
        if not source.accident:
            source.accident_day = 0
        for kind, vacancy, detail in events:
            self.told[kind] += 1
            about = _about(kind, detail)
            fit = [one for one in pending if one.kind == kind and one.vacancy == vacancy and not one.told
                   and one.day <= day and (not one.about or one.about in about) and (not one.stays or one.due)]  # fmt: skip
            if fit:
                fit[0].told = True
                self.delays[fit[0].due] += 1
            else:
                words = f"{kind} {about} of {vacancy} ({self.world.truth[abs(vacancy)].title})"
                self.false.append(
                    f"day {day} {source.name} [{source.fault or 'no fault'}, {verdict}]: {words} {detail}"
                )
        for one in pending:
            if not one.told and not one.waived and one.due >= ALLOWED and one.source == source.name:
                one.waived = True
                self.missed.append(f"day {day} {source.name} [{verdict}]: {one}")

    def _settled(self, one: Happened, source: Source) -> bool:
        # One look less: a crawl that was repeated on one day counts twice with the watcher.
        over = one.looks >= STAYS_CRAWLS - 1 and self.world.day - one.first_look > STAYS_DAYS
        return over or source.fault == "challenge"

    def silent(self) -> int:
        """How many true events could be known and were not told, though their time is not over."""
        return sum(bool(one.due) and not one.told and not one.waived for one in self.world.happened)


def _about(kind: str, detail: dict[str, Any]) -> str:
    if kind == "salary_changed":
        return str(detail["direction"])
    if kind == "changed":
        return ",".join(sorted(detail["fields"]))
    return str(detail.get("reason", ""))
