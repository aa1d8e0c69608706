"""How long it takes to find the role of a new ad in a large file, beside a yardstick in the same run.

    python -m benchmarks.speed_of_matching [--roles 100000] [--ads 200] [--db FILE]

Makes a file of invented roles: employers with 1 to 49 open roles, and one with a thousand. Then new ads of both come,
half of them ads of known roles from another board (their lines edited, their layout another), half of them new roles.
Timed is all that a new ad costs between its facts and its role: its keys, the look-up in the file, the comparisons. The
yardstick is one rapidfuzz.fuzz.ratio of the new ad's text and a known one's: the least that any comparison of two
texts costs.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from rapidfuzz import fuzz

from roles.match import find_role
from roles.model import Posting
from storage import faces
from storage.store import Store, WatchedSource

_NOW = "2026-01-01T00:00:00Z"
_THOUSAND = 1000
_SUBJECTS = (
    "推理引擎 编译器 算子 分布式训练 通信库 调度 存储 网络 驱动 固件 运行时 量化 模型压缩 部署 监控 容器 虚拟化 "
    "性能分析 框架 数据管道 向量检索 图优化 "
    "自动微分 显存管理 集群运维 可观测性 多模态 语音 视觉 推荐 搜索 广告 风控 支付 仿真 自动驾驶 机器人 芯片验证 "
    "工具链 安全"
).split()
_KINDS = ("工程师", "开发工程师", "研究员", "架构师", "产品经理")
_LEVELS = ("", "", "", "高级", "资深", "初级")
_CITIES = ("北京", "上海", "深圳", "杭州", "成都", "武汉")
_VERBS = ("负责", "参与", "主导", "维护", "设计", "优化", "推动", "评估")
_THINGS = (
    "线上服务的稳定性 核心模块的迭代 内部平台的建设 自动化测试 性能基线 文档与规范 跨团队协作 新硬件的适配 "
    "开源社区的贡献 成本治理 容量规划 故障演练 用户支持 灰度发布 精度对齐"
).split()


def text_of(chance: random.Random, subject: str) -> str:
    """An invented ad of about 700 characters."""
    lines = ["岗位职责"]
    for number in range(1, 13):
        one, other = chance.choice(_SUBJECTS), chance.choice(_THINGS)
        verb, times = chance.choice(_VERBS), chance.randint(2, 90)
        lines.append(f"{number}. {verb}{subject}与{one}相关的{other}，支持{times}个业务的日常需要，定期复盘。")
    lines.append("任职要求")
    for number in range(1, 7):
        one, other, times = chance.choice(_SUBJECTS), chance.choice(_SUBJECTS), chance.randint(1, 8)
        lines.append(f"{number}. 熟悉{one}，{times}年以上相关经验，有{other}背景优先。")
    return "\n".join(lines)


def posting(chance: random.Random, company: str, number: int) -> Posting:
    """An invented role."""
    subject, other = chance.sample(_SUBJECTS, 2)
    return Posting(
        title=f"{chance.choice(_LEVELS)}{subject}{other if chance.random() < 0.4 else ''}{chance.choice(_KINDS)}",
        url=f"https://acme.example/{company}/{number}",
        company=f"{company}科技有限公司",
        locations=(chance.choice(_CITIES),),
        description=text_of(chance, subject),
    )


def again(chance: random.Random, known: Posting) -> Posting:
    """The same role on another board: one line edited, another layout, another form of the employer's name."""
    lines = known.description.split("\n")
    lines[chance.randrange(2, 8)] = "1. 完成其他安排的工作，并配合上下游团队。"
    text = "【工作内容】" + "；".join(lines).replace("岗位职责；", "").replace("任职要求；", "【你需要具备】")
    return Posting(
        title=known.title, url=known.url + "?from=list", company=(known.company or "").removesuffix("科技有限公司"),
        locations=known.locations, description=text,
    )  # fmt: skip


def employers(chance: random.Random, roles: int) -> Iterator[tuple[str, int]]:
    """Names and how many roles each has; the first has a thousand."""
    left = roles - _THOUSAND
    yield "甲乙丙", _THOUSAND
    number = 0
    while left > 0:
        size = min(left, chance.randint(1, 49))
        yield f"企业{number}号", size
        left -= size
        number += 1


