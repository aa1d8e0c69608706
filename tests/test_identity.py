from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.identity import fragments, own_address, posting_key
from roles.model import RawPosting

ENTRY = "https://acme.example/careers"


def test_a_boards_own_id_is_the_key_whatever_the_address() -> None:
    one = RawPosting(url=f"{ENTRY}/7?lang=en", text="", external_id="4012", tenant="acme")
    other = RawPosting(url="https://elsewhere.example/7", text="", external_id="4012", tenant="acme")
    assert posting_key(one, "greenhouse", ENTRY) == posting_key(other, "greenhouse", ENTRY) == "greenhouse:acme:4012"


def test_without_an_id_the_address_is_the_key() -> None:
    ad = RawPosting(url="https://acme.example/jobs/7?utm_source=x", text="")
    assert posting_key(ad, "jsonld", ENTRY) == "url:/jobs/7"
    assert posting_key(ad, "headings", "http://www.acme.example/") == "url:/jobs/7"


def test_an_ad_that_shares_a_page_has_no_page_of_its_own() -> None:
    assert own_address("url:/jobs/7", "http://old.example/jobs/7", ENTRY) == "https://acme.example/jobs/7"
    assert own_address("url:/jobs#推理", f"{ENTRY}#推理", ENTRY) is None
    assert own_address("greenhouse:acme:1", "https://boards.example/acme/1", ENTRY) == "https://boards.example/acme/1"


def test_titles_name_ads_and_what_they_say_tells_namesakes_apart() -> None:
    titles = ["推理工程师", "编译器 工程师", "推理工程师", None]
    telling = ["负责引擎", "负责图优化", "负责端侧", "维护集群"]
    names = fragments(titles, telling)
    assert names[1] == "编译器-工程师"
    assert len(set(names)) == 4
    assert all(name.startswith("推理工程师-") for name in (names[0], names[2]))


@given(st.permutations(range(4)))
def test_the_order_on_a_page_never_counts(order: list[int]) -> None:
    titles = [None, None, "A", "A"]
    telling = ["负责甲", "负责乙", "负责丙", "负责丁"]
    straight = fragments(titles, telling)
    mixed = fragments([titles[i] for i in order], [telling[i] for i in order])
    assert [straight[i] for i in order] == mixed


@pytest.mark.parametrize("words", [["", ""], ["同样", "同样"]])
def test_even_twins_get_names_of_their_own(words: list[str]) -> None:
    assert len(set(fragments([None, None], words))) == 2
