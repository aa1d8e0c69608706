"""How long it takes to record one crawl of one source: from its read postings to the commit.

    python -m benchmarks.recording [--postings 50000] [--rounds 3]

Timed is `rolewatch.watch.record`: the snapshot of the file, the decision, the matching, the index and the events, and
the commit. Every round begins a file of its own: the source for the first time, again with nothing changed, and again
with 2 % of the ads edited (half of them with other pay). An unchanged ad comes without its words, as from a crawl that
found its raw text as it was: nothing of it is read or compared. The yardstick is `executemany` of the same rows, ready
made, into one table without any index, in one transaction of a file with the same pragmas, just before.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.ads import board, edited, unchanged
from roles.crawl import CrawlReport, CrawlResult, SeenPosting
from roles.event import AdWrite
from rolewatch.config import Config
from rolewatch.watch import record
from storage import file, rows
from storage.store import Store, WatchedSource

SITE = "https://acme.example"
CHANGED = 0.02
# Of how many rows per second of the yardstick each kind of crawl must be capable at least (issue 11).
GOALS = {"first time": 0.08, "unchanged": 0.5}


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the wall and of this process's CPU."""
    begin, used = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - begin, time.process_time() - used


def yardstick(folder: Path, ads: Sequence[SeenPosting]) -> tuple[float, float]:
    """Seconds for `executemany` of the rows that recording writes of the ads themselves, into one table."""
    path = folder / "yardstick.db"
    db = file.connect(path)
    made = [
        rows.ad_row(
            AdWrite(posting_id=-1, role_id=-1, key=one.key, url=one.url, digest=one.digest, reader="r1.x1", open=True,
                    posting=one.posting, raw=one.raw),
            frozenset(),
        )
        for one in ads
        if one.posting and one.raw
    ]  # fmt: skip
    db.execute(f"CREATE TABLE ad ({', '.join(rows.AD_COLUMNS)})")

    def write() -> None:
        db.execute("BEGIN IMMEDIATE")
        db.conn.executemany(f"INSERT INTO ad VALUES ({', '.join('?' * len(made[0]))})", made)
        db.execute("COMMIT")

    try:
        return timed(write)
    finally:
        db.close()
        path.unlink()


def crawl(store: Store, now: str, ads: Sequence[SeenPosting]) -> tuple[float, float]:
    """Seconds for recording one complete crawl that saw these ads."""
    result = CrawlResult(
        run_id=store.begin_run(now),
        source_id="acme",
        reader="r1.x1",
        report=CrawlReport(verdict="complete", board="jsonld", pages_read=1, declared=len(ads)),
        postings=tuple(ads),
    )
    return timed(lambda: record(store, result, now, Config()))


def measure(folder: Path, ads: list[SeenPosting], chance: random.Random) -> dict[str, tuple[float, float]]:
    """Seconds per kind of crawl, in a new file, with the yardstick's."""
    found = {"executemany": yardstick(folder, ads)}
    path = folder / "jobs.db"
    with Store(path) as store:
        store.register([WatchedSource("acme", SITE, "auto", None)], ["dl_compiler"], "2026-03-01T00:00:00Z")
        found["first time"] = crawl(store, "2026-03-01T00:00:00Z", ads)
        found["unchanged"] = crawl(store, "2026-03-02T00:00:00Z", list(map(unchanged, ads)))
        other = set(chance.sample(range(len(ads)), max(1, int(CHANGED * len(ads)))))
        later = [edited(chance, one) if at in other else unchanged(one) for at, one in enumerate(ads)]
        found["2 % changed"] = crawl(store, "2026-03-03T00:00:00Z", later)
        (events,) = store.db.execute("SELECT count(*) FROM event").fetchone()
        assert len(ads) + len(other) / 2 < events < len(ads) + 3 * len(other), f"{events} events"
    path.unlink()
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one line per kind of crawl."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--postings", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="Where the files are made. Default: a temporary one.")
    chosen = parser.parse_args(arguments)
    chance, count = random.Random(11), chosen.postings
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        # Other ads in every round, so that no cache knows their words.
        rounds = [measure(Path(folder), board(chance, SITE, count), chance) for _ in range(chosen.rounds)]
    print(f"one source of {count} ads, median of {chosen.rounds} rounds")
    stick = statistics.median(one["executemany"][0] for one in rounds)
    for kind in rounds[0]:
        wall, cpu = (statistics.median(one[kind][at] for one in rounds) for at in (0, 1))
        ratio = statistics.median(one["executemany"][0] / one[kind][0] for one in rounds)
        by_cpu = statistics.median(one["executemany"][1] / one[kind][1] for one in rounds)
        goal = f" (goal {GOALS[kind]:g})" if kind in GOALS else ""
        print(
            f"{kind:<12} {count / wall:9,.0f} rows/s, {1e6 * wall / count:6.0f} µs a row"
            f" ({1e6 * cpu / count:.0f} of CPU), {ratio:.3f} times executemany by the wall{goal}, {by_cpu:.3f} by CPU"
        )
    print(f"yardstick: {1e6 * stick / count:.0f} µs a row")
    return 0


if __name__ == "__main__":
    sys.exit(main())
