"""Which known ads a new one is compared with: folded keys that are made once and kept, so that a text is read last.

An ad is found under the keys of its employer's names and under the ids that a board gives it. Of those, only ads of
the same level and track whose titles share a word, or whose texts share a line, and whose places meet are worth a
comparison.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from roles.match.employer import company_key, employers
from roles.match.ids import board_id
from roles.match.place import Places, meet, places
from roles.match.title import read_title
from roles.match.titlewords import WEAK
from roles.model import Posting

# So many known ads are compared with a new one, the likeliest first.
COMPARED_WITH = 12
_LINES = 4  # lines of a text that stand for it
_LINE = 10  # characters that such a line has at least
# Signs that end a line, and all others that are no part of a word. Those of ASCII are taken off the bytes of a text, in
# a tenth of the time; what is left to do are the lines that have others.
_WIDE_BREAKS, _WORDS = "。；！•●▪", re.compile(r"[\w\n]+")
_BREAKS = b";.!*"
_AS_BREAK = bytes.maketrans(_BREAKS, b"\n" * len(_BREAKS))
_SIGNS = bytes(sign for sign in range(128) if sign not in _BREAKS + b"\n" and not re.match(r"\w", chr(sign)))
_DIGITS = b"0123456789"  # the number of a list item


class Face(NamedTuple):
    """What of an ad is looked at before its text. `words` are the telling words of its title, `lines` numbers that
    stand for lines of its text: two texts of one hand share some."""

    stage: str
    words: frozenset[str]
    places: Places
    lines: frozenset[str]


def face_of(posting: Posting) -> Face:
    """The face of an ad."""
    title = read_title(posting.title)
    return Face(title.stage, title.work - WEAK, places(posting.locations), lines_of(posting.description))


class Look(NamedTuple):
    """All that is worked out of an ad before its text is compared: its face, and the keys under which it is found."""

    face: Face
    keys: tuple[str, ...]


def look_at(posting: Posting) -> Look:
    """The face and the keys of an ad."""
    return Look(face_of(posting), keys_of(posting))


@lru_cache(maxsize=512)
def lines_of(text: str) -> frozenset[str]:
    """A few numbers that stand for the lines of a text: those of its lines that come first in an order of chance."""
    lines: set[bytes] = set()
    wide: list[bytes] = []
    for line in text.casefold().encode().translate(_AS_BREAK, _SIGNS).split(b"\n"):
        if line.isascii():
            lines.add(line.lstrip(_DIGITS))
        else:
            wide.append(line)
    if wide:
        rest = b"\n".join(wide).decode()
        for sign in _WIDE_BREAKS:
            rest = rest.replace(sign, "\n")
        lines.update(line.lstrip(_DIGITS) for line in "".join(_WORDS.findall(rest)).encode().split(b"\n"))
    # A character has at most four bytes: most lines need not be decoded to be counted.
    numbers = sorted(crc32(line) for line in lines if len(line) >= 4 * _LINE or len(line.decode()) >= _LINE)
    return frozenset(f"{number:x}" for number in numbers[:_LINES])


def keys_of(posting: Posting) -> tuple[str, ...]:
    """The keys under which an ad is found: its employer's names, its client's, and its board's id."""
    keys = {f"c:{one.key}" for one in employers(posting.company, posting.description)}
    if company := company_key(posting.company):
        keys.add(f"c:{company}")
    return (*sorted(keys), *filter(None, (id_key(posting.url),)))


def id_key(url: str) -> str:
    """The key of the id to which an address leads, "" where we know no such board."""
    found = board_id(url)
    return f"i:{found.board}:{found.number}" if found else ""


def packed(face: Face) -> tuple[str, str, str]:
    """The words, places and lines of a face as three short texts, for keeping."""
    return (
        " ".join(sorted(face.words)),
        "\t".join((";".join(sorted(face.places.cities)), ";".join(sorted(face.places.regions)))),
        " ".join(sorted(face.lines)),
    )


@lru_cache(maxsize=4096)
def unpacked_places(text: str) -> Places:
    """The places that `packed` wrote."""
    cities, _, regions = text.partition("\t")
    return Places(
        frozenset(cities.split(";")) if cities else frozenset(),
        frozenset(regions.split(";")) if regions else frozenset(),
    )


def likeliest(mine: Face, rows: Iterable[Sequence[str | int]], limit: int = COMPARED_WITH) -> list[int]:
    """Which kept ads are worth a comparison with a new one, the likeliest first.

    Takes rows of posting id, words, places and lines of ads at the same stage (see `packed`); gives posting ids.
    """
    found: list[tuple[float, int]] = []
    words, lines = mine.words, mine.lines
    for posting_id, their_words, their_places, their_lines in rows:
        theirs = _word_set(str(their_words))
        alike = not lines.isdisjoint(str(their_lines).split())
        if not alike and words.isdisjoint(theirs) and (words or theirs):
            continue
        if not meet(mine.places, unpacked_places(str(their_places))):
            continue
        common = len(lines.intersection(str(their_lines).split())) if alike else 0
        found.append((_far(len(words), len(theirs), len(words & theirs), common), int(posting_id)))
    found.sort()
    return [posting_id for _, posting_id in found[:limit]]


_word_set = lru_cache(maxsize=8192)(lambda words: frozenset(words.split()))


def _far(mine: int, theirs: int, shared: int, common: int) -> float:
    """How far two ads are from each other, by how many words their titles have and share, and the lines in common."""
    union = mine + theirs - shared
    return -(shared / union if union else 1.0) - common / _LINES


class Block:
    """The kept ads of one employer at one stage, unpacked once and indexed, for many new ads at a time."""

    def __init__(self, rows: Iterable[Sequence[str | int]]) -> None:
        self._ads: list[tuple[int, int, Places]] = []
        self._by_word: dict[str, list[int]] = {}
        self._by_line: dict[str, list[int]] = {}
        self._wordless: list[int] = []
        for at, (posting_id, words, where, lines) in enumerate(rows):
            theirs = str(words).split()
            self._ads.append((int(posting_id), len(theirs), unpacked_places(str(where))))
            for word in theirs:
                self._by_word.setdefault(word, []).append(at)
            for line in str(lines).split():
                self._by_line.setdefault(line, []).append(at)
            if not theirs:
                self._wordless.append(at)

    def likeliest(self, mine: Face, limit: int = COMPARED_WITH) -> list[int]:
        """The same as the function of this name gives."""
        shared = Counter(at for word in mine.words for at in self._by_word.get(word, ()))
        common = Counter(at for line in mine.lines for at in self._by_line.get(line, ()))
        near = {*shared, *common, *(() if mine.words else self._wordless)}
        found = []
        for at in near:
            posting_id, words, where = self._ads[at]
            if meet(mine.places, where):
                found.append((_far(len(mine.words), words, shared[at], common[at]), posting_id))
        return [posting_id for _, posting_id in sorted(found)[:limit]]


def worth_comparing(mine: Face, other: Posting) -> bool:
    """The same question about one ad that is not kept as a row."""
    title = read_title(other.title)
    if title.stage != mine.stage:
        return False
    words = title.work - WEAK
    if words.isdisjoint(mine.words) and (words or mine.words) and mine.lines.isdisjoint(lines_of(other.description)):
        return False
    return meet(mine.places, places(other.locations))
