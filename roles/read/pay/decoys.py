"""What an offer is: base pay, pay, total pay, or money (or a number) that is no pay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from roles.model import Period
from roles.read.pay.lexicon import pay_words
from roles.read.pay.offer import Offer
from roles.read.pay.period import YEAR_FROM
from roles.read.pay.surroundings import Before, Surroundings
from roles.read.pay.tokens import HIDDEN, Token

# plain: without a label, by its place and shape alone.
Meaning = Literal["base", "pay", "total", "plain"]

_LONGEST_TITLE = 160  # characters
_SEPARATORS = frozenset([",", "[", "(", ")", "、", "/"])


@dataclass(slots=True)
class Reading:
    """An offer that is pay. `period` and `country` are what the words around it tell; `label` is the token of a label
    right before it."""

    meaning: Meaning
    period: Period | None = None
    country: str | None = None
    label: int | None = None


class Judge:
    """Judges the offers of one passage; `single_line` says that the whole text is one line: a cell or a title."""

    def __init__(self, raw: str, tokens: Sequence[Token], offers: Sequence[Offer], *, single_line: bool) -> None:
        self.raw = raw
        self.tokens = tokens
        self.offers = offers
        self.single_line = single_line
        self.words = pay_words()
        self.around = Surroundings(tokens, offers)
        self.hides = "?" in raw or HIDDEN.search(raw) is not None

    def readings(self) -> list[Reading | None]:
        """A Reading for each offer that is pay, None for the others."""
        found: list[Reading | None] = []
        for number in range(len(self.offers)):
            reading = self._one(number)
            found.append(reading)
            self.around.pay.append(reading is not None)
        return found

    def _one(self, number: int) -> Reading | None:
        offer = self.offers[number]
        if not offer.is_readable or self._hidden_near(offer):
            return None
        before, behind = self.around.before(number), self.around.behind(offer)
        reading = Reading("pay", before.period or behind.period, behind.country or before.country)
        reading.label = before.place if before.attached else None
        labelled = before.label in ("base", "pay", "total")
        label = behind.label
        if label == "other":
            if not (labelled and reading.label is not None and behind.far and not offer.is_bare):
                return None
            label = None
        if offer.is_bare:
            meaning = self._bare(offer, before, reading.period)
        elif label in ("base", "total"):
            meaning = label
        elif label == "pay":
            meaning = "pay"
        elif before.label == "other":
            meaning = None
        elif before.label in ("base", "pay", "total"):
            meaning = before.label if self._is_money(offer, before) else None
        elif self._looks_like_pay(offer) and (before.follows_pay or (before.label == "weak" and not before.crossed)):
            meaning = "pay"
        else:
            meaning = "plain" if self._stands_alone(offer, before) else None
        if meaning is None:
            return None
        reading.meaning = meaning
        return reading

    def _hidden_near(self, offer: Offer) -> bool:
        """True where characters stand in place of digits next to the offer."""
        if not self.hides:
            return False
        near = self.tokens[max(0, offer.first - 3) : offer.last + 3]
        masked = any(token.text == "?" and before.text in ("-", "~") for before, token in pairwise(near))
        return masked or any(token.kind == "hidden" for token in near[offer.first > 2 :])

    def _is_money(self, offer: Offer, before: Before) -> bool:
        """A labelled number without a currency must stand right behind its label: elsewhere 10K may be anything. So
        must a single amount that has neither a period nor the size of a year's pay: "… salary and a $200 kit"."""
        if before.crossed and not (before.attached or offer.is_range):
            return False
        if offer.months or offer.period:
            return True
        if offer.currency and (offer.is_range or self._large(offer)):
            return True
        if before.attached:
            return bool(offer.currency) or before.place is not None or not self._runs_on(offer)
        return offer.is_range and not before.comma and not before.crossed and self._ends_here(offer)

    def _runs_on(self, offer: Offer) -> bool:
        """True where unknown words follow at once: "20万份", "5万+ stars" count things, whatever the heading says."""
        if offer.last + 1 >= len(self.tokens):
            return False
        following = self.tokens[offer.last + 1]
        if following.kind == "text":
            return following.start == self.tokens[offer.last].end
        return following.kind == "word" and following.text[0].isascii() and not self._ends_here(offer)

    def _looks_like_pay(self, offer: Offer) -> bool:
        if not (offer.currency or offer.units):
            return False
        return offer.is_range or offer.period is not None or bool(offer.units) or self._large(offer)

    def _large(self, offer: Offer) -> bool:
        """True where the amounts show a currency and have the size of a year's pay."""
        return bool(offer.currency) and all(end.value >= YEAR_FROM for end in offer.ends)

    def _bare(self, offer: Offer, before: Before, period: Period | None) -> Meaning | None:
        """Numbers alone are pay right behind a label of pay, or as the whole text."""
        large = all(end.value >= 1000 and not 1990 <= end.number < 2040 for end in offer.ends)  # 2019-2023: years
        if not self._ends_here(offer) or not (large or period):
            return None
        if before.label in ("base", "pay", "total") and before.attached:
            return before.label
        whole = offer.first == 0 and offer.last == len(self.tokens) - 1
        return "plain" if before.label is None and large and whole else None

    def _ends_here(self, offer: Offer) -> bool:
        """True where the words end with the offer, or go on about something else."""
        if offer.last + 1 >= len(self.tokens):
            return True
        token, words = self.tokens[offer.last + 1], self.words
        return (
            token.kind in ("line", "stop", "mark")
            or any(token.text in group for group in (words.stop, words.harmless, words.pay, words.weak, words.other))
            or self.raw[token.start].isupper()  # "… £95,000 - £110,000 We are looking for"
        )

    # -- without a label ------------------------------------------------------------------------------------------

    def _stands_alone(self, offer: Offer, before: Before) -> bool:
        """Without a label an offer is pay where it fills its line or cell, in a title, or by its own shape."""
        if before.crossed and not offer.is_range:
            return False
        if offer.units and offer.sure_of_months:
            return True
        paid = bool(offer.currency) and offer.period is not None
        if paid and offer.is_range:
            return True
        behind = self.tokens[offer.last + 1].text if offer.last + 1 < len(self.tokens) else ""
        if not self._ends_here(offer) and behind not in self.words.role:
            return False
        start = offer.first
        while start > 0 and self.tokens[start - 1].kind != "line":
            start -= 1
        left = self.tokens[start : offer.first]
        if all(map(self._is_beside, left)):
            return self.single_line or offer.is_range or offer.period is not None
        title = self._is_title(start, offer)
        near = self._is_beside(left[-1]) or left[-1].text in self.words.role
        if offer.is_range:
            return self._range_alone(offer, left, title=title, near=near)
        if paid:
            return title or self._employment_beside(offer)
        if offer.period is not None:
            return title and near
        return title and self._large(offer) and (left[-1].kind == "mark" or left[-1].text in self.words.role)

    def _range_alone(self, offer: Offer, left: Sequence[Token], *, title: bool, near: bool) -> bool:
        """A range without a period, in a line with other words: a cell of it, behind "…:", or in a title."""
        piece, cell = self._piece(left)
        if all(map(self._is_beside, piece)) and (cell or title or offer.currency):
            return True
        if self._large(offer):
            place = left[-1].text == ":" and len(left) <= 7  # Chicago, IL: $114,000 - $155,000
            role = any(token.text in self.words.role for token in left[-12:])
            if place or role or self._employment_beside(offer):
                return True
        beside = next((token for token in reversed(left) if token.kind != "mark"), left[-1])
        return (title and (near or self.single_line)) or (self.single_line and beside.text in self.words.harmless)

    def _piece(self, left: Sequence[Token]) -> tuple[Sequence[Token], bool]:
        """The tokens behind the last separator of the line, and whether that separator parts cells."""
        for place in range(len(left) - 1, -1, -1):
            token = left[place]
            dash = token.text in ("-", "--") and place > 0 and token.start > left[place - 1].end
            if token.text in ("|", "·", "]"):
                return left[place + 1 :], True
            if dash or token.kind == "stop" or token.text in _SEPARATORS:
                return left[place + 1 :], False
        return left, False

    def _is_title(self, start: int, offer: Offer) -> bool:
        """True where the line names a role and is short enough to be a title."""
        end = next((p for p in range(offer.last, len(self.tokens)) if self.tokens[p].kind == "line"), len(self.tokens))
        line = self.tokens[start:end]
        return line[-1].end - line[0].start <= _LONGEST_TITLE and any(token.text in self.words.role for token in line)

    def _employment_beside(self, offer: Offer) -> bool:
        """True for "£400 per day outside IR35" and "Permanent £58,000 per year"."""
        beside = [*self.tokens[max(0, offer.first - 2) : offer.first], *self.tokens[offer.last + 1 : offer.last + 3]]
        return any(token.text in self.words.terms for token in beside)

    def _is_beside(self, token: Token) -> bool:
        """True for words that may share a line with an amount without making it something else."""
        return token.kind == "mark" or token.text in self.words.beside_an_amount
