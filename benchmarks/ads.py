"""Invented ads for measurements of the recorder: what a board of several employers shows, as a crawl has read it."""

# ruff: noqa: E501 (tables and sentences are read best on one line)
from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from roles import wire
from roles.crawl import SeenPosting
from roles.model import Posting, RawPosting, Salary

SUBJECTS = {
    "inference_serving": "推理引擎", "dl_compiler": "深度学习编译器", "kernel_operator": "高性能算子", "dl_framework": "训练框架",
    "distributed_training": "分布式训练", "mlops_platform": "机器学习平台", "ai_chip_software": "芯片软件栈",
    "hpc_network_storage": "智算网络",
}  # fmt: skip
_AREAS = (
    "调度 存储 网络 驱动 固件 运行时 量化 模型压缩 部署 监控 容器 虚拟化 性能分析 数据管道 向量检索 图优化 自动微分 显存管理 "
    "集群运维 可观测性 多模态 语音 视觉 推荐 搜索 广告 风控 支付 仿真 自动驾驶 机器人 芯片验证 工具链 安全"
).split()
_KINDS = ("工程师", "开发工程师", "研究员", "架构师")
_LEVELS = ("", "", "", "高级", "资深", "初级")
CITIES = ("北京", "上海", "深圳", "杭州", "成都", "武汉")
_VERBS = ("负责", "参与", "主导", "维护", "设计", "优化", "推动", "评估")
_THINGS = (
    "线上服务的稳定性 核心模块的迭代 内部平台的建设 自动化测试 性能基线 文档与规范 跨团队协作 新硬件的适配 开源社区的贡献 "
    "成本治理 容量规划 故障演练 用户支持 灰度发布 精度对齐"
).split()
_SKILLS = ("CUDA", "C++", "Python", "PyTorch", "TVM", "MLIR", "Triton", "NCCL", "Kubernetes", "RDMA", "Go", "Rust")
# The largest employer of a board has so many open roles, the others from 1 to 49.
LARGEST, SMALL = 1000, 49


def employers(chance: random.Random, roles: int) -> Iterator[tuple[str, int]]:
    """Names and how many roles each has; the first has a tenth of all, at most a thousand."""
    first = min(LARGEST, roles // 10)
    yield "甲乙丙", first
    left, number = roles - first, 0
    while left > 0:
        size = min(left, chance.randint(1, SMALL))
        yield f"企业{number}号", size
        left -= size
        number += 1


def _lines(chance: random.Random, subject: str, skills: list[str]) -> tuple[list[str], list[str]]:
    duties = [
        f"{number}. {chance.choice(_VERBS)}{subject}与{chance.choice(_AREAS)}相关的{chance.choice(_THINGS)}，"
        f"支持{chance.randint(2, 90)}个业务的日常需要。"
        for number in range(1, 8)
    ]
    asks = [
        f"{number}. 熟悉{chance.choice(_AREAS)}与 {skill}，有{chance.choice(_AREAS)}背景优先。"
        for number, skill in enumerate(skills, 1)
    ]
    return duties, asks


def seen(chance: random.Random, site: str, company: str, number: int) -> SeenPosting:
    """One ad of about 400 characters (1 KB) with all that most ads state, as a crawl has read it."""
    family = chance.choice(list(SUBJECTS))
    skills = chance.sample(_SKILLS, 5)
    area = chance.choice(_AREAS) if chance.random() < 0.6 else ""
    title = f"{chance.choice(_LEVELS)}{SUBJECTS[family]}{area}{chance.choice(_KINDS)}"
    low = chance.randint(15, 60)
    salary = f"{low}-{low + chance.randint(5, 40)}K"
    duties, asks = _lines(chance, SUBJECTS[family], skills)
    text = "\n".join(["岗位职责", *duties, "任职要求", *asks])
    raw = RawPosting(
        url=f"{site}/jobs/{number}", text=text, title=title, external_id=str(number), company=f"{company}科技有限公司",
        locations=(chance.choice(CITIES),), salary=salary, posted="2026-02-20", employment_type="全职",
    )  # fmt: skip
    return read(raw, family, tuple(skills), duties, asks)


def read(
    raw: RawPosting, family: str, skills: tuple[str, ...], duties: list[str], asks: list[str], *, raised: int = 0
) -> SeenPosting:
    """The ad of these words, as a reader gives it."""
    low, _, high = (raw.salary or "").removesuffix("K").partition("-")
    posting = Posting(
        title=raw.title or "", url=raw.url, company=raw.company, locations=raw.locations, family=family,
        families=(family,), employment_type="full_time", experience_min=3, education="bachelor", skills=skills,
        skills_plus=skills[-1:], responsibilities="\n".join(duties), requirements="\n".join(asks),
        salary=Salary(currency="CNY", period="month", min=int(low) * 1000, max=(int(high) + raised) * 1000,
                      text=raw.salary or ""),
        posted_at=raw.posted, description=raw.text,
    )  # fmt: skip
    return SeenPosting(key=f"id:{raw.external_id}", url=raw.url, digest=wire.digest(raw), raw=raw, posting=posting)


def unchanged(one: SeenPosting) -> SeenPosting:
    """The same ad as a later crawl sees it when its raw text is as it was."""
    return replace(one, raw=None, posting=None)


def edited(chance: random.Random, one: SeenPosting) -> SeenPosting:
    """The same ad with one of its sentences written anew; in every second one the pay is raised too."""
    assert one.raw is not None
    assert one.posting is not None
    lines = one.raw.text.split("\n")
    at = chance.randrange(1, 7)
    lines[at] = f"{at}. 带领{chance.randint(3, 30)}人的小组完成{chance.choice(_AREAS)}的年度目标，定期复盘。"
    pay = one.posting.salary
    salary = one.raw.salary
    if pay and pay.min and pay.max and chance.random() < 0.5:
        pay = replace(pay, max=pay.max + 5000, text=f"{pay.min // 1000:g}-{pay.max // 1000 + 5:g}K")
        salary = pay.text
    raw = replace(one.raw, text="\n".join(lines), salary=salary)
    posting = replace(
        one.posting, salary=pay, description=raw.text, responsibilities="\n".join(lines[1:8]),
    )  # fmt: skip
    return SeenPosting(key=one.key, url=one.url, digest=wire.digest(raw), raw=raw, posting=posting)


def board(chance: random.Random, site: str, ads: int, first: int = 1) -> list[SeenPosting]:
    """A board with so many ads of many employers, in an order of chance."""
    names = [company for company, size in employers(chance, ads) for _ in range(size)]
    chance.shuffle(names)
    return [seen(chance, site, company, number) for number, company in enumerate(names, first)]
