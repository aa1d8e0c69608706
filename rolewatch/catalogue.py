"""The catalogue: public boards of AI-infrastructure employers, each with the public source that names it.

Data, in catalogue.toml. A row says what was found written, not that somebody has asked the board.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from rolewatch.config import FAMILIES


def _family(name: str) -> str:
    if name not in FAMILIES:
        raise ValueError(f"{name} is no role family")
    return name


class Row(BaseModel):
    """One board. `evidence` is the address of what names it, `evidence_date` its date, "" where it has none."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: str = Field(pattern=r"\A[a-z0-9-]+\z")
    company: str = Field(min_length=1)
    url: str = Field(pattern=r"\Ahttps://\S+\z")
    board: str
    families: tuple[Annotated[str, AfterValidator(_family)], ...] = Field(min_length=1, strict=False)
    region: Literal["US", "EU", "UK", "CN", "global"]
    evidence: str = Field(pattern=r"\Ahttps://\S+\z")
    evidence_date: str = Field(pattern=r"\A(?:\d{4}(?:-\d\d(?:-\d\d)?)?)?\z")
    probed: bool


@cache
def rows() -> tuple[Row, ...]:
    """All rows, in the order of the file."""
    text = files("rolewatch").joinpath("catalogue.toml").read_text(encoding="utf-8")
    return tuple(Row.model_validate(row) for row in tomllib.loads(text)["board"])


def find(name: str) -> Row | None:
    """The row of that name or employer, whatever its letter case."""
    wanted = name.strip().casefold()
    return next((row for row in rows() if wanted in (row.name, row.company.casefold())), None)
