"""`rolewatch roles`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rolewatch.cli.cells import plain
from rolewatch.cli.context import refuse_missing
from rolewatch.cli.filters import open_where_not_said
from rolewatch.cli.options import ListFormat, Order
from storage.asking import Asking

if TYPE_CHECKING:
    from roles.wanted import RoleFilter

# How many rows a table has where no other number is asked for.
_IN_TABLE = 50
# Below this width the family, which the other columns mostly tell too, is left out.
_WIDE = 100


def list_roles(
    wanted: RoleFilter,
    config_path: Path,
    database: Path,
    form: ListFormat,
    sort: Order | None,
    limit: int | None,
    offset: int,
) -> None:
    """Writes the roles that match to standard output."""
    refuse_missing(config_path)
    wanted = open_where_not_said(wanted)
    in_table = form is ListFormat.table
    if in_table and limit is None:
        limit = _IN_TABLE
    with Asking(database) as asking:
        # One more than is shown tells whether there are more.
        found = asking.find(wanted, sort.value if sort else None, None if limit is None else limit + 1, offset)
        rows = _with_snippets(asking.rows("roles", found[:limit]), wanted.search)
        if in_table:
            _print_table(list(rows), more=limit is not None and len(found) > limit, offset=offset)
            return
        from rolewatch.cli import writers  # here: a table does without them

        if form is ListFormat.json:
            writers.write_json(sys.stdout, rows)
        else:
            extra = ["snippet"] if wanted.search is not None else []
            writers.write_csv(sys.stdout, [*asking.columns("roles"), *extra], rows)


def _with_snippets(rows: Iterator[dict[str, Any]], typed: str | None) -> Iterator[dict[str, Any]]:
    """The rows; where something is searched, each with the place in its text where it is found."""
    if typed is None:
        yield from rows
        return
    from storage.search import snippet

    for row in rows:
        row["snippet"] = snippet(row["description"] or "", typed)
        yield row


def _print_table(found: list[dict[str, Any]], *, more: bool, offset: int) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, emoji=False)  # no word here is ours to colour, and looking takes time
    names = ["title", "company", "locations", "salary_text", *(["family"] if console.width >= _WIDE else [])]
    heads = {"locations": "places", "salary_text": "pay"}
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("#", no_wrap=True)
    for name in names:
        wide = None if name == "family" else 4 if name == "title" else 2
        table.add_column(heads.get(name, name), ratio=wide, overflow="fold", no_wrap=name == "family")
    for row in found:
        style = "" if row["status"] == "open" else "dim"
        cells = [Text(plain(row[name]), style=style) for name in names]
        if place := plain(row.get("snippet")):
            cells[0].append(f"\n{place}", style="dim")
        table.add_row(Text(str(row["role_id"]), style=style), *cells)
    console.print(table)
    told = f"{len(found)} role{'' if len(found) == 1 else 's'}"
    if more:
        told += f"; more match: --offset {offset + len(found)} shows the next, --limit shows more at once"
    console.print(told, soft_wrap=True)
