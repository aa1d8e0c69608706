"""Where a role is: stated locations in every notation, ads without a label, one name per city."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.read.facts.cities import canonical_city, display
from roles.read.facts.place import read_places
from roles.read.job import read_job
from tests.cases import cases


def names(found: str) -> tuple[str, ...]:
    return tuple(name.replace("_", " ") for name in found.split())


@pytest.mark.parametrize(("value", "found"), cases("places"))
def test_stated_places(value: str, found: str) -> None:
    assert read_places(value) == names(found)


@pytest.mark.parametrize(("ad", "found"), cases("places_in_ads"))
def test_places_in_ads(ad: str, found: str) -> None:
    lines = ad.replace(" / ", "\n")
    assert read_job(f"{lines}\n\n岗位职责：\n- 写代码").cities == names(found)


@pytest.mark.parametrize("name", ["北京", "北京市", "Beijing", "BEIJING", "beijing", "Ｂｅｉｊｉｎｇ"])
def test_one_name_per_city(name: str) -> None:
    assert canonical_city(name) == "北京"


def test_how_cities_are_shown() -> None:
    assert (display("北京", "en"), display("London", "zh"), display("Walldorf", "zh")) == (
        "Beijing",
        "伦敦",
        "Walldorf",
    )


def test_a_label_outranks_the_text_and_says_that_there_is_no_place() -> None:
    asks = "任职要求：\n- 熟悉C++，Base北京"
    assert read_job(f"工作地点：上海\n\n{asks}").cities == ("上海",)
    assert read_job(f"工作地点：未注明\n\n{asks}").cities == ()
    assert read_job(f"工作地点：远程\n\n{asks}").cities == ()


def test_the_companys_places_are_not_the_roles() -> None:
    ad = "任职要求：\n- 熟悉C++\n\n公司介绍：\n办公地点遍布北京、上海，团队在成都"
    assert read_job(ad).cities == ()


def test_prose_says_where_the_role_is() -> None:
    assert read_job("We are hiring a kernel engineer to join our team in Berlin, Germany.").cities == ("Berlin",)
    offer = "Requirements\n- C++\n\nBenefits\n- Free lunch. You will be based in Toronto."
    assert read_job(offer).cities == ("Toronto",)


@given(st.text(alphabet="北京上海/、,;|· -市区省Berlin,远程()", max_size=80) | st.text(max_size=80))
def test_any_value_can_be_read(value: str) -> None:
    assert all(isinstance(place, str) and place for place in read_places(value))


@pytest.mark.parametrize("piece", ["北京/", "北京", "a, ", "(", "Base ", "join ", "Hiring in A", "工作地点"])
def test_long_texts_are_read_in_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    start = time.perf_counter()
    read_places(text)
    read_job(text)
    assert time.perf_counter() - start < 2
