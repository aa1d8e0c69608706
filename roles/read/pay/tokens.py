"""A passage as a row of tokens: numbers, words and phrases that matter to pay, other words, marks, line breaks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from roles.read.pay.currency import money_words
from roles.read.pay.lexicon import pay_words
from roles.read.pay.number import CHINESE_DIGITS

Kind = Literal["number", "word", "text", "mark", "stop", "line", "hidden"]

# Scripts that part words with spaces; in others a word of a list is found wherever it stands.
_LETTERS = "a-zß-öø-ɏͰ-ϿЀ-ԯ԰-֏א-תḀ-ỿ"
_WORD = re.compile(f"[{_LETTERS}]+")
# p.a. · u.s. · p.m
_DOTTED = re.compile(r"(?:[a-z]\.){1,4}[a-z](?![a-z])\.?|(?:[a-z]\.){2,4}")
# 25 · 1,200.50 · 85.000 · 110'000 · 60 000 · 2.500,- · but 8000 of "8000,13薪"
_NUMBER = re.compile(
    r"(?:[0-9]{1,3}(?: [0-9]{3}){1,4}(?![0-9])(?:[.,][0-9]{1,2}(?![0-9]))?"
    r"|[0-9]+(?:[.,'](?![0-9]{2} ?(?:薪|个月))[0-9]+|，[0-9]{3}(?![0-9])){0,9})"
    r"(?:[.,]-{1,2}(?![0-9]))?"
)
# 两万五 · 三千 · 百万
_CHINESE_NUMBER = re.compile(
    "[一二两三四五六七八九十百][零一二两三四五六七八九十百千]*[万千](?:[零二两三四五六七八九十百千万]|一(?!个月|年|天|小时))*"
)
# 401k · 401(k) · 403(b): a savings plan
_PLAN = re.compile(r"40[13] ?\(?[kb](?![a-z0-9])\)?")
_MARK = re.compile(r"-+>?|[<>]=?|~+|\*+|[+×/|()\[\],，、:&·=…'→±≥≤\"%]")
_MARKS = frozenset("-<>~*+×/|()[],，、:&·=…'→±≥≤\"%")
_STOPS = frozenset(".!?。;")
# Characters in place of digits: private use, replacement character, blocks.
HIDDEN = re.compile("[\ue000-\uf8ff\ufffd█▇▉▓]")
_SIGNS = frozenset("$¥€£₮₵")


class Token(NamedTuple):
    """`text` is folded (a phrase as in the word lists); `start` and `end` are places in the passage.

    number "20,000" · word "per", "base salary", "月薪" · text: characters of no list between two others ·
    mark "-", "(", "+" · stop: end of a sentence · line: line break · hidden: characters in place of digits.
    """

    kind: Kind
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Index:
    """The word lists by how a text is searched for them: by first character, or by first word of a phrase."""

    by_character: Mapping[str, tuple[str, ...]]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    signs: frozenset[str]
    codes: frozenset[str]


@cache
def _index() -> _Index:
    money = money_words()
    words = pay_words().everything() | set(money.exact) | set(money.shared) | set(money.scale)
    by_character: dict[str, list[str]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    signs = frozenset(word for word in words if len(word) > 1 and word[-1] in _SIGNS and _WORD.fullmatch(word[:-1]))
    for word in words:
        if _WORD.match(word):
            parts = tuple(re.findall(rf"[{_LETTERS}]+|[^\s\-{_LETTERS}]", word))
            if len(parts) > 1 and word not in signs:
                phrases.setdefault(parts[0], []).append((parts, word))
        elif word[0] not in _MARKS:
            by_character.setdefault(word[0], []).append(word)
    return _Index(
        {first: tuple(sorted(found, key=len, reverse=True)) for first, found in by_character.items()},
        {first: tuple(sorted(found, key=lambda entry: -len(entry[0]))) for first, found in phrases.items()},
        signs,
        frozenset(word for word in money.exact if _WORD.fullmatch(word)),
    )


def tokenize(raw: str, folded: str) -> list[Token]:
    """The tokens of a passage; `folded` is `fold_glyphs(raw)`, `raw` tells where a sentence begins."""
    index = _index()
    found: list[Token] = []
    place = seen = 0  # `seen` is where the last token ended
    while place < len(folded):
        token = _token(raw, folded, place, index) if folded[place] != " " else None
        if token is None:
            place += 1
            continue
        if token.start > seen:
            found += _unlisted(folded, seen, token.start)
        found.append(token)
        place = seen = token.end
    return _join_phrases(found + _unlisted(folded, seen, len(folded)), index)


def _unlisted(folded: str, start: int, end: int) -> list[Token]:
    """The characters between two tokens, where they are more than spaces and signs."""
    text = folded[start:end]
    if not any(map(str.isalnum, text)):
        return []
    return [Token("text", text.strip(), end - len(text.lstrip()), start + len(text.rstrip()))]


def _token(raw: str, folded: str, place: int, index: _Index) -> Token | None:
    """The token that starts at a place, None where the character belongs to none."""
    glyph = folded[place]
    if "0" <= glyph <= "9":
        if glyph == "4" and not _money_before(folded, place, index) and (plan := _PLAN.match(folded, place)):
            return Token("word", "401k", place, plan.end())
        return _matched("number", _NUMBER, folded, place)
    if glyph in CHINESE_DIGITS and (number := _CHINESE_NUMBER.match(folded, place)):
        return Token("number", number[0], place, number.end())
    if glyph in index.by_character:
        for listed in index.by_character[glyph]:
            if folded.startswith(listed, place):
                return Token("word", listed, place, place + len(listed))
        return None
    if glyph in _MARKS:
        return _matched("mark", _MARK, folded, place)
    if glyph in _STOPS:
        return Token("stop", glyph, place, place + 1) if _ends_sentence(raw, place) else None
    if glyph == "\n":
        return Token("line", glyph, place, place + 1)
    if word := _WORD.match(folded, place):
        return _latin(folded, place, word[0], index)
    return Token("hidden", glyph, place, place + 1) if HIDDEN.match(glyph) else None


def _money_before(folded: str, place: int, index: _Index) -> bool:
    """True for "$401k" and "USD 401k": no savings plan."""
    before = folded[max(0, place - 4) : place].strip()
    return before in index.codes or before[-1:] in ("$", "€", "£", "-", "~")


def _matched(kind: Kind, pattern: re.Pattern[str], folded: str, place: int) -> Token | None:
    match = pattern.match(folded, place)
    return None if match is None else Token(kind, match[0].replace("，", ","), place, match.end())


def _latin(folded: str, place: int, word: str, index: _Index) -> Token:
    end = place + len(word)
    if len(word) == 1 and (dotted := _DOTTED.match(folded, place)):
        return Token("word", dotted[0].replace(".", ""), place, dotted.end())
    if folded[end : end + 1] in _SIGNS and word + folded[end] in index.signs:  # us$
        return Token("word", word + folded[end], place, end + 1)
    unit = word[0] in "kw" and place > 0 and folded[place - 1].isdigit()
    if unit and (word[1:] in index.codes or (word[1:] == "x" and folded[end : end + 1].isdigit())):  # 20kRMB · 20kx14
        return Token("word", word[0], place, place + 1)
    return Token("word", word, place, end)


def _ends_sentence(raw: str, place: int) -> bool:
    """True for 。！？； and for a Latin stop before a capital, a Chinese character or the end of the line."""
    if raw[place] not in ".．":
        return True
    rest = raw[place + 1 : place + 4]
    after = rest.lstrip(" ")[:1]
    return not after or after == "\n" or after > "\u2e80" or (rest[0] == " " and after.isupper())


def _join_phrases(tokens: list[Token], index: _Index) -> list[Token]:
    """Known phrases as one token; hyphens and spaces inside do not matter ("sign-on" is "sign on")."""
    joined: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        for parts, phrase in index.phrases.get(token.text, ()) if token.kind == "word" else ():
            last = _match_phrase(tokens, place, parts)
            if last is not None:
                token = Token("word", phrase, token.start, tokens[last].end)
                place = last
                break
        joined.append(token)
        place += 1
    return joined


def _match_phrase(tokens: Sequence[Token], place: int, parts: tuple[str, ...]) -> int | None:
    """The place of the last token where the phrase of these parts starts at `place`."""
    for number, part in enumerate(parts):
        if number and place < len(tokens) and tokens[place].text == "-":
            place += 1
        if place >= len(tokens) or tokens[place].text != part:
            return None
        place += 1
    return place - 1