def fill(store: Store, chance: random.Random, roles: int) -> tuple[list[Posting], list[Posting]]:
    """Writes the roles; gives some of the thousand and some of the small employers'."""
    store.register([WatchedSource("acme", "https://acme.example/", "auto", None)], (), _NOW)
    large: list[Posting] = []
    small: list[Posting] = []
    number = 0
    with store.writing():
        for company, size in employers(chance, roles):
            made = [posting(chance, company, number + place) for place in range(size)]
            for place, one in enumerate(made, number + 1):
                store.db.execute(
                    "INSERT INTO role (role_id, open, lead_id, first_seen) VALUES (?, 1, ?, ?)", [place, place, _NOW]
                )
                store.db.execute(
                    """INSERT INTO posting (posting_id, role_id, source_id, key, url, open, first_seen, read_at,
                    digest, reader,
                        raw, company_key, title, company, locations, description)
                    VALUES (?, ?, 'acme', ?, ?, 1, ?, ?, '', '', '{}', ?, ?, ?, ?, ?)""",
                    [
                        place, place, one.url, one.url, _NOW, _NOW, company, one.title, one.company,
                        f'["{one.locations[0]}"]', one.description,
                    ],
                )  # fmt: skip
            faces.keep(store.db, list(enumerate(made, number + 1)))
            number += size
            (large if size == _THOUSAND else small).extend(made)
    return large, small


def measure(store: Store, ads: Sequence[tuple[Posting, bool]]) -> tuple[list[float], float]:
    """Seconds per new ad, and the share of them for which the right thing was found."""
    times, right = [], 0
    for ad, known in ads:
        store.looks.forget()
        begin = time.perf_counter()
        candidates = store._candidates([ad])
        found = find_role(ad, [one for several in candidates.values() for one in several])
        times.append(time.perf_counter() - begin)
        right += (found is not None and ad.url.startswith(found[0].posting.url)) if known else found is None
    return times, right / len(ads)


def yardstick(ads: Sequence[tuple[Posting, bool]], known: Sequence[Posting]) -> float:
    """Seconds of one fuzz.ratio of two texts, at the median."""
    times = []
    for (ad, _), other in zip(ads, known, strict=False):
        begin = time.perf_counter()
        fuzz.ratio(ad.description, other.description)
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def resident() -> int:
    """Kilobytes of this process that are in memory now. (The greatest so far, ru_maxrss, never falls, and a child
    begins with its parent's.)"""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one line per kind of employer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--roles", type=int, default=100_000)
    parser.add_argument("--ads", type=int, default=200)
    parser.add_argument("--db", type=Path)
    chosen = parser.parse_args(arguments)
    chance = random.Random(8)
    with tempfile.TemporaryDirectory() as folder, Store(chosen.db or Path(folder) / "jobs.db") as store:
        begin = time.perf_counter()
        large, small = fill(store, chance, chosen.roles)
        print(f"{chosen.roles} roles written in {time.perf_counter() - begin:.0f} s")
        before = resident()
        for name, known in (("under 50 open roles", small), ("a thousand open roles", large)):
            picked = chance.sample(known, chosen.ads)
            ads = [(again(chance, one), True) for one in picked[::2]]
            # A role that the employer does not have yet, at the level and in the words that its others have.
            ads += [
                (posting(chance, (one.company or "").removesuffix("科技有限公司"), -1), False) for one in picked[1::2]
            ]
            chance.shuffle(ads)
            measure(store, ads[:10])
            times, right = measure(store, ads)
            times.sort()
            stick = yardstick(ads, picked)
            middle = statistics.median(times)
            print(
                f"{name:<22} {1000 * middle:6.3f} ms at the median, "
                f"{1000 * times[int(0.95 * len(times))]:.3f} ms at 95 %, "
                f"{middle / stick:.0f} times fuzz.ratio ({1000 * stick:.3f} ms); right {right:.0%}"
            )
        print(f"memory grew by {(resident() - before) // 1024} MB meanwhile")
    return 0


if __name__ == "__main__":
    sys.exit(main())
