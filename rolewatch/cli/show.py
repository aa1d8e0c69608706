"""`rolewatch show`: one role on a terminal, wide characters counted as two."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from roles.record import RoleHistory
from roles.standing import Standing, middle, standing
from rolewatch.cli.analysis import analysis
from rolewatch.cli.cells import plain
from rolewatch.cli.context import configuration
from rolewatch.cli.wrapping import wrapped
from rolewatch.digest.words import Phrases
from storage.questions import Questions

_FACTS = (
    "status", "company", "department", "locations", "workplace", "family", "families", "seniority", "employment_type",
    "campus", "headcount", "salary_text", "annual_min", "annual_max", "salary_currency", "experience_min",
    "experience_max", "education", "skills", "skills_plus", "posted_at", "expires_at", "first_seen", "last_seen",
    "closed_at", "repost_count", "apply_to", "url",
)  # fmt: skip


# Two ads state the same pay where these are equal, however it is written.
_PAY = ("salary_currency", "salary_period", "salary_min", "salary_max", "salary_months")
# How wide the names of facts are, and how far their values hang.
_NAME, _HANG = 16, 19
_DIFF_STYLES = {"+": "green", "-": "red", "@": "cyan"}
# Lines longer than this are hard to read, however wide the terminal is.
_WIDEST = 120


def show_role(role_id: int, config_path: Path, database: Path) -> None:
    """Writes all that is known of one role to standard output."""
    config = configuration(config_path, needed=False)
    with Questions(database) as questions:
        history = questions.history(role_id)
        standings = _standings(questions, history.role) if history else {}
    if history is None:
        raise click.BadParameter(f"there is no role {role_id} in {database}")
    width = min(_WIDEST, shutil.get_terminal_size().columns)
    console = Console(highlight=False, soft_wrap=True)
    for line in _lines(history, Phrases("en", config.timezone), standings, width):
        console.print(line)


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


def _lines(history: RoleHistory, say: Phrases, standings: dict[str, Standing | None], width: int) -> Iterator[Text]:
    role = history.role
    yield from _set(f"#{role['role_id']} ", plain(role["title"]), width, style="bold")
    if history.asked_for != role["role_id"]:
        yield Text(f"(role {history.asked_for} turned out to be this one)")
    for name in _FACTS:
        if role[name] not in (None, [], ""):
            yield from _fact(name, plain(role[name]), width)
    if noted := analysis(role, standings):
        yield from _heading("in short")
        for name, words in noted:
            yield from _fact(name, words, width)
    yield from _heading("posted at")
    for posting in history.postings:
        joined = f" ({plain(posting['joined'])})" if posting["joined"] else ""
        where = f"{plain(posting['source_id'])}  {plain(posting['url'])}"
        yield from _set(f"  {posting['posting_id']:<6} {posting['status']:<7} ", where + joined, width)
        if posting["salary_text"] and any(posting[name] != role[name] for name in _PAY):
            yield from _set(f"{'':<17}", f"states other pay: {plain(posting['salary_text'])}", width, hang=19)
    yield from _heading("history")
    for gone in history.taken_out:
        where = f"are in the archive {plain(gone.folder)}" if gone.folder else "were forgotten (rolewatch prune)"
        yield from _set("  ", f"events before {say.when(gone.before)} {where}", width, hang=4, style="dim")
    for event in history.events:
        told = _told(event["detail"])
        yield from _set(f"  {say.when(event['at'])}  ", f"{event['kind']}  {told}".rstrip(), width, hang=6)
        for name, change in event["detail"].get("fields", {}).items():
            if "diff" in change:
                yield Text(f"      {name}:")
                for line in map(plain, change["diff"].split("\n")):
                    yield from _set("        ", line, width, hang=10, style=_DIFF_STYLES.get(line[:1], ""))
        yield from _set("      ", _grounds(event), width, style="dim")
    for name in ("responsibilities", "requirements", "nice_to_have", "benefits"):
        if role[name]:
            yield from _heading(name.replace("_", " "))
            for line in role[name].split("\n"):
                if line.strip():
                    yield from _set("  ", plain(line), width, hang=4)


def _heading(words: str) -> Iterator[Text]:
    yield Text("")
    yield Text(words, style="bold")


def _fact(name: str, words: str, width: int) -> Iterator[Text]:
    return _set(f"  {name:<{_NAME}} ", words, width, hang=_HANG)


def _set(lead: str, words: str, width: int, hang: int | None = None, style: str = "") -> Iterator[Text]:
    """Words behind a lead, broken to a width; further lines hang under the words, or at `hang`."""
    indent = len(lead) if hang is None else hang
    for number, line in enumerate(wrapped(words, width - len(lead), width - indent)):
        yield Text((" " * indent if number else lead) + line, style=style)


def _grounds(event: dict[str, Any]) -> str:
    """Where an event was seen: the ad, the source, and how far that crawl read it."""
    how = f": {event['verdict']}, {event['postings']} postings, {event['pages_read']} pages" if event["verdict"] else ""
    return f"ad {event['posting_id']} at {plain(event['source_id'])}, run {event['run_id']}{how}"


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
