"""Same vacancy or not: invented ads in Chinese and English, by the kinds of pairs that lists of jobs hold."""

from __future__ import annotations

from typing import Any

import pytest

from roles.event import Candidate
from roles.match import Match, as_mapping, company_key, find_role, leads, same_role
from roles.match import title as titles
from roles.match.block import face_of, keys_of, likeliest, lines_of, packed, worth_comparing
from roles.match.ids import board_id, same_id
from roles.match.place import meet, places_of
from roles.match.title import conflict, read_title
from roles.model import Posting

ZH = {
    "title": "算子优化工程师",
    "company": "霁川芯片",
    "locations": ["合肥"],
    "text": """霁川芯片是一家设计训练芯片的公司，总部设在合肥。
团队介绍
服务于气象预报业务。
岗位职责
1. 编写并调优卷积、归一化等核心算子，逼近硬件峰值。
2. 分析访存与流水线瓶颈，给出可落地的改进方案。
3. 维护算子库的精度回归与发布流程。
任职要求
1. 本科及以上，2年以上C++开发经验。
2. 熟悉CUDA或OpenCL，了解体系结构。
3. 有Cutlass使用经验优先。
福利
免费班车、年度旅游""",
}
EN = {
    "title": "Storage Platform Engineer",
    "company": "Harrow Lake Computing",
    "locations": ["Oslo, Norway"],
    "text": """About Harrow Lake Computing
Harrow Lake Computing rents accelerators to research groups.

About the role
You will work on the checkpoint store.

Your tasks
- Design a parallel file service that feeds thousands of accelerators
- Trace slow reads from the client down to the disk firmware
- Automate capacity planning and failure drills
- Write runbooks and take part in the rota

Your profile
- Four years with distributed file systems such as Lustre or Ceph
- Solid Rust or C++
- Comfortable with RDMA networks

Benefits
Ski days, pension""",
}
ZH_REWRITTEN = """【公司简介】霁川芯片是一家设计训练芯片的公司，总部设在合肥。
【工作内容】服务于气象预报业务。
1、负责卷积、归一化等核心算子的编写调优，性能逼近硬件峰值；
2、定位访存、流水线上的瓶颈并提出改进；
3、算子库精度回归、版本发布的维护；
【你需要具备】
1、本科以上，C++开发2年起；
2、会CUDA/OpenCL，懂体系结构；
3、用过Cutlass的优先；
以上信息由霁川芯片发布"""
EN_REWRITTEN = """Harrow Lake Computing - Oslo Full-time Summary. You will work on the checkpoint store. Build the parallel file service
feeding thousands of accelerators. Find the cause of slow reads between client and disk firmware. Make capacity planning and failure drills
automatic. Join the rota, keep runbooks. Requirements: Experience of four years in distributed file systems (Ceph, Lustre). Rust or C++.
Knows RDMA networking. Benefits: Ski days, pension. Job Type: Full-time"""
FLAT = EN["text"].replace("\n- ", " * ").replace("\n", " ")  # type: ignore[attr-defined]
HTML = "<div><p>" + EN["text"].replace("\n- ", "</p><li>").replace("\n", "</p><p>") + "</p></div>"  # type: ignore[attr-defined]


def ad(base: dict[str, Any], **other: Any) -> dict[str, Any]:
    """An ad like `base`, but for what is named; `swap` is (old, new) in the text."""
    made = {"url": "", "source_id": "", **base, **{name: value for name, value in other.items() if name != "swap"}}
    if "swap" in other:
        old, new = other["swap"]
        assert old in made["text"]
        made["text"] = made["text"].replace(old, new)
    return made


