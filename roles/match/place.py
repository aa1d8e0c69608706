"""Whether two ads offer work in one place: sets of cities under one name each (Beijing = 北京)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from roles.read.facts.cities import find_place
from roles.read.facts.place import read_places
from roles.text import word_key

_PIECE = re.compile(r"[,，;；/|()（）\[\]]+|\s+-\s+|\bin\b|(?<=[Rr]emote)\s+")
_NOISE = re.compile(r"\b(?:remote|hybrid|on-?site|only|office)\b|远程|混合|现场|\A['\"\s]+|['\"\s]+\Z", re.I)


class Places(NamedTuple):
    """The cities of an ad by their one names, and the countries and provinces that it names. Both empty: unstated."""

    cities: frozenset[str]
    regions: frozenset[str]


@lru_cache(maxsize=8192)
def _places(value: str) -> Places:
    cities, regions = set(), set()
    for piece in _PIECE.split(value):
        place = find_place(_NOISE.sub("", piece).strip()) if piece else None
        if place and place.kind == "region":
            regions.add(place.name)
    for name in read_places(value):
        place = find_place(name)
        if place is None or place.kind == "unknown":
            if key := word_key(_NOISE.sub("", name)):
                cities.add(key)
        elif place.kind == "city":
            cities.add(place.name)
        elif place.kind == "region":
            regions.add(place.name)
    return Places(frozenset(cities), frozenset(regions))


@lru_cache(maxsize=8192)
def places(locations: tuple[str, ...]) -> Places:
    """The places of an ad's locations. "全国", "remote" and the like are no place: they leave it unstated."""
    if len(locations) == 1:
        return _places(locations[0])
    found = [_places(one) for one in locations]
    return Places(frozenset().union(*(one.cities for one in found)), frozenset().union(*(one.regions for one in found)))


def places_of(locations: Iterable[str] | str | None) -> Places:
    """The places of a mapping's `locations`, which may be one string or none."""
    if not locations:
        return Places(frozenset(), frozenset())
    return places((locations,) if isinstance(locations, str) else tuple(map(str, locations)))


def meet(a: Places, b: Places) -> bool:
    """Whether two ads may offer work in one place: a shared city, or a place that one of them leaves open.

    Where one names only countries or provinces, they must not contradict those of the other.
    """
    if a.cities and b.cities:
        return not a.cities.isdisjoint(b.cities)
    if a.regions and b.regions:
        return not a.regions.isdisjoint(b.regions)
    return True
