"""Which source may be crawled now: never two of one host at once, and a pause between them. Pure; knows no engine."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from heapq import heappop, heappush

from roles.crawl import CrawlOrder
from roles.url import host_of


class Admission:
    """Gives out orders so that a host has at most one under way and rests a pause in between.

    An order takes its own host and those of its board (`CrawlOrder.hosts`). At most `window` orders are under way.
    `now` is seconds of any clock that never goes back. What cannot start stands aside by the host that it waits for, so
    that fifty thousand orders cost no more each than fifty.
    """

    def __init__(self, orders: Sequence[CrawlOrder], window: int) -> None:
        self.window = window
        self.under_way: set[str] = set()
        self._busy: set[str] = set()
        self._rested: dict[str, float] = {}
        self._left = len(orders)
        self._waiting: dict[str, deque[CrawlOrder]] = {}
        for order in orders:
            self._waiting.setdefault(host_of(order.url), deque()).append(order)
        # Hosts whose first order may be able to start, each with the host that it waited for …
        self._ready = deque((own, "") for own in self._waiting)
        # … and, by the host that they wait for, those that stand aside.
        self._aside: defaultdict[str, deque[str]] = defaultdict(deque)
        self._resting: list[tuple[float, str]] = []  # hosts by when they have rested, the first one first

    def next(self, now: float) -> CrawlOrder | None:
        """An order that may start now; None where none may."""
        if len(self.under_way) >= self.window:
            return None
        self._wake(now)
        while self._ready:
            own, waited_for = self._ready.popleft()
            order = self._waiting[own][0]
            if (host := self._hindrance(order, now)) is not None:
                self._set_aside(own, host)
                if waited_for != host:
                    self._bring_back(waited_for)  # it leaves that host to the next one
                continue
            self._waiting[own].popleft()
            self._busy.update(_hosts(order))
            self.under_way.add(order.source_id)
            self._left -= 1
            if not self._waiting[own]:
                del self._waiting[own]
            elif own:
                self._set_aside(own, own)
            else:
                self._ready.append((own, ""))
            return order
        return None

    def _hindrance(self, order: CrawlOrder, now: float) -> str | None:
        """A host of an order that is taken or rests."""
        hosts = _hosts(order)
        return next((host for host in hosts if host in self._busy or self._rested.get(host, now) > now), None)

    def _set_aside(self, own: str, host: str) -> None:
        self._aside[host].append(own)
        if host not in self._busy:
            heappush(self._resting, (self._rested[host], host))

    def _wake(self, now: float) -> None:
        """Brings back what waited for hosts that have rested."""
        while self._resting and self._resting[0][0] <= now:
            _, host = heappop(self._resting)
            if host not in self._busy and self._rested[host] <= now:
                self._bring_back(host)

    def _bring_back(self, host: str) -> None:
        """Brings back the first that waits for a host: one order takes all of it."""
        if waiting := self._aside.get(host):
            self._ready.append((waiting.popleft(), host))

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
            heappush(self._resting, (self._rested[host], host))

    def wait(self, now: float) -> float | None:
        """Seconds until a host has rested; None where nothing but a settled order can admit another."""
        if len(self.under_way) >= self.window:
            return None
        while self._resting and not self._aside.get(self._resting[0][1]):
            heappop(self._resting)  # nothing waits for it; what comes to wait for it is noted anew
        if self._ready:
            return 0.0
        return max(self._resting[0][0] - now, 0.0) if self._resting else None

    @property
    def given(self) -> bool:
        """Whether every order was given out."""
        return not self._left

    @property
    def finished(self) -> bool:
        """Whether every order was given out and settled."""
        return not self.under_way and self.given


def _hosts(order: CrawlOrder) -> tuple[str, ...]:
    """The hosts that an order asks; none for files."""
    return tuple(filter(None, (host_of(order.url), *order.hosts)))
