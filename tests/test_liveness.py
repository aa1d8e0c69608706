"""What an ad's own page says of it: a banner counts, a duty that sounds like one does not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.liveness import judge_page, judge_status
from crawler.page import Page
from roles.crawl import KnownPosting

ADDRESS = "https://lanting.example/jobs/12"
KNOWN = KnownPosting(key="url:/jobs/12", url=ADDRESS, title="存储工程师", digest="x", open=True)


def judged(body: str, *, final: str = ADDRESS) -> tuple[str, str | None]:
    page = Page(
        url=final, asked=ADDRESS, status=200, headers={"content-type": "text/html; charset=utf-8"}, select={},
        body=f'<html><head><meta charset="utf-8"></head><body><main>{body}</main></body></html>'.encode(),
    )  # fmt: skip
    found = judge_page(page, KNOWN, datetime(2026, 3, 2, tzinfo=UTC), "Asia/Shanghai")
    return found.state, found.reason


@pytest.mark.parametrize(
    "banner",
    [
        "该职位已下线", "職位已下線", "状态：已过期", "很抱歉，你选择的职位目前已经暂停招聘", "已停止招聘", "招聘状态：已结束招聘",
        "This position has been filled.", "Sorry, this job is no longer available", "We are no longer accepting applications.",
        "This job has expired on 3 March", "职位已关闭，请查看其他职位", "Ｔｈｉｓ job is closed", "本职位已下架！",
    ],
)  # fmt: skip
def test_a_banner_closes(banner: str) -> None:
    assert judged(f"<div>{banner}</div><h1>存储工程师</h1><p>岗位职责</p><ul><li>维护存储</li></ul>") == (
        "closed",
        "marked",
    )
    assert judged(f"<h1>存储工程师</h1><p>{banner}</p>") == ("closed", "marked")


@pytest.mark.parametrize(
    "words",
    [
        "负责清理已过期的缓存数据", "维护已下线机型的备件系统", "负责职位已关闭后的候选人通知", "Open until the position is filled.",
        "Once the position has been filled we will let you know.", "如果该职位已关闭，请查看其他岗位。", "若岗位已招满，简历进入人才库",
        "Support customers whose hardware is no longer available", "直至招满", "The application form has been filled out",
    ],
)  # fmt: skip
def test_what_only_sounds_like_a_banner_does_not(words: str) -> None:
    assert judged(f"<h1>存储工程师</h1><p>{words}</p>") == ("open", None)
    assert judged(f"<h1>存储工程师</h1><p>岗位职责</p><ul><li>维护存储</li><li>{words}</li></ul>") == ("open", None)


def test_a_banner_below_the_first_item_of_a_list_is_a_duty() -> None:
    assert judged("<h1>存储工程师</h1><ul><li>维护存储</li></ul><p>该职位已下线</p>") == ("open", None)


@pytest.mark.parametrize(
    ("final", "state"),
    [
        (f"{ADDRESS}-cunchu", "open"), ("https://lanting.example/careers/jobs/12", "open"), ("https://lanting.example/home?from=112", "unknown"),
        ("https://lanting.example/2012/home", "unknown"), ("https://lanting.example/jobs", "unknown"),
        ("https://lanting.example/jobs?error=true", "closed"),
    ],
)  # fmt: skip
def test_a_redirect_elsewhere_says_nothing(final: str, state: str) -> None:
    assert judged("<h1>存储工程师</h1><p>维护存储</p>", final=final)[0] == state


@pytest.mark.parametrize(
    ("status", "state"), [(404, "closed"), (410, "closed"), (403, "unknown"), (429, "unknown"), (503, "unknown")]
)
def test_only_404_and_410_say_gone(status: int, state: str) -> None:
    assert judge_status(status, KNOWN).state == state


def test_a_challenge_and_a_page_of_something_else_say_nothing() -> None:
    assert judged("<h1>安全验证</h1><p>请完成验证</p>")[0] == "unknown"
    assert judged("<h1>加入我们</h1><p>欢迎</p>")[0] == "unknown"
