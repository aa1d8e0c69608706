"""The family of a role: titles alone, plain titles whose text decides, and words that must not count."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.read.asks.family import find_families
from roles.read.job import Job, read_job
from tests.cases import cases


def ad(title: str, duties: str = "", asks: str = "", company: str = "") -> Job:
    parts = [f"# {title}"]
    parts += [f"岗位职责：\n- {duties}"] if duties else []
    parts += [f"任职要求：\n- {asks}"] if asks else []
    parts += [f"关于我们：\n{company}"] if company else []
    return read_job("\n\n".join(parts))


@pytest.mark.parametrize(("title", "families"), cases("title_families"))
def test_titles(title: str, families: str) -> None:
    assert read_job("", title=title).family in families.split("|")


@pytest.mark.parametrize(
    ("duties", "family"),
    [
        ("研发大模型推理服务，优化KV Cache与连续批处理，基于vLLM做调度", "inference_serving"),
        ("用CUDA和CUTLASS编写矩阵乘与注意力算子，做性能调优", "kernel_operator"),
        ("开发基于MLIR的深度学习编译器后端", "dl_compiler"),
        ("搭建万卡集群的分布式训练系统，优化Megatron与NCCL通信", "distributed_training"),
        ("建设GPU集群调度平台与机器学习平台", "mlops_platform"),
        ("把检测模型部署到Jetson和RK3588，做端侧推理", "edge_embedded"),
        ("维护公司的订单与支付系统，写MySQL", "out_of_scope"),
    ],
)
def test_a_plain_title_leaves_it_to_the_duties(duties: str, family: str) -> None:
    assert ad("研发工程师", duties, "本科及以上学历").family == family


def test_the_title_outranks_the_text() -> None:
    duties = "与推理引擎、CUDA算子和训练平台团队合作，编写产品需求文档"
    assert ad("产品经理", duties, "了解vLLM、TensorRT").family == "out_of_scope"
    assert ad("算子开发工程师", "参与推理服务的部署", "熟悉CUDA").family == "kernel_operator"


@pytest.mark.parametrize("title", ["GPU云销售经理", "招聘专员", "前端工程师", "测试工程师", "行政助理"])
def test_what_the_company_does_is_not_what_the_role_does(title: str) -> None:
    company = "澜汀智算是一家深度学习框架与大模型推理引擎公司，用CUDA做算子优化，自建GPU集群"
    assert ad(title, "完成日常工作", "踏实认真", company).family == "out_of_scope"


def test_other_families_are_named_behind_the_first() -> None:
    families = ad("推理引擎研发工程师", "优化CUDA算子与GEMM性能，编写高性能算子库", "熟悉CUDA").families
    assert families[0] == "inference_serving"
    assert "kernel_operator" in families[1:]
    assert len(families) <= 3


def test_the_evidence_says_why() -> None:
    job = ad("推理引擎研发工程师", "优化KV Cache")
    assert job.evidence[0].place == "title"
    assert {one.term for one in job.evidence} >= {"推理引擎"}
    assert all(one.family in job.families for one in job.evidence)


def test_an_ad_without_words_has_no_family() -> None:
    assert find_families(()).names == ()
    assert read_job("").family is None


@given(st.text(alphabet="推理训练算子AIGPU编译器部署-（）/ 工程师平台", max_size=60) | st.text(max_size=60))
def test_any_title_can_be_read(title: str) -> None:
    assert len(find_families((), title).names) <= 3


@pytest.mark.parametrize(
    "piece", ["推理", "大模型训练推理", "AI-", "（算子）", "gpu ", "编译器前端工程师", "inference "]
)
def test_long_texts_are_read_in_time(piece: str) -> None:
    start = time.perf_counter()
    read_job("岗位职责：\n" + piece * (200_000 // len(piece)), title=piece * (20_000 // len(piece)))
    assert time.perf_counter() - start < 2
