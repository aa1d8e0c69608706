"""Whether a file that has grown slows the next crawl and the answers: the same work in files of three sizes.

    python -m benchmarks.growth [--roles 1000 100000 1000000] [--folder DIR] [--rounds 5] [--command]

The files are made once in the folder and kept (10 KB a role: a million takes 10 GB and some minutes). A thousand ads of
about 400 characters (1 KB) are recorded at 200 sources, and copied with plain SQL under other employers until there
are enough; two in five of the copies have closed, and they were seen over the year before. Then in each file the same
crawl of 500 postings is recorded: of employers that the file has, half of them its own ads on another board, half new
ones; again with nothing changed; and again with 2 % edited. What a crawl wrote is taken out again. `--command` also
times the real command, which reads 500 own pages of a careers site in files. The yardstick is the smallest file.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import gc
import io
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.ads import board, edited, unchanged
from benchmarks.recording import timed
from roles import wire
from roles.crawl import CrawlReport, CrawlResult, KnownPage, SeenPosting
from roles.record import RoleFilter
from rolewatch.cli import roles as roles_command
from rolewatch.cli import status as status_command
from rolewatch.cli.digest import run as run_digest
from rolewatch.cli.options import DigestFormat, ListFormat, Order, StatusFormat
from rolewatch.cli.show import show_role
from rolewatch.cli.sources import list_sources
from rolewatch.config import Config
from rolewatch.watch import record
from storage import file
from storage.store import Store, WatchedSource

SEEDS, SOURCES, CRAWLED = 1000, 200, 500
SITE, OTHER = "https://acme.example", "https://list.example"
STARTED, NOW = "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"
SCOPE = ("inference_serving", "dl_compiler", "kernel_operator", "dl_framework", "distributed_training")
# How much longer the largest file may take than the smallest (issue 11).
GOAL = 1.15
_AD = """posting_id + :off, role_id + :off, source_id, key || :mark, external_id || :mark, url || :mark, :open, :seen,
    :seen, :closed, :reason, digest, reader, joined, raw, company_key || :mark, in_scope, title,
    replace(company, '科技', :mark || '科技')"""
_AD_COLUMNS = """posting_id, role_id, source_id, key, external_id, url, open, first_seen, read_at, closed_at,
    close_reason, digest, reader, joined, raw, company_key, in_scope, title, company"""
_SAME = """locations, family, families, employment_type, salary_text, salary_currency, salary_period, salary_min,
    salary_max, annual_min, annual_max, experience_min, education, skills, skills_plus, responsibilities, requirements,
    posted_at, description, notes"""
COPY = (
    """INSERT INTO role (role_id, open, lead_id, first_seen, closed_at)
    SELECT role_id + :off, :open, lead_id + :off, :seen, :closed FROM role WHERE role_id <= :seeds""",
    f"INSERT INTO posting ({_AD_COLUMNS}, {_SAME}) SELECT {_AD}, {_SAME} FROM posting WHERE posting_id <= :seeds",
    """INSERT INTO sighting SELECT posting_id + :off, coalesce(:closed, :now) FROM posting
    WHERE posting_id <= :seeds""",
    """INSERT INTO event (at, kind, role_id, posting_id, source_id, run_id, detail)
    SELECT :seen, 'new', role_id + :off, posting_id + :off, source_id, run_id, '{"baseline":false}' FROM event
    WHERE event_id <= :seeds""",
    """INSERT INTO event (at, kind, role_id, posting_id, source_id, run_id, detail)
    SELECT :closed, 'closed', role_id + :off, posting_id + :off, source_id, run_id, '{"reason":"gone"}' FROM event
    WHERE event_id <= :seeds AND NOT :open""",
    """INSERT INTO face SELECT key || :mark, stage, posting_id + :off, words, places, lines FROM face
    WHERE posting_id <= :seeds""",
    """INSERT INTO page SELECT source_id, name || :mark, key || :mark, memory FROM page
    WHERE key IN (SELECT key FROM posting WHERE posting_id <= :seeds) AND :open""",
    """INSERT INTO role_search (rowid, role_id, title, company, description, skills)
    SELECT rowid + :off, role_id + :off, title, company || :mark, description, skills FROM role_search
    WHERE rowid <= :seeds""",
)


def seeds() -> list[SeenPosting]:
    """The ads that every file has."""
    return board(random.Random(1), SITE, SEEDS)


def crawled(turn: int) -> list[SeenPosting]:
    """500 ads of the same employers at another board: every second one is an ad that the file knows."""
    chance = random.Random(100 + turn)
    known = chance.sample(seeds(), CRAWLED // 2)
    new = chance.sample(board(chance, OTHER, SEEDS, 10_000), CRAWLED - len(known))
    return [_elsewhere(one, turn) for one in (*known, *new)]


def _elsewhere(one: SeenPosting, turn: int) -> SeenPosting:
    assert one.raw is not None
    assert one.posting is not None
    number = f"{turn}-{one.raw.external_id}"
    url = f"{OTHER}/jobs/{number}"
    raw = replace(one.raw, url=url, external_id=number)
    return replace(
        one, key=f"id:{number}", url=url, digest=wire.digest(raw), raw=raw, posting=replace(one.posting, url=url)
    )


def _result(store: Store, source: str, ads: Sequence[SeenPosting], now: str) -> CrawlResult:
    return CrawlResult(
        run_id=store.begin_run(now),
        source_id=source,
        reader="r1.x1",
        report=CrawlReport(verdict="complete", board="jsonld", pages_read=len(ads) + 1, declared=len(ads)),
        postings=tuple(ads),
        pages=tuple(
            KnownPage(
                name=one.url, kind="detail", read_at=now, told="x" * 120, fingerprint="0" * 24, key=one.key,
                etag='"5f3c-61b2"',
            )
            for one in ads
            if one.raw is not None
        ),
    )  # fmt: skip


def make(path: Path, roles: int) -> None:
    """A file with so many roles, a multiple of the seeds."""
    beside = path.with_suffix(".part")
    for left in (beside, Path(f"{beside}-wal"), Path(f"{beside}-shm")):
        left.unlink(missing_ok=True)
    names = [f"source-{number}" for number in range(SOURCES)]
    ads = seeds()
    with Store(beside) as store:
        store.register([WatchedSource(name, f"{SITE}/{name}", "jsonld", None) for name in names], SCOPE, STARTED)
        for at, name in enumerate(names):
            record(store, _result(store, name, ads[at::SOURCES], STARTED), STARTED, Config())
    db = file.connect(beside)
    # Nothing of this file is worth a journal before it is whole.
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF", "cache_size = -2000000"):
        db.execute(f"PRAGMA {pragma}")
    db.execute("BEGIN")
    db.execute("UPDATE event SET detail = '{\"baseline\":false}'")
    for copy in range(1, roles // SEEDS):
        is_open = copy % 5 not in (1, 3)
        seen = f"2025-{1 + copy % 12:02}-{1 + copy % 28:02}T00:30:00Z"
        values = {
            "off": copy * SEEDS, "seeds": SEEDS, "mark": f"k{copy}", "open": int(is_open), "seen": seen, "now": STARTED,
            "closed": None if is_open else "2026-01-15T00:30:00Z", "reason": None if is_open else "gone",
        }  # fmt: skip
        for statement in COPY:
            db.execute(statement, values)
    for day in range(min(365, roles // SEEDS)):
        run = db.execute("INSERT INTO run (started_at, finished_at, status) VALUES (?, ?, 'done')", [STARTED] * 2)
        db.execute(
            """INSERT INTO source_run SELECT ?, source_id, 1, 'complete', 5, ?, 0, 5, 5, 1.5, '', '[]' FROM source""",
            [run.lastrowid, day],
        )
    db.execute("UPDATE source SET last_run_at = last_run_at")  # the end of a crawl: its open roles are counted
    db.execute("COMMIT")
    db.execute("PRAGMA journal_mode = WAL")
    db.close()
    beside.rename(path)


class Undo:
    """Takes out again what was written since."""

    _TABLES = (("event", "event_id"), ("posting", "posting_id"), ("role", "role_id"), ("run", "run_id"))

    def __init__(self, store: Store) -> None:
        self.db = store.db
        self._last = {name: self._most(name, key) for name, key in self._TABLES}

    def _most(self, table: str, key: str) -> int:
        return int(self.db.execute(f"SELECT max({key}) FROM {table}").fetchone()[0])

    def __call__(self) -> None:
        """Deletes every row that came since."""
        db, last = self.db, self._last
        db.execute("BEGIN IMMEDIATE")
        db.execute("PRAGMA defer_foreign_keys = ON")
        db.execute("DELETE FROM page WHERE source_id = 'crawled'")
        db.execute("DELETE FROM source_run WHERE run_id > ?", [last["run"]])
        db.execute("DELETE FROM role_search WHERE rowid > ?", [last["role"]])
        for table, key in self._TABLES:
            db.execute(f"DELETE FROM {table} WHERE {key} > ?", [last[table]])
        db.execute("DELETE FROM source WHERE source_id = 'crawled'")
        db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def recorded(path: Path, turn: int) -> dict[str, tuple[float, float]]:
    """Seconds by the wall and of CPU for the crawls of one round, in one file; the file is as it was afterwards."""
    ads = crawled(turn)
    found: dict[str, tuple[float, float]] = {}
    with Store(path) as store:
        undo = Undo(store)
        names = [name for (name,) in store.db.execute("SELECT source_id FROM source")]
        watched = [WatchedSource(name, f"{SITE}/{name}", "jsonld", None) for name in names]
        watched.append(WatchedSource("crawled", OTHER, "jsonld", None))
        found["crawl: registering"] = timed(lambda: store.register(watched, SCOPE, NOW))
        chance = random.Random(turn)
        later = [edited(chance, one) if at % 50 == 0 else unchanged(one) for at, one in enumerate(ads)]
        for kind, seen, day in (("first", ads, 2), ("unchanged", list(map(unchanged, ads)), 3), ("2 %", later, 4)):
            now = f"2026-03-0{day}T00:00:00Z"
            found[f"crawl: the order, {kind}"] = timed(
                lambda: (store.known_postings("crawled"), store.known_pages("crawled"))
            )
            result = _result(store, "crawled", seen, now)
            found[f"crawl: recording, {kind}"] = timed(lambda: record(store, result, now, Config()))  # noqa: B023
        (joined,) = store.db.execute(
            "SELECT count(*) FROM posting WHERE source_id = 'crawled' AND role_id <= ?", [undo._last["role"]]
        ).fetchone()
        assert joined > CRAWLED / 4, f"only {joined} ads were found to be known"
        undo()
    return found


def commands(path: Path, config: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is asked of the file, by name."""
    window = ("2026-02-28T12:00:00Z", NOW)
    yield "digest", lambda: run_digest(config, path, *window, DigestFormat.text, None, None)
    yield "status", lambda: status_command.run(config, path, StatusFormat.text)
    yield "sources list", lambda: list_sources(config, path)
    yield "show", lambda: show_role(1, config, path)
    for name, wanted, order in (
        ("roles", RoleFilter(), None),
        ("roles --sort pay", RoleFilter(), Order.pay),
        ("roles --city 杭州 --family", RoleFilter(city="杭州", family="dl_compiler"), None),
        ("roles --company 企业5号科技", RoleFilter(company="企业5号科技"), None),
        ("roles --search 推理引擎", RoleFilter(search="推理引擎"), None),
        ("roles --search 性能", RoleFilter(search="性能"), None),
        ("roles --search 性能 --city 杭州", RoleFilter(search="性能", city="杭州"), None),
        ("roles --search 甲乙", RoleFilter(search="甲乙"), None),
        ("roles --search 量子", RoleFilter(search="量子"), None),
    ):
        yield (
            name,
            lambda wanted=wanted, order=order: roles_command.list_roles(  # type: ignore[misc]
                wanted, config, path, ListFormat.json, order, 50, 0
            ),
        )


