"""`rolewatch preview`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from roles.crawl import CrawlOrder, CrawlResult, SeenPosting
from roles.expiry import is_past
from roles.read.state import says_closed
from rolewatch.cli.cells import plain
from rolewatch.cli.context import clock, configuration
from rolewatch.cli.options import PreviewFormat
from rolewatch.config import Config, Source, absolute
from rolewatch.watch import crawl, order_for
from storage.rows import role_row


def run(urls: Sequence[str], config_path: Path, board: str, company: str | None, now: str, form: PreviewFormat) -> int:
    """Crawls addresses without a file and shows what would be kept. The exit status is that of a crawl."""
    from crawler.boards import names

    config = configuration(config_path, needed=False)
    if board not in ("auto", *names()):
        raise typer.BadParameter(f"{board} is no board; there are: auto, {', '.join(names())}")
    moment = clock(now)
    orders = [_order(url, number, config, board, company, moment) for number, url in enumerate(urls)]
    results = {result.source_id: result for result in crawl(orders, lambda _: None)}
    found = [results[order.source_id] for order in orders]
    if form is PreviewFormat.json:
        rows = [_row(posting, config, moment) for result in found for posting in result.postings if posting.posting]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
        for url, result in zip(urls, found, strict=True):
            if result.report.message:
                sys.stderr.write(f"{url}: {result.report.verdict}: {result.report.message}\n")
    else:
        for url, result in zip(urls, found, strict=True):
            _print(url, result, config, moment)
    return 0 if all(result.report.verdict in ("complete", "window") for result in found) else 1


def _order(url: str, number: int, config: Config, board: str, company: str | None, now: str) -> CrawlOrder:
    try:
        address = absolute(url, Path.cwd())
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    source = Source(id=f"preview-{number}", url=address, board=board, company=company)
    return order_for(source, config, run_id=0, now=now)


def _row(seen: SeenPosting, config: Config, now: str) -> dict[str, Any]:
    assert seen.posting is not None
    closed = is_past(seen.posting.expires_at, now, config.timezone) or (seen.raw and says_closed(seen.raw.state))
    return role_row(seen.posting, open_=not closed, now=now, scope=frozenset(config.scope.families))


def _print(url: str, result: CrawlResult, config: Config, now: str) -> None:
    report = result.report
    out = sys.stdout.write
    out(f"{url}\n")
    out(f"  board     {report.board or 'none found'}{f' ({plain(report.why_board)})' if report.why_board else ''}\n")
    out(f"  pages     {report.pages_read} read, {report.pages_failed} failed\n")
    out(f"  complete  {report.verdict}{f': {plain(report.message)}' if report.message else ''}\n")
    if report.declared is not None:
        out(f"  declared  {report.declared} postings\n")
    for trouble in report.troubles:
        out(f"  not read  {plain(trouble.url)}: {plain(trouble.reason)}\n")
    for note in report.notes:
        out(f"  note      {plain(note)}\n")
    for seen in result.postings:
        if seen.posting is None:
            out(f"\n  {plain(seen.url)}: listed, but its own page could not be read\n")
            continue
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
