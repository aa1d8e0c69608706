"""Scores roles.match.same_role on labelled pairs of ads.

    python -m benchmarks.score_duplicates PAIRS.jsonl [--half a|b] [--misses N]
    python -m benchmarks.score_duplicates --real FOLDER

A line is {"a", "b", "same", "why"}: two ads as `same_role` takes them, the label, and a text that starts with the code
of its kind. Reported are precision, recall and F1, and the misses of each kind. `--half` keeps the pairs whose base ad
(the employer of the first ad, under its key) hashes to one side, so that rules made on one half are measured on the
other.

`--real` reads files of pairs from public boards, which have no texts: {"label": "duplicate"|"different", "basis",
"key", "a": {"board", "key", "url", "company", "title", "location"}, "b": …}. They are scored twice: as they stand, and
without
addresses, which shows what titles, employers and places give alone.
"""

from __future__ import annotations

import argparse
import ast
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from roles.match import Match, company_key, same_role

# Base ads per half, in the order in which their employers first appear: alternating, so that each half has both
# languages.
_HALVES = "ab"


@dataclass(frozen=True)
class Pair:
    """Two ads, whether they are labelled as one vacancy, and the kind of pair."""

    a: dict[str, Any]
    b: dict[str, Any]
    same: bool
    kind: str
    base: str = ""


@dataclass(frozen=True)
class Judged:
    """A pair and what we say of it."""

    pair: Pair
    match: Match

    @property
    def right(self) -> bool:
        """Whether we agree with the label."""
        return bool(self.match) == self.pair.same


def load(path: Path) -> list[Pair]:
    """The labelled pairs of a file, each with its base: the employer that most pairs of the file have in one of their
    ads."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    often = Counter(company_key(line[side]["company"]) for line in lines for side in "ab")
    pairs = []
    for line in lines:
        base = max((company_key(line[side]["company"]) for side in "ab"), key=lambda key: (often[key], key))
        pairs.append(Pair(line["a"], line["b"], bool(line["same"]), line.get("why", ""), base))
    return pairs


def half_of(pairs: Sequence[Pair], half: str) -> list[Pair]:
    """The pairs of every second base ad, by their names in order; Chinese and Latin names apart, so that both have
    each."""
    bases = sorted({pair.base for pair in pairs}, key=lambda base: (base > "\u3400", base))
    mine = {base for place, base in enumerate(bases) if _HALVES[place % 2] == half}
    return [pair for pair in pairs if pair.base in mine]


def judge(pairs: Iterable[Pair]) -> list[Judged]:
    """What `same_role` says of each."""
    return [Judged(pair, same_role(pair.a, pair.b)) for pair in pairs]


def report(name: str, judged: Sequence[Judged], misses: int) -> None:
    """Prints precision, recall, F1 and the misses by kind."""
    hits = sum(bool(one.match) and one.pair.same for one in judged)
    said = sum(bool(one.match) for one in judged)
    labelled = sum(one.pair.same for one in judged)
    precision, recall = hits / said if said else 1.0, hits / labelled if labelled else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    print(f"{name}: {len(judged)} pairs, precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}")
    kinds = Counter(one.pair.kind for one in judged)
    wrong = Counter(one.pair.kind for one in judged if not one.right)
    for kind, times in sorted(wrong.items()):
        print(f"  {times} of {kinds[kind]}: {kind}")
    for one in [one for one in judged if not one.right][:misses]:
        print(f"    {one.pair.kind} | {one.match.evidence}")
        for ad in (one.pair.a, one.pair.b):
            print(f"      {ad['title']} | {ad['company']} | {ad['locations']} | {ad['url']}")


def real(folder: Path, *, addresses: bool) -> list[Pair]:
    """The pairs from public boards, with or without their addresses."""
    pairs = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            ads = [_real_ad(row[side], addresses=addresses) for side in "ab"]
            pairs.append(Pair(ads[0], ads[1], row["label"] == "duplicate", row["basis"]))
    return pairs


def _real_ad(row: dict[str, Any], *, addresses: bool) -> dict[str, Any]:
    place = row.get("location", row.get("locations")) or []
    if isinstance(place, str):
        place = ast.literal_eval(place) if place.startswith("[") else place.split("; ")
    return {
        "title": row["title"], "company": row.get("company", row.get("company_name")), "locations": place, "text": "",
        "url": row["url"] if addresses else "", "source_id": "",
    }  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path, nargs="?")
    parser.add_argument("--half", choices=_HALVES)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--real", type=Path)
    chosen = parser.parse_args(arguments)
    if chosen.pairs:
        pairs = load(chosen.pairs)
        for half in chosen.half or _HALVES:
            report(f"half {half}", judge(half_of(pairs, half)), chosen.misses)
        if not chosen.half:
            report("all", judge(pairs), 0)
    if chosen.real:
        for addresses in (True, False):
            name = "real pairs" if addresses else "real pairs without addresses"
            report(name, judge(real(chosen.real, addresses=addresses)), chosen.misses)
    return 0


if __name__ == "__main__":
    sys.exit(main())
