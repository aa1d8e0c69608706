"""`rolewatch roles` and `rolewatch show`."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from roles.record import RoleFilter, RoleHistory
from roles.standing import Standing, middle, standing
from rolewatch.cli.analysis import analysis
from rolewatch.cli.cells import plain, spreadsheet
from rolewatch.cli.context import configuration
from rolewatch.cli.options import ListFormat, Status
from rolewatch.config import FAMILIES
from rolewatch.digest.words import Phrases
from storage.questions import Questions

_FACTS = (
    "status", "company", "department", "locations", "workplace", "family", "families", "seniority", "employment_type",
    "campus", "headcount", "salary_text", "annual_min", "annual_max", "salary_currency", "experience_min",
    "experience_max", "education", "skills", "skills_plus", "posted_at", "expires_at", "first_seen", "last_seen",
    "closed_at", "repost_count", "apply_to", "url",
)  # fmt: skip


def list_roles(
    config_path: Path,
    database: Path,
    form: ListFormat,
    *,
    everything: bool,
    status: Status,
    family: str | None,
    city: str | None,
    company: str | None,
    min_salary: float | None,
    search: str | None,
) -> None:
    """Writes the roles that match to standard output."""
    configuration(config_path, needed=False)
    if family is not None and family not in FAMILIES:
        raise typer.BadParameter(f"{family} is no role family; there are: {', '.join(FAMILIES)}")
    wanted = RoleFilter(
        status=status.value, everything=everything, family=family, city=city, company=company,
        min_salary=min_salary, search=search,
    )  # fmt: skip
    with Questions(database) as questions:
        found = questions.roles(wanted)
    if form is ListFormat.json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    elif form is ListFormat.csv:
        _write_csv(found)
    else:
        _print_table(found)


def _write_csv(found: list[dict[str, Any]]) -> None:
    if found:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(found[0])
        writer.writerows([spreadsheet(value) for value in row.values()] for row in found)


def _print_table(found: list[dict[str, Any]]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, ratio in (("#", None), ("title", 4), ("company", 2), ("places", 2), ("pay", 2), ("family", 2)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for row in found:
        cells = (row["role_id"], row["title"], row["company"], row["locations"], row["salary_text"], row["family"])
        style = "" if row["status"] == "open" else "dim"
        table.add_row(*(Text(plain(cell), style=style) for cell in cells))
    console = Console()
    console.print(table)
    console.print(f"{len(found)} role{'' if len(found) == 1 else 's'}")


def show_role(role_id: int, config_path: Path, database: Path) -> None:
    """Writes all that is known of one role to standard output."""
    config = configuration(config_path, needed=False)
    with Questions(database) as questions:
        history = questions.history(role_id)
        standings = _standings(questions, history.role) if history else {}
    if history is None:
        raise typer.BadParameter(f"there is no role {role_id} in {database}")
    sys.stdout.write("\n".join(_lines(history, Phrases("en", config.timezone), standings)) + "\n")


def _standings(questions: Questions, role: dict[str, Any]) -> dict[str, Standing | None]:
    """Where the role's pay stands, by city; nothing for a role that states none."""
    pay = middle(role["annual_min"], role["annual_max"])
    if pay is None or role["family"] is None:
        return {}
    asked = (role["role_id"], role["family"])
    return {
        city: standing(pay, questions.pay_of_peers(*asked, city, role["salary_currency"]))
        for city in role["locations"] or []
    }


def _lines(history: RoleHistory, say: Phrases, standings: dict[str, Standing | None]) -> list[str]:
    role = history.role
    lines = [f"#{role['role_id']} {plain(role['title'])}"]
    if history.asked_for != role["role_id"]:
        lines.append(f"(role {history.asked_for} turned out to be this one)")
    lines += [f"  {name:<16} {plain(role[name])}" for name in _FACTS if role[name] not in (None, [], "")]
    if noted := analysis(role, standings):
        lines += ["", "in short", *noted]
    lines += ["", "posted at"]
    for posting in history.postings:
        joined = f" ({plain(posting['joined'])})" if posting["joined"] else ""
        lines.append(f"  {posting['status']:<7} {plain(posting['source_id'])}  {plain(posting['url'])}{joined}")
    lines += ["", "history"]
    for event in history.events:
        lines.append(f"  {say.when(event['at'])}  {event['kind']}  {_told(event['detail'])}".rstrip())
        for name, change in event["detail"].get("fields", {}).items():
            if "diff" in change:
                lines.append(f"      {name}:")
                lines += [f"        {plain(line)}" for line in change["diff"].split("\n")]
    for name in ("responsibilities", "requirements", "nice_to_have", "benefits"):
        if role[name]:
            lines += ["", name.replace("_", " ")]
            lines += [f"  {plain(line)}" for line in role[name].split("\n") if line.strip()]
    return lines


def _told(detail: dict[str, Any]) -> str:
    """What an event says, apart from text diffs."""
    parts = []
    for name, value in detail.items():
        if name == "fields":
            parts += [
                f"{field}: {plain(change['before'])} → {plain(change['after'])}"
                for field, change in value.items()
                if "diff" not in change
            ]
        elif isinstance(value, dict):
            parts.append(f"{name}: {plain(value.get('text'))}")
        elif value is not None and value is not False:
            parts.append(f"{name}: {plain(value)}")
    return "; ".join(parts)