def asked(path: Path, config: Path) -> dict[str, tuple[float, float]]:
    """Seconds by the wall and of CPU for each question, its output thrown away."""
    found = {}
    for name, ask in commands(path, config):
        with contextlib.redirect_stdout(io.StringIO()):
            found[name] = timed(ask)
    return found


def careers_site(folder: Path) -> Path:
    """A listing in a file with 500 own pages, each with its ad as schema.org JSON-LD."""
    chance = random.Random(7)
    ads = chance.sample(seeds(), CRAWLED // 2) + board(chance, OTHER, CRAWLED - CRAWLED // 2, 20_000)
    links = []
    (folder / "jobs").mkdir(parents=True)
    for number, one in enumerate(ads):
        posting = one.posting
        assert posting is not None
        text = "".join(f"<p>{line}</p>" for line in posting.description.split("\n"))
        told = {
            "@context": "https://schema.org", "@type": "JobPosting", "title": posting.title, "description": text,
            "hiringOrganization": {"@type": "Organization", "name": posting.company},
            "jobLocation": {"@type": "Place", "address": {"addressLocality": posting.locations[0]}},
        }  # fmt: skip
        page = (
            '<!doctype html><meta charset="utf-8"><script type="application/ld+json">'
            f"{json.dumps(told, ensure_ascii=False)}</script><main><h1>{posting.title}</h1>{text}</main>"
        )
        (folder / "jobs" / f"{number}.html").write_text(page, encoding="utf-8")
        links.append(f'<li><a href="jobs/{number}.html">{posting.title}</a></li>')
    index = folder / "index.html"
    index.write_text(f'<!doctype html><meta charset="utf-8"><main><ul>{"".join(links)}</ul></main>', encoding="utf-8")
    return index


def crawl_command(path: Path, config: Path) -> tuple[float, float]:
    """Seconds by the wall and of CPU of `rolewatch crawl crawled`, with all its processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "rolewatch", "crawl", "crawled", "--config", config, "--db", path, "--quiet"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    taken, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr
    return taken, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def by_command(path: Path, config: Path) -> dict[str, tuple[float, float]]:
    """Seconds of the real command, for the first time and again; the file is as it was afterwards."""
    with Store(path) as store:
        undo = Undo(store)
    found = {f"command: crawl, {kind}": crawl_command(path, config) for kind in ("first", "unchanged")}
    with Store(path) as store:
        undo.db = store.db
        assert undo._most("posting", "posting_id") - undo._last["posting"] == CRAWLED
        undo()
    return found


def forget() -> None:
    """Empties the caches of what was read, so that each file's crawl reads its ads anew."""
    for one in gc.get_objects():
        if isinstance(one, functools._lru_cache_wrapper) and (one.cache_parameters()["maxsize"] or 0) > 100:
            one.cache_clear()


def settings(folder: Path, index: Path | None) -> Path:
    """A configuration with the sources of the files, and the careers site."""
    lines = [f"[scope]\nfamilies = {json.dumps(SCOPE)}\n"]
    lines += [f'[[source]]\nid = "source-{n}"\nurl = "{SITE}/source-{n}"\nboard = "jsonld"\n' for n in range(SOURCES)]
    if index is not None:
        lines.append(f'[[source]]\nid = "crawled"\nurl = "{index.resolve().as_uri()}"\n')
    path = folder / "sources.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a line per question: milliseconds in each file, and the largest file's beside the smallest's."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--roles", type=int, nargs="+", default=[1000, 100_000, 1_000_000])
    parser.add_argument("--folder", type=Path, help="Where the files are made and kept. Default: a temporary one.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--command", action="store_true", help="Also time the real command, over 500 pages in files.")
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("COLUMNS", "120")
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        files = {roles: folder / f"{roles}.db" for roles in chosen.roles}
        for roles, path in files.items():
            if not path.exists():
                begin = time.perf_counter()
                make(path, roles)
                print(f"made {path} in {time.perf_counter() - begin:.0f} s", flush=True)
            size = path.stat().st_size
            print(f"{roles:>9,} roles: {size / 1e6:9,.1f} MB, {size / roles:,.0f} bytes a role", flush=True)
        config = settings(Path(scratch), careers_site(Path(scratch) / "site") if chosen.command else None)
        found: dict[int, dict[str, list[tuple[float, float]]]] = {roles: {} for roles in files}
        for turn in range(chosen.rounds + 1):  # the first round warms up
            for roles, path in files.items():
                forget()
                taken = recorded(path, turn) | asked(path, config)
                if chosen.command:
                    taken |= by_command(path, config)
                for name, one in taken.items():
                    if turn:
                        found[roles].setdefault(name, []).append(one)
    print(f"median of {chosen.rounds} rounds, in ms by the wall (and of CPU)")
    print(f"{'':<38}" + "".join(f"{roles:>20,}" for roles in files) + "   largest / smallest, wall and CPU")
    for name in next(iter(found.values())):
        middle = [[1000 * statistics.median(one[at] for one in found[roles][name]) for at in (0, 1)] for roles in files]
        cells = "".join(f"{wall:11.1f} ({cpu:6.1f})" for wall, cpu in middle)
        print(f"{name:<38}{cells}   {middle[-1][0] / middle[0][0]:6.2f} {middle[-1][1] / max(middle[0][1], 1e-3):6.2f}")
    print(f"goal for the crawls, together: at most {GOAL:g}")
    for at, what in enumerate(("wall", "CPU")):
        for kind in ("crawl: ", "command: "):
            sums = [
                sum(statistics.median(one[at] for one in taken) for name, taken in found[roles].items()
                    if name.startswith(kind))
                for roles in files
            ]  # fmt: skip
            if sums[0]:
                each = ", ".join(f"{1000 * one:.0f} ms" for one in sums)
                print(f"{kind}all of it by {what}: {sums[-1] / sums[0]:.2f} ({each})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
