"""What `rolewatch show` says of one role beside its facts: what it asks for, its pay, where that stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from roles.standing import middle, standing
from tests.commands import Desk

NOW = "2026-03-02T00:30:00Z"


def ad(number: int, pay: str) -> str:
    return (
        f"---\ntitle: 深度学习编译器工程师{number}组\ncompany: 第{number}编译公司\n---\n\n工作地点：上海\n薪资：{pay}\n\n## 岗位职责\n\n- 开发第{number}代图编译器\n\n"
        "## 任职要求\n\n- 硕士及以上学历，3-5年经验\n- 精通C++\n- 熟悉TVM、MLIR中的至少一种\n- 有CUDA经验者优先\n"
    )


def test_too_few_peers_or_no_pay_have_no_standing() -> None:
    assert standing(middle(None, None), [1, 2, 3, 4, 5, 6]) is None
    assert standing(500_000, [400_000] * 4) is None
    found = standing(middle(400_000, 600_000), [400_000, 450_000, 500_000, 550_000, 900_000])
    assert found is not None
    assert (found.peers, found.above, found.below) == (5, 2, 2)
    assert (found.lowest, found.median, found.highest) == (400_000, 500_000, 900_000)


@pytest.mark.parametrize(
    ("low", "high", "mean"), [(100, 300, 200), (None, 300, 300), (100, None, 100), (None, None, None)]
)
def test_middle_of_a_range(low: int | None, high: int | None, mean: int | None) -> None:
    assert middle(low, high) == mean


def shown(desk: Desk, folder: Path, pays: list[str]) -> str:
    for number, pay in enumerate(pays):
        (folder / f"{number}.md").write_text(ad(number, pay), encoding="utf-8")
    desk.configure({f"s{number}": str(folder / f"{number}.md") for number in range(len(pays))})
    desk.crawl(NOW)
    return desk.run("show", "1", check=0).stdout


def test_an_analysis_of_a_role_among_six(desk: Desk, tmp_path: Path) -> None:
    text = shown(desk, tmp_path, ["30-50K·15薪", "20-30K", "25-35K", "30-40K", "50-70K", "60-90K"])
    assert "required         C++\n" in text
    assert "one of several   TVM, MLIR\n" in text
    assert "a plus           CUDA\n" in text
    assert "floor            3 to 5 years, master\n" in text
    assert "pay              30,000–50,000 CNY a month × 15 = 450,000–750,000 CNY a year\n" in text
    assert "above 3 and below 2 of 5 other open dl_compiler roles in 上海" in text
    assert "median 420,000" in text
    assert "编译器" in text.split("family because")[1].split("\n")[0]


def test_five_roles_are_too_few_to_compare(desk: Desk, tmp_path: Path) -> None:
    text = shown(desk, tmp_path, ["年薪36-60万", "20-30K", "25-35K", "30-40K", "50-70K"])
    assert "fewer than five other open dl_compiler roles in 上海" in text
    assert "360,000–600,000 CNY a year, about 30,000–50,000 CNY a month over twelve months" in text


def test_a_second_ad_that_states_other_pay_is_shown_as_such(desk: Desk, tmp_path: Path) -> None:
    for name, pay in (("own", "30-50K·15薪"), ("copy", "3万-5万，15薪"), ("other", "20-40K·15薪")):
        (tmp_path / f"{name}.md").write_text(ad(1, pay), encoding="utf-8")
    desk.configure({name: str(tmp_path / f"{name}.md") for name in ("own", "copy", "other")})
    desk.crawl(NOW)
    text = desk.run("show", "1", check=0).stdout
    ads = text.split("posted at")[1].split("history")[0]
    assert ads.count(" open ") == 3
    assert ads.count("states other pay") == 1
    assert "states other pay: 20-40K·15薪" in ads.split("other.md")[1]
    assert desk.ask("SELECT count(*) FROM events WHERE kind = 'salary_changed'") == [(0,)]
