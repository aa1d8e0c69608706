"""When: crawls each source at its interval, makes the digest at its hour, and delivers it. Crawls are child processes.

`python scheduler.py [--config FILE] [--db FILE] [--log FILE] [--once]`, or `rolewatch schedule`. What is due is decided
in `rolewatch/agenda.py` from the file, so nothing is kept here that a restart could lose.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import FrameType

import click
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from roles.errors import ClusterLost, ConfigError, RolewatchError
from roles.url import host_of
from rolewatch import agenda, bounded, logs, morning
from rolewatch.cli.context import configuration, stamp
from rolewatch.cli.options import schedule_options
from rolewatch.config import Config, Source, snapshot
from rolewatch.deliver import deliver, problem
from rolewatch.digest.build import Notice
from rolewatch.lock import recorder_of, scheduler_lock
from rolewatch.targets import targets
from storage.file import check
from storage.questions import Questions

# How often the file is asked what is due, in seconds; an interval can be no finer.
LOOK_EVERY = 10.0
# A job that could not run in its second runs late rather than never (APScheduler's default would drop it after 1 s).
_JOB = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}


def machine_clock() -> datetime:
    """The time of the machine."""
    return datetime.now(UTC)


class Scheduler:
    """The jobs of one configuration and one file. With another `clock` than the machine's, crawls are told the time."""

    def __init__(
        self,
        config_path: Path,
        database: Path,
        clock: Callable[[], datetime] = machine_clock,
        look_every: float = LOOK_EVERY,
    ) -> None:
        check(database)
        self.config_path, self.database, self.clock, self.look_every = config_path, database, clock, look_every
        self.edit, self.config = _edit(config_path), _checked(config_path)
        self.config_error = ""
        self.setbacks: dict[str, agenda.Setback] = {}
        # Only counted by the signal handler: a lock taken there could be one that the interrupted code holds.
        self.stops = 0
        self.busy: set[str] = set()
        self.every_source_read = True
        self.waits_for: str | None = None
        self.child: subprocess.Popen[bytes] | None = None
        self.sender: subprocess.Popen[bytes] | None = None
        self.state = {"pid": os.getpid(), "started_at": stamp(clock()), "crawling": []}

    # -- its life

    def run(self) -> int:
        """Blocks until it is told to end; gives the exit status.

        The first SIGTERM or Ctrl-C lets the sources finish that are under way, a second one stops at once.
        """
        with scheduler_lock(self.database):
            self._listen()
            logs.note(logging.INFO, "started", pid=os.getpid(), config=self.config_path, db=self.database)
            background = BackgroundScheduler(timezone=UTC)
            for name, job in (("crawl", self.crawl_due), ("tell", self.tell)):
                every = IntervalTrigger(seconds=self.look_every)
                background.add_job(
                    partial(self._guarded, name, job), every, next_run_time=machine_clock(), id=name, **_JOB
                )
            background.start()
            while not self.stops:
                time.sleep(0.25)
            background.pause()
            while self.busy and self.stops < 2:
                time.sleep(0.1)
            for process in (self.child, self.sender):
                if process is not None:
                    bounded.end(process, grace=10)
            background.shutdown(wait=True)
            with suppress(OSError):  # a full disk must not turn a stop into a failure
                self._note_state()
            logs.note(logging.INFO, "stopped", at_once=self.stops > 1)
        return 0 if self.stops < 2 else 130

    def once(self) -> int:
        """Does what is due now and ends; 1 where a source or a delivery failed. For cron, timers and workflows."""
        with scheduler_lock(self.database):
            self._listen()
            fine = True
            while fine and not self.stops and self.due(self.clock()):
                fine = self.crawl_due()
            told = self.tell() if not self.stops else True
            self._note_state()
        return 0 if fine and told and self.every_source_read else 1

    def _listen(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)

    def _stop(self, number: int, _: FrameType | None) -> None:
        self.stops += 1
        for process in (self.child, self.sender if self.stops > 1 else None):
            if process is not None and process.poll() is None:
                process.send_signal(signal.SIGUSR1 if self.stops == 1 else signal.SIGTERM)

    def _ending(self) -> bool:
        return self.stops > 0

    def _guarded(self, name: str, job: Callable[[], object]) -> None:
        """Runs a job; whatever goes wrong in it is logged, and the next look tries again."""
        self.busy.add(name)
        try:
            if not self.stops:
                job()
        except RolewatchError as error:
            logs.note(logging.ERROR, "failed", job=name, why=str(error))
        except Exception:
            logging.getLogger(logs.LOGGER).exception("failed", extra={"about": {"job": name}})
        finally:
            self.busy.discard(name)

    # -- its work

    def due(self, now: datetime) -> tuple[Source, ...]:
        """The sources that the next crawl takes."""
        self._reread()
        last = self._last_runs()
        return agenda.batch(agenda.due(self.config.enabled, last, now), self.setbacks, now, self.config.crawl.on)

    def crawl_due(self) -> bool:
        """Crawls the sources whose interval is over, as one child process. False where it recorded nothing of some."""
        self._note_state()
        waiting = self.due(self.clock())
        if not waiting:
            return True
        holder = recorder_of(self.database)
        if holder and holder != self.waits_for:
            logs.note(logging.INFO, "waiting", why=f"process {holder} records into the file")
        self.waits_for = holder
        if holder:
            return False
        before = self._last_runs()
        ended = self._crawl(waiting)
        self.every_source_read &= ended.status == 0
        after, now = self._last_runs(), self.clock()
        left = [one.id for one in waiting if after.get(one.id) == before.get(one.id)]
        cluster, lost = self.config.crawl.on, ended.words.startswith(ClusterLost.BEGINS)
        for source in waiting:
            if source.id not in left:
                self.setbacks.pop(source.id, None)
            elif not self.stops and not lost:
                self.setbacks[source.id] = agenda.setback(self.setbacks.get(source.id), now, ended.why)
        if lost:
            self.setbacks[cluster] = agenda.setback(self.setbacks.get(cluster), now, ended.why)
        else:
            self.setbacks.pop(cluster, None)
        level = logging.WARNING if left and not self.stops else logging.INFO
        names = [one.id for one in waiting]
        logs.note(level, "crawled", sources=names, status=ended.status, left=left, words=ended.words)
        self._note_state()
        return not left

    def _crawl(self, sources: Sequence[Source]) -> bounded.Ended:
        names = [source.id for source in sources]
        self.state["crawling"] = names
        self._note_state()
        with tempfile.TemporaryDirectory(prefix="rolewatch-") as folder:
            # The configuration that was accepted, also while the file is being edited.
            accepted = Path(folder) / "sources.toml"
            accepted.write_text(snapshot(self.config), encoding="utf-8")
            command = [sys.executable, "-m", "rolewatch", "crawl", "--quiet", "--config", str(accepted)]
            command += ["--db", str(self.database.absolute())]
            command += [] if self.clock is machine_clock else ["--now", stamp(self.clock())]
            seconds = agenda.most_seconds(self.config, [host_of(source.url) for source in sources])
            try:
                return bounded.run_bounded([*command, *names], seconds, self.config.crawl.max_memory, self._child)
            finally:
                self.state["crawling"] = []

    def tell(self) -> bool:
        """Makes the digest that is due and attempts the letters that are. False where one was not delivered."""
        if not self._begun():
            return True
        self._reread()
        config, now, places = self.config, self.clock(), targets(self.config.digest.to)
        if made := morning.make(self.database, config, places, now, stamp, self._notices(now)):
            logs.note(logging.INFO, "digest", number=made.digest_id, date=made.local_date, last_event=made.last_event)
        attempts = morning.deliver_due(
            self.database, config, places, now, stamp, partial(deliver, register=self._sender), self._ending
        )
        for one in attempts:
            level = logging.INFO if one.sent.ok else logging.WARNING
            logs.note(level, "delivered" if one.sent.ok else "not delivered", number=one.letter.digest_id,
                      target=one.letter.target, attempt=one.letter.attempts + 1, why=one.sent.error,
                      given_up=one.given_up)  # fmt: skip
        return all(one.sent.ok for one in attempts)

    def _notices(self, now: datetime) -> list[Notice]:
        found = [Notice(kind="config", subject="", words=self.config_error)] if self.config_error else []
        found += [Notice(kind="crawl", subject=name, words=one.why) for name, one in sorted(self.setbacks.items())]
        last = self._last_runs()
        late = agenda.overdue(self.config, last, now)
        return found + [Notice(kind="overdue", subject=name, words=last[name] or "") for name in late]

    def _last_runs(self) -> dict[str, str | None]:
        if not self._begun():
            return {}
        with Questions(self.database) as questions:
            return {state.source_id: state.last_run_at for state in questions.sources()}

    def _begun(self) -> bool:
        """Whether there is a file; the first crawl makes it, and while it does, nothing is asked of it."""
        return self.database.exists() and self.database.stat().st_size > 0

    def _reread(self) -> None:
        """Takes a configuration that was edited; one that does not validate is said, and the older one stays."""
        edit = _edit(self.config_path)
        if edit == self.edit:
            return
        self.edit = edit
        try:
            self.config = _checked(self.config_path)
        except ConfigError as error:
            self.config_error = str(error)
            logs.note(logging.ERROR, "configuration refused", why=self.config_error)
        else:
            self.config_error = ""
            self.setbacks = {}
            logs.note(logging.INFO, "configuration taken", sources=len(self.config.enabled))

    def _child(self, process: subprocess.Popen[bytes] | None) -> None:
        self.child = process
        if process is not None and self.stops:  # told to end while it was being started
            process.terminate()

    def _sender(self, process: subprocess.Popen[bytes] | None) -> None:
        self.sender = process

    def _note_state(self) -> None:
        """What `rolewatch status` shows and only we know, beside the file."""
        setbacks = {name: {"until": stamp(one.until), "why": one.why} for name, one in self.setbacks.items()}
        told = {**self.state, "looked_at": stamp(self.clock()), "config_error": self.config_error, "setbacks": setbacks}
        path = self.database.with_name(self.database.name + ".scheduler.json")
        beside = path.with_name(path.name + ".part")
        beside.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        beside.replace(path)


def _edit(path: Path) -> tuple[int, int, int] | None:
    """What tells an edited file from the one before; None while an editor has taken it away."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _checked(path: Path) -> Config:
    """A configuration whose targets are known ones. Raises ConfigError."""
    config = configuration(path)
    for number, target in enumerate(targets(config.digest.to), 1):
        if why := problem(target):
            raise ConfigError(f"{path}: digest.to, entry {number}: {why}")
    return config


def run(config: Path, db: Path, log: Path | None = None, *, once: bool = False) -> int:
    """Runs until told to stop, or once; gives the exit status. Raises ConfigError and StoreError before it starts."""
    logs.start(log)
    made = Scheduler(config, db)
    return made.once() if once else made.run()


@click.command(context_settings={"show_default": True, "max_content_width": 120})
@schedule_options
def main(config: Path, db: Path, log: Path | None, once: bool) -> None:
    """Crawl each source at its interval, make and deliver the digest at its hour, until stopped."""
    try:
        status = run(config, db, log, once=once)
    except RolewatchError as error:
        sys.stderr.write(f"scheduler: {error}\n")
        raise click.exceptions.Exit(2) from error
    raise click.exceptions.Exit(status)


if __name__ == "__main__":
    main()