SAME = {
    "the same ad": (ZH, ad(ZH)),
    "traditional characters": (ZH, ad(ZH, company="霽川芯片", title="算子優化工程師")),
    "width and case": (EN, ad(EN, title="ＳＴＯＲＡＧＥ platform engineer")),
    "one language, two spellings of the city": (ZH, ad(ZH, locations=["Hefei, China"])),
    "flat text": (EN, ad(EN, text=FLAT)),
    "markup": (EN, ad(EN, text=HTML)),
    "a teaser": (EN, ad(EN, text=str(EN["text"])[:380] + "… show more")),
    "legal name, Chinese": (ZH, ad(ZH, company="合肥霁川芯片科技有限公司")),
    "legal name with the place in brackets": (ZH, ad(ZH, company="霁川芯片（合肥）有限公司")),
    "legal name, English": (EN, ad(EN, company="Harrow Lake Computing AS")),
    "both names in one cell": (ZH, ad(ZH, company="霁川芯片 Jichuan")),
    "a known employer's two names": (ad(ZH, company="摩尔线程"), ad(ZH, company="Moore Threads Co., Ltd.")),
    "a city of several": (ZH, ad(ZH, locations=["上海", "合肥市"])),
    "no city stated": (ZH, ad(ZH, locations=[])),
    "city in the title": (ZH, ad(ZH, title="算子优化工程师-合肥")),
    "chaff in the title": (ZH, ad(ZH, title="【急招】算子优化工程师（双休）")),
    "engineer and developer": (ZH, ad(ZH, title="算子优化开发工程师")),
    "title words in another order": (EN, ad(EN, title="Platform Engineer, Storage")),
    "a variant of the title over the same lines": (EN, ad(EN, title="File Systems Engineer", text=FLAT)),
    "another salary": (ZH, ad(ZH, text="薪资：20-30K·14薪\n" + str(ZH["text"]))),
    "one line edited": (ZH, ad(ZH, swap=("给出可落地的改进方案", "并推动改进落地"))),
    "a recruiter's rewrite, Chinese": (ZH, ad(ZH, title="算子开发工程师", text=ZH_REWRITTEN)),
    "a recruiter's rewrite, English": (EN, ad(EN, text=EN_REWRITTEN)),
    "an agency that names its client": (
        ZH, ad(ZH, company="远帆人才服务（苏州）有限公司", text="受合肥霁川芯片科技有限公司委托招聘。\n" + ZH_REWRITTEN)
    ),
    "an English agency": (
        EN, ad(EN, company="Tallis Search", text="Recruiting on behalf of Harrow Lake Computing AS. " + EN_REWRITTEN)
    ),
    "translated, with the employer's registered name": (
        ZH, ad(ZH, title="Operator Optimization Engineer", company="Jichuan", locations=["Hefei, China"],
               text="Operator Optimization Engineer (算子优化工程师). Write and tune convolution and normalisation kernels; find memory and "
                    "pipeline bottlenecks; keep the precision tests. Two years of C++, CUDA or OpenCL, Cutlass a plus. "
                    "Employer: 合肥霁川芯片科技有限公司. Location: Hefei, China."),
    ),
    "an address with tracking": (
        ad(EN, url="https://jobs.harrow.example/o/7741"),
        ad(EN, title="Storage Engineer", text="", url="https://jobs.harrow.example/o/7741?utm_source=list"),
    ),
    "two addresses of one board's id": (
        ad(EN, url="https://boards.greenhouse.io/harrowlake/jobs/4410022"),
        ad(EN, title="Senior Storage Engineer", text="", locations=["Bergen"],
           url="https://harrowlake.example/careers?gh_jid=4410022?ref=list.example"),
    ),
    "one id on its board": (ad(EN, source_id="gh:4410022"), ad(EN, title="File Engineer", text="", source_id="gh:4410022")),
    "one requisition": (
        ad(EN, requisition_id="R-20455"), ad(EN, title="Cluster Files Engineer", text="", requisition_id="r-20455"),
    ),
    "a list's line without text": (EN, ad(EN, text="", url="https://list.example/3")),
}  # fmt: skip

