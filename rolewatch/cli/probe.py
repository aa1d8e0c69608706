"""`rolewatch sources check --online`."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from roles.crawl import CrawlOrder
from roles.url import canonical
from rolewatch import catalogue
from rolewatch.cli.cells import plain
from rolewatch.cli.context import clock, configuration
from rolewatch.cli.trial import Trial, order_of, order_of_source, trials

# A check asks for one page of each source and does not wait longer for it than this (seconds).
_PATIENCE = 120
# What the crawl says of an entry page whose board only its links can tell: it was answered, and one page is all we ask.
_BEHIND_LINKS = "behind its links"
_BOUND = "more than 1 pages"


def check_online(config_path: Path, *, with_catalogue: bool) -> int:
    """Asks every source for its first page, once. The exit status is 1 where one fails."""
    config = configuration(config_path, needed=not with_catalogue)
    moment = clock()
    asked = {f"s-{source.id}": source.id for source in config.enabled}
    orders = [replace(order_of_source(one, config, moment), source_id=f"s-{one.id}") for one in config.enabled]
    if with_catalogue:
        orders += [order_of(f"c-{row.name}", row.url, config, moment, company=row.company) for row in catalogue.rows()]
        asked |= {f"c-{row.name}": f"catalogue {row.name}" for row in catalogue.rows()}
    by_id = {order.source_id: order for order in orders}
    sys.stderr.write(f"asking {len(orders)} addresses for one page each ...\n")
    for source in config.source:
        if not source.enabled:
            sys.stdout.write(f"{source.id:<28} disabled  not asked\n")
    counts = {"fine": 0, "moved": 0, "fails": 0}
    with trials([replace(order, max_pages=1, max_seconds=_PATIENCE) for order in orders]) as coming:
        for trial in coming:
            name = trial.result.source_id
            state, words = judge(by_id[name], trial)
            counts[state] += 1
            sys.stdout.write(f"{asked[name]:<28} {state:<8}  {plain(words)}\n")
            sys.stdout.flush()
    sys.stdout.write(
        f"{counts['fine']} fine, {counts['moved']} moved, {counts['fails']} failing; nothing was written\n"
    )
    return 1 if counts["fails"] else 0


def judge(order: CrawlOrder, trial: Trial) -> tuple[str, str]:
    """What one page tells of a source: "fine", "moved" or "fails", and the words for it."""
    report = trial.result.report
    entry = trial.pages[0] if trial.pages else None
    if not report.pages_read and not (entry is not None and _BEHIND_LINKS in report.why_board):
        return "fails", report.message or "its first page was never answered"
    listed = len(trial.result.postings)
    found = f"read as {report.board}, {listed} postings on the first page"
    if not listed and (_BEHIND_LINKS in report.why_board or _BOUND in report.message):
        found = "it answers; its postings have pages of their own, which were not asked"
    if entry is not None and canonical(entry.url) != canonical(entry.asked):
        answered = "" if canonical(entry.asked) == canonical(order.url) else f" (asked at {entry.asked})"
        return "moved", f"now {entry.url}{answered}; {found}"
    return "fine", found
