"""What the words before and behind an offer say of it: the label that governs it, its period, the country it is for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from roles.model import Period
from roles.read.pay.currency import money_words
from roles.read.pay.lexicon import pay_words
from roles.read.pay.offer import Offer
from roles.read.pay.tokens import Token

# base, pay, total: kinds of pay. weak: money is paid, of whatever kind. other: money that is no pay, or a count.
Label = Literal["base", "pay", "total", "weak", "other"]

# How far words reach: tokens before an offer, tokens behind it, tokens of a line that can be a heading.
_REACH_BEFORE, _REACH_BEHIND, _HEADING = 60, 8, 14
_UNKNOWN_BEHIND = 3  # "$2,000 monthly remote work setup stipend": so many words may stand before the noun
_PER = frozenset(["per", "/", "pro", "par", "por", "na", "za", "al"])
_SIGNS_INSIDE = frozenset(["'", "=", "…"])
_COMMAS = frozenset([",", "+", "、"])
# Chinese names of money end so: 全勤奖, 稿费, 保证金.
_MONEY_ENDINGS = frozenset("奖费金贴补款券")
# Whose earnings are meant: "you'll earn", "to earn"; not "our drivers earn".
_EARN = frozenset(["earn", "earning"])
_YOU = frozenset(["you", "ll", "can", "could", "will", "to", "and", "up", "or", "may", "who", "while", "start"])
_CELLS = frozenset("|·")
# Behind a label these say that it does not belong to the amount before it: "… bonus eligible", "奖金另计".
_ELSEWHERE = frozenset(
    ["eligible", "eligibility", "program", "available", "potential", "另计", "面议", "丰厚", "可观", ":"]
)


@dataclass(slots=True)
class Before:
    """What stands before an offer.

    `attached`: only filler words part label and offer ("Salary range: $90k"); `comma`: a comma and other words
    do. `place`: the label token. `crossed`: a label of other money stands before, but a comma parts it from the offer.
    `follows_pay`: the label is missing and the offer follows one that is pay, as in a list of zones.
    """

    label: Label | None = None
    attached: bool = True
    period: Period | None = None
    country: str | None = None
    place: int | None = None
    comma: bool = False
    crossed: bool = False
    follows_pay: bool = False


@dataclass(slots=True)
class Behind:
    """What stands behind an offer. `far`: other words or a space part the label from it."""

    label: Label | None = None
    far: bool = False
    period: Period | None = None
    country: str | None = None


class Surroundings:
    """Looks around the offers of one passage. `pay` says of each offer judged so far whether it is pay."""

    def __init__(self, tokens: Sequence[Token], offers: Sequence[Offer]) -> None:
        self.tokens = tokens
        self.offers = offers
        self.words = pay_words()
        self.pay: list[bool] = []
        self._offer_at = {p: number for number, offer in enumerate(offers) for p in range(offer.first, offer.last + 1)}

    def before(self, number: int) -> Before:
        """The label that governs an offer: the nearest in its sentence, in the cell before, or in a heading above."""
        offer, found = self.offers[number], Before()
        weak: Before | None = None
        comma = False
        place = offer.ends[0].first - 1
        for _ in range(_REACH_BEFORE):
            if place < 0 or self.tokens[place].kind == "stop":
                listed = found.attached and place > 0 and self.tokens[place].text == ";"
                found.follows_pay = listed and self._is_pay(place - 1)
                break
            token = self.tokens[place]
            if token.kind == "line":
                return weak or self._in_heading(number, place, found)
            if token.text in _CELLS and (token.text == "|" or place < offer.first - 1):
                return weak or self._in_cell(place, found)
            if self._offer_at.get(place, number) != number:
                other = self._offer_at[place]
                if not self.offers[other].is_bare and self.offers[other].is_readable:
                    found.follows_pay = self.pay[other]
                    break
                found.attached = False
                place = self.offers[other].first - 1
                continue
            label = self._label_before(place, offer)
            if found.attached:
                found.period = found.period or self._period_at(place)
                found.country = found.country or self.words.country.get(token.text)
            if label == "other" and comma and not self._is_share(place):
                found.crossed = True
            elif label == "weak":
                country = found.country or self._country_of_label(place)
                weak = weak or Before("weak", found.attached, found.period, country, place)
            elif label is not None:
                found.label, found.place = label, place
                found.attached = found.attached or (weak is not None and weak.attached)
                found.period = found.period or self._period_of_label(place)
                found.country = found.country or self._country_of_label(place)
                return found
            if token.text in _COMMAS and not comma:
                comma, found.comma = True, not found.attached
            found.attached = found.attached and self._is_filler(token)
            place -= 1
        if weak is not None:
            weak.crossed, weak.follows_pay = found.crossed, found.follows_pay
        return weak or found

    def behind(self, offer: Offer) -> Behind:
        """The label behind an offer: "$5,000 sign-on bonus", "$150k base", "20万用户"."""
        unknown = 0
        for place in range(offer.last + 1, min(offer.last + 1 + _REACH_BEHIND, len(self.tokens))):
            token = self.tokens[place]
            text = token.text
            if text == "(":
                return self._in_parenthesis(place)
            ends = token.kind in ("line", "stop", "hidden") or (token.kind == "mark" and text not in _SIGNS_INSIDE)
            if ends or place in self._offer_at:
                break
            counted = text in self.words.counted
            label: Label | None = "other" if counted else self._label(text)
            if label is not None and label != "weak":
                if not counted and self._labels_next(place):
                    break
                spaced = text > "\u2e80" and token.start > self.tokens[place - 1].end
                return Behind(label, unknown > 0 or spaced, self._period_at(place))
            if token.kind == "text" and text[-1] in _MONEY_ENDINGS:
                return Behind("other", unknown > 0)
            if text in self.words.stop or text in self.words.role:
                break
            if text not in self.words.through:
                unknown += 1
                if unknown > _UNKNOWN_BEHIND:
                    break
        return Behind()

    def _in_parenthesis(self, place: int) -> Behind:
        """$180k (base) · $250k (OTE) · $5,000 (sign-on bonus) · $190k (Canada)"""
        found = Behind()
        for inner in range(place + 1, min(place + 5, len(self.tokens))):
            token = self.tokens[inner]
            label = self._label(token.text)
            if token.kind == "number":
                return Behind()  # (UK: £80k)
            if token.text == ")" or token.kind == "line":
                break
            if label is not None and self._labels_next(inner):
                break
            closes = any(following.text == ")" for following in self.tokens[inner + 1 : inner + 3])
            if label in ("base", "total") or (label == "other" and inner <= place + 2 and closes):
                found.label = label
                break
            if token.text in self.words.stop:
                break
            found.country = found.country or self.words.country.get(token.text)
        return found

    def _labels_next(self, place: int) -> bool:
        """True where a label belongs to what comes: "… Bonus: 10%", "… OTE $200k", "… bonus eligible"."""
        if place + 1 >= len(self.tokens):
            return False
        following = self.tokens[place + 1]
        return following.text in _ELSEWHERE or following.kind == "number" or money_words().is_currency(following.text)

    def _in_heading(self, number: int, place: int, found: Before) -> Before:
        """The label in the line above (blank lines left out), where that line is a heading or ends with a colon."""
        while place >= 0 and self.tokens[place].kind == "line":
            place -= 1
        last = place
        while place >= 0 and self.tokens[place].kind != "line":
            place -= 1
        line = range(place + 1, last + 1)
        if not line or not (found.attached or self.tokens[last].text == ":"):
            return found
        others = {self._offer_at.get(p, number) for p in line} - {number}
        money = [other for other in others if not self.offers[other].is_bare]
        if money:
            found.follows_pay = self.pay[max(money)]
        elif len(line) <= _HEADING or self.tokens[last].text == ":":
            self._take_label(reversed(line), found)
        return found

    def _in_cell(self, place: int, found: Before) -> Before:
        """The label in the table cell before the offer's: "| Salary | 20-30K |"."""
        first = place
        while first > max(0, place - 5) and not self._parts_cells(first - 1):
            first -= 1
        cell = range(first, place)
        if any(p in self._offer_at for p in cell) or not self._take_label(reversed(cell), found):
            found.attached = False
        return found

    def _is_pay(self, place: int) -> bool:
        """True where an offer that is pay stands."""
        return place in self._offer_at and self.pay[self._offer_at[place]]

    def _parts_cells(self, place: int) -> bool:
        return self.tokens[place].kind == "line" or self.tokens[place].text in _CELLS

    def _take_label(self, places: Iterable[int], found: Before) -> bool:
        for place in places:
            label = self._label(self.tokens[place].text)
            found.period = found.period or self._period_at(place)
            found.country = found.country or self.words.country.get(self.tokens[place].text)
            if label is not None and label != "weak":
                found.label = label
                return True
        return False

    def _label(self, text: str) -> Label | None:
        words = self.words
        if text in words.total:
            return "total"
        if text in words.base:
            return "base"
        if text in words.pay:
            return "pay"
        if text in words.other:
            return "other"
        return "weak" if text in words.weak else None

    def _label_before(self, place: int, offer: Offer) -> Label | None:
        """The label at a place before the offer. A share of the salary is no salary, what customers pay and drivers
        earn is no pay of the role, and "QPS 10-20万" counts something."""
        token = self.tokens[place]
        text, before = token.text, self.tokens[place - 1] if place else None
        label = self._label(text)
        if self._is_share(place) or (token.kind == "text" and text[-1] in _MONEY_ENDINGS):
            return "other"
        if before is not None:
            if text == "pay" and before.text in self.words.counted:
                return "other"
            if text in _EARN and before.kind == "word" and before.text not in _YOU:
                return "other"
            if text in self.words.piece and before.text in self.words.per:
                return "other"  # 每篇 200 元
        if label == "other" and any(token.text in self.words.role for token in self.tokens[place + 1 : place + 3]):
            return None  # 投资经理, credit risk analyst: the name of a role
        if label is None and text in self.words.measured and not offer.currency and place >= offer.first - 2:
            return "other"
        return label

    def _is_share(self, place: int) -> bool:
        """True for the salary of "10% of base salary" and "2x salary"."""
        if self._label(self.tokens[place].text) not in ("base", "pay"):
            return False
        near = [token.text for token in self.tokens[max(0, place - 3) : place]]
        return "%" in near or near[-1:] in (["x"], ["×"], ["times"])

    def _period_at(self, place: int) -> Period | None:
        text = self.tokens[place].text
        if text in self.words.period_label:
            return self.words.period_label[text]
        if place > 1 and text in self.words.unit and self.tokens[place - 1].text in _PER:
            counted = self.tokens[place - 2]  # "3 days/week" tells no pay period
            if counted.kind != "number" and counted.text not in self.words.unit:
                return self.words.unit[text]
        return None

    def _period_of_label(self, place: int) -> Period | None:
        """The period that the label or an adjective before it tells: "年薪", "weekly base salary"."""
        told = (self._period_at(p) for p in range(place, max(-1, place - 4), -1))
        return next((period for period in told if period is not None), None)

    def _country_of_label(self, place: int) -> str | None:
        """The country named right before the label: "US base salary range", "in Canada, the salary range"."""
        for token in reversed(self.tokens[max(0, place - 6) : place]):
            if token.text in self.words.country:
                return self.words.country[token.text]
            if not self._is_filler(token):
                break
        return None

    def _is_filler(self, token: Token) -> bool:
        """True for words that may stand between a label and its amount."""
        return token.text in self.words.between_label_and_amount or money_words().is_currency(token.text)