OTHER = {
    "another city": (ZH, ad(ZH, locations=["成都"])),
    "another city in the other language": (ZH, ad(ZH, locations=["Chengdu, China"])),
    "a listing of other cities": (EN, ad(EN, locations=["Bergen, Norway", "Tromsø, Norway"])),
    "another country": (ad(EN, locations=["Brazil"]), ad(EN, locations=["United States"])),
    "another employer with the same text": (ZH, ad(ZH, company="栖霞智算", swap=("霁川芯片", "栖霞智算"))),
    "another employer, English": (EN, ad(EN, company="Fell Systems Ltd", text=EN_REWRITTEN.replace("Harrow Lake Computing", "Fell Systems"))),
    "another trade under one name": (ad(ZH, company="霁川半导体"), ad(ZH, company="霁川银行")),
    "an agency for another client": (
        ad(ZH, company="远帆人才", text="受栖霞智算委托招聘。" + ZH_REWRITTEN), ad(ZH, company="远帆人才", text="受霁川芯片委托招聘。" + ZH_REWRITTEN)
    ),
    "a level more": (ZH, ad(ZH, title="高级算子优化工程师")),
    "senior and staff": (ad(EN, title="Senior Storage Engineer"), ad(EN, title="Staff Storage Engineer")),
    "numbered levels": (ad(EN, title="Storage Engineer I"), ad(EN, title="Storage Engineer II")),
    "architect and engineer": (ZH, ad(ZH, title="算子优化架构师")),
    "an internship": (ZH, ad(ZH, title="算子优化实习生")),
    "campus hiring": (ZH, ad(ZH, title="算子优化工程师（2027届校招）")),
    "a working student": (EN, ad(EN, title="Storage Platform Working Student")),
    "graduates": (EN, ad(EN, title="Storage Platform Engineer, New Graduate")),
    "another season": (ad(EN, title="Storage Intern, Summer 2026"), ad(EN, title="Storage Intern, Winter 2026")),
    "another year": (ad(EN, title="Storage Intern 2026"), ad(EN, title="Storage Intern 2027")),
    "part-time": (EN, ad(EN, title="Storage Platform Engineer (part-time)")),
    "another kind of employment": (ad(EN, employment_type="full_time"), ad(EN, employment_type="contract")),
    "another language of work": (ad(EN, title="Storage Engineer (Rust)"), ad(EN, title="Storage Engineer (Java)")),
    "a specialisation, Chinese": (ZH, ad(ZH, title="算子优化工程师（图形学方向）", swap=("编写并调优卷积、归一化等核心算子，逼近硬件峰值", "移植光线追踪与光栅化管线"))),
    "a specialisation, English": (EN, ad(EN, title="Storage Platform Engineer, Billing", swap=("Trace slow reads from the client down to the disk firmware", "Meter usage and issue invoices"))),
    "another product under one template, Chinese": (ZH, ad(ZH, swap=("服务于气象预报业务", "服务于药物发现业务"))),
    "another product under one template, English": (EN, ad(EN, swap=("the checkpoint store", "the object gateway"))),
    "a long name of another team": (EN, ad(EN, swap=("You will work on the checkpoint store.", "You will join the group for tape archives in Tromsø."))),
    "another role with the same boilerplate": (
        ZH, ad(ZH, title="封装测试工程师", text=str(ZH["text"])[:60] + "岗位职责\n1. 制定封装方案并跟进试产。\n2. 处理客户退货分析。\n任职要求\n1. 熟悉焊线与倒装工艺。\n福利\n免费班车、年度旅游")
    ),
    "two ids on one board and no text": (
        ad(EN, text="", url="https://boards.greenhouse.io/harrowlake/jobs/4410022"), ad(EN, text="", url="https://boards.greenhouse.io/harrowlake/jobs/4410900")
    ),
    "two lists, no text and no place": (ad(EN, text="", locations=[]), ad(EN, text="", locations=[])),
    "one number at two employers": (ad(EN, source_id="gh:77"), ad(EN, company="Fell Systems", source_id="gh:77")),
    "a translation of another role": (ZH, ad(ZH, title="Verification Engineer", company="霁川芯片 Jichuan", text="Build UVM benches for the memory controller and report coverage to the design team every week.")),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_one_vacancy(name: str) -> None:
    a, b = SAME[name]
    for one, other in ((a, b), (b, a)):
        match = same_role(one, other)
        assert match, match.evidence
        assert match.evidence


@pytest.mark.parametrize("name", OTHER)
def test_two_vacancies(name: str) -> None:
    a, b = OTHER[name]
    for one, other in ((a, b), (b, a)):
        match = same_role(one, other)
        assert not match, match.evidence
        assert match.evidence


@pytest.mark.parametrize("name", SAME)
def test_what_is_one_vacancy_is_found_by_its_kept_keys(name: str) -> None:
    a, b = (posting(one) for one in SAME[name])
    if name in ("one id on its board", "one requisition"):
        return  # a source id is no address, and a requisition alone finds nothing
    assert set(keys_of(a)) & set(keys_of(b))
    by_id = any(key.startswith("i:") for key in set(keys_of(a)) & set(keys_of(b)))
    assert by_id or name == "an address with tracking" or worth_comparing(face_of(a), b)


def posting(mapping: dict[str, Any]) -> Posting:
    return Posting(
        title=mapping["title"], url=mapping.get("url", ""), company=mapping["company"], description=mapping["text"],
        locations=tuple(mapping["locations"]), requisition_id=mapping.get("requisition_id"),
    )  # fmt: skip


def test_dates_and_counters_of_a_day_are_no_subject() -> None:
    """A role that closed and is offered again: its page has another last day and was posted at another time."""
    duties = ZH["text"].partition("岗位职责\n")[2].partition("福利")[0]
    before = f"工作地点：合肥\n截止日期：2026-04-01\n3天前发布\n岗位职责\n{duties}"
    after = f"截止日期：2026-05-20\n工作地点：合肥\n刚刚发布\n更新时间：2026-04-12 浏览 318 次\n岗位职责\n{duties}"
    match = same_role({**ZH, "text": before}, {**ZH, "text": after})
    assert match, match.evidence


def test_one_template_for_two_subjects_is_two_vacancies() -> None:
    def filled(subject: str) -> str:
        return "岗位职责\n" + "\n".join(f"- {line.format(subject)}" for line in (
            "负责{}的版本规划与交付节奏", "跟进{}方向的论文与开源进展", "建设{}的发布与回滚流程", "与算法团队一起推进{}落地",
        )) + "\n任职要求\n- 能独立写清楚技术方案\n- 会用性能剖析工具\n- 熟悉C++与Linux系统编程"  # fmt: skip

    front, tensor = ({**ZH, "title": f"{name}工程师", "text": filled(name)} for name in ("编译前端", "张量编译"))
    match = same_role(front, tensor)
    assert not match
    assert "one template for two subjects" in match.evidence


def test_nothing_stated_is_nothing_in_common() -> None:
    assert not same_role({"title": "Engineer"}, {"title": "Engineer"})
    assert not same_role({"title": ""}, {"title": ""})


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (("霁川芯片", "合肥霁川芯片科技有限公司", "霁川芯片（上海）有限公司", "霽川芯片"), "霁川"),
        (("Harrow Lake", "HARROW LAKE Inc.", "Harrow Lake Technologies GmbH", "Harrow Lake, Ltd", "harrow-lake"), "harrowlake"),
        (("字节跳动", "ByteDance", "字节", "Bytedance Ltd."), "字节跳动"),
        (("HP", "Hewlett Packard"), "惠普"),
        ((None, "", "  "), ""),
        (("中国科技",), "中国"),
    ],
)  # fmt: skip
def test_an_employer_has_one_key(names: tuple[str | None, ...], key: str) -> None:
    assert {company_key(name) for name in names} == {key}


