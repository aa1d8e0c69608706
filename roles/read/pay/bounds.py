"""Open ends: what the words before an amount say ("up to", "不低于"), and ranges that break off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from roles.read.pay.lexicon import pay_words
from roles.read.pay.tokens import Token

Bound = Literal["low", "high"]

_REACH = 9  # tokens between a bound that stands apart and its amount
_NEAR = frozenset([":", "of", "at", "a", "(", "=", '"'])  # between a bound and its amount, closely
_LINKS = frozenset(["is", "be", "为", "是", "in", "the", "-"])
# Words that are bounds only where a statement begins: "to £85k", not "talk to 50".
_OPENING = frozenset(["to", "do", "tot", "até", "ate", "bis", "a"])


def bound_before(
    tokens: Sequence[Token], place: int, previous: int, currency: Sequence[str]
) -> tuple[Bound, int] | None:
    """What the words before the amount at `place` say, back to `previous`, and where they begin."""
    words = pay_words()
    near, crossed = True, False
    for at in range(place - 1, max(previous, place - 1 - _REACH), -1):
        token = tokens[at]
        text = token.text
        opens = at == 0 or tokens[at - 1].kind == "line"
        if near or (text in words.apart and (opens or not crossed)):  # "Minimum:⏎$90k", not "3 years minimum⏎$90k"
            if text in words.high_before and not (text in _OPENING and _in_mid_sentence(tokens, at)):
                return "high", at
            if text in words.low_before:
                return "low", at
        if text == "~" and near and "円" in currency:  # ～1,000万円; elsewhere "~" means about
            return "high", at
        if text in _NEAR or text in words.about:
            continue
        crossed = crossed or token.kind == "line"
        near = False
        known = text in words.between_label_and_amount or text in words.grade or text in words.pay or text in words.base
        if not (known or text in _LINKS or token.kind in ("number", "line")):
            return None
    return None


def _in_mid_sentence(tokens: Sequence[Token], place: int) -> bool:
    words = pay_words()
    before = tokens[place - 1] if place else None
    if before is None or before.kind in ("line", "stop", "mark"):
        return False
    return not (before.text in words.pay or before.text in words.base or before.text in words.filler)


def breaks_off(tokens: Sequence[Token], place: int) -> bool:
    """True for the dash of "3k-" and "3500-?元": the other end is missing."""
    if place >= len(tokens) or tokens[place].text != "-" or tokens[place].start != tokens[place - 1].end:
        return False
    return place + 1 >= len(tokens) or tokens[place + 1].kind in ("hidden", "line") or tokens[place + 1].text == "?"
