"""The dearest texts that chance and malice make for the readers, beside a yardstick in the same run.

    python -m benchmarks.fuzz_corpus [--size 300 2000 10000]

Texts of the given sizes (characters): each of some seventy pieces that mean something to a reader, repeated; mixtures
of a few of them, repeated; and long random rows. For each reader the dearest text is printed with what it takes, and
what that is per thousand characters: a reader whose figure grows with the size is not linear. The yardstick is one NFKC
normalisation and one OpenCC conversion of the same text.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence

from roles.read.job import read_job
from roles.read.layout.split import split_postings
from roles.read.salary import read_salary
from roles.text import meaning, simplify, width

PIECES = (
    "1", "1-", "1k-", "$1", "薪资：", "月薪3万", "3-5年", "年薪36-60万 ", "usd ", "k", "万", "-", "~", "至", "to ",
    "①", "𝟙", "(", "（", "[", "【", "[a](", "<b>", "**", "|", "| a ", "- ", "1. ", "1、", "#", "# 岗位\n", "：",
    "a：", "\n#\n", "\n- （", "岗位职责：", "任职要求：", "加分项", "。", "，", "、", "/", "算法工程师", "AI",
    "C++", "CUDA、", "pytorch/", "或", "至少一种", "熟悉", "经验者优先", "engineer, ", "Senior ",
    "years of experience ", "北京/", "上海、", "remote ", "http://a.b/", "a@b.c ", "&amp;", "\u3000", " ", "\t",
    "\n", "\n\n", "\ufeff", "é", " and ", "or ", "the ", "@",
)  # fmt: skip
READERS: dict[str, Callable[[str], object]] = {
    "read_job": read_job,
    "read_salary": lambda text: read_salary(text, "zh-CN"),
    "split_postings": split_postings,
    "meaning": meaning,
}
ROUNDS = 3


def corpus(chance: random.Random, size: int) -> list[str]:
    """Texts of one size."""
    repeated = [*PIECES, *("".join(chance.choices(PIECES, k=chance.randint(2, 5))) for _ in range(150))]
    rows = ["".join(chance.choices(PIECES, k=size)) for _ in range(50)]
    return [(piece * size)[:size] for piece in (*repeated, *rows)]


def milliseconds(read: Callable[[str], object], text: str) -> float:
    """The best of several rounds, processor time."""
    best = float("inf")
    for _ in range(ROUNDS):
        begin = time.process_time()
        read(text)
        best = min(best, time.process_time() - begin)
    return 1000 * best


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one line per reader and size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, nargs="+", default=[300, 2000, 10000], help="characters")
    chosen = parser.parse_args(arguments)
    for read in READERS.values():
        read("算法工程师\n岗位职责：\n1、负责CUDA算子；\n薪资：20-30K")  # tables are loaded on first use
    for size in chosen.size:
        texts = corpus(random.Random(size), size)
        stick = max(milliseconds(lambda text: simplify(width(text)), text) for text in texts)
        for name, read in READERS.items():
            dearest, text = max((milliseconds(read, text), text) for text in texts)
            print(
                f"{size:>6} characters, {name:<15} {dearest:7.1f} ms at the most, "
                f"{1000 * dearest / size:5.1f} per thousand, {dearest / stick:4.0f} times the yardstick "
                f"({stick:.2f} ms): {text[:24]!r}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
