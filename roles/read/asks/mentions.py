"""Which skills a line names, by their canonical names (words/skills.toml)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from roles.read.asks.vocabulary import Finder, Hit, key, lower
from roles.read.words import load

_AROUND = 24  # characters on either side in which a word may say what another one means
_BETWEEN = r"(?: ?\([^()]{0,16}\)|[)\]])?\s*(?:[/、,|\\&+;]\s*|(?:and|or|和|与|及|或者|或|以及)\s*){1,3}"
# A Latin run long enough to be several names without a sign between them ("Megatron-LMDeepSpeedHorovod").
_GLUED = re.compile(r"(?<![A-Za-z0-9_.@/-])(?=[A-Za-z0-9.+-]{0,20}[a-z0-9M][A-Z])[A-Za-z][A-Za-z0-9.+-]{7,79}")


@dataclass(frozen=True, slots=True)
class Mention:
    """A skill named in a line: character offsets and the canonical name."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """One meaning of an ambiguous word and when it holds; `name` None: no skill."""

    name: str | None
    exact: frozenset[str]
    near: Finder | None
    unless: Finder | None
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    beside: tuple[re.Pattern[str], re.Pattern[str]] | None

    def holds(self, spelled: str, left: str, right: str) -> bool:
        if self.exact and spelled not in self.exact:
            return False
        if (self.before and not self.before.search(left)) or (self.after and not self.after.match(right)):
            return False
        if self.beside and not (self.beside[0].search(left) or self.beside[1].match(right)):
            return False
        if self.near and not (self.near.found(left) or self.near.found(right)):
            return False
        return not (self.unless and (self.unless.found(left) or self.unless.found(right)))


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    finder: Finder
    pieces: Finder  # the unambiguous Latin names, which may be told apart where they are stuck together
    names: dict[str, str]
    contexts: dict[str, tuple[_Reading, ...]]


@cache
def _vocabulary() -> _Vocabulary:
    data = load("skills")
    words = {word: name for kind in data if kind != "context" for name, same in data[kind].items() for word in same}
    contexts = {entry["word"]: tuple(map(_reading, entry.get("reading", ()))) for entry in data["context"]}
    return _Vocabulary(
        Finder([*words, *contexts]),
        Finder(word for word in words if word.isascii() and len(word) > 2),
        {key(word): name for word, name in words.items()},
        {key(word): readings for word, readings in contexts.items()},
    )


def _reading(entry: dict[str, Any]) -> _Reading:
    beside = "|".join(sorted(map(re.escape, entry.get("beside", ())), key=len, reverse=True))
    return _Reading(
        name=entry.get("name"),
        exact=frozenset(entry.get("exact", ())),
        near=_neighbours(entry["near"]) if "near" in entry else None,
        unless=_neighbours(entry["unless"]) if "unless" in entry else None,
        before=re.compile(entry["before"]) if "before" in entry else None,
        after=re.compile(entry["after"]) if "after" in entry else None,
        beside=(
            re.compile(rf"(?<![a-z0-9_])(?:{beside}){_BETWEEN}$"),
            re.compile(rf"{_BETWEEN}(?:{beside})(?![a-z0-9_])"),
        ) if beside else None,
    )  # fmt: skip


def _neighbours(words: list[str]) -> Finder:
    """The words that may stand near an ambiguous one, English ones also in the plural."""
    return Finder([*words, *(f"{word}s" for word in words if word.isascii() and word.isalpha())])


def mentions(text: str) -> list[Mention]:
    """The skills that one line names, in reading order; `text` as `unglue` makes it."""
    lowered = lower(text)
    named = ((hit, _name(text, lowered, hit)) for hit in _vocabulary().finder.hits(lowered))
    return [Mention(hit.start, hit.end, name) for hit, name in named if name]


def _name(text: str, lowered: str, hit: Hit) -> str | None:
    vocabulary = _vocabulary()
    if hit.word not in vocabulary.contexts:
        return vocabulary.names[hit.word]
    left, right = lowered[max(0, hit.start - _AROUND) : hit.start], lowered[hit.end : hit.end + _AROUND]
    return _in_context(hit.word, text[hit.start : hit.end], left, right)


@lru_cache(maxsize=2048)
def _in_context(word: str, spelled: str, left: str, right: str) -> str | None:
    """The name that an ambiguous word stands for between its neighbours; None where it says nothing."""
    readings = _vocabulary().contexts[word]
    return next((reading.name for reading in readings if reading.holds(spelled, left, right)), None)


def unglue(text: str) -> str:
    """A line in which names that lost the sign between them have it again, where nothing but names is left:
    "PyTorchMegatron-LMvLLM" → "PyTorch、Megatron-LM、vLLM"."""
    return _GLUED.sub(_parted, text)


def _parted(run: re.Match[str]) -> str:
    lowered, at = lower(run[0]), 0
    names = []
    while (end := _vocabulary().pieces.longest(lowered, at)) is not None:
        names.append(run[0][at:end])
        at = end
    return "、".join(names) if at == len(lowered) and len(names) > 1 else run[0]
