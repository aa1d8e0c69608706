"""Label lines: where they stand, what they are called, and what only looks like one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.read.layout.labels import read_labels
from roles.read.layout.labelwords import is_unknown
from roles.read.layout.lines import read_lines
from roles.read.layout.sections import read_sections


def pairs(text: str) -> list[tuple[str, str]]:
    return [(label.name, label.value) for label in read_labels(read_lines(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("工作地点：上海", [("location", "上海")]),
        ("- **招聘人数**：3人", [("headcount", "3人")]),
        ("**Salary**: $150k", [("salary", "$150k")]),
        ("【薪资范围】20-30K·14薪", [("salary", "20-30K·14薪")]),
        ("職位名稱：編譯器工程師", [("title", "編譯器工程師")]),
        ("截止日期：２０３０－０１－０１", [("expires", "２０３０－０１－０１")]),
        ("薪资：20-30K | 地点：成都", [("salary", "20-30K"), ("location", "成都")]),
        (
            "薪资：20-30K；学历：本科；经验：3-5年",
            [("salary", "20-30K"), ("education", "本科"), ("experience", "3-5年")],
        ),
        ("部门地点:苏州状态:招聘", [("location", "苏州"), ("state", "招聘")]),
        ("Location: Oslo · Job Type: Full-time", [("location", "Oslo"), ("employment_type", "Full-time")]),
        ("经验与学历：经验不限·本科", [("experience", "经验不限·本科"), ("education", "经验不限·本科")]),
        ("收集日期：2031-05-06", [("collected", "2031-05-06")]),
        ("分析完成时间：2031-05-06", [("collected", "2031-05-06")]),
        ("最后更新：2031-05-06", [("updated", "2031-05-06")]),
        ("Requisition ID: NL-204", [("requisition_id", "NL-204")]),
        ("联系邮箱：jobs@example.com", [("apply", "jobs@example.com")]),
        ("工作地点 上海", [("location", "上海")]),
        ("base上海", [("location", "上海")]),
        ("Base：杭州/远程", [("location", "杭州/远程")]),
        ("base：25-40k*15薪", [("salary", "25-40k*15薪")]),
        ("公司名称：云杉智算 面试方式：线上 工作地点：合肥", [("company", "云杉智算"), ("location", "合肥")]),
    ],
)
def test_pairs_on_one_line(text: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("工作地点\n上海", [("location", "上海")]),
        ("### 工作地点 ###\n\n上海张江", [("location", "上海张江")]),
        ("**岗位名称：**\n\n编译器工程师", [("title", "编译器工程师")]),
        ("## 工作地点\n- 莫斯科\n- 合肥（远程）\n", [("location", "莫斯科、合肥（远程）")]),
        ("招聘岗位：\n- 编译器工程师\n- 算子工程师", []),
        ("## 地点\n\n- 工作地点：上海", [("location", "上海")]),
        ("薪资：\n岗位职责：\n- 写算子", []),
    ],
)
def test_a_label_above_its_value(text: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(text) == expected


def test_tables_of_labels() -> None:
    beside = "| 信息 | 内容 |\n| :-: | :-: |\n| 公司名称 | 云杉智算 |\n| 工作城市 | 合肥 |"
    assert pairs(beside) == [("company", "云杉智算"), ("location", "合肥")]
    four = "| 学历 | 本科 | 人数 | 2 |"
    assert pairs(four) == [("education", "本科"), ("headcount", "2")]
    header = "| Position | Location | Salary |\n|---|---|---|\n| Kernel Engineer | Oslo | $150k |"
    assert pairs(header) == [("title", "Kernel Engineer"), ("location", "Oslo"), ("salary", "$150k")]
    several = header + "\n| Runtime Engineer | Bergen | $140k |"
    assert pairs(several) == []  # the facts of several ads are not one ad's


@pytest.mark.parametrize(
    "text",
    [
        "熟悉 Base64: 编码与解码", "熟悉 HBase: 列存储", "详见 https://example.com/a:b", "上班 9:30 到 18:30",
        "我们相信一件事：工程师应当写代码", '"State": "running",', "title: {{ page.title }}",
        "团队：我们是一支由编译器、算子与系统工程师组成的队伍，过去几年里为三代芯片写过完整的软件栈，也把其中的一大半开放给了社区，欢迎来聊聊",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_label(text: str) -> None:
    assert pairs(text) == []


@pytest.mark.parametrize(
    "value", ["[未明确]", "未注明", "暂无", "N/A", "不详", "-", "【待定】", "TBD", "保密", "待定（见官网）"]
)
def test_a_value_that_says_nothing_is_stated(value: str) -> None:
    assert is_unknown(value)
    (label,) = read_labels(read_lines(f"发布时间：{value}"))
    assert (label.name, label.unknown) == ("posted", True)


@pytest.mark.parametrize("value", ["面议", "不限", "长期有效", "20K起", "0"])
def test_a_value_that_says_something(value: str) -> None:
    assert not is_unknown(value)


def test_a_third_party_s_labels_are_left_out() -> None:
    text = "## 任职要求\n- 会写算子\n\n## 经验要求分析\n- **学历要求**：本科及以上\n\n## 其他\n学历要求：硕士"
    lines = read_lines(text)
    labels = read_labels(lines, read_sections(lines).commentary)
    assert [label.value for label in labels] == ["硕士"]


def test_the_first_word_of_another_label_is_none() -> None:
    labels = read_labels(read_lines("**Salary Range:**\nBase salary GS-15 - $105,123 to $136,659"))
    assert [label.name for label in labels] == ["salary"]
    assert [label.value for label in read_labels(read_lines("Base 上海"))] == ["上海"]


def test_the_index_is_the_line_of_the_value() -> None:
    labels = read_labels(read_lines("标题\n工作地点\n\n上海\n薪资：10K"))
    assert [(label.name, label.index) for label in labels] == [("location", 3), ("salary", 4)]


@given(st.text(max_size=300))
def test_any_text_can_be_asked_for_labels(text: str) -> None:
    lines = read_lines(text)
    for label in read_labels(lines):
        assert label.value
        assert 0 <= label.index < len(lines)


@pytest.mark.parametrize("piece", ["薪资：1 ", "：", "a:\n", "| 薪资 ", "工作地点\n", "地点：x\n"])
def test_hostile_labels_take_no_time(piece: str) -> None:
    lines = read_lines(piece * (200_000 // len(piece)))
    begin = time.perf_counter()
    read_labels(lines)
    assert time.perf_counter() - begin < 5
