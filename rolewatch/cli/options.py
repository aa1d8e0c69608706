"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

ConfigOption = Annotated[Path, typer.Option("--config", help="The configuration file.")]
DatabaseOption = Annotated[Path, typer.Option("--db", help="The SQLite file.")]


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


class PreviewFormat(StrEnum):
    """How a preview is written."""

    text = "text"
    json = "json"


class Status(StrEnum):
    """Which roles a list shows."""

    open = "open"
    closed = "closed"
    all = "all"
