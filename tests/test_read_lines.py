"""Lines told apart by their marks, and lines taken apart that a paste has joined."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.read.layout.glued import unglue
from roles.read.layout.lines import Line, plain, read_line, read_lines


def kinds(text: str) -> list[str]:
    return [line.kind for line in read_lines(text)]


@pytest.mark.parametrize(
    ("raw", "kind", "text", "level"),
    [
        ("## 岗位职责", "heading", "岗位职责", 2),
        ("#关于我们", "heading", "关于我们", 1),
        ("### 地点 ###", "heading", "地点", 3),
        ("<h3>任职要求</h3>", "heading", "任职要求", 3),
        ("- 调优算子", "item", "调优算子", 0),
        ("-调优算子", "item", "调优算子", 0),
        ("  + 下一层", "item", "下一层", 1),
        ("● 熟悉 Linux", "item", "熟悉 Linux", 0),
        ("<li>读论文</li>", "item", "读论文", 0),
        ("正文一行", "text", "正文一行", 0),
        ("3 年以上经验", "text", "3 年以上经验", 0),
        ("3.5 倍加速", "text", "3.5 倍加速", 0),
        ("*斜体*的话", "text", "斜体的话", 0),
        ("-5 度", "text", "-5 度", 0),
        ("---", "rule", "", 0),
        ("* * *", "rule", "", 0),
        ("————————", "rule", "", 0),
        ("<hr/>", "rule", "", 0),
        ("|---|:--:|", "rule", "", 1),
        ("```", "blank", "", 0),
        ("<!-- more -->", "blank", "", 0),
        ("<b></b>", "blank", "", 0),
        ("   ", "blank", "", 0),
    ],
)
def test_kind_words_and_level(raw: str, kind: str, text: str, level: int) -> None:
    line = read_line(raw)
    assert (line.kind, line.text, line.level, line.raw) == (kind, text, level, raw)


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("1. 负责", 1), ("2、负责", 2), ("3) 负责", 3), ("（4）负责", 4), ("⑤负责", 5), ("十二、负责", 12),
        ("6️⃣ 负责", 6), ("7 负责内核", 7), ("１、负责", 1), ("a) first", None),
    ],
)  # fmt: skip
def test_ordered_items_keep_their_number(raw: str, number: int | None) -> None:
    line = read_line(raw)
    assert line.kind == "item"
    assert line.number == number


def test_bold_lines_links_quotes_and_rows() -> None:
    assert read_line("**加分项：**").bold
    assert read_line("<b>加分项: </b>").bold
    lead = read_line("**岗位职责：** 搭建训练平台")
    assert (lead.lead, lead.bold, lead.text) == ("岗位职责：", False, "岗位职责： 搭建训练平台")
    assert not read_line("**甲**和**乙**").bold
    assert read_line("[推理引擎工程师](https://example.com/a_(b))").link
    assert not read_line("见[官网](https://example.com)").link
    quoted = read_line("> 编译器工程师")
    assert (quoted.quoted, quoted.text) == (True, "编译器工程师")
    assert read_line("| 岗位 | **薪资** |").cells == ("岗位", "薪资")


def test_marks_inside_a_line_are_taken_off() -> None:
    assert plain("**C++**、`CUDA` 与 [vLLM](https://example.com)") == "C++、CUDA 与 vLLM"
    assert plain("20k*14 到 30k*15") == "20k*14 到 30k*15"
    assert plain(r"7\*24 小时 &amp; 轮班") == "7*24 小时 & 轮班"


def test_a_line_underlined_is_a_heading() -> None:
    assert kinds("推理工程师\n--------\n\n30-50K") == ["heading", "blank", "blank", "text"]
    assert kinds("地点：上海\n---\n正文") == ["text", "rule", "text"]


def test_html_breaks_end_a_line() -> None:
    assert [line.text for line in read_lines("训练<br>推理<br/>部署")] == ["训练", "推理", "部署"]


@pytest.mark.parametrize(
    ("raw", "pieces"),
    [
        ("任职要求：1、写 C++；2、读论文；3、写文档", ["任职要求：1、写 C++；", "2、读论文；", "3、写文档"]),
        ("岗位要求：１、会写Ｃ；２、会调试", ["岗位要求：１、会写Ｃ；", "２、会调试"]),
        ("加分项 ①发过论文 ②写过编译器", ["加分项 ①发过论文 ", "②写过编译器"]),
        ("**主要职责：** - 维护集群 - 排查故障", ["**主要职责：** - 维护集群", " - 排查故障"]),
        ("**理论基础**： - 线性代数 - 概率论", ["**理论基础**： ", "- 线性代数", " - 概率论"]),
        ("- 与客户沟通，能出差，抗压能力强。加分项", ["- 与客户沟通，能出差，抗压能力强。", "加分项"]),
        ("完成其他与集群有关的各种事项。任职要求：本科", ["完成其他与集群有关的各种事项。", "任职要求：本科"]),
        ("前端工程师岗位职责：写页面", ["前端工程师岗位职责：写页面"]),
        ("精通 Java 等语言；3、3年以上经验", ["精通 Java 等语言；3、3年以上经验"]),
        ("支持 CUDA 11.2、12.1 两个版本的编译", ["支持 CUDA 11.2、12.1 两个版本的编译"]),
        ("| 1、甲 | 2、乙 | 3、丙 |", ["| 1、甲 | 2、乙 | 3、丙 |"]),
    ],
)
def test_joined_lines_are_taken_apart(raw: str, pieces: list[str]) -> None:
    assert unglue(raw) == pieces


@given(st.text(max_size=400))
def test_no_character_of_a_line_is_lost(text: str) -> None:
    raw = text.replace("\n", " ")
    assert "".join("".join(unglue(raw)).split()) == "".join(raw.split())


@given(st.text(max_size=400))
def test_any_text_is_lines(text: str) -> None:
    lines = read_lines(text)
    assert all(isinstance(line, Line) for line in lines)
    assert all(line.text for line in lines if line.kind in ("heading", "item", "text"))


@pytest.mark.parametrize("piece", ["[a", "[x](", "*a ", "** ", "# ", "| a ", "<b ", "1、2、", "【", "a：", "- ", "\\*"])
def test_hostile_lines_take_no_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    begin = time.perf_counter()
    read_lines(text)
    assert time.perf_counter() - begin < 5  # a pattern that backtracks takes minutes
