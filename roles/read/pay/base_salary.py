"""The JSON of a schema.org `baseSalary` in the shapes that sites give it (design notes of September 2026).

MonetaryAmount with a QuantitativeValue · a number as `value` with the unit beside it · a bare number beside
`salaryCurrency` · PriceSpecification · numbers as strings ("130,000", "$130K") · a list · keys in any case.
https://schema.org/MonetaryAmount, https://developers.google.com/search/docs/appearance/structured-data/job-posting
"""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from roles.model import Period
from roles.read.pay.lexicon import pay_words
from roles.read.pay.period import Stated

_CURRENCY = ("currency", "pricecurrency", "salarycurrency", "currencycode", "currencytype")
_UNIT = ("unittext", "unit", "unitcode", "interval", "period", "frequency", "salaryinterval")
_LOW = ("minvalue", "min", "minimum", "minprice", "minsalary")
_HIGH = ("maxvalue", "max", "maximum", "maxprice", "maxsalary")
_EXACT = ("value", "price", "amount")
# UN/CEFACT common codes, which schema.org allows as unitCode.
_CODES: dict[str, Period] = {"hur": "hour", "wee": "week", "mon": "month", "ann": "year"}
_UNIT_WORDS = frozenset(["per", "salary", "wage", "pay", "rate", "base", "of", "a", "an", "each", "every", "gross"])
_BAD_ESCAPE = re.compile(r"\\(?![\"\\/bfnrtu])")
_NUMBER = re.compile(r"\s*[0-9]+(?:\.[0-9]+)?\s*\Z")


@dataclass(frozen=True, slots=True)
class Structured:
    """What one structure states. `low` and `high` are a number, the words of one ("$130K"), or None for an open end;
    `phrase` is set instead where the structure only holds words."""

    low: float | str | None = None
    high: float | str | None = None
    currency: str | None = None
    unit: Stated | None = None
    phrase: str | None = None


def read_base_salary(text: str) -> list[Structured] | None:
    """The pay stated by a JSON text, in its order; None where the text is no JSON object, list or string."""
    stripped = text.strip()
    if not stripped or stripped[0] not in '{["':
        return None
    for candidate in (stripped, html.unescape(stripped), _BAD_ESCAPE.sub("", stripped)):
        try:
            return list(_structures(json.loads(candidate, strict=False), {}))
        except (ValueError, RecursionError):
            continue
    return [] if stripped[0] == "{" and '":' in stripped else None


def _structures(node: Any, outer: dict[str, Any]) -> Iterator[Structured]:
    """`outer` holds currency and unit of the structures around the node."""
    if isinstance(node, list):
        for item in node[:50]:
            yield from _structures(item, outer)
    elif isinstance(node, dict):
        table = {re.sub("[^a-z]", "", key.lower()): value for key, value in node.items()}
        inner = outer | {
            name: found
            for name, keys in (("currency", _CURRENCY), ("unit", _UNIT))
            if (found := _first(table, keys)) is not None
        }
        if "basesalary" in table:
            yield from _structures(table["basesalary"], inner)
        elif _first(table, _LOW) is not None or _first(table, _HIGH) is not None:
            yield _structured(_end(_first(table, _LOW)), _end(_first(table, _HIGH)), inner)
        else:
            yield from _structures(_first(table, _EXACT), inner)
    elif isinstance(node, str) and not _NUMBER.match(node):
        yield Structured(currency=_word(outer.get("currency")), unit=_unit(outer.get("unit")), phrase=node)
    elif node is not None:
        end = _end(node)
        yield _structured(end, end, outer)


def _structured(low: float | str | None, high: float | str | None, outer: dict[str, Any]) -> Structured:
    return Structured(low, high, _word(outer.get("currency")), _unit(outer.get("unit")))


def _first(table: dict[str, Any], keys: tuple[str, ...]) -> Any:
    return next((table[key] for key in keys if table.get(key) not in (None, "", [], {})), None)


def _word(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _end(value: Any) -> float | str | None:
    """A number of the JSON, or words that hold one; None for zero, true, or anything else."""
    if isinstance(value, dict):
        value = _first({key.lower(): inner for key, inner in value.items()}, _EXACT)
    if isinstance(value, str):
        return float(value) or None if _NUMBER.match(value) and len(value) < 20 else value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) or None if abs(value) < 1e15 and math.isfinite(value) else None


def _unit(value: Any) -> Stated | None:
    """YEAR · "per year" · ANNUAL · per-year-salary · "1 YEAR" · HUR; "unknown" for "2 WEEK" and ONE_TIME."""
    if not isinstance(value, str) or not value.strip():
        return None
    words = pay_words()
    if any(number != "1" for number in re.findall(r"[0-9][0-9.]*", value)):
        return "unknown"
    told: Stated | None = None
    for word in re.findall(r"[^\W\d_]+", value.lower())[:8]:
        period = words.unit.get(word) or words.adverb.get(word) or words.period_label.get(word) or _CODES.get(word)
        if period is None and word not in _UNIT_WORDS:
            return "unknown"
        told = told or period
    return told or "unknown"
