"""Where a role's pay stands among like roles: the open ones of its family in one of its cities, in its currency."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from roles.model import Number

# Fewer like roles than these say nothing of a market.
LEAST_PEERS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One role's pay among its peers, in currency units per year.

    `pay` and the others are the middles of stated ranges (the stated end where only one is). `above` and `below` are
    how many of the `peers` pay less and more than this role.
    """

    pay: Number
    peers: int
    above: int
    below: int
    lowest: Number
    median: Number
    highest: Number


def middle(annual_min: Number | None, annual_max: Number | None) -> Number | None:
    """The middle of an annual range, the stated end of a half-open one, None where no pay is stated."""
    ends = [end for end in (annual_min, annual_max) if end is not None]
    return sum(ends) / len(ends) if ends else None


def standing(pay: Number | None, others: Sequence[Number]) -> Standing | None:
    """Where `pay` stands among the `others` (middles per year, this role left out).

    None where it states no pay or fewer than five others do.
    """
    if pay is None or len(others) < LEAST_PEERS:
        return None
    return Standing(
        pay=pay,
        peers=len(others),
        above=sum(other < pay for other in others),
        below=sum(other > pay for other in others),
        lowest=min(others),
        median=statistics.median(others),
        highest=max(others),
    )
