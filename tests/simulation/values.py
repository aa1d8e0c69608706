"""Plays a market through the decision and a real file, without a page being fetched."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from roles.crawl import CrawlResult
from roles.lifecycle import decide
from roles.model import Posting, RawPosting
from roles.normalise import normalise
from storage.labels import COLUMNS
from storage.store import Store, WatchedSource
from storage.views import OPEN_ROLES
from tests.simulation.oracle import Oracle
from tests.simulation.visits import visit
from tests.simulation.world import Source, World

ZONE = "Asia/Shanghai"
DAYS = 30


def read(version: str, raw: RawPosting, now: str) -> Posting:
    """A reader: r1 knows neither places nor the section of requirements yet, r2 is today's."""
    posting = normalise(raw, company=None, now=now, zone=ZONE)
    return replace(posting, locations=(), requirements=None) if version == "r1" else posting


class Play:
    """One market, day after day."""

    def __init__(self, world: World, path: Path) -> None:
        self.world, self.oracle = world, Oracle(world)
        self.store = Store(path)
        self.store.db.execute("PRAGMA synchronous = OFF")
        self.run_id = 0

    def run(self, days: int = DAYS) -> Oracle:
        with self.store:
            for day in range(1, days + 1):
                self.world.live(day, self.known_open)
                if renamed := self.world.__dict__.pop("renamed", None):
                    self.store.rename_source(*renamed)
                self.crawl(day, hour=1)
                if self.world.dice.random() < 0.15:
                    self.crawl(day, hour=1, again=True)
                self.store.end_run(self.run_id, _stamp(day, 2), "done")
                assert self.miscounted() == [], f"day {day}: the kept number of open roles is wrong"
                assert self.unlabelled() == [], f"day {day}: roles that no one finds by their employer or place"
            self.oracle.confused = self.confused()
        return self.oracle

    def miscounted(self) -> list[tuple[str, int]]:
        """Sources whose kept number of open roles is not what counting them gives."""
        kept = f"SELECT source_id, open_roles FROM source WHERE open_roles <> {OPEN_ROLES}"
        return self.store.db.execute(kept).fetchall()

    def unlabelled(self) -> list[tuple[str, str]]:
        """Employers and places of roles that are not noted, although the run that brought them has ended."""
        missing = "SELECT '{0}', {0} FROM role_card WHERE {0} IS NOT NULL AND {0} NOT IN (SELECT value FROM label WHERE kind = '{0}' AND folded IS NOT NULL)"
        return self.store.db.execute(" UNION ".join(missing.format(name) for name in COLUMNS)).fetchall()

    def confused(self) -> list[str]:
        """Vacancies that are several roles in the file, and roles that are several vacancies."""
        roles: dict[int, set[int]] = {}
        for source in self.world.sources:
            for key, role in self.store.db.execute(
                "SELECT key, role_id FROM posting WHERE source_id = ?", [source.name]
            ):
                roles.setdefault(abs(source.vacancies[key]), set()).add(role)
        several = [f"vacancy {one} is the roles {found}" for one, found in roles.items() if len(found) > 1]
        shared = Counter(role for found in roles.values() for role in found)
        return several + [f"role {role} is {count} vacancies" for role, count in shared.items() if count > 1]

    def known_open(self, source: Source) -> set[str]:
        known, _ = self.store.known_postings(source.name)
        return {one.key for one in known if one.open}

    def crawl(self, day: int, *, hour: int, again: bool = False) -> None:
        now = _stamp(day, hour)
        watched = [source for source in self.world.sources if source.watched]
        self.store.register([WatchedSource(one.name, one.url, "auto", None) for one in watched], (), now)
        self.run_id = self.store.begin_run(now)
        self.world.dice.shuffle(watched)
        for source in watched:
            known, reader = self.store.known_postings(source.name)
            version = self.world.reader
            result, true = visit(self.world, source, {one.key: one for one in known}, reader, self.run_id, now,
                                            lambda raw, at, version=version: read(version, raw, at))  # fmt: skip
            verdict, events = self.record(result, now)
            if again:
                true = set()  # a repetition on the same day is no other look
            self.oracle.hear(source, [(kind, source.vacancies[key], json.loads(detail)) for kind, key, detail in events],
                             true, verdict)  # fmt: skip

    def record(self, result: CrawlResult, now: str) -> tuple[str, list[tuple[str, str, str]]]:
        version = result.reader.partition(".")[0]
        snapshot, _ = self.store.snapshot(result)
        changes = decide(snapshot, result, now=now, zone=ZONE, reread=lambda raw: read(version, raw, now))
        with self.store.writing() as transaction:
            transaction.apply(changes)
        events = self.store.db.execute(
            "SELECT kind, posting.key, detail FROM event JOIN posting USING (posting_id) WHERE run_id = ? AND event.source_id = ?",
            [result.run_id, result.source_id],
        ).fetchall()  # fmt: skip
        return changes.source_run.verdict, events


def _stamp(day: int, hour: int) -> str:
    return (datetime(2026, 3, 1, hour, tzinfo=UTC) + timedelta(days=day - 1)).replace(tzinfo=None).isoformat() + "Z"
