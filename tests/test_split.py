"""How many roles a text offers, in every form that parts one from the next. All employers are invented."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from roles.read.layout.lines import read_lines
from roles.read.layout.roletitle import role_title, title_strength
from roles.read.layout.sections import SectionName, read_sections
from roles.read.layout.split import Split, split_postings
from roles.text import fold

COMPILER, KERNEL = "深度学习编译器工程师", "算子开发工程师"


def duties(topic: str) -> str:
    return f"岗位职责：\n- 负责{topic}的设计与实现\n- 与算法同事一起定位{topic}的性能问题"


def asked(topic: str) -> str:
    return f"任职要求：\n- 本科及以上学历，3年以上{topic}经验\n- 熟悉 C++"


def role(topic: str) -> str:
    return f"{duties(topic)}\n\n{asked(topic)}\n"


def titles(text: str, subject: str | None = None) -> list[str | None]:
    return [part.title for part in split_postings(text, subject).parts]


def section(split: Split, number: int, name: SectionName) -> str:
    return read_sections(read_lines(split.parts[number].text)).text(name)


def two(first: str, second: str) -> str:
    return f"{first}\n\n{role('编译器')}\n{second}\n\n{role('算子')}"


FORMS = {
    "headings": two(f"## {COMPILER}", f"## {KERNEL}"),
    "headings with links and cities": two(
        f"### {COMPILER}（合肥） [【投递】](https://example.com/1)", f"### {KERNEL} - 上海"
    ),
    "links": two(
        f"[{COMPILER}-合肥/上海（三年以上）](https://example.com/1)", f"[{KERNEL} 上海 五年以上](https://example.com/2)"
    ),
    "links between rules": two(
        f"---\n\n[{COMPILER}](https://example.com/1)", f"---\n\n[{KERNEL}](https://example.com/2)"
    ),
    "quotes": two(f"# 云杉智算\n\n> {COMPILER}", f"# 北岭芯片\n\n> {KERNEL}"),
    "bold": two(f"**{COMPILER}**", f"**{KERNEL}**"),
    "bold with numbers and pay": two(f"**1. {COMPILER}  20-30K**", f"**2. {KERNEL} 25-40K·14薪**"),
    "brackets": two(f"【{COMPILER}】", f"【{KERNEL}】"),
    "labels": two(f"职位名称：{COMPILER}", f"职位名称：{KERNEL}"),
    "bold labels between rules": two(f"<hr>\n\n**职位标题：** {COMPILER}", f"<hr>\n\n**职位名称：** {KERNEL}"),
    "labels over titles": two(f"岗位名称：\n{COMPILER}", f"岗位名称：\n{KERNEL}"),
    "tables": two(f"| 岗位名称 | {COMPILER} |\n| 工作城市 | 合肥 |", f"| 岗位名称 | {KERNEL} |\n| 工作城市 | 上海 |"),
    "numbered openers": two(f"岗位一、{COMPILER}", f"岗位二：{KERNEL}"),
    "position": two(f"Position 1: {COMPILER}", f"Position 2：{KERNEL}"),
    "numbers": two(f"1、{COMPILER}", f"2、{KERNEL}"),
    "plain lines behind rules": two(f"————————\n\n{COMPILER}", f"————————\n\n{KERNEL}"),
    "titled headings": f"{COMPILER}岗位职责：\n- 写前端\n\n{COMPILER}任职要求：\n- 懂语法树\n\n"
    f"{KERNEL}岗位职责：\n- 写核函数\n\n{KERNEL}任职要求：\n- 懂显存",
    "mixed": f"# {COMPILER}\n\n{role('编译器')}\n2、职位名称：{KERNEL}\n\n{role('算子')}",
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS.keys())
def test_two_roles_in_every_form(text: str) -> None:
    assert titles(text) == [COMPILER, KERNEL]
    found = split_postings(text)
    for number in range(2):
        assert section(found, number, "responsibilities")
        assert section(found, number, "requirements")


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS.keys())
def test_notation_does_not_matter(text: str) -> None:
    traditional = [fold(title or "") for title in titles(OpenCC("s2tw").convert(text))]
    assert traditional == [fold(COMPILER), fold(KERNEL)]
    assert titles(text.replace("：", ":").replace("、", "、 ")) == [COMPILER, KERNEL]
    assert titles(text.replace("\n", "\n\n")) == [COMPILER, KERNEL]


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS.keys())
def test_no_line_is_lost(text: str) -> None:
    found = split_postings(text)
    kept = "\n".join([found.common, *(part.text for part in found.parts), found.unassigned])
    for line in text.split("\n"):
        assert line.strip() in kept


def test_facts_for_all_roles_are_common() -> None:
    text = f"# 云杉智算招聘\n\n薪资：30-50K\n\n{FORMS['headings']}\n## 联系方式\n邮箱：jobs@example.com"
    found = split_postings(text)
    assert [part.title for part in found.parts] == [COMPILER, KERNEL]
    assert "30-50K" in found.common
    assert "jobs@example.com" in found.common
    assert "jobs@example.com" not in found.parts[1].text
    plain = split_postings(FORMS["bold"] + "\n投递邮箱：jobs@example.com")
    assert "jobs@example.com" in plain.common


def test_closing_remarks_behind_a_rule_are_common() -> None:
    closing = "<hr>\n\n### 其他\n- 对芯片感兴趣的都欢迎来聊\n\n<hr/>\n**简历：a@example.com**"
    text = f"{FORMS['bold labels between rules']}\n{closing}"
    found = split_postings(text)
    assert [part.title for part in found.parts] == [COMPILER, KERNEL]
    assert "欢迎来聊" in found.common
    assert "a@example.com" in found.common


def test_what_every_role_has_stays_with_it() -> None:
    each = [
        f"## {title}\n{role(topic)}\n联系方式：{topic}@example.com\n"
        for title, topic in ((COMPILER, "a"), (KERNEL, "b"))
    ]
    found = split_postings("\n".join(each))
    assert "b@example.com" in found.parts[1].text
    assert "@" not in found.common


def test_the_employer_s_heading_goes_with_its_role() -> None:
    found = split_postings(FORMS["quotes"])
    assert found.parts[0].text.startswith("# 云杉智算")
    assert found.parts[1].text.startswith("# 北岭芯片")


def test_bare_titles_and_links_are_not_counted() -> None:
    tail = "\n岗位三、大模型产品经理\n岗位四、视觉设计师\n"
    found = split_postings(FORMS["numbered openers"] + tail)
    assert [part.title for part in found.parts] == [COMPILER, KERNEL]
    assert "大模型产品经理" in found.common
    listing = "**开发类**\n" + "\n".join(
        f"- [{word}工程师](https://example.com/{word})" for word in ("前端", "后端", "测试", "运维")
    )
    assert titles(f"云杉智算招聘，欢迎投递 jobs@example.com\n\n{listing}") == []


@pytest.mark.parametrize(
    "text",
    [
        f"# {COMPILER}\n\n{duties('编译器')}\n\n## 团队介绍\n我们写过三代编译器。\n\n{asked('编译器')}",
        f"# {COMPILER}\n\n{role('编译器')}\n加分项：\n- 发过论文\n\n其他要求：\n- 能出差",
        f"{COMPILER}\n\n职位描述：\n做一个编译器。\n\n主要职责：\n- 写前端\n\n职位要求：\n- 懂语法树",
        f"# {COMPILER}\n\n## 岗位职责\n### 前端研发\n- 写语法分析，写类型检查，写诊断信息，写文档和测试\n"
        "### 后端研发\n- 写指令选择，写寄存器分配，写调度，写文档和测试，优化编译时间\n\n## 任职要求\n- 懂语法树",
        f"# {COMPILER}\n\n{role('编译器')}\n\nResponsibilities:\n- Build the compiler front\n\nRequirements:\n- C++",
        f"# {COMPILER}\n\n{role('编译器')}\n\n## 摘要\n\n{role('编译器')}",
        f"| 岗位名称 | {COMPILER} |\n\n### 岗位介绍\n\n写编译器，和硬件同事定义指令。\n\n### 岗位要求\n- 懂语法树",
        f"# {COMPILER}\n\n- **岗位名称**：{COMPILER}\n- **薪资**：面议\n\n{role('编译器')}",
    ],
)
def test_one_role(text: str) -> None:
    assert titles(text) == [COMPILER]


@pytest.mark.parametrize(
    "text",
    [
        "# libfoo\n\nA fast parser.\n\n## Requirements\n\n- Python 3.11\n\n## Usage\n\n```\nfoo\n```\n\n```\nbar\n```",
        "# 如何学习编译原理\n\n先读龙书，再写一个小语言。学习要循序渐进，不要急。\n\n## 学习建议\n\n- 每天写代码",
        "[首页](/) [招聘](/jobs) [关于我们](/about)\n\n版权所有",
        "", "   \n\n", "---\n---",
    ],
)  # fmt: skip
def test_no_role(text: str) -> None:
    assert split_postings(text).parts == ()


def test_a_page_of_english_roles() -> None:
    text = (
        "Northlake - Oslo or remote - Full-time\n\nWe build inference chips and are hiring for two roles:\n\n"
        "- Runtime Engineer: Build the software that serves language models on our chip. Apply: https://example.com/1\n\n"
        "- Kernel Optimization Engineer: Make attention and matrix kernels fast on it. Apply: https://example.com/2\n\n"
        "Both roles can be remote. Mail jobs@example.com"
    )
    assert titles(text) == ["Runtime Engineer", "Kernel Optimization Engineer"]
    headed = (
        "# Staff Runtime Engineer: Own the runtime from the driver up to the server.\n\n"
        "We're looking for:\n\n* 5+ years of C++\n\n"
        "# Staff Compiler Engineer: Own the compiler from the graph to the instruction.\n\n"
        "We're looking for:\n\n* LLVM"
    )
    assert titles(headed) == ["Staff Runtime Engineer", "Staff Compiler Engineer"]
    one = "Northlake (https://example.com) - GPU Engineer - Oslo, Norway - ONSITE\n\nYou would own our CUDA kernels."
    assert titles(one) == ["GPU Engineer"]


def test_the_halves_of_a_role_far_apart_are_one() -> None:
    text = (
        f"### 岗位介绍\n\n**{COMPILER}**\n\n{duties('编译器')}\n\n**{KERNEL}**\n\n{duties('算子')}\n\n"
        f"### 岗位要求\n\n**{COMPILER}**\n\n{asked('编译器')}\n\n**{KERNEL}**\n\n{asked('算子')}"
    )
    found = split_postings(text)
    assert [part.title for part in found.parts] == [COMPILER, KERNEL]
    assert "3年以上算子" in section(found, 1, "requirements")


def test_a_heading_over_all_roles_leads_each() -> None:
    text = (
        "## 岗位要求\n\n"
        f"**{COMPILER}**\n\n- 懂语法树，懂数据流分析，写过至少一个完整的编译器前端或后端\n- 会写 C++，读过源码\n\n"
        f"**{KERNEL}**\n\n- 懂显存层次，懂指令流水，写过性能接近硬件上限的矩阵乘法或卷积\n- 会写 CUDA，会用性能分析工具"
    )
    found = split_postings(text)
    assert [part.title for part in found.parts] == [COMPILER, KERNEL]
    assert "会写 CUDA" in section(found, 1, "requirements")


# Untitled blocks: what a page compiles from elsewhere.
DUTIES = [
    ["负责推理引擎在车端的移植与优化，适配多种芯片", "跟踪精度"],
    ["参与推荐模型的线上服务，保障时延"],
    ["用 C++ 重写图像预处理流水线，减少拷贝", "写测试", "写文档"],
]
ASKED = [["熟悉 TensorRT", "会写 C++"], ["熟悉 Triton", "懂缓存"], ["熟悉 OpenCV", "会用性能分析工具", "本科"]]


def compile_page(first: list[list[str]], second: list[list[str]], mark: str = "+") -> str:
    def blocks(lists: list[list[str]]) -> str:
        return "\n\n".join("\n".join(f"{mark} {item}" for item in items) for items in lists)

    intro = "## 简介\n\n部署工程师把算法放进产品。"
    return f"{intro}\n\n## 招聘网站上相关岗位职责\n\n{blocks(first)}\n\n## 相关任职要求\n\n{blocks(second)}\n"


def test_blocks_are_paired_by_their_number() -> None:
    found = split_postings(compile_page(DUTIES, ASKED), "端侧部署工程师")
    assert [part.title for part in found.parts] == [
        "端侧部署工程师：推理引擎在车端的移植与优化",
        "端侧部署工程师：推荐模型的线上服务",
        "端侧部署工程师：用 C++ 重写图像预处理流水线",
    ]
    assert all(part.made_title for part in found.parts)
    assert found.notes == ()
    assert "部署工程师把算法放进产品" in found.common
    for number in range(3):
        assert DUTIES[number][0] in section(found, number, "responsibilities")
        assert ASKED[number][0] in section(found, number, "requirements")
        assert ASKED[number][0] not in section(found, (number + 1) % 3, "requirements")


@given(st.permutations(range(3)))
def test_the_order_of_blocks_does_not_matter(order: list[int]) -> None:
    moved = split_postings(compile_page([DUTIES[n] for n in order], [ASKED[n] for n in order]), "端侧部署工程师")
    usual = split_postings(compile_page(DUTIES, ASKED), "端侧部署工程师")
    assert {(part.title, part.text) for part in moved.parts} == {(part.title, part.text) for part in usual.parts}


def test_blocks_of_different_number_are_not_paired() -> None:
    found = split_postings(compile_page(DUTIES, ASKED[:2]), "端侧部署工程师")
    assert len(found.parts) == 3
    assert all("熟悉" not in part.text for part in found.parts)
    assert "熟悉 TensorRT" in found.unassigned
    assert found.notes


def test_gaps_in_the_lists_of_one_role_are_no_blocks() -> None:
    loose = "# 部署工程师\n\n## 岗位职责\n\n- 甲事\n\n- 乙事\n\n- 丙事\n\n## 任职要求\n\n- 会甲\n\n- 会乙\n\n- 会丙\n"
    assert titles(loose, "部署工程师") == ["部署工程师"]
    counted = (
        "# 部署工程师\n\n## 岗位职责\n\n1. 甲事\n2. 乙事\n\n3. 丙事\n\n## 任职要求\n\n1. 会甲\n2. 会乙\n\n3. 会丙\n"
    )
    assert titles(counted, "部署工程师") == ["部署工程师"]


def test_a_made_title_is_short() -> None:
    long = [
        ["负责基于 PyTorch/TensorFlow/MindSpore/PaddlePaddle/ONNX 等框架的模型移植与部署", "甲"],
        ["参与乙", "丙"],
        ["丁事", "戊"],
    ]
    for part in split_postings(compile_page(long, ASKED), "端侧部署工程师").parts:
        assert part.title
        assert len(part.title) <= 40


@pytest.mark.parametrize(("groups", "own"), [((2, 1), False), ((1, 1), True)])
def test_a_heading_over_several_roles_is_of_none_of_them(groups: tuple[int, ...], own: bool) -> None:
    text, number = "# 投递记录\n", 0
    for group, size in zip(("面试中", "未通过"), groups, strict=True):
        text += f"\n## {group}\n"
        for _ in range(size):
            number += 1
            text += f"\n### 第{number}推理引擎工程师\n\n{role(f'推理引擎{number}')}"
    split = split_postings(text)
    assert [part.title for part in split.parts] == [f"第{at}推理引擎工程师" for at in range(1, number + 1)]
    assert any("未通过" in part.text for part in split.parts) == own
    assert ("未通过" in split.common) != own


@pytest.mark.parametrize(
    ("line", "title"),
    [("Network Engineer, AI Fabric", "Network Engineer, AI Fabric"), ("Network Engineer, AI Fabric (Remote)", "Network Engineer, AI Fabric"),
     ("Engineer, Inference & Serving", "Engineer, Inference & Serving"), ("Senior Engineer, Berlin", "Senior Engineer"),
     ("GPU Engineer, come and join us", "GPU Engineer"), ("GPU Engineer, $150k", "GPU Engineer")],
)  # fmt: skip
def test_a_field_of_work_behind_a_comma_is_of_the_title(line: str, title: str) -> None:
    assert role_title(line) == title


def test_front_matter_is_no_text_and_gives_the_subject() -> None:
    text = f'+++\ntitle = "部署工程师岗位汇总"\ndate = "2031-01-01"\n+++\n\n{compile_page(DUTIES, ASKED)}'
    found = split_postings(text)
    assert found.parts[0].title == "部署工程师：推理引擎在车端的移植与优化"
    assert "2031" not in found.common
    assert titles(f"---\n\n**{COMPILER}**\n\n{role('编译器')}\n---") == [COMPILER]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("1. 推理引擎工程师 13-26K", "推理引擎工程师"),
        ("[合肥/上海] 云杉智算诚聘 推理引擎工程师（C++）", "推理引擎工程师（C++）"),
        ("【急招】推理引擎工程师-合肥", "推理引擎工程师"),
        ("推理引擎工程师（上海/合肥）三年以上", "推理引擎工程师"),
        ("推理引擎工程师【2031届】", "推理引擎工程师【2031届】"),
        ("岗位三：推理引擎工程师 【投递】 （已满）", "推理引擎工程师"),
        ("「推理引擎工程师招聘」_云杉智算招聘-某直聘", "推理引擎工程师"),
        ("🚀 推理引擎工程师 🚀", "推理引擎工程师"),
        ("推理引擎工程师 坐标：上海", "推理引擎工程师"),
        ("Northlake | Senior GPU Engineer | Oslo | ONSITE", "Senior GPU Engineer"),
        ("推理引擎工程师 薪水 25-45K RMB", "推理引擎工程师"),
        ("上海", None),
        ("投递", None),
    ],
)
def test_a_title_without_its_surroundings(line: str, title: str | None) -> None:
    assert role_title(line) == title


@pytest.mark.parametrize(
    "line",
    [
        "负责编译器研发",
        "熟悉架构师的工作",
        "工程师文化的公司",
        "有架构师经验者优先",
        "我们欢迎工程师",
        "Work with engineers",
    ],
)
def test_sentences_are_no_titles(line: str) -> None:
    assert title_strength(line) == 0


@given(st.text(max_size=300), st.none() | st.text(max_size=20))
def test_any_text_can_be_split(text: str, subject: str | None) -> None:
    split_postings(text, subject)


@given(st.lists(st.sampled_from(list(FORMS.values())), max_size=3), st.randoms(use_true_random=False))
def test_any_mixture_of_forms_can_be_split(texts: list[str], chance: random.Random) -> None:
    lines = "\n\n".join(texts).split("\n")
    chance.shuffle(lines)
    found = split_postings("\n".join(lines))
    kept = "\n".join([found.common, *(part.text for part in found.parts), found.unassigned])
    assert all(line.strip() in kept for line in lines)


@pytest.mark.parametrize(
    "piece",
    [
        "前端工程师\n", "## 甲\n岗位职责\n- 乙\n", "岗位职责：\n- 甲\n任职要求：\n- 乙\n", "职位名称：甲\n",
        "**丙**\n", "---\ntitle\n",
        "we are hiring a Senior ", "岗位一：丁\n", "[前端工程师](u)\n- 负责戊\n", "\n", "+ 己\n\n",
    ],
)  # fmt: skip
def test_hostile_pages_take_no_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    begin = time.perf_counter()
    found = split_postings(text, "庚")
    assert time.perf_counter() - begin < 8
    assert not found.unassigned or found.notes
