"""What changed between two readings of one ad: only meaning counts (docs/RULES.md, "Changed")."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Literal

from roles.model import Number, Posting, Salary
from roles.noise import is_noise
from roles.normalise import UNTITLED
from roles.read.layout.labels import read_labels
from roles.read.layout.lines import read_lines
from roles.read.salary import read_salary
from roles.text import sentences, word_key

SalaryChange = Literal["none", "raised", "cut", "changed", "disclosed", "withdrawn"]

# An end that moved by less than this share of its earlier value is rounding, not news.
TOLERANCE = 0.005
# A text diff shows at most this many lines; the whole texts are in the file.
DIFF_LINES = 200
# A number, or digits in private-use characters.
_AMOUNT = re.compile("[0-9\ue000-\uf8ff]")
# Where a link leads is no part of what an ad says: targets change with every campaign.
_LINK_TARGET, _LINK_QUERY = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)"), re.compile(r"(https?://[^\s?#]+)[?#]\S*")
# Labels in a text whose facts are compared as values, or are no news at all.
_TOLD_ELSEWHERE = frozenset(("title", "location", "salary", "posted", "updated", "expires"))


def _ends(salary: Salary, per_year: Number) -> tuple[Number | None, Number | None]:
    low = None if salary.min is None else salary.min * per_year
    high = None if salary.max is None else salary.max * per_year
    return low, high


def _moved(before: Number | None, after: Number | None) -> int | None:
    """-1, 0 or 1 for an end that fell, stayed or rose; None where it appeared or disappeared."""
    if before is None or after is None:
        return 0 if before is after else None
    if abs(after - before) < TOLERANCE * abs(before) or before == after:
        return 0
    return 1 if after > before else -1


def _direction(before: Salary, after: Salary, by_before: Number, by_after: Number) -> SalaryChange:
    moves = [_moved(b, a) for b, a in zip(_ends(before, by_before), _ends(after, by_after), strict=True)]
    if None in moves:
        return "changed"
    if not any(moves):
        return "none"
    if all(move is not None and move >= 0 for move in moves):
        return "raised"
    if all(move is not None and move <= 0 for move in moves):
        return "cut"
    return "changed"


def compare_salaries(before: Salary | None, after: Salary | None) -> SalaryChange:
    """Says how pay changed between two versions of one ad.

    Takes the `Salary` of the earlier and of the later version (None: the ad states no pay). Gives `none` where
    only the notation differs, `disclosed` or `withdrawn` where one side states none, `raised` or `cut` where no end
    of the annualised range moved the other way, else `changed` (widened, narrowed, another currency, an end that
    came or went). Where both are monthly and only one states the months per year, an assumed 12 is no
    evidence of a raise: the monthly amounts are compared, and equal amounts are `changed` unless the stated number is
    12.
    """
    if before is None or after is None:
        if before is after:
            return "none"
        return "disclosed" if before is None else "withdrawn"
    if before.currency != after.currency:
        return "changed"
    if before.period == after.period == "month" and (before.months is None) != (after.months is None):
        by_month = _direction(before, after, 1, 1)
        stated = before.months if before.months is not None else after.months
        return "changed" if by_month == "none" and stated != 12 else by_month
    return _direction(before, after, before.per_year, after.per_year)


def percent(before: Salary, after: Salary) -> float | None:
    """The signed change in percent of the mean of the annualised ends, one decimal; None where it has no meaning.

    Only for pay that was raised or cut: an end that is open on both sides is left out of the mean.
    """
    if compare_salaries(before, after) not in ("raised", "cut"):
        return None
    if before.period == after.period == "month" and (before.months is None) != (after.months is None):
        rates: tuple[Number, Number] = (12, 12)
    else:
        rates = (before.per_year, after.per_year)
    earlier = [end for end in _ends(before, rates[0]) if end is not None]
    later = [end for end in _ends(after, rates[1]) if end is not None]
    if not earlier or not sum(earlier):
        return None
    return round(100 * (sum(later) / len(later) - sum(earlier) / len(earlier)) / (sum(earlier) / len(earlier)), 1)


def compare_postings(before: Posting, after: Posting, told: Posting | None = None) -> dict[str, Any]:
    """What changed in an ad besides its pay: field → {"before": …, "after": …}, or {"diff": …} for a text.

    Both readings must come from the same reader. Notation, order, and what the other fields tell (the pay phrase,
    places and dates within the description) are no change, nor is a value that could not be read this time, nor what
    another ad of the role said when it was `told`.
    """
    if told is not None:
        before, after = _as_told(before, after, told)
    fields: dict[str, Any] = {}
    if UNTITLED not in (before.title, after.title) and word_key(before.title) != word_key(after.title):
        fields["title"] = {"before": before.title, "after": after.title}
    if before.locations and after.locations and _keys(before.locations) != _keys(after.locations):
        fields["location"] = {"before": list(before.locations), "after": list(after.locations)}
    asked = _text_change(before.requirements, after.requirements, before, after)
    if asked:
        fields["requirements"] = {"diff": diff(before.requirements or "", after.requirements or "")}
    if _text_change(before.description, after.description, before, after) - asked:
        fields["description"] = {"diff": diff(before.description, after.description)}
    return fields


def _as_told(before: Posting, after: Posting, told: Posting) -> tuple[Posting, Posting]:
    """Two readings of an ad without those changes that make it say what another ad of its role said already."""
    if word_key(after.title) == word_key(told.title):
        before = replace(before, title=after.title)
    if _keys(after.locations) == _keys(told.locations):
        before = replace(before, locations=after.locations)
    said = telling(told.description, told)
    was, now = telling(before.description, before), telling(after.description, after)
    if now - was <= said and not (was - now) & said:
        before = replace(before, description=after.description, requirements=after.requirements)
    return before, after


def pay_unread(posting: Posting) -> bool:
    """Whether an ad states an amount that could not be read: no pay is known of it, and none was withdrawn."""
    return posting.salary is None and any(
        note.startswith("pay:") and _AMOUNT.search(note) is not None for note in posting.notes
    )


def kept(before: Posting | None, after: Posting) -> Posting:
    """The later reading of an ad, with the earlier pay where the pay it states could not be read this time."""
    if before is None or before.salary is None or not pay_unread(after):
        return after
    return replace(after, salary=before.salary)


def diff(before: str, after: str) -> str:
    """A unified diff of two texts by sentence, without file headers; sentences that mean the same count as equal."""
    old, new = sentences(before), sentences(after)
    keys = {word_key(line): line for line in old}
    aligned = [keys.get(word_key(line), line) for line in new]
    lines = list(difflib.unified_diff(old, aligned, lineterm="", n=1))[2:]
    return "\n".join(lines[:DIFF_LINES])


def _keys(values: Iterable[str]) -> frozenset[str]:
    return frozenset(map(word_key, values))


def _text_change(old: str | None, new: str | None, before: Posting, after: Posting) -> frozenset[str]:
    """The folded sentences in which a text of two ads differs; none where one of them was not read."""
    if not old or not new or old == new or word_key(old) == word_key(new):
        return frozenset()
    return telling(old, before) ^ telling(new, after)


def telling(text: str, posting: Posting) -> frozenset[str]:
    """The folded sentences of a text that no other field tells: without pay, label lines of facts that are
    compared by themselves, dates and counters."""
    lines = read_lines(_LINK_QUERY.sub(r"\1", _LINK_TARGET.sub(r"\1", text)))
    told_at: set[int] = set()
    other_at: set[int] = set()
    for label in read_labels(lines):
        (told_at if label.name in _TOLD_ELSEWHERE else other_at).add(label.index)
    rest = "\n".join(line.raw for at, line in enumerate(lines) if at not in told_at - other_at)
    if posting.salary and posting.salary.text:
        stated = (
            posting.salary if posting.salary.text in rest else read_salary(rest)
        )  # a field of its own, and prose too
        rest = rest.replace(stated.text, " ") if stated else rest
    told = (sentence for sentence in sentences(rest) if not is_noise(sentence))
    return frozenset(filter(None, map(word_key, told))) - {word_key(posting.title)}
