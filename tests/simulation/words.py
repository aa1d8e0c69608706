"""How an invented employer writes an ad, and the many ways to write the same once more."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

from opencc import OpenCC

COMPANIES = ("澜汀智算", "曜石推理", "北屿芯动", "知凡云算", "砺羽科技", "弦域计算")
CITIES = ("上海", "北京", "深圳", "杭州", "成都")
AREAS = (
    "推理引擎", "图编译器", "算子", "集群调度", "通信库", "分布式训练", "模型量化", "存储系统", "容器平台", "驱动",
    "性能分析", "模型部署", "张量编译", "显存管理", "推理网关", "训练框架", "异构计算", "弹性伸缩", "链路监控", "稀疏计算",
    "编译前端", "内核调试", "混合精度", "检查点恢复", "数据加载", "镜像分发", "芯片验证", "运行时", "语音识别部署", "向量检索",
    "权限平台", "虚拟化", "固件", "图计算", "任务编排", "网络拓扑",
)  # fmt: skip
GRADES = ("工程师", "开发工程师", "架构师", "研发专家")
_DUTIES = (
    "负责{a}核心模块的设计与实现", "维护线上{a}并处理容量问题", "与算法团队一起推进{a}落地", "为{a}编写测试与压测工具",
    "撰写{a}方向的设计文档并评审代码", "跟进{a}方向的论文与开源进展", "定位{a}在大规模机器上的瓶颈", "建设{a}的发布与回滚流程",
)  # fmt: skip
_ASKS = (
    "熟悉C++与Linux系统编程", "做过{a}或相近方向", "读过至少一种开源{a}的源码", "会用性能剖析工具", "有大型代码库的协作经验",
    "能独立写清楚技术方案", "了解GPU体系结构", "对{a}的失败案例有自己的总结",
)  # fmt: skip
NEW_ASKS = ("熟悉RDMA与高速网络", "有开源社区贡献者优先", "需要能够接受出差", "熟悉Rust语言更佳", "有团队带领经验")
_traditional = OpenCC("s2t")


@dataclass(frozen=True)
class Pay:
    """Monthly pay in thousands."""

    low: int
    high: int
    months: int = 12


@dataclass(frozen=True)
class Words:
    """What an ad says, without how."""

    company: str
    title: str
    city: str
    duties: tuple[str, ...]
    asks: tuple[str, ...]
    pay: Pay | None
    expires: str | None = None


@dataclass
class Writer:
    """Writes words; `noise` is today's dice, so that no two days look alike."""

    dice: Random
    used: set[tuple[str, str]] = field(default_factory=set)

    def invent(self, company: str) -> Words | None:
        """An ad that no other of the employer is like; None where we are at our wits' end."""
        free = [area for area in AREAS if (company, area) not in self.used]
        if not free:
            return None
        area, grade, city = self.dice.choice(free), self.dice.choice(GRADES), self.dice.choice(CITIES)
        self.used.add((company, area))
        duties = tuple(one.format(a=area) for one in self.dice.sample(_DUTIES, 4))
        asks = tuple(one.format(a=area) for one in self.dice.sample(_ASKS, 4))
        low = self.dice.randrange(20, 50)
        pay = Pay(low, low + self.dice.randrange(5, 30), self.dice.choice((12, 13, 14, 15, 16)))
        return Words(company, f"{area}{grade}", city, duties, asks, pay if self.dice.random() < 0.85 else None)


def with_ask(words: Words, dice: Random) -> Words:
    """The same ad with one demand replaced by another."""
    fresh = [one for one in NEW_ASKS if one not in words.asks]
    return replace(words, asks=(*words.asks[1:], dice.choice(fresh)))


def plain(words: Words) -> str:
    """The ad in its plainest form."""
    pay = f"薪资：{_pay(words.pay, 0)}\n" if words.pay else ""
    ends = f"截止日期：{words.expires}\n" if words.expires else ""
    duties = "\n".join(f"- {one}" for one in words.duties)
    asks = "\n".join(f"- {one}" for one in words.asks)
    return f"工作地点：{words.city}\n{pay}{ends}岗位职责\n{duties}\n任职要求\n{asks}"


def noisy(words: Words, dice: Random, now: str) -> str:
    """The ad as it is written today: marks, order, width, characters, counters, dates, pay in another notation."""
    marks = dice.choice(("- {}", "{n}. {}", "{n}、{}；", "* {}。", "• {}", "（{n}）{}"))

    def block(items: tuple[str, ...]) -> str:
        order = dice.sample(items, len(items)) if dice.random() < 0.4 else items
        return "\n".join(marks.format(item, n=number) for number, item in enumerate(order, 1))

    duties, asks = dice.choice(
        (("岗位职责", "任职要求"), ("【岗位职责】", "【任职要求】"), ("一、岗位职责：", "二、任职要求："))
    )
    facts = [f"工作地点：{words.city}"]
    if words.pay:
        facts.append(f"薪资：{_pay(words.pay, dice.randrange(4))}")
    if words.expires:
        facts.append(f"截止日期：{words.expires}")
    dice.shuffle(facts)
    counter = dice.choice(("", f"浏览次数：{dice.randrange(9999)}\n", f"发布时间：{now[:10]}\n", f"{dice.randrange(2, 9)}天前发布\n",
                           f"更新时间：{now[:10]} 浏览 {dice.randrange(999)} 次\n"))  # fmt: skip
    tail = dice.choice(("", "", f"\n浏览次数：{dice.randrange(9999)} 更新时间：{now[:10]}"))
    text = "\n".join((*facts, f"{counter}{duties}", block(words.duties), asks, block(words.asks))) + tail
    if dice.random() < 0.2:
        text = _traditional.convert(text)
    if dice.random() < 0.2:
        text = text.replace("C++", "Ｃ＋＋").replace("GPU", "ＧＰＵ")
    return text


def _pay(pay: Pay, form: int) -> str:
    months = f"·{pay.months}薪" if pay.months != 12 else ""
    behind = f"，{pay.months}薪" if pay.months != 12 else ""
    return (
        f"{pay.low}-{pay.high}K{months}", f"{pay.low}K-{pay.high}K{months}",
        f"{pay.low}000-{pay.high}000元/月{behind}", f"{pay.low / 10:g}-{pay.high / 10:g}万/月{behind}",
    )[form]  # fmt: skip
