"""Finds all words of a list (words/*.toml) in one pass over a text.

A word of a list is written in lower case. A space in it stands for an optional space, hyphen or underscore, so that
"tensor rt" also finds TensorRT, Tensor-RT and tensor_rt. Latin words need Latin boundaries, which Chinese characters
are ("熟悉CUDA编程"); Chinese words need none. Where two words overlap, the longer one that starts first wins.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from operator import add
from typing import NamedTuple

from roles.text import clean, simplify, squeeze, width

_CAPITALS = {capital: capital + 32 for capital in range(ord("A"), ord("Z") + 1)}
_SEPARATORS = str.maketrans("", "", " _-")
_LONGEST_VALUE = 1000  # characters
_SPACES = re.compile(r"[^\S\n]+")
_LATIN_BEGIN = re.compile(r"(?<![a-z0-9_])(?=([a-z0-9](?s:.{0,2})))")
_MOST_BEGINS = 50_000  # of words that are remembered: a few megabytes


class Hit(NamedTuple):
    """A word of a list in a text: `start` and `end` are character offsets, `word` is the word without spaces."""

    start: int
    end: int
    word: str


def normal(text: str) -> str:
    """How the readers want a text: no invisible characters, half width, simplified, one space where several stood;
    case and lines are kept."""
    text = clean(text)
    text = text if text.isascii() else simplify(width(text))
    return text if text.isprintable() and "  " not in text else _SPACES.sub(" ", text)


def one_line(value: str) -> str:
    """A title, or a value that a page states in a field or behind a label, as one line; longer ones are cut."""
    return squeeze(normal(value[:_LONGEST_VALUE]))


def stated(value: str) -> str:
    """The same in small letters."""
    return lower(one_line(value))


def lower(text: str) -> str:
    """Capitals as small letters; every offset stays where it was (str.lower makes "İ" two characters)."""
    small = text.lower()
    return small if len(small) == len(text) else text.translate(_CAPITALS)


def key(word: str) -> str:
    """A word of a list as `Hit.word` gives it: "Tensor-RT" → "tensorrt", 昇腾 → 升腾 (one form of each character)."""
    return lower(normal(word)).translate(_SEPARATORS)


def expression(words: Iterable[str]) -> re.Pattern[str]:
    """A list of small expressions (words/facts.toml) as one."""
    return re.compile("|".join(words))


class Finder:
    """Finds every word of one list in a text; built once per list.

    `overlapping` also finds words that begin inside another one and reach beyond it: in "大模型训练推理" both
    大模型训练 and 训练推理. A word inside a longer one is never found.
    """

    def __init__(self, words: Iterable[str], *, overlapping: bool = False) -> None:
        self._overlapping = overlapping
        self._spelled = {spelled for word in words for spelled in _spellings(normal(word))}
        # How long the words are that begin with one, two or three characters, the longest first. A text is read by
        # looking up what stands at each place of it, which takes as long for ten words as for ten thousand.
        lengths: dict[str, set[int]] = defaultdict(set)
        for word in self._spelled:
            lengths[word[:3]].add(len(word))
        for start in lengths:
            lengths[start] |= {size for size in (1, 2) if size < len(start) and start[:size] in self._spelled}
        self._lengths = {start: tuple(sorted(of_start, reverse=True)) for start, of_start in lengths.items()}
        self._latin: dict[str, tuple[int, ...]] = {}  # what `_learned` has told …
        self._leads_nowhere: set[str] = set()  # … and the beginnings in it of no word of the list
        self._chinese = frozenset(_pair_number(word[:2]) for word in self._spelled if not word[0].isascii())

    def hits(self, lowered: str) -> list[Hit]:
        """All words in a text that `lower` made, in reading order, none inside another."""
        return [Hit(start, end, lowered[start:end].translate(_SEPARATORS)) for start, end in self.spans(lowered)]

    def spans(self, lowered: str) -> list[tuple[int, int]]:
        """Where the words of `hits` begin and end."""
        found = self._latin_words(lowered)
        if self._chinese and not lowered.isascii():
            found += self._chinese_words(lowered)
            found.sort(key=_longest_first)
        kept: list[tuple[int, int]] = []
        reach = 0
        for span in found:
            if span[0] >= reach or (self._overlapping and span[1] > reach):
                kept.append(span)
                reach = span[1]
        return kept

    def found(self, lowered: str) -> bool:
        """True where a text that `lower` made has a word of the list."""
        if self._latin_words(lowered):
            return True
        return bool(self._chinese) and next(self._chinese_words(lowered), None) is not None

    def longest(self, lowered: str, at: int) -> int | None:
        """Where the longest word that begins at an offset ends, whatever stands behind it; None where none begins."""
        for length in self._lengths_at(lowered, at):
            if at + length <= len(lowered) and lowered[at : at + length] in self._spelled:
                return at + length
        return None

    def _lengths_at(self, lowered: str, at: int) -> tuple[int, ...]:
        return self._lengths_of(lowered[at : at + 3])

    def _lengths_of(self, begin: str) -> tuple[int, ...]:
        of = self._lengths.get
        return of(begin) or of(begin[:2]) or of(begin[:1]) or ()

    def _latin_words(self, lowered: str) -> list[tuple[int, int]]:
        words, size = self._spelled, len(lowered)
        found: list[tuple[int, int]] = []
        for begin in set(_LATIN_BEGIN.findall(lowered)).difference(self._leads_nowhere):
            known = self._latin.get(begin)
            lengths = self._learned(begin) if known is None else known
            at = lowered.find(begin) if lengths else -1
            while at >= 0:
                if not (at and _is_latin(lowered[at - 1])) and lowered[at : at + 3] == begin:
                    for length in lengths:
                        end = at + length
                        if end <= size and lowered[at:end] in words and _ends(lowered, end):
                            found.append((at, end))
                            break
                at = lowered.find(begin, at + 1)
        found.sort()
        return found

    def _learned(self, begin: str) -> tuple[int, ...]:
        """How long the Latin words are that may stand where a text has these three characters, the longest first."""
        lengths = tuple(
            length
            for length in self._lengths_of(begin)
            if length > 2 or (begin[:length] in self._spelled and _ends(begin, length))
        )
        if len(self._latin) < _MOST_BEGINS:
            self._latin[begin] = lengths
            if not lengths:
                self._leads_nowhere.add(begin)
        return lengths

    def _chinese_words(self, lowered: str) -> Iterator[tuple[int, int]]:
        words, size = self._spelled, len(lowered)
        for at in _places_of(self._chinese, lowered):
            for length in self._lengths_at(lowered, at):
                end = at + length
                if end <= size and lowered[at:end] in words and _ends(lowered, end):
                    yield at, end
                    break


def _longest_first(span: tuple[int, int]) -> tuple[int, int]:
    return span[0], -span[1]


def _places_of(pairs: frozenset[int], text: str) -> list[int]:
    """The offsets at which one of several pairs of characters stands. A pair is compared as one number (its eight bytes
    in UTF-32), which is several times faster than cutting it out of the text."""
    characters = text.encode("utf-32-le", "surrogatepass")
    even = memoryview(characters)[: len(text) // 2 * 8].cast("Q")
    odd = memoryview(characters)[4 : 4 + (len(text) - 1) // 2 * 8].cast("Q")
    places = [2 * index for index, pair in enumerate(even) if pair in pairs]
    places += [2 * index + 1 for index, pair in enumerate(odd) if pair in pairs]
    places.sort()
    return places


def _pair_number(pair: str) -> int:
    return memoryview(pair.encode("utf-32-le")).cast("Q")[0]


def _spellings(word: str) -> Iterator[str]:
    pieces = word.split(" ")
    for separators in product(("", " ", "-", "_"), repeat=len(pieces) - 1):
        yield "".join(map(add, pieces, (*separators, "")))


def _is_latin(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")


def _ends(text: str, end: int) -> bool:
    """True where a word that ends here is whole. A list number stuck to it does no harm ("熟悉CUDA2熟悉RDMA")."""
    if end >= len(text) or not _is_latin(text[end - 1]) or not _is_latin(text[end]):
        return True
    return text[end].isdigit() and (end + 1 >= len(text) or not _is_latin(text[end + 1]))
