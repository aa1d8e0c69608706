"""`rolewatch browse`: Datasette on the file, with the saved questions."""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from roles.errors import ExtraMissing
from storage.asking import Asking
from storage.saved import questions

DATASETTE_MISSING = "browsing needs Datasette: python -m pip install datasette==0.65.5"
_VIEWS = ("roles", "postings", "events", "sources", "runs", "source_runs", "role_aliases")


def metadata(name: str, tables: list[str]) -> dict[str, Any]:
    """The configuration of Datasette for a database of that name: its views, the saved questions, our tables hidden."""
    return {
        "title": "Rolewatch",
        "description": "Roles, ads and events. The views are documented in docs/QUERYING.md.",
        "databases": {
            name: {
                "queries": {one.name: {"title": one.title, "sql": one.sql} for one in questions()},
                "tables": {table: {"hidden": True} for table in tables if table not in _VIEWS},
            }
        },
    }


def run(database: Path, host: str, port: int) -> int:
    """Serves the file until it is interrupted. Gives the exit status."""
    with Asking(database) as asking:  # refuses what is not ours before a server starts
        tables = asking.tables()
    if find_spec("datasette") is None:
        raise ExtraMissing(DATASETTE_MISSING)
    from datasette.cli import cli

    with TemporaryDirectory() as folder:
        told = Path(folder) / "metadata.json"
        told.write_text(json.dumps(metadata(database.stem, tables), ensure_ascii=False), encoding="utf-8")
        settings = ("sql_time_limit_ms", "5000", "default_page_size", "50", "truncate_cells_html", "300")
        arguments = ["serve", str(database), "--metadata", str(told), "--host", host, "--port", str(port)]
        for key, value in zip(settings[::2], settings[1::2], strict=True):
            arguments += ["--setting", key, value]
        sys.stdout.write(f"{database}: http://{host}:{port} (Ctrl-C ends it)\n")
        sys.stdout.flush()
        cli.main(args=arguments, prog_name="datasette", standalone_mode=False)
    return 0
