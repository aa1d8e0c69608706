"""Experience, education, kind of employment, campus hiring, seniority, workplace, head count and where to apply: each
with a table of lines as they stand in an ad."""

from __future__ import annotations

import pytest

from roles.read.facts.employment import read_employment
from roles.read.facts.experience import Experience, read_experience
from roles.read.facts.headcount import read_headcount
from roles.read.facts.seniority import read_seniority
from roles.read.facts.workplace import read_workplace
from roles.read.job import Job, read_job
from tests.cases import cases


def required(line: str) -> Job:
    """An ad with a line among its requirements."""
    return read_job(f"岗位职责：\n1. 负责大模型推理引擎的研发\n\n任职要求：\n- 熟悉C++\n- {line}\n")


def topped(line: str) -> Job:
    """An ad with a line of facts above its requirements."""
    return read_job(f"{line}\n\n任职要求：\n- 熟悉C++")


def years(read: Experience | Job) -> str:
    low, high = (read.experience_min, read.experience_max) if isinstance(read, Job) else (read.min, read.max)
    return "" if low is high is None else f"{'' if low is None else low}-{'' if high is None else high}"


@pytest.mark.parametrize(("line", "found"), cases("experience"))
def test_experience(line: str, found: str) -> None:
    assert years(required(line)) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [("3-5年", "3-5"), ("5+ years", "5-"), ("36 months", "3-"), ("1年以下", "-1"), ("经验不限", ""), ("不限", "")],
)
def test_stated_experience(value: str, found: str) -> None:
    assert years(read_experience(value)) == found


def test_years_of_a_section_of_pluses_are_no_floor() -> None:
    ad = "任职要求：\n- 熟悉C++\n\n加分项：\n- 5年以上CUDA经验\n\n公司介绍：\n团队平均8年以上经验"
    assert years(read_job(ad)) == ""


def test_a_plus_at_the_end_of_a_paragraph_leaves_its_first_sentence_alone() -> None:
    ad = (
        "Requirements\nYou have at least 4 years of experience in C++. You know Python. Experience with CUDA is a plus."
    )
    assert years(read_job(ad)) == "4-"


@pytest.mark.parametrize(("line", "found"), cases("education"))
def test_education(line: str, found: str) -> None:
    assert (required(line).education or "") in found.split("|")


def test_a_degree_of_a_plus_or_of_the_team_is_no_floor() -> None:
    ad = "任职要求：\n- 熟悉C++\n\n加分项：\n- 博士学位\n\n公司介绍：\n团队成员硕士占八成"
    assert read_job(ad).education is None


@pytest.mark.parametrize(("value", "found"), cases("employment"))
def test_employment(value: str, found: str) -> None:
    assert (read_employment(value) or "") == found


@pytest.mark.parametrize(("title", "found"), cases("employment_titles"))
def test_employment_in_titles(title: str, found: str) -> None:
    assert (read_job("", title=title).employment_type or "") == found


def test_days_a_week_are_asked_of_interns() -> None:
    assert required("每周到岗4天以上，连续实习3个月").employment_type == "internship"
    assert required("有实习经验者优先").employment_type is None


@pytest.mark.parametrize(("line", "found"), cases("campus"))
def test_campus(line: str, found: str) -> None:
    assert required(line).campus is (found == "yes")


def test_hiring_graduates_is_the_work_of_others() -> None:
    ad = "岗位职责：\n- 负责2026届校园招聘的组织\n\n任职要求：\n- 3年以上招聘经验"
    assert read_job(ad, title="招聘经理").campus is False


@pytest.mark.parametrize(("title", "found"), cases("seniority"))
def test_seniority(title: str, found: str) -> None:
    assert (read_seniority(title) or "") == found


@pytest.mark.parametrize(("line", "found"), cases("workplace"))
def test_workplace(line: str, found: str) -> None:
    assert (topped(line).workplace or "") == found


def test_a_workplace_is_a_benefit_nowhere() -> None:
    assert read_job("任职要求：\n- 熟悉C++\n\n福利：\n- 可申请远程办公").workplace is None


def test_a_refusal_counts_wherever_it_stands() -> None:
    assert required("不接受远程工作").workplace == "onsite"
    assert required("会写远程调试工具").workplace is None


@pytest.mark.parametrize(
    ("value", "found"), [("是", "remote"), ("否", "onsite"), ("TELECOMMUTE", "remote"), ("?", None)]
)
def test_stated_workplace(value: str, found: str | None) -> None:
    assert read_workplace(value) == found


@pytest.mark.parametrize(("line", "found"), cases("headcount"))
def test_headcount(line: str, found: str) -> None:
    assert str(topped(line).headcount or "") == found


def test_headcount_in_titles_and_values() -> None:
    assert read_job("", title="推理引擎工程师（2人）").headcount == 2
    assert read_job("", title="AI编译器工程师3名").headcount == 3
    assert read_job("", title="带10人团队的架构师").headcount is None
    assert [read_headcount(value) for value in ("3", "两名", "2-5人", "若干")] == [3, 2, 2, None]


@pytest.mark.parametrize(("line", "found"), cases("apply"))
def test_apply(line: str, found: str) -> None:
    assert (read_job(f"任职要求：\n- 熟悉C++\n\n{line}").apply_to or "") == found


def test_a_mail_address_outranks_a_link() -> None:
    ad = "任职要求：\n- 熟悉C++\n\n可在 https://lanting.example.com/jobs/3 申请，\n或发送简历至 hr@lanting.pro"
    assert read_job(ad).apply_to == "hr@lanting.pro"
