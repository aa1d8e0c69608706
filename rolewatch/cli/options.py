"""Options that several commands share, and the words that options may take."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import click

_Value = TypeVar("_Value", bound=StrEnum)
_Command = TypeVar("_Command", bound=Callable[..., Any])
# A file or folder, given to the command as a Path. Whether it is there the command says itself.
PATH = click.Path(path_type=Path)


class OneOf(click.Choice[_Value]):
    """One of the words of an enumeration, given to the command as its member."""

    def normalize_choice(self, choice: object, ctx: click.Context | None) -> str:
        """The word of a member (Click would take the member's name), or what was typed."""
        return choice.value if isinstance(choice, StrEnum) else str(choice)


def config_option(command: _Command) -> _Command:
    """Adds `--config`."""
    return click.option("--config", type=PATH, default=Path("sources.toml"), help="The configuration file.")(command)


def database_option(command: _Command) -> _Command:
    """Adds `--db`."""
    return click.option("--db", type=PATH, default=Path("jobs.db"), help="The SQLite file.")(command)


def schedule_options(command: _Command) -> _Command:
    """Adds what the background process takes: `--config`, `--db`, `--log` and `--once`."""
    once = click.option("--once", is_flag=True, help="Do what is due now and end: for cron and timers.")
    log = click.option("--log", type=PATH, metavar="FILE", help="Log into this file. Default: stderr.")
    return config_option(database_option(log(once(command))))


class DigestFormat(StrEnum):
    """How a digest is written."""

    text = "text"
    md = "md"
    html = "html"
    json = "json"
    atom = "atom"


class Language(StrEnum):
    """The languages of the digest."""

    zh = "zh"
    en = "en"


class ListFormat(StrEnum):
    """How a list of roles is written."""

    table = "table"
    json = "json"
    csv = "csv"


class CatalogueFormat(StrEnum):
    """How the catalogue is written."""

    table = "table"
    json = "json"


class PreviewFormat(StrEnum):
    """How a preview is written."""

    text = "text"
    json = "json"


class Status(StrEnum):
    """Which roles a list shows."""

    open = "open"
    closed = "closed"
    all = "all"


class StatusFormat(StrEnum):
    """How the status is written."""

    text = "text"
    json = "json"


class ExportFormat(StrEnum):
    """How an export is written."""

    csv = "csv"
    json = "json"
    jsonl = "jsonl"
    parquet = "parquet"


class Exported(StrEnum):
    """What an export holds: the rows of one of the public views."""

    roles = "roles"
    postings = "postings"
    events = "events"


class Order(StrEnum):
    """In which order a list of roles is written."""

    newest = "newest"
    pay = "pay"
    company = "company"
    by_title = "title"
    posted = "posted"


class Period(StrEnum):
    """What an amount is paid for."""

    hour = "hour"
    day = "day"
    week = "week"
    month = "month"
    year = "year"


class Degree(StrEnum):
    """Degrees, from the lowest floor to the highest."""

    none = "none"
    college = "college"
    bachelor = "bachelor"
    master = "master"
    phd = "phd"


class Workplace(StrEnum):
    """Where the work is done."""

    onsite = "onsite"
    hybrid = "hybrid"
    remote = "remote"