@pytest.mark.parametrize(
    ("title", "work", "stage"),
    [
        ("高级大模型推理优化工程师", {"llm", "inference", "optimization"}, "senior"),
        ("Sr. LLM Inference Optimization Engineer", {"llm", "inference", "optimization"}, "senior"),
        ("AI Infra 工程师（存储方向）", {"ai", "infra", "storage"}, ""),
        ("C++开发工程师", {"c++"}, ""),
        ("Machine Learning Engineer III", {"ai"}, "3"),
        ("高级驾驶辅助系统工程师", {"autonomous", "driving", "system"}, ""),
        ("Mid-level Backend Developer", {"backend"}, ""),
        ("Software Engineer - Payments (Remote)", {"payment"}, ""),
        ("内核研发实习生（校招）", {"kernel"}, "intern"),
        ("Lead Site Reliability Engineer", {"sre"}, "lead"),
        ("", set(), ""),
    ],
)  # fmt: skip
def test_a_title_is_taken_apart(title: str, work: set[str], stage: str) -> None:
    read = read_title(title)
    assert (set(read.work) - {"engineer"}, read.stage) == (work, stage)


@pytest.mark.parametrize("words", ["senior", "高级", "高级驾驶", "tech lead", "head of", "interns", "internal", "new-grad", "25届",
    "winter", "ph.d", "博士后", "fixed term", "compiler", "助理研究员", "助理", "staff augmentation", "stage:", "校招"])  # fmt: skip
