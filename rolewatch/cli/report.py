"""`rolewatch report`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from rolewatch.cli.context import configuration, stamp
from rolewatch.cli.options import Language
from rolewatch.report import build, pages
from rolewatch.report.overview import DAYS_SHOWN, overview
from storage.market import Market

# Roles that closed longer ago are in the file, not in the report.
_CLOSED_FOR = timedelta(days=365)


def run(config_path: Path, database: Path, output: Path, lang: Language | None, *, everything: bool) -> None:
    """Writes the report into a folder and prints where to look."""
    config = configuration(config_path, needed=False)
    language: pages.Language = "zh" if (lang.value if lang else config.digest.lang) == "zh" else "en"
    page = output / "index.html"
    if page.exists() and pages.MARK not in page.read_text(encoding="utf-8", errors="replace"):
        raise click.BadParameter(f"{page} is no report of ours and was left as it is; name another folder")
    with Market(database) as market:
        moment = market.moment()
        if moment is None:
            raise click.BadParameter(f"{database} holds no crawl yet: run `rolewatch crawl` first")
        try:
            files = _files(market, moment, language, config.timezone, everything=everything)
            written = {_write(output / name, text) for name, text in files}
            for stale in set(output.glob("data/employer-*.js")) - written:
                stale.unlink()
        except OSError as error:
            raise click.BadParameter(f"{error.filename or output} cannot be written: {error.strerror}") from error
    sys.stdout.write(f"{page}\n")


def _files(
    market: Market, moment: str, language: pages.Language, timezone: str, *, everything: bool
) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of every file of the report; the first page comes last."""
    days = build.Days(timezone)
    end = datetime.fromisoformat(moment).astimezone(UTC)
    employers = build.employers(market.outline(everything=everything, closed_since=stamp(end - _CLOSED_FOR)))
    events = [
        event
        for event in market.events_between(stamp(end - timedelta(days=DAYS_SHOWN)), moment)
        if everything or event.in_scope
    ]
    told = overview(
        employers, events, market.sources(), survivors=market.survivors(), moment=moment, days=days
    )  # fmt: skip
    yield from pages.assets()
    for one in employers:
        details, ads, happened = market.details(one.numbers), market.ads(one.numbers), market.happened(one.numbers)
        name = f"employer-{one.number}"
        yield f"data/{name}.js", pages.data(name, build.file_of(one, details, ads, happened, days)).encode()
    yield "data/overview.js", pages.data("overview", told).encode()
    yield "data/roles.js", pages.data("roles", build.table(employers, days)).encode()
    yield "index.html", pages.index(told, language, timezone).encode()


def _write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
