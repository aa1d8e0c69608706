"""What a crawl costs beside a bare Scrapy spider that fetches the same pages and applies six selectors to each.

    python -m benchmarks.crawl [--pages 5000] [--rounds 3]

The pages (benchmarks/careers.py) are served by another process on loopback. `rolewatch crawl` runs as a user runs it,
on a file of its own and with a delay of 0: a first crawl, then one of the unchanged site, with validators (304) and
without. The yardstick (benchmarks/bare_spider.py) runs before each, in the same round, and always fetches everything.
Both are whole commands, their start included.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.careers import PER_PAGE, careers, served
from benchmarks.command import ROLEWATCH, Cost, measured

_CONFIG = """[crawl]
delay = 0.0
max_pages = 100000

[[source]]
id = "northlake"
url = "{}/jobs"
"""


def _round(ads: int, validators: bool, folder: Path) -> dict[str, Cost]:
    """One crawl of each kind."""
    config, db = folder / "sources.toml", folder / "jobs.db"
    with served(careers, ads, validators=validators) as port:
        address = f"http://127.0.0.1:{port}"
        config.write_text(_CONFIG.format(address), encoding="utf-8")
        bare = (sys.executable, str(Path(__file__).with_name("bare_spider.py")), f"{address}/jobs", str(ads))
        ours = (*ROLEWATCH, "--config", str(config), "--db", str(db), "--now")
        return {
            "bare": measured(bare),
            "first": measured((*ours, "2026-03-02T00:30Z")),
            "bare again": measured(bare),
            "unchanged": measured((*ours, "2026-03-03T00:30Z")),
        }


def _middle(costs: Sequence[Cost], what: str) -> float:
    return float(statistics.median(getattr(cost, what) for cost in costs))


def _line(name: str, costs: Sequence[Cost], beside: Sequence[Cost], pages: int) -> str:
    """One kind of crawl: medians, and the medians of the ratios to the yardstick of the same round."""

    def against(ratio: Callable[[Cost, Cost], float]) -> float:
        return statistics.median(ratio(cost, bare) for cost, bare in zip(costs, beside, strict=True))

    cpu, child, own = (1000 * _middle(costs, what) / pages for what in ("cpu", "child_cpu", "own_cpu"))
    most, child_peak, own_peak = (_middle(costs, what) for what in ("most", "child_peak", "own_peak"))
    return (
        f"{name}\n"
        f"  {pages / _middle(costs, 'wall'):.0f} pages/s, {against(lambda cost, bare: bare.wall / cost.wall):.2f} x\n"
        f"  {cpu:.2f} ms of CPU a page ({child:.2f} child, {own:.2f} recorder),"
        f" {against(lambda cost, bare: cost.cpu / bare.cpu):.2f} x\n"
        f"  at most {child_peak:.0f} MB child, {against(lambda cost, bare: cost.child_peak / bare.most):.2f} x;"
        f" {own_peak:.0f} MB recorder; both at once {most:.0f} MB,"
        f" {against(lambda cost, bare: cost.most / bare.most):.2f} x"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a line per kind of crawl."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=5000, help="ads' own pages")
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args(arguments)
    pages = chosen.pages + -(-chosen.pages // PER_PAGE)
    found: dict[str, list[dict[str, Cost]]] = {"with validators": [], "without validators": []}
    for _ in range(chosen.rounds):
        for name, rounds in found.items():
            with tempfile.TemporaryDirectory() as folder:
                rounds.append(_round(chosen.pages, name == "with validators", Path(folder)))
    everything = [one for rounds in found.values() for one in rounds]
    bare = [one["bare"] for one in everything]
    cpu = 1000 * _middle(bare, "cpu") / pages
    print(f"the spider\n  {pages / _middle(bare, 'wall'):.0f} pages/s\n  {cpu:.2f} ms of CPU a page")
    print(f"  at most {_middle(bare, 'most'):.0f} MB")
    print(_line("first crawl", [one["first"] for one in everything], bare, pages))
    for name, rounds in found.items():
        again = [one["bare again"] for one in rounds]
        print(_line(f"unchanged, {name}", [one["unchanged"] for one in rounds], again, pages))
    return 0


if __name__ == "__main__":
    sys.exit(main())
