"""Amounts put together: ranges, bounds, months. What they mean as pay is still open here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from roles.model import Number
from roles.read.pay.amount import SIGNS, Amount, read_amounts
from roles.read.pay.bounds import bound_before, breaks_off
from roles.read.pay.lexicon import pay_words
from roles.read.pay.months import months_behind
from roles.read.pay.period import Stated
from roles.read.pay.tokens import Token

# A unit on one end counts for the other where the numbers are of one size: 15-30K, but not 800-1.2千.
_ONE_SIZE = 20
# A minimum and a maximum are one range where so few tokens part them and the maximum is not absurdly higher.
_APART, _WIDEST = 8, 10


@dataclass(slots=True)
class Offer:
    """One stated amount or range, in currency units per stated period. `first` and `last` are places in the
    row of tokens, both included; what the ends say of themselves is in `ends`. `sure_of_months` says that a word
    like 薪 names the months."""

    first: int
    last: int
    low: float | None
    high: float | None
    ends: tuple[Amount, ...]
    months: Number | None = None
    sure_of_months: bool = False

    @property
    def currency(self) -> list[str]:
        """The currency words of both ends."""
        return [word for end in self.ends for word in end.currency]

    @property
    def period(self) -> Stated | None:
        """The period stated behind the range; the last end's counts."""
        return next((end.period for end in reversed(self.ends) if end.period), None)

    @property
    def units(self) -> set[str]:
        """The unit words of the ends: "k", "万"."""
        return {end.unit for end in self.ends if end.unit}

    @property
    def is_range(self) -> bool:
        """True where two ends are stated."""
        return len(self.ends) > 1

    @property
    def is_readable(self) -> bool:
        """False where a number is part of a name, a time, a version, or malformed."""
        return all(end.readable for end in self.ends)

    @property
    def is_bare(self) -> bool:
        """True where nothing but numbers is stated: no unit, currency, period or months."""
        return self.months is None and not any(end.is_money for end in self.ends)


def read_offers(tokens: Sequence[Token], folded: str, language: str = "") -> list[Offer]:
    """All amounts and ranges of a passage, in reading order, money or not: they part the text into reaches."""
    amounts = read_amounts(tokens, folded, language)
    offers: list[Offer] = []
    place = 0
    while place < len(amounts):
        previous = offers[-1].last if offers else -1
        if amounts[place].first <= previous:  # the months of the offer before
            place += 1
            continue
        last = _range_end(tokens, amounts, place)
        offer = _single(tokens, amounts[place], previous) if last == place else _range(amounts[place], amounts[last])
        months = months_behind(tokens, offer.last + 1)
        if months is not None:
            offer.months, offer.last, offer.sure_of_months = months.number, months.end - 1, months.sure
            _add_thousands(offer)
        offers.append(offer)
        place = last + 1
    return _pair_bounds(tokens, offers)


def _range_end(tokens: Sequence[Token], amounts: list[Amount], place: int) -> int:
    """The place of the amount that closes the range begun at `place`; `place` itself where there is no range."""
    last = place
    while (following := _right_end(tokens, amounts, last)) is not None:  # minimum - middle - maximum
        last = following
    return last


def _right_end(tokens: Sequence[Token], amounts: list[Amount], place: int) -> int | None:
    left = amounts[place]
    for further in range(place + 1, min(place + 4, len(amounts))):
        right = amounts[further]
        if _connected(tokens, left, right, graded=further > place + 1):
            return further
        if not left.currency or right.is_money or right.value >= 100:
            return None  # only grade numbers ("to Step 10 $120,000") may stand between two ends
    return None


def _connected(tokens: Sequence[Token], left: Amount, right: Amount, *, graded: bool) -> bool:
    """True where the words between two amounts make them the ends of one range."""
    words = pay_words()
    between = _without_remark(tokens[left.last + 1 : right.first])
    signed = right.first < right.number_at and tokens[right.first].text in SIGNS
    if not between or (signed and not left.is_money and not left.grouped):  # "Step 1 - $90,000"
        return False
    texts = [token.text for token in between]
    if len(texts) == 1 and texts[0] in words.ends_and and _opened(tokens, left):
        return True
    if graded:
        grades = all(token.kind == "number" or token.text in words.grade | words.to for token in between)
        return bool(right.currency) and texts[0] in words.to and grades
    if texts == ["/"]:  # 35/42K€
        return bool(right.unit) and not left.is_money and left.number < right.number <= 2 * left.number
    behind = tokens[right.last + 1].text if right.last + 1 < len(tokens) else ""
    if texts[0] == behind and behind in words.base | words.total:  # $120k OTE - $160k OTE
        texts = texts[1:]
    if not texts or texts[0] not in words.to or any(token.kind == "line" for token in between):
        return False
    return texts[1:] == ["up to"] or all(text in words.about for text in texts[1:])