def test_whether_a_title_has_a_word_of_any_table_is_seen_at_once(words: str) -> None:
    tables = (titles._LEVEL, titles._TRACK, titles._SEASON, titles._DEGREE)
    for title in (words, f"{words} engineer", f"推理{words}工程师", f"kernel-{words}", f"re{words}s"):
        found = any(pattern.search(title) for table in tables for pattern in table.values())
        assert bool(titles._ANY.search(title)) == found, title


def test_two_degrees_or_professions_stand_against_each_other_and_one_does_not() -> None:
    assert conflict(read_title("PhD Vision Intern"), read_title("Master's Vision Intern"))
    assert conflict(read_title("Research Scientist"), read_title("Research Analyst"))
    assert not conflict(read_title("PhD Vision Intern"), read_title("Vision Intern"))


@pytest.mark.parametrize(
    ("a", "b", "one"),
    [
        ("https://boards.greenhouse.io/x/jobs/123", "https://job-boards.eu.greenhouse.io/x/jobs/123?gh_src=1", True),
        ("https://boards.greenhouse.io/x/jobs/123", "https://x.example/jobs?gh_jid=123", True),
        ("https://boards.greenhouse.io/x/jobs/123", "https://boards.greenhouse.io/y/jobs/123", False),
        ("https://x.wd5.myworkdayjobs.com/en-US/Site/job/Oslo/Engineer_JR20-1", "https://x.wd5.myworkdayjobs.com/job/Oslo/Other_JR20", True),
        ("https://x.wd5.myworkdayjobs.com/job/Oslo/Engineer_JR20", "https://y.wd5.myworkdayjobs.com/job/Oslo/Engineer_JR20", False),
        ("https://jobs.lever.co/x/0c1f6d5e-1111-4a2b-8c3d-0123456789ab/apply", "https://jobs.lever.co/x/0C1F6D5E-1111-4A2B-8C3D-0123456789AB", True),
    ],
)  # fmt: skip
def test_ids_in_addresses(a: str, b: str, one: bool) -> None:
    left, right = board_id(a), board_id(b)
    assert left is not None
    assert right is not None
    assert same_id(left, right) is one


def test_an_address_of_no_board_has_no_id() -> None:
    assert board_id("https://harrow.example/careers/12") is None
    assert board_id("") is None


@pytest.mark.parametrize(
    ("a", "b", "together"),
    [
        (["Beijing"], ["北京市"], True), (["北京/上海"], ["上海"], True), (["北京"], ["上海"], False), ([], ["上海"], True),
        (["全国"], ["上海"], True), (["Remote, Canada"], ["Remote - US"], False), (["Remote"], ["Oslo"], True),
        ("上海", ["上海-浦东新区"], True),
    ],
)  # fmt: skip
def test_places(a: Any, b: Any, together: bool) -> None:
    assert meet(places_of(a), places_of(b)) is together


