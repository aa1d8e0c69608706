"""What commands start from: the clock, the configuration, a console."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rolewatch.config import Config


def clock(text: str = "") -> str:
    """The time in a `--now` or `--until`, else the machine's: UTC, ISO 8601 with Z, in whole seconds."""
    if text:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise click.BadParameter(f'"{text}" is no time in ISO 8601, such as 2026-03-05T08:30Z') from None
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    else:
        moment = datetime.now(UTC)
    return stamp(moment)


def stamp(moment: datetime) -> str:
    """A moment as it is stored."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def configuration(path: Path, *, needed: bool = True) -> Config:
    """The configuration of a command. Where it is not needed and the default file is not there: the defaults."""
    from rolewatch.config import Config, load  # here, for lists answer at once and need no configuration

    if not needed and not path.exists() and path == Path("sources.toml"):
        return Config()
    from crawler.boards import names

    return load(path, names())


def refuse_missing(path: Path) -> None:
    """Refuses a configuration that was named and is not there, for commands that take nothing from it."""
    if not path.exists() and path != Path("sources.toml"):
        raise click.BadParameter(f"{path}: there is no such file")
