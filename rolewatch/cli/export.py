"""`rolewatch export`."""

from __future__ import annotations

import sys
from pathlib import Path

from roles.record import RoleFilter
from rolewatch.cli import writers
from rolewatch.cli.context import refuse_missing
from rolewatch.cli.filters import open_where_not_said
from rolewatch.cli.options import Exported, ExportFormat
from storage.asking import Asking


def run(
    wanted: RoleFilter, config_path: Path, database: Path, what: Exported, form: ExportFormat, output: Path
) -> None:
    """Writes the roles that match, or their ads or events, to a file that is never seen half written."""
    refuse_missing(config_path)
    if what is not Exported.events:  # without its last event a story is none: those are of closed roles too
        wanted = open_where_not_said(wanted)
    with Asking(database) as asking, writers.put_in_place(output) as beside:
        columns = asking.columns(what.value)
        rows = asking.rows(what.value, asking.find(wanted, "newest"))
        if form is ExportFormat.parquet:
            count = writers.write_parquet(beside, columns, rows)
        else:
            # The mark at its beginning tells Excel that a CSV file is UTF-8.
            encoding = "utf-8-sig" if form is ExportFormat.csv else "utf-8"
            with beside.open("w", encoding=encoding, newline="") as out:
                if form is ExportFormat.csv:
                    count = writers.write_csv(out, columns, rows)
                else:
                    count = (writers.write_json if form is ExportFormat.json else writers.write_lines)(out, rows)
    sys.stdout.write(f"{count} {what.value} in {output}\n")
