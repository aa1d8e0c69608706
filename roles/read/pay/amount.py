"""Amounts in a row of tokens: a number with its unit, currency, period and bound; two of them as a range."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from roles.read.pay.bounds import Bound
from roles.read.pay.currency import money_words
from roles.read.pay.lexicon import pay_words
from roles.read.pay.number import CHINESE_DIGITS, read_number
from roles.read.pay.period import Stated, period_behind
from roles.read.pay.tokens import Token

SIGNS = frozenset("$€£¥₹₩₽₺₴₫฿₱₪₦₸₾₡৳") | {"rs", "rp", "rm"}
_THREE_DECIMALS = re.compile(r"[0-9]{1,3}\.[0-9]{3}\Z")
_JOINED = 2  # so many characters may stand between an amount and what belongs to it
_MOST_CURRENCIES, _MOST_BEHIND = 3, 8


@dataclass(slots=True)
class Amount:
    """One number and what is said of it.

    `first`, `last` (both included) and `number_at` are places in the row of tokens. `value` has the unit multiplied
    in, `number` has not. `bound` is what the words behind the amount say ("20K以上": low). `unit` is the word of the
    unit ("k", "万"), `currency` the words of the currency.
    """

    number_at: int
    first: int
    last: int
    value: float
    number: float
    grouped: bool
    unit: str = ""
    scale: int = 1
    currency: list[str] = field(default_factory=list)
    period: Stated | None = None
    bound: Bound | None = None
    readable: bool = True

    @property
    def is_money(self) -> bool:
        """True where more than a bare number is stated."""
        return bool(self.currency or self.unit or self.period)


def read_amounts(tokens: Sequence[Token], folded: str, language: str = "") -> list[Amount]:
    """Every number of the row as an Amount, in reading order; what makes a number no amount is in `readable`."""
    found: list[Amount] = []
    reader = _Reader(tokens, folded, language)
    place = 0
    while place < len(tokens):
        if tokens[place].kind == "number":
            amount = reader.amount(place, found[-1].last if found else -1)
            found.append(amount)
            place = amount.last
        place += 1
    return found


class _Reader:
    """Reads one amount outwards from its number."""

    def __init__(self, tokens: Sequence[Token], folded: str, language: str) -> None:
        self.tokens = tokens
        self.folded = folded
        self.words = pay_words()
        self.money = money_words()
        self.scale = self.money.scales(language)

    def amount(self, place: int, previous: int) -> Amount:
        """The amount of the number at `place`; `previous` is where the amount before it ends."""
        text = self.tokens[place].text
        read = read_number(text)
        number, grouped = read if read is not None else (0.0, False)
        amount = Amount(place, place, place, number, number, grouped, readable=read is not None)
        if text[0] in CHINESE_DIGITS:
            amount.unit, amount.scale = ("万", 10_000) if "万" in text else ("千", 1_000)
            amount.number = number / amount.scale
        self._before(amount, previous)
        self._unit(amount)
        if self._is_in_name(amount):
            amount.readable = False
            return amount
        self._behind(amount)
        amount.readable = amount.readable and not self._is_part_of_word(amount)
        return amount

    def _near(self, place: int) -> bool:
        """True where the token at `place` follows the one before it closely, on the same line."""
        return (
            0 < place < len(self.tokens)
            and self.tokens[place].kind in ("word", "mark", "number")
            and self.tokens[place].start - self.tokens[place - 1].end <= _JOINED
        )

    def _is_glued(self, place: int) -> bool:
        """True where nothing stands between the token at `place` and the one before it."""
        return self.tokens[place].start == self.tokens[place - 1].end

    def _is_currency(self, place: int) -> bool:
        return 0 <= place < len(self.tokens) and self.money.is_currency(self.tokens[place].text)

    # -- before the number ----------------------------------------------------------------------------------------

    def _before(self, amount: Amount, previous: int) -> None:
        """Currency words: "USD 90", "HKD $90", "RMB（5-10K）"."""
        place = amount.first - 1
        while place > previous and self._near(place + 1):
            text = self.tokens[place].text
            if self._is_currency(place) and len(amount.currency) < _MOST_CURRENCIES:
                amount.currency.append(text)
                amount.first = place
            elif text in self.words.about and text not in ("~", "·"):
                amount.first = place
            elif not (text in ("(", "/") and place - 1 > previous and self._is_currency(place - 1)):
                return
            place -= 1

    # -- the unit -------------------------------------------------------------------------------------------------

    def _unit(self, amount: Amount) -> None:
        """k, 万, lakh … behind the number."""
        place = amount.last + 1
        if amount.unit or not self._near(place):
            return
        token = self.tokens[place]
        scale = self.scale.get(token.text)
        letter = len(token.text) == 1 and token.text.isascii()
        if scale is None or self._goes_on(token) or (letter and token.text not in "kw" and not self._is_glued(place)):
            return
        text = self.tokens[amount.last].text
        if _THREE_DECIMALS.match(text):  # 1.125万
            amount.number = float(text)
        amount.unit, amount.scale, amount.last = token.text, scale, place
        amount.value = amount.number * scale
        self._smaller_units(amount)

    def _goes_on(self, unit: Token) -> bool:
        """True for the "k" of 8k2 and k8s, which is no unit; 1w5 (15,000), 20kx14 and 20kRMB have one."""
        rest = self.folded[unit.end : unit.end + 2]
        if not unit.text.isascii() or not _is_ascii_word(rest[:1]):
            return False
        if (unit.text == "w" and rest[0].isdigit()) or (rest[0] == "x" and rest[1:].isdigit()):
            return False
        return not any(self.folded.startswith(code, unit.end) for code in self.money.exact)

    def _smaller_units(self, amount: Amount) -> None:
        """The rest of 23万6,800 · 3万5千 · 3万5 · 1억 2,000만: one amount in ever smaller units."""
        smallest = amount.scale
        while smallest >= 10_000 and self._near(amount.last + 1):
            place = amount.last + 1
            token = self.tokens[place]
            gap = token.start - self.tokens[amount.last].end
            read = read_number(token.text) if token.kind == "number" and gap <= (smallest > 10_000) else None
            if read is None:
                return
            scale = self.scale.get(self.tokens[place + 1].text, 1) if self._near(place + 1) else 1
            part = read[0] * scale
            if scale == 1 and len(token.text) == 1:
                part = read[0] * smallest / 10  # 3万5: the next lower unit is left out
            if part >= smallest or (scale == 1 and gap):
                return
            amount.value += part
            amount.last = place + (scale > 1)
            smallest = scale

    # -- behind the number ----------------------------------------------------------------------------------------

    def _behind(self, amount: Amount) -> None:
        """Currency, period, bound and tax words behind the number, in any order."""
        for _ in range(_MOST_BEHIND):
            place = amount.last + 1
            if not self._near(place):
                if not self._period_on_next_line(amount, place):
                    return
                place += 1
            last = self._one_behind(amount, place)
            if last is None:
                return
            amount.last = last

    def _period_on_next_line(self, amount: Amount, place: int) -> bool:
        """£60,000⏎ per year"""
        if place + 2 >= len(self.tokens) or self.tokens[place].kind != "line" or not amount.currency:
            return False
        return amount.period is None and self.tokens[place + 1].text in ("per", "/")

    def _one_behind(self, amount: Amount, place: int) -> int | None:
        """Takes in the token at `place`; the last place taken, or None where it does not belong to the amount."""
        words, text = self.words, self.tokens[place].text
        if text not in words.behind_an_amount and not self._is_currency(place):
            return None
        if text == "(":
            return self._parenthesis(amount, place)
        if text in ("+", "~"):
            if not self._opens_end(place):
                return None
            amount.bound = "low"
            return place
        if self._is_currency(place) and len(amount.currency) < _MOST_CURRENCIES and not self._is_next_sign(place):
            amount.currency.append(text)
            return place
        if text == "/" and self._is_currency(place + 1):
            if amount.period is not None or self._is_next_sign(place + 1):
                return None
            amount.currency.append(self.tokens[place + 1].text)
            return place + 1
        if amount.period is None:
            stated = period_behind(self.tokens, place, glued=bool(amount.currency or amount.unit))
            if stated is not None:
                amount.period = stated[0]
                return stated[1] - 1
        if text in words.low_after or text in words.high_after:
            if self._bounds_next(place):
                return None
            amount.bound = "low" if text in words.low_after else "high"
            return place
        return place if text in words.tax or (text in words.about and text != "c") else None

    def _opens_end(self, place: int) -> bool:
        """True for 20K+ and 20万円～, not for "20K+奖金" (it adds something), "20K + equity" and "20~30K"."""
        following = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        if following is None or following.kind == "line":
            return True
        if not self._is_glued(place) or following.kind == "number" or self._is_currency(place + 1):
            return self._is_glued(place) and self._is_currency(place + 1) and self.tokens[place].text == "+"
        if self.tokens[place].text == "~" or not self._is_glued(place + 1):
            return True
        period = following.text in self.words.per or following.text in self.words.adverb
        return period or following.kind not in ("text", "word")

    def _parenthesis(self, amount: Amount, place: int) -> int | None:
        """(USD) · (annual) · (gross): what is said there of the amount. Another remark is passed over where the
        amount goes on behind it: "€3,997 (scale 10) gross per month"."""
        close = next((p for p in range(place + 1, min(place + 8, len(self.tokens))) if self.tokens[p].text == ")"), 0)
        if close <= place + 1:
            return None
        inner = Amount(place, place, place, 0, 0, False, unit="k", currency=list(amount.currency), period=amount.period)
        while inner.last + 1 < close:
            last = None if self.tokens[inner.last + 1].text == "(" else self._one_behind(inner, inner.last + 1)
            if last is None:
                return close if self._goes_on_behind(amount, close + 1) else None
            inner.last = last
        amount.currency, amount.period, amount.bound = inner.currency, inner.period, inner.bound or amount.bound
        return close

    def _goes_on_behind(self, amount: Amount, place: int) -> bool:
        if not self._near(place):
            return False
        period = amount.period is None and period_behind(self.tokens, place, glued=False) is not None
        return period or self.tokens[place].text in self.words.tax

    def _is_next_sign(self, place: int) -> bool:
        """True for the second £ of "£25k £500": it stands before another number."""
        if place + 1 >= len(self.tokens) or self.tokens[place + 1].kind != "number" or self._is_glued(place):
            return False
        return self.tokens[place].text in SIGNS and self.tokens[place + 1].start - self.tokens[place].end <= 1

    def _bounds_next(self, place: int) -> bool:
        """True for a bound that opens the next statement: "min 50 max 70", "$92,000 Maximum salary: $121,000"."""
        if self.tokens[place].text not in self.words.apart:
            return False
        for following in range(place + 1, min(place + 5, len(self.tokens))):
            if self.tokens[following].kind == "number" or self._is_currency(following):
                return True
            text = self.tokens[following].text
            if not (text in self.words.pay or text in self.words.base or text in self.words.between_label_and_amount):
                return False
        return False

    def _is_in_name(self, amount: Amount) -> bool:
        """True for the numbers of P6 and GPT4, not for that of "base25K"."""
        place = amount.number_at
        start = self.tokens[place].start
        if amount.first < place or not start or not _is_ascii_word(self.folded[start - 1]):
            return False
        before = self.tokens[place - 1].text
        return before not in self.words.base and before not in self.words.pay

    def _is_part_of_word(self, amount: Amount) -> bool:
        """True for numbers inside names, times, versions and shares: 20GB · 10:30 · v1.20 · #12 · 15%."""
        start, end = self.tokens[amount.number_at].start, self.tokens[amount.last].end
        before, after = self.folded[max(0, start - 2) : start], self.folded[end : end + 2]
        if before[-1:].isspace() and after[:1].isspace():
            return False
        before, after = before.rjust(2), after.ljust(2)
        if before[1] in "_#@%&=" or after[0] in "_#@%" or (after[0] == ":" and after[1].isdigit()):
            return True
        if amount.first == amount.number_at and before[1] in ":." and _is_ascii_word(before[0]):
            return before[1] == "." or before[0].isdigit()
        return _is_ascii_word(after[0]) and not (after[0] == "x" and after[1].isdigit())  # but 20kx14


def _is_ascii_word(glyph: str) -> bool:
    return glyph.isascii() and glyph.isalnum()
