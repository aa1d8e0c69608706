"""Cities, countries and the words for anywhere, each under one name (words/places.toml)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from roles.read.asks.vocabulary import Finder, key, lower, one_line
from roles.read.words import load

_CHINESE = re.compile(r"[\u3400-\u9fff]")
# "南京东路", "北京大学", "上海银行"
_PART_OF_NAME = re.compile(
    r"[东西南北中]?(?:路|街|大道|公园|大厦|广场|大学|银行|交通大学|师范|理工|航空|邮电|科技大学)"
)


class Place(NamedTuple):
    """A place by its one name. `region` is a country or province, `anywhere` 全国 or 海外, `nowhere` 不限 and the like,
    `unknown` a name that we do not know."""

    kind: Literal["city", "region", "anywhere", "nowhere", "unknown"]
    name: str


@cache
def _known() -> dict[str, Place]:
    data = load("places")
    known = {key(name): Place("region", name) for name in (*data["regions"]["names"], *data["regions"]["codes"])}
    known |= {key(name): Place("anywhere", name) for name in data["anywhere"]["places"]}
    known |= {key(name): Place("nowhere", name) for name in data["anywhere"]["nowhere"]}
    for city, words in _cities():
        known |= {key(word): Place("city", city) for word in words}
    return known


def _cities() -> Iterator[tuple[str, tuple[str, ...]]]:
    data = load("places")
    for city, districts in data["districts"].items():
        yield city, tuple(districts)
    for name in data["more"]["names"].split():
        yield name.removesuffix("市"), (name,)
    for city, words in (data["cities"] | data["world"]).items():
        yield city, (city, *words)


@cache
def _finder() -> Finder:
    """All words but the two-letter codes, which mean something only as a whole piece of a location."""
    data = load("places")
    words = {*data["regions"]["names"], *data["anywhere"]["places"], *data["anywhere"]["nowhere"]}
    return Finder(lower(word) for word in words.union(*(words for _, words in _cities())))


@cache
def _shown() -> dict[str, tuple[str, str]]:
    """City → how it is written in Chinese and in English."""
    data = load("places")
    shown = {}
    for city, words in (data["cities"] | data["world"]).items():
        chinese = next((word for word in (city, *words) if _CHINESE.search(word)), city)
        english = next((word for word in (city, *words) if not _CHINESE.search(word)), city)
        shown[city] = (chinese, english)
    return shown


def find_place(name: str) -> Place | None:
    """The known place that a name as a whole is."""
    text = lower(one_line(name))
    return _known().get(key(text)) or _known().get(key(text.removesuffix("市")))


def canonical_city(name: str) -> str:
    """The one name of a city: "Beijing", "北京市" → 北京; a name that we do not know is given back as written."""
    found = find_place(name)
    return found.name if found and found.kind == "city" else name.strip()


def display(city: str, language: str) -> str:
    """How a city is written in "zh" or "en"; as it is where we know no other way."""
    shown = _shown().get(canonical_city(city))
    return city if shown is None else shown[0 if language.startswith("zh") else 1]


def places_in(text: str) -> Iterator[tuple[Place, int, int]]:
    """The known places in a text and where they stand; not 南京 in 南京路, nor 中山 in 上海中山公园."""
    lowered = lower(text)
    city_end = -1
    for hit in _finder().hits(lowered):
        place = _known()[hit.word]
        if place.kind == "city":
            inside, city_end = hit.start == city_end, hit.end
            if inside or is_part_of_name(lowered, hit.end):
                continue
        yield place, hit.start, hit.end


def is_part_of_name(text: str, end: int) -> bool:
    """True where what follows makes a city's name that of a street, a school or a bank."""
    return bool(_PART_OF_NAME.match(text, end))
