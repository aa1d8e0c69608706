from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.noise import is_noise
from roles.text import clean, fold, meaning, same_meaning, sentences, word_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＩ工程师（上海）", "AI工程师(上海)"),
        ("任職要求：熟悉編譯器", "任职要求:熟悉编译器"),
        ("負責模型推理與部署", "负责模型推理与部署"),
        ("Senior  Engineer", "senior engineer"),
        ("“推理” — 加速", '"推理" - 加速'),
        ("零\u200b宽", "零宽"),
    ],
)
def test_notation_folds_away(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("3-5年", "35年"), ("3.5年", "35年"), ("C++", "C"), ("C#", "C"), ("20%", "20"), ("熟悉CUDA", "熟悉CANN")],
)
def test_meaning_does_not_fold_away(one: str, other: str) -> None:
    assert word_key(one) != word_key(other)


def test_list_marks_and_order_are_no_meaning() -> None:
    before = "1、熟悉C++；\n2、了解CUDA；"
    after = "- 了解CUDA\n- 熟悉C++"
    assert same_meaning(before, after)
    assert not same_meaning(before, after + "\n- 熟悉TVM")


def test_sentences_keep_what_stands_in_them() -> None:
    assert sentences("1. 熟悉C++；有3.5年经验。\n* Knows Go. And C") == [
        "熟悉C++；",
        "有3.5年经验。",
        "Knows Go.",
        "And C",
    ]


@given(st.text())
def test_folding_is_settled_after_once_and_never_raises(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert meaning(text) == meaning(clean(text))


@given(st.text())
def test_clean_text_can_always_be_written(text: str) -> None:
    clean(text).encode("utf-8")
    assert not any(ord(char) < 32 and char not in "\t\n" for char in clean(text))


@pytest.mark.parametrize(
    "sentence",
    ["发布时间：2026-02-11 浏览次数：318", "Posted 3 days ago", "更新于 3天前", "浏览 1234 次", "已有 35 人投递", "Applicants: 45",
     "Job ID: R-123456", "2026-02-11", "Posted today", "昨天发布", "剛剛發佈", "Posted an hour ago", "几小时前发布"],
)  # fmt: skip
def test_what_moves_by_itself_is_noise(sentence: str) -> None:
    assert is_noise(sentence)


@pytest.mark.parametrize(
    "sentence",
    ["3年以上经验", "熟悉CUDA 11", "薪资 30-50K", "发布论文3篇", "5年", "2-3年", "Published 5 papers on compilers since 2020",
     "负责发布系统", "招聘3人", "今天的团队", "半年以上经验", "today we serve two models"],
)  # fmt: skip
def test_what_says_something_is_not_noise(sentence: str) -> None:
    assert not is_noise(sentence)


@pytest.mark.parametrize(
    "hostile", ["1" * 119, "a1-" * 39, "发布1" * 30, "- " * 50_000, "１．" * 50_000, "。" * 100_000]
)
def test_hostile_text_takes_no_time(hostile: str) -> None:
    started = time.perf_counter()
    is_noise(hostile)
    meaning(hostile)
    assert time.perf_counter() - started < 2
