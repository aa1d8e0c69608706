"""Headings in their many forms, and which lines belong to them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.read.layout.headings import find
from roles.read.layout.lines import read_lines
from roles.read.layout.sections import Sectioned, SectionName, read_sections


def read(text: str) -> Sectioned:
    return read_sections(read_lines(text))


def words(text: str, *names: SectionName) -> list[str]:
    return [line for _, line in read(text).of(*names)]


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("岗位职责", "responsibilities"), ("一、工作内容：", "responsibilities"), ("💻 你会做什么", "responsibilities"),
        ("崗位職責（全職）", "responsibilities"), ("What You’ll Do", "responsibilities"),
        ("你的工作日常大概如下，但不限于此：", "responsibilities"),
        ("任职资格及要求", "requirements"), ("★ 应聘要求 ★", "requirements"), ("我们希望你具备", "requirements"),
        ("任職要求", "requirements"), ("Minimum Qualifications", "requirements"), ("Who you are", "requirements"),
        ("加分项（满足其一即可）", "plus"), ("优先条件：", "plus"), ("Nice to Haves", "plus"), ("加分技能", "plus"),
        ("薪酬福利", "benefits"), ("What we offer", "benefits"), ("为什么加入云杉", "benefits"),
        ("关于云杉智算", "company"), ("公司/团队介绍", "company"), ("About Northlake", "company"),
        ("简历投递方式", "apply"), ("How to apply", "apply"), ("职责与要求", "whole"), ("技能要求分析", "commentary"),
        ("求职建议", "commentary"), ("软素质", "aspect"), ("技术栈", "aspect"), ("工作地点", "other"),
    ],
)  # fmt: skip
def test_heading_words(heading: str, part: str) -> None:
    found = find(heading)
    assert found is not None
    assert found.part == part


@pytest.mark.parametrize("text", ["数据分析", "推理引擎", "负责岗位职责的梳理与落地", "Kernel engineering", "要求严格"])
def test_other_words_are_no_heading(text: str) -> None:
    assert find(text) is None


@pytest.mark.parametrize(
    "heading",
    [
        "## 任职要求",
        "任职要求：",
        "【任职要求】",
        "**任职要求：**",
        "一、任职要求",
        "● 任职要求：",
        "<b>任职要求:</b>",
        "### 2. 任职要求 ###",
        "任职要求",
        "> 任职要求",
    ],
)
def test_forms_of_a_heading(heading: str) -> None:
    assert words(f"岗位职责：\n- 写算子\n\n{heading}\n\n- 会写算子\n- 会读论文", "requirements") == [
        "会写算子",
        "会读论文",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("任职要求：1、会写 C；2、会写 C++", ["1、会写 C；", "会写 C++"]),
        ("【要求】会写 C", ["会写 C"]),
        ("**职位要求：** - 会写 C - 会写 C++", ["- 会写 C", "会写 C++"]),
        ("任职要求 1.会写 C;2.会写 C++", ["1.会写 C;", "会写 C++"]),
        ("Requirements: strong C and C++", ["strong C and C++"]),
        ("一、任职要求：1、会写 C；2、会写 C++", ["1、会写 C；", "会写 C++"]),
    ],
)
def test_words_behind_a_heading(text: str, expected: list[str]) -> None:
    assert words(text, "requirements") == expected


def test_text_keeps_a_line_that_says_something_whole() -> None:
    assert read("【描述】调度集群\n\n【要求】\n- 会写 Go").text("responsibilities") == "【描述】调度集群"
    assert read("【描述】调度集群\n\n【要求】\n- 会写 Go").text("requirements") == "- 会写 Go"


def test_plus_inside_and_behind_the_requirements() -> None:
    nested = (
        "## 任职要求\n### 理论基础\n- 懂概率\n### 加分技能\n- 发过论文\n### 软素质\n- 会沟通\n## 薪酬福利\n- 五险一金"
    )
    assert words(nested, "plus") == ["发过论文"]
    assert words(nested, "requirements") == ["理论基础", "懂概率", "软素质", "会沟通"]
    assert words(nested, "benefits") == ["五险一金"]
    phrase = "职位要求：\n- 会写 C++\n\n具有以下条件者优先：\n- 会写汇编"
    assert words(phrase, "plus") == ["会写汇编"]
    item = "要求：\n1. 会写 C++\n2. 有以下一项经历者优先\n  1) 会写汇编\n  2) 懂体系结构\n3. 本科"
    assert words(item, "plus") == ["有以下一项经历者优先", "会写汇编", "懂体系结构"]
    assert words(item, "requirements") == ["会写 C++", "本科"]
    flat = "要求：\n- 会写 C++\n- 加分项\n- 会写汇编"
    assert words(flat, "plus") == ["会写汇编"]


def test_a_heading_that_we_do_not_know_closes_the_part_of_its_rank() -> None:
    text = "## 任职要求\n- 会写 C++\n\n### 数学\n- 懂概率\n\n## 我们的猫\n- 叫算子"
    assert words(text, "requirements") == ["会写 C++", "数学", "懂概率"]
    assert words(text, "other") == ["我们的猫", "叫算子"]


def test_a_description_as_a_whole() -> None:
    text = "## 职位描述\n做一个推理引擎。\n### 岗位职责\n- 写算子\n### 任职要求\n- 会写算子\n### 附注\n- 班车"
    assert words(text, "responsibilities") == ["做一个推理引擎。", "写算子"]
    assert words(text, "requirements") == ["会写算子"]
    assert words("职责与要求：\n- 熟悉 C++\n- 精通 CUDA\n- 负责算子", "requirements") == [
        "熟悉 C++",
        "精通 CUDA",
        "负责算子",
    ]


def test_commentary_is_not_the_employer_s_word() -> None:
    text = (
        "## 任职资格\n1. 会写算子\n\n"
        "## 技能要求分析\n### 最低要求\n- 要会写算子\n### 优先条件\n- 最好会汇编\n\n## 联系方式\n- 邮箱"
    )
    found = read(text)
    assert found.text("requirements") == "1. 会写算子"
    assert found.text("plus") == ""
    assert [found.lines[index].text for index in sorted(found.commentary) if found.lines[index].text] == [
        "技能要求分析", "最低要求", "要会写算子", "优先条件", "最好会汇编",
    ]  # fmt: skip


def test_label_lines_belong_to_no_section() -> None:
    text = "优先考虑：\n- 写过编译器\n\n薪资：7K-22K\n工作地址：南京\n发简历到 hr@example.com"
    assert words(text, "plus") == ["写过编译器"]
    assert words(text, "other") == ["薪资：7K-22K", "工作地址：南京"]
    assert words(text, "apply") == ["发简历到 hr@example.com"]
    assert words("任职要求：\n- 学历：本科\n- 团队：肯合作", "requirements") == ["学历：本科", "团队：肯合作"]


def test_prose_that_says_what_it_is() -> None:
    text = (
        "Northlake - Runtime Engineer - Oslo\n\nWe build chips.\n\n"
        "You will own the runtime.\n\nWe're looking for someone who knows C++.\n\nApply at jobs@example.com"
    )
    assert words(text, "responsibilities") == ["You will own the runtime."]
    assert words(text, "requirements") == ["We're looking for someone who knows C++."]


def test_duties_without_a_heading_of_their_own() -> None:
    text = "**编译器工程师**\n\n1. 负责前端\n2. 参与后端\n\n职位要求：\n1. 会写 C++"
    assert words(text, "responsibilities") == ["负责前端", "参与后端"]
    assert words("我们有：\n- 猫\n- 狗\n\n职位要求：\n- 会写 C++", "responsibilities") == []


def test_long_prose_is_no_heading() -> None:
    text = "岗位要求很简单，只要你会写代码、愿意学习，并且对芯片有兴趣就行，其余的我们都可以教"
    assert read(text).openers == frozenset()


@given(st.text(max_size=400))
def test_every_line_has_a_section(text: str) -> None:
    lines = read_lines(text)
    found = read_sections(lines)
    assert len(found.names) == len(lines)
    assert all(found.names[index] == "other" for index in found.commentary)
    assert {index for index, _ in found.inline} <= found.openers


@pytest.mark.parametrize(
    "piece", ["岗位职责\n", "## 甲\n", "要求：\n- 乙\n", "具有以下条件者优先：\n", "【丙】\n", "丁：\n"]
)
def test_hostile_headings_take_no_time(piece: str) -> None:
    lines = read_lines(piece * (200_000 // len(piece)))
    begin = time.perf_counter()
    read_sections(lines)
    assert time.perf_counter() - begin < 5
