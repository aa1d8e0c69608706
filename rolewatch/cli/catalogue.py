"""`rolewatch sources catalogue`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import click

from rolewatch import catalogue
from rolewatch.catalogue import Row
from rolewatch.cli.options import CatalogueFormat
from rolewatch.config import FAMILIES


def list_catalogue(family: str | None, region: str | None, form: CatalogueFormat) -> None:
    """Writes the rows of the catalogue that match."""
    if family is not None and family not in FAMILIES:
        raise click.BadParameter(f"{family} is no role family; there are: {', '.join(FAMILIES)}")
    regions = sorted({row.region for row in catalogue.rows()})
    if region is not None and region.casefold() not in {one.casefold() for one in regions}:
        raise click.BadParameter(f"{region} is no region of the catalogue; there are: {', '.join(regions)}")
    chosen = [
        row
        for row in catalogue.rows()
        if (family is None or family in row.families) and (region is None or region.casefold() == row.region.casefold())
    ]
    if form is CatalogueFormat.json:
        rows = [row.model_dump(mode="json") for row in chosen]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    else:
        _write_table(chosen)


def _write_table(rows: Sequence[Row]) -> None:
    for row in rows:
        sys.stdout.write(f"{row.name:<22} {row.region:<6}  {row.url}\n")
        sys.stdout.write(f"{'':<22} {'':<6}  {row.company}: {', '.join(row.families)}\n")
    unasked = sum(not row.probed for row in rows)
    sys.stdout.write(
        f"{len(rows)} boards, {unasked} of them from a public source (--format json names it) and not asked yet:\n"
        "rolewatch sources check --online --catalogue asks them all; rolewatch sources add --catalogue NAME adds one\n"
    )
