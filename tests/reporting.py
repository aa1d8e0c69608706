"""A market for the tests of the report: four employers, changes of every kind, and words that try to be more than words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from roles.crawl import CrawlReport, CrawlResult, OwnPage, SeenPosting
from roles.lifecycle import decide
from rolewatch.cli.app import app
from rolewatch.config import DEFAULT_FAMILIES
from storage.store import Store, WatchedSource
from tests.market import ZONE, ad, own, pay

HOSTILE = [
    "</script><script>document.title='owned'</script>", '"><img src=x onerror="document.title=`owned`">', "a\u202eb\u2066c\u200b",
    "=HYPERLINK(\"https://evil.example\")", "x" * 3000, "\u2028alert(1)\u2029", "<!--<script>", "${document.title='owned'}", "\x1b[31mred\x07",
]  # fmt: skip


def crawl(store: Store, now: str, source: str, ads: list[SeenPosting], own_pages: tuple[OwnPage, ...] = ()) -> None:
    run_id = store.begin_run(now)
    result = CrawlResult(run_id=run_id, source_id=source, reader="r.x", report=CrawlReport(verdict="complete", board="jsonld", pages_read=1),
                         postings=tuple(ads), own_pages=own_pages)  # fmt: skip
    snapshot, _ = store.snapshot(result)
    changes = decide(snapshot, result, now=now, zone=ZONE, reread=lambda raw: pytest.fail("one reader only"))
    with store.writing() as transaction:
        transaction.apply(changes)
    store.end_run(run_id, now, "complete")


def some(name: str, family: str = "inference_serving", **facts: Any) -> SeenPosting:
    facts = {"locations": ("上海",), "skills": ("CUDA",), "skills_plus": ()} | facts
    return ad(name, family=family, families=(family,), **facts)


def make(path: Path) -> None:
    """A file with four employers, two crawls, changes of every kind, and an employer whose words are hostile."""
    before, after = "2026-03-02T00:30:00Z", "2026-03-04T00:30:00Z"
    text = "岗位职责\n- 负责推理引擎\n- 优化显存\n任职要求\n- 熟悉 CUDA"
    many = [some(f"m{number}", "dl_compiler", company="启封科技", title=f"编译器工程师 {number}", locations=("北京",),
                 seniority="senior" if number % 2 else None, salary=pay(f"{20 + number}-{30 + number}")) for number in range(60)]  # fmt: skip
    lanting = {
        "a": some("a", title="大模型推理工程师", salary=pay("30-50*15"), text=text, company="澜汀智算"),
        "b": some("b", title="分布式训练工程师", family="distributed_training", company="澜汀智算"),
        "c": some(
            "c", title="算子开发工程师", family="kernel_operator", company="澜汀智算", locations=("杭州", "深圳")
        ),
        "d": some("d", title="GPU 驱动", family="ai_chip_software", company="澜汀智算"),
    }
    later = [
        some("a", title="大模型推理工程师", salary=pay("35-55*15"), text=text.replace("优化显存", "优化显存与时延"), company="澜汀智算"),
        lanting["c"], lanting["d"], some("e", title="新开的推理平台工程师", company="澜汀智算"),
    ]  # fmt: skip
    hostile = [some(f"h{number}", title=f"工程师 {words}", company=f"公司 {words}", text=f"岗位职责\n- {words}\n" * 3, locations=(words,), department=words,
                    skills=(words,), apply_to=words) for number, words in enumerate(HOSTILE)]  # fmt: skip
    changed = [some(f"h{number}", title=f"工程师 {words}", company=f"公司 {words}", text=f"岗位职责\n- {words}\n- 新增 {number} {words}\n" * 3,
                    locations=(words,), skills=(words,)) for number, words in enumerate(HOSTILE)]  # fmt: skip
    outside = some("o", "hardware", title="版图工程师", company="砺石")
    with Store(path) as store:
        store.register(
            [WatchedSource(one, f"https://{one}.example/jobs", "auto", None) for one in ("lanting", "qifeng", "evil")],
            DEFAULT_FAMILIES,
            before,
        )
        crawl(store, before, "lanting", [*lanting.values(), outside])
        crawl(store, before, "qifeng", many)
        crawl(store, before, "evil", hostile)
        crawl(store, after, "lanting", [*later, outside], (own("b", "closed", "gone"),))
        crawl(store, after, "qifeng", many)
        crawl(store, after, "evil", changed)


def write(database: Path, folder: Path, *more: str) -> Any:
    config = folder.parent / "sources.toml"
    config.write_text('[[source]]\nid = "x"\nurl = "x.md"\n', encoding="utf-8")
    return CliRunner().invoke(app, ["report", "-o", str(folder), "--db", str(database), "--config", str(config), *more])
