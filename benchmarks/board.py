"""What a whole board costs per posting: 3,000 postings in one answer, and 50,000 over pages of a hundred.

    python -m benchmarks.board [--postings 50000] [--rounds 3]

`rolewatch crawl` runs as a user runs it, on a file of its own and with a delay of 0, three times: first, then with
nothing changed (the server gives no validators), then with one title changed, so that every answer with a change in it
is read again and every posting compared. The times are those of the whole command, and what is left of them without its
start: the same crawls of the same board with one posting. The yardstick, in the same run, is json.loads of the same
answers and the bare words of each text by lxml: the least that reading them takes.
"""

from __future__ import annotations

import argparse
import html
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import lxml.html

from benchmarks.careers import GREENHOUSE, LEVER, in_pages, in_pages_changed, one_answer, one_answer_changed, served
from benchmarks.command import ROLEWATCH, Cost, measured

_CONFIG = """[crawl]
delay = 0.0
max_pages = 100000

[[source]]
id = "northlake"
url = "http://127.0.0.1:{}{}"
board = "{}"
"""
_Make = Callable[[int], dict[str, bytes]]
_DAYS = {"first": "2026-03-02T00:30Z", "unchanged": "2026-03-03T00:30Z", "one changed": "2026-03-04T00:30Z"}


def yardstick(pages: dict[str, bytes]) -> float:
    """Seconds of CPU to parse the answers and to take the words out of the texts."""
    begin = time.process_time()
    for body in pages.values():
        tree = json.loads(body)
        for row in tree["jobs"] if isinstance(tree, dict) else tree:
            lxml.html.tostring(
                lxml.html.fromstring(html.unescape(row.get("content") or row["description"])),
                method="text",
                encoding="unicode",
            )
    return time.process_time() - begin


def _round(board: str, path: str, make: _Make, changed: _Make, postings: int, folder: Path) -> dict[str, Cost]:
    """One crawl of each kind."""
    config = folder / "sources.toml"
    command = (*ROLEWATCH, "--config", str(config), "--db", str(folder / "jobs.db"), "--now")
    with served(make, postings) as port:
        config.write_text(_CONFIG.format(port, path, board), encoding="utf-8")
        costs = {name: measured((*command, _DAYS[name])) for name in ("first", "unchanged")}
    with served(changed, postings, port=port):
        return costs | {"one changed": measured((*command, _DAYS["one changed"]))}


def _line(name: str, costs: Sequence[Cost], start: Cost, postings: int, bare: float) -> str:
    """One kind of crawl, by its medians; `start` is that of one posting, `bare` the yardstick in ms a posting."""

    def middle(what: str) -> float:
        return float(statistics.median(getattr(cost, what) for cost in costs))

    wall, cpu, child, own = (1000 * middle(what) / postings for what in ("wall", "cpu", "child_cpu", "own_cpu"))
    begin, used = (1000 * seconds / postings for seconds in (start.wall, start.cpu))
    return (
        f"  {name:<12} {wall:.3f} ms a posting, {wall - begin:.3f} without its start;"
        f" {cpu:.3f} ms of CPU, {cpu - used:.3f} without its start ({child:.3f} child, {own:.3f} recorder),"
        f" {cpu / bare:.1f} x the yardstick; at most {middle('most'):.0f} MB ({middle('child_peak'):.0f} child,"
        f" {middle('own_peak'):.0f} recorder)"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a line per board and kind of crawl."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--postings", type=int, default=50_000, help="of the board with pages")
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args(arguments)
    boards = (
        ("greenhouse", GREENHOUSE, one_answer, one_answer_changed, min(3000, chosen.postings), "one answer"),
        ("lever", LEVER, in_pages, in_pages_changed, chosen.postings, "pages of a hundred"),
    )
    for board, path, make, changed, postings, how in boards:
        pages = make(postings)
        bare = 1000 * statistics.median(yardstick(pages) for _ in range(chosen.rounds)) / postings
        size = sum(map(len, pages.values()))
        del pages
        print(f"{postings} postings in {how}, {size / 1e6:.1f} MB; json.loads and lxml: {bare:.3f} ms of CPU each")
        rounds = []
        for _ in range(chosen.rounds):
            with tempfile.TemporaryDirectory() as folder:
                rounds.append(_round(board, path, make, changed, postings, Path(folder)))
        with tempfile.TemporaryDirectory() as folder:
            start = _round(board, path, make, changed, 1, Path(folder))
        for name in _DAYS:
            print(_line(name, [one[name] for one in rounds], start[name], postings, bare), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
