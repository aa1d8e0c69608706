"""What is a change of an ad besides its pay, and what is only another way of writing it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from roles.compare import compare_postings, kept, pay_unread
from roles.model import Posting, RawPosting
from roles.normalise import normalise

AD = """职位：编译器工程师
工作地点：上海
薪资：30-50K·14薪
发布时间：2026-02-01

岗位职责：
1. 负责图编译器的算子融合；
2. 支持新的加速卡后端。

任职要求：
1. 熟悉LLVM或MLIR；
2. 三年以上C++开发经验。"""


def read(text: str) -> Posting:
    raw = RawPosting(url="https://lanting.example/1", title="编译器工程师", text=text)
    return normalise(raw, company="澜汀智算", now="2026-03-02T00:30:00Z", zone="Asia/Shanghai")


def changed(before: str, after: str) -> set[str]:
    return set(compare_postings(read(before), read(after)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("30-50K·14薪", "3万-5万，14薪"),
        ("发布时间：2026-02-01", "发布时间：2026-03-01"),
        ("薪资：30-50K·14薪\n", ""),
        ("薪资：30-50K·14薪", "薪资：40-60K·14薪"),
        ("岗位职责：", "【岗位职责】"),
        ("1. 熟悉LLVM或MLIR；\n2. 三年以上C++开发经验。", "2. 三年以上C++开发经验；\n1. 熟悉LLVM或MLIR。"),
        ("图编译器的算子融合", "圖編譯器的算子融合"),
        ("C++", "Ｃ＋＋"),
        ("职位：编译器工程师\n", "职位：编译器工程师\n\n浏览 312 次\n"),
        ("支持新的加速卡后端。", "支持[新的加速卡](https://lanting.example/a?utm_source=x)后端。"),
    ],
)
def test_other_writing_is_no_change(old: str, new: str) -> None:
    assert old in AD
    assert changed(AD, AD.replace(old, new)) == set()


@pytest.mark.parametrize(
    ("old", "new", "fields"),
    [
        ("工作地点：上海", "工作地点：上海/北京", {"location"}),
        ("三年以上", "五年以上", {"requirements"}),
        ("支持新的加速卡后端", "支持新的加速卡后端与车载芯片", {"description"}),
        ("2. 支持新的加速卡后端。", "", {"description"}),
        ("三年以上C++", "三年以上C", {"requirements"}),
    ],
)
def test_other_words_are_a_change_of_one_field(old: str, new: str, fields: set[str]) -> None:
    assert old in AD
    assert changed(AD, AD.replace(old, new)) == fields


def test_counters_and_pay_at_the_end_of_the_requirements_are_no_requirement() -> None:
    before = AD + "\n浏览次数：318 更新时间：2026-03-01\n薪资：30-50K"
    after = AD + "\n浏览次数：419 更新时间：2026-03-02\n薪资：40-60K"
    assert changed(before, after) == set()


def test_a_text_that_was_not_read_this_time_is_no_change() -> None:
    whole = read(AD)
    for unread in (replace(whole, description="", requirements=None), replace(whole, title="(untitled)")):
        assert compare_postings(whole, unread) == {}
        assert compare_postings(unread, whole) == {}


def test_pay_that_is_stated_and_could_not_be_read_keeps_the_pay_of_last_time() -> None:
    stated = read(AD)
    unread = replace(stated, salary=None, notes=("pay: 3x-5xK",))
    unstated = replace(stated, salary=None, notes=("pay: 面议",))
    assert kept(stated, unread).salary == stated.salary
    assert pay_unread(unread)
    assert kept(stated, unstated).salary is None
    assert not pay_unread(unstated)


def test_pay_in_a_field_of_its_own_is_not_told_again_as_a_change_of_the_text() -> None:
    def stated(pay: str, words: str) -> Posting:
        text = f"岗位职责：\n1. 开发图编译器\n\n我们提供的月薪是{words}，另有年度旅游。"
        raw = RawPosting(url="https://lanting.example/2", title="编译器工程师", text=text, salary=pay)
        return normalise(raw, company="澜汀智算", now="2026-03-02T00:30:00Z", zone="Asia/Shanghai")

    before = stated(
        '{"currency": "CNY", "value": {"minValue": 30000, "maxValue": 40000, "unitText": "MONTH"}}', "30-40K"
    )
    after = stated(
        '{"currency": "CNY", "value": {"minValue": 35000, "maxValue": 45000, "unitText": "MONTH"}}', "35-45K"
    )
    assert compare_postings(before, after) == {}
