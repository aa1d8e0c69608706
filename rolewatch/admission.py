"""Which source may be crawled now: never two of one host at once, and a pause between them. Pure; knows no engine."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from roles.crawl import CrawlOrder
from roles.url import host_of


class Admission:
    """Gives out orders so that a host has at most one under way and rests a pause in between.

    An order takes its own host and those of its board (`CrawlOrder.hosts`). At most `window` orders are under way.
    `now` is seconds of any clock that never goes back.
    """

    def __init__(self, orders: Sequence[CrawlOrder], window: int) -> None:
        self.window = window
        self.under_way: set[str] = set()
        self._busy: set[str] = set()
        self._rested: dict[str, float] = {}
        self._waiting: dict[str, deque[CrawlOrder]] = {}
        for order in orders:
            self._waiting.setdefault(host_of(order.url), deque()).append(order)

    def next(self, now: float) -> CrawlOrder | None:
        """An order that may start now; None where none may."""
        if len(self.under_way) >= self.window:
            return None
        for waiting in self._waiting.values():
            if waiting and self._free(waiting[0], now):
                order = waiting.popleft()
                self._busy.update(_hosts(order))
                self.under_way.add(order.source_id)
                return order
        return None

    def _free(self, order: CrawlOrder, now: float) -> bool:
        return all(host not in self._busy and self._rested.get(host, now) <= now for host in _hosts(order))

    def done(self, order: CrawlOrder, now: float, delay: float = 0.0) -> None:
        """Frees the hosts of an order that is settled, after its pause or the longer `delay` that they asked for.

        Told twice, it counts once: by then another order may have the host.
        """
        if order.source_id not in self.under_way:
            return
        self.under_way.discard(order.source_id)
        for host in _hosts(order):
            self._busy.discard(host)
            self._rested[host] = now + max(order.delay, delay)

    def wait(self, now: float) -> float | None:
        """Seconds until a host has rested; None where nothing but a settled order can admit another."""
        pauses = [
            max((self._rested.get(host, now) - now for host in _hosts(waiting[0])), default=0.0)
            for waiting in self._waiting.values()
            if waiting and not self._busy.intersection(_hosts(waiting[0]))
        ]
        if not pauses or len(self.under_way) >= self.window:
            return None
        return max(min(pauses), 0.0)

    @property
    def finished(self) -> bool:
        """Whether every order was given out and settled."""
        return not self.under_way and not any(self._waiting.values())


def _hosts(order: CrawlOrder) -> tuple[str, ...]:
    """The hosts that an order asks; none for files."""
    return tuple(filter(None, (host_of(order.url), *order.hosts)))
