"""Which currency an amount is in: codes and names, and signs that several countries share (words/money.toml)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from roles.read.pay.glyphs import fold_glyphs
from roles.read.words import load

_KANA = re.compile(r"[\u3041-\u30ff]|円")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page is read: ISO 639 language and ISO 3166 country, "" where unknown."""

    language: str = ""
    country: str = ""

    @property
    def currency(self) -> str | None:
        """The currency of the country; None where it is unknown."""
        return money_words().of_country.get(self.country)


@cache
def place_of(locale: str | None) -> Place | None:
    """ "zh-CN", "en_GB" or "ja" as a Place; None where there is no locale."""
    parts = re.split(r"[-_]", locale.strip()) if locale else []
    if not parts or not parts[0].isalpha():
        return None
    language = parts[0].lower()
    country = next((part.upper() for part in parts[1:] if len(part) == 2 and part.isalpha()), "")
    if not country and "Hant" in parts:
        return Place(language)
    return Place(language, country or money_words().of_language.get(language, ""))


def place_in(text: str) -> Place:
    """What the script of a text tells where no locale is given: kana is Japanese, Hangul Korean, Han Chinese.

    Han characters tell the language, not whether the country is China, Taiwan or Hong Kong: the country is
    China only where all characters are simplified ones or common to both.
    """
    if _KANA.search(text):
        return Place("ja", "JP")
    if _HANGUL.search(text):
        return Place("ko", "KR")
    if _HAN.search(text):
        return Place("zh", "CN" if fold_glyphs(text.lower()) == _unchanged(text) else "")
    return Place()


def _unchanged(text: str) -> str:
    return "".join(glyph if _HAN.match(glyph) else fold_glyphs(glyph) for glyph in text.lower())


@dataclass(frozen=True, slots=True)
class Shared:
    """A sign of several currencies: its currency by country, and elsewhere (None: unknown)."""

    by_country: dict[str, str]
    elsewhere: str | None


@dataclass(frozen=True, slots=True)
class MoneyWords:
    """The tables of words/money.toml, by folded word."""

    exact: dict[str, str]
    shared: dict[str, Shared]
    scale: dict[str, int]
    scale_in: dict[str, dict[str, int]]
    of_country: dict[str, str]
    of_language: dict[str, str]
    worth: dict[str, float]
    scale_of: dict[str, str]
    scale_countries: frozenset[str]

    def scales(self, language: str) -> dict[str, int]:
        """Words for powers of ten in a language: "k" 1000, "万" 10000."""
        return self.scale | self.scale_in[language] if language in self.scale_in else self.scale

    def is_currency(self, word: str) -> bool:
        """True for any code, name or sign of a currency."""
        return word in self.exact or word in self.shared


@cache
def money_words() -> MoneyWords:
    """The lists of words/money.toml."""
    table = load("money")
    return MoneyWords(
        exact={fold_glyphs(word): code for code, words in table["currency"].items() for word in words},
        shared={
            fold_glyphs(word): Shared(row["of"], row.get("else"))
            for row in table["shared"].values()
            for word in row["words"]
        },
        scale=_scales(table["scale"]),
        scale_in={language: _scales(sizes) for language, sizes in table["scale_in"].items()},
        of_country={country: code for code, countries in table["country"].items() for country in countries},
        of_language=table["language"],
        worth={code: float(units) for code, units in table["worth"].items()},
        scale_of={fold_glyphs(word): table["lakh"]["currency"] for word in table["lakh"]["words"]},
        scale_countries=frozenset(table["lakh"]["countries"]),
    )


def _scales(sizes: dict[str, list[str]]) -> dict[str, int]:
    return {fold_glyphs(word): int(size) for size, words in sizes.items() for word in words}


def resolve(words: list[str], place: Place) -> str | None:
    """The ISO 4217 code meant by the currency words of one amount; None where unknown or contradictory.

    A code, prefix or name wins over a bare sign ("$50,000 CAD"); a bare sign takes the currency of the page's country;
    without any word the currency of the country is meant.
    """
    money = money_words()
    exact = {money.exact[word] for word in words if word in money.exact}
    if len(exact) > 1:
        return None
    if exact:
        return exact.pop()
    found = {_of_shared(money.shared[word], place) for word in words if word in money.shared}
    if not found:
        return place.currency
    return found.pop() if len(found) == 1 else None


def shares_sign(words: list[str], country: str) -> bool:
    """True where the currency words are bare signs that this country uses, too: "$" and Canada."""
    money = money_words()
    signs = [money.shared[word] for word in words if word in money.shared]
    return len(signs) == len(words) > 0 and all(country in sign.by_country for sign in signs)


def _of_shared(sign: Shared, place: Place) -> str | None:
    return sign.by_country.get(place.country, sign.elsewhere)
