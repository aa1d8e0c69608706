"""How long questions take in a file with a hundred thousand roles.

    python -m benchmarks.big_file [--roles 100000] [--file build/big.db] [--rounds 7]

The file is made with plain SQL, once, and kept; its texts are put together from sentences of our own. Each question is
asked on a connection of its own, as a command does it. The yardstick beside it is what a user would type to count the
same rows in the public view: `SELECT count(*) FROM roles WHERE …`, in the same file, on the same machine, just before.
"""

# ruff: noqa: E501 (tables and sentences are read best on one line)
from __future__ import annotations

import argparse
import json
import random
import sqlite3
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from roles.record import RoleFilter, RoleOrder
from storage import file, labels, search
from storage.asking import Asking

FAMILIES = {
    "inference_serving": "推理引擎", "dl_compiler": "深度学习编译器", "kernel_operator": "高性能算子", "dl_framework": "训练框架",
    "distributed_training": "分布式训练", "mlops_platform": "机器学习平台", "ai_chip_software": "芯片软件栈", "hpc_network_storage": "智算网络",
}  # fmt: skip
CITIES = ("北京", "上海", "深圳", "杭州", "成都", "武汉", "广州", "南京", "西安", "合肥", "苏州", "新加坡")
SKILLS = (
    "CUDA",
    "C++",
    "Python",
    "PyTorch",
    "TVM",
    "MLIR",
    "Triton",
    "NCCL",
    "Kubernetes",
    "RDMA",
    "TensorRT",
    "vLLM",
    "Go",
    "Rust",
)
PLACES_IN_NAMES = ("澜汀", "松鹤", "云舟", "启封", "北湖", "石桥", "长亭", "远帆", "青禾", "白鹭")
DUTIES = (
    "负责大模型推理引擎的架构设计与性能优化，支撑线上业务的高并发访问",
    "开发面向自研芯片的图编译器，完成算子融合、内存规划与自动调度",
    "跟踪业界最新进展，把新的量化与压缩方法落到产品中",
    "Design and operate the serving stack for large language models across regions",
    "与硬件团队一起定义下一代加速卡的软件接口，编写性能模型",
    "建设训练集群的监控与故障自愈能力，保证万卡规模下的有效训练时间",
    "Write and tune GPU kernels for attention, mixture of experts and sampling",
    "优化分布式训练的通信，设计拓扑感知的集合通信算法",
)
ASKS = (
    "熟悉常见的深度学习框架及其内部实现", "有良好的沟通能力与团队协作精神", "Solid understanding of operating systems and computer architecture",
    "熟悉容器与调度系统，有大规模集群的运维经验", "对体系结构、并行计算有深入理解", "参与过开源项目者优先",
)  # fmt: skip


def make(path: Path, roles: int) -> None:
    """A file with so many roles, one ad and one or two events each."""
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    db = file.connect(path)
    file.migrate(db, path)
    draw = random.Random(20260302)
    conn = db.conn
    conn.execute("BEGIN")
    sources = [f"source-{number}" for number in range(200)]
    conn.executemany(
        """INSERT INTO source (source_id, url, board, added_at, health, baseline_done)
        VALUES (?, ?, 'headings', '2026-01-01T00:00:00Z', 'ok', 1)""",
        [(name, f"https://{name}.example/jobs") for name in sources],
    )
    conn.execute(
        "INSERT INTO run (started_at, finished_at, status) VALUES (?, ?, 'done')", ["2026-01-01T00:00:00Z"] * 2
    )
    ready = {text: search.indexed(text) for text in (*DUTIES, *ASKS)}
    for number in range(1, roles + 1):
        ad, words = _ad(draw, number, draw.choice(sources), ready)
        conn.execute(
            "INSERT INTO role (role_id, open, lead_id, first_seen, closed_at) VALUES (?, ?, ?, ?, ?)",
            [number, ad["open"], number, ad["first_seen"], ad["closed_at"]],
        )
        conn.execute(f"INSERT INTO posting ({', '.join(ad)}) VALUES ({', '.join('?' * len(ad))})", list(ad.values()))
        conn.execute("INSERT INTO role_search (rowid, role_id, title, company, description, skills) VALUES (?, ?, ?, ?, ?, ?)",
                     [number, number, *words])  # fmt: skip
        _events(conn, number, ad)
    conn.execute("COMMIT")
    labels.keep(db)  # as the end of a run does
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def _ad(draw: random.Random, number: int, source: str, ready: dict[str, str]) -> tuple[dict[str, Any], list[str]]:
    family = draw.choice(list(FAMILIES))
    low = draw.randint(15, 60) * 1000
    high = low + draw.randint(5, 40) * 1000
    months = draw.choice((None, 13, 14, 15, 16))
    paid = draw.random() < 0.7
    skills = draw.sample(SKILLS, 5)
    company = f"{draw.choice(PLACES_IN_NAMES)}{draw.randint(1, 300)}科技"
    title = f"{FAMILIES[family]}工程师（{number}）"
    lines = [*draw.sample(DUTIES, 4), *draw.sample(ASKS, 4)]
    is_open = int(draw.random() < 0.6)
    seen = f"2026-{draw.randint(1, 10):02}-{draw.randint(1, 28):02}"
    stored = json.dumps(skills)
    ad = {
        "posting_id": number, "role_id": number, "source_id": source, "key": str(number), "url": f"https://{source}.example/jobs/{number}",
        "open": is_open, "first_seen": f"{seen}T00:30:00Z", "read_at": "2026-11-01T00:30:00Z",
        "closed_at": None if is_open else "2026-11-02T00:30:00Z", "digest": "", "reader": "bench", "raw": "{}", "company_key": company,
        "in_scope": int(draw.random() < 0.9), "title": title, "company": company,
        "locations": json.dumps(draw.sample(CITIES, draw.choice((1, 1, 1, 2))), ensure_ascii=False),
        "workplace": draw.choice((None, None, "onsite", "hybrid", "remote")), "family": family, "families": json.dumps([family]),
        "experience_min": draw.choice((None, 1, 3, 5, 8)), "education": draw.choice((None, "bachelor", "master", "phd")),
        "skills": stored, "skills_plus": json.dumps(skills[-1:]), "posted_at": draw.choice((None, seen, seen[:7])), "description": "\n".join(lines),
    }  # fmt: skip
    if paid:
        ad |= {
            "salary_text": f"{low // 1000}-{high // 1000}K", "salary_currency": "CNY", "salary_period": "month", "salary_min": low,
            "salary_max": high, "salary_months": months, "annual_min": low * (months or 12), "annual_max": high * (months or 12),
        }  # fmt: skip
    return ad, [
        search.indexed(title),
        search.indexed(company),
        "\n".join(ready[line] for line in lines),
        stored.casefold(),
    ]


