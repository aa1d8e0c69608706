"""The words of a page, in whatever encoding it is written and whatever it declares."""

from __future__ import annotations

import random

import pytest

from crawler.errors import BoardChanged
from crawler.page import Page

CHINESE = "<html><body><h1>推理引擎研发工程师</h1><h3>岗位职责</h3><p>1、负责推理引擎的设计与开发；</p><p>2、熟悉C++编程</p></body></html>"
TAIWANESE = "<html><body><h1>推理引擎研發工程師</h1><h3>工作內容</h3><p>負責推論引擎的設計與開發，需具備相關經驗</p></body></html>"
JAPANESE = "<html><body><h1>機械学習エンジニア</h1><p>推論基盤の設計と開発を担当していただきます。</p></body></html>"


def page(body: bytes, content_type: str = "text/html") -> Page:
    return Page(url="https://a.example/jobs", body=body, headers={"content-type": content_type})


@pytest.mark.parametrize(
    ("text", "encoding", "content_type"),
    [
        (CHINESE, "utf-8", "text/html; charset=utf-8"), (CHINESE, "utf-8", "text/html"), (CHINESE, "utf-8-sig", "text/html"),
        (CHINESE, "gbk", "text/html; charset=gbk"), (CHINESE, "gb18030", "text/html; charset=GB2312"), (CHINESE, "gbk", "text/html"),
        (CHINESE, "gbk", "text/html; charset=utf-8"), (CHINESE, "utf-8", "text/html; charset=gbk"),
        (CHINESE, "utf-8", "text/html; charset=no-such-thing"), (CHINESE, "utf-16", "text/html"), (CHINESE, "utf-16-le", "text/html"),
        (TAIWANESE, "big5", "text/html; charset=big5"), (TAIWANESE, "big5", "text/html; charset=utf-8"), (TAIWANESE, "big5", "text/html"),
        (JAPANESE, "cp932", "text/html; charset=Shift_JIS"), (JAPANESE, "cp932", "text/html"), (JAPANESE, "euc_jp", "text/html; charset=utf-8"),
        ("工程师" * 40, "gb18030", "text/html; charset=utf-8"),
    ],
)  # fmt: skip
def test_words_come_out_as_they_were_written(text: str, encoding: str, content_type: str) -> None:
    assert page(text.encode(encoding), content_type).text == text


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "utf-8"])
def test_a_meta_element_counts_where_the_header_is_wrong(declared: str) -> None:
    text = CHINESE.replace("<body>", '<head><meta charset="gb2312"></head><body>')
    assert page(text.encode("gbk"), f"text/html; charset={declared}").text == text


def test_a_lost_byte_is_no_other_encoding() -> None:
    body = (CHINESE * 200).encode("gbk")
    broken = body[:5000] + b"\xff" + body[5001:]
    assert page(broken, "text/html; charset=gbk").text.count("推理引擎") >= 398


@pytest.mark.parametrize("seed", range(5))
def test_what_is_no_text_is_refused(seed: int) -> None:
    with pytest.raises(BoardChanged, match="cannot be read; the site must declare"):
        _ = page(random.Random(seed).randbytes(4000), "text/html; charset=utf-8").text