def _without_remark(between: Sequence[Token]) -> Sequence[Token]:
    """The words between two ends without a remark on the first: "€2,651 (scale 9) and €3,997"."""
    if between and between[0].text == "(":
        close = next((place for place, token in enumerate(between[:8]) if token.text == ")"), None)
        if close is not None:
            return between[close + 1 :]
    return between


def _opened(tokens: Sequence[Token], left: Amount) -> bool:
    """True where "between" stands before the left end, as in "between $90,000 and $110,000"."""
    near = tokens[max(0, left.first - 3) : left.first]
    return any(token.text in pay_words().between for token in near)


def _range(left: Amount, right: Amount) -> Offer:
    _share_unit(left, right)
    low, high = sorted((left.value, right.value))
    return Offer(left.first, right.last, low or None, high or None, (left, right))


def _share_unit(left: Amount, right: Amount) -> None:
    """15-30K, 15K-30 and £70-80,000: what one end leaves out is said by the other."""
    if right.unit and not left.unit and left.number <= _ONE_SIZE * right.number:
        left.unit, left.scale, left.value = right.unit, right.scale, left.number * right.scale
    elif left.unit and not right.unit and left.number <= right.number < min(1000, _ONE_SIZE * left.number):
        right.unit, right.scale, right.value = left.unit, left.scale, right.number * left.scale
    elif right.grouped and not (left.unit or right.unit or left.period) and left.number < 1000 and left.number % 1 == 0:
        thousands = left.number * 1000
        if right.number / 10 <= thousands <= right.number:
            left.value = thousands


def _add_thousands(offer: Offer) -> None:
    """40-60*16薪: with a number of months the thousands go without saying."""
    if offer.sure_of_months and not (offer.units or offer.currency) and all(end.number < 1000 for end in offer.ends):
        for end in offer.ends:
            end.unit, end.scale, end.value = "k", 1000, end.number * 1000
        offer.low = None if offer.low is None else offer.low * 1000
        offer.high = None if offer.high is None else offer.high * 1000


def _single(tokens: Sequence[Token], amount: Amount, previous: int) -> Offer:
    bound, first = amount.bound, amount.first
    before = bound_before(tokens, amount.first, previous, amount.currency)
    if before is not None:
        bound, first = before
    if breaks_off(tokens, amount.last + 1):
        amount.readable = False
    low = None if bound == "high" else amount.value or None
    high = None if bound == "low" else amount.value or None
    return Offer(first, amount.last, low, high, (amount,))


def _pair_bounds(tokens: Sequence[Token], offers: list[Offer]) -> list[Offer]:
    """Offers with "minimum $90,000 … (middle $105,000 …) maximum $120,000" as one range."""
    paired: list[Offer] = []
    for offer in offers:
        paired.append(offer)
        for back in (2, 3):
            if len(paired) >= back and _is_pair(tokens, paired[-back:]):
                lower = paired[-back]
                ends = lower.ends + offer.ends
                paired[-back:] = [Offer(lower.first, offer.last, lower.low, offer.high, ends, offer.months)]
                break
    return paired


def _is_pair(tokens: Sequence[Token], offers: Sequence[Offer]) -> bool:
    """True where the first of these offers states the least, the last the most, and one between lies between."""
    lower, *middle, upper = offers
    if lower.is_range or upper.is_range or lower.low is None or lower.high or upper.low or upper.high is None:
        return False
    gap = tokens[lower.last + 1 : upper.first]
    if len(gap) >= _APART or any(token.kind == "stop" for token in gap):
        return False
    inside = all(lower.low <= end.value <= upper.high for offer in middle for end in offer.ends)
    return inside and lower.low < upper.high <= _WIDEST * lower.low
