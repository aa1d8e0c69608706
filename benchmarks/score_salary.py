"""Scores roles.read.salary on a labelled JSON Lines file.

    python -m benchmarks.score_salary FILE.jsonl [--half a|b] [--misses N]

A line is {"text", "locale", "expect": {"currency", "period", "min", "max", "months"} or null, "origin"}. Reported are
the share of exact readings per stratum (zh, en, other, traps: lines that expect null), lines from the wild and
constructed ones apart, and the changes of pay that `compare_salaries` sees in pairs made from the labels: the same
pay in another notation, a raise, a cut, a wider range, other months, another currency, disclosed, withdrawn.
`--half` keeps the lines whose origin hashes to one side, so that rules made on one half are measured on the other.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from roles.compare import compare_salaries, percent
from roles.model import Salary
from roles.read.salary import read_salary

_FIELDS = ("currency", "period", "min", "max", "months")


@dataclass(frozen=True)
class Row:
    """One labelled line."""

    text: str
    locale: str
    expect: Salary | None
    origin: str

    @property
    def stratum(self) -> str:
        """zh, en or other by the language of the page; traps where no pay is expected."""
        if self.expect is None:
            return "traps"
        language = self.locale[:2]
        return language if language in ("zh", "en") else "other"

    @property
    def half(self) -> str:
        """a or b, by the origin, so that lines of one source stay together."""
        return "ab"[hashlib.sha1(self.origin.encode()).digest()[0] & 1]


@dataclass(frozen=True)
class Pair:
    """Two versions of one pay text and what the second changed; `sign` is that of the percentage, 0 for none."""

    before: str
    after: str
    locale: str
    change: str
    sign: int = 0


def load(path: Path) -> list[Row]:
    """The lines of a file."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            row = json.loads(line)
            expect = Salary(**{field: row["expect"][field] for field in _FIELDS}) if row["expect"] else None
            rows.append(Row(row["text"], row["locale"], expect, row.get("origin", "")))
    return rows


def same(read: Salary | None, expect: Salary | None) -> bool:
    """True where a reading is exactly what is expected."""
    if read is None or expect is None:
        return read is expect
    return all(getattr(read, field) == getattr(expect, field) for field in _FIELDS)


def notations(salary: Salary, locale: str) -> Iterator[str]:
    """Other ways to write a pay: with its code in full, as JSON-LD, and the Chinese ways for Chinese pay."""
    months = "" if salary.months is None else f" x {salary.months:g}"
    bounds = {"from ": salary.max is None, "up to ": salary.min is None}
    bound = next((word for word, open_end in bounds.items() if open_end), "")
    ends = [end for end in (salary.min, salary.max) if end is not None]
    span = " - ".join(f"{end:,}" for end in dict.fromkeys(ends))
    yield f"{bound}{salary.currency} {span} per {salary.period}{months}"
    if salary.months is None:
        value = {"minValue": salary.min, "maxValue": salary.max, "unitText": salary.period.upper()}
        yield json.dumps({"@type": "MonetaryAmount", "currency": salary.currency, "value": value})
    if salary.currency == "CNY" and salary.period == "month" and not bound and locale.startswith("zh"):
        pay = f"·{salary.months:g}薪" if salary.months is not None else ""
        for unit, size in (("K", 1_000), ("万/月", 10_000), ("元/月", 1)):
            yield "-".join(f"{end / size:.12g}" for end in ends) + unit + pay


def pairs(row: Row) -> Iterator[Pair]:
    """The row's own text before, and after it the same pay in other notations or a pay that was changed."""
    was = row.expect
    if was is None:
        return
    written = list(notations(was, row.locale))
    for text in written:
        yield Pair(row.text, text, row.locale, "none")
        yield Pair(text, row.text, row.locale, "none")
    for text in written[:2]:
        yield Pair("", text, row.locale, "disclosed")
        yield Pair(row.text, "", row.locale, "withdrawn")
    for after, change, sign in changed(was):
        for text in notations(after, row.locale):
            yield Pair(row.text, text, row.locale, change, sign)


