"""How long the readers take, beside a yardstick in the same run.

    python -m benchmarks.speed_of_reading

The texts are the bundled example boards, invented ads of a usual length, and the golden pay strings of the tests. A
text is timed at its best of several rounds, in which the readers know its lines from the round before, as they know
those that an employer's ads share; the invented ads also as nobody has seen them. The yardstick is one OpenCC
conversion of the same text from traditional to simplified characters: compiled code that looks at every character once,
and the least that any reader of Chinese text has to do.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.ads import board
from benchmarks.careers import text_of
from crawler.extract.prose import text_of_html
from roles.read.job import read_job
from roles.read.layout.split import split_postings
from roles.read.salary import read_salary
from roles.text import simplify

ROOT = Path(__file__).parents[1]
ROUNDS = 7


def median_ms(texts: Sequence[str], read: Callable[[str], object]) -> float:
    """Milliseconds for the median text, each timed at its best of several rounds."""
    best = []
    for text in texts:
        times = []
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            read(text)
            times.append(time.perf_counter() - begin)
        best.append(min(times))
    return 1000 * statistics.median(best)


def first_ms(texts: Sequence[str], read: Callable[[str], object]) -> float:
    """Milliseconds for the median text, each read once."""
    times = []
    for text in texts:
        begin = time.perf_counter()
        read(text)
        times.append(time.perf_counter() - begin)
    return 1000 * statistics.median(times)


def main() -> int:
    """Prints one line per reader."""
    chance = random.Random(5)
    chinese = [one.raw.text for one in board(chance, "https://a.example", 400) if one.raw]
    english = [text_of_html(text_of(number)[1]) for number in range(400)]
    for name, texts in (("read_job, a Chinese ad", chinese), ("read_job, an English ad", english)):
        first = first_ms(texts, read_job)
        size = statistics.median(map(len, texts))
        known = median_ms(texts[:100], read_job)
        print(f"{name:<34} {first:7.3f} ms when new, {known:.3f} ms when its lines are known ({size:.0f} characters)")
    ads = [
        part.text
        for page in sorted(ROOT.glob("examples/*/*/*.md")) + sorted(ROOT.glob("tests/boards/markdown/*/page.md"))
        for part in split_postings(page.read_text(encoding="utf-8")).parts
    ]
    pay = [
        json.loads(line)["text"]
        for table in sorted((ROOT / "tests" / "salary").glob("*.jsonl"))
        for line in table.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    whole = ["\n\n".join(ads)[:3000]]
    for name, texts, read in (
        ("read_job, one ad", ads, read_job),
        ("read_job, 3,000 characters", whole, read_job),
        ("split_postings, 3,000 characters", whole, split_postings),
        ("read_salary, one string", pay, lambda text: read_salary(text, "zh-CN")),
    ):
        size = statistics.median(map(len, texts))
        taken, yardstick = median_ms(texts, read), median_ms(texts, simplify)
        ratio = f"{taken / yardstick:5.1f} times" if yardstick > 0.001 else "-"
        print(f"{name:<34} {taken:7.3f} ms at the median ({size:.0f} characters), OpenCC {yardstick:.3f} ms, {ratio}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
