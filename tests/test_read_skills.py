"""Which skills an ad asks for, and how firmly. The tables have every word with two meanings in both."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.read.asks.levels import Level
from roles.read.asks.mentions import mentions, unglue
from roles.read.asks.parts import parts_of
from roles.read.asks.skills import read_skills
from roles.read.asks.vocabulary import key, normal
from roles.read.layout.lines import read_lines
from roles.read.layout.sections import read_sections
from roles.read.words import load
from tests.cases import cases

MARKS: dict[str, Level] = {"+": "plus", "|": "any-of"}


def asked(text: str) -> dict[str, Level]:
    return read_skills(parts_of(read_sections(read_lines(text))))


def marked(name: str) -> tuple[str, Level]:
    """ "CUDA" is required, "CUDA+" a plus, "CUDA|" one of several."""
    if name != "C++" and name[-1] in MARKS:
        return name[:-1].replace("_", " "), MARKS[name[-1]]
    return name, "required"


@pytest.mark.parametrize(("line", "found"), cases("skill_names"))
def test_names(line: str, found: str) -> None:
    assert {mention.name for mention in mentions(unglue(normal(line)))} == set(found.split("; ")) - {""}


@pytest.mark.parametrize(("line", "found"), cases("skill_levels"))
def test_levels(line: str, found: str) -> None:
    assert asked(f"任职要求：\n- 五年经验\n- {line}") == dict(map(marked, found.split()))


def test_what_only_duties_team_and_company_name_is_not_asked_for() -> None:
    company, benefits = "关于我们：\n云杉智算用MindSpore", "福利：\n1. 送Jetson开发板"
    ad = f"{company}\n\n岗位职责：\n1. 用CUDA优化算子\n\n任职要求：\n1. 精通C++\n\n{benefits}"
    assert asked(ad) == {"C++": "required"}


def test_the_section_of_pluses_makes_all_its_skills_a_plus() -> None:
    ad = "任职要求：\n1. 精通C++\n2. 熟悉vLLM优先\n\n加分项：\n1. 精通CUDA\n2. 熟悉C++\n3. 至少熟悉Go、Rust中的一种"
    assert asked(ad) == {"C++": "required", "vLLM": "plus", "CUDA": "plus", "Go": "plus", "Rust": "plus"}


def test_a_line_that_leads_others_in_speaks_for_them() -> None:
    ad = "任职要求：\n1. 精通C++\n2. 具有以下条件者优先：\n  - 熟悉CUDA\n  - 熟悉NCCL\n3. 熟悉Python"
    assert asked(ad) == {"C++": "required", "CUDA": "plus", "NCCL": "plus", "Python": "required"}
    ad = "任职要求：\n1. 熟悉以下至少一个方向：\n  - TVM编译优化\n  - CUDA算子开发\n2. 熟悉Python"
    assert asked(ad) == {"TVM": "any-of", "CUDA": "any-of", "Python": "required"}


@pytest.mark.parametrize(
    ("ad", "found"),
    [
        ("负责用vLLM搭建推理服务\n熟悉CUDA和C++", "CUDA C++"),
        ("你将用TensorRT部署模型。需要熟悉C++，会CUDA优先。", "C++ CUDA+"),
        ("We build serving on vLLM. You have experience with Python and Kubernetes.", "Python Kubernetes"),
        ("Python, PyTorch, CUDA", "Python PyTorch CUDA"),
        ("大模型推理引擎研发，vLLM、SGLang", "vLLM SGLang"),
        ("岗位职责：\n1. 用CUDA优化算子", ""),
        ("", ""),
    ],
)
def test_an_ad_without_requirements_asks_in_the_lines_that_sound_like_it(ad: str, found: str) -> None:
    assert asked(ad) == dict(map(marked, found.split()))


def test_no_word_stands_for_two_skills() -> None:
    data = load("skills")
    words = [
        (key(word), name) for kind in data if kind != "context" for name, same in data[kind].items() for word in same
    ]
    words += [(key(entry["word"]), "context") for entry in data["context"]]
    seen: dict[str, str] = {}
    for word, name in words:
        assert word
        assert seen.setdefault(word, name) == name, word


@given(
    st.text(alphabet="CUDA+/、，,;；。()（）优先至少一种或熟悉 \n\tGoRPyTorch", max_size=200) | st.text(max_size=200)
)
def test_any_text_can_be_read(text: str) -> None:
    assert set(asked(text).values()) <= {"required", "plus", "any-of"}


@pytest.mark.parametrize(
    "piece", ["CUDA", "CUDA、", "C/", "(", "至少一种", "CUDA优先，", "PyTorchvLLM", "Go ", "或", "one of ", "A、"]
)
def test_long_texts_are_read_in_time(piece: str) -> None:
    start = time.perf_counter()
    mentions(unglue(piece * (100_000 // len(piece))))
    asked("任职要求：\n" + piece * (20_000 // len(piece)))
    assert time.perf_counter() - start < 5
