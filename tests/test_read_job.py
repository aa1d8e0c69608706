"""read_job from end to end: whole ads of our own, in several notations and languages, and texts that are no ads."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.read.job import Job, read_job

LABELLED = """职位：AI编译器工程师
公司：澜汀智算
薪资：25-45K·15薪
地点：上海/苏州
经验：3-5年
学历：硕士及以上
类型：社招 全职
部门：编译技术部
人数：2人
发布时间：2026-03-02
截止日期：长期有效

【岗位职责】
1、负责图编译与算子自动生成；
2、跟进MLIR社区。
【任职要求】
1、精通C++，熟悉LLVM/MLIR；
2、了解TVM、XLA至少一种；
【加分项】
有开源贡献，熟悉Rust
【福利】
餐补、房补，团队使用PyTorch
"""

PROSE = """Senior Inference Engineer

Northlake Robotics is building warehouse robots that see and act. We were founded in 2016 and raised $40M.

In this role you will design and operate our LLM serving stack. You'll work with remote teams on latency.

You have at least 4 years of experience building distributed systems in C++ or Rust. You are fluent in Python and know
TensorRT well. Experience with Triton kernels is a plus. A bachelor's degree in computer science is required.

We offer 30 days of vacation, a stipend for books about Kubernetes and free lunch. You will be based in Zurich.

To apply, send your CV to jobs@northlake.example.com.
"""

CHINESE_PROSE = """澜汀智算 招聘 大模型推理工程师（杭州）

我们是一家做推理服务的公司，A轮融资5000万元，团队20人，技术栈为 Go 和 Java。

你将负责推理引擎的研发，优化KV Cache，提升吞吐。
我们希望你熟悉C++和CUDA，有三年以上系统研发经验，本科及以上学历。
了解TensorRT-LLM者优先。

