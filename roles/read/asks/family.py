"""The role family: what the work is, with the words that say so (words/families.toml; docs/RULES.md says how).

Every cue adds to the score of its family, by where it stands: the title first, then duties and requirements; a plus
counts little, what the employer says of itself not at all. The families are a closed list; work that is none of
them is out_of_scope.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from roles.read.asks.parts import Part
from roles.read.asks.vocabulary import Finder, key, lower, one_line
from roles.read.layout.sections import SectionName
from roles.read.repeated import repeated
from roles.read.words import load

Place = Literal["title", "responsibilities", "requirements", "plus", "other"]

# How much a word counts by where it stands; company, benefits and apply lines count nothing.
_PLACES: dict[SectionName, tuple[Place, float]] = {
    "responsibilities": ("responsibilities", 1.0),
    "requirements": ("requirements", 0.6),
    "plus": ("plus", 0.2),
    "head": ("other", 0.7),
    "other": ("other", 0.5),
}
_QUALIFIER = 1.25  # "…工程师-算子优化", "…（推理方向）": what a title says last is what sets the role apart
_AGAIN = 0.6  # each further word of one cue counts this much of the one before …
_AGAIN_IN_TITLE = 0.3  # … in a title each further word of the family
_NEGLIGIBLE = 0.01
_LEAST = 1.2  # a lower score is chance …
_LEAST_UNTITLED = 0.5  # … or less, where there is no title to say more
_SECOND = 0.3  # other families: at least this part of the first one's score …
_SECOND_LEAST = 1.5  # … and this much
_MOST_EVIDENCE = 12
_SENTENCE = re.compile(r"[;。!?]|\.(?=\s)")
# " - ", "，", "（"; not the hyphen of "Full-Stack"
_QUALIFIER_MARK = re.compile(r"\s[-–—|]\s|(?<=[\u4e00-\u9fff)])[-–—|]|[-–—|](?=[\u4e00-\u9fff])|[_(\[【:]|,\s")


class Evidence(NamedTuple):
    """A word that spoke for a family: where it stood and what it added to the family's score."""

    family: str
    term: str
    place: Place
    weight: float


@dataclass(frozen=True, slots=True)
class Families:
    """`names`: the primary family, then up to two others whose work the ad names as well."""

    names: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()

    @property
    def primary(self) -> str | None:
        """The family the role is counted under; None for an ad without words."""
        return self.names[0] if self.names else None


@dataclass(frozen=True, slots=True)
class _Cue:
    """One entry of words/families.toml."""

    family: str
    number: int
    title: float
    text: float
    needs: frozenset[str]
    bars: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    finder: Finder
    cues: dict[str, tuple[_Cue, ...]]
    groups: dict[str, Finder]


@cache
def _vocabulary() -> _Vocabulary:
    data = load("families")
    groups: dict[str, list[str]] = data["groups"]
    entries = [(family, entry) for family, of_family in data.items() if family != "groups" for entry in of_family]
    cues: dict[str, list[_Cue]] = defaultdict(list)
    for number, (family, entry) in enumerate(entries):
        needs, bars = frozenset(entry.get("with", ())), frozenset(entry.get("without", ()))
        cue = _Cue(family, number, entry.get("title", 0), entry.get("text", 0), needs, bars)
        for word in dict.fromkeys(map(key, entry["words"])):
            cues[word].append(cue)
    words = {word for _, entry in entries for word in entry["words"]}.union(*groups.values())
    return _Vocabulary(
        Finder(words, overlapping=True),
        {word: tuple(of_word) for word, of_word in cues.items()},
        {group: Finder(of_group) for group, of_group in groups.items()},
    )


@lru_cache(maxsize=4096)
def _word(term: str) -> tuple[tuple[_Cue, ...], frozenset[str]]:
    """What a found word speaks for, and the groups that it belongs to or has a word of inside: "大模型推理" is of both
    ai and infer."""
    vocabulary = _vocabulary()
    groups = frozenset(group for group, finder in vocabulary.groups.items() if finder.found(term))
    return vocabulary.cues.get(key(term), ()), groups


def find_families(parts: Sequence[Part], title: str | None = None) -> Families:
    """The families of an ad, from its title and its lines; no names at all for an ad without words."""
    if not title and not parts:
        return Families(())
    evidence = [*_title_evidence(title or ""), *_text_evidence(parts)]
    scores: dict[str, float] = defaultdict(float)
    for one in evidence:
        scores[one.family] += one.weight
    names = _ranked(scores, _LEAST if title else _LEAST_UNTITLED)
    evidence.sort(key=lambda one: -one.weight)
    return Families(names, tuple([one for one in evidence if one.family in names][:_MOST_EVIDENCE]))


def _ranked(scores: dict[str, float], least: float) -> tuple[str, ...]:
    ranked = sorted(scores, key=lambda family: -scores[family])
    if not ranked or scores[ranked[0]] < least or ranked[0] == "out_of_scope":
        return ("out_of_scope",)
    enough = max(_SECOND_LEAST, scores[ranked[0]] * _SECOND)
    others = [family for family in ranked[1:3] if family != "out_of_scope" and scores[family] >= enough]
    return (ranked[0], *others)


def _title_evidence(title: str) -> Iterator[Evidence]:
    text = one_line(title)
    mark = _QUALIFIER_MARK.search(text, 1)
    qualifier = mark.start() if mark else len(text)
    cues = [
        (cue.title * (_QUALIFIER if start > qualifier else 1), term, cue.family)
        for start, term, cue in _cues(text, [len(text)])
        if cue.title
    ]
    again: dict[str, float] = defaultdict(lambda: 1.0)
    for weight, term, family in sorted(cues, key=lambda cue: -cue[0]):
        yield Evidence(family, term, "title", weight * again[family])
        again[family] *= _AGAIN_IN_TITLE


def _text_evidence(parts: Sequence[Part]) -> Iterator[Evidence]:
    again: dict[tuple[int, Place], float] = defaultdict(lambda: 1.0)
    for part in parts:
        if part.section not in _PLACES or part.opener:
            continue
        place, factor = _PLACES[part.section]
        for term, cue in _line_cues(part.text):
            weight = cue.text * factor * again[cue.number, place]
            again[cue.number, place] *= _AGAIN
            if weight >= _NEGLIGIBLE:
                yield Evidence(cue.family, term, place, weight)


@repeated
def _line_cues(line: str) -> tuple[tuple[str, _Cue], ...]:
    """The cues of a line that count in a text."""
    ends = [*(mark.start() for mark in _SENTENCE.finditer(line)), len(line)]
    return tuple([(term, cue) for _, term, cue in _cues(line, ends) if cue.text])


def _cues(text: str, sentence_ends: Sequence[int]) -> Iterator[tuple[int, str, _Cue]]:
    """The cues of a text whose neighbours in the same sentence agree, as (offset, word as written, cue)."""
    lowered = lower(text)
    sentences: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for span in _vocabulary().finder.spans(lowered):
        sentences[bisect_right(sentence_ends, span[0])].append(span)
    for spans in sentences.values():
        words = [_word(lowered[start:end]) for start, end in spans]
        around = frozenset[str]().union(*[groups for _, groups in words])
        for (start, end), (cues, _) in zip(spans, words, strict=True):
            for cue in cues:
                if (not cue.needs or cue.needs & around) and not cue.bars & around:
                    yield start, text[start:end], cue
