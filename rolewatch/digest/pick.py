"""`[digest.filter]` as a question to each event: is it wanted?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from roles.read.facts.cities import canonical_city
from roles.record import ToldEvent
from roles.text import fold
from rolewatch.config import Filter


def picker(wanted: Filter) -> Callable[[ToldEvent], bool]:
    """What the filter wants. Every key that is set must hold; one of its values is enough. Unstated pay passes."""
    cities = {fold(canonical_city(city)) for city in wanted.cities}
    companies, skills, words = (
        [fold(one) for one in several] for several in (wanted.companies, wanted.skills, wanted.words)
    )

    def holds(event: ToldEvent) -> bool:
        families = {event.family, *event.families}
        return (
            (not wanted.families or not families.isdisjoint(wanted.families))
            and (not cities or any(fold(canonical_city(place)) in cities for place in event.locations))
            and (not companies or _any_in(companies, fold(event.company or "")))
            and _pays(event, wanted)
            and (not skills or not {fold(skill) for skill in event.skills}.isdisjoint(skills))
            and (not words or _any_in(words, fold(" ".join(_texts(event)))))
        )

    return holds


def _any_in(words: Sequence[str], text: str) -> bool:
    return any(word in text for word in words)


def _texts(event: ToldEvent) -> tuple[str, ...]:
    return event.title, event.company or "", event.description, *event.skills


def _pays(event: ToldEvent, wanted: Filter) -> bool:
    """Whether the pay reaches the floor now or, where it moved, before: a cut below it is news to who asked for it."""
    if wanted.pay_min is None:
        return True
    stated = [
        (event.salary_currency, event.annual_max if event.annual_max is not None else event.annual_min),
    ]
    for side in ("before", "after"):
        if event.kind == "salary_changed" and isinstance(pay := event.detail.get(side), dict):
            upper = pay.get("annual_max")
            stated.append((pay.get("currency"), upper if upper is not None else pay.get("annual_min")))
    known = [amount for currency, amount in stated if amount is not None and currency == wanted.pay_currency]
    return not known or max(known) >= wanted.pay_min
