"""The level of a role as its title states it: intern … director. 高级 and 资深 are senior."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, get_args

from roles.read.asks.vocabulary import expression, stated
from roles.read.words import load

Seniority = Literal["intern", "junior", "mid", "senior", "staff", "principal", "lead", "director"]


@cache
def _levels() -> dict[Seniority, re.Pattern[str]]:
    words = load("facts")["seniority"]
    known: dict[str, Seniority] = {level: level for level in get_args(Seniority)}
    return {known[level]: expression(of_level) for level, of_level in words.items()}


def read_seniority(title: str) -> Seniority | None:
    """The level in a title or in a board's field of its own ("Mid-Senior level"); None where none is stated."""
    text = stated(title)
    return next((level for level, pattern in _levels().items() if pattern.search(text)), None)