我们提供六险一金，年终奖3-6个月，入职送 Jetson 开发板。
简历发到 hr@lanting.example.com
"""


def test_an_ad_of_labels_and_sections() -> None:
    job = read_job(LABELLED)
    assert (job.title, job.company, job.department) == ("AI编译器工程师", "澜汀智算", "编译技术部")
    assert job.family == "dl_compiler"
    assert (job.experience_min, job.experience_max, job.education) == (3, 5, "master")
    assert (job.employment_type, job.campus, job.headcount) == ("full_time", False, 2)
    assert job.cities == ("上海", "苏州")
    assert (job.posted, job.expires) == ("2026-03-02", "长期有效")
    assert job.salary is not None
    assert (job.salary.min, job.salary.max, job.salary.period, job.salary.months) == (25000, 45000, "month", 15)
    assert job.skills == {
        "C++": "required", "LLVM": "required", "MLIR": "required", "TVM": "any-of", "XLA": "any-of", "Rust": "plus",
    }  # fmt: skip
    assert list(job.sections) == ["responsibilities", "requirements", "plus", "benefits"]
    assert job.sections["plus"] == "有开源贡献，熟悉Rust"


def test_english_prose_without_headings() -> None:
    job = read_job(PROSE)
    assert (job.title, job.company, job.seniority) == ("Senior Inference Engineer", "Northlake Robotics", "senior")
    assert job.family == "inference_serving"
    assert (job.experience_min, job.education, job.cities) == (4, "bachelor", ("Zürich",))
    assert job.skills == {
        "C++": "any-of", "Rust": "any-of", "Python": "required", "TensorRT": "required", "Triton": "plus",
    }  # fmt: skip
    assert job.sections["responsibilities"].startswith("In this role")
    assert job.sections["requirements"].startswith("You have at least")
    assert job.sections["benefits"].startswith("We offer")
    assert job.apply_to == "jobs@northlake.example.com"
    assert job.salary is None
    assert job.workplace is None


def test_chinese_prose_without_headings() -> None:
    job = read_job(CHINESE_PROSE)
    assert (job.title, job.company, job.cities) == ("大模型推理工程师", "澜汀智算", ("杭州",))
    assert job.skills == {"C++": "required", "CUDA": "required", "TensorRT-LLM": "plus"}
    assert (job.experience_min, job.education, job.headcount, job.salary) == (3, "bachelor", None, None)
    assert job.sections["responsibilities"].startswith("你将负责")
    assert job.sections["requirements"].startswith("我们希望你")
    assert job.sections["benefits"].startswith("我们提供")


def test_a_line_about_benefits_ends_the_section_above() -> None:
    ad = "Requirements\n- C++\n\nBonus: contributions to PyTorch.\nBenefits include equity and Python meetups."
    job = read_job(ad)
    assert job.skills == {"C++": "required", "PyTorch": "plus"}
    assert job.sections["benefits"].startswith("Benefits include")


def test_pluses_under_headings_in_many_words() -> None:
    for heading in ("It would be great if you also", "You'll stand out if", "这些会加分", "加分項", "Nice to have"):
        ad = f"## Requirements\n- C++\n\n## {heading}\n- CUDA\n"
        assert read_job(ad).skills == {"C++": "required", "CUDA": "plus"}, heading


def test_traditional_characters() -> None:
    ad = (
        "【職位】大模型推理工程師\n【工作內容】\n1. 開發推理引擎\n【條件要求】\n1. 碩士以上學歷，三年以上經驗\n"
        "2. 熟悉 CUDA、C++\n【加分條件】\n1. 熟悉 TensorRT\n工作地點：台北"
    )
    job = read_job(ad)
    assert (job.title, job.family, job.education) == ("大模型推理工程師", "inference_serving", "master")
    assert (job.experience_min, job.cities) == (3, ("台北",))
    assert job.skills == {"CUDA": "required", "C++": "required", "TensorRT": "plus"}


def test_german() -> None:
    ad = (
        "Inference Engineer (m/w/d) in Berlin\n\nDeine Aufgaben\n- Inference mit vLLM\n\n"
        "Dein Profil\n- 3 Jahre Erfahrung mit C++\n- Master in Informatik\n\nWir bieten\n- 30 Tage Urlaub, Python-Abende"
    )
    job = read_job(ad)
    assert (job.title, job.family, job.cities) == ("Inference Engineer (m/w/d)", "inference_serving", ("Berlin",))
    assert (job.experience_min, job.education, job.skills) == (3, "master", {"C++": "required"})


def test_japanese() -> None:
    job = read_job("仕事内容\n- 推論基盤の開発\n\n応募資格\n- C++の開発経験3年以上\n- CUDAの経験")
    assert (job.experience_min, job.skills) == (3, {"C++": "required", "CUDA": "required"})


def test_a_table_of_facts() -> None:
    ad = (
        "| 项目 | 内容 |\n| --- | --- |\n| 职位名称 | GPU集群SRE |\n| 公司 | 澜汀智算 |\n| 工作地点 | 贵阳 |\n"
        "| 薪资 | 30-45万/年 |\n| 经验 | 5年以上 |\n| 学历 | 本科 |\n\n### 工作内容\n- 维护千卡GPU集群\n"
        "### 我们希望你\n- 熟悉K8s\n- 有Slurm经验加分"
    )
    job = read_job(ad)
    assert (job.title, job.company, job.cities, job.family) == ("GPU集群SRE", "澜汀智算", ("贵阳",), "mlops_platform")
    assert (job.experience_min, job.education) == (5, "bachelor")
    assert job.salary is not None
    assert (job.salary.min, job.salary.max, job.salary.period) == (300_000, 450_000, "year")
    assert job.skills == {"Kubernetes": "required", "SLURM": "plus"}


def test_what_is_said_to_be_unstated_is_unknown() -> None:
    ad = (
        "推理平台工程师\n工作地点：未注明\n薪资：未注明\n发布时间：未注明\n岗位职责：\n- 在北京建设推理平台，奖金10-20K"
    )
    job = read_job(ad)
    assert job.unstated >= {"location", "salary", "posted"}
    assert (job.cities, job.salary, job.posted) == ((), None, None)


def test_bonuses_and_funding_are_no_pay() -> None:
    ad = "推理优化工程师\n任职要求：\n- 熟悉C++\n福利：\n- 年终奖3-6个月，签字费10万，公司已完成2亿元B轮融资\n- 内推奖励5000元"
    assert read_job(ad).salary is None


def test_campus_hiring() -> None:
    ad = (
        "2026届校园招聘 - 推理引擎研发工程师\n工作城市：北京、上海\n毕业时间：2025年9月—2026年8月\n岗位要求：\n"
        "1. 2026届本科及以上毕业生\n2. 熟练掌握C++/Python中至少一种"
    )
    job = read_job(ad)
    assert (job.title, job.company, job.campus) == ("推理引擎研发工程师", None, True)
    assert (job.cities, job.education, job.experience_min) == (("北京", "上海"), "bachelor", None)


def test_an_intern() -> None:
    ad = "【实习】AI编译器实习生\n地点：深圳南山\n薪资：300-400元/天\n要求：\n- 在读硕士或博士，每周到岗4天\n- 熟悉LLVM"
    job = read_job(ad)
    assert (job.title, job.seniority, job.employment_type) == ("AI编译器实习生", "intern", "internship")
    assert (job.cities, job.education) == (("深圳",), "master")
    assert job.salary is not None
    assert job.salary.period == "day"


@pytest.mark.parametrize("question", ["有前途吗", "怎么样", "工资待遇如何", "是做什么的", "累吗？"])
def test_a_question_about_the_role_is_no_part_of_its_title(question: str) -> None:
    ad = f"# AI部署工程师{question}_澜汀科技招聘-某某直聘\n\n岗位职责\n1、部署模型\n\n任职要求\n1、本科以上"
    assert read_job(ad).title == "AI部署工程师"


def test_what_the_caller_knows_wins() -> None:
    job = read_job(LABELLED, title="图编译专家", company="Northlake Robotics")
    assert (job.title, job.company, job.seniority) == ("图编译专家", "Northlake Robotics", "staff")


def test_the_locale_says_whose_dollars() -> None:
    ad = "Kernel Engineer\n\nSalary: $120,000 - $150,000\n\nRequirements\n- CUDA"
    salaries = [read_job(ad, locale=locale).salary for locale in ("en-US", "en-CA")]
    assert [salary and salary.currency for salary in salaries] == ["USD", "CAD"]


def test_numbers_in_circles_part_items() -> None:
    ad = "任职要求：\n项目经验：①3年以上算子优化经验②熟悉CUDA③了解Rust者优先"
    job = read_job(ad)
    assert (job.experience_min, job.skills) == (3, {"CUDA": "required", "Rust": "plus"})


def test_nothing_is_read_in_nothing() -> None:
    assert read_job("") == Job()
    assert read_job(" \n\n\t").skills == {}


@given(
    st.text(max_size=400)
    | st.text(alphabet="岗位职责任要求：:、1.-*#|【】()（）年经验本科\n北京KWk万元-20CUDA,;。优先or PhD@", max_size=400)
)
def test_any_text_can_be_read(text: str) -> None:
    job = read_job(text)
    assert set(job.skills.values()) <= {"required", "any-of", "plus"}
    assert job.experience_min is None or job.experience_min > 0


@pytest.mark.parametrize(
    "piece",
    [
        "a", "推", "\n", " ", "1", "、", "(", "【", "|", "#", "-", "1. ", "- \n", "岗位职责：\n", "任职要求：", "3-5年", "3年以上经验，",
        "本科", "BS/", "hr at ", "a@b.", "@", "http://a", "北京/", "Base ", "15-30K", "远程", "not remote ", "实习", "2026届", "①",
        "熟悉CUDA优先，", "PyTorchvLLM", "招聘2人", "工程师-", "| a | b |\n", "**a**：", "PhD degree ", "推理引擎。", "Acme is ", "you will ",
        "公司：", "\u3000", "\u200b", "🐘", "İ", "ﬁ", "join in ", "mailto:", "(at) ", "at least ", "校招/", "有前途", "吗", "1.1.", "十", "\r", "<", "&",
    ],
)  # fmt: skip
def test_hostile_texts_are_read_in_time(piece: str) -> None:
    start = time.perf_counter()
    read_job(piece * (200_000 // len(piece)))
    assert time.perf_counter() - start < 2
