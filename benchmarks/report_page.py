"""How large the report's first page is, and how soon it is painted.

    python -m benchmarks.report_page [--roles 5000] [--crawls 7] [--keep DIR] [--picture FILE] [--chromium FILE]

The README's picture: --roles 640 --crawls 45 --picture docs/report.png

A file with so many invented open roles at sixty employers, crawled a week long: some roles are new, some closed,
some pay moved, some texts changed. The page is opened from disk in a headless Chromium, three times; the middle counts.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import sync_playwright

from roles import wire
from roles.crawl import CrawlReport, CrawlResult, OwnPage, SeenPosting
from roles.lifecycle import decide
from roles.model import Posting, RawPosting, Salary
from rolewatch.cli.report import run
from rolewatch.config import DEFAULT_FAMILIES
from storage.store import Store, WatchedSource

FLAGS = ("--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
         "--disable-component-update --disable-sync").split()  # fmt: skip
_LAST = datetime(2026, 3, 4, 0, 30, tzinfo=UTC)
# A title with its family, and how often it comes.
_KINDS = (
    ("大模型推理引擎工程师", "inference_serving", 9), ("Inference Platform Engineer", "inference_serving", 6),
    ("分布式训练框架研发", "distributed_training", 8), ("CUDA 算子开发工程师", "kernel_operator", 7),
    ("GPU Kernel Engineer", "kernel_operator", 3), ("深度学习编译器工程师", "dl_compiler", 4),
    ("Compiler Engineer, MLIR", "dl_compiler", 3), ("AI 芯片驱动软件工程师", "ai_chip_software", 5),
    ("机器学习平台工程师", "mlops_platform", 5), ("端侧部署工程师", "edge_embedded", 4),
    ("模型部署工程师", "model_deployment", 3), ("高性能网络工程师（RDMA）", "hpc_network_storage", 3),
    ("PyTorch 框架研发工程师", "dl_framework", 2),
)  # fmt: skip
_FIRST = "澜汀 启封 云舟 松河 汉岳 青梧 北屿 星野 远桥 砺石 Northlake Halden".split()
_SECOND = "甲乙丙丁戊"  # other trades would be taken for one employer
_CITIES = {
    "北京": 16,
    "上海": 15,
    "深圳": 11,
    "杭州": 9,
    "成都": 5,
    "南京": 4,
    "武汉": 3,
    "西安": 2,
    "Singapore": 2,
    "London": 1,
}
_LEVELS = {"junior": 15, "mid": 22, "senior": 34, "staff": 45, "principal": 60, "": 26}
_SKILLS = "CUDA C++ Python PyTorch TensorRT Triton MLIR LLVM NCCL Kubernetes vLLM RDMA".split()
_DUTY = "负责{title}相关系统的设计与研发，持续优化吞吐与时延，编号 {number}-{line}；\n"


def make(path: Path, roles: int, crawls: int, seed: int = 1) -> None:
    """Writes a file with about so many open roles at one employer for each eighty, crawled so many days in a row."""
    chance = random.Random(seed)
    count = max(8, min(60, roles // 80))
    names = [f"{_FIRST[n % len(_FIRST)]}{_SECOND[n // len(_FIRST)]}" for n in range(count)]
    windows = [[0, roles // count] for _ in names]
    ads: list[list[SeenPosting]] = [[] for _ in names]
    moments = [(_LAST - timedelta(days=back)).isoformat().replace("+00:00", "Z") for back in range(crawls - 1, -1, -1)]
    with Store(path) as store:
        sources = [WatchedSource(_source(n), f"https://s{n}.example/jobs", "auto", None) for n in range(count)]
        store.register(sources, DEFAULT_FAMILIES, moments[0])
        for now in moments:
            run_id = store.begin_run(now)
            for number, name in enumerate(names):
                window, known = windows[number], ads[number]
                gone = chance.choice((0, 0, 0, 1, 2)) if known else 0
                window[1] += chance.choice((0, 0, 1, 1, 2)) if known else 0
                known += [_ad(name, n, chance) for n in range(len(known), window[1])]
                left = known[window[0] : window[0] + gone]
                window[0] += gone
                _record(store, run_id, _source(number), now, known[window[0] : window[1]], left)
                ads[number] = [_moved(one, chance) for one in known]
            store.end_run(run_id, now, "complete")


def _source(number: int) -> str:
    return f"s{number}"


def _record(
    store: Store, run_id: int, source: str, now: str, listed: list[SeenPosting], left: list[SeenPosting]
) -> None:
    report = CrawlReport(verdict="complete", board="jsonld", pages_read=1)
    gone = tuple(OwnPage(key=one.key, state="closed", reason="gone", evidence="its page answers 404") for one in left)
    result = CrawlResult(
        run_id=run_id, source_id=source, reader="r.x", report=report, postings=tuple(listed), own_pages=gone
    )  # fmt: skip
    snapshot, _ = store.snapshot(result)
    changes = decide(snapshot, result, now=now, zone="Asia/Shanghai", reread=_never)
    with store.writing() as transaction:
        transaction.apply(changes)


def _never(raw: RawPosting) -> Posting:
    raise AssertionError(f"one reader only, and yet {raw.url} is read again")


def _ad(company: str, number: int, chance: random.Random) -> SeenPosting:
    kind, family, _ = chance.choices(_KINDS, [often for _, _, often in _KINDS])[0]
    title = f"{kind} {number}"
    others = [family, *chance.sample(DEFAULT_FAMILIES, chance.choice((0, 0, 1)))]
    families = tuple(dict.fromkeys(others))
    level = chance.choice([*_LEVELS, "senior", ""])
    low = round(_LEVELS[level] * chance.uniform(0.8, 1.25)) * 1000
    pay = Salary(currency="CNY", period="month", min=low, max=low * 8 // 5, months=chance.choice((None, 14, 16)),
                 text=f"{low // 1000}-{low * 8 // 5000}K")  # fmt: skip
    text = "岗位职责\n" + "".join(_DUTY.format(title=title, number=number, line=line) for line in range(20))
    posting = Posting(
        title=title, url=f"https://jobs.example/{company}/{number}", company=company, description=text,
        locations=tuple(dict.fromkeys(chance.choices([*_CITIES], [*_CITIES.values()], k=chance.choice((1, 1, 1, 2))))),
        family=family, families=families,
        seniority=level or None, salary=pay if chance.random() < 0.6 else None,
        skills=tuple(chance.sample(_SKILLS, 5)), skills_plus=(),
    )  # fmt: skip
    return _seen(posting, number)


def _seen(posting: Posting, number: int) -> SeenPosting:
    raw = RawPosting(url=posting.url, title=posting.title, text=posting.description,
                     salary=posting.salary.text if posting.salary else None)  # fmt: skip
    return SeenPosting(key=f"url:/{number}", url=posting.url, digest=wire.digest(raw), raw=raw, posting=posting)


def _moved(one: SeenPosting, chance: random.Random) -> SeenPosting:
    """The ad at the next crawl: mostly as it was."""
    posting, dice = one.posting, chance.random()
    if posting is None or dice > 0.004:
        return one
    if posting.salary is not None and dice < 0.002:
        low = int(posting.salary.min or 0) + chance.choice((-3000, 4000, 5000))
        pay = replace(posting.salary, min=low, max=low * 8 // 5, text=f"{low // 1000}-{low * 8 // 5000}K")
        posting = replace(posting, salary=pay)
    else:
        posting = replace(posting, description=posting.description + "熟悉 vLLM 或 SGLang 的调度与显存管理；\n")
    return _seen(posting, int(one.key.rpartition("/")[2]))


def _painted(page: Path, chromium: str) -> tuple[float, float]:
    """Milliseconds to the first paint with content, and until the views are drawn."""
    with sync_playwright() as play, tempfile.TemporaryDirectory() as profile:
        context = play.chromium.launch_persistent_context(profile, executable_path=chromium, args=FLAGS)
        tab = context.new_page()
        tab.goto(page.resolve().as_uri())
        tab.wait_for_selector("main section canvas")
        found = tab.evaluate(
            "[performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,"
            " performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd]"
        )
        context.close()
    return float(found[0]), float(found[1])


def _pictured(page: Path, picture: Path, chromium: str) -> None:
    with sync_playwright() as play, tempfile.TemporaryDirectory() as profile:
        context = play.chromium.launch_persistent_context(
            profile, executable_path=chromium, args=FLAGS, viewport={"width": 1280, "height": 960}
        )  # fmt: skip
        tab = context.new_page()
        tab.goto(page.resolve().as_uri())
        tab.click("#language")
        tab.evaluate("document.activeElement.blur()")
        tab.mouse.move(1, 1)
        tab.screenshot(path=picture)
        context.close()


def main() -> int:
    """Prints sizes and times."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--roles", type=int, default=5000)
    options.add_argument("--crawls", type=int, default=7)
    options.add_argument("--picture", type=Path, help="keep a picture of the overview, in English, in this file")
    options.add_argument("--keep", type=Path, help="keep the file and the report in this folder")
    options.add_argument("--chromium", default="/usr/bin/chromium")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder: Path = chosen.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "jobs.db").unlink(missing_ok=True)
        make(folder / "jobs.db", chosen.roles, chosen.crawls)
        begin = time.perf_counter()
        run(Path("sources.toml"), folder / "jobs.db", folder / "report", None, everything=False)
        print(f"written in {time.perf_counter() - begin:.1f} s")
        report = folder / "report"
        first = [path for path in report.rglob("*") if path.is_file() and not path.match("employer-*.js")]
        whole = sum(path.stat().st_size for path in report.rglob("*") if path.is_file())
        print(f"first page {sum(path.stat().st_size for path in first) / 1e6:.2f} MB, all {whole / 1e6:.1f} MB")
        if chosen.picture:
            _pictured(report / "index.html", chosen.picture, chosen.chromium)
        times = [_painted(report / "index.html", chosen.chromium) for _ in range(3)]
        painted, ready = (statistics.median(one) for one in zip(*times, strict=True))
        print(f"first paint after {painted:.0f} ms, everything drawn after {ready:.0f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