def _events(conn: sqlite3.Connection, number: int, ad: dict[str, Any]) -> None:
    told = [(ad["first_seen"], "new", json.dumps({"baseline": False}))]
    if ad["closed_at"]:
        told.append((ad["closed_at"], "closed", json.dumps({"reason": "gone"})))
    conn.executemany(
        "INSERT INTO event (at, kind, role_id, posting_id, source_id, run_id, detail) VALUES (?, ?, ?, ?, ?, 1, ?)",
        [(at, kind, number, number, ad["source_id"], detail) for at, kind, detail in told],
    )


QUESTIONS: tuple[tuple[str, RoleFilter, RoleOrder | None, str], ...] = (
    ("newest", RoleFilter(), None, "status = 'open' AND in_scope"),
    ("best paid", RoleFilter(), "pay", "status = 'open' AND in_scope"),
    ("by title, all", RoleFilter(status="all", everything=True), "title", "1"),
    ("a city, a family, a skill", RoleFilter(city="Hangzhou", family="dl_compiler", skills=("CUDA",)), None,
     "status = 'open' AND in_scope AND locations LIKE '%杭州%' AND families LIKE '%dl_compiler%' AND skills LIKE '%CUDA%'"),
    ("everything at once", RoleFilter(city="北京", company="澜汀", min_salary=40000, currency="CNY", period="month", experience=3,
                                      education="master", skills=("CUDA", "C++"), workplace="remote", posted_since="2026-03"), "pay",
     "status = 'open' AND in_scope AND locations LIKE '%北京%' AND company LIKE '%澜汀%' AND salary_max >= 40000"),
    ("推理引擎 (an eighth of all titles)", RoleFilter(search="推理引擎"), None, "status = 'open' AND in_scope AND description LIKE '%推理引擎%'"),
    ("性能 (two characters)", RoleFilter(search="性能"), None, "status = 'open' AND in_scope AND description LIKE '%性能%'"),
    ("编译 GPU kern (mixed, prefix)", RoleFilter(search="编译 GPU kern"), None,
     "status = 'open' AND in_scope AND description LIKE '%编译%' AND description LIKE '%GPU kern%'"),
    ("推理 in 上海 from 500,000", RoleFilter(search="推理", city="上海", min_salary=500_000), None,
     "status = 'open' AND in_scope AND description LIKE '%推理%' AND locations LIKE '%上海%' AND annual_max >= 500000"),
    ("every 性能, in order, for an export", RoleFilter(search="性能", status="all", everything=True), "newest", "description LIKE '%性能%'"),
    ("a word that nobody has", RoleFilter(search="量子"), None, "description LIKE '%量子%'"),
)  # fmt: skip


def _timed(path: Path, wanted: RoleFilter, order: RoleOrder | None) -> float:
    begin = time.perf_counter()
    with Asking(path) as asking:
        list(asking.rows("roles", asking.find(wanted, order, 51)))
    return time.perf_counter() - begin


def _counted(path: Path, where: str) -> tuple[float, int]:
    with closing(sqlite3.connect(path)) as conn:
        begin = time.perf_counter()
        (count,) = conn.execute(f"SELECT count(*) FROM roles WHERE {where}").fetchone()
        return time.perf_counter() - begin, count


def measure(path: Path, rounds: int) -> Iterator[str]:
    """A line per question: its median, its worst, and the yardstick."""
    for name, wanted, order, where in QUESTIONS:
        yardstick, count = _counted(path, where)
        times = sorted(_timed(path, wanted, order) for _ in range(rounds))
        middle = statistics.median(times)
        yield (f"{middle * 1000:7.1f} ms  worst {times[-1] * 1000:7.1f}   count(*) {yardstick * 1000:8.1f} ms of {count:6}"
               f"   {middle / yardstick:5.2f} of it   {name}")  # fmt: skip


def main() -> int:
    """Prints a line per question."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--roles", type=int, default=100_000)
    options.add_argument("--file", type=Path, default=Path("build/big.db"))
    options.add_argument("--rounds", type=int, default=7)
    chosen = options.parse_args()
    if not chosen.file.exists():
        begin = time.perf_counter()
        make(chosen.file, chosen.roles)
        size = chosen.file.stat().st_size / 1e6
        print(
            f"made {chosen.file} in {time.perf_counter() - begin:.0f} s: {chosen.roles} roles, {size:.0f} MB",
            flush=True,
        )
    for line in measure(chosen.file, chosen.rounds):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
