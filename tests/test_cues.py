"""Words that a reader looks for before it looks closer: what its expressions find always has one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roles.read.asks import clauses
from roles.read.asks.parts import Part, Parts
from roles.read.asks.vocabulary import lower
from roles.read.facts import apply, campus, education, employment, experience, headcount, place, workplace
from roles.read.words import load
from roles.text import clean

_DEGREES = [word for level, words in load("facts")["degrees"].items() if level != "none" for word in words]
_WORKPLACES = [word for name in ("hybrid", "remote", "onsite", "said") for word in load("facts")["workplace"][name]]

# By reader: expressions of which it needs one to find something, and the words without which it does not search.
_READERS: dict[str, tuple[Iterable[str], tuple[str, ...]]] = {
    "experience": ([experience._UNIT, experience._UNLIMITED.pattern], experience._CUES),
    "unlimited experience": ([experience._UNLIMITED.pattern], experience._UNLIMITED_CUES),
    "education": ([*_DEGREES, education._UNLIMITED.pattern], education._CUES),
    "workplace": (_WORKPLACES, workplace._CUES),
    "place": ([place._CUE.pattern, place._CUE_OF_ROLE.pattern], place._CUES),
    "headcount": ([headcount._STATED.pattern], headcount._CUES),
    "offers": ([employment._OFFERS.pattern], employment._OFFER_CUES),
    "whom a role is for": ([employment._APPLIES.pattern], employment._APPLY_CUES),
    "days of interns": ([employment._INTERN_DAYS.pattern], employment._INTERN_CUES),
    "graduates": ([campus._GRADUATES.pattern, campus._EXPERIENCED.pattern], campus.CUES),
    "mail": ([apply._MAIL.pattern], apply._AT_CUES),
    "plus": (load("levels")["plus"], clauses._PLUS_CUES),
}
_CASES = [(name, expression, cues) for name, (expressions, cues) in _READERS.items() for expression in expressions]


def _without_lookarounds(expression: str) -> str:
    """What stands around a match says whether it counts; the match itself must have the word."""
    kept, depth, at = "", 0, 0
    while at < len(expression):
        piece = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?<?[=!]|.", re.S).match(expression, at)
        assert piece is not None
        looks = len(piece[0]) > 2 and piece[0].startswith("(?")
        if depth or looks:
            depth += (piece[0] == "(" or looks) - (piece[0] == ")")
        else:
            kept += piece[0]
        at = piece.end()
    return kept


@pytest.mark.parametrize(("name", "expression", "cues"), _CASES, ids=[f"{n}-{i}" for i, (n, *_) in enumerate(_CASES)])
@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_what_an_expression_finds_has_a_cue(
    name: str, expression: str, cues: tuple[str, ...], data: st.DataObject
) -> None:
    bare = _without_lookarounds(expression)
    found = data.draw(st.from_regex(re.compile(bare), fullmatch=True))
    line = " ".join(clean(found).split())
    if line and re.search(bare, line):
        part = Part("head", f" {line} ")
        assert Parts([Part("head", "…"), part]).having(cues) == [part], line


def test_having_finds_lines_once_in_their_order() -> None:
    lines = Parts(
        Part("head", text) for text in ("B.S. degree", "systems", "MS or ms", "", "degrees of degree", "Köln")
    )
    assert [part.text for part in lines.having(("degree", "MS"))] == ["B.S. degree", "MS or ms", "degrees of degree"]
    assert [part.text for part in lines.having(("KÖLN", "köln"))] == ["Köln"]
    assert lines.having(()) == []
    assert Parts().having(("x",)) == []
    assert lower(lines[0].text) == "b.s. degree"
