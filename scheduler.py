"""When: crawls each source at its interval and prints the digest at its hour. Crawls are child processes.

`python scheduler.py [--config FILE] [--db FILE]`, or `rolewatch schedule`. What is due follows from the file (last run
plus interval), so nothing is kept here that a restart could lose.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType

import typer
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from roles.errors import RolewatchError
from rolewatch.cli.context import configuration, stamp
from rolewatch.cli.options import ConfigOption, DatabaseOption
from rolewatch.config import Source
from rolewatch.tell import digest_between, render
from storage.questions import Questions

# How often the file is asked what is due, in seconds; an interval can be no finer.
LOOK_EVERY = 30
# A job that could not run in its second runs late rather than never (APScheduler's default would drop it after 1 s).
LATE = None


class Scheduler:
    """The jobs of one configuration and one file."""

    def __init__(self, config_path: Path, database: Path) -> None:
        self.config_path, self.database = config_path, database
        self.config = configuration(config_path)
        self.blocking = BlockingScheduler(timezone=UTC)
        self.child: subprocess.Popen[bytes] | None = None
        defaults = {"misfire_grace_time": LATE, "coalesce": True, "max_instances": 1}
        hour, minute = self.config.digest.at.split(":")
        self.blocking.add_job(
            self.crawl_due, IntervalTrigger(seconds=LOOK_EVERY), next_run_time=datetime.now(UTC), id="crawl", **defaults
        )
        self.blocking.add_job(
            self.print_digest,
            CronTrigger(hour=int(hour), minute=int(minute), timezone=self.config.timezone),
            id="digest",
            **defaults,
        )

    def run(self) -> None:
        """Blocks until SIGTERM or Ctrl-C; a crawl under way is told to stop, and what it had complete is recorded."""
        signal.signal(signal.SIGTERM, self._stop)
        try:
            self.blocking.start()
        except KeyboardInterrupt:
            self._stop(signal.SIGINT, None)

    def crawl_due(self) -> None:
        """Crawls the sources whose interval is over, as one child process."""
        names = [source.id for source in self.due(datetime.now(UTC))]
        if not names:
            return
        command = [sys.executable, "-m", "rolewatch", "crawl", "--quiet", "--config", str(self.config_path)]
        self.child = subprocess.Popen([*command, "--db", str(self.database), *names])
        status = self.child.wait()
        self.child = None
        sys.stdout.write(f"{stamp(datetime.now(UTC))} crawled {', '.join(names)}: exit status {status}\n")
        sys.stdout.flush()

    def due(self, now: datetime) -> list[Source]:
        """The sources that were not crawled for as long as their interval; those that never were come first."""
        last: dict[str, str | None] = {}
        if self.database.exists():
            with Questions(self.database) as questions:
                last = {state.source_id: state.last_run_at for state in questions.sources()}
        waiting = [
            source
            for source in self.config.enabled
            if (ran := last.get(source.id)) is None or datetime.fromisoformat(ran) + source.interval <= now
        ]
        return sorted(waiting, key=lambda source: last.get(source.id) or "")

    def print_digest(self) -> None:
        """Prints the digest of the last 24 hours."""
        now = datetime.now(UTC)
        if not self.database.exists():
            return
        try:
            digest = digest_between(self.database, stamp(now - timedelta(days=1)), stamp(now), self.config.timezone)
        except RolewatchError as error:
            sys.stderr.write(f"the digest could not be made: {error}\n")
            return
        sys.stdout.write(render(digest, "text", "zh" if self.config.digest.lang == "zh" else "en"))
        sys.stdout.flush()

    def _stop(self, number: int, _: FrameType | None) -> None:
        if self.child is not None:
            self.child.terminate()
        self.blocking.shutdown(wait=False)


def run(config: Path, db: Path) -> None:
    """Runs the background process until it is told to stop. Raises ConfigError before it starts."""
    Scheduler(config, db).run()


def main(config: ConfigOption = Path("sources.toml"), db: DatabaseOption = Path("jobs.db")) -> None:
    """Crawl each source at its interval and print the digest at its hour, until stopped."""
    try:
        run(config, db)
    except RolewatchError as error:
        sys.stderr.write(f"scheduler: {error}\n")
        raise typer.Exit(2) from error


if __name__ == "__main__":
    typer.run(main)