def changed(was: Salary) -> Iterator[tuple[Salary, str, int]]:
    """The pay after a change, the class of the change and the sign of its percentage."""
    for factor, change, sign in ((1.2, "raised", 1), (0.8, "cut", -1)):
        yield replace(was, min=scaled(was.min, factor), max=scaled(was.max, factor)), change, sign
    if was.min is not None and was.max is not None:
        yield replace(was, max=scaled(was.max, 1.25)), "raised", 1
        yield replace(was, min=scaled(was.min, 0.75)), "cut", -1
        yield replace(was, min=scaled(was.min, 0.75), max=scaled(was.max, 1.25)), "changed", 0
        yield replace(was, max=None), "changed", 0
    others = ("JPY", "KRW") if was.currency in ("JPY", "KRW", "INR", "HUF", "VND", "IDR") else ("EUR", "USD")
    yield replace(was, currency=others[was.currency == others[0]]), "changed", 0
    if was.period == "month" and was.months is None:
        yield replace(was, months=15), "changed", 0
        yield replace(was, months=12), "none", 0
    elif was.months is not None:
        yield replace(was, months=was.months + 2), "raised", 1


def scaled(end: int | float | None, factor: float) -> int | float | None:
    """An end moved by a factor, kept as round as pay is."""
    if end is None:
        return None
    moved = end * factor
    return round(moved, 2) if moved < 1000 else round(moved)


def judge(pair: Pair) -> str:
    """What is wrong with the change that is seen, "" for nothing."""
    before, after = read_salary(pair.before, pair.locale), read_salary(pair.after, pair.locale)
    change = compare_salaries(before, after)
    if change != pair.change:
        return f"{change} instead of {pair.change}"
    moved = percent(before, after) if before is not None and after is not None else None
    sign = 0 if moved is None else (moved > 0) - (moved < 0)
    return "" if sign == pair.sign else f"percent {moved}"


def main() -> int:
    """Prints the report; the exit status is 0 whatever the score."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("file", type=Path)
    options.add_argument("--half", choices=["a", "b"])
    options.add_argument("--misses", type=int, default=0, help="print so many misses of each kind")
    chosen = options.parse_args()
    rows = [row for row in load(chosen.file) if chosen.half in (None, row.half)]
    total: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    misses: list[str] = []
    for row in rows:
        read = read_salary(row.text, row.locale)
        kind = (row.stratum, "constructed" if row.origin == "constructed" else "real")
        total[kind] += 1
        right[kind] += same(read, row.expect)
        if not same(read, row.expect):
            misses.append(f"{row.locale} {row.text!r}\n    expected {show(row.expect)}\n    read     {show(read)}")
    for stratum in ("zh", "en", "other", "traps"):
        for source in ("real", "constructed"):
            if total[stratum, source]:
                print(line(f"{stratum} {source}", right[stratum, source], total[stratum, source]))
        if both := total[stratum, "real"] + total[stratum, "constructed"]:
            print(line(stratum, right[stratum, "real"] + right[stratum, "constructed"], both))
    seen: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    faults: list[str] = []
    for pair in {pair: None for row in rows for pair in pairs(row)}:
        seen[pair.change] += 1
        if fault := judge(pair):
            wrong[pair.change] += 1
            faults.append(f"{pair.locale} {pair.before!r} -> {pair.after!r}\n    {fault}")
    for change in sorted(seen):
        print(line(f"pairs {change}", seen[change] - wrong[change], seen[change]))
    print(f"false changes: {wrong['none']}")
    for text in [*misses[: chosen.misses], *faults[: chosen.misses]]:
        print(text)
    return 0


def line(name: str, right: int, total: int) -> str:
    """One line of the report."""
    return f"{name:<18} {right:>5} / {total:<5} {100 * right / total:6.1f} %"


def show(salary: Salary | None) -> str:
    """A pay in one line."""
    return "null" if salary is None else " ".join(str(getattr(salary, field)) for field in _FIELDS)


if __name__ == "__main__":
    sys.exit(main())
