"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

ConfigOption = Annotated[Path, typer.Option("--config", help="The configuration file.")]
DatabaseOption = Annotated[Path, typer.Option("--db", help="The SQLite file.")]
LogOption = Annotated[Path | None, typer.Option("--log", metavar="FILE", help="Log into this file. Default: stderr.")]
OnceOption = Annotated[bool, typer.Option("--once", help="Do what is due now and end: for cron and timers.")]


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