def candidate(
    role_id: int, made: dict[str, Any], *, is_open: bool = True, apart: frozenset[int] = frozenset()
) -> Candidate:
    return Candidate(
        role_id=role_id, source_id="list", open=is_open, closed_at=None, posting=posting(made), apart=apart
    )


def test_of_several_roles_the_open_one_known_longest_is_meant() -> None:
    known = [
        candidate(3, ZH),
        candidate(2, ZH),
        candidate(1, ZH, is_open=False),
        candidate(4, ad(ZH, locations=["成都"])),
    ]
    found = find_role(posting(ZH), known)
    assert found is not None
    assert found[0].role_id == 2
    assert find_role(posting(ad(ZH, title="高级算子优化工程师")), known) is None


def test_an_id_goes_before_words() -> None:
    link = "https://boards.greenhouse.io/harrowlake/jobs/4410022"
    known = [candidate(1, EN), candidate(9, ad(EN, url=link, title="Storage Engineer, Files"), is_open=False)]
    found = find_role(posting(ad(EN, url=link + "?gh_src=x")), known)
    assert found is not None
    assert found[0].role_id == 9


def test_of_roles_that_the_user_split_the_more_alike_is_meant() -> None:
    other = ad(ZH, text=ZH_REWRITTEN)
    known = [candidate(1, other, apart=frozenset((2,))), candidate(2, ZH, is_open=False, apart=frozenset((1,)))]
    found = find_role(posting(ZH), known)
    assert found is not None
    assert found[0].role_id == 2


@pytest.mark.parametrize(("one", "other"), [
    ("Design the compiler; then ship it to customers", "1. design  the compiler\n• Then ship it – to customers!"),
    ("负责推理引擎的研发、优化。维护算子库的精度回归", "2. 维护算子库的精度回归；\n负责推理引擎的研发，优化"),
    ("Own the “graph compiler” team’s roadmap", "own the graph compiler, teams roadmap"),
    ("ＧＰＵ 驱动与运行时的研发工作", "ｇｐｕ驱动与运行时的研发工作"),
])  # fmt: skip
def test_lines_are_the_same_whatever_signs_stand_in_and_between_them(one: str, other: str) -> None:
    assert lines_of(one)
    assert lines_of(one) == lines_of(other)


def test_the_likeliest_come_first_and_are_few() -> None:
    rows = [(number, *packed(face_of(posting(ad(ZH, text=ZH_REWRITTEN))))) for number in range(2, 60)]
    rows.append((99, *packed(face_of(posting(ZH)))))
    rows.append((100, *packed(face_of(posting(ad(ZH, locations=["成都"]))))))
    found = likeliest(face_of(posting(ZH)), rows)
    assert found[0] == 99
    assert len(found) == 12
    assert 100 not in found


def test_the_employers_own_ad_leads_before_a_gatherers_and_an_agencys() -> None:
    ads = {
        1: posting(ad(EN, url="https://www.linkedin.com/jobs/view/3900112233")),
        2: posting(
            ad(EN, company="Tallis Search", text="Recruiting on behalf of Harrow Lake Computing AS. " + EN_REWRITTEN)
        ),
        3: posting(ad(EN, url="https://boards.greenhouse.io/harrowlake/jobs/4410022")),
        4: posting(ad(EN, url="https://harrowlake.example/jobs/9")),
    }
    assert leads(ads) == [3, 4, 1, 2]
    structured = {
        7: posting(EN),
        8: Posting(**{**vars_of(posting(EN)), "employment_type": "full_time", "requirements": "x"}),
    }
    assert leads(structured) == [8, 7]


def vars_of(one: Posting) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__slots__}


def test_a_posting_is_compared_as_a_mapping() -> None:
    match = same_role(as_mapping(posting(ZH), "list"), as_mapping(posting(ZH), "acme"))
    assert isinstance(match, Match)
    assert match
