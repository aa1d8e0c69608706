"""`rolewatch preview`."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from roles.crawl import CrawlOrder, SavedPage, SeenPosting
from roles.expiry import is_past
from roles.read.state import says_closed
from roles.url import canonical
from rolewatch.cli.cells import plain
from rolewatch.cli.context import clock, configuration
from rolewatch.cli.options import PreviewFormat
from rolewatch.cli.trial import Trial, address, order_of, order_of_source, tried
from rolewatch.config import Config
from storage.rows import role_row


def run(
    urls: Sequence[str],
    config_path: Path,
    board: str,
    company: str | None,
    now: str,
    form: PreviewFormat,
    save: Path | None = None,
) -> int:
    """Crawls addresses without a file and shows what would be kept. The exit status is that of a crawl."""
    config = configuration(config_path, needed=False)
    known_board(board)
    moment = clock(now)
    orders = [
        _order(f"preview-{number}", address(url, Path.cwd()), config, moment, board, company)
        for number, url in enumerate(urls)
    ]
    if save is not None:
        _make(save)
    with tried(orders, save) as trials:
        if form is PreviewFormat.json:
            _write_json(urls, trials, config, moment)
        else:
            for url, trial in zip(urls, trials, strict=True):
                write_summary(url, trial)
                for seen in trial.result.postings:
                    _write_posting(seen, config, moment)
        if save is not None:
            for url, trial in zip(urls, trials, strict=True):
                _save(url, trial, save)
    return 0 if all(trial.read_completely for trial in trials) else 1


def _order(name: str, url: str, config: Config, moment: str, board: str, company: str | None) -> CrawlOrder:
    """An address of the configuration is read as it says there (board, employer, selectors), unless told otherwise."""
    configured = next((one for one in config.source if canonical(one.url) == canonical(url)), None)
    if configured is None or board not in ("auto", configured.board):
        return order_of(name, url, config, moment, board=board, company=company)
    changes = {"id": name, "url": url, "company": company or configured.company}
    return order_of_source(configured.model_copy(update=changes), config, moment)


def known_board(name: str) -> None:
    """Raises BadParameter where no board has that name."""
    from crawler.boards import names

    if name not in ("auto", *names()):
        raise click.BadParameter(f"{name} is no board; there are: auto, {', '.join(names())}")


def _write_json(urls: Sequence[str], trials: Sequence[Trial], config: Config, moment: str) -> None:
    rows = [_row(seen, config, moment) for trial in trials for seen in trial.result.postings if seen.posting]
    sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    for url, trial in zip(urls, trials, strict=True):
        report = trial.result.report
        if report.message:
            sys.stderr.write(f"{plain(url)}: {report.verdict}: {plain(report.message)}\n")


def _row(seen: SeenPosting, config: Config, now: str) -> dict[str, Any]:
    assert seen.posting is not None
    closed = is_past(seen.posting.expires_at, now, config.timezone) or (seen.raw and says_closed(seen.raw.state))
    return role_row(seen.posting, open_=not closed, now=now, scope=frozenset(config.scope.families))


def write_summary(url: str, trial: Trial) -> None:
    """What came of one address: board and why, pages, how completely it was read, and what was not."""
    report = trial.result.report
    out = sys.stdout.write
    out(f"{plain(url)}\n")
    out(f"  board     {report.board or 'none found'}{f' ({plain(report.why_board)})' if report.why_board else ''}\n")
    out(f"  pages     {report.pages_read} read, {report.pages_failed} failed\n")
    for page in trial.pages:
        out(f"            {_page(page)}\n")
    if report.pages_read > len(trial.pages):
        out(f"            and {report.pages_read - len(trial.pages)} more\n")
    out(f"  complete  {report.verdict}{f': {plain(report.message)}' if report.message else ''}\n")
    if report.declared is not None:
        out(f"  declared  {report.declared} postings\n")
    out(f"  postings  {trial.offered}\n")
    for trouble in report.troubles:
        if trouble.reason == report.message:
            continue  # the first page: said above
        out(f"  not read  {plain(trouble.url)}: {plain(trouble.reason)}\n")
    if report.pages_failed > len(report.troubles):
        out(f"  not read  {report.pages_failed - len(report.troubles)} more pages\n")
    for note in report.notes:
        out(f"  note      {plain(note)}\n")


def _page(page: SavedPage) -> str:
    kind = "listing" if page.kind == "listing" else "posting"
    moved = f" → {plain(page.url)}" if canonical(page.url) != canonical(page.asked) else ""
    return f"{kind}  {plain(page.asked)}{moved}"


def _write_posting(seen: SeenPosting, config: Config, now: str) -> None:
    out = sys.stdout.write
    if seen.posting is None:
        out(f"\n  {plain(seen.url)}: listed, but its own page could not be read\n")
        return
    row = _row(seen, config, now)
    out(f"\n  {plain(row['title'])}\n")
    for name, value in row.items():
        if name not in _NOT_SHOWN and value not in (None, [], ""):
            out(f"    {name:<17} {_short(plain(value))}\n")
    for unread in seen.posting.notes:
        out(f"    not understood    {plain(unread)}\n")


_NOT_SHOWN = ("role_id", "title", "first_seen", "last_seen", "repost_count", "watched", "description")
_LONGEST = 160


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


# -- --save


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.BadParameter(f"{folder} cannot be a folder for pages ({error.strerror})") from None


def _save(url: str, trial: Trial, folder: Path) -> None:
    """Moves the cases that the child made to `folder/<board>/<name>`, beside those that are there already."""
    if not trial.pages:
        sys.stderr.write(f"{plain(url)}: no page came, nothing is saved\n")
        return
    board = trial.result.report.board or "no-board"
    places = []
    for page in trial.pages:
        place = _free(folder / board / _name(page))
        place.parent.mkdir(parents=True, exist_ok=True)
        (trial.folder / page.folder).rename(place)
        places.append(place)
    sys.stderr.write(
        f"{plain(url)}: {len(places)} pages are saved in {folder / board}:"
        f" {', '.join(place.name for place in places)}\n"
        "They are a stranger's: never commit them. Rewrite employers and sentences first (docs/ADDING-A-BOARD.md, 3).\n"
    )


def _name(page: SavedPage) -> str:
    parts = urlsplit(page.asked)
    words = re.sub(r"[^a-z0-9]+", "-", f"{parts.hostname or ''} {parts.path} {parts.query}".lower()).strip("-")
    return f"{'listing' if page.kind == 'listing' else 'posting'}-{words[-60:].strip('-') or 'page'}"


def _free(place: Path) -> Path:
    number, free = 1, place
    while free.exists():
        number += 1
        free = place.with_name(f"{place.name}-{number}")
    return free
